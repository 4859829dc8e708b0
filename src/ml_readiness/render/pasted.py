"""An example of a claim in YAML that can be pasted into a manifest, whole from its top key down."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ml_readiness.model.guide import Guide
from ml_readiness.model.rubric import Criterion, Point, Section

# What certainly needs no quotes in YAML, and is no number, no date and no word of its own.
PLAIN_REFERENCE = re.compile(r"(?:\.github|https?:|[A-Za-z][\w-]*)/[\w./#:-]*[\w/]", re.ASCII)
PLAIN_SENTENCE = re.compile(r"[A-Za-z]+(?:,? [A-Za-z]+)+", re.ASCII)
# The levels and states that an example can be of.
SHOWN_LEVELS = ("manual", "automated")
SHOWN_STATUSES = ("done", "not-applicable")


def criterion_examples(
    section: Section, criterion: Criterion, guide: Guide, today: date
) -> Iterator[tuple[str, str]]:
    """Each level that the guide has an example of, and its YAML; `today` is the day of a run."""
    for level in SHOWN_LEVELS:
        if cited := guide.examples.get(level):
            day = [f"reviewed: {today}"] if level == "manual" else []
            lines = [f"level: {level}", *day, *_evidence(cited)]
            yield level, _below(("tests", section.id, criterion.id), lines)


def point_examples(point: Point, guide: Guide) -> Iterator[tuple[str, str]]:
    """Each status that the guide has an example of, and its YAML."""
    for status in SHOWN_STATUSES:
        if cited := guide.examples.get(status):
            said = _evidence(cited) if status == "done" else [f"reason: {_scalar(cited[0])}"]
            yield status, _below(("checklist", point.id), [f"status: {status}", *said])


def _below(keys: Sequence[str], lines: Sequence[str]) -> str:
    """The lines under their keys, ending in a newline."""
    above = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    return "".join(
        f"{line}\n" for line in (*above, *(f"{'  ' * len(keys)}{each}" for each in lines))
    )


def _evidence(cited: Sequence[str]) -> list[str]:
    return ["evidence:", *(f"  - {_scalar(each)}" for each in cited)]


def _scalar(text: str) -> str:
    """A string of YAML on one line, without a character that hides or commands."""
    if PLAIN_REFERENCE.fullmatch(text) or PLAIN_SENTENCE.fullmatch(text):
        return text
    spelt = "".join(
        f"\\{letter}" if letter in '"\\' else letter if letter.isprintable() else _escape(letter)
        for letter in text
    )
    return f'"{spelt}"'


def _escape(letter: str) -> str:
    return f"\\U{ord(letter):08x}"
