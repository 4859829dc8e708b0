"""What a file of JSON, YAML or TOML says: plain data with exact numbers, each with its line."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ml_readiness.model.tree import TEXT_BYTES

# So many lists and mappings may lie in one another, and so many values in one file.
DEEPEST = 64
MOST_VALUES = 100_000
MOST_TOML_LINES = 50_000  # and items of lists; as many values take longer there
# A number beyond these is none that can be compared.
MOST_NUMERALS = 100
MOST_EXPONENT = 308
LONGEST_KEY = 60
SMALLER = "cite a smaller file"
INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


class NoNumber(NamedTuple):
    """What a grammar calls a number, and what cannot be compared; `why` is what it is."""

    text: str
    why: str
    finite: bool


class Structure(NamedTuple):
    """What a file says; `fault` is why it says nothing, `hint` what to do about that.

    `data` has None, bool, Decimal, str, NoNumber, list and dict. `lines` has the line of an item by
    the identity of what it lies in and its key or index.
    """

    data: Any = None
    lines: Mapping[tuple[int, str | int], int] = {}
    fault: str = ""
    hint: str | None = None


class Reached(NamedTuple):
    """Where a pointer leads; `left` are the names that lead no further from `inside`."""

    value: Any
    line: int | None
    inside: Any
    left: tuple[str, ...]


def look_up(contents: Structure, pointer: tuple[str, ...]) -> Reached:
    """Follow a pointer from the top, as RFC 6901 has it: `-` and `01` are no index."""
    here, line = contents.data, None
    for depth, token in enumerate(pointer):
        key: str | int
        if isinstance(here, dict) and token in here:
            key = token
        elif isinstance(here, list) and INDEX.fullmatch(token) and int(token) < len(here):
            key = int(token)
        else:
            return Reached(None, line, here, pointer[depth:])
        line = contents.lines.get((id(here), key), line)
        here = here[key]
    return Reached(here, line, None, ())


def number(text: str) -> Decimal | NoNumber:
    """A number as a grammar has written it, exactly."""
    if len(text) > MOST_NUMERALS:
        return NoNumber(text, f"a number of more than {MOST_NUMERALS} characters", finite=True)
    try:
        value = Decimal(text)
    except ArithmeticError:
        return NoNumber(text, "a number beyond all that is compared", finite=True)
    if not value.is_finite():
        return NoNumber(text, "no number", finite=False)
    if not value:
        return Decimal(0)
    if abs(value.adjusted()) > MOST_EXPONENT:
        return NoNumber(text, "a number beyond all that is compared", finite=True)
    return value


class NotRead(Exception):
    """Why a text cannot be read, and what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def text_of(content: bytes) -> str:
    """The text of a file; raises NotRead where it is none, or too long."""
    if content.startswith(b"\xef\xbb\xbf"):
        raise NotRead("it begins with a byte order mark", "save it as UTF-8 without one")
    if len(content) > TEXT_BYTES:
        raise NotRead("it is too large", SMALLER)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise NotRead("it is not UTF-8 text", "save it as UTF-8") from None
