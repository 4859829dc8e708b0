"""The report for a spreadsheet."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from helpers.runs import example_run

from ml_readiness.model.view import View
from ml_readiness.render.csv import cell, render


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def test_a_row_for_each_criterion(tmp_path: Path) -> None:
    header, *found = rows(render(example_run(tmp_path), View()))
    assert header == ["section", "code", "title", "claimed", "earned", "points", "evidence"]
    assert len(found) == 28
    assert [row[1] for row in found[:2]] == ["Data 1", "Data 2"]
    assert [row[3:] for row in found if row[1] == "Model 5"] == [
        ["automated", "none", "0", "docs/cost.md#resluts (missing)"]
    ]


def test_links_that_were_not_checked_are_said_to_be(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        "    feature-cost: {level: manual, evidence: ['https://site.example.com/']}\n"
    )
    text = render(example_run(tmp_path, manifest, offline=True), View())
    assert "https://site.example.com/ (accepted, not checked)" in text


def test_several_manifests_are_told_apart(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    header, first, *_ = rows(render(replace(run, entries=run.entries * 2), View()))
    assert header[0] == "manifest"
    assert first[:2] == ["ml-readiness.yml", "data"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_other_text_stays_as_it_is() -> None:
    assert cell("docs/a=b.md") == "docs/a=b.md"
    assert cell("a\nb\u202e") == "a\\u{a}b\\u{202e}"
