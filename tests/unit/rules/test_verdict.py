from dataclasses import replace
from decimal import Decimal

import pytest
from unit.rules.builders import Piece, Said, a_bar, a_policy, a_rubric

from ml_readiness.model.number import as_json, plain
from ml_readiness.model.report import FailOn, Policy, Report, Source, Statement, Verdict
from ml_readiness.rules.verdict import judge

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
