"""What a change does to the score, the sections and the levels, and what of it is a regression."""

from decimal import Decimal

import pytest
from helpers.builders import (
    Piece,
    Said,
    Situation,
    a_policy,
    a_rubric,
    changes,
    situations,
)
from hypothesis import given
from msgspec.structs import replace

from ml_readiness.model.report import Comparison
from ml_readiness.model.rubric import LEVELS, Level
from ml_readiness.rules.comparison import compare, with_regressions

TEST: Piece = ("test", "verified")
Levels = dict[str, Level]


def compared(before: Levels, after: Levels, manual: str = "1", automated: str = "2") -> Comparison:
    """Two sections of two criteria each, at these levels."""
    rubric, policy = a_rubric(2, 2, manual=manual, automated=automated), a_policy()
    old, new = (said_of(levels).scored(rubric, policy) for levels in (before, after))
    return compare(old, new)


def said_of(levels: Levels) -> Said:
    said = Said()
    for criterion, level in levels.items():
        said.claim(criterion, level, *(() if level == "none" else (TEST,)))
    return said


def messages(comparison: Comparison) -> list[str]:
    assert {each.reason for each in comparison.regressions} <= {"regression"}
    return [each.message for each in comparison.regressions]


def test_without_a_change_there_is_none() -> None:
    levels: Levels = {"s0c0": "automated", "s1c1": "manual"}
    comparison = compared(levels, levels)
    assert comparison.delta == 0
    assert comparison.sections == {"s0": 0, "s1": 0}
    assert (comparison.levels, comparison.regressions) == ({}, ())


def test_what_is_lowered_twice_is_said_once_and_with_the_first_levels() -> None:
    first = compared({"s0c0": "automated", "s1c0": "manual"}, {"s0c0": "manual", "s1c0": "manual"})
    other = compared({"s0c0": "automated", "s1c0": "manual"}, {})
    assert messages(with_regressions(first, other.regressions)) == [
        "this change lowers Section 0 from 2 to 1",
        "this change lowers 's0c0' from automated to manual",
        "this change lowers the score from 1 to 0",
        "this change lowers Section 1 from 1 to 0",
        "this change lowers 's1c0' from manual to none",
    ]


def test_an_improvement_is_no_regression() -> None:
    comparison = compared(
        {"s0c0": "manual", "s1c0": "manual"},
        {"s0c0": "automated", "s1c0": "manual", "s1c1": "manual"},
    )
    assert comparison.delta == 1
    assert comparison.sections == {"s0": 1, "s1": 1}
    assert comparison.levels == {"s0c0": "manual", "s1c1": "none"}
    assert comparison.regressions == ()


def test_a_section_may_gain_without_the_score() -> None:
    comparison = compared({"s0c0": "manual"}, {"s0c0": "automated"})
    assert comparison.delta == 0
    assert comparison.sections == {"s0": 1, "s1": 0}


def test_a_section_may_lose_without_the_score() -> None:
    comparison = compared({"s0c0": "automated"}, {"s0c0": "manual"})
    assert comparison.delta == 0
    assert comparison.sections == {"s0": -1, "s1": 0}
    assert messages(comparison) == [
        "this change lowers Section 0 from 2 to 1",
        "this change lowers 's0c0' from automated to manual",
    ]


def test_a_level_may_fall_while_its_section_and_the_score_stand() -> None:
    comparison = compared(
        {"s0c0": "automated", "s1c0": "automated"},
        {"s0c0": "manual", "s0c1": "manual", "s1c0": "automated"},
    )
    assert comparison.delta == 0
    assert comparison.sections == {"s0": 0, "s1": 0}
    assert comparison.levels == {"s0c0": "automated", "s0c1": "none"}
    assert messages(comparison) == ["this change lowers 's0c0' from automated to manual"]


def test_a_level_may_fall_while_the_score_rises() -> None:
    comparison = compared(
        {"s0c0": "automated", "s1c0": "manual"},
        {"s0c0": "manual", "s0c1": "automated", "s1c0": "automated"},
    )
    assert comparison.delta == 1
    assert messages(comparison) == ["this change lowers 's0c0' from automated to manual"]


def test_every_fall_is_named_the_score_first() -> None:
    comparison = compared(
        {"s0c0": "automated", "s0c1": "manual", "s1c0": "manual"}, {"s0c1": "automated"}
    )
    assert messages(comparison) == [
        "this change lowers the score from 1 to 0",
        "this change lowers Section 0 from 3 to 2",
        "this change lowers Section 1 from 1 to 0",
        "this change lowers 's0c0' from automated to none",
        "this change lowers 's1c0' from manual to none",
    ]


@pytest.mark.parametrize(
    ("before", "after", "delta"),
    [
        ("manual", "automated", "0.5"),
        ("automated", "manual", "-0.5"),
        ("none", "manual", "0.5"),
        ("automated", "none", "-1"),
    ],
)
def test_halves_are_exact(before: Level, after: Level, delta: str) -> None:
    comparison = compared(
        {"s0c0": before, "s1c0": "automated"}, {"s0c0": after, "s1c0": "automated"}, "0.5", "1"
    )
    assert comparison.delta == comparison.sections["s0"] == Decimal(delta)


def test_thirds_of_a_tenth_leave_no_rest() -> None:
    comparison = compared(
        {"s0c0": "manual", "s0c1": "manual", "s1c0": "automated"},
        {"s0c0": "automated", "s1c0": "automated"},
        "0.1",
        "0.2",
    )
    assert comparison.delta == comparison.sections["s0"] == 0
    assert messages(comparison) == ["this change lowers 's0c1' from manual to none"]


def test_a_fall_to_a_half_is_written_plainly() -> None:
    comparison = compared({"s0c0": "automated"}, {"s0c0": "manual"}, "0.50", "1.0")
    assert messages(comparison)[0] == "this change lowers Section 0 from 1 to 0.5"


def test_a_level_that_is_worth_nothing_less_is_a_regression_all_the_same() -> None:
    comparison = compared({"s0c0": "automated"}, {"s0c0": "manual"}, "2", "2")
    assert comparison.sections["s0"] == 0
    assert messages(comparison) == ["this change lowers 's0c0' from automated to manual"]


def test_a_claim_that_falls_without_having_earned_is_no_regression() -> None:
    rubric, policy = a_rubric(1), a_policy()
    old = Said().claim("s0c0", "automated", ("file", "missing")).scored(rubric, policy)
    new = Said().scored(rubric, policy)
    assert compare(old, new).regressions == ()
    assert compare(old, new).levels == {}


def test_the_checklist_is_no_regression() -> None:
    rubric, policy = a_rubric(1, points=1), a_policy()
    old = Said().consider("p0", "done", TEST).scored(rubric, policy)
    assert compare(old, Said().scored(rubric, policy)).regressions == ()


@given(situations())
def test_a_report_against_itself_has_no_change(situation: Situation) -> None:
    report = situation.report()
    comparison = compare(report, replace(report))
    assert comparison.delta == 0
    assert not any(comparison.sections.values())
    assert (comparison.levels, comparison.regressions) == ({}, ())


@given(changes())
def test_what_falls_on_the_way_there_rises_on_the_way_back(
    change: tuple[Situation, Situation],
) -> None:
    before, after = (situation.report() for situation in change)
    there, back = compare(before, after), compare(after, before)
    assert there.delta == -back.delta == after.score - before.score
    assert there.sections == {name: -delta for name, delta in back.sections.items()}
    assert there.levels.keys() == back.levels.keys()
    fallen = [
        name
        for name, level in there.levels.items()
        if LEVELS.index(back.levels[name]) < LEVELS.index(level)
    ]
    expected = (there.delta < 0) + sum(delta < 0 for delta in there.sections.values()) + len(fallen)
    assert len(there.regressions) == expected
    # Neither the score nor a section falls without a level that does.
    assert bool(fallen) or not there.regressions
