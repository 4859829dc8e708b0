"""The gate with a base: what is compared with what, by whose bar, rubric, answers and day."""

from decimal import Decimal
from pathlib import Path

import pytest
from helpers.harness import TODAY
from helpers.twosided import (
    COMMIT,
    Web,
    alone,
    bar,
    compared,
    manifest,
    only,
    points,
    reasons,
    repository,
    said,
    warnings,
)
from msgspec.structs import replace

from ml_readiness.gate import run
from ml_readiness.model.errors import InputError
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Bar, FailOn, Statement
from ml_readiness.model.request import Base, Ports, Request
from ml_readiness.model.results import Case, Result
from ml_readiness.model.tree import TEXT_BYTES

CARD = "model/card.jsonl"
MANUAL = {"feature-cost": ("manual", CARD)}
AUTOMATED = {"feature-cost": ("automated", CARD)}
LINK = "https://example.com/page"
BY_LINK = {"feature-cost": ("manual", f'"{LINK}"')}
NOTICE = Statement(reason="base-not-contained", message="the base has moved on")


# ---- what is compared


def test_a_change_is_compared_with_the_base(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(manifest(AUTOMATED)), alone(manifest(MANUAL)))
    entry = only(run)
    assert (run.base, run.gone) == (COMMIT, ())
    assert entry.comparison
    assert entry.comparison.sections["data"] == -1
    assert entry.comparison.levels == {"feature-cost": "automated"}
    assert warnings(entry) == ["regression", "regression"]
    assert run.passed


def test_without_a_base_nothing_is_compared(tmp_path: Path) -> None:
    run = compared(tmp_path, None, alone(manifest(MANUAL, policy="minimum: 1")))
    assert (run.base, only(run).comparison) == (None, None)
    assert bar(only(run).policy) == (1, "head")


def test_each_side_is_judged_by_its_own_files(tmp_path: Path) -> None:
    cited = manifest({"feature-cost": ("manual", "docs/cost.md#results")})
    base = alone(cited, **{"docs/cost.md": "# Results\n\nGood.\n"})
    run = compared(tmp_path, base, alone(cited, **{"docs/cost.md": "# Plans\n"}))
    entry = only(run)
    assert entry.comparison
    assert entry.comparison.levels == {"feature-cost": "manual"}
    back = compared(tmp_path / "back", alone(cited), base)
    assert only(back).comparison
    assert warnings(only(back)) == []


def test_a_manifest_that_moves_is_paired_by_its_name(tmp_path: Path) -> None:
    base = {"old/ml-readiness.yml": manifest(AUTOMATED, policy="minimum: 2")}
    head = {"new/ml-readiness.yml": manifest(MANUAL)}
    run = compared(tmp_path, base, head, manifests=("**/ml-readiness.yml",))
    entry = only(run)
    assert (run.gone, entry.report.path) == ((), "new/ml-readiness.yml")
    assert entry.comparison
    assert entry.comparison.before.path == "old/ml-readiness.yml"
    assert bar(entry.policy) == (2, "base")
    moved = "this change moves old/ml-readiness.yml to new/ml-readiness.yml"
    assert said(entry, "renamed") == [f"{moved}; the base branch's bar goes along"]


def test_a_manifest_that_moves_may_cite_by_its_own_folder(tmp_path: Path) -> None:
    said = manifest({"feature-cost": ("manual", "./card.md")})
    base = {"old/ml-readiness.yml": said, "old/card.md": "x\n"}
    head = {"new/ml-readiness.yml": said, "new/card.md": "x\n"}
    entry = only(compared(tmp_path, base, head, manifests=("*/ml-readiness.yml",)))
    assert entry.comparison
    assert entry.comparison.levels == {}
    assert points(entry) == 1


def test_the_path_pairs_before_the_name_does(tmp_path: Path) -> None:
    base = {"a.yml": manifest(name="one", policy="minimum: 1"), "b.yml": manifest(name="two")}
    head = {"a.yml": manifest(name="two"), "b.yml": manifest(name="one")}
    run = compared(tmp_path, base, head, manifests=("*.yml",))
    befores = [entry.comparison.before.name for entry in run.entries if entry.comparison]
    assert befores == ["one", "two"]
    assert [bar(entry.policy)[0] for entry in run.entries] == [1, 0]


def test_a_copy_of_a_manifest_that_stays_is_a_new_one(tmp_path: Path) -> None:
    base = {"a.yml": manifest(MANUAL, policy="minimum: 0")}
    head = base | {"b.yml": manifest(MANUAL)}
    run = compared(tmp_path, base, head, manifests=("*.yml",))
    assert [bool(entry.comparison) for entry in run.entries] == [True, False]
    assert [bar(entry.policy)[1] for entry in run.entries] == ["base", "default"]


def test_of_one_name_each_base_is_paired_once(tmp_path: Path) -> None:
    base = {f"old/{n}.yml": manifest(policy=f"minimum: {n}") for n in (1, 2, 3)}
    head = {f"new/{n}.yml": manifest() for n in (1, 2)}
    run = compared(tmp_path, base, head, manifests=("*/*.yml",))
    assert [bar(entry.policy)[0] for entry in run.entries] == [1, 2]
    assert [each.path for each in run.gone] == ["old/3.yml"]


def test_each_manifest_of_the_base_is_read_once(tmp_path: Path) -> None:
    base = repository(tmp_path / "base", {f"old/{n}.yml": manifest(name=f"x{n}") for n in range(9)})
    head = repository(tmp_path / "head", {f"new/{n}.yml": manifest(name=f"y{n}") for n in range(9)})
    reads: list[str] = []

    class Counted:
        paths, size, exists, blob = base.paths, base.size, base.exists, base.blob
        workflows, has_pointer = base.workflows, base.has_pointer

        def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
            reads.append(path)
            return base.read(path, most)

        def expect(self, paths: object) -> None:
            pass

    ports = Ports(tree=head, fetch=Web(), base=Base(tree=Counted(), commit=COMMIT))
    judged = run(Request(today=TODAY, manifests=("*/*.yml",)), ports)
    assert (len(judged.entries), len(judged.gone)) == (9, 9)
    assert len(reads) == 9


def test_a_manifest_that_is_new_is_judged_by_its_own_word(tmp_path: Path) -> None:
    run = compared(tmp_path, {}, alone(manifest(MANUAL, policy="minimum: 1")), fail_on="any")
    entry = only(run)
    assert (run.base, run.gone, entry.comparison) == (COMMIT, (), None)
    assert bar(entry.policy) == (1, "head")
    assert reasons(entry) == ["below-minimum"]


def test_a_new_manifest_has_no_regression_to_find(tmp_path: Path) -> None:
    run = compared(tmp_path, {}, alone(manifest(policy="minimum: 1")), fail_on="regression")
    assert (run.passed, warnings(only(run))) == (True, ["below-minimum"])


# ---- what is gone

GONE = {
    "by its path": ({"ml-readiness.yml": manifest()}, {}, ("ml-readiness.yml",)),
    "by a path that is written otherwise": (
        {"a/ml-readiness.yml": manifest()},
        {},
        ("./a/../a/ml-readiness.yml",),
    ),
    "by a glob": ({"a/x.yml": manifest()}, {}, ("*/x.yml",)),
    "by a glob that other files match": (
        {"a/x.yml": manifest(), "b/x.yml": manifest(name="other")},
        {"b/x.yml": manifest(name="other")},
        ("*/x.yml",),
    ),
    "by a name that reads as a glob": ({"*.yml": manifest()}, {}, ("*.yml",)),
    "moved out of sight": (
        {"ml-readiness.yml": manifest()},
        {"other.yml": manifest()},
        ("ml-readiness.yml",),
    ),
    "moved and renamed": (
        {"a/x.yml": manifest()},
        {"b/x.yml": manifest(name="other")},
        ("*/x.yml",),
    ),
    "hidden behind a file that is called as the glob": (
        {"a.yml": manifest()},
        {"*.yml": manifest(name="other"), "a.yml": manifest()},
        ("*.yml",),
    ),
}


@pytest.mark.parametrize("case", GONE)
@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any", "never"])
def test_a_manifest_that_is_gone_fails(tmp_path: Path, case: str, fail_on: FailOn) -> None:
    base, head, asked = GONE[case]
    run = compared(tmp_path, base, head, manifests=asked, fail_on=fail_on)
    assert run.errors == ()
    [gone] = run.gone
    assert gone.path in base
    assert [each.reason for each in gone.verdict.reasons] == ["gone"]
    assert gone.verdict.reasons[0].message == f"{gone.path} is gone: the base branch has it"
    assert (run.passed, run.status) == (False, 0 if fail_on == "never" else 1)


def test_what_is_gone_has_its_name_its_rubric_and_its_bar(tmp_path: Path) -> None:
    base = alone(manifest(name="fraud", rubric="ml-test-score-2017", policy="minimum: 3"))
    [gone] = compared(tmp_path, base, {}, minimum=Decimal(4)).gone
    assert (gone.name, gone.rubric.id) == ("fraud", "ml-test-score-2017")
    assert bar(gone.policy) == (4, "input")


@pytest.mark.parametrize(("length", "shown"), [(100, "x" * 100), (101, "ml-readiness.yml")])
def test_what_is_gone_and_not_valid_has_its_name_if_it_can_be_one(
    tmp_path: Path, length: int, shown: str
) -> None:
    base = alone(f"version: 2\nname: {'x' * length}\n")
    [gone] = compared(tmp_path, base, {}).gone
    assert gone.name == shown


def test_what_is_gone_keeps_the_notices(tmp_path: Path) -> None:
    base = alone("version: 2\nname: x\n")
    [gone] = compared(tmp_path, base, {}, notices=(NOTICE,)).gone
    assert [each.reason for each in gone.verdict.warnings] == [NOTICE.reason, "base-invalid"]


def test_a_manifest_that_git_no_longer_tracks_is_still_compared(tmp_path: Path) -> None:
    base = alone(manifest(policy="minimum: 1"))
    run = compared(tmp_path, base, alone(manifest()), tracked=["model"])
    entry = only(run)
    assert (run.gone, bar(entry.policy)) == ((), (1, "base"))
    assert warnings(entry) == ["manifest-not-tracked", "bar-lowered"]


def test_where_there_is_no_repository_no_manifest_has_to_be_tracked(tmp_path: Path) -> None:
    notice = Statement(reason="no-repository", message="git does not track this folder")
    run = compared(tmp_path, None, alone(manifest()), tracked=["model"], notices=(notice,))
    assert warnings(only(run)) == ["no-repository"]


def test_a_link_in_the_place_of_the_manifest_is_a_mistake_and_not_gone(tmp_path: Path) -> None:
    tree = tmp_path / "head"
    tree.mkdir()
    (tree / "ml-readiness.yml").symlink_to("other.yml")
    run = compared(tmp_path, alone(manifest()), {"other.yml": manifest()})
    assert (run.gone, run.status) == ((), 2)
    assert "symbolic link" in run.errors[0].message


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("ml-readiness.yml", "there is no manifest ml-readiness.yml"),
        ("*/x.yml", "no tracked file matches */x.yml"),
    ],
)
def test_a_manifest_that_neither_side_has_is_a_mistake(
    tmp_path: Path, asked: str, message: str
) -> None:
    run = compared(tmp_path, {}, {}, manifests=(asked,))
    assert [problem.message for problem in run.errors] == [message]
    assert (run.gone, run.entries, run.status) == ((), (), 2)


def test_a_mistake_in_the_head_is_a_mistake_and_not_gone(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(manifest()), alone("version: 2\nname: x\n"))
    assert (run.gone, run.entries, run.status) == ((), (), 2)


# ---- a base that is not valid

INVALID = {
    "a wrong level": manifest({"feature-cost": ("always", CARD)}, policy="minimum: 2"),
    "an unknown test": manifest({"feature-cots": ("manual", CARD)}, policy="minimum: 2"),
    "an unknown key": "colour: red\n" + manifest(policy="minimum: 2"),
    "another version": manifest(policy="minimum: 2").replace("version: 1", "version: 2"),
    "no name": "version: 1\npolicy: {minimum: 2}\n",
    "a name that is none": "version: 1\nname: [x]\npolicy: {minimum: 2}\n",
    "a day to come": "version: 1\nname: x\ntests: {data: {feature-cost: "
    "{level: manual, reviewed: 2026-11-24, evidence: [a]}}}\npolicy: {minimum: 2}\n",
    "an unknown rubric": manifest(rubric="ml-test-scor", policy="minimum: 2"),
    "a rubric that is no name": "version: 1\nname: x\nrubric: [x]\npolicy: {minimum: 2}\n",
}


@pytest.mark.parametrize("case", INVALID)
def test_of_a_base_that_is_not_valid_the_policy_alone_is_read(tmp_path: Path, case: str) -> None:
    head = alone(manifest(MANUAL, policy="minimum: 1"))
    entry = only(compared(tmp_path, alone(INVALID[case]), head))
    assert bar(entry.policy) == (2, "base")
    assert entry.comparison is None
    assert reasons(entry) == ["below-minimum"]
    assert said(entry, "base-invalid") == [
        "the base's ml-readiness.yml is not valid: only its policy was read"
    ]
    assert warnings(entry) == ["base-invalid", "bar-lowered"]


def test_a_base_that_is_not_valid_and_has_no_policy_asks_nothing(tmp_path: Path) -> None:
    entry = only(compared(tmp_path, alone("version: 1\n"), alone(manifest())))
    assert bar(entry.policy) == (0, "default")
    assert warnings(entry) == ["base-invalid"]


def test_a_base_that_is_not_valid_still_says_which_rubric_scores(tmp_path: Path) -> None:
    base = alone("colour: red\n" + manifest(rubric="ml-test-score-2017"))
    entry = only(compared(tmp_path, base, alone(manifest(AUTOMATED, policy="minimum: 14"))))
    assert entry.report.rubric.id == "ml-test-score-2017"
    assert points(entry) == 1
    assert bar(entry.policy) == (0, "default")
    assert warnings(entry) == ["base-invalid", "rubric-changed", "rubric-changed"]


UNREADABLE = {
    "a policy that is not valid": (manifest(policy="minimum: much"), "line 3: 'minimum' must be"),
    "an unknown bar": (manifest(policy="minimun: 1"), "line 3: unknown key 'minimun'"),
    "a policy that is no mapping": ("version: 1\nname: x\npolicy: [1]\n", "line 3: 'policy' must"),
    "a section of no rubric": (manifest(policy="sections: {dada: 1}"), "line 3: unknown section"),
    "broken YAML": ("version: [1\n", "line 2"),
    "a key given twice": ("version: 1\nname: x\npolicy: {minimum: 1}\npolicy: {}\n", "line 4"),
    "a list": ("- version: 1\n", "line 1: this must be a mapping, not a list"),
    "a word": ("ready\n", "line 1: this must be a mapping, not 'ready'"),
    "nothing": ("", "the file is empty"),
    "empty": ("~\n", "line 1: this must be a mapping, not nothing"),
    "no text": ("version: 1\nname: \x00\n", "line 2"),
    "too much": ("#" * 1_000_001, "larger than 1 MB"),
}


@pytest.mark.parametrize("case", UNREADABLE)
@pytest.mark.parametrize("moved", ["", "gone", "renamed"])
def test_a_base_whose_policy_cannot_be_read_is_a_mistake(
    tmp_path: Path, case: str, moved: str
) -> None:
    text, words = UNREADABLE[case]
    head = {"gone": {}, "renamed": {"b.yml": manifest()}}.get(moved, {"a.yml": manifest()})
    judged = compared(tmp_path, {"a.yml": text}, head, manifests=("*.yml", "a.yml"))
    [problem] = judged.errors
    assert problem.message.startswith("the base's a.yml cannot be read")
    assert words in problem.message
    assert problem.hint
    assert "base branch" in problem.hint
    # No place: it is not the head's file that has the mistake.
    assert (problem.path, problem.line, problem.column) == (None, None, None)
    assert (judged.status, judged.gone) == (2, ())


def test_a_base_that_cannot_be_read_keeps_no_other_manifest_from_being_judged(
    tmp_path: Path,
) -> None:
    base = {"a.yml": "[", "b.yml": manifest(), "c.yml": manifest(name="moved")}
    head = {"a.yml": manifest(), "b.yml": manifest(), "d.yml": manifest(name="moved")}
    judged = compared(tmp_path, base, head, manifests=("*.yml",))
    assert [entry.report.path for entry in judged.entries] == ["b.yml", "d.yml"]
    assert all(entry.comparison for entry in judged.entries)
    assert (len(judged.errors), judged.status) == (1, 2)


def test_mistakes_are_said_in_the_order_of_the_manifests_and_then_those_of_what_is_gone(
    tmp_path: Path,
) -> None:
    base = {"a.yml": "[", "c.yml": "[", "d.yml": manifest(policy="minimum: much")}
    head = {"b.yml": "[", "c.yml": manifest(), "d.yml": "["}
    judged = compared(tmp_path, base, head, manifests=("*.yml",))
    places = [problem.path or problem.message.split()[2] for problem in judged.errors]
    assert places == ["b.yml", "c.yml", "d.yml", "a.yml"]
    assert judged.status == 2


# ---- the bar


def test_the_bar_is_the_stricter_and_what_would_be_lowered_is_named(tmp_path: Path) -> None:
    base = "minimum: 2, sections: {data: 2}, checklist: {minimum: 1, required: [ethics]}"
    base += ", max-age-days: 30, prove-automation: [data], accept-links: [example.com/page]"
    head = "minimum: 1, sections: {model: 1}, max-age-days: 60, accept-links: [example.com]"
    run = compared(tmp_path, alone(manifest(policy=base)), alone(manifest(policy=head)))
    entry = only(run)
    policy = entry.policy
    assert bar(policy) == (2, "base")
    assert {name: each.source for name, each in policy.sections.items()} == {
        "data": "base",
        "model": "head",
    }
    assert policy.checklist_required == {"ethics": "base"}
    assert policy.prove_automation == {"data": "base"}
    assert policy.accept_links == {"example.com/page": "base"}
    assert policy.max_age_days
    assert policy.max_age_days == Bar(value=Decimal(30), source="base")
    ending = "; the base branch's bar stays"
    assert said(entry, "bar-lowered") == [
        f"this change would {what}{ending}"
        for what in (
            "lower the minimum from 2 to 1",
            "lower the minimum of data from 2 to 0",
            "lower the minimum of the checklist from 1 to 0",
            "no longer require 'ethics'",
            "no longer ask for proof of automation in data",
            "let a manual run count for 60 days, not 30 days",
            "accept links under example.com unasked",
        )
    ]


def test_a_head_that_raises_its_own_bar_is_judged_by_it(tmp_path: Path) -> None:
    base, head = manifest(MANUAL, policy="minimum: 0"), manifest(MANUAL, policy="minimum: 1")
    entry = only(compared(tmp_path, alone(base), alone(head)))
    assert bar(entry.policy) == (1, "head")
    assert reasons(entry) == ["below-minimum"]
    assert warnings(entry) == []
    # It is missed on both sides: what regresses is nothing.
    entry = only(compared(tmp_path / "b", alone(base), alone(head), fail_on="regression"))
    assert (entry.verdict.passed, warnings(entry)) == (True, ["below-minimum"])


def test_both_sides_are_scored_by_the_policy_in_force(tmp_path: Path) -> None:
    base = manifest(AUTOMATED)
    head = manifest(AUTOMATED, policy="prove-automation: [data]")
    entry = only(compared(tmp_path, alone(base), alone(head)))
    assert points(entry) == 1
    assert entry.comparison
    assert entry.comparison.before.sections[0].points == 1
    assert warnings(entry) == []


def test_both_sides_are_judged_on_the_same_day(tmp_path: Path) -> None:
    text = (
        "version: 1\nname: x\ntests: {data: {feature-cost: {level: manual, reviewed: 2026-10-23, "
        f"evidence: [{CARD}]}}}}}}\npolicy: {{max-age-days: 30}}\n"
    )
    entry = only(compared(tmp_path, alone(text), alone(text)))
    assert points(entry) == 0
    assert entry.comparison
    assert entry.comparison.before.sections[0].points == 0
    assert warnings(entry) == []


def test_notices_come_before_what_the_change_would_lower(tmp_path: Path) -> None:
    base, head = manifest(policy="minimum: 1"), manifest()
    entry = only(compared(tmp_path, alone(base), alone(head), notices=(NOTICE,)))
    assert warnings(entry) == [NOTICE.reason, "bar-lowered"]


# ---- the rubric

RUBRIC = """\
version: 1
id: own
title: Own
points: {manual: 1, automated: 2}
bands: [{id: all, label: all, from: 0}]
sections:
  - {id: data, title: Data, criteria: [{id: cost, code: D1, title: Cost}]}
checklist: [{id: ethics, title: Ethics}]
"""
OWN = {"cost": ("manual", CARD)}
OTHER_POINTS = RUBRIC.replace("manual: 1, automated: 2", "manual: 10, automated: 20")


def own(text: str, rubric: str = RUBRIC) -> dict[str, str]:
    return {"ml-readiness.yml": text, "own.yml": rubric}


def test_another_built_in_rubric_in_the_head_does_not_score_it(tmp_path: Path) -> None:
    base = manifest(MANUAL, policy="minimum: 1")
    head = manifest(MANUAL, rubric="ml-test-score-2017", policy="minimum: 0.5, sections: {data: 1}")
    entry = only(compared(tmp_path, alone(base), alone(head)))
    assert (entry.report.rubric.id, points(entry)) == ("ml-test-score", 1)
    assert (bar(entry.policy), dict(entry.policy.sections)) == ((1, "base"), {})
    assert said(entry, "rubric-changed") == [
        "this change asks for the rubric ml-test-score-2017; it is scored by the base's ml-test-score",
        "its own minimum of 0.5 is set aside with the rubric",
        "its own minimum of data of 1 is set aside with the rubric",
    ]
    assert entry.comparison
    assert entry.comparison.regressions == ()


def test_an_edited_rubric_file_does_not_score_the_change_that_edits_it(tmp_path: Path) -> None:
    text = manifest(OWN, rubric="own.yml", policy="minimum: 2")
    entry = only(compared(tmp_path, own(text), own(text, OTHER_POINTS)))
    assert entry.report.score == 1
    assert reasons(entry) == ["below-minimum"]
    assert said(entry, "rubric-changed") == [
        "this change asks for the rubric another version of own; it is scored by the base's own",
        "its own minimum of 2 is set aside with the rubric",
    ]


def test_bars_of_the_checklist_are_set_aside_and_words_stay(tmp_path: Path) -> None:
    head = manifest(
        OWN,
        rubric="own.yml",
        policy="checklist: {minimum: 1, required: [ethics]}, prove-automation: [data]",
    )
    entry = only(compared(tmp_path, own(manifest(rubric="own.yml")), own(head, OTHER_POINTS)))
    assert said(entry, "rubric-changed")[1:] == [
        "its own minimum of the checklist of 1 is set aside with the rubric"
    ]
    assert entry.policy.checklist_minimum is None
    assert entry.policy.checklist_required == {"ethics": "head"}
    assert entry.policy.prove_automation == {"data": "head"}


def test_what_the_bases_rubric_does_not_ask_scores_nothing(tmp_path: Path) -> None:
    added = ", ".join(f"{{id: easy-{n}, code: E{n}, title: Easy}}" for n in range(7))
    wider = RUBRIC.replace("title: Cost}", f"title: Cost}}, {added}")
    wider = wider.replace("title: Ethics}", "title: Ethics}, {id: fun, title: Fun}")
    claims = OWN | {f"easy-{n}": ("automated", CARD) for n in range(5)}
    head = manifest(claims, rubric="own.yml", points={"fun": f"status: done, evidence: [{CARD}]"})
    entry = only(compared(tmp_path, own(manifest(rubric="own.yml")), own(head, wider)))
    assert entry.report.score == 1
    assert entry.report.considered == 0
    assert [each.criterion.id for each in entry.report.criteria] == ["cost"]
    names = ", ".join(f"'easy-{n}'" for n in range(5))
    assert said(entry, "rubric-changed")[1:] == [
        f"what is not in own scores nothing: {names} and 1 more"
    ]


@pytest.mark.parametrize(
    ("path", "found"), [("rubrics/own", True), ("own.yaml", True), ("own", False)]
)
def test_a_rubric_file_has_a_folder_or_an_ending(tmp_path: Path, path: str, found: bool) -> None:
    head = {"ml-readiness.yml": manifest(rubric=path), path: RUBRIC}
    run = compared(tmp_path, None, head)
    assert [entry.report.rubric.id for entry in run.entries] == (["own"] if found else [])
    assert [each.message for each in run.errors] == ([] if found else ["unknown rubric 'own'"])


def test_a_rubric_that_is_not_valid_in_the_head_is_a_mistake(tmp_path: Path) -> None:
    text = manifest(OWN, rubric="own.yml")
    broken = RUBRIC.replace("criteria: [{id: cost, code: D1, title: Cost}]", "criteria: []")
    judged = compared(tmp_path, own(text), own(text, broken))
    assert (judged.status, judged.gone) == (2, ())
    assert {problem.path for problem in judged.errors} == {"own.yml"}


def test_a_head_is_validated_by_its_own_rubric(tmp_path: Path) -> None:
    head = manifest(OWN, rubric="own.yml")
    assert (
        only(compared(tmp_path, alone(manifest()), own(head))).report.rubric.id == "ml-test-score"
    )
    wrong = compared(tmp_path / "b", alone(manifest()), own(manifest(MANUAL, rubric="own.yml")))
    assert [problem.message for problem in wrong.errors] == ["unknown criterion 'feature-cost'"]


def test_a_rubric_file_that_the_head_drops_is_a_mistake(tmp_path: Path) -> None:
    text = manifest(OWN, rubric="own.yml")
    judged = compared(tmp_path, own(text), alone(text))
    assert judged.errors[0].message == "there is no tracked rubric file own.yml"
    assert (judged.status, judged.gone) == (2, ())


@pytest.mark.parametrize("rubric", [None, "version: 1\n", "["])
def test_a_base_without_its_rubric_is_read_for_its_policy(
    tmp_path: Path, rubric: str | None
) -> None:
    mine = RUBRIC.replace("id: data", "id: mine")
    policy = "minimum: 2, sections: {mine: 1}, checklist: {required: [ethics]}"
    base = manifest(rubric="own.yml", policy=policy)
    head = manifest(OWN, rubric="own.yml", section="mine")
    before = alone(base) if rubric is None else own(base, rubric)
    entry = only(compared(tmp_path, before, own(head, mine)))
    assert entry.report.rubric.id == "own"
    assert bar(entry.policy) == (2, "base")
    assert {*entry.policy.sections} == {"mine"}
    assert reasons(entry) == ["below-minimum", "required-point-open"]
    assert warnings(entry)[0] == "base-invalid"


def test_a_rubric_that_only_the_base_lacks_scores_what_it_can(tmp_path: Path) -> None:
    """A manifest brings its own rubric for the first time: what stood before it scores."""
    head = manifest(OWN, rubric="own.yml", policy="minimum: 1")
    entry = only(compared(tmp_path, alone(manifest(MANUAL)), own(head)))
    assert (entry.report.rubric.id, points(entry)) == ("ml-test-score", 0)
    assert said(entry, "regression")
    assert said(entry, "rubric-changed")[1:] == [
        "what is not in ml-test-score scores nothing: 'cost'",
        "its own minimum of 1 is set aside with the rubric",
    ]


def test_the_option_replaces_the_rubric_of_both(tmp_path: Path) -> None:
    base = manifest(MANUAL, rubric="own.yml", policy="minimum: 7")
    head = manifest(AUTOMATED, policy="minimum: 6")
    entry = only(compared(tmp_path, own(base), alone(head), rubric="ml-test-score-2017"))
    assert entry.report.rubric.id == "ml-test-score-2017"
    assert entry.comparison
    assert entry.comparison.sections["data"] == Decimal("0.5")
    assert said(entry, "rubric-changed") == []
    assert bar(entry.policy) == (7, "base")


def test_a_file_that_the_option_names_is_the_bases(tmp_path: Path) -> None:
    text = manifest(OWN)
    entry = only(compared(tmp_path, own(text), own(text, OTHER_POINTS), rubric="own.yml"))
    assert entry.report.score == 1
    assert len(said(entry, "rubric-changed")) == 1


def test_a_minimum_is_held_against_the_rubric_that_scores(tmp_path: Path) -> None:
    base, head = alone(manifest()), alone(manifest(rubric="ml-test-score-2017"))
    entry = only(compared(tmp_path, base, head, minimum=Decimal(10)))
    assert bar(entry.policy) == (10, "input")
    highest = only(compared(tmp_path / "highest", head, head, minimum=Decimal(7)))
    assert bar(highest.policy) == (7, "input")
    back = compared(tmp_path / "back", head, base, minimum=Decimal(10))
    assert [problem.message for problem in back.errors] == [
        "the minimum 10 is above 7, the highest score"
    ]
    assert back.gone == ()


# ---- the same answers


def test_each_link_is_asked_once_for_both_sides(tmp_path: Path) -> None:
    web = Web(pages={LINK: 200})
    base = manifest({"feature-cost": ("manual", f'"{LINK}", "https://old.example.com/"')})
    head = manifest({"feature-cost": ("manual", f'"{LINK}", "https://new.example.com/"')})
    compared(tmp_path, alone(base), alone(head), web=web)
    assert web.asked == [
        {LINK: False, "https://new.example.com/": False, "https://old.example.com/": False}
    ]


@pytest.mark.parametrize(("before", "after"), [("#results", ""), ("", "#results")])
def test_an_anchor_that_one_side_wants_is_looked_for(
    tmp_path: Path, before: str, after: str
) -> None:
    web = Web(pages={LINK: 200}, anchors=frozenset(("results",)))
    texts = [
        manifest({"feature-cost": ("manual", f'"{LINK}{fragment}"')})
        for fragment in (before, after)
    ]
    entry = only(compared(tmp_path, alone(texts[0]), alone(texts[1]), web=web))
    assert web.asked == [{LINK: True}]
    assert entry.comparison
    assert entry.comparison.levels == {}
    assert points(entry) == 1


def test_links_of_several_manifests_and_both_sides_are_asked_together(tmp_path: Path) -> None:
    web = Web()
    base = {f"{n}.yml": manifest(BY_LINK, name=n) for n in "ab"}
    head = base | {"c.yml": manifest(BY_LINK, name="c")}
    compared(tmp_path, base, head, web=web, manifests=("*.yml",))
    assert web.asked == [{LINK: False}]


def test_a_page_that_vanished_lowers_both(tmp_path: Path) -> None:
    web = Web(pages={LINK: 404})
    entry = only(compared(tmp_path, alone(manifest(BY_LINK)), alone(manifest(BY_LINK)), web=web))
    assert points(entry) == 0
    assert entry.comparison
    assert entry.comparison.delta == 0
    assert entry.comparison.regressions == ()
    assert (reasons(entry), warnings(entry)) == ([], [])


def test_a_bar_that_a_page_took_along_is_no_regression_but_below(tmp_path: Path) -> None:
    web = Web(pages={LINK: 404})
    text = manifest(BY_LINK, policy="sections: {data: 1}")
    judged = compared(tmp_path, alone(text), alone(text), web=web, fail_on="regression")
    assert (judged.passed, warnings(only(judged))) == (True, ["section-below-minimum"])
    judged = compared(tmp_path / "b", alone(text), alone(text), web=web)
    assert (judged.passed, reasons(only(judged))) == (False, ["section-below-minimum"])


def test_an_outage_is_a_warning_with_a_base_and_a_reason_without(tmp_path: Path) -> None:
    text = alone(manifest(BY_LINK, policy="sections: {data: 1}"))
    entry = only(compared(tmp_path, text, text))
    assert (reasons(entry), warnings(entry), points(entry)) == ([], ["in-doubt"], 0)
    assert LINK in said(entry, "in-doubt")[0]
    assert reasons(only(compared(tmp_path / "push", None, text))) == ["section-below-minimum"]
    new = only(compared(tmp_path / "new", {}, text))
    assert reasons(new) == ["section-below-minimum"]
    invalid = alone(text["ml-readiness.yml"].replace("version: 1", "version: 2"))
    entry = only(compared(tmp_path / "invalid", invalid, text))
    assert reasons(entry) == ["section-below-minimum"]


def test_a_link_is_asked_unless_both_accept_it(tmp_path: Path) -> None:
    accepting = manifest(BY_LINK, policy="accept-links: [example.com]")
    for n, (base, head, asked) in enumerate(
        [
            (accepting, accepting, []),
            (accepting, manifest(BY_LINK), [{LINK: False}]),
            (manifest(BY_LINK), accepting, [{LINK: False}]),
        ]
    ):
        web = Web(pages={LINK: 403})
        entry = only(compared(tmp_path / str(n), alone(base), alone(head), web=web))
        assert web.asked == asked
        assert entry.comparison
        assert entry.comparison.regressions == ()
        assert points(entry) == (0 if asked else 1)
        assert entry.comparison.before.sections[0].points == points(entry)


def test_of_two_prefixes_the_narrower_is_accepted_on_both_sides(tmp_path: Path) -> None:
    cited = {"feature-cost": ("manual", f'"{LINK}", "https://example.com/x"')}
    base = manifest(cited, policy="accept-links: [example.com]")
    head = manifest(cited, policy="accept-links: [example.com/page]")
    web = Web(pages={"https://example.com/x": 404})
    entry = only(compared(tmp_path, alone(base), alone(head), web=web))
    assert web.asked == [{"https://example.com/x": False}]
    assert entry.comparison
    assert entry.comparison.regressions == ()
    assert points(entry) == 0


def test_offline_accepts_on_both_sides(tmp_path: Path) -> None:
    web = Web()
    text = alone(manifest(BY_LINK))
    entry = only(compared(tmp_path, text, text, web=web, offline=True))
    assert (web.asked, points(entry), warnings(entry)) == ([], 1, [])


def test_links_of_both_sides_count_against_the_limit(tmp_path: Path) -> None:
    links = ", ".join(f'"https://{n}.example.com/"' for n in range(3))
    base = repository(tmp_path / "base", alone(manifest({"feature-cost": ("manual", links)})))
    head = repository(tmp_path / "head", alone(manifest(BY_LINK)))
    limits = replace(DEFAULT_LIMITS, links=3)
    ports = Ports(tree=head, fetch=Web(), base=Base(tree=base, commit=COMMIT), limits=limits)
    with pytest.raises(InputError, match="there are 4 links to check, more than 3"):
        run(Request(today=TODAY), ports)


def test_a_link_to_the_repositorys_own_file_is_that_file_on_each_side(tmp_path: Path) -> None:
    home = Home(address="https://github.com/acme/fraud", refs=frozenset(("main",)), prefix="")
    text = manifest({"feature-cost": ("manual", f'"{home.address}/blob/main/docs/cost.md"')})
    web = Web()
    base = alone(text, **{"docs/cost.md": "x\n"})
    entry = only(compared(tmp_path, base, alone(text), home=home, web=web))
    assert web.asked == []
    assert entry.comparison
    assert entry.comparison.levels == {"feature-cost": "manual"}


# ---- test results are of the head

TEST = "tests/test_x.py::test_it"
BY_TEST = {"feature-cost": ("automated", TEST)}
TESTED = {"tests/test_x.py": "def test_it():\n    assert f()\n"}


def results(result: Result | None) -> dict[str, tuple[Case, ...]]:
    if result is None:
        return {"other": (Case("tests.test_x", "other", "passed"),)}
    return {"test_it": (Case("tests.test_x", "test_it", result),)}


@pytest.mark.parametrize("result", ["failed", "errored", "skipped", "xfailed"])
def test_a_test_that_now_fails_is_a_regression(tmp_path: Path, result: Result) -> None:
    files = alone(manifest(BY_TEST), **TESTED)
    entry = only(compared(tmp_path, files, files, results=results(result)))
    assert points(entry) == 0
    assert entry.comparison
    assert entry.comparison.levels == {"feature-cost": "automated"}


def test_a_test_that_passes_counts_on_both(tmp_path: Path) -> None:
    files = alone(manifest(BY_TEST), **TESTED)
    entry = only(compared(tmp_path, files, files, results=results("passed")))
    assert entry.comparison
    assert (points(entry), entry.comparison.levels) == (2, {})


def test_a_test_that_both_define_and_the_results_lack_counts_on_neither(tmp_path: Path) -> None:
    files = alone(manifest(BY_TEST), **TESTED)
    entry = only(compared(tmp_path, files, files, results=results(None)))
    assert entry.comparison
    assert (points(entry), entry.comparison.levels) == (0, {})
    assert entry.comparison.before.findings[0].judgement.reason == "junit-absent"


def test_a_test_that_only_the_base_defines_counts_there(tmp_path: Path) -> None:
    text = manifest(BY_TEST)
    entry = only(compared(tmp_path, alone(text, **TESTED), alone(text), results=results(None)))
    assert entry.comparison
    assert entry.comparison.levels == {"feature-cost": "automated"}


def test_a_test_that_the_results_lack_and_the_base_skips_counts_on_neither(tmp_path: Path) -> None:
    skipped = {"tests/test_x.py": "import pytest\n@pytest.mark.skip\ndef test_it(): assert f()\n"}
    text = manifest(BY_TEST)
    entry = only(
        compared(tmp_path, alone(text, **skipped), alone(text, **TESTED), results=results(None))
    )
    assert entry.comparison
    assert entry.comparison.levels == {}
    assert entry.comparison.before.findings[0].judgement.reason == "skipped"


def test_a_test_that_the_head_adds_is_judged_by_the_results(tmp_path: Path) -> None:
    head = alone(manifest(BY_TEST), **TESTED)
    entry = only(compared(tmp_path, alone(manifest()), head, results=results("passed")))
    assert entry.comparison
    assert entry.comparison.levels == {"feature-cost": "none"}
    assert points(entry) == 2


def test_without_results_both_are_judged_by_reading(tmp_path: Path) -> None:
    files = alone(manifest(BY_TEST), **TESTED)
    entry = only(compared(tmp_path, files, files))
    assert entry.comparison
    assert (points(entry), entry.comparison.levels) == (2, {})


# ---- the same thing twice


@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any", "never"])
@pytest.mark.parametrize("minimum", [0, 1])
def test_a_change_of_nothing_gets_the_verdict_of_the_head_alone(
    tmp_path: Path, fail_on: FailOn, minimum: int
) -> None:
    policy = f"minimum: {minimum}, checklist: {{minimum: 2, required: [ethics]}}"
    text = manifest(
        MANUAL,
        points={"ethics": f"status: done, evidence: [{CARD}]", "drift": "status: open"},
        policy=policy,
    )
    files = alone(text)
    paired = only(compared(tmp_path, files, files, fail_on=fail_on))
    single = only(compared(tmp_path / "alone", None, files, fail_on=fail_on))
    assert paired.verdict.passed is single.verdict.passed
    for one, other in (
        (paired.verdict.reasons, single.verdict.reasons),
        (paired.verdict.warnings, single.verdict.warnings),
    ):
        assert [each.message.replace("(base branch)", "(manifest)") for each in one] == [
            each.message for each in other
        ]
    assert paired.report == single.report
    assert paired.plans == single.plans
    assert paired.comparison
    assert paired.comparison.delta == 0
    assert paired.comparison.regressions == ()
