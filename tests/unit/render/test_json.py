"""The report for programs."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator
from unit.render.runs import example_run

from ml_readiness.model.view import View
from ml_readiness.reading.rubric import schema_text
from ml_readiness.render.json import render


def test_the_report_is_valid_by_its_schema(tmp_path: Path) -> None:
    report = json.loads(render(example_run(tmp_path), View()))
    Draft202012Validator(json.loads(schema_text("report"))).validate(report)
    assert report["manifests"][0]["path"] == "ml-readiness.yml"


def test_the_report_as_the_contract_shows_it(tmp_path: Path) -> None:
    report = json.loads(render(example_run(tmp_path), View()))
    [entry] = report.pop("manifests")
    assert report == {
        "version": 1,
        "tool": "0.1.0",
        "passed": False,
        "fail_on": "minimum",
        "links": "checked",
        "head": None,
        "base": None,
        "event": None,
        "errors": [],
    }
    model = entry["sections"][1]
    assert {key: model[key] for key in ("id", "points", "claimed_points", "maximum")} == {
        "id": "model",
        "points": 0,
        "claimed_points": 2,
        "maximum": 14,
    }
    assert model["criteria"][4] == {
        "id": "baseline",
        "code": "Model 5",
        "claimed": "automated",
        "earned": "none",
        "before": None,
        "points": 0,
        "reason": "missing",
        "line": 13,
        "evidence": [
            {
                "ref": "docs/cost.md#resluts",
                "kind": "file",
                "outcome": "missing",
                "reason": "no-such-heading",
                "message": "docs/cost.md has no heading #resluts",
                "hint": "did you mean 'results'?",
                "line": 13,
                "column": 45,
            }
        ],
    }
    assert entry["checklist"]["considered"] == 2
    assert entry["checklist"]["items"][0]["counted"] is True
    assert entry["policy"] == {
        "minimum": {"value": 3, "from": "head"},
        "sections": {"monitoring": {"value": 4, "from": "head"}},
        "checklist": {
            "minimum": {"value": 3, "from": "head"},
            "required": [{"value": "ethics", "from": "head"}],
        },
        "max_age_days": {"value": 90, "from": "head"},
        "prove_automation": [{"value": "monitoring", "from": "head"}],
        "accept_links": [{"value": "grafana.example.com/d/", "from": "head"}],
    }
    assert entry["plans"][1] == {
        "goal": "band",
        "target": 1,
        "steps": [{"section": "model", "criterion": "baseline", "action": "mend", "gain": 2}],
    }


def test_halves_are_json_numbers(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\nrubric: ml-test-score-2017\n"
        "tests:\n  data:\n    feature-cost: {level: manual, evidence: [docs/cost.md]}\n"
    )
    text = render(example_run(tmp_path, manifest), View())
    assert json.loads(text)["manifests"][0]["sections"][0]["points"] == 0.5


def test_it_is_plain_ascii(tmp_path: Path) -> None:
    manifest = 'version: 1\nname: "é \\u202e"\n'
    assert render(example_run(tmp_path, manifest), View()).isascii()
