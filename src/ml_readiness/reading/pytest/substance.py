"""Whether a function says something: a call, a check, or a fault that it can reach."""

import ast
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from ml_readiness.reading.pytest.constants import (
    UNKNOWN,
    Constants,
    Lookup,
    can_fail,
    fold,
    is_empty,
    truth,
)

# Who handles one of these handles a failed assert.
CATCHING = ("AssertionError", "Exception", "BaseException")
# At the end of `finally` they drop the failure that is under way.
LEAVING = (ast.Return, ast.Break, ast.Continue)
# A handler that says so does not swallow.
TELLING = ("fail", "skip", "xfail", "exit", "skipTest", "abort")
LOGGERS = ("logging.", "loguru.", "structlog.")
LOGGING = ("debug", "info", "warning", "warn", "error", "exception", "critical", "log")
# Decorators that call nothing.
QUIET = ("staticmethod", "classmethod", "property", "functools.wraps", "typing.override")
RAISES = ("pytest.raises", "self.assertRaises")
SUPPRESS = ("contextlib.suppress",)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Name = Callable[[ast.expr], str]


class Substance(NamedTuple):
    """What a function can reach.

    `says` is true of a call, an import, a check or a fault; `checks` of an assert that can fail or
    a fault alone. `swallowed` is true when there are asserts, and each stands where its failure
    is caught.
    """

    says: bool
    checks: bool
    swallowed: bool


class Caught(NamedTuple):
    """Which failures are caught around a statement: of a plain assert, of any check."""

    plain: bool = False
    every: bool = False


def substance(function: Function | ast.Lambda, name: Name, known: Constants) -> Substance:
    """What a function can reach; `name` gives the full dotted name of an expression."""
    reach = _Reach(name=name, known=_Inside(function, known))
    if isinstance(function, ast.Lambda):
        reach.expression(function.body, Caught())
    else:
        reach.body(function.body, Caught())
    swallowed = 0 < reach.asserts == reach.caught
    return Substance(reach.says, reach.checks, swallowed)


def is_docstring(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def own_nodes(body: Iterable[ast.AST]) -> Iterable[ast.AST]:
    """All nodes of a scope but those of the functions and classes in it."""
    waiting = [*body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _bound_inside(function: Function | ast.Lambda) -> set[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    stored = {
        node.id
        for node in own_nodes(body)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {each.arg for each in every}


class _Inside:
    """The constants that a function sees; what it binds itself is looked for when one is met."""

    def __init__(self, function: Function | ast.Lambda, known: Constants) -> None:
        self.function = function
        self.known = known
        self.bound: set[str] | None = None
        # What the statements just before have bound, without a branch or a loop between.
        self.fixed: dict[str, object] = {}

    def get(self, name: str, default: object) -> object:
        if name in self.fixed:
            return self.fixed[name]
        if name not in self.known:
            return default
        if self.bound is None:
            self.bound = _bound_inside(self.function)
        return default if name in self.bound else self.known[name]


class _Reach(Struct, kw_only=True):
    """Walks what a body can reach, each statement once, until all is known."""

    name: Name
    known: _Inside
    says: bool = False
    checks: bool = False
    asserts: int = 0
    caught: int = 0
    # Functions of the body, by their names, until something calls them.
    inner: dict[str, Function | ast.Lambda] = field(default_factory=dict)
    loggers: set[str] = field(default_factory=set)

    def body(self, statements: Sequence[ast.stmt], caught: Caught) -> bool:
        """Walk until something certainly leaves; whether something does."""
        for statement in statements:
            if self.asserts > self.caught or self.statement(statement, caught):
                return True  # after an assert that can fail nothing is left to learn
        return False

    def statement(self, statement: ast.stmt, caught: Caught) -> bool:
        """Walk one statement; whether it certainly leaves the body."""
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.inner[statement.name] = statement
                self.decorated(statement.name, statement.decorator_list, caught)
            case ast.ClassDef():
                # To derive from a class can run code of that class, or fail.
                self.says |= bool(statement.bases or statement.keywords)
                self.decorated("", statement.decorator_list, caught)
                self.body(statement.body, caught)
            case ast.Return(value=value):
                self.expressions([value] if value else [], caught)
                return True
            case ast.Raise(exc=said):
                self.fault(said)
                return True
            case ast.Assert(test=test):
                self.check(test, caught)
                return truth(test, self.known) is False
            case ast.Import() | ast.ImportFrom():
                self.says |= not _is_standard(statement)
            case ast.Break() | ast.Continue():
                return True
            case ast.Assign(targets=[ast.Name(id=bound)], value=value):
                self.bind(bound, value, caught)
            case ast.Expr(value=value):
                self.expression(value, caught)
            case _:
                if not isinstance(statement, ast.If):
                    self.known.fixed.clear()
                left = self.block(statement, caught)
                self.known.fixed.clear()
                return left
        return False

    def block(self, statement: ast.stmt, caught: Caught) -> bool:
        """Walk a statement that has others in it, or a rare one; whether it certainly leaves."""
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                return self.fork(test, body, orelse, caught)
            case ast.While(test=test, body=body, orelse=orelse):
                self.fork(test, body, [], caught)
                self.body(orelse, caught)
            case ast.For(iter=over) | ast.AsyncFor(iter=over):
                if not is_empty(over, self.known):
                    self.expression(over, caught)
                    self.body(statement.body, caught)
                self.body(statement.orelse, caught)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                within = self.within(items, caught)
                left = self.body(statement.body, within)
                return left and within == caught
            case ast.Try() | ast.TryStar():
                return self.attempt(statement, caught)
            case ast.Match(subject=subject, cases=cases):
                self.expression(subject, caught)
                for case in cases:
                    self.body(case.body, caught)
            case _:
                self.expressions(ast.iter_child_nodes(statement), caught)
        return False

    def bind(self, bound: str, value: ast.expr, caught: Caught) -> None:
        self.known.fixed.pop(bound, None)
        if isinstance(value, ast.Lambda):
            self.inner[bound] = value
            return
        if (folded := fold(value, self.known)) is not UNKNOWN:
            self.known.fixed[bound] = folded
        if isinstance(value, ast.Call) and self.name(value.func) == "logging.getLogger":
            self.loggers.add(bound)
        self.expression(value, caught)

    def fork(
        self, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt], caught: Caught
    ) -> bool:
        taken = truth(test, self.known)
        self.expression(test, caught)
        before = dict(self.known.fixed)
        left = self.body(body, caught) if taken is not False else True
        self.known.fixed = before
        other = self.body(orelse, caught) if taken is not True else True
        return left and other

    def attempt(self, statement: ast.Try | ast.TryStar, caught: Caught) -> bool:
        handlers = statement.handlers
        swallows = any(_catches(each.type) and _is_silent(each.body) for each in handlers)
        swallows |= any(isinstance(each, LEAVING) for each in statement.finalbody)
        within = Caught(plain=True, every=True) if swallows else caught
        left = self.body(statement.body, within)
        if not left:
            left = bool(statement.orelse) and self.body(statement.orelse, caught)
        handled = [self.body(handler.body, caught) for handler in handlers]
        ended = self.body(statement.finalbody, caught)
        return ended or (left and all(handled))

    def within(self, items: Sequence[ast.withitem], caught: Caught) -> Caught:
        for item in items:
            manager = ""
            match item.context_expr:
                case ast.Call(func=called, args=args) if any(map(_catches, args)):
                    manager = self.name(called)
            if manager in (*RAISES, *SUPPRESS):  # what expects a failed assert is no check itself
                self.says = True
                caught = Caught(plain=True, every=caught.every or manager in SUPPRESS)
            else:
                self.expression(item.context_expr, caught)
        return caught

    def fault(self, said: ast.expr | None) -> None:
        """A stub that says it is one tests nothing."""
        bare = said.func if isinstance(said, ast.Call) else said
        if not (isinstance(bare, ast.Name) and bare.id == "NotImplementedError"):
            self.says = self.checks = True

    def check(self, test: ast.expr, caught: Caught) -> None:
        if can_fail(test, self.known):
            self.says = self.checks = True
            self.asserts += 1
            self.caught += caught.plain
            if not caught.plain:
                return
        self.expression(test, caught)

    def expressions(self, nodes: Iterable[ast.AST], caught: Caught) -> None:
        for node in nodes:
            self.expression(node, caught)

    def expression(self, node: ast.AST, caught: Caught) -> None:
        """Walk what an expression certainly or possibly evaluates."""
        waiting: list[ast.AST] = [node]
        while waiting:
            part = waiting.pop()
            match part:
                case ast.Lambda():
                    continue
                case ast.BoolOp(op=op, values=values):
                    waiting += _until(values, isinstance(op, ast.Or), self.known)
                    continue
                case ast.IfExp(test=test, body=body, orelse=orelse):
                    taken = truth(test, self.known)
                    waiting += [test, *([body] if taken is not False else [])]
                    waiting += [orelse] if taken is not True else []
                    continue
                case ast.Call():
                    self.call(part, caught)
                case ast.Await():
                    self.says = True
            waiting += ast.iter_child_nodes(part)

    def decorated(self, name: str, decorators: Sequence[ast.expr], caught: Caught) -> None:
        """A decorator is called, and may call what stands below it."""
        self.expressions(decorators, caught)
        called = [each.func if isinstance(each, ast.Call) else each for each in decorators]
        if any(self.name(each) not in QUIET for each in called):
            self.says = True
            self.enter(name, caught)

    def enter(self, name: str, caught: Caught) -> bool:
        """Walk a function of the body, once; whether there is one of this name."""
        inner = self.inner.pop(name, None)
        if isinstance(inner, ast.Lambda):
            self.expression(inner.body, caught)
        elif inner:
            self.body(inner.body, caught)
        return inner is not None

    def call(self, call: ast.Call, caught: Caught) -> None:
        name = self.name(call.func)
        if self.enter(name, caught):
            return
        owner, _, last = name.rpartition(".")
        logs = owner in self.loggers and last in LOGGING
        if name == "print" or logs or name.startswith(LOGGERS):
            return
        self.says = True
        # What is handed over may be called.
        for each in (*call.args, *(keyword.value for keyword in call.keywords)):
            if isinstance(each, ast.Name):
                self.enter(each.id, caught)
        if last.startswith("assert") or name in ("self.fail", "pytest.fail"):
            self.checks = True
            if not caught.plain or caught.every:
                self.asserts += 1
                self.caught += caught.every


def _until(values: Sequence[ast.expr], decisive: bool, known: Lookup) -> list[ast.AST]:
    """The operands that may be evaluated: those after a decisive one are not."""
    reached: list[ast.AST] = []
    for value in values:
        reached.append(value)
        if truth(value, known) is decisive:
            break
    return reached


def _catches(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in CATCHING
        case ast.Tuple(elts=parts):
            return any(map(_catches, parts))
    return False


def _is_silent(body: Sequence[ast.stmt]) -> bool:
    """Whether a handler lets a failure pass."""
    for node in own_nodes(body):
        match node:
            case ast.Raise() | ast.Assert():
                return False
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in TELLING or name.startswith("assert"):
                    return False
    return True


def _is_standard(statement: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return not statement.level and _top(statement.module or "") in sys.stdlib_module_names
    return all(_top(alias.name) in sys.stdlib_module_names for alias in statement.names)


def _top(module: str) -> str:
    return module.partition(".")[0]
