"""What is said of single pieces of evidence, where it turns on one detail."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.gitrepo import git, init
from helpers.harness import check, track, write
from helpers.patience import patience

from ml_readiness.reading.text import SHORT_BYTES

MANIFEST = """\
version: 1
name: a
tests: {{data: {{feature-cost: {{level: manual, evidence: ["{0}"]}}}}}}
"""
WORKFLOWS = ".github/workflows"
STEPS = "[{run: make}]"
IDLE_RULES = "groups: [{name: g, rules: [{alert: Always, expr: '1'}]}]\n"


class Case(NamedTuple):
    """Files, a citation, and what is said of it."""

    files: Mapping[str, str]
    cited: str
    message: str
    hint: str | None = None


CASES = {
    "no alert that could be meant": Case(
        {"ops/a.yml": IDLE_RULES},
        "ops/a.yml#Age",
        "ops/a.yml has no alert Age",
        "ops/a.yml has no alert that watches anything",
    ),
    "comments as long as is read": Case(
        {"a.py": "#" * SHORT_BYTES},
        "a.py",
        "a.py has no word but comments",
        "cite a file that says it",
    ),
    "comments longer than is read": Case(
        {"a.py": "#" * (SHORT_BYTES + 1)}, "a.py", "a.py is there"
    ),
    "a job with nothing in it": Case(
        {f"{WORKFLOWS}/a.yml": "on: push\njobs: {a: {runs-on: x}}\n"},
        f"{WORKFLOWS}/a.yml#a",
        "the job 'a' has neither steps nor 'uses'",
    ),
}


def piece(folder: Path, cited: str) -> Any:
    write(folder, {"ml-readiness.yml": MANIFEST.format(cited)})
    track(folder)
    done = check(folder, "--offline", "--format", "json")

    [found] = json.loads(done.stdout)["manifests"][0]["sections"][0]["criteria"][2]["evidence"]
    return found


def said(folder: Path, cited: str) -> tuple[str, str | None]:
    found = piece(folder, cited)
    return found["message"], found["hint"]


@pytest.mark.parametrize("name", CASES)
def test_it_is_said(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    write(tmp_path, case.files)
    message, hint = said(tmp_path, case.cited)
    assert message == case.message
    assert case.hint in (None, hint)


@pytest.mark.parametrize(
    ("called", "message"),
    [
        ("on: workflow_dispatch\njobs: {b: {uses: ./.github/workflows/c.yml}}\n", "no workflow"),
        ("on: workflow_call\njobs: {b: {uses: ./.github/workflows/c.yml}}\n", "the job c runs"),
        (None, "no workflow"),
    ],
)
def test_a_workflow_is_started_through_those_of_its_own_repository(
    called: str | None, message: str, tmp_path: Path
) -> None:
    init(tmp_path)
    git(tmp_path, "remote", "add", "origin", "https://github.com/acme/a")
    caller = "on: push\njobs: {a: {uses: acme/a/.github/workflows/b.yml@main}}\n"
    files = {"a": caller, "c": f"on: workflow_call\njobs: {{c: {{runs-on: x, steps: {STEPS}}}}}\n"}
    files |= {"b": called} if called else {}
    write(tmp_path, {f"{WORKFLOWS}/{name}.yml": text for name, text in files.items()})
    assert said(tmp_path, f"{WORKFLOWS}/c.yml#c")[0].startswith(message)


def test_a_day_is_reported_as_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"m.toml": "day = 2026-11-01\n"})
    assert piece(tmp_path, "m.toml#/day")["value"] == "2026-11-01"


def test_a_missing_value_is_looked_for_once_in_what_stands_in_many_places(tmp_path: Path) -> None:
    lines = [f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}\n" for n in range(1, 40)]
    write(tmp_path, {"m.yml": "a0: &a0 {z: 1}\n" + "".join(lines)})
    with patience():
        message, _ = said(tmp_path, "m.yml#/none")
    assert message == "m.yml has no value at #/none"
