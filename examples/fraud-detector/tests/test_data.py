import math

import pytest

from fraud.data import parse, reference
from fraud.features import FEATURES, banned, vector
from fraud.metrics import psi
from fraud.monitoring import PSI_LIMIT, broken_invariants

PAYMENT = {
    "id": "T1",
    "date": "2026-10-05",
    "hour": "12",
    "amount": "0.00",
    "card_country": "DE",
    "shop_country": "DE",
    "card_age_days": "0",
    "recent": "0",
    "new_device": "0",
    "age_group": "30-44",
    "fraud": "0",
}


@pytest.mark.parametrize("name", FEATURES)
def test_feature_follows_reference(name, rows, test_on):
    """The newest month is distributed as the months that the serving model has learnt from."""
    compute = FEATURES[name]
    before = [compute(row) for row in reference(rows)]
    after = [compute(row) for row in test_on]
    assert psi(before, after) < PSI_LIMIT


def test_a_shift_is_noticed(rows):
    amounts = [FEATURES["amount"](row) for row in rows]
    assert psi(amounts, [amount + 0.6 for amount in amounts]) > PSI_LIMIT


def test_every_feature_has_expectations(rows):
    assert broken_invariants(rows) == []


def test_no_banned_feature(config):
    assert banned() & set(config["features"]) == set()


def test_no_feature_reads_a_protected_column(rows):
    """A banned column cannot come back inside another feature either."""
    protected = ("age_group", "id")
    for row in rows[:50]:
        changed = row | dict.fromkeys(protected, "changed")
        assert vector(changed, FEATURES) == vector(row, FEATURES)


class TestFeatures:
    """Each feature against values worked out by hand."""

    @pytest.mark.parametrize(
        ("name", "column", "raw", "expected"),
        [
            ("amount", "amount", "0.00", 0.0),
            ("amount", "amount", "99.00", math.log(100)),
            ("amount", "amount", "1000000.00", math.log(1_000_001)),
            ("night", "hour", "0", 1.0),
            ("night", "hour", "5", 1.0),
            ("night", "hour", "6", 0.0),
            ("foreign", "shop_country", "DE", 0.0),
            ("foreign", "shop_country", "FR", 1.0),
            ("recent", "recent", "3", 3.0),
            ("recent", "recent", "500", 10.0),
            ("card_age", "card_age_days", "0", 0.0),
            ("card_age", "card_age_days", "99", math.log(100)),
            ("new_device", "new_device", "1", 1.0),
        ],
    )
    def test_by_hand(self, name, column, raw, expected):
        assert FEATURES[name](parse(PAYMENT | {column: raw})) == pytest.approx(expected)

    def test_unknown_card_age_is_the_usual_one(self):
        unknown = parse(PAYMENT | {"card_age_days": ""})
        assert FEATURES["card_age"](unknown) == pytest.approx(math.log(401))
