"""An expression of PromQL to whether it selects any series, without working it out."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

# Longer ones are not read; Prometheus itself has no limit.
LONGEST_EXPRESSION = 100_000
LEXEME = re.compile(
    r"""
      (?P<blank>\s+|\#[^\n]*)
    | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)
    | (?P<number>(?:\d|\.\d)[\w.]*)
    | (?P<name>[A-Za-z_:][\w:]*)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
CLOSING = {")": "(", "]": "[", "}": "{"}
# Behind these stand names of labels, in brackets.
BEFORE_LABELS = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
OPERATORS = frozenset({"and", "or", "unless", "bool", "offset", "atan2", "smoothed", "anchored"})
# Numbers that are spelt as words.
NUMBERS = frozenset({"inf", "nan"})
AGGREGATIONS = frozenset(
    {
        *("sum", "avg", "count", "min", "max", "group", "stddev", "stdvar"),
        *("topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"),
    }
)


class Token(NamedTuple):
    """A word of an expression; `kind` is the name of its group in LEXEME."""

    kind: str
    word: str


def read_flaw(expression: str) -> str | None:
    """Why an expression selects nothing, as the rest of a sentence; None where it does.

    It selects with a metric (`up`) or with labels in braces (`{job="a"}`); `vector(1)`, `time()`
    and `1 == 1` have neither. Nothing else of the grammar is judged but that brackets and quotes
    are closed.
    """
    if len(expression) > LONGEST_EXPRESSION:
        return "is too long to be read"
    tokens = [*_tokens(expression), Token("mark", "")]
    if unclosed := _unclosed(tokens):
        return f"has a '{unclosed}' without the other one"
    return None if _selects(tokens) else "names no metric"


def _tokens(expression: str) -> Iterator[Token]:
    for found in LEXEME.finditer(expression):
        if found.lastgroup and found.lastgroup != "blank":
            yield Token(found.lastgroup, found[0])


def _unclosed(tokens: list[Token]) -> str | None:
    """A bracket or a quote without its other one."""
    opened = []
    for kind, word in tokens:
        if kind != "mark" or not word:
            continue
        if word in "\"'`":
            return word
        if word in CLOSING.values():
            opened.append(word)
        elif word in CLOSING and (not opened or opened.pop() != CLOSING[word]):
            return word
    return opened[-1] if opened else None


def _selects(tokens: list[Token]) -> bool:
    brackets: list[str] = []  # those that are open, "" for a list of labels
    labels = False
    for (kind, word), after in pairwise(tokens):
        if kind == "mark" and word in CLOSING.values():
            if word == "{" and not labels and after.word != "}":
                return True
            brackets.append("" if labels else word)
        elif kind == "mark" and word in CLOSING:
            brackets.pop()
        elif kind == "name" and _names_metric(word, after) and not {"", "["} & set(brackets[-1:]):
            return True
        labels = kind == "name" and word.lower() in BEFORE_LABELS
    return False


def _names_metric(word: str, after: Token) -> bool:
    """Whether a name is that of a metric, by what stands behind it."""
    known = word.lower()
    if after.word == "(" or known in OPERATORS | NUMBERS | BEFORE_LABELS:
        return False
    # `sum by (job) (up)` aggregates, `sum > 1` is about a metric of this name.
    return known not in AGGREGATIONS or after.word.lower() not in ("by", "without")
