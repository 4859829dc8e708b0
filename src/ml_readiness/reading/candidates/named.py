"""Named things of files that are neither Python nor pages, and the words that speak for them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from posixpath import basename
from typing import Any, NamedTuple

from ml_readiness.reading.alerts import read_rule_file
from ml_readiness.reading.candidates.words import words_of
from ml_readiness.reading.dvc import read_stages
from ml_readiness.reading.makefile import read_targets
from ml_readiness.reading.structured import reader_of
from ml_readiness.rules.bounds import pointer_of
from ml_readiness.rules.cited import DVC, MAKEFILES

# Files of numbers that somebody measured, by their names; the rest of JSON and YAML is settings.
MEASURED = re.compile(
    r"[^/]*(?:metric|score|result|eval|benchmark|report)[^/]*\.(?:json|ya?ml)", re.IGNORECASE
)
MOST_NUMBERS = 200  # of one file
NO_WORDS = frozenset[str]()


class NamedThing(NamedTuple):
    """A reference, the words of its name, and those of what it does."""

    reference: str
    name: frozenset[str]
    does: frozenset[str] = NO_WORDS


def alerts(path: str, content: bytes) -> Iterator[NamedThing]:
    """The alerts of a rule file, with the words of what they watch; none of any other file."""
    if b"alert:" in content and b"expr" in content:
        for name, alert in read_rule_file(content).alerts.items():
            yield NamedThing(f"{path}#{name}", words_of(name), words_of(alert.expression))


def has_stages(path: str) -> bool:
    """Whether a file has targets or stages that can be cited."""
    return basename(path) in (*MAKEFILES, DVC)


def stages(path: str, content: bytes) -> Iterator[NamedThing]:
    """The targets of a Makefile, or the stages of a dvc.yaml."""
    read = read_stages if basename(path) == DVC else read_targets
    for name in read(content).lines:
        yield NamedThing(f"{path}#{name}", words_of(name))


def is_measured(path: str) -> bool:
    """Whether a file looks as if it held the numbers of a measurement."""
    return bool(MEASURED.fullmatch(basename(path)))


def numbers(path: str, content: bytes) -> Iterator[NamedThing]:
    """The numbers of a file, with the words of the keys that lead to them."""
    ahead: list[tuple[tuple[str, ...], Any]] = [((), reader_of(path)(content).data)]
    found = 0
    while ahead and found < MOST_NUMBERS:
        keys, value = ahead.pop()
        if isinstance(value, Decimal) and keys:
            found += 1
            words = frozenset().union(*map(words_of, keys))
            yield NamedThing(f"{path}#{pointer_of(keys)}", words)
        elif isinstance(value, dict):
            ahead += [((*keys, str(key)), inner) for key, inner in reversed(value.items())]
