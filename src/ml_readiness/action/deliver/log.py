"""The report in the log."""

from ml_readiness.action.deliver.delivered import Delivered, title_of
from ml_readiness.action.task import Judged, Task
from ml_readiness.github import runner
from ml_readiness.model.view import View
from ml_readiness.render import render

ENDINGS = {0: "passed", 1: "the gate fails", 2: "could not be evaluated"}


def to_log(judged: Judged, task: Task, delivered: Delivered) -> Delivered:
    """The report as text, and how it ended."""
    from ml_readiness.render.text import render_errors

    run = judged.run
    title = f"{title_of(judged)}\n" if delivered.among > 1 else ""
    text = title + render_errors(run, View()) + render("text", run, View())
    task.machine.say(runner.log(text) if text else "")
    task.machine.say(runner.log(f"exit status {run.status}: {ENDINGS[run.status]}"))
    return delivered
