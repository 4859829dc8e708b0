import json
from dataclasses import replace

import pytest

from fraud import pipeline
from fraud.data import ROOT, TRANSACTIONS
from fraud.model import load
from fraud.monitoring import read_log
from fraud.release import reasons_against
from fraud.serving import answer


@pytest.fixture(scope="module")
def serving():
    return load(pipeline.SERVING)


@pytest.fixture(scope="module")
def log():
    return read_log(ROOT / "data" / "served.jsonl")


def test_from_export_to_answer(tmp_path, log, config):
    """All steps in one piece, and the model goes through a file as it does in production."""
    built = pipeline.build(TRANSACTIONS, tmp_path / "model.json")
    served = load(tmp_path / "model.json")
    assert served == built
    given = answer(served, json.dumps(log[0]["request"]), config["threshold"])
    assert given["model"] == "candidate"
    assert 0 < given["score"] < 1


def test_bad_export_stops_the_pipeline(tmp_path):
    lines = TRANSACTIONS.read_text().splitlines()
    fields = lines[1].split(",")
    fields[lines[0].split(",").index("amount")] = "99999999"
    source, target = tmp_path / "export.csv", tmp_path / "model.json"
    source.write_text("\n".join([lines[0], ",".join(fields), *lines[2:]]) + "\n")
    with pytest.raises(pipeline.Refused, match="amount"):
        pipeline.build(source, target)
    assert not target.exists()


def test_candidate_may_replace_serving_model(model, serving, test_on, config):
    assert reasons_against(model, serving, test_on, config["threshold"]) == []


def test_bad_candidate_is_refused(model, serving, test_on, config):
    backwards = replace(model, weights=tuple(-weight for weight in model.weights))
    reasons = reasons_against(backwards, serving, test_on, config["threshold"])
    assert any(reason.startswith("known answer") for reason in reasons)
    assert any(reason.startswith("AUC falls") for reason in reasons)


def test_recorded_requests_get_their_recorded_scores(serving, log, config):
    """The serving code loads the serving model and answers what production has answered."""
    for record in log:
        given = answer(serving, json.dumps(record["request"]), config["threshold"])
        assert given["score"] == pytest.approx(record["score"], abs=1e-9)


@pytest.mark.parametrize(("cents", "review"), [(1_000, False), (80_000, True)])
def test_request_without_a_card_goes_by_the_rule(cents, review, serving, config):
    given = answer(serving, json.dumps({"amount_cents": cents}), config["threshold"])
    assert given == {"model": "rule", "score": None, "review": review}
