"""What single nodes bind, take and list."""

import ast

import pytest

from ml_readiness.reading.pytest.nodes import (
    arguments_of,
    elements,
    has_break,
    is_yield,
    names_in,
    names_of,
    texts_of,
)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b", "a"),
        ("del a", "a"),
        ("for a in b: pass", "a"),
        ("def a(b, *c, **d): pass", "abcd"),
        ("async def a(): pass", "a"),
        ("class a: pass", "a"),
        ("import a.b", "a"),
        ("import a.b as c", "c"),
        ("from a import b, c as d", "bd"),
        ("try:\n    pass\nexcept a as b:\n    pass", "b"),
        ("match x:\n    case a: pass\n    case [*b]: pass\n    case {**c}: pass", "abc"),
        ("match x:\n    case f(y=d) as e: pass\n    case _: pass", "de"),
        ("def f():\n    global a, b", "fab"),
        ("with x as a: pass", "a"),
        ("(a := x)", "a"),
        ("a.b = c[d]", ""),
        ("print(a)", ""),
    ],
)
def test_names_that_are_bound(source: str, names: str) -> None:
    assert names_in(ast.parse(source)) == {*names}


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def test_a_target_binds_names_alone() -> None:
    [statement] = ast.parse("a, (b, *c), d.e, f[g] = x").body
    assert isinstance(statement, ast.Assign)
    assert sorted(names_of(statement.targets[0])) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[a, b]", ["a", "b"]),
        ("(a, b)", ["a", "b"]),
        ("[a, *b]", ["a"]),
        ("[a] + [b] + c", ["a", "b", "c"]),
        ("[a] * 2", ["[a] * 2"]),
        ("a", ["a"]),
        ("[]", []),
    ],
)
def test_elements_of_a_list_a_sum_or_one_thing(text: str, parts: list[str]) -> None:
    assert [ast.unparse(each) for each in elements(expression(text))] == parts


def test_texts_of_a_list_are_those_that_are_written() -> None:
    assert texts_of(expression("['a', b, 1, f'c'] + ['d']")) == ("a", "d")
    assert texts_of(expression("'a'")) == ("a",)


@pytest.mark.parametrize(
    ("arguments", "skipped", "names"),
    [
        ("a, b", False, "ab"),
        ("a, b", True, "b"),
        ("a, /, b, c=1", False, "ab"),
        ("a, b=1, *c, d, e=1, **f", False, "ad"),
        ("self=1, *, a", True, "a"),
        ("", True, ""),
    ],
)
def test_arguments_without_a_default(arguments: str, skipped: bool, names: str) -> None:
    function = expression(f"lambda {arguments}: 0")
    assert isinstance(function, ast.Lambda)
    assert arguments_of(function.args, skipped=skipped) == {*names}


@pytest.mark.parametrize(
    ("body", "leaves"),
    [
        ("break", True),
        ("if x:\n    break", True),
        ("continue", False),
        ("def f():\n    while x: break", False),
        ("", False),
    ],
)
def test_a_break_leaves_a_loop(body: str, leaves: bool) -> None:
    assert has_break(ast.parse(body).body) is leaves


def test_a_yield_is_one_of_both_kinds() -> None:
    assert is_yield(expression("(yield)"))
    assert is_yield(expression("(yield from x)"))
    assert not is_yield(expression("x"))
