"""Which test merge of a pull request is judged: that of its head with the base branch, no other.

GitHub makes one after a push to the pull request, after a change of what the two have in common,
and when it is twelve hours old. So on a busy branch it is with a commit that the branch has left
behind, and it is judged all the same, as long as it is known to be of that branch.
"""

from functools import cache
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from ml_readiness.model.errors import mistake

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock
    from ml_readiness.github.pull import LivePull
    from ml_readiness.github.trigger import ProtectedPull

# GitHub makes the merge when it is asked for it: how long that may take, in seconds.
PATIENCE = 60.0
FIRST_WAIT = 1.0
LONGEST_PAUSE = 8.0
# How old a merge may be that is not with the tip, in seconds: twice what GitHub lets it become.
OLDEST = 24 * 60 * 60.0
AGAIN = "run the job again"


class Merge(Struct, frozen=True, kw_only=True):
    """A commit that is what the base branch becomes, and the commit of it that this is with.

    `tip` is where the branch stands now, None where that is the same commit.
    """

    commit: str
    base: str
    tip: str | None = None


class Unmerged(Struct, frozen=True, kw_only=True):
    """Why there is nothing to judge; `lasting` says that waiting does not help."""

    message: str
    hint: str
    lasting: bool = False


class Asking(Protocol):
    """What is asked of GitHub on the way to a merge; both raise InputError."""

    def look(self) -> "LivePull":
        """The pull request as it is now."""

    def comes_from(self, commit: str, older: str) -> bool:
        """Whether a commit has an older one in its history."""


def decide(seen: "LivePull", trigger: "ProtectedPull", branch: str, now: float) -> Merge | Unmerged:
    """Whether the test merge is of the event's head with a branch, and of nothing else.

    `now` is in seconds since 1970. A merge with another commit than the tip still has to be held
    against the branch's history.
    """
    head = trigger.pull.head
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
    return _merge(seen, seen.tip, trigger, now)


def _merge(seen: "LivePull", tip: str, trigger: "ProtectedPull", now: float) -> Merge | Unmerged:
    """The test merge that is there, by its parents and its age."""
    head, branch = trigger.pull.head, seen.branch
    if seen.merge is None:
        return _uncomputed("GitHub has made no test merge of the pull request", branch)
    match seen.parents:
        case (str(base), second) if second == head:
            if base == tip:
                return Merge(commit=seen.merge, base=base)
        case _:
            return _uncomputed(
                f"the test merge {seen.merge} is not of {head} with {branch}", branch
            )
    made = seen.made or 0.0
    # A change of the base within the same second may be the later one.
    if trigger.retargeted or (seen.retargeted is not None and seen.retargeted >= made):
        message = f"GitHub has made no test merge since the pull request is for {branch}"
        return _uncomputed(message, branch)
    if now - made >= OLDEST:
        message = f"the test merge is with {base} and more than a day old, and {branch} is at {tip}"
        return _uncomputed(message, branch)
    return Merge(commit=seen.merge, base=base, tip=tip)


def _uncomputed(message: str, branch: str) -> Unmerged:
    hint = f"GitHub makes one after a push: push to the pull request, or update it with {branch}"
    return Unmerged(message=message, hint=hint)


def settled(first: "LivePull", asking: Asking, trigger: "ProtectedPull", clock: "Clock") -> Merge:
    """The test merge to judge; asked for again while that may help.

    Raises InputError: nothing else is judged in its place.
    """
    end = clock.monotonic() + PATIENCE
    pause = FIRST_WAIT
    comes_from = cache(asking.comes_from)  # two commits stay as they lie
    seen = first
    while True:
        found = decide(seen, trigger, first.branch, clock.time())
        if isinstance(found, Merge):
            if found.tip is None or comes_from(found.tip, found.base):
                return found
            message = f"{first.branch} was rewritten: {found.tip} does not come from {found.base}, "
            found = _uncomputed(f"{message}which the test merge is with", first.branch)
        if found.lasting or clock.monotonic() + pause > end:
            raise mistake(found.message, hint=found.hint)
        clock.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        seen = asking.look()
