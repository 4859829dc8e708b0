"""What a file has that can be cited by a name, and what only looks like it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ml_readiness.document import Document, parse
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits

NO_OTHERS: Mapping[str, str] = MappingProxyType({})


class Contents(NamedTuple):
    """The parts of a file by their names, each with the line where it stands, from 1.

    `others` are names that stand in the file and are no parts, and what they are, as the end of a
    sentence. `error` says why the file cannot be read; it then has no parts. `more` says where
    else parts may come from.
    """

    lines: Mapping[str, int]
    others: Mapping[str, str] = NO_OTHERS
    error: str | None = None
    more: str | None = None


def parsed(content: bytes, limits: Limits = DEFAULT_LIMITS) -> Document | str:
    """A document of YAML, whose anchors are read, or why there is none."""
    try:
        document = parse(content, "yaml", aliases=True, limits=limits)
    except InputError as error:
        problems = error.problems
    else:
        problems = document.problems
        if not problems:
            return document
    place = f" (line {problems[0].line})" if problems[0].line else ""
    return f"{problems[0].message}{place}"


def line_of(document: Document, *path: str | int) -> int:
    """The line of a key or a value, or, of what an alias brings, the line of the alias."""
    for end in range(len(path), 0, -1):
        if place := document.keys.get(path[:end]) or document.values.get(path[:end]):
            return place[0]
    return 1
