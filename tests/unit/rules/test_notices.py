"""What a change does to its place, its bar and its rubric, as the sentences that are shown."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from helpers.builders import a_claim, a_rubric
from msgspec.structs import replace

from ml_readiness.model.manifest import Consideration, Manifest, Terms
from ml_readiness.model.report import Statement
from ml_readiness.model.rubric import Rubric
from ml_readiness.rules.notices import MOST_NAMED, moved, other_rubric, weakened

NOTHING = Terms(sections={})
BASE = a_rubric(2, points=1)
OTHER = replace(BASE, id="other")


def a_manifest(
    claims: Iterable[str] = (), points: Iterable[str] = (), terms: Terms = NOTHING
) -> Manifest:
    return Manifest(
        path="ml-readiness.yml",
        name="system",
        claims={name: a_claim("manual") for name in claims},
        considerations={name: Consideration(status="open", evidence=(), line=1) for name in points},
        terms=terms,
    )


def changed(text: str) -> Statement:
    return Statement(reason="rubric-changed", message=text)


def test_a_manifest_that_stays_is_not_moved() -> None:
    assert list(moved("a.yml", "a.yml")) == []


def test_a_manifest_that_moves_takes_its_bar_along() -> None:
    message = "this change moves a.yml to b.yml; the base branch's bar goes along"
    assert list(moved("a.yml", "b.yml")) == [Statement(reason="renamed", message=message)]


def test_each_bar_that_would_be_lowered_is_said_in_the_direction_of_the_change() -> None:
    high, low = Terms(minimum=Decimal(2), sections={}), Terms(minimum=Decimal("1.50"), sections={})
    message = "this change would lower the minimum from 2 to 1.5; the base branch's bar stays"
    assert list(weakened(high, low)) == [Statement(reason="bar-lowered", message=message)]
    assert list(weakened(low, high)) == []


def test_501_what_was_lower_where_the_change_began_is_not_lowered_by_it() -> None:
    high, low, none = (Terms(minimum=Decimal(each), sections={}) for each in (3, 2, 1))
    assert list(weakened(high, low, low)) == []
    [statement] = weakened(high, none, low)
    assert "would lower the minimum from 3 to 1" in statement.message
    assert list(weakened(none, none, low)) == []


def test_501_a_rubric_that_the_base_branch_left_behind_is_not_asked_for() -> None:
    message = "the base branch no longer has the rubric other; its small scores this too"
    assert list(other_rubric(OTHER, BASE, a_manifest(), OTHER)) == [changed(message)]
    [statement] = other_rubric(OTHER, BASE, a_manifest(), BASE)
    assert statement.message.startswith("this change asks for the rubric other")


@pytest.mark.parametrize(
    ("own", "called"), [(OTHER, "other"), (replace(BASE, title="x"), "another version of small")]
)
def test_the_rubric_that_is_asked_for_and_the_one_that_scores(own: Rubric, called: str) -> None:
    message = f"this change asks for the rubric {called}; it is scored by the base's small"
    assert list(other_rubric(own, BASE, a_manifest())) == [changed(message)]


def test_what_the_rubric_of_the_base_does_not_have_scores_nothing() -> None:
    said = a_manifest(claims=("s0c0", "speed"), points=("p0", "care"))
    [_, statement] = other_rubric(OTHER, BASE, said)
    assert statement == changed("what is not in small scores nothing: 'speed', 'care'")


@pytest.mark.parametrize("more", [0, 1, 2])
def test_a_few_of_many_are_named(more: int) -> None:
    names = [f"n{number}" for number in range(MOST_NAMED + more)]
    [_, statement] = other_rubric(OTHER, BASE, a_manifest(claims=names))
    ending = f" and {more} more" if more else ""
    assert statement.message.endswith(f": 'n0', 'n1', 'n2', 'n3', 'n4'{ending}")


def test_its_own_bars_are_set_aside_also_where_they_are_nothing() -> None:
    terms = Terms(
        minimum=Decimal(0),
        sections={"s0": Decimal("2.50")},
        checklist_minimum=Decimal(1),
        checklist_required=("p0",),
        max_age_days=1,
        prove_automation=("s0",),
        accept_links=("a.example.com",),
    )
    [_, *statements] = other_rubric(OTHER, BASE, a_manifest(terms=terms))
    assert statements == [
        changed(f"its own {bar} is set aside with the rubric")
        for bar in ("minimum of 0", "minimum of the checklist of 1", "minimum of s0 of 2.5")
    ]
