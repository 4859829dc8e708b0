"""The report for a terminal."""

from pathlib import Path

import pytest
from helpers.runs import MANIFEST, example_run
from helpers.twosided import Web, alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.model.errors import Problem
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.render.text import render, render_errors

REPORT = """\
FAIL  fraud-detector  Not ready: 0 of 14, needs 3  [ml-readiness.yml]
The score is the lowest section, Model (research project, claimed 1).

Why it fails
  * the score is 0, below the minimum of 3 (manifest)
  * Monitoring has 1 point, below its minimum of 4 (manifest)
  * 2 of 11 points of the checklist are considered, below the minimum of 3 (manifest)
  * the checklist point 'ethics' is required and is open

  Data            ████▒▒░░░░░░░░░░░░░░░░░░░░░░    2 of 14   needs 3, claimed 3
  Model           ▒▒▒▒░░░░░░░░░░░░░░░░░░░░░░░░    0 of 14   needs 3, claimed 2, lowest
  Infrastructure  ██░░░░░░░░░░░░░░░░░░░░░░░░░░    1 of 14   needs 3
  Monitoring      ██▒▒░░░░░░░░░░░░░░░░░░░░░░░░    1 of 14   needs 4, claimed 2
  Checklist       2 of 11 points considered   needs 3, 1 link accepted, not asked

To pass
  Data has 2, needs 3
    review   Data 3 Cost of each feature (feature-cost)  +1
  Model has 0, needs 3
    mend     Model 5 Comparison with a simpler model (baseline)  +1
    start    Model 1 Review and versioning of model specifications (spec-review)  +1
    start    Model 2 Offline metrics and business impact (metric-alignment)  +1
  Infrastructure has 1, needs 3
    start    Infra 1 Reproducible training (reproducibility)  +1
    start    Infra 2 Unit tests of model specifications (spec-unit-tests)  +1
  Monitoring has 1, needs 4
    start    Monitor 1 Changes in upstream dependencies (dependency-changes)  +1
    start    Monitor 2 Invariants of the input data (data-invariants)  +1
    start    Monitor 3 Skew between training and serving (training-serving-skew)  +1

To pass the checklist
    start    Ethical concerns (ethics)  +1

What is wrong
  ml-readiness.yml:8  Data 3 Cost of each feature
      stale: feature-cost
      the manual run of 2026-01-01 is older than 90 days
      hint: do it again, and set 'reviewed' to the day
  ml-readiness.yml:13:45  Model 5 Comparison with a simpler model
      missing: docs/cost.md#resluts
      docs/cost.md has no heading #resluts
      hint: did you mean 'results'?
  ml-readiness.yml:17  Monitor 4 Age of the serving model
      not-proven: model-age
      here automation has to be proven, and no test, job or alert is verified
      hint: cite a test or a job that runs, or an alert
"""


def test_the_report_as_a_whole(tmp_path: Path) -> None:
    assert render(example_run(tmp_path), View(width=100)) == REPORT


def test_the_first_line_says_that_links_were_not_checked(tmp_path: Path) -> None:
    first = render(example_run(tmp_path, offline=True), View()).splitlines()[0]
    assert first.endswith("[ml-readiness.yml; links were not checked]")


def test_the_first_line_says_that_runs_of_jobs_were_not_asked_for(tmp_path: Path) -> None:
    run = replace(example_run(tmp_path), jobs="read")
    first = render(run, View()).splitlines()[0]
    assert first.endswith("[ml-readiness.yml; runs of jobs were not asked for]")


def test_colour_only_where_it_is_wanted(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    assert "\x1b[31mFAIL\x1b[0m" in render(run, View(colour=True))
    assert "\x1b" not in render(run, View(colour=False))


def test_several_manifests_are_summed_up(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    passing = MANIFEST[: MANIFEST.index("policy:")]
    other = example_run(tmp_path / "other", passing, offline=True)
    both = replace(run, entries=(*run.entries, *other.entries))
    assert render(both, View()).splitlines()[-1] == "1 of 2 manifests pass"


def failing(*problems: Problem) -> Run:
    return Run(
        tool="0",
        fail_on="minimum",
        links_checked=True,
        head=None,
        event=None,
        errors=problems,
        entries=(),
    )


def test_nothing_is_said_of_no_manifest(tmp_path: Path) -> None:
    assert render(replace(example_run(tmp_path), entries=()), View()) == ""


def test_an_error_shows_place_line_and_caret_on_a_terminal() -> None:
    problem = Problem(
        message="unknown key 'nam'",
        hint="did you mean 'name'?",
        path="a.yml",
        line=2,
        column=3,
        excerpt="  nam: x",
    )
    plain = "a.yml:2:3: error: unknown key 'nam'\n    hint: did you mean 'name'?\n"
    assert render_errors(failing(problem), View()) == plain
    coloured = render_errors(failing(problem), View(colour=True)).splitlines()
    assert coloured[1:3] == ["      nam: x", "      \x1b[31m^\x1b[0m"]


@pytest.mark.parametrize(
    ("count", "left", "last"),
    [
        (1, 0, "error: no"),
        (2, 0, "2 errors"),
        (100, 2_900, "3,000 errors, of which 100 are shown"),
    ],
)
def test_610_it_is_said_how_many_errors_there_are(count: int, left: int, last: str) -> None:
    run = replace(failing(*[Problem(message="no")] * count), errors_left_out=left)
    assert render_errors(run, View()).splitlines()[-1] == last


def test_an_error_without_a_place_is_one_line() -> None:
    assert render_errors(failing(Problem(message="no")), View()) == "error: no\n"


def test_a_plan_that_serves_two_goals_is_shown_once(tmp_path: Path) -> None:
    manifest = "version: 1\nname: x\npolicy: {minimum: 1}\n"
    report = render(example_run(tmp_path, manifest), View())
    assert "\nTo pass\n" in report
    assert "To reach the next band" not in report


def test_a_long_line_is_shown_around_its_mistake() -> None:
    problem = Problem(
        message="m", path="a", line=1, column=500, excerpt="x" * 499 + "!" + "y" * 500
    )
    _, line, caret = render_errors(failing(problem), View(colour=True, width=80)).splitlines()
    assert line[caret.index("\x1b")] == "!"
    assert len(line) < 200


CARD = "model/card.jsonl"
COST = ("manual", CARD)
PROVED = ("automated", CARD)


def test_the_change_is_in_the_first_line_and_in_its_row(tmp_path: Path) -> None:
    before = manifest({"feature-cost": COST}).replace("tests:", f"tests:{OTHERS}")
    after = manifest({"feature-cost": PROVED}).replace("tests:", f"tests:{OTHERS}")
    lines = render(compared(tmp_path, alone(before), alone(after)), View()).splitlines()
    assert lines[0] == "PASS  system  No minimum set: 2 of 14 (+1)  [ml-readiness.yml]"
    start = lines.index("This change")
    assert lines[start + 1] == ("  * lifts Data 3 Cost of each feature: from manual to automated")
    assert lines[start + 3].endswith(" 2 of 14   +1, lowest")
    assert lines[start + 4].endswith(" 2 of 14   lowest")


OTHERS = "".join(
    f"\n  {section}: {{{criterion}: {{level: automated, evidence: [{CARD}]}}}}"
    for section, criterion in (
        ("model", "baseline"),
        ("infrastructure", "canary"),
        ("monitoring", "model-age"),
    )
)


def test_no_change_is_said_too(tmp_path: Path) -> None:
    text = alone(manifest({"feature-cost": COST}, policy="minimum: 0"))
    shown = render(compared(tmp_path / "both", text, text), View())
    assert shown.startswith(
        "PASS  system  No minimum set: 0 of 14  [ml-readiness.yml; as the base]\n"
    )
    assert "This change" not in shown
    shown = render(compared(tmp_path / "new", {}, text), View())
    assert shown.startswith("PASS  system  No minimum set: 0 of 14  [ml-readiness.yml]\n")


def test_a_regression_is_told_as_what_the_change_does(tmp_path: Path) -> None:
    before, after = (alone(manifest({"feature-cost": claim})) for claim in (PROVED, COST))
    lines = [
        "lowers Data 3 Cost of each feature: from automated to manual",
        "this change lowers Data from 2 to 1",
    ]
    for fail_on, first, colour in (
        ("minimum", "PASS", "33"),
        ("regression", "FAIL", "31"),
        ("never", "PASS", "33"),
    ):
        run = compared(tmp_path / fail_on, before, after, fail_on=fail_on)
        shown = render(run, View(colour=True)).splitlines()
        assert first in shown[0]
        start = shown.index("\x1b[1mThis change\x1b[0m")
        said = [f"  \x1b[{colour}m*\x1b[0m {line}" for line in lines]
        assert shown[start + 1 : start + 3] == said
        way = "  To pass, mend or take back what it makes worse."
        assert (shown[start + 3] == way) == (fail_on == "regression")


def test_five_findings_are_open_and_the_rest_is_counted(tmp_path: Path) -> None:
    pieces = ", ".join(f"gone{number}.md" for number in range(12))
    run = example_run(tmp_path, manifest({"feature-cost": ("manual", pieces)}))
    shown = render(run, View())
    assert shown.count("missing: gone") == 5
    assert "  and 7 more: --all shows them\n" in shown
    whole = render(run, View(everything=True))
    found, _, listed = whole.partition("\nAll criteria and points\n")
    assert found.count("missing: gone") == listed.count("missing: gone") == 12
    assert "--all" not in whole


def test_a_bar_of_the_base_says_where_it_comes_from(tmp_path: Path) -> None:
    before = alone(manifest(policy="minimum: 3"))
    shown = render(compared(tmp_path, before, alone(manifest(policy="minimum: 1"))), View())
    assert "  * the score is 0, below the minimum of 3 (base branch)\n" in shown
    assert (
        "  * this change would lower the minimum from 3 to 1; the base branch's bar stays\n"
        in shown
    )


def test_a_doubt_names_its_link(tmp_path: Path) -> None:
    claim = ("manual", "'https://x.example.com/'")
    text = alone(manifest({"feature-cost": claim}, policy="sections: {data: 1}"))
    shown = render(compared(tmp_path, text, text, web=Web()), View(width=200))
    assert shown.startswith("PASS  ")
    assert "only because https://x.example.com/ could not be reached" in shown


def test_a_manifest_that_is_gone_is_one_line(tmp_path: Path) -> None:
    base = {
        "a/ml.yml": manifest(name="'a \\e[31m'".replace("'", '"')),
        "b/ml.yml": manifest(name="b"),
    }
    run = compared(tmp_path, base, {"b/ml.yml": base["b/ml.yml"]}, manifests=("*/ml.yml",))
    lines = render(run, View()).splitlines()
    assert lines[-3:] == [
        "FAIL  a \\u{1b}[31m  a/ml.yml is gone: the base branch has it",
        "",
        "1 of 2 manifests pass",
    ]
    assert "\x1b[31mFAIL\x1b[0m" in render(run, View(colour=True))


def test_one_that_is_gone_alone_is_all_there_is(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(manifest()), {})
    assert render(run, View()) == (
        "FAIL  system  ml-readiness.yml is gone: the base branch has it\n"
    )


def test_a_value_is_told_where_it_moved_and_with_all_evidence(tmp_path: Path) -> None:
    base, head = (
        alone(
            manifest({"feature-cost": ("manual", "m.json#/auc >= 0.9")}),
            **{"m.json": f'{{"auc": {value}}}'},
        )
        for value in ("0.934", "0.912")
    )
    text = render(compared(tmp_path, base, head), View(everything=True))
    assert "moves Data 3 Cost of each feature: auc 0.934 → 0.912, still ≥ 0.9\n" in text
    assert "verified: m.json#/auc >= 0.9  0.912 ≥ 0.9, was 0.934\n" in text
