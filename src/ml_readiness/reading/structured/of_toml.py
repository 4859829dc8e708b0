"""TOML, as Python's own reader has it, but with exact numbers and within bounds."""

import re
from decimal import Decimal
from tomllib import loads
from typing import Any

from ml_readiness.reading.structured.contents import (
    DEEPEST,
    MOST_NUMERALS,
    MOST_TOML_LINES,
    SMALLER,
    NoNumber,
    NotRead,
    Structure,
    number,
    text_of,
)

# Strings and comments, which hide brackets. One that never ends takes all that is left, so that no
# part of it is looked at twice: there the reader fails.
TOML_TEXT = re.compile(
    r'"""(?:[^\\"]++|\\.|"(?!""))*+(?:"{3,5})?+|\'\'\'(?:[^\']++|\'(?!\'\'))*+(?:\'{3,5})?+'
    r'|"(?:[^"\\\n]++|\\.)*+"?+|\'[^\'\n]*+\'?+|#[^\n]*+',
    re.DOTALL,
)
TOML_DOTS = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){32}")


def read_toml(content: bytes) -> Structure:
    """TOML as Python's own reader has it; numbers are exact."""
    try:
        text = text_of(content)
        _refuse_depth(text)
        data = loads(text, parse_float=number)
    except NotRead as fault:
        return Structure(fault=str(fault), hint=fault.hint)
    except ValueError as error:
        said = str(error)
        return Structure(fault="it has a number of too many digits" if "limit" in said else said)
    return Structure(data=_plainly(data))


BRACKET = re.compile(r"[\[\]{}]")


def _refuse_depth(text: str) -> None:
    """Python's reader is recursive, and takes the square of a dotted name's length."""
    bare = TOML_TEXT.sub("_", text)
    if TOML_DOTS.search(bare):
        raise NotRead("it has a name of too many parts")
    depth = 0
    for found in BRACKET.finditer(bare):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            raise NotRead("it is nested too deeply")
    items = bare.count("\n") + bare.count(",")
    if max(items, bare.count("{") + bare.count("["), bare.count(".") // 2) > MOST_TOML_LINES:
        raise NotRead(f"it has more than {MOST_TOML_LINES:,} lines and items", SMALLER)


def _plainly(data: Any) -> Any:
    """The same with exact numbers, and days as texts that are no numbers."""
    ahead = [data]
    while ahead:
        here = ahead.pop()
        for key, value in here.items() if isinstance(here, dict) else enumerate(here):
            if isinstance(value, dict | list):
                ahead.append(value)
            elif isinstance(value, int) and not isinstance(value, bool):
                here[key] = _whole(value)
            elif not isinstance(value, str | bool | Decimal | NoNumber):
                here[key] = NoNumber(value.isoformat(), "a day or a time, no number", finite=True)
    return data


def _whole(value: int) -> Decimal | NoNumber:
    if value.bit_length() > MOST_NUMERALS * 3:
        why = f"a number of more than {MOST_NUMERALS} characters"
        return NoNumber(f"{value:#x}"[:MOST_NUMERALS], why, finite=True)
    return Decimal(value)
