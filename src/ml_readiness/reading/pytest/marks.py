"""Why a test that stands in a file does not run: the product page's lists, which are closed."""

import ast
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Idle = Literal[
    "not-collected", "fixture", "test-disabled", "skipped", "xfail", "empty-parametrize", "hollow"
]


class Mark(NamedTuple):
    """A decorator or a pytest mark: its full dotted name, and the call if it is one."""

    name: str
    call: ast.Call | None


SKIPS = ("pytest.mark.skip", "unittest.skip", "unittest.case.skip")
# A condition that is written out skips always when it has this value.
SKIP_CONDITIONS = {
    "pytest.mark.skipif": True,
    "unittest.skipIf": True,
    "unittest.skipUnless": False,
}
XFAILS = ("pytest.mark.xfail", "unittest.expectedFailure", "unittest.case.expectedFailure")
SKIP_CALLS = ("pytest.skip", "self.skipTest")
SKIP_ERRORS = ("unittest.SkipTest", "unittest.case.SkipTest", "pytest.skip.Exception")


# When several things keep a test from running, the first of these is said.
ORDER: tuple[Idle, ...] = ("skipped", "xfail", "empty-parametrize", "hollow")


def first_of(found: Sequence[Idle | None]) -> Idle | None:
    """The reason that is said among several, if there is any."""
    return next((reason for reason in ORDER if reason in found), None)


def idle_by_marks(marks: Sequence[Mark]) -> Idle | None:
    """Why the marks of a test, its classes and its module keep it from running."""
    if any(map(_is_skip, marks)):
        return "skipped"
    if any(mark.name in XFAILS for mark in marks):
        return "xfail"
    return "empty-parametrize" if any(map(_is_empty_parametrize, marks)) else None


def is_fixture(mark: Mark) -> bool:
    return mark.name.rpartition(".")[2] in ("fixture", "yield_fixture")


def is_docstring(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def is_hollow(statement: ast.stmt) -> bool:
    """Whether a statement tests nothing."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assert(test=ast.Constant(value=True)):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False


def plain_truth(test: ast.expr) -> bool | None:
    """What a condition plainly is while pytest collects; None when that takes running it."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]):
            return False
    return None


def _is_skip(mark: Mark) -> bool:
    """Skipped always: `skip`, or a condition that is written out and holds."""
    if mark.name in SKIPS:
        return True
    condition = next(_arguments(mark.call, 0, "condition"), None)
    if mark.name == "pytest.mark.skipif" and condition is None:
        return True
    if mark.name not in SKIP_CONDITIONS or not isinstance(condition, ast.Constant):
        return False
    value = condition.value
    truth = value == "True" if isinstance(value, str) else bool(value)
    return truth is SKIP_CONDITIONS[mark.name]


def _is_empty_parametrize(mark: Mark) -> bool:
    values = next(_arguments(mark.call, 1, "argvalues"), None)
    empty = isinstance(values, ast.List | ast.Tuple) and not values.elts
    return mark.name == "pytest.mark.parametrize" and empty


def _arguments(call: ast.Call | None, position: int, name: str) -> Iterator[ast.expr]:
    if call:
        yield from call.args[position : position + 1]
        yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
