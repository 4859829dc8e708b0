"""Which test merge of a pull request is judged: that of its head with the live base, no other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ml_readiness.model.errors import mistake

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock
    from ml_readiness.github.pull import LivePull

# GitHub makes the merge when it is asked for it: how long that may take, in seconds.
PATIENCE = 60.0
FIRST_WAIT = 1.0
LONGEST_PAUSE = 8.0
AGAIN = "run the job again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A commit that is what the base branch becomes, and the commit of it that this is with."""

    commit: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """Why there is nothing to judge; `lasting` says that waiting does not help."""

    message: str
    hint: str
    lasting: bool = False


def decide(seen: "LivePull", head: str, branch: str) -> Merge | Unmerged:
    """Whether the test merge is of a head with the live tip of a branch, and of nothing else."""
    if not seen.open:
        return Unmerged(
            message="the pull request is closed",
            hint="reopen it to have it judged",
            lasting=True,
        )
    if seen.head != head:
        return Unmerged(
            message=f"the pull request has moved on to {seen.head}: this run is of {head}",
            hint="the run of the newer commit judges it",
        )
    if seen.branch != branch:
        return Unmerged(
            message=f"the pull request was for {branch}, and is for {seen.branch} now",
            hint=AGAIN,
            lasting=True,
        )
    if seen.tip is None:
        return Unmerged(
            message=f"the base branch {branch} is gone",
            hint="choose another base for the pull request",
            lasting=True,
        )
    if seen.conflicts:
        return Unmerged(
            message=f"the pull request conflicts with {branch}",
            hint=f"merge {branch} into it, and push",
            lasting=True,
        )
    if seen.merge is None:
        return Unmerged(message="GitHub has made no test merge of the pull request", hint=AGAIN)
    if seen.parents == (seen.tip, head):
        return Merge(commit=seen.merge, base=seen.tip)
    if seen.parents[1:] == (head,):
        message = f"the test merge is with {seen.parents[0]}, and {branch} is at {seen.tip} now"
    else:
        message = f"the test merge {seen.merge} is not of {head} with {branch}"
    return Unmerged(message=message, hint=AGAIN)


def settled(first: "LivePull", again: Callable[[], "LivePull"], head: str, clock: "Clock") -> Merge:
    """The test merge to judge; asked for again while that may help.

    Raises InputError: nothing else is judged in its place.
    """
    end = clock.monotonic() + PATIENCE
    pause = FIRST_WAIT
    found = decide(first, head, first.branch)
    while isinstance(found, Unmerged):
        if found.lasting or clock.monotonic() + pause > end:
            raise mistake(found.message, hint=found.hint)
        clock.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        found = decide(again(), head, first.branch)
    return found
