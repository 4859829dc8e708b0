"""A score from 0 to 1 for each customer, by hand-set weights that a training run may move."""

import math

WEIGHTS = {"logins": -0.2, "complaints": 0.9, "months": -0.05}
BIAS = 0.4
BANNED = {"age", "gender", "postcode"}
RANGES = {"logins": (0, 500), "complaints": (0, 50), "months": (0, 600)}


def score(customer, weights=WEIGHTS, bias=BIAS):
    z = bias + sum(weight * customer[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-z))


def train(customers, steps=50, rate=0.01):
    """The weights after some steps of gradient descent, always in the same order."""
    weights, bias = dict(WEIGHTS), BIAS
    for _ in range(steps):
        for customer in customers:
            error = score(customer, weights, bias) - customer["left"]
            bias -= rate * error
            for name in weights:
                weights[name] -= rate * error * customer[name]
    return weights, bias


def in_range(customer):
    return all(low <= customer[name] <= high for name, (low, high) in RANGES.items())
