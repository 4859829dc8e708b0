"""What speaks for the criteria of a rubric: a built-in file, or a rubric's own keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from ml_readiness.document import parse
from ml_readiness.model.signs import Signposts, Signs
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, RUBRICS

SIGNS = RUBRICS / "signs"
EXTENDS = "extends"


def built_in_signs(name: str) -> Signposts:
    """Those of a built-in rubric; one that extends another has that one's."""
    path = SIGNS / f"{name}.yml"
    if not path.exists():
        return built_in_signs(parse((RUBRICS / f"{name}.yml").read_bytes(), name).data[EXTENDS])
    data = parse(path.read_bytes(), path.name).data
    return Signposts(criteria=_each(data["criteria"]), points=_each(data["checklist"]))


def own_signs(content: bytes, path: str) -> Signposts:
    """Those of a rubric file, which `read_rubric` has found valid.

    What it says itself goes before what the rubric that it extends says of the same id. The
    checklist is the default's where it brings none.
    """
    data = parse(content, path).data
    base = built_in_signs(data.get(EXTENDS, DEFAULT_RUBRIC))
    criteria = [each for section in data.get("sections", ()) for each in section["criteria"]]
    return Signposts(
        criteria={**base.criteria, **_stated(criteria)},
        points={**base.points, **_stated(data.get("checklist", ()))},
    )


def _stated(items: Iterable[Mapping[str, Any]]) -> dict[str, Signs]:
    return {item["id"]: _signs(item["signs"]) for item in items if "signs" in item}


def _each(data: Mapping[str, Any]) -> dict[str, Signs]:
    return {name: _signs(signs) for name, signs in data.items()}


def _signs(data: Mapping[str, Any]) -> Signs:
    lists = {key: tuple(value) for key, value in data.items() if key != "instead"}
    return Signs(instead=data.get("instead", ""), **lists)
