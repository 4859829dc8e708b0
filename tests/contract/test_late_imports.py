"""A reader is imported by a manifest that cites what it reads, and by no other."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.harness import track, write

FILES = {
    "ops/alerts.yml": "groups: [{name: g, rules: [{alert: A, expr: up}]}]\n",
    "reports/m.json": '{"auc": 0.9}\n',
    "src/a.py": "def b():\n    return 1\n",
    "Makefile": "eval:\n\tpython eval.py\n",
    "dvc.yaml": "stages: {train: {cmd: python train.py}}\n",
    ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: ruff}]}]\n",
    "nb/a.ipynb": '{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# A\\n\\nText."}]}',
    "docs/a.md": "# A\n\nText.\n",
    "tests/test_a.py": "import a\n\n\ndef test_a():\n    assert a.b()\n",
    ".github/workflows/ci.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n",
}
# By what has to be cited for it.
LATE = {
    "ops/alerts.yml#A": {"reading.alerts", "reading.promql", "reading.alert_tests"},
    "reports/m.json#/auc >= 0.5": {"evidence.value", "reading.structured.of_json"},
    "src/a.py#b": {"reading.source"},
    "Makefile#eval": {"reading.makefile"},
    "dvc.yaml#train": {"reading.dvc"},
    ".pre-commit-config.yaml#ruff": {"reading.hooks"},
    "nb/a.ipynb#a": {"reading.notebook"},
}
ALSO_LATE = {"gate.runs", "evidence.passed", "github.runs", "survey", "duckdb", "vl_convert"}
PLAIN = ["docs/a.md#a", "docs/a.md#L1", "tests/test_a.py::test_a", ".github/workflows/ci.yml#a"]
PLAIN += ["docs/*.md", "https://example.com/"]
PROGRAM = """\
import sys
from ml_readiness.__main__ import exit_status
status = exit_status()
assert not status, status
print(*(each.removeprefix("ml_readiness.") for each in sys.modules))
"""


def imported(folder: Path, pieces: list[str]) -> set[str]:
    manifest = f"version: 1\nname: a\nchecklist: {{ethics: {{status: done, evidence: {pieces}}}}}\n"
    write(folder, {**FILES, "ml-readiness.yml": manifest + "policy: {minimum: 0}\n"})
    track(folder)
    command = [sys.executable, "-c", PROGRAM, "check", "--offline", "--quiet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_what_everybody_cites_imports_none_of_them(tmp_path: Path) -> None:
    assert not set.union(ALSO_LATE, *LATE.values()) & imported(tmp_path, PLAIN)


@pytest.mark.parametrize("piece", LATE)
def test_each_is_imported_where_it_is_cited_and_brings_no_other(tmp_path: Path, piece: str) -> None:
    others = set.union(set(), *(LATE[each] for each in LATE if each != piece))
    found = imported(tmp_path, [piece])
    assert LATE[piece] <= found
    assert not (others - LATE[piece]) & found
