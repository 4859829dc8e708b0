"""The test merge: judged when it is of the live base and the event's head, and only then."""

from dataclasses import replace

import pytest
from helpers.step import Clock

from ml_readiness.github.merge import PATIENCE, Merge, Unmerged, decide, settled
from ml_readiness.github.pull import LivePull
from ml_readiness.model.errors import InputError

HEAD, BASE, MERGE, OTHER = ("1" * 40, "2" * 40, "3" * 40, "4" * 40)
GOOD = LivePull(
    open=True,
    head=HEAD,
    branch="main",
    tip=BASE,
    conflicts=False,
    merge=MERGE,
    parents=(BASE, HEAD),
)


def decided(**differs: object) -> Merge | Unmerged:
    return decide(replace(GOOD, **differs), HEAD, "main")  # type: ignore[arg-type]


def test_a_merge_of_the_head_with_the_live_tip_is_judged() -> None:
    assert decided() == Merge(commit=MERGE, base=BASE)


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"open": False}, "the pull request is closed"),
        ({"branch": "lax"}, "the pull request was for main, and is for lax now"),
        ({"tip": None}, "the base branch main is gone"),
        ({"conflicts": True, "merge": None}, "the pull request conflicts with main"),
    ],
)
def test_T7_what_waiting_does_not_mend(differs: dict[str, object], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Unmerged)
    assert (found.message, found.lasting) == (message, True)


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"head": OTHER}, f"the pull request has moved on to {OTHER}: this run is of {HEAD}"),
        ({"merge": None, "parents": ()}, "GitHub has made no test merge of the pull request"),
        ({"parents": (OTHER, HEAD)}, f"the test merge is with {OTHER}, and main is at {BASE} now"),
        ({"parents": (BASE, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (HEAD, BASE)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE,)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": ()}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE, HEAD, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (None, HEAD)}, f"the test merge is with None, and main is at {BASE} now"),
    ],
)
def test_T7_what_may_be_another_in_a_moment(differs: dict[str, object], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Unmerged)
    assert (found.message, found.lasting) == (message, False)


def test_a_conflict_of_an_older_head_is_no_conflict_yet() -> None:
    found = decided(head=OTHER, conflicts=True)
    assert isinstance(found, Unmerged)
    assert not found.lasting


def test_it_is_asked_again_until_it_is_there() -> None:
    clock = Clock()
    looks = iter([replace(GOOD, merge=None), replace(GOOD, parents=(OTHER, HEAD)), GOOD])
    merge = settled(replace(GOOD, head=OTHER), lambda: next(looks), HEAD, clock)
    assert merge == Merge(commit=MERGE, base=BASE)
    assert clock.waits == [1, 2, 4]


def test_it_is_not_asked_for_longer_than_a_minute() -> None:
    clock = Clock()
    absent = replace(GOOD, merge=None)
    with pytest.raises(InputError, match="GitHub has made no test merge"):
        settled(absent, lambda: absent, HEAD, clock)
    assert clock.waits == [1, 2, 4, 8, 8, 8, 8, 8, 8]
    assert sum(clock.waits) <= PATIENCE


def test_the_branch_is_that_of_the_first_look() -> None:
    """The status is named after it, and a verdict against another must not stand there."""
    clock = Clock()
    with pytest.raises(InputError, match="was for main, and is for lax now"):
        settled(replace(GOOD, merge=None), lambda: replace(GOOD, branch="lax"), HEAD, clock)
