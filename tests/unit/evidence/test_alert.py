"""What is said of an alert that holds: where it stands, and what tests it."""

from pathlib import Path

import pytest
from helpers.harness import write
from helpers.runs import SOURCE, example_run

from ml_readiness.model.evidence import Finding

MANIFEST = """\
version: 1
name: a
tests:
  monitoring:
    model-age: {level: automated, evidence: ["ops/alerts.yml#Age"]}
policy: {prove-automation: [monitoring]}
"""
ALERTS = """\
groups:
  - name: g
    rules:
      - {alert: Age, expr: model_age_days > 30}
      - {alert: Other, expr: up == 0}
"""
TESTS = "rule_files: [alerts.yml]\ntests: [{alert_rule_test: [{alertname: Age}]}]\n"


def finding(folder: Path, files: dict[str, str]) -> Finding:
    write(folder, {"ops/alerts.yml": ALERTS, **files})
    return example_run(folder, MANIFEST).entries[0].report.findings[0]


def test_it_is_linked_at_its_line_and_proves_automation(tmp_path: Path) -> None:
    write(tmp_path, {"ops/alerts.yml": ALERTS})
    report = example_run(tmp_path, MANIFEST).entries[0].report
    assert report.findings[0].place(SOURCE) == (
        f"{SOURCE.repository}/blob/{SOURCE.commit}/ops/alerts.yml#L4"
    )
    assert {each.earned for each in report.criteria if each.findings} == {"automated"}


@pytest.mark.parametrize("path", ["ops/alerts_test.yml", "ops/test.alerts.yaml"])
def test_the_file_that_tests_it_is_named(tmp_path: Path, path: str) -> None:
    found = finding(
        tmp_path, {"ops/a_test.yml": "[", "ops/b_test.yml": "x" * 1_100_000, path: TESTS}
    )
    assert found.judgement.message == f"ops/alerts.yml has the alert Age, and {path} tests it"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ops/alerts_test.yml", TESTS.replace("Age", "Other")),
        ("ops/alerts_test.yml", TESTS.replace("alerts.yml", "others.yml")),
        ("ops/more/alerts_test.yml", TESTS),
        ("tests/alerts_test.yml", TESTS),
    ],
)
def test_a_file_that_tests_something_else_is_not(tmp_path: Path, path: str, text: str) -> None:
    found = finding(tmp_path, {path: text})
    assert found.judgement.message == "ops/alerts.yml has the alert Age"
