"""The guide of a rubric: a file beside a built-in one, or keys of a rubric file of one's own."""

from collections.abc import Iterable, Mapping
from typing import Any

from ml_readiness.document import parse
from ml_readiness.model.guide import Guide, Guides
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, RUBRICS

GUIDES = RUBRICS / "guides"


def built_in_guides(name: str) -> Guides:
    """The guide of a built-in rubric, or of the one that it extends; it may have none."""
    path = GUIDES / f"{name}.yml"
    if path.exists():
        data = parse(path.read_bytes(), path.name).data
        return Guides(criteria=_guides(data["criteria"]), points=_guides(data["checklist"]))
    extended = parse((RUBRICS / f"{name}.yml").read_bytes(), name).data.get("extends")
    return built_in_guides(extended) if extended else Guides(criteria={}, points={})


def read_guides(content: bytes, path: str) -> Guides:
    """The guide in a rubric file that `read_rubric` has found valid.

    Sections and checklist that it does not have are those of another rubric, with their guide.
    """
    data = parse(content, path).data
    if "sections" in data and "checklist" in data:
        above = Guides(criteria={}, points={})
    else:
        above = built_in_guides(data.get("extends", DEFAULT_RUBRIC))
    criteria = [each for section in data.get("sections", ()) for each in section["criteria"]]
    return Guides(
        criteria=_own(criteria) if "sections" in data else above.criteria,
        points=_own(data["checklist"]) if "checklist" in data else above.points,
    )


def _guides(data: Mapping[str, Any]) -> Mapping[str, Guide]:
    return {name: _guide(each) for name, each in data.items()}


def _own(items: Iterable[Mapping[str, Any]]) -> Mapping[str, Guide]:
    return {item["id"]: _guide(item) for item in items}


def _guide(data: Mapping[str, Any]) -> Guide:
    examples = data.get("examples", {})
    return Guide(
        why=data.get("why", ""),
        counts=tuple(data.get("counts", ())),
        counts_not=tuple(data.get("counts-not", ())),
        examples={
            level: (each,) if isinstance(each, str) else tuple(each)
            for level, each in examples.items()
        },
    )
