"""What a run leaves behind: each delivery is tried, and no failure of one changes the verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from ml_readiness.action.deliver.comment import to_comment
from ml_readiness.action.deliver.delivered import UNWRITTEN, Delivered, Done, append
from ml_readiness.action.deliver.outputs import to_outputs
from ml_readiness.action.deliver.status import status_of, verdict
from ml_readiness.action.task import Job, Judged
from ml_readiness.github import runner
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.view import Source, View
from ml_readiness.render import render

ENDINGS = {0: "passed", 1: "the gate fails", 2: "could not be evaluated"}
# What a token may have to write for each.
PERMISSIONS = {"comment": "pull-requests", "status": "statuses"}
FORK = (
    "A pull request from a fork gets such a token: on workflow_run or pull_request_target it can "
    "be judged with one that writes. For others give"
)


T = TypeVar("T")
Deliveries: TypeAlias = Mapping[str, Callable[[T, Job, Delivered], Delivered]]


def deliver(judged: Sequence[Judged], job: Job) -> None:
    """Carry out every delivery in turn; what goes wrong is a warning."""
    done = []
    for each in judged:
        begun = _begun(each, job, among=len(judged))
        done.append((each, _tried(DELIVERIES, each, job, begun)))
    messages = dict.fromkeys(message for _, delivered in done for message in delivered.messages)
    _tried(LAST, done, job, Delivered(messages=tuple(messages)))


def _tried(deliveries: Deliveries[T], judged: T, job: Job, delivered: Delivered) -> Delivered:
    for name, delivery in deliveries.items():
        try:
            delivered = delivery(judged, job, delivered)
        except Exception as error:  # noqa: BLE001 - a fault of ours here must not fail the gate
            said = f"internal error in the {name}: {type(error).__name__}: {error}"
            delivered = delivered.saying("warning", said)
    return delivered


def _begun(judged: Judged, job: Job, among: int) -> Delivered:
    delivered = Delivered(among=among, source=_source(judged, job))
    for text in judged.warnings:
        delivered = delivered.saying("warning", text)
    for text in judged.notices:
        delivered = delivered.saying("notice", text)
    return delivered


def to_log(judged: Judged, job: Job, delivered: Delivered) -> Delivered:
    """The report as text, and how it ended."""
    from ml_readiness.render.text import render_errors

    run = judged.run
    title = f"{_title(judged)}\n" if delivered.among > 1 else ""
    text = title + render_errors(run.errors, View()) + render("text", run, View())
    job.machine.say(runner.log(text) if text else "")
    job.machine.say(runner.log(f"exit status {run.status}: {ENDINGS[run.status]}"))
    return delivered


def _title(judged: Judged) -> str:
    """What tells one report from the others of the step."""
    pull = judged.occasion and judged.occasion.pull
    return f"Pull request {pull.number}" if pull else ""


def to_files(judged: Judged, job: Job, delivered: Delivered) -> Delivered:
    """The reports for programs, in the workspace."""
    for form, path in {"json": job.inputs.json_file, "sarif": job.inputs.sarif_file}.items():
        if path is None:
            continue
        if delivered.among > 1:
            said = f"{path} is not written: this run has a report for each of {delivered.among}"
            delivered = delivered.saying("warning", f"{said} pull requests")
            continue
        text = render(form, judged.run, View(source=delivered.source))
        if problem := _write(job.workspace, path, text):
            delivered = delivered.saying("warning", f"cannot write {path}: {problem}")
        elif form == "json":
            delivered = replace(delivered, report=path)
    return delivered


def _write(workspace: Path, path: str, text: str) -> str | None:
    """What kept a report from being written."""
    from ml_readiness.repo.files import replace_file

    try:
        replace_file(workspace, path, text.encode())
    except Unreadable as error:
        return f"it is behind a link or leaves the workspace ({error.obstacle})"
    except OSError as error:
        return str(error.strerror)
    return None


def to_status(judged: Judged, job: Job, delivered: Delivered) -> Delivered:
    """The commit status where it is a report; in the protected way the verdict has written it."""
    occasion = judged.occasion
    if occasion is None or occasion.protected or not job.inputs.status:
        return delivered
    if not job.inputs.github_token:
        return delivered.saying("notice", UNWRITTEN.format("status"))
    from ml_readiness.github.api import ApiError

    status = status_of(occasion, job)
    if status is None:
        return delivered.saying("notice", f"no status: {occasion.ref} is no branch")
    try:
        status.write(*verdict(judged))
    except ApiError as error:
        if error.fault == "denied":
            return delivered.refused("status", error.message)
        return delivered.saying("warning", f"the status could not be written: {error.message}")
    return delivered


def to_notice(judged: Judged, _: Job, delivered: Delivered) -> Delivered:
    """What a token that may only read has cost, and what to do."""
    denied = delivered.denied
    if not denied:
        return delivered
    lost = " and no ".join(denied)
    wanted = " and ".join(f"`{PERMISSIONS[name]}: write`" for name in denied)
    give = FORK if judged.occasion and judged.occasion.event == "pull_request" else "Give"
    said = "; ".join(dict.fromkeys(denied.values()))
    text = f"no {lost}: the token may only read. {give} the job the permission {wanted}. {said}"
    return delivered.saying("notice", text)


def to_summary(judged: Judged, job: Job, delivered: Delivered) -> Delivered:
    """The whole report on the page of the run, or as much of it as the runner keeps."""
    path = job.machine.environment.get("GITHUB_STEP_SUMMARY")
    if not path or judged.empty:
        return delivered
    from ml_readiness.render.markdown import summary

    title = f"# {_title(judged)}\n\n" if delivered.among > 1 else ""
    room = runner.SUMMARY_BYTES // delivered.among - len(title)
    text = summary(judged.run, View(source=delivered.source), room)
    return append(path, title + text, "the summary", delivered)


def to_annotations(done: Done, job: Job, delivered: Delivered) -> Delivered:
    """What is wrong beside its lines; last, so that what the others met is there too."""
    from ml_readiness.action.deliver.annotations import messages

    found = [message for judged, _ in done for message in messages(judged.run, judged.prefix)]
    job.machine.say(runner.commands([*delivered.messages, *found]))
    return delivered


# Of each report.
DELIVERIES: Deliveries[Judged] = {
    "log": to_log,
    "report files": to_files,
    "comment": to_comment,
    "status": to_status,
    "notice": to_notice,
    "summary": to_summary,
}
# Of all of them together.
LAST: Deliveries[Done] = {"outputs": to_outputs, "annotations": to_annotations}


def _source(judged: Judged, job: Job) -> Source | None:
    """Where the judged commit can be read; a comment links the pull request's head instead."""
    occasion = judged.occasion
    if occasion is None:
        return None
    head = occasion.pull.head if occasion.pull else ""
    return Source(
        repository=occasion.page,
        commit=judged.run.head or occasion.commit or head,
        prefix=judged.prefix,
        run=job.page(occasion),
    )
