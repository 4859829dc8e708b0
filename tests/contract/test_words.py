"""One vocabulary: the page of words has each word that a report can print, and no report another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from ml_readiness.model import evidence, manifest, report, rubric
from ml_readiness.rules import change
from ml_readiness.rules.plan import TITLES
from ml_readiness.rules.weakness import SAID

TOP = Path(__file__).parents[2]
SOURCE = TOP / "src" / "ml_readiness"
WORDS = (TOP / "docs" / "words.md").read_text("utf-8")
CODE = re.compile(r"`([^`]+)`")


def table(heading: str) -> dict[str, str]:
    """The rows of the table whose first column has this heading."""
    [rows] = re.findall(
        rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", WORDS, re.MULTILINE
    )
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
    assert all(len(row) == 2 and all(row) for row in cells)
    return dict(cells)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("level", get_args(rubric.Level)),
        ("status", get_args(manifest.Status)),
        ("outcome", get_args(evidence.Outcome)),
        ("why a claim earns less", get_args(report.Shortfall)),
        ("weakness", get_args(evidence.Weakness)),
        ("action", get_args(report.Action)),
        ("change", get_args(change.Verb)),
        ("goal", get_args(report.Goal)),
        ("reason", get_args(report.StatementReason)),
        ("source", get_args(report.Source)),
        ("fail-on", get_args(report.FailOn)),
    ],
)
def test_a_table_has_exactly_the_words_that_a_report_can_print(
    heading: str, words: tuple[str, ...]
) -> None:
    said = [word for first in table(heading) for word in CODE.findall(first)]
    assert sorted(said) == sorted(words)


def test_the_goals_and_weaknesses_are_said_by_one_table_each() -> None:
    goals = {CODE.findall(word)[0]: title for word, title in table("goal").items()}
    assert goals == {goal: title[0].lower() + title[1:] for goal, title in TITLES.items()}
    assert set(SAID) == set(get_args(evidence.Weakness))


AVOIDED = {word for words in table("not") for word in words.split(", ")}
AVOIDED_WORD = re.compile(rf"\b(?:{'|'.join(sorted(AVOIDED))})s?\b", re.IGNORECASE)
# What is made from a rubric speaks of other people's systems, and may need such a word.
MADE = TOP / "docs" / "reference"
PAGES = [
    TOP / "README.md",
    *sorted(path for path in TOP.glob("docs/**/*.md") if path.parent != MADE),
    *sorted(SOURCE.rglob("*.j2")),
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_no_page_says_one_thing_by_a_second_word(path: Path) -> None:
    text = path.read_text("utf-8").split("## Words that we do not use")[0]
    assert AVOIDED_WORD.findall(text) == []


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_message_says_one_thing_by_a_second_word() -> None:
    found = {
        (path.relative_to(SOURCE).as_posix(), word)
        for path in SOURCE.rglob("*.py")
        for text in strings(path)
        for word in AVOIDED_WORD.findall(text)
    }
    assert found == set()
