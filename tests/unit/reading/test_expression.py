"""A condition is folded as far as it is certain, by GitHub's own rules."""

from decimal import Decimal
from typing import Any

import pytest
from helpers.patience import patience

from ml_readiness.reading.expression import Condition, read_condition


@pytest.mark.parametrize(
    "value",
    [
        *(False, 0, Decimal("0.0"), "false", "False", "''", "0", "-0", "0.0", "0x0", ".0", "NaN"),
        *(
            "null",
            "${{ null }}",
            "${{''}}",
            "${{ 0 }}",
            " false ",
            "1 == 2",
            "1 != 1.0",
            "!true",
            "!!false",
        ),
        *("false && x", "x && false", "a.b && !1 && c", "'a' != 'A'", "2 < 1", "1 > 1", "2 <= 1"),
        *("1 >= 2", "(false)", "((0))", "!(1 == 1)", "!always()", "false || null", "1 == 'x'"),
        *("null == 1", "true == 'true'", "'b' < 'A'", "x() && false", "a[0].*.b && ''", "1 && ''"),
        *("false == 1", "NaN == NaN", "!'x'", "f(a, 'b')[1] && false", "ALWAYS() && FALSE"),
        "github.event_name == 'push' && (x || y) && 'it''s' == 'its'",
        *("contains('abc', 'z')", "!STARTSWITH('abc', 'A')", "endsWith('abc', 'b') || ''"),
    ],
)
def test_203_what_is_certainly_false(value: Any) -> None:
    assert read_condition(value).truth is False


@pytest.mark.parametrize(
    "value",
    [
        *(
            None,
            "",
            True,
            1,
            Decimal("0.5"),
            "true",
            "'0'",
            "' '",
            "!false",
            "1 == 1",
            "'a' == 'A'",
        ),
        *("always()", "true || x", "x || true", "null == 0", "'' == 0", "' 1 ' == 1", "0x10 == 16"),
        *("true == 1", "'a' < 'B'", "1 < 2 == true", "false || 'x'", "NaN != NaN", "Infinity"),
        *("contains('abc', 'B')", "startsWith('abc', 'ab') && endsWith('abc', 'C')"),
        *("'it''s' == 'IT''S'", "!(false && x)", "-1", "1e3 == 1000", "true && always()"),
    ],
)
def test_what_is_certainly_true(value: Any) -> None:
    assert read_condition(value).truth is True


@pytest.mark.parametrize(
    "value",
    [
        *(
            "x",
            "github.ref == 'refs/heads/main'",
            "contains(x, 'a')",
            "contains('a')",
            "startsWith('a', 'a', 'a')",
            "contains(null, 'a')",
            "success()",
            "failure()",
            "!cancelled()",
            "x || y",
        ),
        *("false || x", "x && true", "!x", "contains(a, 'b')", "startsWith('a', x)", "x == x"),
        # part of a text, so that what is left is a text; or more than we read
        *("${{ false }} && x", "${{ false }}${{ false }}", "! ${{ true }}", "${{ false }}}}"),
        *(" ${{ false }}", "${{ false }} ", "${{ false }}\n", "  ", "a\u00a0== b"),
        *("(" * 60 + "false" + ")" * 60, "!" * 61 + "true", "false && " * 3_000 + "x"),
        *("a == 0o17", "a == -Infinity", "a == 1e99999", "${{ x == '}}' }}", "x == '{{'", "a.*.b"),
        *(
            "a[*].b-c",
            "f()",
            "f(a, b.c)[0]",
            "x == 'it''s'",
            "a[ 'b' ] . c",
            "_a",
            "-1.5 < .5 && a",
        ),
        *("a\n&& b\n", "a==b||!c"),
    ],
)
def test_what_depends_on_the_run(value: Any) -> None:
    assert read_condition(value) in {
        Condition(truth=None),
        Condition(truth=None, heedless=True),
    }


@pytest.mark.parametrize(
    "value",
    [
        *("${{ false ))", "not false }}", "${{ }}", "${{", "false false", "(false", "false)"),
        *("'open", "a b", "==", "false &&", "1 + 1", "a.", "a[", "f(", "f(a,", "f(a,)", "!", "#"),
        *("\0", "1x", "a..b", "x.1", 'a == "b"', "a = b", "a & b", "a | b", "a ? b : c", "${{ a"),
        *(
            "a }}",
            "${{ a }} ${{ b",
            "${{ a ) }} b",
            "${{ '}} ' }",
            "x == '${{'",
            "a\\b",
            "f()a",
            "a.b()",
            "f()()",
            "1(a)",
        ),
        *(
            "[]",
            "()",
            "a == == b",
            "a[]",
            "f(*)",
            "a,b",
            "naïve",
            "1.2.3",
            "0x",
            "--1",
            [],
            [False],
            {},
        ),
        {"a": False},
    ],
)
def test_202_what_is_no_expression(value: Any) -> None:
    assert read_condition(value) == Condition(truth=None, broken=True)


def test_a_long_number_is_no_fault() -> None:
    assert read_condition(f"0x{'f' * 400} > 1").truth is True
    assert read_condition(f"{'9' * 400} > 1").truth is True


@pytest.mark.parametrize(
    ("value", "heedless"),
    [
        *(("always()", True), ("!cancelled()", True), ("${{ ! cancelled() }}", True)),
        *(("!failure() && !cancelled()", True), ("!(failure() || cancelled())", True)),
        *(("always() && needs.a.result == 'success'", True), ("Always()", True)),
        *(("failure()", False), ("success()", False), ("cancelled()", False), ("x", False)),
        *(("failure() && always()", False), ("'always()'", False), ("always", False)),
        *(("", False), (None, False), ("true", False), ("always() && x == '!cancelled()'", True)),
        *(("success() || x", True), ("my.always", False), (True, False)),
    ],
)
def test_206_what_runs_after_a_skip(value: Any, heedless: bool) -> None:
    assert read_condition(value).heedless is heedless


@pytest.mark.parametrize("piece", ["(", "!", "'", "''", "a.", "a[", "f(", "1 == ", "x && ", "a,b "])
def test_E2_conditions_are_read_at_once(piece: str) -> None:
    with patience():
        read_condition(piece * (20_999 // len(piece)))
        read_condition(piece * 500_000)
