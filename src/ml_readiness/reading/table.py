"""A table of claims, as `check --format csv` writes it, to what a manifest takes."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

from msgspec.structs import replace

from ml_readiness.model.errors import mistake
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.table import Claims, Row
from ml_readiness.rules.formula import freed
from ml_readiness.rules.naming import folded

# The heads of columns, by what they hold; the second table is that of the first source.
HEADS: Mapping[str, tuple[str, ...]] = {
    "manifest": ("manifest",),
    "section": ("section", "test type", "type"),
    "id": ("id",),
    "code": ("code",),
    "title": ("title", "description"),
    "claimed": ("claimed", "level", "status"),
    "evidence": ("evidence", "sample test"),
    "reviewed": ("reviewed",),
    "owner": ("owner",),
    "note": ("note", "notes"),
    "reason": ("reason",),
}
CLAIMED_LEVELS, CLAIMED_STATUSES = ("manual", "automated"), ("done", "not-applicable")
REFERENCE = re.compile(r"\S+\.\S+|\S+/\S+|\S+::\S+|\w+://\S+")
MOST_ROWS = 10_000
LONGEST = 2_000  # of a note, a reason or a statement
LONGEST_PIECE, LONGEST_OWNER, MOST_PIECES = 1_000, 200, 100


def read_table(content: bytes, path: str, rubric: Rubric, today: date) -> Claims:
    """The claims of a CSV; raises InputError where it is none of the two tables."""
    columns, rows = _columns(content, path)
    criteria: dict[str, Row] = {}
    points: dict[str, Row] = {}
    lost = 0
    count: dict[str, int] = {}
    for cells in rows:
        said = {key: freed(cells[at]) for key, at in columns.items() if at < len(cells)}
        place = folded(said.get("section", ""))
        index = count[place] = count.get(place, -1) + 1
        row, dropped = _row(said, today)
        lost += dropped
        if place == "checklist":
            known = [each.id for each in rubric.checklist]
            name = said.get("id", "")
        else:
            known, name = _criterion(said, place, index, rubric)
        if name not in known:
            lost += any(cells)
        elif place == "checklist":
            points[name] = _settled(row, CLAIMED_STATUSES)
        else:
            criteria[name] = _settled(row, CLAIMED_LEVELS)
    return Claims(criteria=criteria, points=points, left_out=lost)


def _columns(content: bytes, path: str) -> tuple[dict[str, int], list[list[str]]]:
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        hint = "save it as CSV in UTF-8, with commas"
        raise mistake(f"{path} is no CSV: {error}", hint=hint) from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    columns = {
        key: next(heads.index(name) for name in names if name in heads)
        for key, names in HEADS.items()
        if any(name in heads for name in names)
    }
    if "section" not in columns or not {"id", "code", "title"} & {*columns}:
        hint = "write the columns of 'ml-readiness check --format csv': section, id, claimed, …"
        raise mistake(f"{path} has no columns that say which criterion is meant", hint=hint)
    if len(rows) > MOST_ROWS:
        raise mistake(f"{path} has more than {MOST_ROWS:,} rows")
    if "manifest" in columns and len({row[columns["manifest"]] for row in rows[1:] if row}) > 1:
        hint = "keep the rows of one manifest"
        raise mistake(f"{path} has the rows of several manifests", hint=hint)
    return columns, rows[1:]


def _criterion(
    said: Mapping[str, str], place: str, index: int, rubric: Rubric
) -> tuple[list[str], str]:
    """The ids that there are, and the one that is meant: by id, code, title, or place."""
    every = [each for section in rubric.sections for each in section.criteria]
    known = [each.id for each in every]
    if name := said.get("id"):
        return known, name
    for each in every:
        if folded(said.get("code", "")) == folded(each.code):
            return known, each.id
        if folded(said.get("title", "")) == folded(each.title):
            return known, each.id
    for section in rubric.sections:
        if place and place in (folded(section.id), folded(section.title)):
            ids = [each.id for each in section.criteria]
            return known, ids[index] if index < len(ids) else ""
    return known, ""


def _row(said: Mapping[str, str], today: date) -> tuple[Row, int]:
    """One row, and how many of its texts cannot stand; our own table has no statements."""
    ours = "id" in said
    pieces = [each.strip() for each in said.get("evidence", "").split("\n") if each.strip()]
    limits = {"owner": LONGEST_OWNER, "note": LONGEST, "reason": LONGEST}
    texts = {key: said.get(key, "") for key in limits}
    kept = {key: text for key, text in texts.items() if _fits(text, limits[key])}
    held = [each for each in pieces if _fits(each, LONGEST_PIECE)][:MOST_PIECES]
    day = said.get("reviewed", "")
    past = _past(day, today)
    dropped = len(texts) - len(kept) + len(pieces) - len(held) + (bool(day) and not past)
    return (
        Row(
            claimed=said.get("claimed", "").strip().lower(),
            evidence=tuple(each for each in held if ours or REFERENCE.fullmatch(each)),
            statements=tuple(each for each in held if not (ours or REFERENCE.fullmatch(each))),
            reviewed=day if past else "",
            **kept,
        ),
        dropped,
    )


def _settled(row: Row, words: Sequence[str]) -> Row:
    """A row whose claim can stand: it has what the manifest asks of it; else it claims nothing.

    Only a point that does not apply has a reason: elsewhere the word is the gate's own.
    """
    claimed = row.claimed if row.claimed in words else ""
    apart = claimed == "not-applicable"
    if claimed and not (row.reason if apart else row.evidence):
        claimed = ""
    reason = row.reason if claimed == "not-applicable" else ""
    return replace(row, claimed=claimed, reason=reason)


def _past(day: str, today: date) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", day)) and date.fromisoformat(day) <= today
    except ValueError:
        return False


def _fits(text: str, most: int) -> bool:
    return text.isprintable() and len(text) <= most
