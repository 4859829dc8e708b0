"""What is watched, in training data and in the log of served requests.

The scheduled job runs `python -m fraud.monitoring served.jsonl`, which ends with status 1 when
something is wrong. Each line of the log has the request, the features and the score that were
served, and the row that the nightly export made of the same payment.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fraud.data import ROOT, Row, parse, read, reference
from fraud.features import FEATURES
from fraud.metrics import psi

PSI_LIMIT = 0.2
SKEW_LIMIT = 0.001
ENOUGH_FOR_PSI = 300


def expectations() -> dict[str, Any]:
    return json.loads((ROOT / "config" / "expectations.json").read_text())


def broken_invariants(rows: Sequence[Row]) -> list[str]:
    """The rules of config/expectations.json that these rows break."""
    expected = expectations()
    broken = []
    for name, bounds in expected["features"].items():
        values = [FEATURES[name](row) for row in rows]
        if outside := sum(not bounds["from"] <= value <= bounds["to"] for value in values):
            broken.append(f"{name}: {outside} of {len(values)} outside {bounds}")
    for column, most in expected["most_missing"].items():
        share = sum(row[column] is None for row in rows) / len(rows)
        if share > most:
            broken.append(f"{column}: {share:.1%} missing, at most {most:.1%} expected")
    return broken


def fraud_share_is_usual(rows: Sequence[Row]) -> bool:
    low, high = expectations()["fraud_share"]
    return low <= sum(row["fraud"] for row in rows) / len(rows) <= high


def drift(before: Sequence[Row], after: Sequence[Row]) -> dict[str, float]:
    """The PSI of each feature."""
    return {
        name: psi([compute(row) for row in before], [compute(row) for row in after])
        for name, compute in FEATURES.items()
    }


def not_finite(values: Iterable[float | None]) -> int:
    return sum(value is None or not math.isfinite(value) for value in values)


def skew(log: Sequence[dict[str, Any]]) -> float:
    """The share of served requests with a feature that training computes differently."""
    different = 0
    for record in log:
        row = parse(record["row"])
        different += any(
            not math.isclose(record["features"][name], compute(row), rel_tol=1e-9, abs_tol=1e-9)
            for name, compute in FEATURES.items()
        )
    return different / len(log)


def alarms(log: Sequence[dict[str, Any]]) -> list[str]:
    """All that is wrong with a log of served requests."""
    rows = [parse(record["row"]) for record in log]
    found = broken_invariants(rows)
    if bad := not_finite(record["score"] for record in log):
        found.append(f"score: {bad} of {len(log)} not finite")
    if (share := skew(log)) > SKEW_LIMIT:
        found.append(f"skew: {share:.1%} of the requests differ from training")
    if len(rows) >= ENOUGH_FOR_PSI:
        moved = drift(reference(read()), rows)
        found += [f"{name}: PSI {value:.2f}" for name, value in moved.items() if value > PSI_LIMIT]
    return found


def read_log(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


if __name__ == "__main__":
    wrong = alarms(read_log(Path(sys.argv[1])))
    print("\n".join(wrong) or "nothing is wrong")
    sys.exit(bool(wrong))
