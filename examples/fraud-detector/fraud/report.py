"""The tables of the documents, computed anew: `python -m fraud.report`.

A test compares them with docs/, so a document cannot keep numbers of an older model.
"""

import csv
import io
import json
import timeit
from collections.abc import Iterable, Sequence

from fraud.data import ROOT, Row, read, split
from fraud.features import FEATURES, configuration, vector
from fraud.metrics import auc, correlation, false_alarms, log_loss, psi, recall
from fraud.model import Model, train

TRIED = {"learning_rate": [0.005, 0.05, 0.5], "l2": [0, 0.001, 0.1], "epochs": [1, 4, 12]}


def table(head: Sequence[str], body: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def labels(rows: Sequence[Row]) -> list[int]:
    return [row["fraud"] for row in rows]


def benefit(rows: Sequence[Row]) -> str:
    """How each feature goes with fraud, and with the feature that it is closest to."""
    columns = {name: [compute(row) for row in rows] for name, compute in FEATURES.items()}
    body = []
    for name, column in columns.items():
        others = {
            other: correlation(column, values) for other, values in columns.items() if other != name
        }
        closest = max(others, key=lambda other: abs(others[other]))
        with_fraud = correlation(column, labels(rows))
        body.append((name, f"{with_fraud:+.2f}", f"{closest} {others[closest]:+.2f}"))
    return table(("feature", "with fraud", "closest other feature"), body)


def left_out(train_on: Sequence[Row], test_on: Sequence[Row], config: dict) -> str:
    """What the model loses without a feature."""
    whole = auc(train(train_on, config).score_rows(test_on), labels(test_on))
    body = []
    for name in config["features"]:
        rest = [other for other in config["features"] if other != name]
        smaller = train(train_on, config | {"features": rest})
        lost = whole - auc(smaller.score_rows(test_on), labels(test_on))
        body.append((name, f"{lost:.3f}"))
    return table(("feature", "AUC lost without it"), body)


def benchmark(model: Model, train_on: Sequence[Row], test_on: Sequence[Row], config: dict) -> str:
    body = []
    for name, rows in (("training", train_on), ("test", test_on)):
        scores, truth = model.score_rows(rows), labels(rows)
        body.append((
            name, len(rows), sum(truth), f"{auc(scores, truth):.3f}", f"{log_loss(scores, truth):.3f}",
            f"{recall(scores, truth, config['threshold']):.2f}",
            f"{false_alarms(scores, truth, config['threshold']):.3f}",
        ))
    return table(("set", "payments", "frauds", "AUC", "log loss", "recall", "false alarms"), body)


def baselines(model: Model, test_on: Sequence[Row]) -> str:
    truth = labels(test_on)
    rules = {
        "chance": [0.5] * len(test_on),
        "the amount alone": [row["amount"] for row in test_on],
        "count of warning signs": [
            sum(vector(row, ("night", "foreign", "new_device"))) for row in test_on
        ],
        "this model": model.score_rows(test_on),
    }
    return table(("rule", "AUC"), ((name, f"{auc(s, truth):.3f}") for name, s in rules.items()))


def groups(model: Model, test_on: Sequence[Row], config: dict) -> str:
    body = []
    for group in sorted({row["age_group"] for row in test_on}):
        rows = [row for row in test_on if row["age_group"] == group]
        scores, truth = model.score_rows(rows), labels(rows)
        body.append((
            group, len(rows), sum(truth), f"{recall(scores, truth, config['threshold']):.2f}",
            f"{false_alarms(scores, truth, config['threshold']):.3f}",
        ))
    return table(("age", "payments", "frauds", "recall", "false alarms"), body)


def distribution(train_on: Sequence[Row], test_on: Sequence[Row]) -> str:
    body = [
        (name, f"{psi([compute(row) for row in train_on], [compute(row) for row in test_on]):.3f}")
        for name, compute in FEATURES.items()
    ]
    return table(("feature", "PSI of test against training"), body)


def tables() -> dict[str, str]:
    """Every table, by the document that holds it and its subject."""
    train_on, test_on = split(read())
    config = configuration()
    model = train(train_on, config)
    return {
        "docs/features.md benefit": benefit(train_on),
        "docs/feature-cost.md gain": left_out(train_on, test_on, config),
        "docs/model-card.md benchmark": benchmark(model, train_on, test_on, config),
        "docs/model-card.md baseline": baselines(model, test_on),
        "docs/model-card.md distribution": distribution(train_on, test_on),
        "docs/ethics.md groups": groups(model, test_on, config),
    }


def grid(name: str) -> str:
    """The test results of each value of one hyperparameter, the others left as they are."""
    train_on, test_on = split(read())
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow((name, "log_loss", "auc"))
    for value in TRIED[name]:
        scores = train(train_on, configuration() | {name: value}).score_rows(test_on)
        truth = labels(test_on)
        writer.writerow((value, f"{log_loss(scores, truth):.4f}", f"{auc(scores, truth):.4f}"))
    return written.getvalue()


def metrics() -> str:
    """The results on the test set, as a file that a bound can be set on."""
    train_on, test_on = split(read())
    config, truth = configuration(), labels(test_on)
    scores = train(train_on, config).score_rows(test_on)
    found = {
        "auc": round(auc(scores, truth), 3),
        "recall": round(recall(scores, truth, config["threshold"]), 2),
        "false_alarms": round(false_alarms(scores, truth, config["threshold"]), 3),
    }
    return json.dumps({"set": "test", "payments": len(test_on), "metrics": found}, indent=1) + "\n"


def cost() -> str:
    """The time of each feature; it differs from machine to machine, so no test repeats it."""
    rows = read()
    body = []
    for name, compute in FEATURES.items():
        times = timeit.repeat("[compute(row) for row in rows]", globals=locals(), number=10)
        body.append((name, f"{min(times) / 10 / len(rows) * 1e9:.0f}"))
    return table(("feature", "nanoseconds for one payment"), body)


if __name__ == "__main__":
    for title, text in tables().items():
        print(f"{title}\n\n{text}\n")
    print(f"docs/feature-cost.md cost\n\n{cost()}")
    (ROOT / "reports" / "metrics.json").write_text(metrics())
    for name in TRIED:
        (ROOT / "reports" / "hyperparameters" / f"{name}.csv").write_text(grid(name))
