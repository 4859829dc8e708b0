"""A Python source to the functions, classes and constants that it defines, by their names."""

import ast
from collections.abc import Iterator, Sequence

from ml_readiness.reading.contents import Contents
from ml_readiness.reading.python import parsing

# Longer names are left out: classes in classes could make many of them.
LONGEST_DOTTED = 255


def read_definitions(content: bytes) -> Contents:
    """Every function, class and constant of a module and of its classes, `Class.name` with dots.

    They may stand under `if`, `try`, `with`, a loop or a `match`. What an import binds is defined
    elsewhere, and what stands in a function is its own affair.
    """
    found = _Found()
    error = parsing(content, found.read)
    if error:
        return Contents({}, error=error)
    others = {name: what for name, what in found.others.items() if name not in found.lines}
    return Contents(found.lines, others)


class _Found:
    """The names of a module, in the order in which they stand there."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.others: dict[str, str] = {}

    def read(self, text: str) -> None:
        """Enter all that a module defines. Raises what `ast.parse` does."""
        waiting: list[tuple[str, ast.stmt]] = [("", each) for each in ast.parse(text).body[::-1]]
        while waiting:
            before, statement = waiting.pop()
            for name in _defined(statement):
                self.lines.setdefault(before + name, statement.lineno)
            for name, what in _bound(statement):
                self.others.setdefault(before + name, what)
            if isinstance(statement, ast.ClassDef):
                before = f"{before}{statement.name}."
                if len(before) > LONGEST_DOTTED:
                    continue
            waiting += [(before, each) for each in reversed([*_inside(statement)])]


def _defined(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from _targets(targets)
        case ast.AnnAssign(target=target, value=ast.expr()):
            yield from _targets([target])
        case _ if type(statement).__name__ == "TypeAlias":  # of Python 3.12
            yield from _targets([getattr(statement, "name")])  # noqa: B009 - 3.11 has no such type


def _bound(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Names that a statement brings without defining them."""
    match statement:
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0], "it is only imported there"
        case ast.AnnAssign(target=ast.Name(id=name), value=None):
            yield name, "it is only announced there, without a value"


def _targets(targets: Sequence[ast.expr]) -> Iterator[str]:
    """The plain names that an assignment binds, also in tuples and lists."""
    waiting = [*reversed(targets)]
    while waiting:
        match waiting.pop():
            case ast.Name(id=name):
                yield name
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                waiting += reversed(parts)
            case ast.Starred(value=value):
                waiting.append(value)


def _inside(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements that a statement holds in the same scope, or a class in its own."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return
        case ast.Match(cases=cases):
            for case in cases:
                yield from case.body
            return
    yield from getattr(statement, "body", ())
    for handler in getattr(statement, "handlers", ()):
        yield from handler.body
    yield from getattr(statement, "orelse", ())
    yield from getattr(statement, "finalbody", ())
