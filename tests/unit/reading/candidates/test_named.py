"""Named things of rule files, Makefiles, files of DVC, and files of results."""

import pytest

from ml_readiness.reading.candidates.named import (
    MOST_NUMBERS,
    alerts,
    has_stages,
    is_measured,
    numbers,
    stages,
)

RULES = b"groups:\n- name: g\n  rules:\n  - {alert: ModelTooOld, expr: model_age_days > 9}\n"


def test_an_alert_has_the_words_of_its_name_and_of_what_it_watches() -> None:
    [alert] = alerts("ops/a.yml", RULES)
    assert (alert.reference, {*alert.name}) == ("ops/a.yml#ModelTooOld", {"model", "too", "old"})
    assert alert.does == {"model", "age", "days", "9"}


@pytest.mark.parametrize(
    "content",
    [RULES.replace(b"alert:", b"record:"), RULES.replace(b"expr:", b"when:"), b"alert:\nexpr:\n"],
)
def test_other_files_have_no_alerts(content: bytes) -> None:
    assert [*alerts("ops/a.yml", content)] == []


def test_stages_are_those_of_a_makefile_or_of_dvc() -> None:
    assert [
        path
        for path in ("a/Makefile", "dvc.yaml", "GNUmakefile", "a.mk", "Makefile/x", "b")
        if has_stages(path)
    ] == ["a/Makefile", "dvc.yaml", "GNUmakefile"]
    [target] = stages("a/Makefile", b"eval_model:\n\tpython e.py\n\nname := no\n")
    assert (target.reference, {*target.name}) == ("a/Makefile#eval_model", {"eval", "model"})
    [stage] = stages("dvc.yaml", b"stages: {tune: {cmd: python t.py}}\n")
    assert (stage.reference, {*stage.name}) == ("dvc.yaml#tune", {"tune"})
    assert not stage.does


@pytest.mark.parametrize(
    ("path", "measured"),
    [
        ("reports/metrics.json", True),
        ("a/model_SCORE_1.yaml", True),
        ("benchmark-results.yml", True),
        ("metrics/params.json", False),
        ("metrics.jsonl", False),
        ("metrics.csv", False),
    ],
)
def test_a_file_of_measured_numbers_is_known_by_its_name(path: str, measured: bool) -> None:
    assert is_measured(path) is measured


def test_numbers_have_the_words_of_all_keys_in_the_order_of_the_file() -> None:
    content = b'{"base line": {"roc_auc": 0.7, "note": "x"}, "a/b": 1, "many": [2, {"deep": 3}]}'
    found = [(each.reference, {*each.name}) for each in numbers("m.json", content)]
    assert found == [
        ("m.json#/base line/roc_auc", {"base", "line", "roc", "auc"}),
        ("m.json#/a~1b", {"a", "b"}),
    ]
    assert [each.reference for each in numbers("m.yml", b"f1: 0.5\n")] == ["m.yml#/f1"]
    assert [*numbers("m.json", b"3")] == []


def test_of_one_file_two_hundred_numbers_are_looked_at() -> None:
    content = "{" + ", ".join(f'"a{n}": {n}' for n in range(MOST_NUMBERS + 5)) + "}"
    found = [each.reference for each in numbers("m.json", content.encode())]
    assert found == [f"m.json#/a{n}" for n in range(MOST_NUMBERS)]
