"""What a run leaves behind: each delivery is tried, and no failure of one changes the verdict."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ml_readiness.action.inputs import Commenting
from ml_readiness.action.job import Job, Judged
from ml_readiness.action.status import status_of, verdict
from ml_readiness.github import runner
from ml_readiness.github.event import Occasion, Pull
from ml_readiness.github.runner import Importance, Message
from ml_readiness.model.errors import InputError
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import Entry, Run
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.view import Source, View
from ml_readiness.render import render

if TYPE_CHECKING:
    from ml_readiness.github.pull import Snapshot

# Warnings that a reviewer has to see, whatever else has stayed.
NEWS = ("bar-lowered", "renamed", "rubric-changed")
ENDINGS = {0: "passed", 1: "the gate fails", 2: "could not be evaluated"}
# What a token may have to write for each.
PERMISSIONS = {"comment": "pull-requests", "status": "statuses"}
UNWRITTEN = "no {}: the input github-token is empty"
FORK = (
    "A pull request from a fork gets such a token: on workflow_run or pull_request_target it can "
    "be judged with one that writes. For others give"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was delivered so far: where it can be read, and what there is to say about it.

    `among` is how many reports there are in this step. `denied` has what the token may not write,
    with GitHub's word for it.
    """

    among: int = 1
    source: Source | None = None
    report: str = ""
    comment_url: str = ""
    messages: tuple[Message, ...] = ()
    denied: Mapping[str, str] = field(default_factory=dict)

    def saying(self, importance: Importance, text: str) -> "Delivered":
        message = Message(importance=importance, title="ml-readiness", text=text)
        return replace(self, messages=(*self.messages, message))

    def refused(self, what: str, said: str) -> "Delivered":
        return replace(self, denied={**self.denied, what: said})


T = TypeVar("T")
Done: TypeAlias = Sequence[tuple[Judged, Delivered]]
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


def to_comment(judged: Judged, job: Job, delivered: Delivered) -> Delivered:
    """The one comment on the pull request, where the token may write it."""
    occasion = judged.occasion
    if occasion is None or occasion.pull is None or job.inputs.comment == "off":
        return delivered
    if not job.inputs.github_token:
        return delivered.saying("notice", UNWRITTEN.format("comment"))
    from ml_readiness.github.api import ApiError

    try:
        return _comment(judged, job, delivered, occasion, occasion.pull)
    except ApiError as error:
        if error.fault == "denied":
            return delivered.refused("comment", error.message)
        said = f"the comment could not be brought up to date: {error.message}"
        return delivered.saying("warning", said)


def _comment(
    judged: Judged, job: Job, delivered: Delivered, occasion: Occasion, pull: Pull
) -> Delivered:
    from ml_readiness.github.api import Api
    from ml_readiness.github.comment import Thread, marker
    from ml_readiness.github.pull import look
    from ml_readiness.render.markdown import comment

    api = Api(occasion.site, job.inputs.github_token, job.machine.clock)
    ours = _paths(judged.run)
    paths = [judged.prefix + path for path in ours]
    snapshot = look(api, occasion.repository, pull.number, pull.head, paths)
    if snapshot.head != pull.head:
        said = f"no comment: the pull request has moved on to {snapshot.head}"
        return delivered.saying("notice", said)
    if delivered.source is not None:
        moved = [path for path in ours if not _is_at_head(path, snapshot, judged)]
        source = replace(delivered.source, commit=pull.head, moved=moved)
        delivered = replace(delivered, source=source)
    mark = marker(job.inputs.comment_id)
    thread = Thread(
        api=api, repository=occasion.repository, number=pull.number, viewer=snapshot.viewer
    )
    published = thread.publish(
        comment(judged.run, View(source=delivered.source), mark),
        mark,
        create=not judged.empty and _is_news(judged.run, job.inputs.comment),
    )
    return replace(delivered, comment_url=published.url) if published else delivered


def _is_news(run: Run, when: Commenting) -> bool:
    """Whether a comment is posted where there is none; one that is there is kept up to date."""
    if when == "changes":
        return bool(run.errors or run.gone or any(map(_is_changed, run.entries)))
    return when == "always" or not run.passed


def _is_changed(entry: Entry) -> bool:
    """Whether a change has changed what is judged, or what it is judged by."""
    if entry.comparison is None or entry.comparison.changed:
        return True
    policy = entry.policy
    bars = [policy.minimum, *policy.sections.values(), policy.checklist_minimum]
    raised = any(bar.source == "head" for bar in (*bars, policy.max_age_days) if bar)
    words = (*policy.checklist_required.values(), *policy.prove_automation.values())
    return raised or "head" in words or any(said.reason in NEWS for said in entry.verdict.warnings)


def _paths(run: Run) -> list[str]:
    """The manifests that the report points at."""
    paths = [problem.path for problem in run.errors if problem.path]
    return list(dict.fromkeys([*paths, *(entry.report.path for entry in run.entries)]))


def _is_at_head(path: str, snapshot: "Snapshot", judged: Judged) -> bool:
    """Whether a file that was judged is byte for byte that of the pull request's head."""
    from hashlib import sha1, sha256

    blob = snapshot.blobs.get(judged.prefix + path)
    if blob is None or judged.tree is None:
        return False
    try:
        content = judged.tree.read(path)
    except (Unreadable, InputError):
        return False
    object_ = b"blob %d\0%b" % (len(content), content)
    digest = sha256(object_) if len(blob) == 64 else sha1(object_)  # noqa: S324 - git's own name
    return digest.hexdigest() == blob


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
    return _append(path, title + text, "the summary", delivered)


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
    return _append(path, text, "the outputs", delivered)


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


def _append(path: str, text: str, what: str, delivered: Delivered) -> Delivered:
    try:
        runner.append(path, text)
    except OSError as error:
        return delivered.saying("warning", f"cannot write {what}: {error.strerror}")
    return delivered


def to_annotations(done: Done, job: Job, delivered: Delivered) -> Delivered:
    """What is wrong beside its lines; last, so that what the others met is there too."""
    from ml_readiness.render.annotations import messages

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
