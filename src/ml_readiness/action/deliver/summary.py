"""The report on the page of the run."""

from ml_readiness.action.deliver.delivered import Delivered, appended, title_of
from ml_readiness.action.task import Judged, Task
from ml_readiness.github import runner
from ml_readiness.model.view import View


def to_summary(judged: Judged, task: Task, delivered: Delivered) -> Delivered:
    """The whole report, or as much of it as the runner keeps."""
    if judged.empty:
        return delivered
    from ml_readiness.render.markdown import summary

    title = f"# {title_of(judged)}\n\n" if delivered.among > 1 else ""
    room = runner.SUMMARY_BYTES // delivered.among - len(title)
    text = summary(judged.run, View(source=delivered.source), room)
    return appended("GITHUB_STEP_SUMMARY", title + text, "the summary", task, delivered)
