"""Conditions of a workflow: what is certain of them, whatever the run.

The rules are those of GitHub's page on expressions: which values are false, how values of different
types are compared, that text is compared without regard to case, and how operators bind.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from math import inf, isnan, nan
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

# GitHub refuses what is longer or deeper.
MOST_CHARACTERS = 21_000
MOST_DEPTH = 50
LONG_NUMBER = 200  # digits; what is longer is not counted

Constant: TypeAlias = bool | float | str | None

EXPRESSION_TOKEN = re.compile(
    r"""(?u:\s*)(?:
      (?P<text>'(?:[^']|'')*+')
    | (?P<number>(?:[-+]?(?:0x[0-9a-f]+|0o[0-7]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)
        |[-+]infinity)(?![\w.]))
    | (?P<name>[a-z_][\w-]*)
    | (?P<mark>&&|\|\||[=!<>]=|[!<>()\[\].,*])
    )""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
OPENING_BRACES = "${{"
# The braces end at the first pair that stands in no text.
WRAPPED = re.compile(r"\$\{\{(?P<inner>(?:[^'}]|'[^']*+'|\}(?!\}))*+)\}\}")
LITERALS: Mapping[str, Constant] = {
    "true": True,
    "false": False,
    "null": None,
    "nan": nan,
    "infinity": inf,
}
# What binds least comes first.
BINDING = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# Functions of two texts, which GitHub compares without regard to case.
OF_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
# What a condition can ask of the jobs before, and what is said where one of them was skipped.
CERTAIN = {"always": True}
AFTER_A_SKIP = {"always": True, "success": False, "failure": False, "cancelled": False}


class Condition(Struct, frozen=True, kw_only=True):
    """What is certain of an `if`.

    `truth` is None where it depends on the run. With `heedless` a job may run although one that it
    needs was skipped: it asks how they ended, and the answer then does not keep it away. One that
    is `broken` can certainly not be read, and GitHub refuses its workflow.
    """

    truth: bool | None
    heedless: bool = False
    broken: bool = False


def read_condition(value: Any) -> Condition:
    """The condition that a value of YAML is; nothing, and a text of no characters, are none."""
    if value is None or value == "":
        return Condition(truth=True)
    if isinstance(value, bool | int | Decimal):
        return Condition(truth=bool(value))
    try:
        parts, whole = _parts(value)
        read = [_tokens(part) for part in parts]
        truths = [_truth(tokens, CERTAIN) for tokens in read]
    except _Broken:
        return Condition(truth=None, broken=True)
    if not whole:
        return Condition(truth=None)
    asked = any(
        kind == "name" and word.lower() in AFTER_A_SKIP and after.word == "("
        for (kind, word), after in pairwise(read[0])
    )
    heedless = asked and _truth(read[0], AFTER_A_SKIP) is not False
    return Condition(truth=truths[0], heedless=heedless)


class _Token(NamedTuple):
    kind: str
    word: str


class _Value(NamedTuple):
    """A value of which is known whether it is true, what it is, or neither."""

    truth: bool | None
    known: bool = False
    constant: Constant = None


class _Broken(Exception):
    """What is written is certainly no expression."""


class _TooDeep(Exception):
    """What is written is nested more deeply than we read."""


def _parts(value: Any) -> tuple[list[str], bool]:
    """The expressions of a condition, and whether one of them is all of it.

    What is wrapped in part is a text with expressions in it, and as a text it is never false; a
    space or a line end around the braces is enough. Without braces all is one expression.
    """
    if not isinstance(value, str):
        raise _Broken
    if OPENING_BRACES not in value:
        return ([value], True) if value.strip() else ([], False)
    parts, end = [], 0
    while (start := value.find(OPENING_BRACES, end)) >= 0:
        match = WRAPPED.match(value, start)
        if match is None:
            raise _Broken
        parts.append(match["inner"])
        end = match.end()
    return parts, len(parts) == 1 and value.startswith(OPENING_BRACES) and end == len(value)


def _tokens(text: str) -> list[_Token]:
    """The tokens of an expression; none of one that is longer than we read."""
    if len(text) > MOST_CHARACTERS:
        return []
    tokens: list[_Token] = []
    end, text = 0, text.rstrip()
    while end < len(text) or not tokens:
        match = EXPRESSION_TOKEN.match(text, end)
        if match is None or match.lastgroup is None:
            raise _Broken
        tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
        end = match.end()
    return tokens


def _truth(tokens: Sequence[_Token], functions: Mapping[str, bool]) -> bool | None:
    if not tokens:
        return None
    reader = _Reader(tokens, functions)
    try:
        value = reader.binary(0, 0)
    except _TooDeep:
        return None
    if reader.at < len(tokens):
        raise _Broken
    return value.truth


class _Reader:
    """Folds tokens from left to right; `functions` are those whose answer is known."""

    def __init__(self, tokens: Sequence[_Token], functions: Mapping[str, bool]) -> None:
        self.tokens, self.functions, self.at = tokens, functions, 0

    def binary(self, level: int, depth: int) -> _Value:
        """What operators of a level and those that bind more make of their operands."""
        if level == len(BINDING):
            return self._single(depth)
        left = self.binary(level + 1, depth)
        while (sign := self._next()) in BINDING[level]:
            self.at += 1
            left = _joined(sign, left, self.binary(level + 1, depth))
        return left

    def _single(self, depth: int) -> _Value:
        if depth > MOST_DEPTH:
            raise _TooDeep
        if self._next() == "!":
            self.at += 1
            truth = self._single(depth + 1).truth
            return _Value(None) if truth is None else _constant(not truth)
        if self._next() == "(":
            self.at += 1
            value = self.binary(0, depth + 1)
            self._take(")")
            return value
        return self._followed(self._operand(depth), depth)

    def _operand(self, depth: int) -> _Value:
        if self.at == len(self.tokens):
            raise _Broken
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "text":
            return _constant(word[1:-1].replace("''", "'"))
        if kind == "number":
            return _constant(_number(word))
        if kind != "name":
            raise _Broken
        if self._next() == "(":
            self.at += 1
            given = self._arguments(")", depth)
            if asks := OF_TEXTS.get(word.lower()):
                return _asked(asks, given)
            known = self.functions.get(word.lower())
            return _Value(None) if known is None else _constant(known)
        return _constant(LITERALS[word.lower()]) if word.lower() in LITERALS else _Value(None)

    def _followed(self, value: _Value, depth: int) -> _Value:
        """A value with what is taken from it, which leaves nothing certain."""
        while (sign := self._next()) in {".", "["}:
            self.at += 1
            if sign == ".":
                self._step()
            else:
                self._arguments("]", depth)
            value = _Value(None)
        return value

    def _step(self) -> None:
        if self.at == len(self.tokens) or not (
            self.tokens[self.at].kind == "name" or self._next() == "*"
        ):
            raise _Broken
        self.at += 1

    def _arguments(self, end: str, depth: int) -> list[_Value]:
        given = []
        if end == "]" and self._next() == "*":
            self.at += 1
        elif not self._next() == end == ")":
            given.append(self.binary(0, depth + 1))
            while self._next() == ",":
                self.at += 1
                given.append(self.binary(0, depth + 1))
        self._take(end)
        return given

    def _next(self) -> str:
        """The mark that comes next; "" for what is none."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else _Token("", "")
        return token.word if token.kind == "mark" else ""

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise _Broken
        self.at += 1


def _constant(value: Constant) -> _Value:
    if isinstance(value, float) and isnan(value):
        return _Value(False, True, value)
    return _Value(bool(value), True, value)


def _asked(asks: Callable[[str, str], bool], given: Sequence[_Value]) -> _Value:
    """What a function of two texts answers, where both are known."""
    texts = [each.constant.upper() for each in given if isinstance(each.constant, str)]
    return _constant(asks(*texts)) if len(texts) == len(given) == 2 else _Value(None)


def _joined(sign: str, left: _Value, right: _Value) -> _Value:
    if sign in {"&&", "||"}:
        decides = sign == "||"  # which truth of the left ends it
        if left.truth is not None:
            return left if left.truth is decides else right
        return _Value(decides if right.truth is decides else None)
    if not (left.known and right.known):
        return _Value(None)
    return _constant(_compared(sign, left.constant, right.constant))


def _compared(sign: str, left: Constant, right: Constant) -> bool:
    a: Any
    b: Any
    if isinstance(left, str) and isinstance(right, str):
        a, b = left.upper(), right.upper()
    else:
        a, b = _as_number(left), _as_number(right)
    if sign in ORDERS:
        return ORDERS[sign](a, b)
    return (a == b) is (sign == "==")


def _as_number(value: Constant) -> float:
    if isinstance(value, str):
        text = value.strip()
        match = EXPRESSION_TOKEN.fullmatch(text)
        return _number(text) if match and match.lastgroup == "number" else nan if text else 0.0
    return float(value or 0)


def _number(word: str) -> float:
    digits = word.lower().lstrip("+-")
    if digits.startswith(("0x", "0o")):
        return float(int(word, 0)) if len(digits) < LONG_NUMBER else inf
    return float(word)
