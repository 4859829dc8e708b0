"""Expressions are folded as Python would evaluate them, as far as they are plain."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.pytest.constants import (
    UNKNOWN,
    can_fail,
    constants_of,
    fold,
    is_empty,
    truth,
)

KNOWN = {"ON": True, "OFF": False, "TWO": 2, "NONE": ()}


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    "text",
    ["1", "'a'", "None", "ON", "TWO", "not ON", "not OFF", "-TWO", "1 == 1", "1 != 1", "1 < TWO",
     "2 <= 1", "2 > 1", "1 >= 2", "1 < 2 < 3", "1 < 2 > 5", "None is None", "None is not None",
     "1 in (1, 2)", "3 not in (1, 2)", "'a' in 'abc'", "(1, ON)", "1 + 1", "3 - 1", "2 * 3", "7 // 2",
     "7 % 4", "1 / 2", "1 if ON else 2", "1 if OFF else 2", "ON and OFF", "ON or OFF"],
)  # fmt: skip
def test_what_is_plain_is_as_python_has_it(text: str) -> None:
    known = KNOWN | {"ON": True}
    assert fold(expression(text), known) == eval(text, {}, known)  # our own words


@pytest.mark.parametrize(
    "text",
    ["f()", "x", "x.y", "x == 1", "not x", "-x", "(1, x)", "1 < 'a'", "1 / 0", "10 ** 2", "'a' * 3",
     "99999999999 * 9", "1 if x else 2", "[1]", "__name__ < '__main__'"],
)  # fmt: skip
def test_what_only_running_tells(text: str) -> None:
    assert fold(expression(text), KNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("[1]", True), ("[]", False), ("{}", False), ("{1: 2}", True), ("{1}", True), ("()", False),
        ("[*x]", None), ("[*x, 1]", True), ("{**x}", None), ("lambda: 0", True), ("x and False", False),
        ("x or True", True), ("x or False", None), ("x and True", None), ("__name__ == '__main__'", False),
        ("__name__ != '__main__'", True), ("TYPE_CHECKING", False), ("typing.TYPE_CHECKING", False),
        ("''", False), ("f''", None), ("NONE", False),
    ],
)  # fmt: skip
def test_whether_it_holds(text: str, holds: bool | None) -> None:
    assert truth(expression(text), KNOWN) is holds


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        *((f"{name}()", True) for name in ("list", "tuple", "set", "frozenset", "dict")),
        *((f"{name}([])", True) for name in ("sorted", "iter", "zip", "reversed")),
        ("zip([], x)", True), ("sorted(x)", False), ("list([1])", False), ("range(0)", True),
        ("range(2, 2)", True), ("range(2, 0, -1)", False), ("range(1)", False), ("range(x)", False),
        ("range(1, 2, 0)", False), ("range()", False), ("[] + []", True), ("[] + x", False),
        ("''", True), ("b''", True), ("0", False), ("None", False), ("NONE", True), ("[*x]", False),
        ("list(x=1)", False), ("[x for x in []]", True), ("{x for x in ()}", True),
        ("[x for x in y]", False), ("[x for x in [] for z in y]", True), ("[x for x in y for z in []]", False),
    ],
)  # fmt: skip
def test_whether_nothing_comes_out_of_it(text: str, empty: bool) -> None:
    assert is_empty(expression(text), KNOWN) is empty


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("x", True), ("x == x", False), ("x is x", False), ("x <= x", False), ("x >= x", False),
        ("x != x", True), ("x < x", True), ("x == y", True), ("f() == f()", True), ("x == x == y", True),
        ("x == x and y", True), ("x == x and y is y", False), ("x == x or y", False), ("x or y", True),
        ("0", True), ("1", False), ("ON", False), ("OFF", True), ("(x, 1)", False), ("()", True),
    ],
)  # fmt: skip
def test_whether_an_assert_of_it_can_fail(text: str, fails: bool) -> None:
    assert can_fail(expression(text), KNOWN) is fails


NUMBERS = st.integers(-99, 99).map(str)
PLAIN = st.recursive(
    NUMBERS | st.sampled_from(["True", "False", "None", "'a'", "''"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["==", "!=", "and", "or", "in"]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        inner.map(lambda part: f"(not {part})"),
        st.tuples(inner, inner, inner).map("({0[0]} if {0[1]} else {0[2]})".format),
    ),
    max_leaves=8,
)


@given(PLAIN)
def test_no_expression_is_folded_to_what_it_is_not(text: str) -> None:
    found = truth(expression(text), {})
    try:
        wanted = bool(eval(text, {}))  # made of literals above
    except TypeError:
        return
    assert found in (None, wanted)


@pytest.mark.parametrize(
    ("more", "constant"),
    [
        ("", True),
        ("OTHER = 1", True),
        ("print(ON)", True),
        ("def f():\n    ON = 2", True),
        ("ON = 2", False),
        ("import ON", False),
        ("import x as ON", False),
        ("import ON.x", True),
        ("from x import ON", False),
        ("from x import y as ON", False),
        ("def ON(): pass", False),
        ("async def ON(): pass", False),
        ("class ON: pass", False),
        ("del ON", False),
        ("ON += 1", False),
        ("ON: int = 2", False),
        ("x, ON = y", False),
        ("for ON in x: pass", False),
        ("with x as ON: pass", False),
        ("if x:\n    ON = 2", False),
        ("try:\n    pass\nexcept x as ON:\n    pass", False),
        ("match x:\n    case [ON]: pass", False),
        ("match x:\n    case [*ON]: pass", False),
        ("match x:\n    case {**ON}: pass", False),
        ("match x:\n    case f(x=1) as ON: pass", False),
        ("match x:\n    case {'a': ON, **b}: pass", False),
        ("match x:\n    case [ON] as b: pass", False),
        ("try:\n    pass\nexcept x:\n    ON = 2", False),
        ("(ON := 2)", False),
        ("def f():\n    global ON\n    ON = 2", False),
    ],
)
def test_a_constant_is_bound_once_and_changed_by_nothing(more: str, constant: bool) -> None:
    for source in (f"ON = True\n{more}\n", f"{more}\nON = True\n"):
        known = constants_of(ast.parse(source), bound_inside="global" in source or ":=" in source)
        assert ("ON" in known) is constant
