"""Rows T1 and T5 of the threats: a pull request that would choose the bar that it is judged by."""

from pathlib import Path

import pytest
from helpers.twosided import CARD as FILES
from helpers.twosided import (
    Web,
    alone,
    bar,
    compared,
    manifest,
    only,
    points,
    reasons,
    said,
    warnings,
)

from ml_readiness.model.report import FailOn, Run

CARD = "model/card.jsonl"
DASHBOARD = "https://grafana.example.com/d/quality"
RUBRIC = """\
version: 1
id: own
title: Own
points: {manual: 1, automated: 2}
bands: [{id: all, label: all, from: 0}]
sections:
  - {id: data, title: Data, criteria: [{id: feature-cost, code: D1, title: Cost}]}
checklist: [{id: ethics, title: Ethics}]
"""
GENEROUS = RUBRIC.replace("manual: 1, automated: 2", "manual: 50, automated: 100")
ANOTHER_POINT = RUBRIC.replace("{id: ethics, title: Ethics}", "{id: fun, title: Fun}")
ANOTHER_TEST = RUBRIC.replace("feature-cost", "easy")
STRICT = "minimum: 2, sections: {data: 2}, checklist: {minimum: 1, required: [ethics]}"
CLAIMS = {"feature-cost": ("manual", CARD)}
EASY = {"easy": ("automated", CARD)}


def base(policy: str = STRICT) -> dict[str, str]:
    """One test of the rubric, by hand: 1 point where 2 are asked, and the ethics are not done."""
    return alone(manifest(CLAIMS, rubric="own.yml", policy=policy), **{"own.yml": RUBRIC})


def head(text: str, rubric: str = RUBRIC) -> dict[str, str]:
    return alone(text, **{"own.yml": rubric})


def own(policy: str = "", **options: object) -> str:
    return manifest(CLAIMS, rubric="own.yml", policy=policy, **options)  # type: ignore[arg-type]


# What a pull request does instead of the work: the files of its head, and the word that says so.
LOWERED = {
    "lower every bar": (
        head(own("minimum: 1, sections: {data: 1}, checklist: {minimum: 0}")),
        "bar-lowered",
    ),
    "drop the policy": (head(own()), "bar-lowered"),
    "empty the policy": (head(own() + "policy:\n"), "bar-lowered"),
    "drop a required point": (
        head(own("minimum: 2, sections: {data: 2}, checklist: {minimum: 1}")),
        "bar-lowered",
    ),
    "say that a required point does not apply": (
        head(own(STRICT, points={"ethics": "status: not-applicable, reason: none"})),
        "required-point-open",
    ),
    "make the rubric generous": (head(own(STRICT), GENEROUS), "rubric-changed"),
    "drop the point from the rubric": (head(own("minimum: 2"), ANOTHER_POINT), "rubric-changed"),
    "ask for something easy": (
        head(manifest(EASY, rubric="own.yml", policy="minimum: 2"), ANOTHER_TEST),
        "rubric-changed",
    ),
    "name another rubric": (head(manifest(CLAIMS)), "rubric-changed"),
    "name a rubric of its own": (
        alone(own().replace("own.yml", "new.yml"), **{"own.yml": RUBRIC, "new.yml": GENEROUS}),
        "rubric-changed",
    ),
    "shadow the rubric's file": (
        alone(
            own().replace("own.yml", "./a/../own.yml"),
            **{"own.yml": GENEROUS},
        ),
        "rubric-changed",
    ),
    "rename the system": (head(own(name="another")), "bar-lowered"),
}


@pytest.mark.parametrize("trick", LOWERED)
@pytest.mark.parametrize("fail_on", ["minimum", "any"])
def test_T1_the_base_says_how_high_the_bar_is(tmp_path: Path, trick: str, fail_on: FailOn) -> None:
    files, word = LOWERED[trick]
    run = compared(tmp_path, base(), files, fail_on=fail_on)
    entry = only(run)
    assert (run.passed, run.status) == (False, 1)
    assert {"below-minimum", "section-below-minimum", "required-point-open"} <= {*reasons(entry)}
    assert said(entry, word)
    policy = entry.policy
    assert bar(policy) == (2, "base")
    assert policy.checklist_required["ethics"] == "base"
    assert entry.report.rubric.points["automated"] == 2


@pytest.mark.parametrize("trick", LOWERED)
def test_T1_alone_each_of_them_would_do(tmp_path: Path, trick: str) -> None:
    """Without a base most of these pass: it is the base that holds the bar."""
    files, word = LOWERED[trick]
    entry = only(compared(tmp_path, None, files))
    assert said(entry, "bar-lowered") == []
    assert said(entry, "rubric-changed") == []
    if word == "bar-lowered" and trick != "drop a required point":
        assert entry.verdict.passed


HIDDEN = {
    "delete it": {},
    "rename it": {"ml-ready.yml": own(), "own.yml": RUBRIC},
    "move it": {"a/ml-readiness.yml": own(), "own.yml": RUBRIC},
    "make a folder of it": {"ml-readiness.yml/x.yml": own(), "own.yml": RUBRIC},
}


@pytest.mark.parametrize("trick", HIDDEN)
@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any"])
def test_T1_a_manifest_that_is_hidden_fails(tmp_path: Path, trick: str, fail_on: FailOn) -> None:
    run = compared(tmp_path, base(), HIDDEN[trick], fail_on=fail_on)
    assert not run.passed
    assert run.status in (1, 2)
    assert run.entries == ()
    assert named(run)


def named(run: Run) -> list[str]:
    return [each.path for each in run.gone] or [problem.message for problem in run.errors]


def test_T1_of_a_glob_a_manifest_that_is_renamed_twice_over_is_gone(tmp_path: Path) -> None:
    files = {"b/ml-readiness.yml": own(name="other"), "own.yml": RUBRIC}
    before = {"a/ml-readiness.yml": own(STRICT), "own.yml": RUBRIC}
    run = compared(tmp_path, before, files, manifests=("*/ml-readiness.yml",))
    assert [each.path for each in run.gone] == ["a/ml-readiness.yml"]
    assert run.status == 1


def test_T1_of_a_glob_a_manifest_that_only_moves_takes_its_bar_along(tmp_path: Path) -> None:
    files = {"b/ml-readiness.yml": own(), "own.yml": RUBRIC}
    before = {"a/ml-readiness.yml": own(STRICT), "own.yml": RUBRIC}
    run = compared(tmp_path, before, files, manifests=("*/ml-readiness.yml",))
    assert (run.gone, "below-minimum" in reasons(only(run))) == ((), True)


def test_T1_a_lax_manifest_of_the_same_name_does_not_take_the_place_of_a_strict_one(
    tmp_path: Path,
) -> None:
    """The strict one is deleted, and its name given to another that stays."""
    before = {"a.yml": manifest(policy="minimum: 9"), "b.yml": manifest(name="lax")}
    run = compared(tmp_path, before, {"b.yml": manifest()}, manifests=("?.yml", "*.yml", "a.yml"))
    assert "a.yml" in [each.path for each in run.gone]
    assert not run.passed


@pytest.mark.parametrize("prefix", ["grafana.example.com", "grafana.example.com/d/quality"])
def test_T1_a_link_under_a_prefix_that_the_change_accepts_itself_is_asked(
    tmp_path: Path, prefix: str
) -> None:
    files = alone(
        manifest(
            {"feature-cost": ("automated", f'"{DASHBOARD}"')}, policy=f"accept-links: [{prefix}]"
        )
    )
    web = Web(pages={DASHBOARD: 403})
    entry = only(compared(tmp_path, alone(manifest()), files, web=web))
    assert (points(entry), web.asked) == (0, [{DASHBOARD: False}])
    assert said(entry, "bar-lowered") == [
        f"this change would accept links under {prefix} unasked; the base branch's bar stays"
    ]


def test_T1_proof_and_age_stay_as_the_base_asks(tmp_path: Path) -> None:
    policy = "prove-automation: [data], max-age-days: 30"
    claims = {"feature-cost": ("automated", CARD), "privacy-controls": ("manual", CARD)}
    entry = only(compared(tmp_path, alone(manifest(policy=policy)), alone(manifest(claims))))
    assert points(entry) == 1
    assert len(said(entry, "bar-lowered")) == 2


def test_T1_regression_lets_a_lowered_bar_be_but_names_it(tmp_path: Path) -> None:
    run = compared(tmp_path, base(), head(own()), fail_on="regression")
    assert run.passed  # it was missed before, and nothing is worse
    assert "bar-lowered" in warnings(only(run))
    assert "below-minimum" in warnings(only(run))


LINK = "https://never.example.com/"


def by(*pieces: str, policy: str = "", level: str = "manual") -> dict[str, str]:
    cited = ", ".join(f'"{piece}"' for piece in pieces)
    return FILES | alone(manifest({"feature-cost": (level, cited)}, policy=policy))


BAR = "sections: {data: 1}"


def test_T5_a_link_that_never_answers_is_never_scored(tmp_path: Path) -> None:
    steps = [by(CARD, policy=BAR), by(CARD, LINK, policy=BAR), by(LINK, policy=BAR)]
    first = only(compared(tmp_path / "1", steps[0], steps[1]))
    assert (first.verdict.passed, points(first), first.verdict.warnings) == (True, 1, ())
    second = only(compared(tmp_path / "2", steps[1], steps[2]))
    assert points(second) == 0
    assert (reasons(second), warnings(second)) == ([], ["regression", "regression", "in-doubt"])
    [doubt] = said(second, "in-doubt")
    assert LINK in doubt


@pytest.mark.parametrize("fail_on", ["regression", "any"])
def test_T5_where_regressions_fail_the_second_step_does(tmp_path: Path, fail_on: FailOn) -> None:
    run = compared(tmp_path, by(CARD, LINK, policy=BAR), by(LINK, policy=BAR), fail_on=fail_on)
    assert not run.passed


def test_T5_on_a_push_there_is_no_doubt(tmp_path: Path) -> None:
    entry = only(compared(tmp_path, None, by(LINK, policy=BAR)))
    assert (reasons(entry), warnings(entry)) == (["section-below-minimum"], [])


def test_T5_in_one_step_there_is_no_doubt(tmp_path: Path) -> None:
    entry = only(compared(tmp_path, by(CARD, policy=BAR), by(LINK, policy=BAR)))
    assert reasons(entry) == ["section-below-minimum"]
    assert "in-doubt" not in warnings(entry)


def test_T5_the_doubt_is_at_most_what_the_base_claimed(tmp_path: Path) -> None:
    high = "sections: {data: 2}"
    entry = only(
        compared(tmp_path, by(CARD, LINK, policy=high), by(LINK, policy=high, level="automated"))
    )
    assert reasons(entry) == ["section-below-minimum"]
    assert "in-doubt" not in warnings(entry)


def test_T5_a_link_that_answers_no_is_no_matter_of_doubt(tmp_path: Path) -> None:
    for n, status in enumerate((401, 403, 404, 410)):
        files = by(LINK, policy=BAR)
        entry = only(compared(tmp_path / str(n), files, files, web=Web(pages={LINK: status})))
        assert reasons(entry) == ["section-below-minimum"]
