"""The transactions: reading them, and splitting them by time."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TRANSACTIONS = ROOT / "data" / "transactions.csv"

Row = dict[str, Any]

# The split is by day of purchase, never at random: a model is always judged on days after its own.
REFERENCE_ENDS = "2026-09-01"  # the model that serves today has learnt from the days before this
TEST_STARTS = "2026-10-01"


def split(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The rows to learn from, and the newest month to judge by."""
    train: list[Row] = []
    test: list[Row] = []
    for row in rows:
        (test if row["date"] >= TEST_STARTS else train).append(row)
    return train, test


def reference(rows: Iterable[Row]) -> list[Row]:
    """The rows that the serving model has learnt from."""
    return [row for row in rows if row["date"] < REFERENCE_ENDS]


def read(path: Path = TRANSACTIONS) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return [parse(raw) for raw in csv.DictReader(file)]


def parse(raw: Mapping[str, str]) -> Row:
    """One line of the export with its types; an unknown card age is None."""
    return {
        **raw,
        "hour": int(raw["hour"]),
        "amount": float(raw["amount"]),
        "card_age_days": int(raw["card_age_days"]) if raw["card_age_days"] else None,
        "recent": int(raw["recent"]),
        "new_device": int(raw["new_device"]),
        "fraud": int(raw["fraud"]),
    }
