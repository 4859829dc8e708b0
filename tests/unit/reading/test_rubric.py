"""The built-in rubrics say what their sources say; a file of one's own is checked as a whole."""

import json
from decimal import Decimal
from typing import Any

import pytest
from helpers.rubric_facts import BANDS_2016, BANDS_2017, CHECKLIST, CRITERIA
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from ml_readiness.model.errors import InputError
from ml_readiness.model.rubric import Band, Criterion, Point, Resource, Rubric, Section
from ml_readiness.reading.rubric import (
    DEFAULT_RUBRIC,
    built_in,
    built_in_names,
    read_rubric,
    schema_text,
)

NAMES = ("ml-test-score", "ml-test-score-2017")
SCHEMA = json.loads(schema_text("rubric"))

OWN = """\
version: 1
id: mine
title: Mine
source: {title: A paper, url: https://example.com}
points: {manual: 0.5, automated: 2}
bands:
  - {id: low, from: 0, label: low}
  - {id: high, above: 1.5, label: high}
sections:
  - id: speed
    title: Speed
    criteria:
      - {id: latency, code: S 1, title: Latency}
      - id: memory
        code: S 2
        title: Memory
        question: How much?
        summary: What it takes.
        example: A test.
        resources: [{title: A page, url: https://example.com/a}]
checklist:
  - {id: cost, title: Cost}
  - id: care
    title: Care
    summary: Mind it.
    questions: [Who?, When?]
    resources: [{title: A book, url: http://example.com/b}]
"""


def read(text: str) -> Rubric:
    return read_rubric(text.encode(), "r.yml")


def problems(text: str) -> list[tuple[str, str | None, int | None, int | None]]:
    with pytest.raises(InputError) as caught:
        read(text)
    assert {problem.path for problem in caught.value.problems} == {"r.yml"}
    return [(p.message, p.hint, p.line, p.column) for p in caught.value.problems]


def test_the_built_in_names_start_with_the_default() -> None:
    assert built_in_names() == NAMES
    assert DEFAULT_RUBRIC == "ml-test-score"


@pytest.mark.parametrize("name", NAMES)
def test_built_in_criteria_and_points(name: str) -> None:
    rubric = built_in(name)
    assert rubric.id == name
    facts = [
        (section.id, criterion.id, criterion.code)
        for section in rubric.sections
        for criterion in section.criteria
    ]
    assert tuple(facts) == CRITERIA
    assert tuple(point.id for point in rubric.checklist) == CHECKLIST
    for section in rubric.sections:
        for criterion in section.criteria:
            assert criterion.title
            assert criterion.question.endswith("?")
            assert criterion.summary
            assert criterion.example
    for point in rubric.checklist:
        assert point.title
        assert point.summary
        assert point.questions


@pytest.mark.parametrize(
    ("name", "manual", "automated", "maximum", "bands"),
    [
        ("ml-test-score", "1", "2", 14, BANDS_2016),
        ("ml-test-score-2017", "0.5", "1", 7, BANDS_2017),
    ],
)
def test_built_in_points_and_bands(
    name: str, manual: str, automated: str, maximum: int, bands: tuple[tuple[str, str], ...]
) -> None:
    rubric = built_in(name)
    assert rubric.points == {
        "none": Decimal(0),
        "manual": Decimal(manual),
        "automated": Decimal(automated),
    }
    assert rubric.maximum == maximum
    assert {rubric.section_maximum(section) for section in rubric.sections} == {Decimal(maximum)}
    assert tuple((score, rubric.band(Decimal(score)).id) for score, _ in bands) == bands


@pytest.mark.parametrize("name", NAMES)
def test_built_in_rubrics_keep_the_rules_of_rubric_files(name: str) -> None:
    from ml_readiness.reading.rubric import RUBRICS

    assert read_rubric((RUBRICS / f"{name}.yml").read_bytes(), "r.yml").asks_as(built_in(name))


def test_a_rubric_of_ones_own() -> None:
    assert read(OWN) == Rubric(
        id="mine",
        title="Mine",
        points={"none": Decimal(0), "manual": Decimal("0.5"), "automated": Decimal(2)},
        bands=(
            Band(id="low", label="low", bound=Decimal(0), inclusive=True),
            Band(id="high", label="high", bound=Decimal("1.5"), inclusive=False),
        ),
        sections=(
            Section(
                id="speed",
                title="Speed",
                criteria=(
                    Criterion(
                        id="latency",
                        code="S 1",
                        title="Latency",
                        question="",
                        summary="",
                        example="",
                    ),
                    Criterion(
                        id="memory",
                        code="S 2",
                        title="Memory",
                        question="How much?",
                        summary="What it takes.",
                        example="A test.",
                        resources=(Resource(title="A page", url="https://example.com/a"),),
                    ),
                ),
            ),
        ),
        checklist=(
            Point(id="cost", title="Cost", summary="", questions=()),
            Point(
                id="care",
                title="Care",
                summary="Mind it.",
                questions=("Who?", "When?"),
                resources=(Resource(title="A book", url="http://example.com/b"),),
            ),
        ),
    )


def test_without_a_checklist_the_built_in_one_applies() -> None:
    own = OWN[: OWN.index("checklist:")]
    assert read(own).checklist == built_in("ml-test-score").checklist
    assert read(own + "checklist: []\n").checklist == ()


def test_extending_replaces_only_what_is_given() -> None:
    head = "version: 1\nid: mine\ntitle: Mine\nextends: ml-test-score-2017\n"
    parent, own = built_in("ml-test-score-2017"), read(OWN)
    bare = read(head)
    assert bare == Rubric(
        id="mine",
        title="Mine",
        points=parent.points,
        bands=parent.bands,
        sections=parent.sections,
        checklist=parent.checklist,
    )
    parts = {
        key: OWN[OWN.index(f"{key}:") : OWN.index(f"{end}:") if end else None]
        for key, end in {
            "points": "bands",
            "bands": "sections",
            "sections": "checklist",
            "checklist": None,
        }.items()
    }
    for key, text in parts.items():
        changed = read(head + text)
        assert getattr(changed, key) == getattr(own, key) != getattr(bare, key)
        for other in parts.keys() - {key}:
            assert getattr(changed, other) == getattr(bare, other)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "id: memory",
            "id: latency",
            [
                ("the id 'latency' is used 2 times", "every id is unique", 13, 14),
                ("the id 'latency' is used 2 times", "every id is unique", 14, 13),
            ],
        ),
        (
            "{id: cost,",
            "{id: care,",
            [
                ("the id 'care' is used 2 times", "every id is unique", 22, 10),
                ("the id 'care' is used 2 times", "every id is unique", 23, 9),
            ],
        ),
        (
            "id: high, above: 1.5",
            "id: low, above: 1.5",
            [
                ("the id 'low' is used 2 times", "every id is unique", 7, 10),
                ("the id 'low' is used 2 times", "every id is unique", 8, 10),
            ],
        ),
        (
            "manual: 0.5",
            "manual: 2.5",
            [("a manual test cannot be worth more than an automated one", None, 5, 18)],
        ),
        ("from: 0", "above: 0", [("the first band starts 'from: 0'", None, 7, 5)]),
        (
            "from: 0",
            "from: 1",
            [("the first band starts 'from: 0'", None, 7, 5)],
        ),
        (
            "above: 1.5",
            "from: 0",
            [
                (
                    "the band 'high' does not start above the one before it",
                    "bands stand in rising order",
                    8,
                    5,
                )
            ],
        ),
        ("version: 1", "version: 2", [("'version' must be 1, not 2", "write 1", 1, 10)]),
        (
            "id: mine",
            "id: Mine",
            [
                (
                    "'Mine' is not right here: the form is ^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
                    "write mine",
                    2,
                    5,
                )
            ],
        ),
        ("automated: 2", "automated: 0", [("'automated' must be above 0, not 0", None, 5, 34)]),
        ("manual: 0.5", "manual: -1", [("'manual' must be at least 0, not -1", None, 5, 18)]),
        (
            "points: {manual: 0.5, automated: 2}\n",
            "\n",
            [("'points' is missing", "add 'points: …'", 1, 1)],
        ),
        (
            "from: 0, label",
            "from: 0, above: 0, label",
            [("this has more than 3 keys", None, 7, 5)],
        ),
        ("from: 0, ", "", [("this needs at least 3 keys", None, 7, 5)]),
        (
            "title: Speed",
            "titel: Speed",
            [
                ("'title' is missing", None, 10, 5),
                ("unknown key 'titel'", "did you mean 'title'?", 11, 5),
            ],
        ),
        (
            "source:",
            "extends: ml-test-scor #",
            [("'extends' cannot be 'ml-test-scor'", "did you mean 'ml-test-score'?", 4, 10)],
        ),
        (
            "id: cost",
            "id: *x",
            [
                (
                    "aliases are not read here: *x",
                    "write the value out, or put the value in quotes",
                    22,
                    10,
                )
            ],
        ),
    ],
)
def test_each_contradiction_at_its_place(
    old: str, new: str, wanted: list[tuple[str, str | None, int, int]]
) -> None:
    assert OWN.count(old) == 1
    assert problems(OWN.replace(old, new)) == wanted


def test_an_id_may_be_used_for_two_kinds_of_things() -> None:
    assert read(OWN.replace("id: cost", "id: speed").replace("id: latency", "id: speed"))


def test_sections_of_one_id_and_criteria_across_sections() -> None:
    twice = "  - {id: speed, title: Again, criteria: [{id: memory, code: X, title: Y}]}\n"
    at = OWN.index("checklist:")
    assert [(message, line) for message, _, line, _ in problems(OWN[:at] + twice + OWN[at:])] == [
        ("the id 'speed' is used 2 times", 10),
        ("the id 'memory' is used 2 times", 14),
        ("the id 'speed' is used 2 times", 21),
        ("the id 'memory' is used 2 times", 21),
    ]


def band_list(*bounds: str) -> str:
    lines = "".join(f"  - {{id: b{i}, {bound}, label: x}}\n" for i, bound in enumerate(bounds))
    return f"version: 1\nid: mine\ntitle: Mine\nextends: ml-test-score\nbands:\n{lines}"


@pytest.mark.parametrize(
    "bounds",
    [
        ("from: 0",),
        ("from: 0.0", "above: 0"),
        ("from: 0", "from: 1", "above: 1", "from: 1.5"),
        ("from: 0", "above: 1", "above: 2"),
    ],
)
def test_bands_that_rise(bounds: tuple[str, ...]) -> None:
    assert len(read(band_list(*bounds)).bands) == len(bounds)


@pytest.mark.parametrize(
    ("bounds", "line"),
    [
        (("from: 0", "from: 0"), 7),
        (("from: 0", "above: 1", "from: 1"), 8),
        (("from: 0", "above: 1", "above: 1.0"), 8),
        (("from: 0", "from: 2", "from: 1.9", "from: 3"), 8),
    ],
)
def test_bands_that_do_not_rise(bounds: tuple[str, ...], line: int) -> None:
    ((message, _, where, _),) = problems(band_list(*bounds))
    assert message.endswith("does not start above the one before it")
    assert where == line


def test_the_schema_is_strict_and_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


SMALL = st.sampled_from(["a", "b", "c-d", "A", "", "data"])
NUMBERS = st.sampled_from([0, 1, 2, -1, 1001, True, "1"])
BAND = st.fixed_dictionaries(
    {"id": SMALL, "label": SMALL}, optional={"from": NUMBERS, "above": NUMBERS}
)
CRITERION = st.fixed_dictionaries(
    {"id": SMALL, "code": SMALL}, optional={"title": SMALL, "question": SMALL}
)
SECTION = st.fixed_dictionaries(
    {"id": SMALL, "title": SMALL, "criteria": st.lists(CRITERION, max_size=2)}
)
RUBRICS = st.fixed_dictionaries(
    {"version": st.sampled_from([1, 1, 1, 2]), "id": SMALL, "title": SMALL},
    optional={
        "extends": st.sampled_from([*NAMES, "mine"]),
        "points": st.fixed_dictionaries({"manual": NUMBERS, "automated": NUMBERS}),
        "bands": st.lists(BAND, max_size=3),
        "sections": st.lists(SECTION, max_size=2),
        "checklist": st.lists(st.fixed_dictionaries({"id": SMALL, "title": SMALL}), max_size=2),
    },
)


@settings(deadline=None)
@given(RUBRICS)
def test_what_a_rubric_file_may_be_is_what_the_schema_says(data: dict[str, Any]) -> None:
    """A file is refused by the schema, or for a contradiction, or it is a rubric that can score."""
    valid = Draft202012Validator(SCHEMA, registry=Registry()).is_valid(data)
    try:
        rubric = read(json.dumps(data))
    except InputError as error:
        contradictions = ("the id '", "a manual test", "the first band", "the band '")
        found = [problem.message.startswith(contradictions) for problem in error.problems]
        wanted = [valid] * len(found)
    else:
        found, wanted = [valid], [True]
        assert rubric.band(Decimal(0)) == rubric.bands[0]
        assert rubric.maximum > 0
    assert found == wanted
