"""The metrics, one by one: training, tests and the dashboard all use these."""

import math
from collections.abc import Sequence


def auc(scores: Sequence[float], labels: Sequence[int]) -> float:
    """How often a fraud is scored above an honest payment; a tie is half."""
    order = sorted(zip(scores, labels, strict=True))
    rank_sum = 0.0
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and order[end][0] == order[start][0]:
            end += 1
        middle = (start + 1 + end) / 2
        rank_sum += middle * sum(label for _, label in order[start:end])
        start = end
    frauds = sum(labels)
    honest = len(labels) - frauds
    return (rank_sum - frauds * (frauds + 1) / 2) / (frauds * honest)


def recall(scores: Sequence[float], labels: Sequence[int], threshold: float) -> float:
    """The share of frauds that is flagged."""
    caught = [score >= threshold for score, label in zip(scores, labels, strict=True) if label]
    return sum(caught) / len(caught)


def false_alarms(scores: Sequence[float], labels: Sequence[int], threshold: float) -> float:
    """The share of honest payments that is flagged."""
    alarms = [score >= threshold for score, label in zip(scores, labels, strict=True) if not label]
    return sum(alarms) / len(alarms)


def log_loss(scores: Sequence[float], labels: Sequence[int]) -> float:
    tiny = 1e-12
    terms = (
        math.log(max(score if label else 1 - score, tiny))
        for score, label in zip(scores, labels, strict=True)
    )
    return -math.fsum(terms) / len(labels)


def correlation(left: Sequence[float], right: Sequence[float]) -> float:
    count = len(left)
    mean_left, mean_right = math.fsum(left) / count, math.fsum(right) / count
    together = math.fsum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    spread_left = math.fsum((a - mean_left) ** 2 for a in left)
    spread_right = math.fsum((b - mean_right) ** 2 for b in right)
    return together / math.sqrt(spread_left * spread_right)


def psi(expected: Sequence[float], actual: Sequence[float], bins: int = 10) -> float:
    """The population stability index: 0 for equal distributions, above 0.2 for a clear change."""
    ordered = sorted(expected)
    edges = sorted({ordered[len(ordered) * step // bins] for step in range(1, bins)})
    shares = []
    for values in (expected, actual):
        counts = [0] * (len(edges) + 1)
        for value in values:
            counts[sum(value >= edge for edge in edges)] += 1
        # Half a value in each bin keeps an empty one from making the index infinite.
        shares.append([(count + 0.5) / (len(values) + 0.5 * len(counts)) for count in counts])
    return math.fsum((b - a) * math.log(b / a) for a, b in zip(*shares, strict=True))
