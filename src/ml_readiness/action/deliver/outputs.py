"""The outputs of the step: what later steps of the job can read of a run."""

import json
from collections.abc import Mapping

from ml_readiness.action.deliver.delivered import Delivered, Done, append
from ml_readiness.action.task import Job, Judged
from ml_readiness.github import runner
from ml_readiness.github.event import Occasion
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import Entry


def to_outputs(done: Done, job: Job, delivered: Delivered) -> Delivered:
    """The outputs of the step."""
    path = job.machine.environment.get("GITHUB_OUTPUT")
    if not path:
        return delivered
    values = outputs(*done[0])
    if len(done) > 1:
        passed = all(judged.run.passed for judged, _ in done)
        values = dict.fromkeys(values, "") | {"passed": "true" if passed else "false"}
    text = "".join(runner.output(name, value, job.machine.token) for name, value in values.items())
    return append(path, text, "the outputs", delivered)


def outputs(judged: Judged, delivered: Delivered) -> Mapping[str, str]:
    """The value of each output; those of one manifest are empty unless there is just one."""
    run, occasion = judged.run, judged.occasion
    only = run.entries[0] if len(run.entries) == 1 and not run.errors else None
    commit = run.head or (occasion.commit if occasion else "")
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
        "ref": _ref(commit, occasion) if occasion else "",
        "sha": commit,
    }


def _points(entry: Entry) -> Mapping[str, int | float]:
    return {section.section.id: as_json(section.points) for section in entry.report.sections}


def _ref(commit: str, occasion: Occasion) -> str:
    """The ref that the commit was judged as; none where the checkout is of something else."""
    if commit == occasion.commit:
        return occasion.ref
    if occasion.pull and commit == occasion.pull.head:
        return f"refs/pull/{occasion.pull.number}/head"
    return ""
