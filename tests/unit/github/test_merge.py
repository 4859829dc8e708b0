"""The test merge: judged when it is of the base branch and the event's head, and only then."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from helpers.step import Clock
from msgspec.structs import replace

from ml_readiness.github.merge import OLDEST, PATIENCE, Merge, Unmerged, decide, settled
from ml_readiness.github.pull import LivePull
from ml_readiness.github.trigger import Context, ProtectedPull, Pull, Site
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
    made=Clock().now,
    retargeted=None,
)
LAGS = replace(GOOD, parents=(OTHER, HEAD))
LAGGING = Merge(commit=MERGE, base=OTHER, tip=BASE)
SITE = Site(server="", rest="", graphql="")
TRIGGER = ProtectedPull(
    context=Context(
        event="pull_request_target", site=SITE, repository="acme/fraud", default_branch=None
    ),
    pull=Pull(number=7, head=HEAD, base=BASE, into="main"),
)


def decided(
    seen: LivePull = GOOD, /, trigger: ProtectedPull = TRIGGER, **differs: Any
) -> Merge | Unmerged:
    return decide(replace(seen, **differs), trigger, "main", Clock().time())


@dataclass
class Answers:
    """GitHub's answers: looks one after the other, the last for ever; `older` are ancestors."""

    looks: Iterable[LivePull] = ()
    older: bool = True
    compared: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = list(self.looks)

    def look(self) -> LivePull:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]

    def comes_from(self, commit: str, older: str) -> bool:
        self.compared.append((commit, older))
        return self.older


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
def test_T7_what_waiting_does_not_mend(differs: dict[str, Any], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Unmerged)
    assert (found.message, found.lasting) == (message, True)


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"head": OTHER}, f"the pull request has moved on to {OTHER}: this run is of {HEAD}"),
        ({"merge": None, "parents": ()}, "GitHub has made no test merge of the pull request"),
        ({"parents": (BASE, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (HEAD, BASE)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE,)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": ()}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE, HEAD, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (None, HEAD)}, f"the test merge {MERGE} is not of {HEAD} with main"),
    ],
)
def test_T7_what_may_be_another_in_a_moment(differs: dict[str, Any], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Unmerged)
    assert (found.message, found.lasting) == (message, False)


def test_a_conflict_of_an_older_head_is_no_conflict_yet() -> None:
    found = decided(head=OTHER, conflicts=True)
    assert isinstance(found, Unmerged)
    assert not found.lasting


def test_501_a_merge_with_another_commit_is_to_be_held_against_the_branch() -> None:
    assert decided(LAGS) == LAGGING


@pytest.mark.parametrize(
    ("age", "judged"), [(0.0, True), (OLDEST - 1, True), (OLDEST, False), (OLDEST + 1, False)]
)
def test_501_a_lagging_merge_is_younger_than_a_day(age: float, judged: bool) -> None:
    made = Clock().now - age
    found = decided(LAGS, made=made)
    assert (found == LAGGING) == judged
    assert decided(made=made) == Merge(commit=MERGE, base=BASE)
    if isinstance(found, Unmerged):
        day = f"the test merge is with {OTHER} and more than a day old, and main is at {BASE}"
        assert (found.message, found.lasting) == (day, False)
        assert "push to the pull request, or update it with main" in found.hint


@pytest.mark.parametrize(("since", "judged"), [(-1.0, True), (0.0, False), (1.0, False)])
def test_501_a_lagging_merge_is_of_the_branch_that_is_the_base_now(
    since: float, judged: bool
) -> None:
    retargeted = Clock().now + since
    found = decided(LAGS, retargeted=retargeted)
    assert (found == LAGGING) == judged
    assert decided(retargeted=retargeted) == Merge(commit=MERGE, base=BASE)
    if isinstance(found, Unmerged):
        since_then = "GitHub has made no test merge since the pull request is for main"
        assert (found.message, found.lasting) == (since_then, False)


def test_501_after_the_event_of_a_new_base_only_a_merge_with_its_tip_is_judged() -> None:
    trigger = replace(TRIGGER, retargeted=True)
    assert isinstance(decided(LAGS, trigger), Unmerged)
    assert decided(GOOD, trigger) == Merge(commit=MERGE, base=BASE)


def test_it_is_asked_again_until_it_is_there() -> None:
    clock = Clock()
    answers = Answers([replace(GOOD, merge=None), replace(GOOD, parents=(HEAD, BASE)), GOOD])
    merge = settled(replace(GOOD, head=OTHER), answers, TRIGGER, clock)
    assert merge == Merge(commit=MERGE, base=BASE)
    assert clock.waits == [1, 2, 4]
    assert answers.compared == []


def test_it_is_not_asked_for_longer_than_a_minute() -> None:
    clock = Clock()
    absent = replace(GOOD, merge=None)
    with pytest.raises(InputError, match="GitHub has made no test merge"):
        settled(absent, Answers([absent]), TRIGGER, clock)
    assert clock.waits == [1, 2, 4, 8, 8, 8, 8, 8, 8]
    assert sum(clock.waits) <= PATIENCE


def test_501_a_merge_that_lags_is_asked_about_once() -> None:
    clock, answers = Clock(), Answers()
    assert settled(LAGS, answers, TRIGGER, clock) == LAGGING
    assert (answers.compared, clock.waits) == ([(BASE, OTHER)], [])


def test_501_a_merge_with_what_the_branch_no_longer_has_is_waited_for() -> None:
    clock, answers = Clock(), Answers([LAGS, LAGS, GOOD], older=False)
    assert settled(LAGS, answers, TRIGGER, clock) == Merge(commit=MERGE, base=BASE)
    assert answers.compared == [(BASE, OTHER)]
    with pytest.raises(InputError, match=f"main was rewritten: {BASE} does not come from {OTHER}"):
        settled(LAGS, Answers([LAGS], older=False), TRIGGER, clock)


def test_501_the_tip_is_that_of_the_last_look() -> None:
    moved = replace(LAGS, tip="5" * 40)
    answers = Answers([moved])
    merge = settled(replace(LAGS, merge=None), answers, TRIGGER, Clock())
    assert merge == replace(LAGGING, tip="5" * 40)
    assert answers.compared == [("5" * 40, OTHER)]


def test_501_a_merge_that_grows_too_old_while_it_is_waited_for_is_not_judged() -> None:
    made = Clock().now - OLDEST + 2
    looks = Answers([replace(LAGS, made=made)], older=False)
    with pytest.raises(InputError, match="more than a day old"):
        settled(replace(LAGS, made=made), looks, TRIGGER, Clock())


def test_the_branch_is_that_of_the_first_look() -> None:
    """The status is named after it, and a verdict against another must not stand there."""
    clock = Clock()
    lax = Answers([replace(GOOD, branch="lax")])
    with pytest.raises(InputError, match="was for main, and is for lax now"):
        settled(replace(GOOD, merge=None), lax, TRIGGER, clock)
