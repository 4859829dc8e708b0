"""The report for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.runs import FILES, MANIFEST, example_run
from helpers.twosided import COMMIT, Web, alone, compared, manifest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from ml_readiness.model.report import Jobs, Run
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
        "jobs": None,
        "repository": None,
        "head": None,
        "base": None,
        "base_tip": None,
        "event": None,
        "errors": [],
        "errors_left_out": 0,
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
                "weakness": None,
                "value": None,
                "bound": None,
                "bound_from": None,
                "value_before": None,
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
        "max_job_age_days": None,
        "refuse_weak": None,
    }
    assert entry["plans"][1] == {
        "goal": "band",
        "target": 1,
        "steps": [{"section": "model", "criterion": "baseline", "action": "mend", "gain": 1}],
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


def valid(run: Run) -> Any:
    """The report of a run, which is valid by its schema."""
    report = json.loads(render(run, View()))
    Draft202012Validator(json.loads(schema_text("report"))).validate(report)
    return report


def test_what_changed_against_the_base(tmp_path: Path) -> None:
    base = MANIFEST.replace("#resluts", "#results").replace("minimum: 3\n", "minimum: 5\n", 1)
    run = compared(
        tmp_path, FILES | {"ml-readiness.yml": base}, FILES | {"ml-readiness.yml": MANIFEST}
    )
    report = valid(run)
    assert report["base"] == COMMIT
    [entry] = report["manifests"]
    assert entry["delta"] == -1
    assert {each["id"]: each["delta"] for each in entry["sections"]} == {
        "data": 0,
        "model": -1,
        "infrastructure": 0,
        "monitoring": 0,
    }
    before = {
        each["id"]: (each["before"], each["earned"])
        for section in entry["sections"]
        for each in section["criteria"]
    }
    assert before["baseline"] == ("manual", "none")
    assert before["feature-expectations"] == ("automated", "automated")
    assert before["slices"] == ("none", "none")
    assert entry["policy"]["minimum"] == {"value": 5, "from": "base"}
    assert [each["reason"] for each in entry["verdict"]["warnings"]] == [
        "regression",
        "regression",
        "regression",
        "bar-lowered",
    ]


def test_half_a_point_less_is_a_json_number(tmp_path: Path) -> None:
    sides = [
        manifest({"feature-cost": (level, "model/card.jsonl")}, rubric="ml-test-score-2017")
        for level in ("automated", "manual")
    ]
    report = valid(compared(tmp_path, alone(sides[0]), alone(sides[1])))
    assert report["manifests"][0]["sections"][0]["delta"] == -0.5
    assert report["manifests"][0]["delta"] == 0


def test_without_a_base_nothing_is_said_of_a_change(tmp_path: Path) -> None:
    [entry] = valid(example_run(tmp_path))["manifests"]
    sections = entry["sections"]
    assert {entry["delta"], *(each["delta"] for each in sections)} == {None}
    assert {each["before"] for section in sections for each in section["criteria"]} == {None}


@pytest.mark.parametrize("jobs", ["asked", "read", "restricted", None])
def test_how_it_is_known_whether_jobs_have_passed(tmp_path: Path, jobs: Jobs | None) -> None:
    report = json.loads(render(replace(example_run(tmp_path), jobs=jobs), View()))
    Draft202012Validator(json.loads(schema_text("report"))).validate(report)
    assert report["jobs"] == jobs


def test_a_manifest_that_is_gone_has_an_entry_without_a_score(tmp_path: Path) -> None:
    base = {
        "a.yml": manifest(name="fraud", policy="minimum: 2, max-age-days: 9"),
        "b.yml": manifest(),
    }
    report = valid(compared(tmp_path, base, {"b.yml": base["b.yml"]}, manifests=("*.yml",)))
    assert report["passed"] is False
    stays, gone = report["manifests"]
    assert (stays["path"], stays["score"]) == ("b.yml", 0)
    assert gone == {
        "path": "a.yml",
        "name": "fraud",
        "rubric": "ml-test-score",
        "score": None,
        "claimed_score": None,
        "maximum": 14,
        "delta": None,
        "band": None,
        "sections": [],
        "checklist": None,
        "policy": {
            "minimum": {"value": 2, "from": "base"},
            "sections": {},
            "checklist": {"minimum": None, "required": []},
            "max_age_days": {"value": 9, "from": "base"},
            "prove_automation": [],
            "accept_links": [],
            "max_job_age_days": None,
            "refuse_weak": None,
        },
        "verdict": {
            "passed": False,
            "reasons": [{"reason": "gone", "message": "a.yml is gone: the base branch has it"}],
            "warnings": [],
        },
        "plans": [],
    }


def test_every_word_about_a_base_is_in_the_schema(tmp_path: Path) -> None:
    link = "https://example.com/"
    policy = "minimum: 2, sections: {data: 1}"
    cited = {
        "feature-cost": ("manual", f'"{link}"'),
        "privacy-controls": ("manual", "model/card.jsonl"),
    }
    base = alone(manifest(cited, policy=policy, rubric="ml-test-score-2017"))
    head = alone(manifest({"feature-cost": cited["feature-cost"]}))
    base["a/b.yml"] = manifest(name="moved", policy="minimum: 1") + "colour: red\n"
    head["a/b.yml"] = manifest(name="moved")
    base["gone.yml"] = manifest(name="gone")
    asked = ("ml-readiness.yml", "a/*.yml", "gone.yml")
    report = valid(compared(tmp_path, base, head, web=Web(), manifests=asked))
    said = {
        each["reason"]
        for entry in report["manifests"]
        for each in (*entry["verdict"]["reasons"], *entry["verdict"]["warnings"])
    }
    assert said == {
        "below-minimum",
        "section-below-minimum",
        "regression",
        "rubric-changed",
        "bar-lowered",
        "base-invalid",
        "gone",
    }


def test_a_base_that_cannot_be_read_is_an_error_without_a_place(tmp_path: Path) -> None:
    report = valid(compared(tmp_path, alone("["), alone(manifest())))
    [error] = report["errors"]
    assert error["message"].startswith("the base's ml-readiness.yml cannot be read")
    assert [error["path"], error["line"], error["column"]] == [None, None, None]
    assert report["manifests"] == []


def test_a_hostile_name_of_what_is_gone_fits_the_schema(tmp_path: Path) -> None:
    for n, name in enumerate(('""', '"\\e[2J"', "x" * 5_000)):
        base = alone(f"version: 1\nname: {name}\ncolour: red\n")
        text = render(compared(tmp_path / str(n), base, {}), View())
        assert text.isascii()
        [gone] = valid(compared(tmp_path / f"again-{n}", base, {}))["manifests"]
        assert 1 <= len(gone["name"]) <= 100


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0.912", "0.912"),
        ("0.90000000000000002", "0.90000000000000002"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        (
            "0.1234567890123456789012345678901234567890",
            "0.1234567890123456789012345678901234567890",
        ),
        ("1e-300", "1e-300"),
        ("-12.50", "-12.5"),
        ("-0.0", "0"),
        ("true", "true"),
        ("false", "false"),
        ('"high"', '"high"'),
        (json.dumps("x" * 300), json.dumps("x" * 199 + "…")),
        (json.dumps('{"exact": "1"}'), json.dumps('{"exact": "1"}')),
        ("[1]", "null"),
        ("1e400", '"1e400"'),
    ],
)
def test_a_value_stands_in_the_report_as_it_stands_in_its_file(
    tmp_path: Path, written: str, shown: str
) -> None:
    claims = {"feature-cost": ("manual", "m.json#/auc")}
    files = alone(manifest(claims), **{"m.json": f'{{"auc": {written}}}'})
    text = render(compared(tmp_path, files, files), View())
    [piece] = pieces(json.loads(text, parse_float=str, parse_int=str))
    for key in ("value", "value_before"):
        assert f'"{key}": {shown},' in text
        assert piece[key] == json.loads(shown, parse_float=str, parse_int=str)
    Draft202012Validator(json.loads(schema_text("report"))).validate(json.loads(text))


def test_a_bound_says_whose_it_is(tmp_path: Path) -> None:
    base, head = (
        alone(
            manifest({"feature-cost": ("manual", f"m.json#/auc {bound}")}),
            **{"m.json": f'{{"auc": {value}}}'},
        )
        for bound, value in ((">= 0.90", "0.934"), (">= 0.8", "0.912"))
    )
    text = render(compared(tmp_path, base, head), View())
    [piece] = pieces(json.loads(text))
    assert {key: piece[key] for key in ("value", "bound", "bound_from", "value_before")} == {
        "value": 0.912,
        "bound": ">= 0.90",
        "bound_from": "base",
        "value_before": 0.934,
    }
    Draft202012Validator(json.loads(schema_text("report"))).validate(json.loads(text))


def pieces(report: Any) -> list[Any]:
    return [
        piece
        for section in report["manifests"][0]["sections"]
        for criterion in section["criteria"]
        for piece in criterion["evidence"]
    ]
