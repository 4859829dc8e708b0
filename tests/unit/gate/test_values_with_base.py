"""Values with bounds against a base: whose bound holds, what is named, and what it was before."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.twosided import Files, alone, compared, manifest, only, points, said

from ml_readiness.model.evidence import Bound, Judgement
from ml_readiness.model.report import Entry

FILE = "reports/metrics.json"
STAYS = "the base branch's bar stays"


def repository(
    value: str | None, *pieces: str, level: str = "automated", policy: str = "", **others: str
) -> Files:
    """A manifest that cites these pieces for one criterion, and the file with the value."""
    claims = {"feature-benefit": (level, ", ".join(pieces))} if pieces else {}
    files = {FILE: f'{{"auc": {value}}}\n'} if value is not None else {}
    text = manifest(claims, policy=policy) if claims else manifest(policy=policy)
    return alone(text, **files, **others)


def piece(bound: str = "", path: str = FILE, pointer: str = "/auc") -> str:
    return f"{path}#{pointer} {bound}".strip()


def judged(entry: Entry, at: int = 0) -> Judgement:
    return entry.report.findings[at].judgement


BASE = repository("0.934", piece(">= 0.9"))


@pytest.mark.parametrize(
    ("value", "written", "reason", "bound", "source"),
    [
        ("0.85", ">= 0.8", "bound-not-kept", ">= 0.9", "base"),
        ("0.85", "", "bound-not-kept", ">= 0.9", "base"),
        ("0.85", "<= 1", "bound-not-kept", ">= 0.9", "base"),
        ("0.92", ">= 0.8", None, ">= 0.9", "base"),
        ("0.92", ">= 0.9", None, ">= 0.9", "base"),
        ("0.92", ">= 0.91", None, ">= 0.91", "head"),
        ("0.92", ">= 0.95", "bound-not-kept", ">= 0.95", "head"),
        ("0.92", "<= 0.93", None, "<= 0.93", "head"),
        ('"0.92"', ">= 0.8", "bound-not-kept", ">= 0.9", "base"),
    ],
)
def test_a_bound_of_the_base_holds_whatever_the_head_writes(  # noqa: PLR0913, PLR0917
    tmp_path: Path, value: str, written: str, reason: str | None, bound: str, source: str
) -> None:
    entry = only(compared(tmp_path, BASE, repository(value, piece(written))))
    judgement = judged(entry)
    assert judgement.reason == reason
    assert judgement.measured
    assert judgement.measured.bound
    assert (judgement.measured.bound.text, judgement.measured.bound_from) == (bound, source)
    assert judgement.measured.before == Decimal("0.934")
    assert bool(said(entry, "regression")) is (reason is not None)


@pytest.mark.parametrize(
    "other",
    [
        piece(">= 0.8", path="./reports/metrics.json"),
        piece(">= 0.8", path="reports/../reports/metrics.json"),
    ],
)
def test_the_same_value_is_the_same_however_its_path_is_spelt(tmp_path: Path, other: str) -> None:
    entry = only(compared(tmp_path, BASE, repository("0.85", other)))
    assert judged(entry).reason == "bound-not-kept"


def test_the_same_key_is_the_same_however_its_pointer_is_spelt(tmp_path: Path) -> None:
    base = alone(
        manifest({"feature-benefit": ("manual", "m.json#/a~1b >= 2")}), **{"m.json": '{"a/b": 3}'}
    )
    head = alone(
        manifest({"feature-benefit": ("manual", "m.json#/a~1b")}), **{"m.json": '{"a/b": 1}'}
    )
    other = alone(
        manifest({"feature-benefit": ("manual", "m.json#/a/b")}), **{"m.json": '{"a": {"b": 1}}'}
    )
    assert judged(only(compared(tmp_path / "1", base, head))).reason == "bound-not-kept"
    assert judged(only(compared(tmp_path / "2", base, other))).reason is None


def test_a_bound_holds_under_every_criterion_that_cites_the_value(tmp_path: Path) -> None:
    claims = {"feature-cost": ("manual", piece())}
    head = alone(manifest(claims), **{FILE: '{"auc": 0.85}'})
    assert judged(only(compared(tmp_path, BASE, head))).reason == "bound-not-kept"


LOWERED: Mapping[str, tuple[str, ...]] = {
    ">= 0.8": (
        f"loosen the bound of {FILE}#/auc from >= 0.9 to >= 0.8; the base branch's bar stays",
    ),
    "": (f"take the bound >= 0.9 off {FILE}#/auc; the base branch's bar stays",),
    "<= 1": (f"loosen the bound of {FILE}#/auc from >= 0.9 to <= 1; the base branch's bar stays",),
    ">= 0.90": (),
    "> 0.9": (),
    "== 0.95": (),
}


@pytest.mark.parametrize("written", LOWERED)
def test_a_bound_that_the_change_would_loosen_is_named(tmp_path: Path, written: str) -> None:
    entry = only(compared(tmp_path, BASE, repository("0.95", piece(written))))
    assert said(entry, "bar-lowered") == [f"this change would {each}" for each in LOWERED[written]]


def test_a_bound_that_stands_elsewhere_in_the_head_is_not_loosened(tmp_path: Path) -> None:
    claims = {"feature-benefit": ("manual", piece()), "feature-cost": ("manual", piece(">= 0.9"))}
    head = alone(manifest(claims), **{FILE: '{"auc": 0.95}'})
    assert said(only(compared(tmp_path, BASE, head)), "bar-lowered") == []


def test_a_piece_with_a_bound_that_a_claim_drops_is_named(tmp_path: Path) -> None:
    dropped = f"this change would drop {FILE}#/auc >= 0.9 from 'feature-benefit'"
    entry = only(compared(tmp_path / "1", BASE, repository("0.1", FILE)))
    assert said(entry, "bar-lowered") == [dropped]
    assert entry.verdict.passed
    renamed = {**repository("0.1", piece(">= 0.05", pointer="/area")), FILE: '{"area": 0.1}'}
    entry = only(compared(tmp_path / "2", BASE, renamed))
    assert said(entry, "bar-lowered") == [f"{dropped}; {FILE}#/area >= 0.05 stands there now"]
    given_up = repository("0.1", FILE, level="none")
    assert said(only(compared(tmp_path / "3", BASE, given_up)), "bar-lowered") == []


def test_what_stood_there_before_does_not_stand_there_instead(tmp_path: Path) -> None:
    base = repository("0.95", piece(">= 0.9"), piece(">= 0.5", pointer="/other"))
    head = repository("0.95", piece(">= 0.5", pointer="/other"))
    assert said(only(compared(tmp_path, base, head)), "bar-lowered") == [
        f"this change would drop {FILE}#/auc >= 0.9 from 'feature-benefit'"
    ]


def test_each_bound_is_looked_at_after_one_that_is_given_up(tmp_path: Path) -> None:
    def two(first: str, level: str, second: str) -> Files:
        claims = {"feature-benefit": (level, first), "feature-cost": ("manual", second)}
        return alone(manifest(claims), **{FILE: '{"auc": 0.95, "f1": 0.95}'})

    base = two(piece(">= 0.9"), "manual", piece(">= 0.9", pointer="/f1"))
    loosened = two(FILE, "none", piece(">= 0.8", pointer="/f1"))
    assert said(only(compared(tmp_path / "1", base, loosened)), "bar-lowered") == [
        f"this change would loosen the bound of {FILE}#/f1 from >= 0.9 to >= 0.8; {STAYS}"
    ]
    dropped = two(FILE, "none", FILE)
    assert said(only(compared(tmp_path / "2", base, dropped)), "bar-lowered") == [
        f"this change would drop {FILE}#/f1 >= 0.9 from 'feature-cost'"
    ]


def test_a_piece_without_a_bound_may_go_unnamed(tmp_path: Path) -> None:
    base = repository("0.934", piece())
    assert said(only(compared(tmp_path, base, repository("0.9", FILE))), "bar-lowered") == []


def test_a_point_of_the_checklist_has_bounds_like_a_criterion(tmp_path: Path) -> None:
    def with_point(text: str, value: str) -> Files:
        said = f'status: done, evidence: ["{text}"]'
        return alone(manifest(points={"baseline": said}), **{FILE: f'{{"auc": {value}}}'})

    base = with_point(piece(">= 0.9"), "0.934")
    entry = only(compared(tmp_path / "1", base, with_point(piece(), "0.85")))
    assert judged(entry).reason == "bound-not-kept"
    entry = only(compared(tmp_path / "2", base, with_point(FILE, "0.85")))
    assert said(entry, "bar-lowered") == [
        f"this change would drop {FILE}#/auc >= 0.9 from 'baseline'"
    ]
    reopened = alone(manifest(points={"baseline": "status: open"}))
    assert said(only(compared(tmp_path / "3", base, reopened)), "bar-lowered") == []


@pytest.mark.parametrize(
    ("base", "before"),
    [
        (BASE, Decimal("0.934")),
        (repository("0.934"), Decimal("0.934")),
        ({FILE: '{"auc": 0.7}'}, Decimal("0.7")),
        (repository(None), None),
        (alone(manifest(), **{FILE: "{"}), None),
        (alone(manifest(), **{FILE: '{"auc": "high"}'}), "high"),
        (alone(manifest(), **{FILE: '{"auc": false}'}), False),
        (alone(manifest(), **{FILE: '{"auc": null}'}), None),
        (alone(manifest(), **{FILE: '{"auc": [1]}'}), None),
    ],
)
def test_a_value_has_what_it_was_in_the_base_whether_that_cites_it_or_not(
    tmp_path: Path, base: Files, before: object
) -> None:
    measured = judged(only(compared(tmp_path, base, repository("0.95", piece(">= 0.9"))))).measured
    assert measured
    assert (measured.value, measured.before) == (Decimal("0.95"), before)


def test_a_value_that_is_gone_still_has_what_it_was(tmp_path: Path) -> None:
    for number, head in enumerate(
        (repository(None, piece()), {**repository("1", piece()), FILE: "{}"})
    ):
        judgement = judged(only(compared(tmp_path / str(number), BASE, head)))
        assert judgement.outcome == "missing"
        assert judgement.measured
        assert (judgement.measured.value, judgement.measured.before) == (None, Decimal("0.934"))


def test_without_a_base_there_is_nothing_before(tmp_path: Path) -> None:
    measured = judged(only(compared(tmp_path, None, repository("0.95", piece(">= 0.9"))))).measured
    assert measured
    assert measured.before is None
    assert (measured.bound, measured.bound_from) == (Bound(">=", Decimal("0.9")), "head")


def test_a_tip_sets_the_bounds_for_both_sides(tmp_path: Path) -> None:
    # The tip asks for more than what the change began with: nobody here has lowered anything.
    begun, tip = repository("0.92", piece(">= 0.9")), repository("0.97", piece(">= 0.95"))
    entry = only(compared(tmp_path / "1", begun, repository("0.92", piece(">= 0.9")), tip=tip))
    assert judged(entry).reason == "bound-not-kept"
    assert said(entry, "regression") == []
    assert said(entry, "bar-lowered") == []
    # The change lowers the value below what it began with, too.
    entry = only(compared(tmp_path / "2", begun, repository("0.85", piece(">= 0.9")), tip=tip))
    assert said(entry, "regression")
    # It loosens what the tip has tightened.
    entry = only(compared(tmp_path / "3", begun, repository("0.97", piece(">= 0.8")), tip=tip))
    assert len(said(entry, "bar-lowered")) == 1


def test_a_bar_that_is_raised_hides_no_value_that_fell(tmp_path: Path) -> None:
    # Both sides fall under a policy that asks for proof, and the value falls under the base's own.
    head = repository("0.8", piece(">= 0.7"), policy="prove-automation: [data]")
    entry = only(compared(tmp_path, BASE, head))
    assert points(entry) == 0
    assert "this change lowers 'feature-benefit' from manual to none" in said(entry, "regression")


def test_a_bound_that_the_change_raises_is_no_regression_where_both_sides_fall(
    tmp_path: Path,
) -> None:
    # By the base's own bar and bounds nothing has changed.
    level = "manual, reviewed: 2026-01-01"
    base = repository("0.934", piece(">= 0.9"), level=level)
    head = repository("0.934", piece(">= 0.95"), level=level, policy="max-age-days: 1")
    entry = only(compared(tmp_path, base, head))
    assert judged(entry).reason == "bound-not-kept"
    assert said(entry, "regression") == []


def test_a_bound_that_the_change_raises_beyond_the_value_breaks_its_claim(tmp_path: Path) -> None:
    entry = only(compared(tmp_path, BASE, repository("0.934", piece(">= 0.95"))))
    assert judged(entry).reason == "bound-not-kept"
    assert said(entry, "regression")


def test_a_bound_that_rises_with_its_value_is_no_change_of_the_score(tmp_path: Path) -> None:
    entry = only(compared(tmp_path, BASE, repository("0.96", piece(">= 0.95"))))
    assert entry.comparison
    assert entry.comparison.delta == 0
    assert entry.comparison.levels == {}
    assert entry.comparison.changed


def test_a_value_that_moves_is_a_change(tmp_path: Path) -> None:
    for number, (value, changed) in enumerate(
        (("0.934", False), ("0.9340", False), ("0.935", True))
    ):
        entry = only(compared(tmp_path / str(number), BASE, repository(value, piece(">= 0.9"))))
        assert entry.comparison
        assert entry.comparison.changed is changed


def test_a_manifest_of_the_base_that_is_not_valid_sets_no_bounds(tmp_path: Path) -> None:
    base = {**BASE, "ml-readiness.yml": BASE["ml-readiness.yml"] + "unknown: 1\n"}
    entry = only(compared(tmp_path, base, repository("0.85", piece(">= 0.8"))))
    assert judged(entry).reason is None
