"""A logistic regression, trained by stochastic gradient descent."""

import json
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fraud.data import Row
from fraud.features import vector
from fraud.metrics import log_loss


@dataclass(frozen=True)
class Model:
    """The weights, and how to scale the features before they are used."""

    version: str
    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    epochs: int = 0
    losses: tuple[float, ...] = ()

    def score(self, values: Sequence[float]) -> float:
        """The probability of fraud for one vector of features."""
        scaled = zip(values, self.means, self.scales, self.weights, strict=True)
        return sigmoid(self.bias + sum((x - mean) / scale * w for x, mean, scale, w in scaled))

    def score_rows(self, rows: Sequence[Row]) -> list[float]:
        return [self.score(vector(row, self.features)) for row in rows]


def sigmoid(z: float) -> float:
    if z < 0:
        return 1 - sigmoid(-z)
    return 1 / (1 + math.exp(-z))


def untrained(rows: Sequence[Row], config: dict, version: str) -> Model:
    """All weights zero; the bias is the share of fraud."""
    columns = list(zip(*(vector(row, config["features"]) for row in rows), strict=True))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column))
        for column, mean in zip(columns, means, strict=True)
    ]
    share = sum(row["fraud"] for row in rows) / len(rows)
    return Model(
        version=version,
        features=tuple(config["features"]),
        means=tuple(means),
        scales=tuple(spread or 1.0 for spread in spreads),
        weights=(0.0,) * len(columns),
        bias=math.log(share / (1 - share)),
    )


def train(
    rows: Sequence[Row], config: dict, version: str = "candidate", *, resume: Model | None = None
) -> Model:
    """A model after all epochs; `resume` is the checkpoint of a run that stopped early."""
    model = resume or untrained(rows, config, version)
    labels = [row["fraud"] for row in rows]
    inputs = [
        [(x - mean) / scale for x, mean, scale in zip(values, model.means, model.scales, strict=True)]
        for values in (vector(row, model.features) for row in rows)
    ]
    order = list(range(len(rows)))
    while model.epochs < config["epochs"]:
        # Each epoch has an order of its own, which a resumed run finds again.
        order.sort()
        random.Random(f"{config['seed']}/{model.epochs}").shuffle(order)
        model = one_epoch(model, [(inputs[i], labels[i]) for i in order], config)
        loss = log_loss(model.score_rows(rows), labels)
        if not all(map(math.isfinite, (loss, model.bias, *model.weights))):
            raise FloatingPointError(f"not finite after epoch {model.epochs}")
        model = replace(model, losses=(*model.losses, loss))
    return model


def one_epoch(model: Model, examples: Sequence[tuple[list[float], int]], config: dict) -> Model:
    rate = config["learning_rate"] / (1 + model.epochs)
    weights, bias = list(model.weights), model.bias
    for values, label in examples:
        error = sigmoid(bias + sum(w * x for w, x in zip(weights, values, strict=True))) - label
        bias -= rate * error
        weights = [
            w - rate * (error * x + config["l2"] * w) for w, x in zip(weights, values, strict=True)
        ]
    return replace(model, weights=tuple(weights), bias=bias, epochs=model.epochs + 1)


def save(model: Model, path: Path) -> None:
    path.write_text(json.dumps(asdict(model), indent=1) + "\n")


def load(path: Path) -> Model:
    data = json.loads(path.read_text())
    return Model(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})
