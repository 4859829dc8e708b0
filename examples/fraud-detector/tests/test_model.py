import math
from dataclasses import replace

import pytest

from fraud.metrics import auc
from fraud.model import load, save, train


class TestTraining:
    def test_loss_falls(self, model):
        assert model.losses[-1] < model.losses[0] < 0.3

    def test_untrained_model_is_worse(self, model, train_on, config):
        untouched = train(train_on, config | {"epochs": 0})
        assert len(set(untouched.score_rows(train_on))) == 1
        assert model.losses[-1] < 0.7 * share_entropy(train_on)

    def test_resumes_from_checkpoint(self, model, train_on, config, tmp_path):
        """A run that stopped after five epochs ends where an undisturbed one does."""
        save(train(train_on, config | {"epochs": 5}), tmp_path / "checkpoint.json")
        resumed = train(train_on, config, resume=load(tmp_path / "checkpoint.json"))
        assert resumed.weights == pytest.approx(model.weights, rel=1e-9)
        assert resumed.losses == pytest.approx(model.losses, rel=1e-9)

    def test_stops_at_a_value_that_is_not_finite(self, train_on, config):
        broken = [train_on[0] | {"amount": math.inf}, *train_on[1:100]]
        with pytest.raises(FloatingPointError):
            train(broken, config)


def test_two_trainings_agree(model, train_on, test_on, config):
    again = train(train_on, config)
    differences = zip(model.score_rows(test_on), again.score_rows(test_on), strict=True)
    assert max(abs(one - other) for one, other in differences) < 1e-9


def test_another_seed_gives_nearly_the_same_model(model, train_on, test_on, config):
    other = train(train_on, config | {"seed": config["seed"] + 1})
    differences = zip(model.score_rows(test_on), other.score_rows(test_on), strict=True)
    assert max(abs(one - other) for one, other in differences) < 0.05


def test_beats_baselines(model, test_on):
    """The two rules that the shop had before, and by enough to pay for a model."""
    labels = [row["fraud"] for row in test_on]
    by_amount = auc([row["amount"] for row in test_on], labels)
    signs = [
        (row["hour"] < 6) + (row["card_country"] != row["shop_country"]) + row["new_device"]
        for row in test_on
    ]
    assert auc(model.score_rows(test_on), labels) > max(by_amount, auc(signs, labels)) + 0.05


@pytest.mark.parametrize("country", ["DE", "FR", "NL"])
def test_quality_by_country(country, model, test_on):
    """Countries with at least ten frauds in the test month; Poland has too few to judge."""
    rows = [row for row in test_on if row["card_country"] == country]
    labels = [row["fraud"] for row in rows]
    assert sum(labels) >= 10
    assert auc(model.score_rows(rows), labels) > 0.85


@pytest.mark.parametrize(("low", "high"), [(0, 40), (40, math.inf)], ids=["small", "large"])
def test_quality_by_amount(low, high, model, test_on):
    rows = [row for row in test_on if low <= row["amount"] < high]
    assert auc(model.score_rows(rows), [row["fraud"] for row in rows]) > 0.85


def test_bad_slice_would_be_found(model, test_on):
    """The limit is of use: a model that ignores its two best features misses it."""
    weak = replace(
        model,
        weights=tuple(
            0.0 if name in ("recent", "new_device") else weight
            for name, weight in zip(model.features, model.weights, strict=True)
        ),
    )
    rows = [row for row in test_on if row["card_country"] == "DE"]
    assert auc(weak.score_rows(rows), [row["fraud"] for row in rows]) < 0.85


def share_entropy(rows):
    share = sum(row["fraud"] for row in rows) / len(rows)
    return -share * math.log(share) - (1 - share) * math.log(1 - share)
