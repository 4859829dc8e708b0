"""Which error, exit or skip certainly leaves the statements of a module or a function."""

import ast
import builtins
from collections.abc import Mapping, Sequence
from typing import Protocol

from ml_readiness.reading.pytest.constants import Constants, truth
from ml_readiness.reading.pytest.marks import Idle, Mark
from ml_readiness.reading.pytest.substance import Function, own_nodes

# What a call that never returns raises; nothing is raised where the process itself ends.
ENDING_CALLS: Mapping[str, str] = {
    "sys.exit": "SystemExit",
    "exit": "SystemExit",
    "quit": "SystemExit",
    "os._exit": "",
    "os.abort": "",
    "pytest.skip": "Skipped",
    "self.skipTest": "SkipTest",
    "pytest.fail": "Failed",
    "pytest.xfail": "XFailed",
    "pytest.exit": "Exit",
}
# Calls that end the whole session, in whatever test or fixture they stand.
LAST_CALLS = ("os._exit", "os.abort", "pytest.exit")
LAST_ERRORS = ("", "Exit", "KeyboardInterrupt")
# Errors whose names stand elsewhere, by what is last in the name, with what catches them too.
BASES: Mapping[str, tuple[str, ...]] = {
    "": (),
    "Skipped": ("OutcomeException", "BaseException"),
    "Failed": ("OutcomeException", "BaseException"),
    "XFailed": ("Failed", "OutcomeException", "BaseException"),
    "Exit": ("Exception", "BaseException"),
    "SkipTest": ("Exception", "BaseException"),
}
# How pytest names them in public.
SPELLINGS: Mapping[str, str] = {
    "pytest.skip.Exception": "Skipped",
    "pytest.fail.Exception": "Failed",
    "pytest.xfail.Exception": "XFailed",
    "pytest.exit.Exception": "Exit",
    "unittest.SkipTest": "SkipTest",
    "unittest.case.SkipTest": "SkipTest",
}
SKIPPING = ("Skipped", "SkipTest")
UNKNOWN_ERROR = "?"
# Managers that keep the errors of their arguments in, and those that keep none.
CATCHING_MANAGERS = ("contextlib.suppress", "pytest.raises")
OPEN_MANAGERS = (
    *("open", "contextlib.nullcontext", "contextlib.closing", "contextlib.chdir"),
    *("contextlib.redirect_stdout", "contextlib.redirect_stderr", "warnings.catch_warnings"),
)
YIELDS = (ast.Yield, ast.YieldFrom)
WAYS_OUT = (ast.Return, ast.Break, ast.Continue, *YIELDS)
RAISING = (
    *(ast.Call, ast.Import, ast.ImportFrom, ast.Attribute, ast.Subscript, ast.Await),
    *(ast.BinOp, ast.Compare, ast.For, ast.With, ast.Raise, ast.Assert, ast.ClassDef),
)
MOST_ANCESTRY = 20  # of an error of the module's own
MOST_BLOCKS = 20  # of functions that call each other, and of blocks in blocks


class Meanings(Protocol):
    """What the names of a module stand for."""

    known: Constants

    def dotted(self, node: ast.expr) -> str: ...

    def mark(self, node: ast.expr) -> Mark: ...

    def is_own(self, name: str) -> bool: ...

    def is_unbound(self, name: str, within: Function | None) -> bool: ...


class Endings:
    """Finds the error that certainly leaves a body of a module.

    An error is the last word of its name: "" is the end of the process, "?" an unknown one.
    """

    def __init__(self, names: Meanings, tree: ast.Module, *, yields: bool) -> None:
        self.names, self.functions, self.yields = names, _plain_functions(tree), yields
        self.called: dict[str, str | None] = {}
        self.within: Function | None = None
        self.names_count = True
        # The module's own errors, each with what it is one of.
        self.errors: dict[str, tuple[str, ...]] = {}
        for each in tree.body:
            if isinstance(each, ast.ClassDef) and len(each.bases) == 1:
                base = each.bases[0].id if isinstance(each.bases[0], ast.Name) else ""
                above = self._ancestors(base) if base else ()
                if 0 < len(above) < MOST_ANCESTRY:
                    self.errors[each.name] = (each.name, *above)

    def of(self, body: Sequence[ast.stmt], depth: int = 1) -> str | None:
        """The error that certainly leaves a body; None where it may come to its end.

        A module, which nothing can leave earlier, has the depth 0.
        """
        return self._ending(body, depth)[0]

    def _ending(
        self, body: Sequence[ast.stmt], depth: int
    ) -> tuple[str | None, Sequence[ast.stmt]]:
        """The error that certainly leaves a body, and the statements in front of it."""
        for place, statement in enumerate(body if depth < MOST_BLOCKS else ()):
            if (error := self._statement(statement, depth)) is not None:
                return error, body[:place]
            if depth and _may_leave(statement):
                break
        return None, body

    def of_function(self, function: Function, depth: int = 0) -> str | None:
        """The error that certainly leaves a function."""
        outer, self.within = self.within, function
        error = self.of(function.body, depth + 1)
        self.within = outer
        return error

    def of_set_up(self, function: Function) -> str | None:
        """The error that leaves what prepares tests; its names are for the results to judge."""
        self.names_count = False
        error = self.of_function(function)
        self.names_count = True
        return error

    def _statement(self, statement: ast.stmt, depth: int) -> str | None:
        match statement:
            case ast.Raise(exc=said):
                return UNKNOWN_ERROR if said is None else self._named(said)
            case ast.Assert(test=test):
                return "AssertionError" if truth(test, self.names.known) is False else None
            case (
                ast.Expr(value=value)
                | ast.Assign(value=value)
                | ast.AnnAssign(value=ast.expr() as value)
            ):
                return self._value(value, depth)
            case ast.Return(value=ast.expr() as value):
                return self._value(value, depth)
            case ast.FunctionDef(decorator_list=made) | ast.AsyncFunctionDef(decorator_list=made):
                return self._decorating(made, depth)
            case ast.ClassDef(decorator_list=made, body=body):
                found = self._decorating(made, depth)
                return self.of(body, depth + 1) if found is None else found
            case ast.If(test=test, body=body, orelse=orelse):
                taken = truth(test, self.names.known)
                one = self.of(body, depth + 1) if taken is not False else None
                other = self.of(orelse, depth + 1) if taken is not True else None
                if taken is None:
                    return one if other is not None else None
                return one if taken else other
            case ast.While(test=over, body=body) | ast.For(iter=over, body=body):
                goes = truth(over, self.names.known) is True
                return self.of(body, depth + 1) if goes else None
            case ast.With(items=items, body=body):
                error, before = self._ending(body, depth + 1)
                raised = (error, UNKNOWN_ERROR) if _may_raise(before) else (error,)
                managers = [item.context_expr for item in items]
                through = all(self._lets(each, one) for each in managers for one in raised if one)
                return error if through else None
            case ast.Try() | ast.TryStar():
                return self._attempt(statement, depth + 1)
        return None

    def _attempt(self, attempt: ast.Try | ast.TryStar, depth: int) -> str | None:
        error, before = self._ending(attempt.body, depth)
        # Each once, however they are asked: blocks in blocks would double the work.
        handlers = [(each.type, self.of(each.body, depth)) for each in attempt.handlers]
        if error is None:
            error = None if _may_leave(*attempt.body) else self.of(attempt.orelse, depth)
            # Another error of the body may have led to a handler.
            tried = not all(isinstance(each, ast.Pass) for each in attempt.body)
            if tried and any(after is None for _, after in handlers):
                error = None
        elif _may_raise(before) and self._handled(UNKNOWN_ERROR, handlers) is None:
            error = None
        elif error:
            if isinstance(attempt, ast.TryStar) and error.endswith("ExceptionGroup"):
                error = UNKNOWN_ERROR  # a group is caught by what is in it
            error = self._handled(error, handlers)
        if error == "":
            return error
        last = self.of(attempt.finalbody, depth)
        return error if last is None else last

    def _handled(
        self, error: str, handlers: Sequence[tuple[ast.expr | None, str | None]]
    ) -> str | None:
        """What comes of an error behind handlers: what each takes, and the error that leaves it."""
        for handled, after in handlers:
            caught = self._catches(handled, error)
            if caught is False:
                continue
            if caught or after is None:
                return error if after == UNKNOWN_ERROR else after
        return error

    def _catches(self, handled: ast.expr | None, error: str) -> bool | None:
        """Whether a handler takes an error; None where only running tells."""
        if isinstance(handled, ast.Tuple):
            found = [self._catches(part, error) for part in handled.elts]
            return True if True in found else (None if None in found else False)
        name = "BaseException" if handled is None else self._named(handled)
        if name == "BaseException":
            return True
        if UNKNOWN_ERROR in (name, error):
            return None
        return name in self._ancestors(error)

    def _named(self, error: ast.expr) -> str:
        """The last word of an error that we know; "?" for another one."""
        name = self.names.mark(error).name
        known = SPELLINGS.get(name, name)
        return known if known and self._ancestors(known) else UNKNOWN_ERROR

    def _decorating(self, decorators: Sequence[ast.expr], depth: int) -> str | None:
        for each in decorators:
            found = self._value(each, depth)
            found = self._call(each, depth) if found is None else found
            if found is not None:
                return found
        return None

    def _value(self, value: ast.expr, depth: int) -> str | None:
        """What a call, or a name that stands for nothing, comes to."""
        root: ast.expr = value
        while self.names_count and isinstance(root, ast.Call | ast.Attribute):
            root = root.func if isinstance(root, ast.Call) else root.value
        if (
            self.names_count
            and isinstance(root, ast.Name)
            and self.names.is_unbound(root.id, self.within)
        ):
            return "NameError"
        if not isinstance(value, ast.Call):
            return None
        if isinstance(value.func, ast.Name) and self.names.is_own(value.func.id):
            return self._call(value.func, depth)
        return ENDING_CALLS.get(self.names.dotted(value.func))

    def _call(self, called: ast.expr, depth: int) -> str | None:
        """What a plain function of the module comes to, each looked into once."""
        name = called.id if isinstance(called, ast.Name) else ""
        if name in self.functions and name not in self.called:
            function = self.functions[name]
            self.called[name] = None  # as it may call itself
            if not (self.yields and any(map(_is_yield, own_nodes(function.body)))):
                self.called[name] = self.of_function(function, depth)
        return self.called.get(name)

    def _lets(self, manager: ast.expr, error: str) -> bool:
        """Whether a context manager certainly lets an error through."""
        if not isinstance(manager, ast.Call):
            return False
        name = self.names.dotted(manager.func)
        if name in CATCHING_MANAGERS:
            return all(self._catches(each, error) is False for each in manager.args)
        return name in OPEN_MANAGERS

    def _ancestors(self, error: str) -> tuple[str, ...]:
        """An error and what it is one of, by name; nothing for one that we do not know."""
        if error in self.errors:
            return self.errors[error]
        if error in BASES:
            return (error, *BASES[error])
        found = getattr(builtins, error, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return tuple(each.__name__ for each in found.__mro__)
        return ()


def idle_of(error: str | None) -> Idle | None:
    """What an error of a set-up function or a fixture does to the tests behind it.

    After most of them a test fails, and that is for its results to say.
    """
    if error in SKIPPING:
        return "skipped"
    return "xfail" if error == "XFailed" else "stopped" if error in LAST_ERRORS else None


def _may_raise(statements: Sequence[ast.stmt]) -> bool:
    """Whether an error that nothing tells may leave statements."""
    return any(isinstance(node, RAISING) for node in own_nodes(statements))


def _plain_functions(tree: ast.Module) -> Mapping[str, Function]:
    """The functions of a module that are what they say, by name."""
    return {
        each.name: each
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and not each.decorator_list
    }


def _is_yield(node: ast.AST) -> bool:
    return isinstance(node, YIELDS)


def _may_leave(*statements: ast.stmt) -> bool:
    if all(isinstance(each, Function | ast.ClassDef) for each in statements):
        return False
    return any(isinstance(node, WAYS_OUT) for node in own_nodes(statements))
