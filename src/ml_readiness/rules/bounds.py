"""Values with bounds: how both are written, which bound is the stricter, and the words for them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from ml_readiness.model.evidence import Bound, BoundSource, Measured, Scalar
from ml_readiness.model.number import plain
from ml_readiness.visible import clipped

# A bound is the last of these; there may be such a text in the key before it.
BOUND = re.compile(r"(.*) (>=|>|<=|<|==) (-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)", re.DOTALL | re.ASCII)
MOST_BOUND_CHARACTERS = 100
WRONG_TILDE = "~(?![01])"
# What somebody who means a bound may write instead of one; compiled when it is asked for.
LIKE_BOUND = (
    r"(?as)(.*?) *(=>|>=|=<|<=|===?|!=|<>|[<>=≥≤≠≧≦]) *"
    r"([-+]?[0-9.,_]+(?:[eE][-+]?[0-9]{1,3})?)( *%)?"
)
LONGEST_LIKE_BOUND = 200
LIKE_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
MEANT = {"=>": ">=", "=<": "<=", "=": "==", "===": "==", "≥": ">=", "≤": "<=", "≧": ">=", "≦": "<="}
MATHS_SIGNS = {">=": "≥", "<=": "≤", "==": "="}
LONGEST_NUMBER = 40
LONGEST_TEXT = 60
LONGEST_CALLED = 60


def split_bound(written: str) -> tuple[str, Bound | None]:
    """A pointer and the bound behind it."""
    found = BOUND.fullmatch(written)
    if not found or len(found[3]) > MOST_BOUND_CHARACTERS:
        return written, None
    return found[1], Bound(found[2], Decimal(found[3]))


def tokens_of(pointer: str) -> tuple[str, ...] | None:
    """The names that a pointer leads through (RFC 6901); None where a `~` stands for nothing."""
    if re.search(WRONG_TILDE, pointer):
        return None
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def pointer_of(tokens: Iterable[str]) -> str:
    """The pointer that leads through these names."""
    return "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens)


def mended_bound(pointer: str) -> tuple[str, str, str | None] | None:
    """What looks like a bound at the end of a pointer and is none: before it, it, and a bound.

    The bound is None where it cannot be told which one is meant. None where nothing looks so.
    """
    found = re.fullmatch(LIKE_BOUND, pointer[-LONGEST_LIKE_BOUND:])
    if not found:
        return None
    start, sign, number, percent = found.groups()
    before = pointer[:-LONGEST_LIKE_BOUND] + start
    operator = MEANT.get(sign, sign)
    spelt = number.replace(",", ".").replace("_", "")
    if operator not in (">=", ">", "<=", "<", "==") or not re.fullmatch(LIKE_NUMBER, spelt):
        return before, pointer[len(before) :].strip(), None
    limit = Decimal(spelt).scaleb(-2) if percent else Decimal(spelt)
    return before, pointer[len(before) :].strip(), f"{operator} {plain(limit)}"


def keeps(value: Decimal, bound: Bound) -> bool:
    """Whether a number keeps a bound, exactly."""
    operator, limit = bound
    return {
        ">=": value >= limit,
        ">": value > limit,
        "<=": value <= limit,
        "<": value < limit,
        "==": value == limit,
    }[operator]


def implies(one: Bound, other: Bound) -> bool:
    """Whether whatever keeps the one bound keeps the other, too."""
    if one.operator == "==":
        return keeps(one.limit, other)
    if one.operator[0] != other.operator[0]:
        return False
    beyond = one.limit > other.limit if one.operator[0] == ">" else one.limit < other.limit
    as_strict = one.operator == other.operator or len(one.operator) == 1
    return beyond or (one.limit == other.limit and as_strict)


def binding(
    value: Scalar, bounds: Iterable[tuple[Bound, BoundSource]]
) -> tuple[Bound, BoundSource] | None:
    """The bound that decides: of those not kept the furthest from a number, else the nearest.

    Of two that are as far the stricter, then the first. All have to be kept, so which one is
    named changes no outcome.
    """
    every = [*bounds]
    if not every:
        return None
    if not isinstance(value, Decimal):
        return every[0]
    missed = [each for each in every if not keeps(value, each[0])]
    if missed:
        return max(
            missed, key=lambda each: (abs(value - each[0].limit), len(each[0].operator) == 1)
        )
    return min(every, key=lambda each: (abs(value - each[0].limit), len(each[0].operator)))


def shown_value(value: Scalar) -> str:
    """A value in few characters: a number exactly, a text in quotes."""
    if isinstance(value, Decimal):
        text = plain(value)
        return clipped(text if len(text) <= LONGEST_NUMBER else str(value), LONGEST_TEXT)
    if isinstance(value, str):
        return f'"{clipped(value, LONGEST_TEXT)}"'
    return "nothing" if value is None else str(value).lower()


def shown_bound(bound: Bound) -> str:
    """A bound as people write it."""
    return f"{MATHS_SIGNS.get(bound.operator, bound.operator)} {bound.limit:f}"


def name_of(pointer: tuple[str, ...]) -> str:
    """What a value is called: its key, and for an item of a list that of the list, too."""
    last = pointer[-1]
    name = "/".join(pointer[-2:]) if last.isdecimal() else last
    return clipped(name or "''", LONGEST_CALLED)


def measured_words(measured: Measured) -> str:
    """A value, its bound, and what it was in the base: `0.912 ≥ 0.9, was 0.934`.

    Nothing where nothing is known.
    """
    value, bound, before = measured.value, measured.bound, measured.before
    said = shown_value(value) if value is not None else "no value"
    if bound:
        kept = isinstance(value, Decimal) and keeps(value, bound)
        said += f" {shown_bound(bound)}" if kept else f", not {shown_bound(bound)}"
    elif value is None and before is None:
        return ""
    return f"{said}, was {shown_value(before)}" if before is not None and before != value else said


def movement(measured: Measured) -> tuple[bool, str] | None:
    """Whether a value has come to keep its bound better, and how it moved.

    None where it did not, or keeps its bound neither before nor now: then it is a finding.
    """
    value, bound, before = measured.value, measured.bound, measured.before
    if not bound or not isinstance(value, Decimal) or not isinstance(before, Decimal):
        return None
    if value == before:
        return None
    was, keeps_now = keeps(before, bound), keeps(value, bound)
    step = f"{measured.name} {shown_value(before)} → {shown_value(value)}"
    if was != keeps_now:
        return keeps_now, f"{step}, {'now' if keeps_now else 'no longer'} {shown_bound(bound)}"
    if not keeps_now:
        return None
    further = abs(value - bound.limit) > abs(before - bound.limit)
    return further, f"{step}, still {shown_bound(bound)}"
