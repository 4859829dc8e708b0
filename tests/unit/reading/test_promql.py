"""What makes an alert one that can fire: an expression that selects series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.promql import LONGEST_EXPRESSION, read_flaw


@pytest.mark.parametrize(
    "expression",
    [
        "up",
        "up == 0",
        "up{}",
        '{job="a"}',
        '{__name__=~"model_.+"} > 1',
        '{"my.metric"} > 1',
        "job:latency:p99 > 0.5",
        "sum by (job) (rate(errors_total[5m])) > 1",
        "sum(rate(errors_total[5m])) by (job)",
        "absent(up)",
        "absent_over_time(predictions_total[1h])",
        "time() - model_trained_seconds > 30 * 86400",
        "vector(1) unless up",
        "max_over_time(up[1h:5m] offset 5m) @ start()",
        # A metric may have the name of an aggregation.
        "count > 1",
        "sum",
        # Loki has rules of the same form, in a language of its own.
        'sum(rate({app="x"} |= "error" [5m])) > 1',
        # An editor's variable stands in the place of a duration.
        "rate(errors_total[$__interval])",
    ],
)
def test_a_metric_or_labels_in_braces_select(expression: str) -> None:
    assert read_flaw(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "1",
        "1 == 1",
        "vector(1)",
        "time()",
        "time() > 1.5e9",
        "scalar(vector(1)) + 0x1F",
        "sum by (job, up) (vector(1))",
        "sum(vector(1)) without (up)",
        "vector(1) * on (up) group_left (up) vector(2)",
        "vector(1) and ignoring(up) vector(2)",
        "count_over_time(vector(1)[1h:up])",
        "{}",
        '"up"',
        "'up' `up`",
        "1 # up",
        "# up\n1",
        "inf > -Inf",
        "NaN",
        "1 == bool 2",
        'label_replace(vector(1), "up", "b", "c", "d")',
        "5m",
    ],
)
def test_without_one_nothing_is_selected(expression: str) -> None:
    assert read_flaw(expression) == "names no metric"


@pytest.mark.parametrize(
    ("expression", "sign"),
    [("(up", "("), ("up)", ")"), ("up[5m", "["), ("(up]", "]"), ('up{a="b', '"'), ("up `", "`")],
)
def test_what_is_opened_has_to_be_closed(expression: str, sign: str) -> None:
    assert read_flaw(expression) == f"has a '{sign}' without the other one"


def test_what_is_too_long_is_not_read() -> None:
    assert read_flaw("up" + " " * (LONGEST_EXPRESSION - 2)) is None
    assert read_flaw("up" + " " * LONGEST_EXPRESSION) == "is too long to be read"


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    flaw = read_flaw(text)
    assert flaw is None or flaw.startswith(("names", "has a"))


@given(st.lists(st.sampled_from(["1", "vector(1)", "time()", "inf"]), min_size=1), st.data())
def test_numbers_select_nothing_however_they_are_joined(
    atoms: list[str], data: st.DataObject
) -> None:
    operators = st.sampled_from([" + ", " > bool ", " and on (up) ", " unless ", " # up\n - "])
    expression = atoms[0]
    for atom in atoms[1:]:
        expression = f"({expression}){data.draw(operators)}{atom}"
    assert read_flaw(expression)
    assert read_flaw(f"{expression} or ({expression} and model_age)") is None
