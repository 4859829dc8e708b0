"""The comment on the pull request: when there is one, and which files it may link."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ml_readiness.action.deliver.delivered import UNWRITTEN, WITHHELD, Delivered
from ml_readiness.action.inputs import Commenting
from ml_readiness.action.task import Judged, Task
from ml_readiness.github.trigger import Context, Pull, pull_of
from ml_readiness.model.errors import InputError
from ml_readiness.model.report import THEMES, Entry, Run
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.view import View

if TYPE_CHECKING:
    from ml_readiness.github.pull import Snapshot


def to_comment(judged: Judged, task: Task, delivered: Delivered) -> Delivered:
    """The one comment on the pull request, where the token may write it."""
    subject = judged.subject
    pull = pull_of(subject) if subject else None
    if subject is None or pull is None or task.inputs.comment == "off":
        return delivered
    if not task.inputs.github_token:
        return delivered.saying("notice", UNWRITTEN.format("comment"))
    from ml_readiness.github.api import ApiError

    try:
        return _comment(judged, task, delivered, subject.context, pull)
    except ApiError as error:
        if error.fault in WITHHELD:
            return delivered.without("comment", error.fault, error.message)
        said = f"the comment could not be brought up to date: {error.message}"
        return delivered.saying("warning", said)


def _comment(
    judged: Judged, task: Task, delivered: Delivered, context: Context, pull: Pull
) -> Delivered:
    from ml_readiness.github.comment import Thread, marker
    from ml_readiness.github.pull import snapshot
    from ml_readiness.render.markdown import comment

    api = task.client(context)
    ours = _paths(judged.run)
    paths = [judged.prefix + path for path in ours]
    now = snapshot(api, context.repository, pull.number, pull.head, paths)
    if now.head != pull.head:
        said = f"no comment: the pull request has moved on to {now.head}"
        return delivered.saying("notice", said)
    if delivered.source is not None:
        moved = [path for path in ours if not _is_at_head(path, now, judged)]
        source = replace(delivered.source, commit=pull.head, moved=moved)
        delivered = replace(delivered, source=source)
    mark = marker(task.inputs.comment_id)
    thread = Thread(api=api, repository=context.repository, number=pull.number, viewer=now.viewer)
    published = thread.publish(
        comment(judged.run, View(source=delivered.source), mark),
        mark,
        create=not judged.empty and _is_news(judged.run, task.inputs.comment),
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
    ages = [policy.max_age_days, policy.max_job_age_days]
    bars = [policy.minimum, *policy.sections.values(), policy.checklist_minimum]
    raised = any(bar.source == "head" for bar in (*bars, *ages) if bar)
    words = [*policy.checklist_required.values(), *policy.prove_automation.values()]
    words += [policy.refuse_weak] if policy.refuse_weak else []
    return (
        raised
        or "head" in words
        or any(THEMES[said.reason] == "change" for said in entry.verdict.warnings)
    )


def _paths(run: Run) -> list[str]:
    """The manifests that the report points at."""
    paths = [problem.path for problem in run.errors if problem.path]
    return list(dict.fromkeys([*paths, *(entry.report.path for entry in run.entries)]))


def _is_at_head(path: str, now: "Snapshot", judged: Judged) -> bool:
    """Whether a file that was judged is byte for byte that of the pull request's head."""
    from ml_readiness.github.tree import is_blob

    blob = now.blobs.get(judged.prefix + path)
    if blob is None or judged.tree is None:
        return False
    try:
        content = judged.tree.read(path)
    except (Unreadable, InputError):
        return False
    return is_blob(content, blob, len(content))
