import copy
import json
import math

import pytest

from fraud.data import ROOT, parse
from fraud.model import load
from fraud.monitoring import (
    PSI_LIMIT,
    alarms,
    broken_invariants,
    drift,
    fraud_share_is_usual,
    not_finite,
    read_log,
    skew,
)
from fraud.serving import answer, compute


@pytest.fixture
def log():
    return read_log(ROOT / "data" / "served.jsonl")


def test_training_data_keeps_invariants(rows):
    assert broken_invariants(rows) == []
    assert fraud_share_is_usual(rows)


def test_served_requests_keep_invariants(log):
    assert broken_invariants([parse(record["row"]) for record in log]) == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("amount", 1e6, "amount: 20 of 20"), ("card_age_days", None, "card_age_days: 100.0% missing")],
)
def test_broken_invariant_is_noticed(column, value, said, rows):
    broken = broken_invariants([row | {column: value} for row in rows[:20]])
    assert any(line.startswith(said) for line in broken)


def test_missing_labels_are_noticed(rows):
    assert not fraud_share_is_usual([row | {"fraud": 0} for row in rows])


class TestSkew:
    """Serving has feature code of its own; both have to compute the same values."""

    def test_serving_computes_what_training_computes(self, log):
        for record in log:
            record["features"] = compute(record["request"])
        assert skew(log) == 0

    def test_logged_features_agree_with_training(self, log):
        assert skew(log) == 0

    def test_wrong_unit_is_noticed(self, log):
        for record in log:
            request = record["request"] | {"amount_cents": record["request"]["amount_cents"] * 100}
            record["features"] = compute(request)
        assert skew(log) == 1


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, None])
def test_score_that_is_not_finite_is_noticed(bad, log):
    log[3]["score"] = bad
    assert not_finite(record["score"] for record in log) == 1
    assert any("not finite" in alarm for alarm in alarms(log))


@pytest.mark.parametrize("cents", [0, 1, 10**15])
@pytest.mark.parametrize("payments", [0, 10**9])
def test_extreme_request_gets_a_finite_score(cents, payments, log, config):
    model = load(ROOT / "models" / "serving.json")
    request = log[0]["request"] | {"amount_cents": cents, "payments_last_hour": payments}
    given = answer(model, json.dumps(request), config["threshold"])
    assert 0 <= given["score"] <= 1


def test_drift_is_noticed(rows):
    moved = [row | {"amount": row["amount"] * 2, "new_device": 1} for row in rows]
    found = {name for name, value in drift(rows, moved).items() if value > PSI_LIMIT}
    assert found == {"amount", "new_device"}


def test_healthy_log_raises_no_alarm(log):
    assert alarms(copy.deepcopy(log)) == []
