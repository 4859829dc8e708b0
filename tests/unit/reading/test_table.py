"""The claims of a table, and what of it cannot stand."""

from datetime import date

import pytest

from ml_readiness.model.errors import InputError
from ml_readiness.model.table import Claims, Row
from ml_readiness.reading.rubric import built_in
from ml_readiness.reading.table import (
    LONGEST,
    LONGEST_OWNER,
    LONGEST_PIECE,
    MOST_PIECES,
    MOST_ROWS,
    read_table,
)

RUBRIC = built_in("ml-test-score")
TODAY = date(2026, 11, 23)
HEAD = "section,id,claimed,evidence,reviewed,owner,note,reason\n"


def read(text: str) -> Claims:
    return read_table(text.encode(), "t.csv", RUBRIC, TODAY)


def row(cells: str, head: str = HEAD) -> tuple[Row | None, int]:
    """The one row of a table, and what was left out of it."""
    claims = read(f"{head}{cells}\n")
    return next(iter([*claims.criteria.values(), *claims.points.values()]), None), claims.left_out


def claimed(**fields: object) -> Row:
    empty = dict.fromkeys(("claimed", "reviewed", "owner", "note", "reason"), "")
    return Row(**{**empty, "evidence": (), "statements": (), **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "found", "lost"),
    [
        (
            "data,feature-cost, Manual ,a.md,2026-11-23,me,n,",
            claimed(
                claimed="manual",
                evidence=("a.md",),
                reviewed="2026-11-23",
                owner="me",
                note="n",
            ),
            0,
        ),
        ("data,feature-cost,manual,a.md", claimed(claimed="manual", evidence=("a.md",)), 0),
        ("data,feature-cost,manual", claimed(), 0),
        ("data,feature-cost,done,a.md", claimed(evidence=("a.md",)), 0),
        ("checklist,ethics,done,a.md", claimed(claimed="done", evidence=("a.md",)), 0),
        ("checklist,ethics,manual,a.md", claimed(evidence=("a.md",)), 0),
        (
            "checklist,ethics,not-applicable,,,,,none here",
            claimed(claimed="not-applicable", reason="none here"),
            0,
        ),
        ("checklist,ethics,not-applicable,a.md", claimed(evidence=("a.md",)), 0),
        # A reason of the gate's own is no reason of a claim.
        (
            "data,feature-cost,manual,a.md,,,,missing",
            claimed(claimed="manual", evidence=("a.md",)),
            0,
        ),
        ("data,feature-cost,manual,a.md,2026-11-24", claimed(claimed="manual", evidence=("a.md",)), 1),
        ("data,feature-cost,manual,a.md,2026-02-30", claimed(claimed="manual", evidence=("a.md",)), 1),
        ("data,feature-cost,manual,a.md,1.2.2026", claimed(claimed="manual", evidence=("a.md",)), 1),
        ('data,feature-cost,manual," a.md\n\nb c \n"', claimed(claimed="manual", evidence=("a.md", "b c")), 0),
        ("data,no-such,manual,a.md", None, 1),
        ("other,feature-cost,manual,a.md", claimed(claimed="manual", evidence=("a.md",)), 0),
        ("checklist,feature-cost,done,a.md", None, 1),
        ('data,feature-cost,,,,,"a\nb",', claimed(), 1),
    ],
)  # fmt: skip
def test_what_a_row_says(cells: str, found: Row | None, lost: int) -> None:
    assert row(cells) == (found, lost)


def test_texts_have_lengths() -> None:
    for length, lost in ((0, 0), (1, 1)):
        note, owner = "n" * (LONGEST + length), "o" * (LONGEST_OWNER + length)
        assert row(f"data,feature-cost,,,,{owner},{note},")[1] == 2 * lost
        assert row(f"data,feature-cost,manual,{'e' * (LONGEST_PIECE + length)}")[1] == lost
        pieces = "\n".join(f"{n}.md" for n in range(MOST_PIECES + length))
        found, dropped = row(f'data,feature-cost,manual,"{pieces}"')
        assert found
        assert (len(found.evidence), dropped) == (MOST_PIECES, lost)


@pytest.mark.parametrize(
    ("head", "cells", "name"),
    [
        ("section,code\n", "Data,data 3", "feature-cost"),
        ("section,code\n", "Data,Data 99", "feature-expectations"),
        ("section,title\n", "x,cost of each FEATURE", "feature-cost"),
        ("section,title\n", "Data,?", "feature-expectations"),
        ("section,title\n", "Data,?\nData,?", "feature-benefit"),
        ("section,title\n", "Data,?\nModel,?", "spec-review"),
        ("section,title\n", "x,?", None),
        ("section,title\n", "\n".join(["Data,?"] * 8), None),
    ],
)
def test_a_criterion_is_known_by_code_title_or_place(
    head: str, cells: str, name: str | None
) -> None:
    claims = read(f"{head}{cells}\n")
    if name:
        assert [*claims.criteria][-1] == name
    else:
        assert claims.left_out == 1


def test_what_is_no_reference_in_another_table_is_a_statement() -> None:
    text = 'Test Type,Description,Sample Test\nData,?,"docs/a.md\nwe looked\nhttps://x.example"\n'
    [found] = read(text).criteria.values()
    assert found.evidence == ("docs/a.md", "https://x.example")
    assert found.statements == ("we looked",)


def test_empty_rows_are_no_rows() -> None:
    claims = read(f"\n{HEAD}, ,\n\ndata,feature-cost,,\n")
    assert ([*claims.criteria], claims.left_out) == (["feature-cost"], 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("section,claimed\nx,y\n", "has no columns"),
        ("id,claimed\nx,y\n", "has no columns"),
        ('section,id\n"open', "is no CSV"),
        ("section,id\n" + "data,y\n" * MOST_ROWS, "more than 10,000 rows"),
        ("manifest,section,id\na,data,x\nb,data,y\n", "several manifests"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_ours(content: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    assert said in caught.value.problems[0].message


def test_ten_thousand_rows_are_read() -> None:
    rows = "data,feature-cost\n" * (MOST_ROWS - 1)
    assert [*read(f"section,id\n{rows}").criteria] == ["feature-cost"]
    same = "manifest,section,id\na,data,feature-cost\na,data,feature-code\n"
    assert len(read(same).criteria) == 2
