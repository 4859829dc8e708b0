"""One vocabulary: the words of the code are those of docs/words.md, and reports use no others."""

import re
from pathlib import Path
from typing import get_args

import pytest

from ml_readiness.model.evidence import Outcome, Weakness
from ml_readiness.model.report import ACTIONS, Shortfall
from ml_readiness.rules.change import Verb
from ml_readiness.rules.headline import BEGINNINGS, NO_VERDICT, NOT_WORSE, WORSE

TOP = Path(__file__).parents[2]
OUTCOMES = get_args(Outcome)
LISTED = {
    "Of a verdict": {*BEGINNINGS.values(), NOT_WORSE.strip(), WORSE, NO_VERDICT},
    "Of a change": {*get_args(Verb)},
    "Of a plan": {*ACTIONS},
    "Of evidence": {*OUTCOMES},
    "Of a claim that earns less": {*get_args(Shortfall)} - {*OUTCOMES},
    "Of weak evidence": {*get_args(Weakness)},
}
# Other words for what has one: each was in a report once.
REPLACED = ("at least", "sets the score", "claims ", "against the base", "considers")


def words() -> dict[str, list[str]]:
    """The words of each part of the page, in order."""
    parts = re.split(r"^## ", (TOP / "docs" / "words.md").read_text("utf-8"), flags=re.MULTILINE)
    return {
        part.splitlines()[0]: re.findall(r"^\| (?!word )([^|]+?) \|", part, re.MULTILINE)
        for part in parts[1:]
    }


@pytest.mark.parametrize("part", LISTED)
def test_the_words_of_the_code_are_the_words_of_the_page(part: str) -> None:
    found = words()[part]
    assert len(found) == len(set(found))
    assert set(found) == LISTED[part]


def test_every_part_of_the_page_is_held_but_the_first() -> None:
    assert [*words()] == ["Of a score", *LISTED]


@pytest.mark.parametrize("path", sorted((TOP / "tests" / "golden").iterdir()), ids=lambda p: p.name)
def test_no_report_has_another_word(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [word for word in REPLACED if word in text] == []
    assert "claimed" in text or "Could not be evaluated" in text
