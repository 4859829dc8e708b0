"""The last look at a candidate before it may serve."""

import json
from collections.abc import Sequence

from fraud.data import ROOT, Row
from fraud.metrics import auc, false_alarms
from fraud.model import Model
from fraud.serving import answer

MOST_AUC_LOST = 0.01
MOST_FALSE_ALARMS = 0.10


def reasons_against(
    candidate: Model, serving: Model, rows: Sequence[Row], threshold: float
) -> list[str]:
    """Why a candidate may not replace the serving model; an empty list lets it pass."""
    reasons = []
    for known in json.loads((ROOT / "config" / "known-answers.json").read_text()):
        given = answer(candidate, json.dumps(known["request"]), threshold)
        if given["review"] is not known["review"] or given["score"] is None:
            reasons.append(f"known answer: {known['name']} got {given}")
    labels = [row["fraud"] for row in rows]
    scores = candidate.score_rows(rows)
    lost = auc(serving.score_rows(rows), labels) - auc(scores, labels)
    if lost > MOST_AUC_LOST:
        reasons.append(f"AUC falls by {lost:.3f}")
    if (share := false_alarms(scores, labels, threshold)) > MOST_FALSE_ALARMS:
        reasons.append(f"{share:.1%} of the honest payments would go to review")
    return reasons
