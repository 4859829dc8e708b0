"""Where the guide of a rubric comes from: its own keys, or the rubric that it extends."""

import pytest

from ml_readiness.model.errors import InputError
from ml_readiness.model.guide import Guide, Guides
from ml_readiness.reading.guide import built_in_guides, read_guides
from ml_readiness.reading.rubric import built_in_names, read_rubric

HEAD = "version: 1\nid: mine\ntitle: Mine\n"
POINTS = "points: {manual: 1, automated: 2}\nbands: [{id: all, from: 0, label: all}]\n"
SECTIONS = """\
sections:
  - id: speed
    title: Speed
    criteria:
      - {id: baseline, code: S 1, title: Latency}
      - id: memory
        code: S 2
        title: Memory
        why: It is dear.
        counts: [a figure]
        counts-not: [a guess, a hope]
        examples: {manual: [docs/memory.md], automated: [tests/test_m.py::test_m]}
"""
CHECKLIST = """\
checklist:
  - id: care
    title: Care
    why: It matters.
    examples: {done: [docs/care.md], not-applicable: nobody is there}
"""
EMPTY = Guide(examples={})
OWN_CRITERIA = {
    "baseline": EMPTY,
    "memory": Guide(
        why="It is dear.",
        counts=("a figure",),
        counts_not=("a guess", "a hope"),
        examples={"manual": ("docs/memory.md",), "automated": ("tests/test_m.py::test_m",)},
    ),
}
OWN_POINTS = {
    "care": Guide(
        why="It matters.",
        examples={"done": ("docs/care.md",), "not-applicable": ("nobody is there",)},
    )
}
BUILT_IN = built_in_guides("ml-test-score")


def guides(text: str) -> Guides:
    read_rubric(text.encode(), "r.yml")
    return read_guides(text.encode(), "r.yml")


def test_a_rubric_that_extends_another_has_its_guide() -> None:
    assert "ml-test-score-2017" in built_in_names()
    assert built_in_guides("ml-test-score-2017") == BUILT_IN
    assert guides(f"{HEAD}extends: ml-test-score-2017\n") == BUILT_IN


def test_a_rubric_of_ones_own_brings_its_own() -> None:
    found = guides(HEAD + POINTS + SECTIONS + CHECKLIST)
    assert found == Guides(criteria=OWN_CRITERIA, points=OWN_POINTS)


def test_a_criterion_of_ones_own_never_gets_the_text_of_a_built_in_one_of_its_name() -> None:
    found = guides(f"{HEAD}extends: ml-test-score\n{SECTIONS}")
    assert found == Guides(criteria=OWN_CRITERIA, points=BUILT_IN.points)


def test_without_a_checklist_the_guide_of_the_built_in_one_applies() -> None:
    assert guides(HEAD + POINTS + SECTIONS).points == BUILT_IN.points


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("why: It is dear.", "why: [1]", "'why' must be text, not a list"),
        ("counts: [a figure]", "counts: a figure", "'counts' must be a list, not 'a figure'"),
        ("counts-not:", "counts_not:", "unknown key 'counts_not'"),
        ("manual: [docs", "manual: [], mnual: [docs", "unknown key 'mnual'"),
        ("done: [docs/care.md]", "done: docs/care.md", "'done' must be a list"),
    ],
)
def test_what_is_wrong_with_a_guide_is_said_with_the_rubric(
    old: str, new: str, message: str
) -> None:
    text = (HEAD + POINTS + SECTIONS + CHECKLIST).replace(old, new)
    with pytest.raises(InputError) as caught:
        read_rubric(text.encode(), "r.yml")
    assert message in str(caught.value)
