"""Named things of files that are neither Python nor pages, and the words that speak for them."""

from collections.abc import Iterator
from typing import NamedTuple

from ml_readiness.reading.alerts import read_rule_file
from ml_readiness.reading.candidates.words import words_of


class NamedThing(NamedTuple):
    """A reference, the words of its name, and those of what it does."""

    reference: str
    name: frozenset[str]
    does: frozenset[str]


def alerts(path: str, content: bytes) -> Iterator[NamedThing]:
    """The alerts of a rule file, with the words of what they watch; none of any other file."""
    if b"alert:" in content and b"expr" in content:
        for name, alert in read_rule_file(content).alerts.items():
            yield NamedThing(f"{path}#{name}", words_of(name), words_of(alert.expression))
