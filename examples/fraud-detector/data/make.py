"""Writes data/transactions.csv, data/served.jsonl and models/serving.json. All payments are invented.

Run `python data/make.py` in the folder of the example. The same files come out every time.
"""

import csv
import json
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from fraud.data import ROOT, TRANSACTIONS, read, reference
from fraud.features import configuration
from fraud.model import load, save, sigmoid, train
from fraud.serving import answer, compute

FIRST, LAST = date(2026, 7, 1), date(2026, 10, 31)
PER_DAY = 16
COUNTRIES = {"DE": 0.45, "FR": 0.25, "NL": 0.18, "PL": 0.12}
AGE_GROUPS = {"18-29": 0.25, "30-44": 0.3, "45-59": 0.25, "60+": 0.2}


def choose(source: random.Random, shares: dict[str, float]) -> str:
    left = source.random()
    for name, share in shares.items():
        left -= share
        if left < 0:
            return name
    return name


def bell(source: random.Random) -> float:
    """Roughly normal, mean 0 and spread 1."""
    return sum(source.random() for _ in range(12)) - 6


def payments() -> list[dict]:
    source = random.Random(20261123)
    rows = []
    for day in range((LAST - FIRST).days + 1):
        for _ in range(PER_DAY):
            group = choose(source, AGE_GROUPS)
            night = source.random() < (0.2 if group == "18-29" else 0.08)
            hour = int(source.random() * 6) if night else 6 + int(source.random() * 18)
            amount = round(math.exp(3.6 + 0.9 * bell(source)), 2)
            country = choose(source, COUNTRIES)
            shop = country if source.random() < 0.8 else choose(source, COUNTRIES)
            age = int(math.exp(5.9 + 0.9 * bell(source)))
            recent = int(-math.log(1 - source.random()) * 0.9)
            new_device = int(source.random() < 0.15)
            logit = (
                -5.0
                + 1.0 * (math.log1p(amount) - 3.6)
                + 1.9 * night
                + 2.3 * (country != shop)
                + 1.2 * recent
                - 0.7 * (math.log1p(age) - 5.9)
                + 3.0 * new_device
            )
            rows.append({
                "id": f"T{len(rows) + 1:05}",
                "date": (FIRST + timedelta(days=day)).isoformat(),
                "hour": hour,
                "amount": f"{amount:.2f}",
                "card_country": country,
                "shop_country": shop,
                "card_age_days": "" if source.random() < 0.02 else age,
                "recent": recent,
                "new_device": new_device,
                "age_group": group,
                "fraud": int(source.random() < sigmoid(logit)),
            })
    return rows


def request(row: dict) -> dict:
    """The same payment as the till sends it."""
    day = date.fromisoformat(row["date"])
    age = row["card_age_days"]
    card = {"country": row["card_country"]}
    if age is not None:
        card["issued"] = (day - timedelta(days=age)).isoformat()
    return {
        "day": row["date"],
        "time": f"{row['hour']:02}:{int(row['id'][1:]) % 60:02}",
        "amount_cents": round(row["amount"] * 100),
        "card": card,
        "shop": {"country": row["shop_country"]},
        "payments_last_hour": row["recent"],
        "device_known": not row["new_device"],
    }


def main() -> None:
    with TRANSACTIONS.open("w", newline="", encoding="utf-8") as file:
        made = payments()
        writer = csv.DictWriter(file, list(made[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    rows = read()
    config = configuration()
    path = ROOT / "models" / "serving.json"
    save(train(reference(rows), config, "2026-09"), path)
    serving = load(path)
    with (ROOT / "data" / "served.jsonl").open("w", encoding="utf-8") as log:
        for row in rows[-40:]:
            asked = request(row)
            given = answer(serving, json.dumps(asked), config["threshold"])
            raw = {key: "" if value is None else str(value) for key, value in row.items()}
            record = {"request": asked, "features": compute(asked), "score": given["score"], "row": raw}
            log.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
