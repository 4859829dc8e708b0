"""What a change does, said once for every report: real bases and heads, judged by the gate."""

from pathlib import Path
from typing import get_args

import pytest
from helpers.twosided import Files, alone, compared, manifest, only
from msgspec.structs import replace

from ml_readiness.model.report import FailOn, Statement
from ml_readiness.rules.change import effects, findings, standing, way_to_pass

CARD = "model/card.jsonl"
GONE = "gone.md"


def told(
    folder: Path, before: Files | None, after: Files, fail_on: FailOn = "minimum"
) -> list[tuple[str, str]]:
    """Each effect as its bearing and one sentence."""
    entry = only(compared(folder, before, after, fail_on=fail_on))
    return [
        (each.bearing, f"{each.verb} {each.about.label}: " + each.message)
        if each.about
        else (each.bearing, each.message)
        for each in effects(entry, fail_on)
    ]


def claim(level: str, piece: str = CARD) -> Files:
    claims = {} if level == "none" else {"feature-cost": (level, piece)}
    return alone(manifest(claims))


@pytest.mark.parametrize(
    ("before", "after", "bearing", "said"),
    [
        # The claim stands, and its evidence no longer holds, or holds again.
        (claim("manual"), claim("manual", GONE), "warns", "breaks manual to none (missing)"),
        (claim("manual", GONE), claim("manual"), "gains", "mends none to manual"),
        # The claim itself is another.
        (claim("automated"), claim("manual"), "warns", "lowers automated to manual"),
        (claim("manual"), claim("none"), "warns", "lowers manual to none"),
        (claim("none"), claim("manual"), "gains", "lifts none to manual"),
        (claim("manual"), claim("automated"), "gains", "lifts manual to automated"),
        (claim("manual", GONE), claim("automated"), "gains", "lifts none to automated"),
        # Half of a claim that is still higher is not what was taken back.
        (claim("manual"), claim("automated", GONE), "warns", "breaks manual to none (missing)"),
    ],
)
def test_a_level_is_broken_lowered_mended_or_lifted(
    tmp_path: Path, before: Files, after: Files, bearing: str, said: str
) -> None:
    verb, levels = said.split(maxsplit=1)
    found = told(tmp_path, before, after)
    assert found[0] == (bearing, f"{verb} Data 3 Cost of each feature: from {levels}")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("status: open", f"status: done, evidence: [{CARD}]", ("gains", "lifts", "counts")),
        (
            f"status: done, evidence: [{GONE}]",
            f"status: done, evidence: [{CARD}]",
            ("gains", "mends", "counts"),
        ),
        ("status: open", "status: not-applicable, reason: x", ("gains", "lifts", "not applicable")),
        (
            f"status: done, evidence: [{CARD}]",
            f"status: done, evidence: [{GONE}]",
            ("warns", "breaks", "no longer counts (missing)"),
        ),
        (
            f"status: done, evidence: [{CARD}]",
            "status: open",
            ("warns", "lowers", "no longer counts"),
        ),
    ],
)
def test_a_point_too(tmp_path: Path, before: str, after: str, said: tuple[str, str, str]) -> None:
    old, new = (alone(manifest(points={"ethics": each})) for each in (before, after))
    bearing, verb, message = said
    assert told(tmp_path, old, new) == [(bearing, f"{verb} Ethical concerns: {message}")]


def test_what_fails_comes_first_and_nothing_is_said_twice(tmp_path: Path) -> None:
    text = manifest({"feature-cost": ("automated", CARD), "feature-code": ("manual", GONE)})
    worse = text.replace("automated", "manual").replace(GONE, CARD)
    said = told(tmp_path, alone(text), alone(worse), "any")
    assert said == [
        ("fails", "lowers Data 3 Cost of each feature: from automated to manual"),
        ("gains", "mends Data 7 Tests of feature code: from none to manual"),
    ]


def test_never_is_a_warning(tmp_path: Path) -> None:
    assert {bearing for bearing, _ in told(tmp_path, claim("manual"), claim("none"), "never")} == {
        "warns"
    }


def test_the_way_to_pass_is_said_where_only_the_change_fails(tmp_path: Path) -> None:
    sides = {"worse": (claim("manual"), claim("none")), "better": (claim("none"), claim("manual"))}
    said = {
        (name, fail_on): way_to_pass(
            effects(only(compared(tmp_path / name / fail_on, *side, fail_on=fail_on)), fail_on),
            fail_on,
        )
        for name, side in sides.items()
        for fail_on in get_args(FailOn)
    }
    assert {key for key, way in said.items() if way} == {("worse", "regression")}


@pytest.mark.parametrize(
    ("fail_on", "bearing"), [("minimum", "fails"), ("regression", "fails"), ("never", "warns")]
)
def test_what_takes_a_section_below_its_bar_fails(
    tmp_path: Path, fail_on: FailOn, bearing: str
) -> None:
    policy = "sections: {data: 1}"
    before = alone(manifest({"feature-cost": ("manual", CARD)}, policy=policy))
    found = told(tmp_path, before, alone(manifest(policy=policy)), fail_on)
    lowered = "lowers Data 3 Cost of each feature: from manual to none"
    assert [each for each, said in found if said == lowered] == [bearing]


def test_a_section_that_was_below_its_bar_makes_no_change_fail(tmp_path: Path) -> None:
    policy = "sections: {data: 2}"
    before = alone(manifest({"feature-cost": ("manual", CARD)}, policy=policy))
    found = told(tmp_path, before, alone(manifest(policy=policy)))
    assert found[0] == ("warns", "lowers Data 3 Cost of each feature: from manual to none")


def test_each_bar_that_would_be_lowered_is_one_effect(tmp_path: Path) -> None:
    before = manifest(policy="minimum: 2, sections: {data: 3}")
    said = told(tmp_path, alone(before), alone(manifest(policy="minimum: 1")))
    assert said == [
        ("warns", f"this change would lower the minimum{what}; the base branch's bar stays")
        for what in (" from 2 to 1", " of data from 3 to 0")
    ]


def test_nothing_is_said_of_a_change_that_changes_nothing(tmp_path: Path) -> None:
    same = alone(manifest({"feature-cost": ("manual", GONE)}, policy="minimum: 3"))
    assert told(tmp_path / "same", same, same) == []
    assert told(tmp_path / "first", None, same) == []


def test_the_verdict_is_told_in_two_parts(tmp_path: Path) -> None:
    """Every statement stands in one of them, and none in both."""
    before = manifest({"feature-cost": ("manual", CARD)}, policy="minimum: 3")
    after = manifest(policy="minimum: 1")
    entry = only(compared(tmp_path, alone(before), alone(after), fail_on="any"))
    notice = Statement(reason="no-repository", message="x")
    verdict = replace(entry.verdict, warnings=(*entry.verdict.warnings, notice))
    entry = replace(entry, verdict=verdict)
    reasons, warnings = standing(verdict)
    here = [each.message for each in (*reasons, *warnings)]
    there = [each.message for each in effects(entry, "any")]
    assert here == ["the score is 0, below the minimum of 3 (base branch)", "x"]
    # One is told by the level instead.
    assert len(here) + len(there) == len(verdict.reasons) + len(verdict.warnings)


class TestFindings:
    def test_what_the_change_brings_comes_first(self, tmp_path: Path) -> None:
        before = manifest({"feature-cost": ("manual", "old.md")})
        after = manifest({"feature-cost": ("manual", "old.md, new.md")})
        found = findings(only(compared(tmp_path, alone(before), alone(after))))
        assert [(each.annotation.subject, each.new) for each in found] == [
            ("new.md", True),
            ("old.md", False),
        ]
        assert {each.about.label for each in found if each.about} == {"Data 3 Cost of each feature"}

    def test_the_same_piece_elsewhere_is_new(self, tmp_path: Path) -> None:
        before = manifest({"feature-cost": ("manual", GONE)})
        after = manifest({"feature-cost": ("manual", GONE), "feature-code": ("manual", GONE)})
        found = findings(only(compared(tmp_path, alone(before), alone(after))))
        assert [(each.about.code, each.new) for each in found if each.about] == [
            ("Data 7", True),
            ("Data 3", False),
        ]

    def test_a_piece_that_is_cited_again_is_new_once_more(self, tmp_path: Path) -> None:
        old, now = (
            alone(manifest({"feature-cost": ("manual", ", ".join([GONE] * count))}))
            for count in (2, 4)
        )
        more = findings(only(compared(tmp_path / "more", old, now)))
        assert [each.new for each in more] == [True, True, False, False]
        fewer = findings(only(compared(tmp_path / "fewer", now, old)))
        assert [each.new for each in fewer] == [False, False]

    def test_a_point_is_not_the_criterion_of_its_name(self, tmp_path: Path) -> None:
        """`baseline` is both."""
        claims = {"baseline": ("manual", GONE)}
        before = manifest(claims, section="model")
        after = manifest(
            claims, section="model", points={"baseline": f"status: done, evidence: [{GONE}]"}
        )
        found = findings(only(compared(tmp_path, alone(before), alone(after))))
        assert [(each.about.label, each.new) for each in found if each.about] == [
            ("A baseline that the model beats", True),
            ("Model 5 Comparison with a simpler model", False),
        ]

    def test_lines_that_move_make_nothing_new(self, tmp_path: Path) -> None:
        before = manifest({"feature-cost": ("manual", GONE)})
        moved = before.replace("tests:\n", "description: longer\n\ntests:\n")
        [wrong] = findings(only(compared(tmp_path, alone(before), alone(moved))))
        assert wrong.new is False

    def test_without_a_base_nothing_is_new_or_old(self, tmp_path: Path) -> None:
        entry = only(compared(tmp_path, None, claim("manual", GONE)))
        assert [each.new for each in findings(entry)] == [None]


def measured(*values: str, bounds: str = ">= 0.9") -> Files:
    pieces = ", ".join(f"m.json#/{at} {bounds}".strip() for at in range(len(values)))
    return alone(
        manifest({"feature-cost": ("manual", pieces)}), **{"m.json": f"[{', '.join(values)}]"}
    )


def test_a_value_that_moves_and_keeps_or_kept_its_bound_is_told(tmp_path: Path) -> None:
    found = told(
        tmp_path, measured("1", "1", "0.8", "0.95", "1"), measured("0.95", "0.8", "1", "1", "1")
    )
    cost = "moves Data 3 Cost of each feature: "
    assert [each for each in found if "moves" in each[1]] == [
        ("warns", f"{cost}0 1 → 0.95, still ≥ 0.9"),
        ("warns", f"{cost}1 1 → 0.8, no longer ≥ 0.9"),
        ("gains", f"{cost}2 0.8 → 1, now ≥ 0.9"),
        ("gains", f"{cost}3 0.95 → 1, still ≥ 0.9"),
    ]


def test_of_many_values_that_moved_a_few_are_told_the_worst_first(tmp_path: Path) -> None:
    before = measured(*["0.8"] * 10, *["1"] * 4)
    found = told(tmp_path, before, measured(*["1"] * 10, *["0.95"] * 4))
    said = [
        (bearing, text.rpartition(": ")[2])
        for bearing, text in found
        if " moved" in text or "moves" in text
    ]
    assert said == [
        *[("warns", f"{at} 1 → 0.95, still ≥ 0.9") for at in range(10, 14)],
        ("gains", "0 0.8 → 1, now ≥ 0.9"),
        ("gains", "9 more values with a bound moved"),
    ]


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (5, "4 1 → 0.95, still ≥ 0.9"),
        (6, "1 more value with a bound moved"),
        (7, "2 more values with a bound moved"),
    ],
)
def test_five_values_that_moved_are_told_one_by_one(tmp_path: Path, count: int, last: str) -> None:
    found = told(tmp_path, measured(*["1"] * count), measured(*["0.95"] * count))
    said = [text for _, text in found if " moved" in text or "moves" in text]
    assert (len(said), said[-1].rpartition(": ")[2]) == (min(count, 6), last)


def test_a_value_of_a_point_moves_too(tmp_path: Path) -> None:
    old, now = (
        alone(
            manifest(points={"ethics": "status: done, evidence: [m.json#/0 >= 0.9]"}),
            **{"m.json": value},
        )
        for value in ("[1]", "[0.95]")
    )
    moved = "moves Ethical concerns: 0 1 → 0.95, still ≥ 0.9"
    assert told(tmp_path, old, now) == [("warns", moved)]


def test_a_value_that_several_criteria_cite_is_told_once(tmp_path: Path) -> None:
    def twice(value: str) -> Files:
        piece = "m.json#/auc >= 0.9"
        claims = {"feature-cost": ("manual", piece), "feature-benefit": ("manual", piece)}
        return alone(manifest(claims), **{"m.json": f'{{"auc": {value}}}'})

    found = told(tmp_path, twice("1"), twice("0.95"))
    assert [text for _, text in found if "auc" in text] == [
        "moves Data 2 Benefit of each feature: auc 1 → 0.95, still ≥ 0.9"
    ]


@pytest.mark.parametrize("after", ["1", "1.5"])
def test_a_value_without_a_bound_moves_unsaid(tmp_path: Path, after: str) -> None:
    assert told(tmp_path, measured("1", bounds=""), measured(after, bounds="")) == []
