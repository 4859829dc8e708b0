"""What an expression plainly is, without running it."""

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, Protocol


class Unknown(Enum):
    """What only running can tell."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
# The names of a module that are bound once, to a constant.
Constants = Mapping[str, object]


class Lookup(Protocol):
    """Where the value of a name is looked up."""

    def get(self, name: str, default: object, /) -> object: ...


COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
SUMS: Mapping[type[ast.operator], Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
LARGEST = 10**9  # of larger numbers nobody writes a placeholder, and products would grow
# What such a call makes is empty when all that it is made of is.
CONTAINERS = ("list", "tuple", "set", "frozenset", "dict", "sorted", "iter", "zip", "reversed")
# They hold for a thing beside itself.
SAME = (ast.Eq, ast.Is, ast.LtE, ast.GtE)


def fold(node: ast.expr, known: Lookup) -> object:
    """The value of an expression of literals and known names; UNKNOWN when it has anything else."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.Name(id=name):
            return known.get(name, UNKNOWN)
        case ast.Tuple(elts=parts):
            values = tuple(fold(part, known) for part in parts)
            return UNKNOWN if UNKNOWN in values else values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            found = truth(operand, known)
            return UNKNOWN if found is None else not found
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = fold(operand, known)
            return -number if isinstance(number, int | float) else UNKNOWN
        case ast.Call(func=ast.Name(id="bool"), args=[arg], keywords=[]):
            found = truth(arg, known)
            return UNKNOWN if found is None else found
        case ast.Call(func=ast.Name(id="len"), args=[arg], keywords=[]):
            return _length(arg, known)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compared(left, ops, others, known)
        case ast.BinOp(left=left, op=op, right=right):
            return _summed(fold(left, known), op, fold(right, known))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            taken = truth(test, known)
            return UNKNOWN if taken is None else fold(body if taken else orelse, known)
        case ast.BoolOp(op=op, values=values):
            return _chosen(values, isinstance(op, ast.Or), known)
    return UNKNOWN


def truth(node: ast.expr, known: Lookup) -> bool | None:
    """Whether an expression plainly holds; None when that takes running it."""
    match node:
        case ast.BoolOp(op=op, values=values):
            found = [truth(value, known) for value in values]
            decisive = isinstance(op, ast.Or)
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        case ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts):
            filled = any(not isinstance(part, ast.Starred) for part in parts)
            return True if filled else (None if parts else False)
        case ast.Dict(keys=keys):
            return bool(keys) if None not in keys else None
        case ast.Lambda():
            return True
        case ast.JoinedStr(values=parts) if any(map(_is_text, parts)):
            return True
    value = fold(node, known)
    return None if value is UNKNOWN else bool(value)


def _length(node: ast.expr, known: Lookup) -> object:
    if isinstance(node, ast.List | ast.Tuple):
        starred = any(isinstance(part, ast.Starred) for part in node.elts)
        return UNKNOWN if starred else len(node.elts)
    value = fold(node, known)
    return len(value) if isinstance(value, str | bytes | tuple) else UNKNOWN


def _is_text(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and bool(part.value)


def is_empty(node: ast.expr, known: Lookup) -> bool:
    """Whether nothing plainly comes out of going over an expression."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=args):
            bounds = [fold(arg, known) for arg in args]
            numbers = [each for each in bounds if isinstance(each, int)]
            if not 1 <= len(numbers) == len(bounds) <= 3 or numbers[2:] == [0]:
                return False
            return not range(*numbers)
        case ast.Call(func=ast.Name(id="zip"), args=[_, *_] as args, keywords=[]):
            return any(is_empty(arg, known) for arg in args)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in CONTAINERS:
            return all(is_empty(arg, known) for arg in args)
        case ast.Call(func=ast.Attribute(value=whole, attr="items" | "keys" | "values"), args=[]):
            return is_empty(whole, known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_empty(left, known) and is_empty(right, known)
        case ast.BinOp(left=ast.List() | ast.Tuple() as left, op=ast.Mult(), right=right):
            times = fold(right, known)
            return is_empty(left, known) or (isinstance(times, int) and times <= 0)
        case ast.ListComp(generators=[first, *_]) | ast.SetComp(generators=[first, *_]):
            return is_empty(first.iter, known)
        case ast.DictComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
            return is_empty(first.iter, known)
        case ast.Subscript(value=whole, slice=ast.Slice(lower=None, upper=ast.expr() as upper)):
            return is_empty(whole, known) or fold(upper, known) == 0
        case ast.List() | ast.Set() | ast.Tuple() | ast.Dict():
            return truth(node, known) is False
    value = fold(node, known)
    return isinstance(value, str | bytes | tuple) and not value


def can_fail(test: ast.expr, known: Lookup) -> bool:
    """Whether an assert of this can fail: not of constants, nor of a thing beside itself."""
    match test:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, SAME):
            if type(left) is type(right) and _is_itself(left, right):
                return False
        case ast.BoolOp(op=ast.And(), values=values):
            return any(can_fail(value, known) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(can_fail(value, known) for value in values)
    return truth(test, known) is not True


def _chosen(values: list[ast.expr], decisive: bool, known: Lookup) -> object:
    """The operand that `or` (decisive: what holds) or `and` comes to, which need not be a truth."""
    value: object = UNKNOWN
    for each in values:
        value = fold(each, known)
        if value is UNKNOWN or bool(value) is decisive:
            break
    return value


def _is_itself(left: ast.expr, right: ast.expr) -> bool:
    calls = any(isinstance(part, ast.Call | ast.Await) for part in ast.walk(left))
    return not calls and ast.dump(left) == ast.dump(right)


def _compared(
    left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr], known: Lookup
) -> object:
    match left, others:
        case ast.Name(id="__name__"), [ast.Constant(value="__main__")]:
            return {ast.Eq: False, ast.NotEq: True}.get(type(ops[0]), UNKNOWN)
    values = [fold(each, known) for each in (left, *others)]
    if UNKNOWN in values:
        return UNKNOWN
    pairs = zip(values, ops, values[1:], strict=False)
    try:
        return all(COMPARISONS[type(op)](one, other) for one, op, other in pairs)
    except TypeError:
        return UNKNOWN


def _summed(left: object, op: ast.operator, right: object) -> object:
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if not numbers or type(op) not in SUMS:
        return UNKNOWN
    if max(abs(left), abs(right)) > LARGEST:  # type: ignore[arg-type]
        return UNKNOWN
    try:
        return SUMS[type(op)](left, right)
    except ArithmeticError:
        return UNKNOWN


def constants_of(tree: ast.Module, *, bound_inside: bool) -> Constants:
    """The names of a module that are bound once, to a constant, and that nothing changes.

    `bound_inside` says that a function may bind one by `global`, or an expression by `:=`.
    """
    bound = Counter(_bound_by(tree.body))
    for node in ast.walk(tree) if bound_inside else ():
        match node:
            case ast.Global(names=names):
                bound.update(names)
            case ast.NamedExpr(target=ast.Name(id=name)):
                bound[name] += 1
    changed: set[str] | None = None
    known: dict[str, object] = {}
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if bound[name] == 1:
                folded = fold(value, known)
                if folded is not UNKNOWN:
                    known[name] = folded
                elif is_empty(value, known):
                    changed = _changed(tree) if changed is None else changed
                    if name not in changed:
                        known[name] = ()
    return known


def _bound_by(body: Sequence[ast.AST]) -> Iterator[str]:
    """Each name as often as the statements of a module bind it; expressions are not looked into."""
    waiting = [*body]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name for alias in aliases)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
                waiting += ast.iter_child_nodes(node)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name
                waiting += ast.iter_child_nodes(node)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Assign(targets=targets):
                waiting += targets
            case ast.expr() if not isinstance(node, ast.Tuple | ast.List | ast.Starred):
                continue
            case _:
                waiting += ast.iter_child_nodes(node)


def _changed(tree: ast.Module) -> set[str]:
    """Names of what may be filled after it was bound: everything but the values of a mark."""
    changed = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name)) | ast.Subscript(value=ast.Name(id=name)):
                changed.add(name)
            case ast.Call(func=func, args=args) if _last(func) != "parametrize":
                changed.update(arg.id for arg in args if isinstance(arg, ast.Name))
    return changed


def _last(node: ast.expr) -> str:
    return getattr(node, "attr", "")
