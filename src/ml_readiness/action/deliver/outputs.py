"""The outputs of the step: what later steps of the job can read of a run."""

import json
from collections.abc import Mapping

from ml_readiness.action.deliver.delivered import Delivered, Done, appended
from ml_readiness.action.task import Judged, Task
from ml_readiness.github import runner
from ml_readiness.github.trigger import commit_of, ref_of
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import Entry


def to_outputs(done: Done, task: Task, delivered: Delivered) -> Delivered:
    """The outputs of the step."""
    values = outputs(*done[0])
    if len(done) > 1:
        passed = all(judged.run.passed for judged, _ in done)
        values = dict.fromkeys(values, "") | {"passed": "true" if passed else "false"}
    text = "".join(runner.output(name, value, task.machine.token) for name, value in values.items())
    return appended("GITHUB_OUTPUT", text, "the outputs", task, delivered)


def outputs(judged: Judged, delivered: Delivered) -> Mapping[str, str]:
    """The value of each output; those of one manifest are empty unless there is just one."""
    run, subject = judged.run, judged.subject
    only = run.entries[0] if len(run.entries) == 1 and not run.errors else None
    commit = run.head or (commit_of(subject) if subject else None) or ""
    return {
        "score": plain(only.report.score) if only else "",
        "claimed-score": plain(only.report.claimed_score) if only else "",
        "maximum": plain(only.report.rubric.maximum) if only else "",
        "band": only.report.rubric.band(only.report.score).id if only else "",
        "delta": plain(only.comparison.delta) if only and only.comparison else "",
        "passed": "true" if run.passed else "false",
        "sections": json.dumps(_points(only)) if only else "",
        "report": delivered.report,
        "comment-url": delivered.comment_url,
        "ref": (ref_of(subject, commit) if subject else None) or "",
        "sha": commit,
    }


def _points(entry: Entry) -> Mapping[str, int | float]:
    return {section.section.id: as_json(section.points) for section in entry.report.sections}
