"""From the export to a model that may serve: `python -m fraud.pipeline transactions.csv model.json`."""

import sys
from pathlib import Path

from fraud.data import ROOT, read, split
from fraud.features import banned, configuration
from fraud.model import Model, load, save, train
from fraud.monitoring import broken_invariants, fraud_share_is_usual
from fraud.release import reasons_against

SERVING = ROOT / "models" / "serving.json"


class Refused(Exception):
    """A step that stops the pipeline."""


def build(source: Path, target: Path) -> Model:
    rows = read(source)
    config = configuration()
    if unsuitable := banned() & set(config["features"]):
        raise Refused(f"banned features: {sorted(unsuitable)}")
    if broken := broken_invariants(rows):
        raise Refused("; ".join(broken))
    learn_from, judge_by = split(rows)
    if not fraud_share_is_usual(learn_from):
        raise Refused("the share of fraud is unusual")
    candidate = train(learn_from, config)
    if reasons := reasons_against(candidate, load(SERVING), judge_by, config["threshold"]):
        raise Refused("; ".join(reasons))
    save(candidate, target)
    return candidate


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
