"""A first manifest as text: every question, what was found as comments, and nothing claimed."""

import json
import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import NamedTuple

from ml_readiness.model.rubric import Rubric
from ml_readiness.model.signs import Proposals, Signposts, Signs, Suggestion
from ml_readiness.model.table import Claims, Row
from ml_readiness.visible import visible

WIDTH = 98
PLAIN_SCALAR = re.compile(r"[A-Za-z_./][\w./:#@+=\-\[\]]*(?<!:)", re.ASCII)
WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
HEAD = """\
# Written by `ml-readiness init`. It claims nothing yet: every level is none, every point open.
# What was found stands above a name, as a comment: how sure (strong, likely, maybe), and why.
# Read it. Where it does what the question asks, write it below the name:
#
#     level: automated        # or manual, with the day of the run: reviewed: YYYY-MM-DD
#     evidence:
#       - tests/test_data.py::test_ranges
"""


class Starter(NamedTuple):
    """What a first manifest is made of; `schema` is an address, `claims` what a table says."""

    name: str
    rubric: Rubric
    rubric_name: str | None
    schema: str
    proposals: Proposals
    signs: Signposts
    claims: Claims | None


def render_starter(starter: Starter) -> str:
    """The text of a manifest; what no table claims gets `level: none` or `status: open`."""
    return "".join(f"{line}\n" for line in _lines(starter))


def _lines(starter: Starter) -> Iterator[str]:
    rubric, found, signs, claims = (
        starter.rubric,
        starter.proposals,
        starter.signs,
        starter.claims,
    )
    yield f"# yaml-language-server: $schema={starter.schema}"
    yield from HEAD.splitlines()
    yield "version: 1"
    yield f"name: {scalar(starter.name)}"
    if starter.rubric_name:
        yield f"rubric: {scalar(starter.rubric_name)}"
    yield from ("", "tests:")
    for section in rubric.sections:
        yield f"  {section.id}:"
        for each in section.criteria:
            asked = f"{each.code}: {each.question or each.title}"
            yield from _above(asked, found.criteria[each.id], signs.criteria.get(each.id), 4)
            row = claims.criteria.get(each.id) if claims else None
            yield from _said(each.id, "level", "none", row, 4)
    yield from ("", "checklist:") if rubric.checklist else ()
    for point in rubric.checklist:
        asked = f"{point.title}: {point.questions[0]}" if point.questions else point.title
        yield from _above(asked, found.points[point.id], signs.points.get(point.id), 2)
        row = claims.points.get(point.id) if claims else None
        yield from _said(point.id, "status", "open", row, 2)


def scalar(text: str) -> str:
    """Text as YAML that reads as this text, on one line."""
    if PLAIN_SCALAR.fullmatch(text) and text.lower() not in WORDS_OF_YAML:
        return text
    return json.dumps(text, ensure_ascii=False)


def _above(
    asked: str, found: Iterable[Suggestion], signs: Signs | None, indent: int
) -> Iterator[str]:
    """What is asked, and what was found, as comments."""
    space = " " * indent
    yield from _comment(space, asked)
    if listed := tuple(found):
        yield f"{space}# found:"
        for each in listed:
            yield f"{space}#   - {scalar(each.reference)}  # {each.grade}: {each.why}"
    elif signs and signs.instead:
        yield from _comment(space, f"nothing found; a team would cite {signs.instead}")


def _said(name: str, key: str, nothing: str, row: Row | None, indent: int) -> Iterator[str]:
    """One claim: its level or status, the texts that are there, and evidence."""
    space = " " * indent
    yield f"{space}{name}:"
    row = row or Row()
    yield from (f"{space}  # the table says: {each}" for each in row.statements)
    yield f"{space}  {key}: {row.claimed or nothing}"
    texts = {"reviewed": row.reviewed, "reason": row.reason, "owner": row.owner, "note": row.note}
    yield from (f"{space}  {word}: {scalar(text)}" for word, text in texts.items() if text)
    if row.evidence:
        yield f"{space}  evidence:"
        yield from (f"{space}    - {scalar(each)}" for each in row.evidence)


def _comment(space: str, text: str) -> Iterator[str]:
    shown = visible(text)
    for line in wrap(shown, WIDTH - len(space), break_long_words=False, break_on_hyphens=False):
        yield f"{space}# {line}"
