"""An example in YAML says what it was made from, whatever that is."""

from datetime import date

import pytest
from helpers.builders import a_rubric
from helpers.hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.document import parse
from ml_readiness.model.guide import Guide
from ml_readiness.model.rubric import Point
from ml_readiness.render.pasted import criterion_examples, point_examples

RUBRIC = a_rubric(1)
[SECTION] = RUBRIC.sections
[CRITERION] = SECTION.criteria
POINT = Point(id="care", title="Care", summary="", questions=())
DAY = date(2026, 11, 23)


def examples(**cited: tuple[str, ...]) -> dict[str, str]:
    return dict(criterion_examples(SECTION, CRITERION, Guide(examples=cited), DAY))


def test_an_example_is_whole_from_its_top_key_down() -> None:
    found = examples(manual=("docs/a.md#b",), automated=("tests/test_a.py::test_a[x]", "a b"))
    assert found["manual"] == (
        "tests:\n  s0:\n    s0c0:\n      level: manual\n      reviewed: 2026-11-23\n"
        "      evidence:\n        - docs/a.md#b\n"
    )
    assert found["automated"] == (
        "tests:\n  s0:\n    s0c0:\n      level: automated\n      evidence:\n"
        '        - "tests/test_a.py::test_a[x]"\n        - a b\n'
    )


def test_a_point_has_evidence_or_a_reason() -> None:
    guide = Guide(examples={"not-applicable": ("no: never",), "done": ("docs/a.md",)})
    assert dict(point_examples(POINT, guide)) == {
        "done": "checklist:\n  care:\n    status: done\n    evidence:\n      - docs/a.md\n",
        "not-applicable": "checklist:\n  care:\n    status: not-applicable\n"
        '    reason: "no: never"\n',
    }


def test_without_examples_there_are_none() -> None:
    assert examples() == {}
    assert list(point_examples(POINT, Guide(examples={}))) == []


def cited_again(text: str) -> str:
    found = examples(automated=(text,))["automated"]
    assert found.replace("\n", "").isprintable()
    assert len(found.splitlines()) == 6
    again: str = parse(found.encode(), "m.yml").data["tests"]["s0"]["s0c0"]["evidence"][0]
    return again


@pytest.mark.parametrize(
    "text",
    [*HOSTILE, "true", "null", "~", "1", "- a", "a: b", "a #b", "*a", "!a", "'", '"', "\\", "a:"],
)
def test_whatever_is_cited_is_read_back_as_it_was(text: str) -> None:
    if any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        pytest.skip("no YAML file can hold it")
    assert cited_again(text) == text


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert cited_again(text) == text
