"""Rubrics: the built-in ones, and files that a repository brings."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ml_readiness.document import Document, NodePath, parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.rubric import Band, Criterion, Point, Resource, Rubric, Section

PACKAGE = Path(__file__).parent.parent
RUBRICS = PACKAGE / "rubrics"
DEFAULT_RUBRIC = "ml-test-score"
# Each entry has an anchor there: its id, behind `checklist-` for a point of the checklist.
EXPLAINED = "https://github.com/ml-readiness/ml-readiness/blob/main/docs/reference/rubrics.md"


@cache
def built_in_names() -> tuple[str, ...]:
    """The built-in rubrics, the default first: every file in the folder is one."""
    names = sorted(path.stem for path in RUBRICS.glob("*.yml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_RUBRIC))


def built_in(name: str) -> Rubric:
    """A rubric that ships with the package; its name comes from `built_in_names`."""
    return replace(_build(_written(name)), page=EXPLAINED)


def read_rubric(content: bytes, path: str) -> Rubric:
    """A rubric file; raises InputError with every problem, in the order of the file."""
    from ml_readiness.reading.validation import place_of, schema_problems

    document = parse(content, path)
    problems = list(document.problems)
    problems += schema_problems(document, json.loads(schema_text("rubric")), date.max)
    if not problems:
        problems += _contradictions(document)
    if problems:
        raise InputError(*sorted(problems, key=place_of))
    return _build(document.data)


def schema_text(name: str) -> str:
    """One of our JSON Schemas: carried in the wheel, or in the checkout's own `schema/`."""
    packaged = PACKAGE / "schema" / f"{name}.schema.json"
    checkout = PACKAGE.parent.parent / "schema" / packaged.name
    return (packaged if packaged.exists() else checkout).read_text(encoding="utf-8")


def _written(name: str) -> Mapping[str, Any]:
    path = RUBRICS / f"{name}.yml"
    data: Mapping[str, Any] = parse(path.read_bytes(), path.name).data
    return data


def _whole(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a rubric says, and for the rest what it extends; the checklist is the default's."""
    if "extends" in data:
        return {**_whole(_written(data["extends"])), **data}
    if "checklist" in data:
        return data
    return {**data, "checklist": _written(DEFAULT_RUBRIC)["checklist"]}


def _build(data: Mapping[str, Any]) -> Rubric:
    whole = _whole(data)
    return Rubric(
        id=whole["id"],
        title=whole["title"],
        points=_points(whole["points"]),
        bands=tuple(map(_band, whole["bands"])),
        sections=tuple(map(_section, whole["sections"])),
        checklist=tuple(map(_point, whole["checklist"])),
    )


def _points(data: Mapping[str, Any]) -> dict[Any, Decimal]:
    return {
        "none": Decimal(0),
        "manual": Decimal(data["manual"]),
        "automated": Decimal(data["automated"]),
    }


def _band(data: Mapping[str, Any]) -> Band:
    inclusive = "from" in data
    bound = Decimal(data["from"] if inclusive else data["above"])
    return Band(id=data["id"], label=data["label"], bound=bound, inclusive=inclusive)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        id=data["id"],
        title=data["title"],
        criteria=tuple(map(_criterion, data["criteria"])),
    )


def _criterion(data: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=data["id"],
        code=data["code"],
        title=data["title"],
        question=data.get("question", ""),
        summary=data.get("summary", ""),
        example=data.get("example", ""),
        resources=_resources(data),
    )


def _point(data: Mapping[str, Any]) -> Point:
    return Point(
        id=data["id"],
        title=data["title"],
        summary=data.get("summary", ""),
        questions=tuple(data.get("questions", ())),
        resources=_resources(data),
    )


def _resources(data: Mapping[str, Any]) -> tuple[Resource, ...]:
    return tuple(
        Resource(title=item["title"], url=item["url"]) for item in data.get("resources", ())
    )


def _contradictions(document: Document) -> Iterator[Problem]:
    """What a schema cannot say: unique ids, rising bands from 0, levels worth their order."""
    data = document.data
    sections = data.get("sections", ())
    criteria: list[tuple[str, NodePath]] = []
    for s, section in enumerate(sections):
        criteria += _ids(section["criteria"], "sections", s, "criteria")
    for kind in (
        _ids(sections, "sections"),
        criteria,
        _ids(data.get("checklist", ()), "checklist"),
        _ids(data.get("bands", ()), "bands"),
    ):
        counts = Counter(name for name, _ in kind)
        for name, path in kind:
            if counts[name] > 1:
                yield document.problem(
                    f"the id '{name}' is used {counts[name]} times",
                    "every id is unique",
                    document.values[path],
                )
    points = data.get("points")
    if points and points["manual"] > points["automated"]:
        yield document.problem(
            "a manual test cannot be worth more than an automated one",
            None,
            document.values[("points", "manual")],
        )
    yield from _band_problems(document)


def _ids(items: Iterable[Mapping[str, Any]], *above: str | int) -> list[tuple[str, NodePath]]:
    """The id of each item of a list, and its place in the document."""
    return [(item["id"], (*above, index, "id")) for index, item in enumerate(items)]


def _band_problems(document: Document) -> Iterator[Problem]:
    bands = [_band(data) for data in document.data.get("bands", ())]
    if bands and not (bands[0].inclusive and bands[0].bound == 0):
        yield document.problem("the first band starts 'from: 0'", None, document.values["bands", 0])
    for index in range(1, len(bands)):
        before, band = bands[index - 1], bands[index]
        if (band.bound, not band.inclusive) <= (before.bound, not before.inclusive):
            yield document.problem(
                f"the band '{band.id}' does not start above the one before it",
                "bands stand in rising order",
                document.values["bands", index],
            )
