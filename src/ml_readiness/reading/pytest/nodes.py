"""What single nodes of a syntax tree bind, take and list."""

import ast
from collections.abc import Sequence

from ml_readiness.reading.pytest.substance import own_nodes


def names_in(tree: ast.AST) -> frozenset[str]:
    """Each name that is bound anywhere in a module or a function."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                found.add(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                found.add(name)
            case ast.Global(names=names):
                found.update(names)
    return frozenset(found)


def names_of(target: ast.expr) -> list[str]:
    """The names that a target binds."""
    return [
        node.id
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    ]


def elements(value: ast.expr) -> list[ast.expr]:
    """The elements of a list that may be a sum of lists, or of one thing alone."""
    match value:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [part for part in parts if not isinstance(part, ast.Starred)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*elements(left), *elements(right)]
    return [value]


def texts_of(value: ast.expr) -> tuple[str, ...]:
    """The texts of a literal list; of what only running tells, none."""
    values = [part.value for part in elements(value) if isinstance(part, ast.Constant)]
    return tuple(each for each in values if isinstance(each, str))


def arguments_of(arguments: ast.arguments, *, skipped: bool) -> frozenset[str]:
    """The arguments that have no default; `skipped` leaves out the object of a method."""
    positional = [*arguments.posonlyargs, *arguments.args]
    plain = positional[: len(positional) - len(arguments.defaults)]
    names = [each.arg for each in plain[skipped:]]
    defaults = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return frozenset([*names, *(each.arg for each, default in defaults if default is None)])


def has_break(body: Sequence[ast.stmt]) -> bool:
    """Whether statements may leave the loop that they stand in."""
    return any(isinstance(node, ast.Break) for node in own_nodes(body))


def is_yield(node: ast.AST) -> bool:
    """Whether a node makes a generator of its function."""
    return isinstance(node, ast.Yield | ast.YieldFrom)
