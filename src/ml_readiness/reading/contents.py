"""What a file has that can be cited by a name, and what only looks like it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

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
