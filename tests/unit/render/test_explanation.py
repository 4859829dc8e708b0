"""An explanation for people: it keeps to the width, and shows what may be cited here."""

import json
from datetime import date
from pathlib import Path

import pytest
from helpers.harness import TODAY, no_internet, write
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from ml_readiness.gate.explaining import explain
from ml_readiness.model.explanation import Explanation, PointTopic
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Request
from ml_readiness.model.signs import Proposals, Suggestion
from ml_readiness.model.view import View
from ml_readiness.ports.checkout import ports_of_checkout
from ml_readiness.reading.rubric import schema_text
from ml_readiness.render.explanation import explanation_text
from ml_readiness.render.explanation_json import explanation_json
from ml_readiness.repo.worktree import open_worktree
from ml_readiness.web import silently

FOUND = Proposals(
    criteria={
        "baseline": (
            Suggestion(
                reference="tests/test_b.py::test_b",
                kind="test",
                grade="likely",
                why="it says \x1b[31m",
            ),
        )
    },
    points={
        "baseline": (Suggestion(reference="docs/b.md", kind="file", grade="maybe", why="its name"),)
    },
)


def explained(folder: Path, asked: str) -> Explanation:
    tree = open_worktree(folder, DEFAULT_LIMITS)
    ports = ports_of_checkout(
        tree, junit=None, environment={}, internet=no_internet, progress=silently
    )
    return explain(asked, Request(today=TODAY), ports)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_lines_keep_to_the_width_but_for_what_cannot_be_broken(tmp_path: Path, width: int) -> None:
    manifest = "tests: {monitoring: {data-invariants: {level: automated, evidence: [gone.md]}}}\n"
    write(tmp_path, {"ml-readiness.yml": f"version: 1\nname: x\n{manifest}"})
    for name in ("", "baseline", "Monitor 2", "not-collected", "missing"):
        text = explanation_text(explained(tmp_path, name), View(width=width), TODAY)
        for line in text.splitlines():
            words = line.strip("- ").split()
            assert len(line) <= width or len(words) == 1


@pytest.mark.parametrize("width", range(57, 120, 7))
def test_a_list_keeps_to_any_width(tmp_path: Path, width: int) -> None:
    claim = "{level: automated, evidence: [gone.md]}"
    manifest = f"tests: {{model: {{spec-review: {claim}}}}}\n"
    write(tmp_path, {"ml-readiness.yml": f"version: 1\nname: x\n{manifest}"})
    text = explanation_text(explained(tmp_path, ""), View(width=width), TODAY)
    assert "none, claims automated" in text
    assert max(map(len, text.splitlines())) <= width


def test_an_address_stays_whole(tmp_path: Path) -> None:
    explanation = explained(tmp_path, "data-quality")
    [topic] = explanation.topics
    assert isinstance(topic, PointTopic)
    text = explanation_text(explanation, View(width=40), TODAY)
    assert [line.strip() for line in text.splitlines() if "://" in line] == [
        topic.point.resources[0].url
    ]


def test_all_of_a_wide_list_has_ids_and_a_narrow_one_cuts_titles(tmp_path: Path) -> None:
    wide = explanation_text(explained(tmp_path, ""), View(width=100), TODAY)
    assert "  Data 3  Cost of each feature                        feature-cost\n" in wide
    narrow = explanation_text(explained(tmp_path, ""), View(width=40), TODAY)
    assert "feature-cost" not in narrow
    assert "…\n" in narrow


def test_what_may_be_cited_here_is_shown_for_what_it_was_found_for(tmp_path: Path) -> None:
    explanation = replace(explained(tmp_path, "baseline"), found=FOUND)
    text = explanation_text(explanation, View(), TODAY)
    criterion, point = text.split("\nChecklist: ")
    heading = "Found in this repository, to be looked at\n"
    assert f"{heading}  - likely: tests/test_b.py::test_b\n    it says \\u{{1b}}[31m\n" in criterion
    assert f"{heading}  - maybe: docs/b.md\n    its name\n" in point
    bare = replace(explanation, found=None)
    assert heading not in explanation_text(bare, View(), TODAY)
    whole = json.loads(explanation_json(explanation, TODAY))
    Draft202012Validator(json.loads(schema_text("explain"))).validate(whole)
    told = whole["topics"]
    assert [each["candidates"][0]["ref"] for each in told] == [
        "tests/test_b.py::test_b",
        "docs/b.md",
    ]
    assert "candidates" not in json.loads(explanation_json(bare, TODAY))["topics"][0]
    empty = replace(explained(tmp_path, "Data 3"), found=FOUND)
    assert "Found in" not in explanation_text(empty, View(), TODAY)


def test_the_day_of_the_examples_is_given(tmp_path: Path) -> None:
    explanation = explained(tmp_path, "Data 3")
    text = explanation_text(explanation, View(), date(2027, 1, 2))
    assert "      reviewed: 2027-01-02\n" in text
