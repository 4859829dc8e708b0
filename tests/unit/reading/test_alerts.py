"""The rules of a file are found as Prometheus and its operator find them."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.alert_tests import may_test, read_alert_tests
from ml_readiness.reading.alerts import RuleFile, read_rule_file


def rules(text: str) -> RuleFile:
    return read_rule_file(dedent(text).encode())


def one_group(rule: str) -> str:
    return f"groups:\n- name: g\n  rules:\n  - {rule}\n"


def test_alerts_are_found_at_their_lines() -> None:
    file = rules("""\
        groups:
        - name: model
          rules:
          - record: job:errors:rate5m
            expr: sum(rate(errors_total[5m]))
          - alert: ModelTooOld
            expr: |
              time() - trained_seconds
                > 86400
          - expr: vector(1)
            alert: Dead
        - name: 2
          rules:
          - {alert: 3, expr: up == 0}
        """)
    assert {name: each.line for name, each in file.alerts.items()} == {
        "ModelTooOld": 6,
        "Dead": 11,
        "3": 14,
    }
    assert {name for name, each in file.alerts.items() if each.flaw} == {"Dead"}
    assert file.records == {"job:errors:rate5m"}
    assert file.groups == {"model", "2"}


def test_every_document_is_looked_at_and_other_objects_are_not() -> None:
    file = rules("""\
        apiVersion: v1
        kind: ConfigMap
        groups: [{name: c, rules: [{alert: InConfig, expr: up}]}]
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        spec:
          groups: [{name: a, rules: [{alert: Ours, expr: up}]}]
        ---
        # nothing
        ---
        groups: [{name: a, rules: [{alert: Plain, expr: up}]}]
        """)
    assert set(file.alerts) == {"Ours", "Plain"}
    assert file.alerts["Plain"].line == 12


def test_of_two_alerts_with_one_name_the_one_that_fires_decides() -> None:
    file = rules("""\
        groups:
        - name: g
          rules:
          - {alert: A, expr: vector(1)}
          - {alert: A, expr: up == 0}
          - {alert: A, expr: vector(2)}
        """)
    assert file.alerts["A"].line == 5
    assert file.alerts["A"].flaw is None


def test_aliases_and_merged_rules_are_read() -> None:
    file = rules("""\
        groups:
        - name: g
          rules:
          - &a
            alert: A
            expr: up == 0
          - <<: *a
            alert: B
          - <<: [{expr: down > 1}, *a]
        - name: h
          rules: [*a]
        """)
    assert {name: each.line for name, each in file.alerts.items()} == {"A": 5, "B": 8}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("groups: [", "this is not valid YAML"),
        (one_group("{alert: A, expr: up, expr: up}"), "given twice"),
        ("groups:\n- rules: []\n", "a group has no name (line 2)"),
        ("groups:\n- name: g\n- name: g\n", "two groups are called 'g' (line 3)"),
        (one_group("{alert: A, record: b, expr: up}"), "one is both (line 4)"),
        (one_group("{expr: up}"), "one is neither (line 4)"),
        (one_group("{alert: A}"), "a rule has no 'expr' (line 4)"),
        (one_group('{alert: A, expr: ""}'), "a rule has no 'expr' (line 4)"),
        ("groups:\n{{- range .Values.a }}\n- {{ . }}\n", "a template is no YAML"),
    ],
)
def test_what_prometheus_refuses_has_no_alerts(text: str, why: str) -> None:
    file = read_rule_file(text.encode())
    assert why in (file.error or "")
    assert not file.alerts


@pytest.mark.parametrize("text", ["", "[]", "a: 1", "groups: {name: g}", "spec: {groups: []}", "x"])
def test_other_yaml_has_no_rules(text: str) -> None:
    assert read_rule_file(text.encode()) == RuleFile()


@given(st.binary() | st.text().map(str.encode))
def test_any_file_has_an_answer(content: bytes) -> None:
    assert isinstance(read_rule_file(content), RuleFile)
    assert not read_alert_tests(content).covers("A", "a.yml", "")


class TestTests:
    CONTENT = b"""\
rule_files: [../rules.yml, more/*.yml, 3]
tests:
- alert_rule_test:
  - {alertname: A, eval_time: 1m}
  - {eval_time: 1m}
- promql_expr_test: []
"""

    @pytest.mark.parametrize(
        ("alert", "path", "covered"),
        [
            ("A", "rules.yml", True),
            ("A", "tests/more/x.yml", True),
            ("A", "tests/more/deep/x.yml", False),
            ("A", "tests/rules.yml", False),
            ("B", "rules.yml", False),
        ],
    )
    def test_a_test_covers_the_alerts_that_it_names(
        self, alert: str, path: str, covered: bool
    ) -> None:
        assert read_alert_tests(self.CONTENT).covers(alert, path, "tests") is covered

    @pytest.mark.parametrize(
        ("path", "may"),
        [
            ("ops/a_test.yml", True),
            ("ops/tests/a.yml", True),
            ("ops/more/a_test.yml", False),
            ("tests/a.yml", False),
        ],
    )
    def test_tests_are_looked_for_beside_the_rules(self, path: str, may: bool) -> None:
        assert may_test(path, "ops") is may
