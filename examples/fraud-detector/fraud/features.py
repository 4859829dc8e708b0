"""The features as training computes them, from the rows of the nightly export."""

import json
import math
from collections.abc import Iterable

from fraud.data import ROOT, Row

USUAL_CARD_AGE = 400  # days; stands in where the age is unknown
MOST_RECENT = 10


def amount(row: Row) -> float:
    return math.log1p(row["amount"])


def night(row: Row) -> float:
    return float(row["hour"] < 6)


def foreign(row: Row) -> float:
    return float(row["card_country"] != row["shop_country"])


def recent(row: Row) -> float:
    return float(min(row["recent"], MOST_RECENT))


def card_age(row: Row) -> float:
    days = row["card_age_days"]
    return math.log1p(USUAL_CARD_AGE if days is None else days)


def new_device(row: Row) -> float:
    return float(row["new_device"])


FEATURES = {
    "amount": amount,
    "night": night,
    "foreign": foreign,
    "recent": recent,
    "card_age": card_age,
    "new_device": new_device,
}


def configuration() -> dict:
    return json.loads((ROOT / "config" / "model.json").read_text())


def banned() -> set[str]:
    lines = (ROOT / "config" / "banned-features.txt").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def vector(row: Row, names: Iterable[str]) -> list[float]:
    return [FEATURES[name](row) for name in names]
