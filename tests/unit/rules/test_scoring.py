import json
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from helpers.builders import (
    TODAY,
    Piece,
    Said,
    Situation,
    a_claim,
    a_finding,
    a_policy,
    a_rubric,
    days_ago,
    situations,
)
from helpers.rubric_facts import BANDS_2016, BANDS_2017, CHECKLIST, CRITERIA
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ml_readiness.model.evidence import BREAKING, HOLDING, Outcome
from ml_readiness.model.manifest import Status
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import PointScore, Report, Shortfall
from ml_readiness.model.rubric import Level, Rubric
from ml_readiness.reading.rubric import built_in
from ml_readiness.rules.scoring import earned_level

SCALES = {
    "ml-test-score": {"none": "0", "manual": "1", "automated": "2"},
    "ml-test-score-2017": {"none": "0", "manual": "0.5", "automated": "1"},
}
MAXIMA = {"ml-test-score": "14", "ml-test-score-2017": "7"}
LEVELS: tuple[Level, ...] = ("none", "manual", "automated")
SECTIONS = tuple(dict.fromkeys(section for section, _, _ in CRITERIA))

TEST: Piece = ("test", "verified")
FILE: Piece = ("file", "verified")
LINK: Piece = ("link", "accepted")
GONE: Piece = ("file", "missing")
WRONG: Piece = ("link", "invalid")
DENIED: Piece = ("link", "restricted")
SILENT: Piece = ("link", "unreachable")


@cache
def rubric(name: str) -> Rubric:
    return built_in(name)


def points_by_section(report: Report) -> dict[str, Decimal]:
    return {section.section.id: section.points for section in report.sections}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("section", "criterion", "code"), CRITERIA)
def test_every_criterion_brings_the_points_of_its_level_to_its_section(
    section: str, criterion: str, code: str, level: Level, scale: str
) -> None:
    report = Said().claim(criterion, level, TEST).scored(rubric(scale), a_policy())
    worth = Decimal(SCALES[scale][level])
    (scored,) = [each for each in report.criteria if each.criterion.id == criterion]
    assert scored.criterion.code == code
    assert (scored.claimed, scored.earned, scored.shortfall) == (level, level, None)
    assert (scored.points, scored.claimed_points) == (worth, worth)
    assert points_by_section(report) == dict.fromkeys(SECTIONS, Decimal(0)) | {section: worth}
    assert report.score == report.claimed_score == 0


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_everywhere_scores_seven_times_its_points(level: Level, scale: str) -> None:
    said = Said()
    for _, criterion, _ in CRITERIA:
        said.claim(criterion, level, TEST)
    report = said.scored(rubric(scale), a_policy())
    assert report.score == report.claimed_score == 7 * Decimal(SCALES[scale][level])
    assert {section.maximum for section in report.sections} == {Decimal(MAXIMA[scale])}


@pytest.mark.parametrize("weakest", SECTIONS)
def test_the_score_is_the_points_of_the_weakest_section(weakest: str) -> None:
    said = Said()
    for section, criterion, _ in CRITERIA:
        said.claim(criterion, "manual" if section == weakest else "automated", TEST)
    assert said.scored(rubric("ml-test-score"), a_policy()).score == 7


@pytest.mark.parametrize(("score", "band"), BANDS_2016)
def test_every_score_of_2016_has_its_band(score: str, band: str) -> None:
    assert rubric("ml-test-score").band(Decimal(score)).id == band


@pytest.mark.parametrize(("score", "band"), BANDS_2017)
def test_every_score_of_2017_has_its_band(score: str, band: str) -> None:
    assert rubric("ml-test-score-2017").band(Decimal(score)).id == band


@pytest.mark.parametrize(
    ("scale", "automated", "manual", "score"),
    [
        ("ml-test-score-2017", 2, 5, "4.5"),
        ("ml-test-score-2017", 0, 1, "0.5"),
        ("ml-test-score-2017", 0, 2, "1"),
        ("ml-test-score-2017", 6, 1, "6.5"),
        ("ml-test-score", 2, 5, "9"),
    ],
)
def test_halves_are_exact_in_every_form(
    scale: str, automated: int, manual: int, score: str
) -> None:
    levels = ["automated"] * automated + ["manual"] * manual
    said = Said()
    for section in SECTIONS:
        ids = [criterion for home, criterion, _ in CRITERIA if home == section]
        for criterion, level in zip(ids, levels, strict=False):
            said.claim(criterion, "automated" if level == "automated" else "manual", TEST)
    found = said.scored(rubric(scale), a_policy()).score
    assert found == Decimal(score)
    assert plain(found) == score
    assert json.dumps(as_json(found)) == score


def test_tenths_add_up_to_what_they_are() -> None:
    said = Said().claim("s0c0", "manual", FILE).claim("s0c1", "manual", FILE)
    said.claim("s0c2", "manual", FILE)
    report = said.scored(a_rubric(3, manual="0.1", automated="0.7"), a_policy())
    assert report.score == Decimal("0.3")
    assert report.sections[0].maximum == Decimal("2.1")
    assert report.rubric.maximum == Decimal("2.1")


FRESH, OLD = days_ago(30), days_ago(31)
Row = tuple[Level, tuple[Piece, ...], date | None, Level, Shortfall | None]

# Judged in a section that is in prove-automation, with a maximum age of 30 days.
ROWS: dict[str, Row] = {
    "nothing is claimed": ("none", (), None, "none", None),
    "nothing is claimed, and its evidence is broken": ("none", (GONE,), None, "none", None),
    # each rule alone
    "missing": ("automated", (TEST, GONE), None, "none", "missing"),
    "invalid": ("automated", (TEST, WRONG), None, "none", "invalid"),
    "stale": ("manual", (FILE,), OLD, "none", "stale"),
    "no day": ("manual", (FILE,), None, "none", "stale"),
    "restricted": ("manual", (DENIED,), FRESH, "none", "restricted"),
    "unreachable": ("manual", (SILENT,), FRESH, "none", "unreachable"),
    "not proven by a file": ("automated", (FILE,), None, "manual", "not-proven"),
    "not proven by a link": ("automated", (("link", "verified"),), None, "manual", "not-proven"),
    "not proven by a link unasked": ("automated", (LINK,), None, "manual", "not-proven"),
    "not proven by what is not verified": (
        "automated",
        (("job", "accepted"),),
        None,
        "manual",
        "not-proven",
    ),
    "manual": ("manual", (FILE,), FRESH, "manual", None),
    "manual by an accepted link": ("manual", (LINK,), FRESH, "manual", None),
    "manual by a test": ("manual", (TEST,), FRESH, "manual", None),
    "automated by a test": ("automated", (TEST,), None, "automated", None),
    "automated by an alert": ("automated", (("alert", "verified"),), None, "automated", None),
    "automated by a job": ("automated", (("job", "verified"),), None, "automated", None),
    "automated by one piece of several": (
        "automated",
        (FILE, LINK, TEST),
        None,
        "automated",
        None,
    ),
    # set aside beside a piece that holds
    "restricted beside verified": ("manual", (DENIED, FILE), FRESH, "manual", None),
    "unreachable beside accepted": ("manual", (SILENT, LINK), FRESH, "manual", None),
    "unreachable beside a test": ("automated", (SILENT, TEST), None, "automated", None),
    # two rules at once
    "missing before invalid": ("manual", (WRONG, GONE), FRESH, "none", "missing"),
    "missing before stale": ("manual", (GONE,), OLD, "none", "missing"),
    "invalid before stale": ("manual", (WRONG,), None, "none", "invalid"),
    "missing before restricted": ("manual", (DENIED, GONE), FRESH, "none", "missing"),
    "invalid before unreachable": ("manual", (SILENT, WRONG), FRESH, "none", "invalid"),
    "missing before not proven": ("automated", (FILE, GONE), None, "none", "missing"),
    "stale before restricted": ("manual", (DENIED,), OLD, "none", "stale"),
    "stale before unreachable": ("manual", (SILENT,), None, "none", "stale"),
    "restricted before unreachable": ("manual", (SILENT, DENIED), FRESH, "none", "restricted"),
    "restricted before not proven": ("automated", (DENIED,), None, "none", "restricted"),
    "unreachable before not proven": ("automated", (SILENT,), None, "none", "unreachable"),
    "not proven although something is set aside": (
        "automated",
        (FILE, SILENT),
        None,
        "manual",
        "not-proven",
    ),
    # rules that do not apply
    "automation does not age": ("automated", (TEST,), OLD, "automated", None),
    "what is lowered to manual does not age": ("automated", (FILE,), OLD, "manual", "not-proven"),
}


@pytest.mark.parametrize(
    ("level", "pieces", "reviewed", "earned", "shortfall"), ROWS.values(), ids=ROWS
)
def test_evidence_supports_the_level_that_the_rules_say(
    level: Level,
    pieces: tuple[Piece, ...],
    reviewed: date | None,
    earned: Level,
    shortfall: Shortfall | None,
) -> None:
    said = Said().claim("s0c0", level, *pieces, reviewed=reviewed)
    report = said.scored(a_rubric(1), a_policy(age=30, prove=["s0"]))
    (scored,) = report.criteria
    assert (scored.claimed, scored.earned, scored.shortfall) == (level, earned, shortfall)
    assert scored.points == {"none": 0, "manual": 1, "automated": 2}[earned]
    assert scored.claimed_points == {"none": 0, "manual": 1, "automated": 2}[level]


def test_a_claim_without_evidence_earns_nothing() -> None:
    found = earned_level(a_claim("automated", pieces=0), (), prove=False, oldest=None)
    assert found == ("none", "unreachable")


def test_automation_is_taken_as_stated_outside_the_proven_sections() -> None:
    said = Said()
    for criterion in ("s0c0", "s1c0"):
        said.claim(criterion, "automated", LINK)
    report = said.scored(a_rubric(1, 1), a_policy(prove=["s1"]))
    assert [each.earned for each in report.criteria] == ["automated", "manual"]


@pytest.mark.parametrize(
    ("age", "reviewed", "counts"),
    [
        (30, days_ago(0), True),
        (30, days_ago(29), True),
        (30, days_ago(30), True),
        (30, days_ago(31), False),
        (30, None, False),
        (1, days_ago(1), True),
        (1, days_ago(2), False),
        (TODAY.toordinal() - 2, date(1, 1, 2), True),
        (TODAY.toordinal() - 2, date(1, 1, 1), False),
        (TODAY.toordinal() - 1, date(1, 1, 1), True),
        (TODAY.toordinal(), date(1, 1, 1), True),
        (36_500, days_ago(36_500), True),
        (36_500, days_ago(36_501), False),
        (10**30, date(1, 1, 1), True),
        (10**30, None, False),
        (None, date(1, 1, 1), True),
        (None, None, True),
    ],
)
def test_a_manual_run_counts_for_so_many_days(
    age: int | None, reviewed: date | None, counts: bool
) -> None:
    said = Said().claim("s0c0", "manual", FILE, reviewed=reviewed)
    (scored,) = said.scored(a_rubric(1), a_policy(age=age)).criteria
    expected = ("manual", None) if counts else ("none", "stale")
    assert (scored.earned, scored.shortfall) == expected


@pytest.mark.parametrize(
    ("level", "pieces", "reviewed", "mended"),
    [
        ("none", (), None, "none"),
        ("manual", (GONE,), FRESH, "manual"),
        ("manual", (GONE,), OLD, "none"),
        ("manual", (FILE,), OLD, "none"),
        ("manual", (FILE,), FRESH, "manual"),
        ("automated", (GONE, SILENT), None, "manual"),
        ("automated", (("test", "missing"),), None, "automated"),
        ("automated", (("job", "missing"), DENIED), None, "automated"),
    ],
)
def test_mended_is_what_the_claim_would_earn_with_all_its_evidence(
    level: Level, pieces: tuple[Piece, ...], reviewed: date | None, mended: Level
) -> None:
    said = Said().claim("s0c0", level, *pieces, reviewed=reviewed)
    (scored,) = said.scored(a_rubric(1), a_policy(age=30, prove=["s0"])).criteria
    assert scored.mended == mended


def test_a_report_carries_each_finding_to_its_criterion_in_the_order_of_the_manifest() -> None:
    said = Said().claim("s0c1", "automated", TEST, GONE).claim("s1c0", "manual", LINK)
    said.consider("p1", "done", FILE, SILENT)
    report = said.scored(a_rubric(2, 1, points=2), a_policy())
    found = {
        each.criterion.id: (
            each.line,
            [(f.citation.line, f.citation.column) for f in each.findings],
        )
        for each in report.criteria
    }
    assert found == {
        "s0c0": (None, []),
        "s0c1": (1, [(1, 1), (1, 2)]),
        "s1c0": (2, [(2, 1)]),
    }
    assert [f.judgement.outcome for f in report.criteria[1].findings] == ["verified", "missing"]
    silent, done = report.checklist
    assert (silent.line, silent.findings) == (None, ())
    assert (done.line, [f.citation.column for f in done.findings]) == (1001, [1, 2])
    assert (report.path, report.name) == ("ml-readiness.yml", "system")


def test_a_criterion_carries_the_day_of_its_manual_run() -> None:
    said = Said().claim("s0c0", "manual", FILE, reviewed=OLD).claim("s0c1", "manual", FILE)
    report = said.scored(a_rubric(3), a_policy())
    assert [each.reviewed for each in report.criteria] == [OLD, None, None]


def test_a_criterion_that_is_left_out_is_none_in_every_way() -> None:
    (scored,) = Said().scored(a_rubric(1), a_policy(age=30, prove=["s0"])).criteria
    assert {scored.claimed, scored.earned, scored.mended} == {"none"}
    assert scored.points == scored.claimed_points == 0
    assert (scored.shortfall, scored.reviewed, scored.line, scored.findings) == (
        None,
        None,
        None,
        (),
    )


def test_claims_add_up_apart_from_what_is_earned() -> None:
    said = Said().claim("s0c0", "automated", GONE).claim("s0c1", "manual", FILE)
    said.claim("s1c0", "automated", TEST)
    report = said.scored(a_rubric(2, 1), a_policy())
    assert [s.points for s in report.sections] == [1, 2]
    assert [s.claimed_points for s in report.sections] == [3, 2]
    assert report.score == 1
    assert report.claimed_score == 2


def point(status: Status, *pieces: Piece) -> PointScore:
    report = Said().consider("p0", status, *pieces).scored(a_rubric(1, points=1), a_policy())
    (scored,) = report.checklist
    return scored


@pytest.mark.parametrize(
    ("pieces", "shortfall"),
    [
        ((FILE,), None),
        ((LINK,), None),
        ((DENIED, FILE), None),
        ((SILENT, LINK), None),
        ((GONE,), "missing"),
        ((FILE, GONE), "missing"),
        ((FILE, WRONG), "invalid"),
        ((WRONG, GONE), "missing"),
        ((DENIED, GONE), "missing"),
        ((DENIED,), "restricted"),
        ((SILENT, DENIED), "restricted"),
        ((SILENT,), "unreachable"),
    ],
)
def test_a_point_that_is_done_counts_when_its_evidence_holds(
    pieces: tuple[Piece, ...], shortfall: Shortfall | None
) -> None:
    scored = point("done", *pieces)
    assert (scored.status, scored.shortfall) == ("done", shortfall)
    assert scored.counted == scored.considered == (shortfall is None)


@pytest.mark.parametrize("pieces", [(), (FILE,), (GONE,), (SILENT,)])
def test_a_point_that_does_not_apply_is_considered_but_not_counted(
    pieces: tuple[Piece, ...],
) -> None:
    scored = point("not-applicable", *pieces)
    assert (scored.counted, scored.considered, scored.shortfall) == (False, True, None)


@pytest.mark.parametrize("pieces", [(), (FILE,), (GONE,)])
def test_an_open_point_is_not_considered_whatever_it_cites(pieces: tuple[Piece, ...]) -> None:
    scored = point("open", *pieces)
    assert (scored.counted, scored.considered, scored.shortfall) == (False, False, None)


def test_the_points_that_are_considered_are_counted_in_the_order_of_the_rubric() -> None:
    said = Said().consider("ethics", "not-applicable").consider("baseline", "done", FILE)
    said.consider("drift", "done", GONE).consider("limits", "open")
    report = said.scored(rubric("ml-test-score"), a_policy())
    assert tuple(each.point.id for each in report.checklist) == CHECKLIST
    assert [each.point.id for each in report.checklist if each.considered] == ["baseline", "ethics"]
    assert report.considered == 2
    absent = report.checklist[1]
    assert (absent.status, absent.counted, absent.line) == ("open", False, None)


def test_the_score_does_not_depend_on_the_age_of_checklist_points() -> None:
    said = Said().consider("p0", "done", FILE)
    assert said.scored(a_rubric(1, points=1), a_policy(age=1, prove=["s0"])).considered == 1


@settings(deadline=None)
@given(situations())
def test_the_score_is_the_minimum_of_its_sections_and_these_are_the_sums_of_their_criteria(
    situation: Situation,
) -> None:
    report = situation.report()
    worth = situation.rubric.points
    for section in report.sections:
        assert section.points == sum(worth[each.earned] for each in section.criteria)
        assert section.claimed_points == sum(worth[each.claimed] for each in section.criteria)
        assert 0 <= section.points <= section.claimed_points <= section.maximum
    assert report.score == min(section.points for section in report.sections)
    assert report.claimed_score == min(section.claimed_points for section in report.sections)
    assert report.score <= report.claimed_score <= situation.rubric.maximum


@settings(deadline=None)
@given(situations())
def test_a_level_is_lower_than_its_claim_exactly_when_there_is_a_reason(
    situation: Situation,
) -> None:
    for each in situation.report().criteria:
        assert LEVELS.index(each.earned) <= LEVELS.index(each.claimed)
        assert (each.earned == each.claimed) == (each.shortfall is None)


@settings(deadline=None)
@given(situations())
def test_nothing_counts_that_is_neither_verified_nor_accepted(situation: Situation) -> None:
    for each in situation.report().criteria:
        outcomes = {finding.judgement.outcome for finding in each.findings}
        if each.points:
            assert outcomes & set(HOLDING)
            assert not outcomes & set(BREAKING)


@settings(deadline=None)
@given(situations(), st.data())
def test_no_point_is_won_by_breaking_a_piece_of_evidence(
    situation: Situation, data: st.DataObject
) -> None:
    before = situation.report()
    cited = [name for name, (_, pieces, _) in situation.said.claims.items() if pieces]
    if not cited:
        return
    name = data.draw(st.sampled_from(cited))
    level, pieces, reviewed = situation.said.claims[name]
    place = data.draw(st.integers(0, len(pieces) - 1))
    kind, outcome = pieces[place]
    worse: tuple[Outcome, ...] = ("missing", "invalid")
    if outcome in HOLDING:
        worse += ("restricted", "unreachable")
    broken = (kind, data.draw(st.sampled_from(worse)))
    situation.said.claim(
        name, level, *pieces[:place], broken, *pieces[place + 1 :], reviewed=reviewed
    )
    after = situation.report()
    assert after.score <= before.score
    assert after.claimed_score == before.claimed_score
    for now, then in zip(after.criteria, before.criteria, strict=True):
        assert now.points <= then.points
        assert now.points == then.points or now.criterion.id == name


@settings(deadline=None)
@given(situations(), st.data())
def test_the_order_of_evidence_does_not_matter(situation: Situation, data: st.DataObject) -> None:
    def seen(report: Report) -> list[object]:
        levels = [(each.earned, each.mended, each.shortfall) for each in report.criteria]
        return [report.score, levels, [(p.counted, p.shortfall) for p in report.checklist]]

    before = seen(situation.report())
    for name, (level, pieces, reviewed) in situation.said.claims.items():
        shuffled = data.draw(st.permutations(pieces))
        situation.said.claim(name, level, *shuffled, reviewed=reviewed)
    for name, (status, pieces) in situation.said.points.items():
        situation.said.consider(name, status, *data.draw(st.permutations(pieces)))
    assert seen(situation.report()) == before


@settings(deadline=None)
@given(st.lists(st.sampled_from(["verified", "restricted", "unreachable"]), min_size=1, max_size=4))
def test_the_message_of_a_finding_does_not_change_a_level(outcomes: list[Outcome]) -> None:
    findings = [a_finding(outcome=outcome) for outcome in outcomes]
    other = [
        replace(each, judgement=replace(each.judgement, message="", hint="?")) for each in findings
    ]
    claim = a_claim("manual")
    levels = {earned_level(claim, each, prove=False, oldest=None)[0] for each in (findings, other)}
    assert levels == {"manual" if "verified" in outcomes else "none"}
