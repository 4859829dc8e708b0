"""What the marks and decorators of a test, a class or a module do to the tests below them."""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from ml_readiness.reading.pytest.constants import Constants, fold, is_empty, truth

# Why a test does not run, or says nothing; `stopped` is a module, or what prepares
# a test, that ends in an error or an exit.
Idle = Literal[
    "not-collected",
    "fixture",
    "property",
    "generator",
    "test-disabled",
    "stopped",
    "skipped",
    "xfail",
    "empty-parametrize",
    "hollow",
]

# Decorators that write a constructor into a class, which pytest does not call.
CONSTRUCTING = (
    *("dataclasses.dataclass", "attr.s", "attr.attrs", "attr.define", "attr.frozen"),
    *("attr.mutable", "attr.dataclass", "attrs.define", "attrs.frozen", "attrs.mutable"),
)
SKIPS = ("pytest.mark.skip", "unittest.skip", "unittest.case.skip")
SKIPIF = "pytest.mark.skipif"
XFAIL = "pytest.mark.xfail"
PARAMETRIZE = "pytest.mark.parametrize"
USEFIXTURES = "pytest.mark.usefixtures"
# What skips when its condition has this value.
CONDITIONS = {
    SKIPIF: True,
    "unittest.skipIf": True,
    "unittest.case.skipIf": True,
    "unittest.skipUnless": False,
    "unittest.case.skipUnless": False,
}
EXPECTED = ("unittest.expectedFailure", "unittest.case.expectedFailure")
SKIP_CALLS = ("pytest.skip", "self.skipTest")
SKIP_ERRORS = ("unittest.SkipTest", "unittest.case.SkipTest", "pytest.skip.Exception")
XFAIL_CALLS = ("pytest.xfail",)
# Decorators that give a test no parameters.
PLAIN = (
    *("pytest.mark.", "unittest.", "mock.", "functools.", "contextlib.", "typing."),
    *("staticmethod", "classmethod", "patch", "override"),
)
# When several things keep a test from running, the first of these is said.
ORDER: tuple[Idle, ...] = (
    *("fixture", "property", "generator", "test-disabled", "stopped"),
    *("skipped", "xfail", "empty-parametrize", "hollow"),
)


class Mark(NamedTuple):
    """A decorator or a pytest mark: its full dotted name, and the call on that name if any."""

    name: str
    call: ast.Call | None


class Marks(NamedTuple):
    """What several marks come to.

    `given` are the arguments that a parametrize mark fills, `uses` the fixtures that are asked for
    by name. `parametrized` is None where an unknown decorator may give parameters.
    """

    idle: Idle | None = None
    parametrized: bool | None = False
    given: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()

    def beside(self, others: "Marks") -> "Marks":
        """Both together, as a mark added later is."""
        return Marks(
            idle=first_of([self.idle, others.idle]),
            parametrized=either(self.parametrized, others.parametrized),
            given=self.given | others.given,
            uses=self.uses | others.uses,
        )


NO_MARKS = Marks()


def first_of(found: Sequence[Idle | None]) -> Idle | None:
    """The reason that is said among several, if there is any."""
    return next((reason for reason in ORDER if reason in found), None)


def either(one: bool | None, other: bool | None) -> bool | None:
    """True where one is, None where neither is true and one is unknown."""
    return one or other or (None if None in (one, other) else False)


def read_marks(
    marks: Sequence[Mark], known: Constants, mark_of: Callable[[ast.expr], Mark]
) -> Marks:
    """What marks come to; `mark_of` reads those of a single parameter set."""
    parametrizing = [mark for mark in marks if mark.name == PARAMETRIZE]
    given: set[str] = set()
    for mark in parametrizing:
        names = _names(next(_arguments(mark.call, 0, "argnames"), None))
        through = _indirect(mark.call, names)
        given.update(name for name in names if name not in through)
    used = {
        argument.value
        for mark in marks
        if mark.name == USEFIXTURES and mark.call
        for argument in mark.call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    foreign = any(not mark.name.startswith(PLAIN) for mark in marks)
    return Marks(
        idle=_idle(marks, parametrizing, known, mark_of),
        parametrized=True if parametrizing else (None if foreign else False),
        given=frozenset(given),
        uses=frozenset(used),
    )


def is_fixture(mark: Mark) -> bool:
    return mark.name.rpartition(".")[2] in ("fixture", "yield_fixture")


def is_property(mark: Mark) -> bool:
    last = mark.name.rpartition(".")[2]
    return last in ("property", "cached_property", "setter", "deleter", "getter")


def _idle(
    marks: Sequence[Mark],
    parametrizing: Sequence[Mark],
    known: Constants,
    mark_of: Callable[[ast.expr], Mark],
) -> Idle | None:
    if any(is_skip(mark, known) for mark in marks):
        return "skipped"
    if any(_is_xfail(mark, known) for mark in marks):
        return "xfail"
    empty = any(_gives_nothing(mark.call, known, mark_of) for mark in parametrizing)
    return "empty-parametrize" if empty else None


def is_skip(mark: Mark, known: Constants) -> bool:
    """Skipped always: `skip`, or a condition that plainly holds."""
    name = mark.name.removesuffix(".with_args")
    if name in SKIPS:
        return True
    if name not in CONDITIONS:
        return False
    conditions = _conditions(mark.call, several=name == SKIPIF)
    if not conditions:
        return name == SKIPIF
    text = name == SKIPIF
    return any(_holds(each, known, text=text) is CONDITIONS[name] for each in conditions)


def _is_xfail(mark: Mark, known: Constants) -> bool:
    if mark.name in EXPECTED:
        return True
    if mark.name.removesuffix(".with_args") != XFAIL:
        return False
    conditions = _conditions(mark.call, several=True)
    holding = any(_holds(each, known, text=True) for each in conditions)
    return holding or not conditions


def _conditions(call: ast.Call | None, *, several: bool) -> list[ast.expr]:
    if call is None:
        return []
    named = [keyword.value for keyword in call.keywords if keyword.arg == "condition"]
    return [*(call.args if several else call.args[:1]), *named]


def _holds(condition: ast.expr, known: Constants, *, text: bool) -> bool | None:
    """Whether a condition plainly holds; pytest evaluates one that is `text`."""
    value = fold(condition, known)
    if text and isinstance(value, str):
        try:
            return truth(ast.parse(value.strip(), mode="eval").body, known)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return truth(condition, known)


def _names(argument: ast.expr | None) -> tuple[str, ...]:
    match argument:
        case ast.Constant(value=str(text)):
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(
                part.value
                for part in parts
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
    return ()


def _indirect(call: ast.Call | None, names: Sequence[str]) -> Sequence[str]:
    said = next(_arguments(call, 2, "indirect"), None)
    if said is None or (isinstance(said, ast.Constant) and not said.value):
        return ()
    return _names(said) or names


def _gives_nothing(
    call: ast.Call | None, known: Constants, mark_of: Callable[[ast.expr], Mark]
) -> bool:
    """Whether a parametrize mark plainly has no set of values, or skips each of them."""
    values = next(_arguments(call, 1, "argvalues"), None)
    if values is None:
        return False
    if is_empty(values, known):
        return True
    if not isinstance(values, ast.List | ast.Tuple):
        return False
    return all(_is_skipped_set(each, known, mark_of) for each in values.elts)


def _is_skipped_set(
    values: ast.expr, known: Constants, mark_of: Callable[[ast.expr], Mark]
) -> bool:
    if not isinstance(values, ast.Call) or mark_of(values).name != "pytest.param":
        return False
    marks = [keyword.value for keyword in values.keywords if keyword.arg == "marks"]
    listed = [
        part
        for mark in marks
        for part in (mark.elts if isinstance(mark, ast.List | ast.Tuple) else [mark])
    ]
    return any(is_skip(mark_of(each), known) for each in listed)


def _arguments(call: ast.Call | None, position: int, name: str) -> Iterator[ast.expr]:
    if call:
        yield from call.args[position : position + 1]
        yield from (keyword.value for keyword in call.keywords if keyword.arg == name)


def applied(mark: Mark, names: Sequence[str]) -> Mark:
    """A mark called on one of these names is put on it, without arguments of its own."""
    match mark.call:
        case ast.Call(args=[ast.Name(id=name)], keywords=[]) if name in names:
            return Mark(mark.name, None)
    return mark


def fixture_name(mark: Mark, name: str) -> str:
    """What tests call a fixture whose function has a name."""
    for keyword in mark.call.keywords if mark.call else ():
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return name


def sets_keyword(mark: Mark, name: str, known: Constants) -> bool:
    """Whether a mark is called with a keyword that is certainly true."""
    keywords = mark.call.keywords if mark.call else []
    return any(each.arg == name and truth(each.value, known) is True for each in keywords)


def has_params(mark: Mark) -> bool:
    """Whether a fixture has parameters."""
    return any(each.arg == "params" for each in mark.call.keywords) if mark.call else False


def constructs(mark: Mark, known: Constants) -> bool:
    """Whether a decorator writes a constructor into a class."""
    if mark.name not in CONSTRUCTING:
        return False
    keywords = mark.call.keywords if mark.call else []
    return not any(each.arg == "init" and truth(each.value, known) is False for each in keywords)
