"""Rubrics: the built-in ones, and files that a repository brings."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ml_readiness.document import Document, NodePath, parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.rubric import Band, Criterion, Point, Resource, Rubric, Section

PACKAGE = Path(__file__).parent.parent
RUBRICS = PACKAGE / "rubrics"
DEFAULT_RUBRIC = "ml-test-score"


@cache
def built_in_names() -> tuple[str, ...]:
    """The built-in rubrics, the default first: every file in the folder is one."""
    names = sorted(path.stem for path in RUBRICS.glob("*.yml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_RUBRIC))


def built_in(name: str) -> Rubric:
    """A rubric that ships with the package; its name comes from `built_in_names`."""
    path = RUBRICS / f"{name}.yml"
    return _build(parse(path.read_bytes(), path.name).data)


def read_rubric(content: bytes, path: str) -> Rubric:
    """A rubric file; raises InputError with every problem, in the order of the file."""
    from ml_readiness.reading.validation import schema_problems

    document = parse(content, path)
    problems = list(document.problems)
    problems += schema_problems(document, json.loads(schema_text("rubric")), date.max)
    if not problems:
        problems += _contradictions(document)
    if problems:
        raise InputError(*sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
    return _build(document.data)


def schema_text(name: str) -> str:
    """One of our JSON Schemas: carried in the wheel, or in the checkout's own `schema/`."""
    packaged = PACKAGE / "schema" / f"{name}.schema.json"
    checkout = PACKAGE.parent.parent / "schema" / packaged.name
    return (packaged if packaged.exists() else checkout).read_text(encoding="utf-8")


def _build(data: Mapping[str, Any]) -> Rubric:
    parent = built_in(data["extends"]) if "extends" in data else None
    if "checklist" in data:
        checklist = tuple(_point(point) for point in data["checklist"])
    else:
        checklist = (parent or built_in(DEFAULT_RUBRIC)).checklist
    return Rubric(
        id=data["id"],
        title=data["title"],
        points=_points(data["points"]) if "points" in data or not parent else parent.points,
        bands=tuple(map(_band, data["bands"])) if "bands" in data or not parent else parent.bands,
        sections=tuple(map(_section, data["sections"]))
        if "sections" in data or not parent
        else parent.sections,
        checklist=checklist,
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
    paths: list[tuple[str, NodePath]] = []
    for s, section in enumerate(data.get("sections", ())):
        paths.append((section["id"], ("sections", s, "id")))
        paths += [
            (criterion["id"], ("sections", s, "criteria", c, "id"))
            for c, criterion in enumerate(section["criteria"])
        ]
    for kind in (
        [pair for pair in paths if len(pair[1]) == 3],
        [pair for pair in paths if len(pair[1]) == 5],
        [(p["id"], ("checklist", i, "id")) for i, p in enumerate(data.get("checklist", ()))],
        [(b["id"], ("bands", i, "id")) for i, b in enumerate(data.get("bands", ()))],
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
