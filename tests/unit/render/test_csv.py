"""The report for a spreadsheet."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from helpers.runs import example_run
from helpers.twosided import alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.model.view import View
from ml_readiness.render.csv import cell, render


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def test_a_row_for_each_criterion_and_point(tmp_path: Path) -> None:
    header, *found = rows(render(example_run(tmp_path), View()))
    assert header == [
        *("section", "id", "code", "title", "claimed", "earned", "points"),
        *("evidence", "reviewed", "owner", "note", "reason"),
    ]
    assert len(found) == 28 + 11
    assert [row[2] for row in found[:2]] == ["Data 1", "Data 2"]
    assert [row[4:] for row in found if row[2] == "Model 5"] == [
        ["automated", "none", "0", "docs/cost.md#resluts", "", "", "", "missing"]
    ]
    assert [row[4:] for row in found if row[1] == "drift"] == [
        ["not-applicable", "not-applicable", "", "", "", "", "", "batch only"]
    ]


def test_every_cell_is_quoted(tmp_path: Path) -> None:
    for line in render(example_run(tmp_path), View()).splitlines():
        assert line.startswith('"')
        assert line.count('","') == 11


def test_evidence_stands_one_piece_a_line(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n    feature-cost:\n      level: manual\n"
        "      owner: '@acme'\n      note: half\n      evidence: [docs/cost.md, docs/b.md]\n"
    )
    [row] = [
        row for row in rows(render(example_run(tmp_path, manifest), View())) if row[4] == "manual"
    ]
    assert row[7:11] == ["docs/cost.md\ndocs/b.md", "", "'@acme", "half"]


def test_links_that_were_not_checked_are_said_to_be(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        "    feature-cost: {level: manual, evidence: ['https://site.example.com/']}\n"
    )
    found = rows(render(example_run(tmp_path, manifest, offline=True), View()))
    [row] = [row for row in found if row[1] == "feature-cost"]
    assert (row[7], row[11]) == ("https://site.example.com/", "links not checked")


def test_several_manifests_are_told_apart(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    header, first, *_ = rows(render(replace(run, entries=run.entries * 2), View()))
    assert header[0] == "manifest"
    assert first[:2] == ["ml-readiness.yml", "data"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "\uff1d1", "\uff20x"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\n=1", "'\n'=1"),
        ("a;=1", "a;'=1"),
        ("a;'-1;x;+2", "a;''-1;x;'+2"),
        ("=a;@b", "'=a;'@b"),
        ("docs/a.md\n=1+1", "docs/a.md\n'=1+1"),
    ],
)
def test_nothing_within_a_cell_is_a_formula_where_semicolons_divide_cells(
    text: str, shown: str
) -> None:
    assert cell(text) == shown


def test_other_text_stays_as_it_is() -> None:
    assert cell("a; -b;c-d; e=f") == "a; -b;c-d; e=f"
    assert cell("docs/a=b.md") == "docs/a=b.md"
    assert cell("a\nb\u202e") == "a\nb\\u{202e}"
    assert cell("it's") == "it's"
    assert cell("'quoted'") == "'quoted'"


def test_a_value_is_told_with_its_bound_and_what_it_was(tmp_path: Path) -> None:
    base, head = (
        alone(
            manifest({"feature-cost": ("manual", "m.json#/auc >= 0.9")}),
            **{"m.json": f'{{"auc": {value}}}'},
        )
        for value in ("0.934", "0.912")
    )
    [row] = [
        row for row in rows(render(compared(tmp_path, base, head), View())) if row[2] == "Data 3"
    ]
    assert (row[7], row[11]) == ("m.json#/auc >= 0.9", "auc 0.912 ≥ 0.9, was 0.934")
