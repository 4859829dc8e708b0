"""What the page reads of a survey's line: checked in Python, and told to DuckDB, from one place."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ml_readiness.visible import visible

# Of a score: more than any rubric gives.
MOST_POINTS = 1e12


class Misfit(Exception):
    """A value is not of the shape that it has to be of; the sentence says where."""


class Exact(str):
    """A number as it is written, which no binary float has to hold."""

    __slots__ = ()


class Leaf(NamedTuple):
    """A value without parts: what DuckDB calls it, and what it is called in a message."""

    column: str
    named: str


class Maybe(NamedTuple):
    """Something, or null."""

    shape: "Shape"


class ListOf(NamedTuple):
    """Any number of one shape."""

    shape: "Shape"


class MapOf(NamedTuple):
    """An object whose keys are names, each with one shape."""

    shape: "Shape"


# Each case by its type; a dictionary is an object that has at least these keys.
Shape = Leaf | Maybe | ListOf | MapOf | Mapping[str, "Shape"]

_TEXT = Leaf("VARCHAR", "text")
_NUMBER = Leaf("DECIMAL(18, 4)", "a number")
_COUNT = Leaf("BIGINT", "a whole number")
_FLAG = Leaf("BOOLEAN", "true or false")
_SCALAR = Leaf("VARCHAR", "text, a number, true or false")

_BAR: Shape = {"value": _NUMBER, "from": _TEXT}
_WORD: Shape = {"value": _TEXT, "from": _TEXT}
_FINDING: Shape = {
    "ref": _TEXT,
    "outcome": _TEXT,
    "reason": Maybe(_TEXT),
    "weakness": Maybe(_TEXT),
    "value": Maybe(_SCALAR),
    "bound": Maybe(_TEXT),
    "message": _TEXT,
    "hint": Maybe(_TEXT),
    "line": _COUNT,
}
_CRITERION: Shape = {
    "id": _TEXT,
    "code": _TEXT,
    "claimed": _TEXT,
    "earned": _TEXT,
    "points": _NUMBER,
    "reason": Maybe(_TEXT),
    "line": Maybe(_COUNT),
    "evidence": ListOf(_FINDING),
}
_ITEM: Shape = {
    "id": _TEXT,
    "status": _TEXT,
    "counted": _FLAG,
    "reason": Maybe(_TEXT),
    "line": Maybe(_COUNT),
    "evidence": ListOf(_FINDING),
}
_SECTION: Shape = {
    "id": _TEXT,
    "points": _NUMBER,
    "claimed_points": _NUMBER,
    "maximum": _NUMBER,
    "minimum": Maybe(_NUMBER),
    "criteria": ListOf(_CRITERION),
}
SURVEY_POLICY: Shape = {
    "minimum": _BAR,
    "sections": MapOf(_BAR),
    "checklist": {"minimum": Maybe(_BAR), "required": ListOf(_WORD)},
    "max_age_days": Maybe(_BAR),
    "max_job_age_days": Maybe(_BAR),
    "prove_automation": ListOf(_WORD),
    "accept_links": ListOf(_WORD),
    "refuse_weak": Maybe({"value": _FLAG, "from": _TEXT}),
}
_STATEMENT: Shape = {"reason": _TEXT, "message": _TEXT}
_STEP: Shape = {"section": Maybe(_TEXT), "criterion": _TEXT, "action": _TEXT, "gain": _NUMBER}
_MANIFEST: Shape = {
    "path": _TEXT,
    "name": _TEXT,
    "rubric": _TEXT,
    "score": Maybe(_NUMBER),
    "claimed_score": Maybe(_NUMBER),
    "maximum": _NUMBER,
    "band": Maybe({"id": _TEXT, "label": _TEXT}),
    "sections": ListOf(_SECTION),
    "checklist": Maybe({"considered": _COUNT, "total": _COUNT, "items": ListOf(_ITEM)}),
    "policy": SURVEY_POLICY,
    "verdict": {"passed": _FLAG, "reasons": ListOf(_STATEMENT), "warnings": ListOf(_STATEMENT)},
    "plans": ListOf({"goal": _TEXT, "target": _NUMBER, "steps": ListOf(_STEP)}),
}
_ERROR: Shape = {
    "path": Maybe(_TEXT),
    "line": Maybe(_COUNT),
    "message": _TEXT,
    "hint": Maybe(_TEXT),
}
_REPORT: Shape = {
    "passed": _FLAG,
    "links": _TEXT,
    "jobs": Maybe(_TEXT),
    "errors": ListOf(_ERROR),
    "errors_left_out": _COUNT,
    "manifests": ListOf(_MANIFEST),
}
SURVEY_LINE: Mapping[str, Shape] = {
    "repository": _TEXT,
    "default_branch": Maybe(_TEXT),
    "commit": Maybe(_TEXT),
    "day": _TEXT,
    "state": _TEXT,
    "report": Maybe(_REPORT),
    "error": Maybe({"message": _TEXT, "hint": Maybe(_TEXT)}),
}


def shaped(shape: Shape, value: Any, at: str = "") -> Any:
    """What a shape has of a value, every text visible; raises Misfit where it is of another."""
    match shape:
        case Leaf():
            if not _is(shape, value):
                raise Misfit(f"{at} is not {shape.named}")
            return visible(value) if isinstance(value, str) else value
        case Maybe(inner):
            return None if value is None else shaped(inner, value, at)
        case ListOf(inner):
            if not isinstance(value, list):
                raise Misfit(f"{at} is not a list")
            return [shaped(inner, each, at) for each in value]
        case MapOf(inner):
            if not isinstance(value, dict):
                raise Misfit(f"{at} is not an object")
            return {visible(name): shaped(inner, each, at) for name, each in value.items()}
    if not isinstance(value, dict):
        raise Misfit(f"{at or 'the line'} is not an object")
    found = {}
    for name, inner in shape.items():
        here = f"{at}.{name}" if at else name
        if name not in value:
            raise Misfit(f"there is no {here}")
        found[name] = shaped(inner, value[name], here)
    return found


def _is(leaf: Leaf, value: Any) -> bool:
    if leaf is _TEXT:
        return isinstance(value, str) and not isinstance(value, Exact)
    if leaf is _FLAG:
        return isinstance(value, bool)
    if leaf is _SCALAR:
        return isinstance(value, (str, int))
    if isinstance(value, bool):
        return False
    if leaf is _COUNT:
        return isinstance(value, int)
    return isinstance(value, (int, Exact)) and abs(float(value)) < MOST_POINTS


def column_type(shape: Shape) -> str:
    """The shape as a type of DuckDB's."""
    match shape:
        case Leaf(column=column):
            return column
        case Maybe(inner):
            return column_type(inner)
        case ListOf(inner):
            return f"{column_type(inner)}[]"
        case MapOf(inner):
            return f"MAP(VARCHAR, {column_type(inner)})"
    parts = (f'"{name}" {column_type(inner)}' for name, inner in shape.items())
    return f"STRUCT({', '.join(parts)})"
