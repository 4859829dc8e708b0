"""The score as a badge."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers.runs import FILES, MANIFEST, every_link, example_run, judged
from msgspec.structs import replace

from ml_readiness.model.report import Run, Statement
from ml_readiness.model.view import View
from ml_readiness.render.badge import render

PASSING = "version: 1\nname: passing-words\n"
# The keys that shields.io knows and a badge of ours may have; `isError` is not among them.
KEYS = ["schemaVersion", "label", "message", "color"]


def badge(run: Run) -> dict[str, Any]:
    text = render(run, View())
    assert text.endswith("}\n")
    assert text.isascii()
    found: dict[str, Any] = json.loads(text)
    assert list(found) == KEYS
    assert found["schemaVersion"] == 1
    assert found["label"] == "ML readiness"
    return found


def scored(run: Run, score: str) -> Run:
    [entry] = run.entries
    return replace(
        run, entries=(replace(entry, report=replace(entry.report, score=Decimal(score))),)
    )


def test_one_manifest_has_its_score_and_red_when_it_fails(tmp_path: Path) -> None:
    found = badge(example_run(tmp_path))
    assert (found["message"], found["color"]) == ("0 of 14", "red")


def test_the_colour_of_what_passes_is_that_of_its_band(tmp_path: Path) -> None:
    run = example_run(tmp_path, PASSING)
    scores = ("0", "1", "3", "5", "7", "12", "14")
    assert [badge(scored(run, score))["color"] for score in scores] == [
        "orange",
        "yellow",
        "yellowgreen",
        "yellowgreen",
        "green",
        "brightgreen",
        "brightgreen",
    ]


def test_a_rubric_with_one_band_has_a_colour(tmp_path: Path) -> None:
    run = example_run(tmp_path, PASSING)
    [entry] = run.entries
    rubric = replace(entry.report.rubric, bands=entry.report.rubric.bands[:1])
    entry = replace(entry, report=replace(entry.report, rubric=rubric))
    assert badge(replace(run, entries=(entry,)))["color"] == "brightgreen"


def test_a_score_need_not_be_whole(tmp_path: Path) -> None:
    manifest = "version: 1\nname: x\nrubric: ml-test-score-2017\n"
    run = scored(example_run(tmp_path, manifest), "4.50")
    assert badge(run)["message"] == "4.5 of 7"


def test_what_passes_below_a_bar_is_not_green(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST}
    run = judged(tmp_path, files, fail_on="regression", fetch=every_link)
    assert run.passed
    assert badge(scored(run, "14"))["color"] == "orange"


def test_a_remark_about_the_gate_changes_no_colour(tmp_path: Path) -> None:
    run = scored(example_run(tmp_path, PASSING), "14")
    [entry] = run.entries
    remark = Statement(reason="no-repository", message="there is no git repository")
    verdict = replace(entry.verdict, warnings=(remark,))
    run = replace(run, entries=(replace(entry, verdict=verdict),))
    assert badge(run)["color"] == "brightgreen"


@pytest.mark.parametrize(
    ("failing", "message", "colour"),
    [(1, "2 of 3 pass", "red"), (0, "3 of 3 pass", "brightgreen"), (3, "0 of 3 pass", "red")],
)
def test_several_manifests_are_counted(
    tmp_path: Path, failing: int, message: str, colour: str
) -> None:
    [bad] = example_run(tmp_path / "bad").entries
    run = example_run(tmp_path / "good", PASSING)
    entries = (bad,) * failing + run.entries * (3 - failing)
    found = badge(replace(run, entries=entries))
    assert (found["message"], found["color"]) == (message, colour)


def test_what_could_not_be_evaluated_is_an_error(tmp_path: Path) -> None:
    run = example_run(tmp_path, "version: 1\n")
    assert (badge(run)["message"], badge(run)["color"]) == ("error", "red")
    good = example_run(tmp_path / "good", PASSING)
    assert badge(replace(good, errors=run.errors))["message"] == "error"


def test_no_manifest_at_all_is_no_success(tmp_path: Path) -> None:
    run = replace(example_run(tmp_path, PASSING), entries=())
    assert (badge(run)["message"], badge(run)["color"]) == ("error", "red")


def test_links_that_were_not_checked_are_said_to_be(tmp_path: Path) -> None:
    run = example_run(tmp_path, PASSING, offline=True)
    assert badge(run)["message"] == "0 of 14, links unchecked"
    assert badge(replace(run, entries=run.entries * 2))["message"] == "2 of 2 pass, links unchecked"
    run = replace(run, links_checked=True, jobs="read")
    assert badge(run)["message"] == "0 of 14, jobs unchecked"
    assert badge(replace(run, jobs="asked"))["message"] == "0 of 14"


def test_no_word_of_a_user_is_in_it(tmp_path: Path) -> None:
    assert "passing-words" not in render(example_run(tmp_path, PASSING), View())
