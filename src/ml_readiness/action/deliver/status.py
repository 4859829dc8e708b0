"""The commit status: which commit it is on, what it is called, and what it says of a run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ml_readiness.action.task import Job, Judged
from ml_readiness.github.event import Occasion

if TYPE_CHECKING:
    from ml_readiness.github.status import State, Status

STATES: Mapping[int, "State"] = {0: "success", 1: "failure", 2: "error"}


def status_of(occasion: Occasion, job: Job) -> "Status | None":
    """The status that a verdict is written to; None where no branch is judged."""
    from ml_readiness.github.status import Status, context

    branch = occasion.destination
    if branch is None:
        return None
    return Status(
        site=occasion.site,
        token=job.inputs.github_token,
        clock=job.machine.clock,
        repository=occasion.repository,
        commit=occasion.pull.head if occasion.pull else occasion.commit,
        context=context(job.inputs.comment_id, branch),
        page=job.page(occasion),
    )


def verdict(judged: Judged) -> tuple["State", str]:
    """The state of a status, and its line, which has no word of a user's."""
    from ml_readiness.render.markdown import headline

    if judged.empty:
        return "success", "There is no manifest"
    _, _, said = headline(judged.run).partition(" ")  # its sign is what the state says
    return STATES[judged.run.status], said
