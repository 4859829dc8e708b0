"""What a run leaves behind: each delivery is tried, and no failure of one changes the verdict."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ml_readiness.action.inputs import Inputs
from ml_readiness.github import runner
from ml_readiness.github.event import Occasion, Pull
from ml_readiness.github.runner import Importance, Message
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import Entry, Run
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.model.view import Source, View
from ml_readiness.render import render

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Clock
    from ml_readiness.github.pull import Snapshot

READ_ONLY = (
    "no comment: the token may only read. A pull request from a fork gets such a token; for "
    "others give the job the permission `pull-requests: write`. {}"
)
ENDINGS = {0: "passed", 1: "the gate fails", 2: "could not be evaluated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What deliveries know of the world.

    `occasion` is None where the event could not be read, `tree` where none could be opened.
    `prefix` is the root's path in the repository ("" or "a/b/"). `say` writes to the log as it is;
    `token` gives letters that nobody can foresee.
    """

    inputs: Inputs
    occasion: Occasion | None
    environment: Mapping[str, str]
    workspace: Path
    prefix: str
    tree: Tree | None
    clock: "Clock"
    token: Callable[[], str]
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was delivered so far: where it can be read, and what there is to say about it."""

    source: Source | None = None
    report: str = ""
    comment_url: str = ""
    messages: tuple[Message, ...] = ()

    def saying(self, importance: Importance, text: str) -> "Delivered":
        message = Message(importance=importance, title="ml-readiness", text=text)
        return replace(self, messages=(*self.messages, message))


def deliver(run: Run, job: Job) -> Delivered:
    """Carry out every delivery in turn; what goes wrong is a warning."""
    delivered = Delivered(source=_source(run, job))
    for name, delivery in DELIVERIES.items():
        try:
            delivered = delivery(run, job, delivered)
        except Exception as error:  # noqa: BLE001 - a fault of ours here must not fail the gate
            said = f"internal error in the {name}: {type(error).__name__}: {error}"
            delivered = delivered.saying("warning", said)
    return delivered


def to_log(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """The report as text, and how it ended."""
    from ml_readiness.render.text import render_errors

    job.say(runner.log(render_errors(run.errors, View()) + render("text", run, View())))
    job.say(runner.log(f"exit status {run.status}: {ENDINGS[run.status]}"))
    return delivered


def to_file(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """The JSON report in the workspace."""
    from ml_readiness.repo.files import replace_file

    path = job.inputs.json_file
    if path is None:
        return delivered
    try:
        replace_file(job.workspace, path, render("json", run, View()).encode())
    except Unreadable as error:
        why = f"it is behind a link or leaves the workspace ({error.obstacle})"
        return delivered.saying("warning", f"cannot write {path}: {why}")
    except OSError as error:
        return delivered.saying("warning", f"cannot write {path}: {error.strerror}")
    return replace(delivered, report=path)


def to_comment(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """The one comment on the pull request, where the token may write it."""
    occasion, inputs = job.occasion, job.inputs
    if occasion is None or occasion.pull is None or inputs.comment == "off":
        return delivered
    if not inputs.github_token:
        return delivered.saying("notice", "no comment: the input github-token is empty")
    from ml_readiness.github.api import Api, ApiError

    try:
        api = Api(occasion.site, inputs.github_token, job.clock)
        return _comment(run, job, delivered, api, occasion, occasion.pull)
    except ApiError as error:
        if error.fault == "denied":
            return delivered.saying("notice", READ_ONLY.format(error.message))
        said = f"the comment could not be brought up to date: {error.message}"
        return delivered.saying("warning", said)


def _comment(  # noqa: PLR0913, PLR0917
    run: Run, job: Job, delivered: Delivered, api: "Api", occasion: Occasion, pull: Pull
) -> Delivered:
    from ml_readiness.github.comment import Thread, marker
    from ml_readiness.github.pull import look
    from ml_readiness.render.markdown import comment

    ours = _paths(run)
    paths = [job.prefix + path for path in ours]
    snapshot = look(api, occasion.repository, pull.number, pull.head, paths)
    if snapshot.head != pull.head:
        said = f"no comment: the pull request has moved on to {snapshot.head}"
        return delivered.saying("notice", said)
    if delivered.source is not None:
        moved = [path for path in ours if not _is_at_head(path, snapshot, job)]
        source = replace(delivered.source, commit=pull.head, moved=moved)
        delivered = replace(delivered, source=source)
    mark = marker(job.inputs.comment_id)
    thread = Thread(
        api=api, repository=occasion.repository, number=pull.number, viewer=snapshot.viewer
    )
    published = thread.publish(
        comment(run, View(source=delivered.source), mark),
        mark,
        create=job.inputs.comment == "always" or not run.passed,
    )
    return replace(delivered, comment_url=published.url) if published else delivered


def _paths(run: Run) -> list[str]:
    """The manifests that the report points at."""
    paths = [problem.path for problem in run.errors if problem.path]
    return list(dict.fromkeys([*paths, *(entry.report.path for entry in run.entries)]))


def _is_at_head(path: str, snapshot: "Snapshot", job: Job) -> bool:
    """Whether a file that was judged is byte for byte that of the pull request's head."""
    from hashlib import sha1, sha256

    blob = snapshot.blobs.get(job.prefix + path)
    if blob is None or job.tree is None:
        return False
    try:
        content = job.tree.read(path)
    except Unreadable:
        return False
    object_ = b"blob %d\0%b" % (len(content), content)
    digest = sha256(object_) if len(blob) == 64 else sha1(object_)  # noqa: S324 - git's own name
    return digest.hexdigest() == blob


def to_summary(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """The whole report on the page of the run, or as much of it as the runner keeps."""
    path = job.environment.get("GITHUB_STEP_SUMMARY")
    if not path:
        return delivered
    from ml_readiness.render.markdown import summary

    text = summary(run, View(source=delivered.source), runner.SUMMARY_BYTES)
    return _append(path, text, "the summary", delivered)


def to_outputs(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """The outputs of the step."""
    path = job.environment.get("GITHUB_OUTPUT")
    if not path:
        return delivered
    values = outputs(run, job.occasion, delivered)
    text = "".join(runner.output(name, value, job.token) for name, value in values.items())
    return _append(path, text, "the outputs", delivered)


def outputs(run: Run, occasion: Occasion | None, delivered: Delivered) -> Mapping[str, str]:
    """The value of each output; those of one manifest are empty unless there is just one."""
    only = run.entries[0] if len(run.entries) == 1 and not run.errors else None
    judged = run.head or (occasion.commit if occasion else "")
    return {
        "score": plain(only.report.score) if only else "",
        "claimed-score": plain(only.report.claimed_score) if only else "",
        "maximum": plain(only.report.rubric.maximum) if only else "",
        "band": only.report.rubric.band(only.report.score).id if only else "",
        "passed": "true" if run.passed else "false",
        "sections": json.dumps(_points(only)) if only else "",
        "report": delivered.report,
        "comment-url": delivered.comment_url,
        "ref": _ref(judged, occasion) if occasion else "",
        "sha": judged,
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


def _append(path: str, text: str, what: str, delivered: Delivered) -> Delivered:
    try:
        runner.append(path, text)
    except OSError as error:
        return delivered.saying("warning", f"cannot write {what}: {error.strerror}")
    return delivered


def to_annotations(run: Run, job: Job, delivered: Delivered) -> Delivered:
    """What is wrong beside its lines; last, so that what the others met is there too."""
    from ml_readiness.render.annotations import messages

    job.say(runner.commands([*delivered.messages, *messages(run, job.prefix)]))
    return delivered


DELIVERIES: Mapping[str, Callable[[Run, Job, Delivered], Delivered]] = {
    "log": to_log,
    "report file": to_file,
    "comment": to_comment,
    "summary": to_summary,
    "outputs": to_outputs,
    "annotations": to_annotations,
}


def _source(run: Run, job: Job) -> Source | None:
    """Where the judged commit can be read; a comment links the pull request's head instead."""
    occasion = job.occasion
    if occasion is None:
        return None
    repository = f"{occasion.site.server}/{occasion.repository}"
    number = job.environment.get("GITHUB_RUN_ID")
    return Source(
        repository=repository,
        commit=run.head or occasion.commit,
        prefix=job.prefix,
        run=f"{repository}/actions/runs/{number}" if number else None,
    )
