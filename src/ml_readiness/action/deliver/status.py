"""The commit status: which commit it is on, what it is called, and what it says of a run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ml_readiness.action.deliver.delivered import UNWRITTEN, WITHHELD, Delivered
from ml_readiness.action.task import Judged, Task
from ml_readiness.github.trigger import Commit, Context, MergeGroup, OnCommit, PullRequest
from ml_readiness.rules.headline import headline

if TYPE_CHECKING:
    from ml_readiness.github.status import CommitStatus, State

STATES: Mapping[int, "State"] = {0: "success", 1: "failure", 2: "error"}


def to_status(judged: Judged, task: Task, delivered: Delivered) -> Delivered:
    """The commit status where it is a report; in the protected way the verdict has written it."""
    subject = judged.subject
    if not isinstance(subject, OnCommit) or not task.inputs.status:
        return delivered
    if not task.inputs.github_token:
        return delivered.saying("notice", UNWRITTEN.format("status"))
    from ml_readiness.github.api import ApiError

    commit, branch = _place(subject)
    if branch is None:
        return delivered.saying("notice", f"no status: {subject.ref} is no branch")
    status = status_on(subject.context, commit, branch, task)
    try:
        status.write(task.client(subject.context), task.machine.clock, *verdict(judged))
    except ApiError as error:
        if error.fault in WITHHELD:
            return delivered.without("status", error.fault, error.message)
        return delivered.saying("warning", f"the status could not be written: {error.message}")
    return delivered


def _place(subject: OnCommit) -> tuple[str, str | None]:
    """The commit that a status is on, and the branch that it is for; a tag is for none."""
    match subject:
        case PullRequest(pull=pull):
            return pull.head, pull.into
        case MergeGroup() | Commit():
            return subject.commit, subject.branch


def status_on(context: Context, commit: str, branch: str, task: Task) -> "CommitStatus":
    """The status on a commit that says what a verdict means for a branch."""
    from ml_readiness.github.status import CommitStatus, label

    return CommitStatus(
        repository=context.repository,
        commit=commit,
        label=label(task.inputs.comment_id, branch),
        page=task.page(context),
    )


def verdict(judged: Judged) -> tuple["State", str]:
    """The state of a status, and its line, which has no word of a user's."""
    if judged.empty:
        return "success", "There is no manifest"
    return STATES[judged.run.status], headline(judged.run).words
