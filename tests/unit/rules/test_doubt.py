"""Benefit of the doubt: an outage must not block a change that did not cause it.

A citation is written `KIND LINE.COLUMN`, and the first claim stands on line 1: the first claims of
base and head cite the same things when they cite the same kinds.
"""

import pytest
from helpers.builders import (
    Piece,
    Said,
    Situation,
    a_policy,
    a_rubric,
    changes,
    days_ago,
)
from hypothesis import given

from ml_readiness.model.evidence import Finding
from ml_readiness.model.report import FailOn, Policy, Report, Verdict
from ml_readiness.model.rubric import LEVELS, Level
from ml_readiness.rules.comparison import compare
from ml_readiness.rules.doubt import NOTHING, Believed, doubted
from ml_readiness.rules.verdict import judge

AWAY: Piece = ("link", "unreachable")
DENIED: Piece = ("link", "restricted")
HERE: Piece = ("link", "verified")
FILE: Piece = ("file", "verified")
GONE: Piece = ("file", "missing")
TEST: Piece = ("test", "verified")
RUBRIC = a_rubric(2, points=2)


def scored(said: Said, policy: Policy | None = None) -> Report:
    return said.scored(RUBRIC, policy or a_policy())


def judged(base: Said | None, head: Said, policy: Policy, fail_on: FailOn = "minimum") -> Verdict:
    after = scored(head, policy)
    comparison = compare(scored(base, policy), after) if base else None
    return judge(after, policy, fail_on, (), comparison)


def reasons(verdict: Verdict) -> list[str]:
    return [each.reason for each in verdict.reasons]


def warnings(verdict: Verdict) -> list[str]:
    return [each.reason for each in verdict.warnings]


def test_a_piece_that_stands_in_the_base_is_believed() -> None:
    said = Said().claim("s0c0", "manual", AWAY)
    verdict = judged(said, said, a_policy(1))
    assert verdict.passed
    [warning] = verdict.warnings
    missed = "the score is 0, below the minimum of 1 (manifest)"
    message = f"{missed}; only because link 1.1 could not be reached"
    assert (warning.reason, warning.message) == ("in-doubt", message)


def test_the_score_never_counts_it() -> None:
    report = scored(Said().claim("s0c0", "manual", AWAY))
    shown, believed = doubted(report, report)
    assert [report.score, shown.score] == [0, 1]
    assert believed == Believed({"s0": ("link 1.1",)}, {})


def test_without_a_base_there_is_no_doubt_to_give() -> None:
    verdict = judged(None, Said().claim("s0c0", "manual", AWAY), a_policy(1))
    assert (reasons(verdict), warnings(verdict)) == (["below-minimum"], [])


# What the base says, and why its word does not help a head whose first claim rests on a link.
NO_DOUBT = {
    "nothing": Said(),
    "the same under another test": Said().claim("s0c1", "manual", AWAY),
    "the same under a point of the checklist": Said()
    .claim("s0c1", "none")
    .consider("p0", "done", AWAY),
    "another link under the same test": Said().claim("s0c0", "manual", FILE, AWAY),
    "another piece under the same test": Said().claim("s0c0", "manual", FILE),
    "no level": Said().claim("s0c0", "none", AWAY),
}


@pytest.mark.parametrize("base", NO_DOUBT.values(), ids=NO_DOUBT.keys())
def test_a_piece_that_does_not_stand_there_in_the_base_is_not_believed(base: Said) -> None:
    head = Said().claim("s0c0", "manual", AWAY)
    assert doubted(scored(head), scored(base))[1] == NOTHING
    verdict = judged(base, head, a_policy(1))
    assert reasons(verdict) == ["below-minimum"]
    assert "in-doubt" not in warnings(verdict)


@pytest.mark.parametrize("broken", [GONE, ("link", "missing"), ("link", "invalid")])
def test_what_is_broken_besides_is_no_matter_of_doubt(broken: Piece) -> None:
    said = Said().claim("s0c0", "manual", AWAY, broken)
    assert reasons(judged(said, said, a_policy(1))) == ["below-minimum"]


def test_a_manual_run_that_is_too_old_is_no_matter_of_doubt() -> None:
    said = Said().claim("s0c0", "manual", AWAY, reviewed=days_ago(31))
    policy = a_policy(1, age=30)
    assert reasons(judged(said, said, policy)) == ["below-minimum"]
    said = Said().claim("s0c0", "manual", AWAY, reviewed=days_ago(30))
    assert judged(said, said, policy).passed


def test_only_a_login_in_the_way_is_no_matter_of_doubt() -> None:
    said = Said().claim("s0c0", "manual", DENIED)
    assert reasons(judged(said, said, a_policy(1))) == ["below-minimum"]


def test_a_login_beside_an_outage_takes_no_doubt_away() -> None:
    said = Said().claim("s0c0", "manual", AWAY, DENIED).consider("p0", "done", DENIED, AWAY)
    verdict = judged(said, said, a_policy(1, required=["p0"]))
    assert (reasons(verdict), warnings(verdict)) == ([], ["in-doubt", "in-doubt"])


@pytest.mark.parametrize(
    ("before", "now", "minimum", "passed"),
    [
        ("manual", "manual", 1, True),
        ("manual", "automated", 1, True),
        ("manual", "automated", 2, False),
        ("automated", "automated", 2, True),
        ("automated", "manual", 1, True),
        ("automated", "manual", 2, False),
    ],
)
def test_at_most_the_level_that_the_base_claims_is_believed(
    before: Level, now: Level, minimum: int, passed: bool
) -> None:
    base, head = Said().claim("s0c0", before, AWAY), Said().claim("s0c0", now, AWAY)
    assert judged(base, head, a_policy(minimum)).passed is passed


def test_at_most_what_the_link_would_prove_is_believed() -> None:
    said = Said().claim("s0c0", "automated", AWAY)
    assert judged(said, said, a_policy(1, prove=["s0"])).passed
    verdict = judged(said, said, a_policy(2, prove=["s0"]))
    assert (reasons(verdict), warnings(verdict)) == (["below-minimum"], [])


def test_a_bar_that_is_missed_by_more_than_the_outage_stays_missed() -> None:
    said = Said().claim("s0c0", "manual", AWAY).claim("s0c1", "manual", GONE)
    verdict = judged(said, said, a_policy(2))
    assert (reasons(verdict), warnings(verdict)) == (["below-minimum"], [])


def test_bars_that_an_outage_did_not_cause_stay_reasons() -> None:
    said = Said().claim("s0c0", "manual", AWAY).consider("p0", "open")
    verdict = judged(said, said, a_policy(1, required=["p0"]))
    assert (reasons(verdict), warnings(verdict)) == (["required-point-open"], ["in-doubt"])


def test_a_bar_that_is_met_is_not_in_doubt() -> None:
    said = Said().claim("s0c0", "manual", AWAY).claim("s0c1", "manual", FILE)
    assert judged(said, said, a_policy(1)) == Verdict(passed=True, reasons=(), warnings=())


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            a_policy(required=["p0"]),
            "the checklist point 'p0' is required and is done, but its evidence is unreachable",
        ),
        (
            a_policy(checklist=1),
            "0 of 2 points of the checklist are considered, below the minimum of 1 (manifest)",
        ),
    ],
)
def test_a_point_of_the_checklist_has_the_same_doubt(policy: Policy, message: str) -> None:
    said = Said().consider("p0", "done", AWAY)
    [warning] = judged(said, said, policy).warnings
    assert warning.message == f"{message}; only because link 1001.1 could not be reached"
    assert judged(said, said, policy).passed


@pytest.mark.parametrize(
    "base",
    [
        Said(),
        Said().consider("p0", "open", AWAY),
        Said().consider("p0", "not-applicable", AWAY),
        Said().consider("p1", "done", AWAY),
        Said().consider("p0", "done", FILE),
        Said().claim("s0c0", "manual", AWAY),
    ],
)
def test_a_point_that_was_not_done_with_it_in_the_base_has_none(base: Said) -> None:
    head = Said().consider("p0", "done", AWAY)
    assert reasons(judged(base, head, a_policy(checklist=1, required=["p0"]))) == [
        "checklist-below-minimum",
        "required-point-open",
    ]


def test_a_warning_names_the_links_that_its_own_bar_rests_on() -> None:
    rubric = a_rubric(1, 1, 1, points=2)
    said = Said().claim("s0c0", "manual", AWAY).claim("s1c0", "manual", AWAY)
    said.claim("s2c0", "manual", FILE).consider("p0", "done", AWAY).consider("p1", "done", AWAY)
    policy = a_policy(1, sections={"s0": "1", "s1": "1"}, checklist=1, required=["p1"])
    report = said.scored(rubric, policy)
    verdict = judge(report, policy, "minimum", (), compare(report, report))
    assert [each.message.partition("only because ")[2] for each in verdict.warnings] == [
        "link 1.1 and link 2.1 could not be reached",
        "link 1.1 could not be reached",
        "link 2.1 could not be reached",
        "link 1001.1 and link 1002.1 could not be reached",
        "link 1002.1 could not be reached",
    ]


def test_of_the_score_only_the_sections_below_it_are_named() -> None:
    rubric = a_rubric(2, 1)
    said = Said().claim("s0c0", "manual", AWAY).claim("s0c1", "manual", FILE)
    said.claim("s1c0", "manual", AWAY)
    report = said.scored(rubric, a_policy())
    verdict = judge(report, a_policy(1), "minimum", (), compare(report, report))
    [warning] = verdict.warnings
    assert warning.message.endswith("; only because link 3.1 could not be reached")


@pytest.mark.parametrize(
    ("links", "named"),
    [
        (2, "link 1.1 and link 1.2"),
        (3, "link 1.1 and link 1.2 and 1 more"),
        (4, "link 1.1 and link 1.2 and 2 more"),
    ],
)
def test_of_many_links_two_are_named(links: int, named: str) -> None:
    said = Said().claim("s0c0", "manual", *[AWAY] * links)
    [warning] = judged(said, said, a_policy(1)).warnings
    assert warning.message.endswith(f"because {named} could not be reached")


@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any", "never"])
def test_doubt_is_given_whatever_fails(fail_on: FailOn) -> None:
    said = Said().claim("s0c0", "manual", AWAY)
    verdict = judged(said, said, a_policy(1), fail_on)
    assert (reasons(verdict), warnings(verdict)) == ([], ["in-doubt"])


def test_in_two_steps_the_points_are_never_scored_and_the_doubt_is_named() -> None:
    before = Said().claim("s0c0", "manual", FILE)
    added = Said().claim("s0c0", "automated", FILE, AWAY)
    relied = Said().claim("s0c0", "automated", ("file", "missing"), AWAY)
    alone = Said().claim("s0c0", "automated", AWAY)
    # The link that never answers is added: it is the file that counts.
    assert judged(before, added, a_policy(2)).passed
    # What the link shall stand for is still cited, and broken: no doubt.
    assert reasons(judged(added, relied, a_policy(1))) == ["below-minimum"]
    # The link stands under another name than in the base: no doubt.
    assert reasons(judged(added, alone, a_policy(1))) == ["below-minimum"]
    # The link alone: a named warning, no points, a regression, and nothing without a base.
    first = Said().claim("s0c0", "manual", AWAY, FILE)
    verdict = judged(first, alone, a_policy(1))
    assert (reasons(verdict), warnings(verdict)) == ([], ["regression"] * 3 + ["in-doubt"])
    assert scored(alone).score == 0
    assert not judged(first, alone, a_policy(1), "any").passed
    assert not judged(first, alone, a_policy(1), "regression").passed
    assert reasons(judged(first, alone, a_policy(2))) == ["below-minimum"]
    assert reasons(judged(None, alone, a_policy(1))) == ["below-minimum"]


@given(changes())
def test_doubt_raises_only_what_an_outage_holds_down(change: tuple[Situation, Situation]) -> None:
    before, after = (situation.report() for situation in change)
    shown, believed = doubted(after, before)
    assert shown.score >= after.score
    for now, then, seen in zip(after.criteria, before.criteria, shown.criteria, strict=True):
        if seen.earned != now.earned:
            assert now.shortfall in ("unreachable", "restricted")
            assert LEVELS.index(seen.earned) <= LEVELS.index(then.claimed)
            assert LEVELS.index(seen.earned) <= LEVELS.index(now.claimed)
    if believed == NOTHING:
        assert shown == after


@given(changes())
def test_doubt_is_what_the_answer_of_the_shared_links_would_make_true(
    change: tuple[Situation, Situation],
) -> None:
    """An independent word for it: let them answer, score again, and cap at the base's claims."""
    base, head = change
    before, after = base.report(), head.report()
    shared = {(place, each.citation.text) for place, found in places(before) for each in found}
    claimed = {each.criterion.id: each.claimed for each in before.criteria}
    done = {each.point.id for each in before.checklist if each.status == "done"}
    believed = {name for name, level in claimed.items() if level != "none"} | done
    found = dict(places(after))

    def answers(name: str, pieces: tuple[Piece, ...]) -> list[Piece]:
        return [
            (kind, "verified")
            if outcome == "unreachable" and name in believed and (name, text) in shared
            else (kind, outcome)
            for (kind, outcome), finding in zip(pieces, found[name], strict=True)
            for text in (finding.citation.text,)
        ]

    answered = Said()
    for name, (level, pieces, reviewed) in head.said.claims.items():
        answered.claim(name, level, *answers(name, pieces), reviewed=reviewed)
    for name, (status, pieces) in head.said.points.items():
        answered.consider(name, status, *answers(name, pieces))
    wanted = answered.scored(head.rubric, head.policy)
    shown, _ = doubted(after, before)
    for seen, true, now in zip(shown.criteria, wanted.criteria, after.criteria, strict=True):
        if any(finding.kind in ("test", "job", "alert") for finding in seen.findings):
            continue  # none of them is ever out of reach
        cap = min(true.earned, claimed[seen.criterion.id], key=LEVELS.index)
        assert seen.earned == max(now.earned, cap, key=LEVELS.index)
    assert [each.counted for each in shown.checklist] == [each.counted for each in wanted.checklist]


def places(report: Report) -> list[tuple[str, tuple[Finding, ...]]]:
    return [
        *((each.criterion.id, each.findings) for each in report.criteria),
        *((each.point.id, each.findings) for each in report.checklist),
    ]
