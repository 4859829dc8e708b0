from decimal import Decimal

import pytest
from helpers.builders import (
    Piece,
    Said,
    Situation,
    a_bar,
    a_policy,
    a_rubric,
    changes,
    situations,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ml_readiness.model.manifest import Status
from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import FailOn, Policy, Report, Source, Statement, Verdict
from ml_readiness.rules.comparison import compare
from ml_readiness.rules.verdict import gone, judge

TEST: Piece = ("test", "verified")
FILE: Piece = ("file", "verified")
PASSED = Verdict(passed=True, reasons=(), warnings=())
NOTICE = Statement(reason="no-repository", message="there is no repository")


def said(*pieces: Piece) -> Report:
    """Section 0 has 3 points, section 1 has 1; one of three checklist points is considered."""
    said = Said().claim("s0c0", "automated", TEST).claim("s0c1", "manual", FILE)
    said.claim("s1c0", "manual", FILE).consider("p0", "not-applicable")
    if pieces:
        said.consider("p1", "done", *pieces)
    return said.scored(a_rubric(2, 2, points=3), a_policy())


def judged(policy: Policy, report: Report | None = None, fail_on: FailOn = "minimum") -> Verdict:
    return judge(report or said(), policy, fail_on)


def failed(reason: str, message: str) -> Verdict:
    statement = Statement(reason=reason, message=message)  # type: ignore[arg-type]
    return Verdict(passed=False, reasons=(statement,), warnings=())


def test_no_bar_is_always_met() -> None:
    assert judged(a_policy()) == PASSED


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("base", "base branch"),
        ("head", "manifest"),
        ("input", "set for this run"),
        ("default", "default"),
    ],
)
def test_a_score_below_the_minimum_names_both_numbers_and_who_asked(
    source: Source, words: str
) -> None:
    policy = replace(a_policy(), minimum=a_bar(2, source))
    message = f"the score is 1, below the minimum of 2 ({words})"
    assert judged(policy) == failed("below-minimum", message)


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"s1": "1.5"}, "Section 1 has 1 point, below its minimum of 1.5 (manifest)"),
        ({"s0": "4", "s1": "1"}, "Section 0 has 3 points, below its minimum of 4 (manifest)"),
    ],
)
def test_a_section_below_its_minimum_is_named(sections: dict[str, str], message: str) -> None:
    assert judged(a_policy(sections=sections)) == failed("section-below-minimum", message)


def test_a_section_without_points_has_the_plural() -> None:
    report = Said().scored(a_rubric(1), a_policy())
    message = "Section 0 has 0 points, below its minimum of 1 (manifest)"
    assert judged(a_policy(sections={"s0": "1"}), report) == failed(
        "section-below-minimum", message
    )


def test_too_few_considered_points_are_counted() -> None:
    message = "1 of 3 points of the checklist are considered, below the minimum of 2 (manifest)"
    assert judged(a_policy(checklist=2)) == failed("checklist-below-minimum", message)


@pytest.mark.parametrize(
    ("report", "point", "state"),
    [
        (said(), "p2", "open"),
        (said(("file", "missing")), "p1", "done, but its evidence is missing"),
        (said(("file", "invalid")), "p1", "done, but its evidence is invalid"),
        (said(("link", "restricted")), "p1", "done, but its evidence is restricted"),
        (said(("link", "unreachable")), "p1", "done, but its evidence is unreachable"),
    ],
)
def test_a_required_point_that_does_not_count_is_named_with_its_state(
    report: Report, point: str, state: str
) -> None:
    message = f"the checklist point '{point}' is required and is {state}"
    verdict = judged(a_policy(required=["p0", point]), report)
    assert verdict == failed("required-point-open", message)


def test_required_points_that_are_done_or_do_not_apply_pass() -> None:
    assert judged(a_policy(checklist=2, required=["p0", "p1"]), said(FILE)) == PASSED


def test_every_missed_bar_is_a_reason_of_its_own_in_one_order() -> None:
    policy = a_policy(
        "3.5", sections={"s1": "2", "s0": "4"}, checklist="2.5", required=["p2", "p1", "p0"]
    )
    verdict = judged(policy)
    assert not verdict.passed
    assert [(each.reason, each.message) for each in verdict.reasons] == [
        ("below-minimum", "the score is 1, below the minimum of 3.5 (manifest)"),
        ("section-below-minimum", "Section 0 has 3 points, below its minimum of 4 (manifest)"),
        ("section-below-minimum", "Section 1 has 1 point, below its minimum of 2 (manifest)"),
        (
            "checklist-below-minimum",
            "1 of 3 points of the checklist are considered, below the minimum of 2.5 (manifest)",
        ),
        ("required-point-open", "the checklist point 'p1' is required and is open"),
        ("required-point-open", "the checklist point 'p2' is required and is open"),
    ]


def test_equality_passes_at_every_bar() -> None:
    assert judged(a_policy(1, sections={"s0": "3", "s1": "1"}, checklist=1)) == PASSED


@pytest.mark.parametrize(
    ("minimum", "passed"), [("4.5", True), ("4.50", True), ("4.49", True), ("4.51", False)]
)
def test_a_half_is_compared_exactly(minimum: str, passed: bool) -> None:
    said = Said()
    for place in range(9):
        said.claim(f"s0c{place}", "manual", FILE)
    report = said.scored(a_rubric(9, manual="0.5", automated="1"), a_policy())
    assert report.score == Decimal("4.50")
    assert judged(a_policy(minimum), report).passed is passed
    assert judged(a_policy(sections={"s0": minimum}), report).passed is passed


def test_F1_79_95_is_neither_80_nor_shown_as_80() -> None:
    rubric = a_rubric(1, manual="79.95", automated="80")
    report = Said().claim("s0c0", "manual", FILE).scored(rubric, a_policy())
    assert [plain(report.score), as_json(report.score)] == ["79.95", 79.95]
    message = "the score is 79.95, below the minimum of 80 (manifest)"
    assert judged(a_policy(80), report) == failed("below-minimum", message)
    message = "Section 0 has 79.95 points, below its minimum of 80 (manifest)"
    assert judged(a_policy(sections={"s0": "80"}), report) == failed(
        "section-below-minimum", message
    )


@pytest.mark.parametrize("fail_on", ["minimum", "any", "never"])
def test_these_words_say_what_a_missed_minimum_says(fail_on: FailOn) -> None:
    assert judged(a_policy(2), fail_on=fail_on) == judged(a_policy(2))
    assert not judged(a_policy(2), fail_on=fail_on).passed
    assert judged(a_policy(1), fail_on=fail_on) == PASSED


def test_without_a_base_regression_only_warns() -> None:
    statement = Statement(
        reason="below-minimum", message="the score is 1, below the minimum of 2 (manifest)"
    )
    assert judge(said(), a_policy(2), "regression", (NOTICE,)) == Verdict(
        passed=True, reasons=(), warnings=(statement, NOTICE)
    )
    assert judged(a_policy(1), fail_on="regression") == PASSED


@pytest.mark.parametrize("fail_on", ["minimum", "any", "never"])
@pytest.mark.parametrize("minimum", [1, 2])
def test_notices_become_warnings_and_never_a_reason(fail_on: FailOn, minimum: int) -> None:
    policy = a_policy(minimum)
    verdict = judge(said(), policy, fail_on, (NOTICE,))
    assert verdict == replace(judged(policy, fail_on=fail_on), warnings=(NOTICE,))


def test_numbers_are_written_plainly() -> None:
    said = Said().claim("s0c0", "manual", FILE).claim("s0c1", "manual", FILE)
    report = said.scored(a_rubric(4, manual="0.5", automated="1"), a_policy())
    assert judged(a_policy("1.50"), report) == failed(
        "below-minimum", "the score is 1, below the minimum of 1.5 (manifest)"
    )


# The verdict with a base: what is lowered, and where the bar is missed.
FAIL_ON: tuple[FailOn, ...] = ("minimum", "regression", "any", "never")


def pair(*, regression: bool, on_base: bool, on_head: bool) -> tuple[Report, Report, Policy]:
    """Base, head and a bar for the checklist; what falls is a level of the score."""
    rubric, policy = a_rubric(2, points=1), a_policy(required=["p0"])
    before = Said().claim("s0c0", "manual", FILE)
    after = Said() if regression else Said().claim("s0c0", "manual", FILE)
    if not on_base:
        before.consider("p0", "done", FILE)
    if not on_head:
        after.consider("p0", "done", FILE)
    return before.scored(rubric, policy), after.scored(rubric, policy), policy


BAR = ["required-point-open"]
FALL = ["regression"] * 3
# (a regression, missed on base, missed on head): reasons and warnings for each word of fail-on.
TABLE: dict[tuple[bool, bool, bool], dict[str, tuple[list[str], list[str]]]] = {
    (False, False, False): dict.fromkeys(FAIL_ON, ([], [])),
    (False, True, False): dict.fromkeys(FAIL_ON, ([], [])),
    (False, False, True): dict.fromkeys(FAIL_ON, (BAR, [])),
    (False, True, True): {
        "minimum": (BAR, []),
        "regression": ([], BAR),
        "any": (BAR, []),
        "never": (BAR, []),
    },
    (True, False, False): {
        "minimum": ([], FALL),
        "regression": (FALL, []),
        "any": (FALL, []),
        "never": ([], FALL),
    },
    (True, True, False): {
        "minimum": ([], FALL),
        "regression": (FALL, []),
        "any": (FALL, []),
        "never": ([], FALL),
    },
    (True, False, True): {
        "minimum": (BAR, FALL),
        "regression": (FALL + BAR, []),
        "any": (BAR + FALL, []),
        "never": (BAR, FALL),
    },
    (True, True, True): {
        "minimum": (BAR, FALL),
        "regression": (FALL, BAR),
        "any": (BAR + FALL, []),
        "never": (BAR, FALL),
    },
}


@pytest.mark.parametrize("fail_on", FAIL_ON)
@pytest.mark.parametrize("case", TABLE)
def test_what_fails_with_a_base(case: tuple[bool, bool, bool], fail_on: FailOn) -> None:
    regression, on_base, on_head = case
    before, after, policy = pair(regression=regression, on_base=on_base, on_head=on_head)
    verdict = judge(after, policy, fail_on, (NOTICE,), compare(before, after))
    said = [[each.reason for each in part] for part in (verdict.reasons, verdict.warnings)]
    reasons, warnings = TABLE[case][fail_on]
    assert said == [reasons, [*warnings, NOTICE.reason]]
    assert verdict.passed is not bool(reasons)


@pytest.mark.parametrize("case", TABLE)
def test_never_says_what_minimum_would_have_said(case: tuple[bool, bool, bool]) -> None:
    regression, on_base, on_head = case
    before, after, policy = pair(regression=regression, on_base=on_base, on_head=on_head)
    change = compare(before, after)
    assert judge(after, policy, "never", (), change) == judge(after, policy, "minimum", (), change)


# Each bar that the change newly misses, and one that is missed on both sides.
BARS = {
    "below-minimum": a_policy("1.5"),
    "section-below-minimum": a_policy(sections={"s0": "1.5"}),
    "checklist-below-minimum": a_policy(checklist="1.5"),
    "required-point-open": a_policy(required=["p1"]),
}


@pytest.mark.parametrize("reason", BARS)
def test_regression_fails_for_every_bar_that_the_base_met(reason: str) -> None:
    rubric, policy = a_rubric(2, points=2), BARS[reason]
    before = Said().claim("s0c0", "automated", TEST)
    before.consider("p0", "done", FILE).consider("p1", "done", FILE)
    after = Said().claim("s0c0", "manual", FILE).consider("p0", "done", FILE)
    good, bad = before.scored(rubric, policy), after.scored(rubric, policy)
    newly = judge(bad, policy, "regression", (), compare(good, bad))
    assert reason in [each.reason for each in newly.reasons]
    still = judge(bad, policy, "regression", (), compare(bad, bad))
    assert (still.passed, [each.reason for each in still.warnings]) == (True, [reason])


def test_new_bars_are_named_before_those_that_were_missed_already() -> None:
    rubric, policy = a_rubric(1, points=2), a_policy(1, required=["p0", "p1"])
    before = Said().consider("p1", "done", FILE).scored(rubric, policy)
    after = Said().scored(rubric, policy)
    verdict = judge(after, policy, "minimum", (), compare(before, after))
    assert [each.message.split(" (")[0] for each in verdict.reasons] == [
        "the checklist point 'p1' is required and is open",
        "the score is 0, below the minimum of 1",
        "the checklist point 'p0' is required and is open",
    ]


@pytest.mark.parametrize(
    ("before", "after", "missed"),
    [
        ("open", "not-applicable", "is not-applicable, which the base branch does not say"),
        ("done", "not-applicable", "is not-applicable, which the base branch does not say"),
        (None, "not-applicable", "is not-applicable, which the base branch does not say"),
        ("not-applicable", "not-applicable", None),
        ("not-applicable", "open", "is open"),
        ("not-applicable", None, "is open"),
        ("not-applicable", "done", None),
        ("open", "done", None),
    ],
)
def test_that_a_required_point_does_not_apply_the_base_alone_can_say(
    before: Status | None, after: Status | None, missed: str | None
) -> None:
    rubric, policy = a_rubric(1, points=1), a_policy(required=["p0"])
    reports = []
    for status in (before, after):
        said = Said()
        if status:
            said.consider("p0", status, *([FILE] if status == "done" else []))
        reports.append(said.scored(rubric, policy))
    verdict = judge(reports[1], policy, "minimum", (), compare(*reports))
    message = f"the checklist point 'p0' is required and {missed}"
    assert [each.message for each in verdict.reasons] == ([message] if missed else [])


@pytest.mark.parametrize("base", ["open", "not-applicable", None])
@pytest.mark.parametrize("exempt", [(), ("p0",)])
def test_501_what_sets_the_bar_says_what_does_not_apply(
    base: Status | None, exempt: tuple[str, ...]
) -> None:
    rubric, policy = a_rubric(1, points=1), a_policy(required=["p0"])
    after = Said().consider("p0", "not-applicable").scored(rubric, policy)
    before = Said().consider("p0", base).scored(rubric, policy) if base else None
    comparison = compare(before, after) if before else None
    verdict = judge(after, policy, "minimum", (), comparison, exempt=exempt)
    assert verdict.passed == ("p0" in exempt)


def test_without_a_base_the_heads_own_word_counts() -> None:
    said = Said().consider("p0", "not-applicable")
    report = said.scored(a_rubric(1, points=1), a_policy())
    assert judged(a_policy(required=["p0"]), report) == PASSED


def test_the_minimum_of_the_checklist_takes_the_heads_word() -> None:
    rubric, policy = a_rubric(1, points=1), a_policy(checklist=1)
    before = Said().scored(rubric, policy)
    after = Said().consider("p0", "not-applicable").scored(rubric, policy)
    assert judge(after, policy, "minimum", (), compare(before, after)) == PASSED


def test_what_is_gone_fails_and_keeps_the_notices() -> None:
    verdict = gone("a/ml-readiness.yml", (NOTICE,))
    message = "a/ml-readiness.yml is gone: the base branch has it"
    statement = Statement(reason="gone", message=message)
    assert verdict == Verdict(passed=False, reasons=(statement,), warnings=(NOTICE,))


def shorn(verdict: Verdict) -> set[tuple[str, str]]:
    """Reasons and doubts alike, as the bar that is missed."""
    said = (*verdict.reasons, *verdict.warnings)
    return {(each.reason, each.message) for each in said if each.reason != "in-doubt"} | {
        (reason, message)
        for each in said
        if each.reason == "in-doubt"
        for message in (each.message.partition("; only because ")[0],)
        for reason in (
            "required-point-open"
            if "required" in message
            else "checklist-below-minimum"
            if "considered" in message
            else "below-minimum"
            if "the score" in message
            else "section-below-minimum",
        )
    }


@given(situations(), st.sampled_from(FAIL_ON))
def test_against_itself_a_report_gets_the_verdict_that_it_gets_alone(
    situation: Situation, fail_on: FailOn
) -> None:
    report = situation.report()
    alone = judge(report, situation.policy, fail_on)
    paired = judge(report, situation.policy, fail_on, (), compare(report, report))
    assert shorn(paired) == shorn(alone)
    reachable = all(each.judgement.outcome != "unreachable" for each in report.findings)
    if reachable:
        assert paired == alone


@given(changes())
def test_any_fails_whenever_another_word_does(change: tuple[Situation, Situation]) -> None:
    before, after = (situation.report() for situation in change)
    policy = change[1].policy
    verdicts = {word: judge(after, policy, word, (), compare(before, after)) for word in FAIL_ON}
    others = {*verdicts["minimum"].reasons, *verdicts["regression"].reasons}
    assert {*verdicts["any"].reasons} == others
    everything = {frozenset((*verdict.reasons, *verdict.warnings)) for verdict in verdicts.values()}
    assert len(everything) == 1  # fail-on moves a statement, it never drops one


@given(changes())
def test_a_bar_that_is_missed_is_a_reason_or_a_doubt(
    change: tuple[Situation, Situation],
) -> None:
    before, after = (situation.report() for situation in change)
    policy = change[1].policy
    alone = judge(after, policy, "minimum")
    verdict = judge(after, policy, "minimum", (), compare(before, after))
    doubts = sum(each.reason == "in-doubt" for each in verdict.warnings)
    assert len(verdict.reasons) + doubts >= len(alone.reasons)
    if not doubts:
        assert {*alone.reasons} <= {*verdict.reasons}
        assert verdict.passed <= alone.passed
