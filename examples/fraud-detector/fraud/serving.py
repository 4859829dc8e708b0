"""Scoring one payment while the customer waits.

The request comes from the shop's till and not from the export, so the features are computed here by
other code than in training: amounts are in cents, and the time is text.
"""

import json
import math
from datetime import date
from typing import Any

from fraud.features import MOST_RECENT, USUAL_CARD_AGE
from fraud.model import Model

REVIEW_ABOVE_CENTS = 50_000


def compute(request: dict[str, Any]) -> dict[str, float]:
    """All features of one request."""
    issued = request["card"].get("issued")
    age = (date.fromisoformat(request["day"]) - date.fromisoformat(issued)).days if issued else None
    return {
        "amount": math.log1p(request["amount_cents"] / 100),
        "night": 1.0 if request["time"] < "06:00" else 0.0,
        "foreign": 0.0 if request["card"]["country"] == request["shop"]["country"] else 1.0,
        "recent": float(min(request["payments_last_hour"], MOST_RECENT)),
        "card_age": math.log1p(USUAL_CARD_AGE if age is None else age),
        "new_device": 0.0 if request["device_known"] else 1.0,
    }


def answer(model: Model, body: str, threshold: float) -> dict[str, Any]:
    """What the service answers; a request that cannot be scored goes by a plain rule instead."""
    request = json.loads(body)
    try:
        features = compute(request)
        score = model.score([features[name] for name in model.features])
    except (KeyError, TypeError, ValueError):
        score = math.nan
    if not math.isfinite(score):
        review = request.get("amount_cents", 0) >= REVIEW_ABOVE_CENTS
        return {"model": "rule", "score": None, "review": review}
    return {"model": model.version, "score": score, "review": score >= threshold}
