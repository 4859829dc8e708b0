"""What the statements of a module and its classes bind: tests, fixtures, marks, other things."""

import ast
import builtins
from collections.abc import Sequence

from msgspec.structs import replace

from ml_readiness.reading.pytest.constants import Constants, constants_of, is_empty, truth
from ml_readiness.reading.pytest.endings import (
    LAST_CALLS,
    SKIPPING,
    Endings,
    idle_of,
)
from ml_readiness.reading.pytest.marks import (
    NO_MARKS,
    PLAIN,
    SKIP_CALLS,
    SKIP_ERRORS,
    SKIPS,
    XFAIL_CALLS,
    Idle,
    Mark,
    Marks,
    applied,
    constructs,
    first_of,
    fixture_name,
    has_params,
    is_fixture,
    is_property,
    read_marks,
    sets_keyword,
)
from ml_readiness.reading.pytest.nodes import (
    arguments_of,
    elements,
    has_break,
    is_yield,
    names_in,
    names_of,
    texts_of,
)
from ml_readiness.reading.pytest.scope import Definition, Scope
from ml_readiness.reading.pytest.substance import (
    LEAVING,
    Function,
    is_docstring,
    own_nodes,
    substance,
)

MOST_BASES = 16
MOST_ALIASES = 20  # a name may stand for another one, but not for ever
LOGGER_MAKERS = ("logging.getLogger", "structlog.get_logger", "structlog.getLogger")
MARK_METHODS = ("append", "extend")
# How the names of functions begin that prepare tests.
PREPARING = ("setup", "setUp", "asyncSetUp")
# What can bind names that no statement shows.
BINDING_WORDS = ("import *", "globals(", "locals(", "vars(", "exec(", "builtins", "__builtins__")
# Names that a module has before its first statement, or that tools give it.
GIVEN = ("__name__", "__doc__", "__file__", "__path__", "_", "profile", "get_ipython", "display")


class Reader:
    """Walks the statements of one module; knows what its imports and plain names stand for."""

    def __init__(self) -> None:
        self.module = Scope(names=())
        self.known: Constants = {}
        self.imports: dict[str, str] = {}
        self.aliases: dict[str, ast.expr] = {}
        # What a function of the module turns what it decorates into, where that is a mark.
        self.decorators: dict[str, Mark] = {}
        self.yields = self.walruses = True
        self.tree, self.text = ast.Module(body=[], type_ignores=[]), ""
        self.endings = Endings(self, self.tree, yields=False)
        self.bound: frozenset[str] | None = None

    def read(self, text: str) -> None:
        """Enter all that a module defines. Raises what `ast.parse` does."""
        self.tree, self.text = ast.parse(text), text
        tree = self.tree
        # Few modules have one of these, and looking for them takes as long as all the rest.
        self.yields, self.walruses = "yield" in text, ":=" in text
        self.known = constants_of(tree, bound_inside="global" in text or self.walruses)
        self.endings = Endings(self, tree, yields=self.yields)
        self._fill(self.module, tree.body, sure=True)
        error = self.endings.of(tree.body, 0)
        if error is not None:
            self.module.stopped = "skipped" if error in SKIPPING else "stopped"

    def is_own(self, name: str) -> bool:
        """Whether a module gives a name its meaning itself, other than by an import."""
        return bool(self.module.members.get(name))

    def is_unbound(self, name: str, within: Function | None) -> bool:
        """Whether nothing gives a name a meaning, so that to use it in a function is an error."""
        if name in self.imports or name in self.module.members or hasattr(builtins, name):
            return False
        if within and name in names_in(within):
            return False
        if self.bound is None:
            free = any(word in self.text for word in BINDING_WORDS)
            self.bound = frozenset() if free else names_in(self.tree) | {*GIVEN}
        return bool(self.bound) and name not in self.bound

    def _fill(self, scope: Scope, body: Sequence[ast.stmt], *, sure: bool) -> None:
        for statement in body:
            self._enter(scope, statement, sure=sure)

    def _enter(self, scope: Scope, statement: ast.stmt, *, sure: bool) -> None:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(scope, statement, sure=sure)
            case ast.ClassDef():
                inner = self._class(scope, statement)
                scope.define(statement.name, inner, certain=sure)
            case ast.If(test=test, body=body, orelse=orelse):
                self._rebind(scope, self._walruses(test), sure=sure)
                taken = truth(test, self.known)
                if taken is not False:
                    self._fill(scope, body, sure=sure and taken is True)
                if taken is not True:
                    self._fill(scope, orelse, sure=sure and taken is False)
            case ast.Try() | ast.TryStar():
                self._attempt(scope, statement, sure=sure)
            case ast.For(target=target) | ast.AsyncFor(target=target):
                through = sure and not has_break(statement.body)
                if not is_empty(statement.iter, self.known):
                    self._rebind(scope, names_of(target), sure=sure)
                    certain = truth(statement.iter, self.known) is True
                    self._fill(scope, statement.body, sure=through and certain)
                self._fill(scope, statement.orelse, sure=through)
            case ast.While(test=test, body=body, orelse=orelse):
                if truth(test, self.known) is not False:
                    self._fill(scope, body, sure=False)
                self._fill(scope, orelse, sure=sure and not has_break(body))
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    bound = names_of(item.optional_vars) if item.optional_vars else ()
                    self._rebind(scope, bound, sure=sure)
                self._fill(scope, statement.body, sure=sure)
            case ast.Match(cases=cases):
                for case in cases:
                    self._fill(scope, case.body, sure=False)
            case _:
                self._carry_out(scope, statement, sure=sure)

    def _carry_out(self, scope: Scope, statement: ast.stmt, *, sure: bool) -> None:
        """Enter what a statement without a body binds."""
        match statement:
            case ast.Import() | ast.ImportFrom():
                self._import(scope, statement, sure=sure)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(scope, target, value, sure=sure)
                self._rebind(scope, self._walruses(value), sure=sure)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(scope, target, value, sure=sure)
            case ast.AugAssign(target=ast.Name(id="pytestmark"), value=value):
                if sure:
                    scope.marked = scope.marked.beside(self._marks(value))
            case ast.AugAssign(target=target):
                self._rebind(scope, names_of(target), sure=sure)
            case ast.Delete(targets=targets):
                names = [name for target in targets for name in names_of(target)]
                for name in names if sure else ():
                    scope.members.pop(name, None)
            case ast.Expr(value=value):
                self._evaluate(scope, value, sure=sure)

    def _attempt(self, scope: Scope, statement: ast.Try | ast.TryStar, *, sure: bool) -> None:
        self._fill(scope, statement.body, sure=sure)
        for handler in statement.handlers:
            self._fill(scope, handler.body, sure=False)
        self._fill(scope, statement.orelse, sure=sure)
        self._fill(scope, statement.finalbody, sure=sure)

    def _function(self, scope: Scope, function: Function, *, sure: bool) -> None:
        definition = self.definition(function, method=scope is not self.module)
        scope.define(function.name, definition, certain=sure)
        if scope is self.module:
            # One of several that may be meant says nothing about what it decorates.
            mark = self._decorator(function) if sure else None
            self.decorators.pop(function.name, None)
            if mark:
                self.decorators[function.name] = mark

    def definition(self, function: Function, *, method: bool) -> Definition:
        """What a function's own source says; the source itself is let go, as it is large."""
        marks = [self.mark(decorator) for decorator in function.decorator_list]
        fixture = next(filter(is_fixture, marks), None)
        # A decorator of somebody's own may go through what a function yields.
        plain = all(mark.name.startswith(PLAIN) for mark in marks)
        generator = plain and self.yields and any(map(is_yield, own_nodes(function.body)))
        found: list[Idle | None] = ["fixture" if fixture else None]
        found.append("property" if any(map(is_property, marks)) else None)
        found.append("generator" if generator and not fixture else None)
        static = any(mark.name == "staticmethod" for mark in marks)
        first = self._first(function.body)
        if first is None and (fixture or function.name.startswith(PREPARING)):
            first = idle_of(self.endings.of_set_up(function))
        return Definition(
            idle=first_of(found),
            first=first,
            marks=read_marks(marks, self.known, self.mark),
            substance=substance(function, self.dotted, self.known),
            takes=arguments_of(function.args, skipped=method and not static),
            fixture=fixture_name(fixture, function.name) if fixture else None,
            autouse=bool(fixture and sets_keyword(fixture, "autouse", self.known)),
            params=bool(fixture and has_params(fixture)),
        )

    def _first(self, body: Sequence[ast.stmt]) -> Idle | None:
        """What the first statement that does anything does to a test."""
        for statement in body:
            match statement:
                case ast.Pass() | ast.Import() | ast.ImportFrom():
                    continue
                case ast.Assign(value=ast.Constant()) | ast.Expr(value=ast.Constant()):
                    continue
                case ast.If(test=test, body=inner, orelse=orelse):
                    taken = truth(test, self.known)
                    return None if taken is None else self._first(inner if taken else orelse)
                case ast.Try(body=inner, handlers=[], finalbody=last):
                    leaves = any(isinstance(each, LEAVING) for each in last)
                    return None if leaves else self._first(inner)
            return self._skips(statement)
        return None

    def _skips(self, statement: ast.stmt) -> Idle | None:
        match statement:
            case ast.Expr(value=ast.Call() as said) | ast.Return(value=ast.Call() as said):
                name = self.mark(said).name
                if name in XFAIL_CALLS:
                    return "xfail"
                if name in LAST_CALLS:
                    return "stopped"
                return "skipped" if name in SKIP_CALLS else None
            case ast.Raise(exc=ast.expr() as said):
                return "skipped" if self.mark(said).name in SKIP_ERRORS else None
        return None

    def _class(self, scope: Scope, node: ast.ClassDef) -> Scope:
        marks = [self.mark(each) for each in node.decorator_list]
        inner = Scope(
            names=(*scope.names, node.name),
            decorated=read_marks(marks, self.known, self.mark),
            constructed=any(constructs(mark, self.known) for mark in marks),
        )
        for written in node.bases[:MOST_BASES]:
            base = written.value if isinstance(written, ast.Subscript) else written
            base = base.func if isinstance(base, ast.Call) else base
            known = self._members(base, scope)
            if known and isinstance(known[0], Scope):
                inner.inherit(known[0])
            else:
                inner.outside_bases.append(self.dotted(base))
        self._fill(inner, node.body, sure=True)
        return inner

    def _members(self, node: ast.expr, scope: Scope) -> list[Definition | Scope]:
        """What a plain or dotted name stands for in this file."""
        match node:
            case ast.Name(id=name):
                return scope.members.get(name) or self.module.members.get(name, [])
            case ast.Attribute(value=ast.Name() | ast.Attribute() as value, attr=name):
                owners = self._members(value, scope)
                return owners[0].lookup(name) if owners and isinstance(owners[0], Scope) else []
        return []

    def _import(self, scope: Scope, node: ast.Import | ast.ImportFrom, *, sure: bool) -> None:
        bound = []
        for alias in node.names:
            bound.append(alias.asname or alias.name.partition(".")[0])
            if isinstance(node, ast.ImportFrom):
                self.imports[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            elif alias.asname:
                self.imports[alias.asname] = alias.name
        self._rebind(scope, bound, sure=sure)

    def _assign(self, scope: Scope, target: ast.expr, value: ast.expr, *, sure: bool) -> None:
        off = truth(value, self.known) is False
        match target:
            case ast.Name(id="__test__"):
                scope.disabled = off if sure else scope.disabled
            case ast.Name(id="pytestmark"):
                scope.marked = self._marks(value) if sure else scope.marked
            case ast.Name(id="collect_ignore") if sure:
                scope.ignored = texts_of(value)
            case ast.Name(id="collect_ignore_glob") if sure:
                scope.ignored_globs = texts_of(value)
            case ast.Name(id=name):
                self._name(scope, name, value, sure=sure)
            case ast.Attribute(value=owner, attr="__test__") if sure:
                for member in self._members(owner, scope):
                    member.disabled = off
            case ast.Attribute(value=owner, attr="pytestmark") if sure:
                for member in self._members(owner, scope):
                    _mark_also(member, self._marks(value))
            case ast.Tuple() | ast.List() | ast.Starred():
                self._rebind(scope, names_of(target), sure=sure)

    def _name(self, scope: Scope, name: str, value: ast.expr, *, sure: bool) -> None:
        """A plain assignment: another name for a test or a class, for a mark, or the end of one."""
        if known := self._members(value, scope):
            scope.members[name] = known
        elif isinstance(value, ast.Lambda):
            scope.define(name, self._lambda(value, scope), certain=sure)
        elif marks := self._wrapping(name, value, scope):
            if sure:
                scope.members[name] = [_marked_also(each, marks) for each in scope.members[name]]
        else:
            self._rebind(scope, [name], sure=sure)
            if scope is self.module and not isinstance(value, ast.Constant):
                self.aliases[name] = value

    def _lambda(self, value: ast.Lambda, scope: Scope) -> Definition:
        return Definition(
            idle=None,
            first=None,
            marks=NO_MARKS,
            substance=substance(value, self.dotted, self.known),
            takes=arguments_of(value.args, skipped=scope is not self.module),
        )

    def _wrapping(self, name: str, value: ast.expr, scope: Scope) -> Marks | None:
        """The marks of a wrapper that a name is bound to, where the wrapper is one of itself."""
        inside = any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(value))
        if not (scope.members.get(name) and inside and isinstance(value, ast.Call)):
            return None
        mark = applied(self.mark(value), [name])
        return read_marks([mark], self.known, self.mark)

    def _rebind(self, scope: Scope, names: Sequence[str], *, sure: bool) -> None:
        """Names that from here on stand for something that is no test, also in a subclass."""
        for name in names if sure else ():
            scope.members[name] = []
            if scope is self.module:
                self.aliases.pop(name, None)

    def _walruses(self, value: ast.expr) -> list[str]:
        return [
            node.target.id
            for node in (own_nodes([value]) if self.walruses else ())
            if isinstance(node, ast.NamedExpr) and isinstance(node.target, ast.Name)
        ]

    def _evaluate(self, scope: Scope, value: ast.expr, *, sure: bool) -> None:
        self._rebind(scope, self._walruses(value), sure=sure)
        match value:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="pytestmark"), attr=method), args=[added]
            ) if method in MARK_METHODS and sure:
                scope.marked = scope.marked.beside(self._marks(added))

    def _marks(self, value: ast.expr) -> Marks:
        return read_marks([self.mark(each) for each in elements(value)], self.known, self.mark)

    def mark(self, node: ast.expr) -> Mark:
        """A decorator or a mark as its full dotted name, and the call on that name if any."""
        call: ast.Call | None = None
        for _ in range(MOST_ALIASES):
            match node:
                case ast.Call(func=func):
                    call, node = node, func
                case ast.Name(id=name) if name in self.decorators:
                    return self.decorators[name]
                case ast.Name(id=name) if name in self.aliases:
                    node = self.aliases[name]
                case _:
                    break
        return Mark(self.dotted(node), call)

    def dotted(self, node: ast.expr) -> str:
        """The full name of a plain or dotted expression; what it begins with may be nothing."""
        parts: list[str] = []
        for _ in range(MOST_ALIASES):
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Name) and node.id in self.aliases:
                node = self.aliases[node.id]
            else:
                break
        match node:
            case ast.Name(id=name):
                parts.append(self.imports.get(name, name))
            case ast.Call(func=made):
                # What comes out of a call has no name, but for a logger.
                parts.append("logging" if self._makes_logger(made) else "")
        return ".".join(reversed(parts))

    def _makes_logger(self, made: ast.expr) -> bool:
        match made:
            case ast.Name(id=name):
                return self.imports.get(name) in LOGGER_MAKERS
            case ast.Attribute(value=ast.Name(id=name), attr=last):
                return f"{self.imports.get(name, name)}.{last}" in LOGGER_MAKERS
        return False

    def _decorator(self, function: Function) -> Mark | None:
        """The mark that a function of the module puts on what it decorates."""
        body = function.body[1:] if is_docstring(function.body[0]) else function.body
        match body:
            case [ast.Return(value=ast.Call() | ast.Attribute() as value)]:
                mark = applied(self.mark(value), [each.arg for each in function.args.args])
                return mark if mark.name.startswith(("pytest.mark.", "unittest.")) else None
            case [ast.FunctionDef() as inner, ast.Return(value=ast.Name(id=name))]:
                if name == inner.name and self._first(inner.body) == "skipped":
                    return Mark(SKIPS[0], None)
        return None


def _mark_also(member: Definition | Scope, marks: Marks) -> None:
    if isinstance(member, Scope):
        member.marked = member.marked.beside(marks)
    else:
        member.marks = member.marks.beside(marks)


def _marked_also(member: Definition | Scope, marks: Marks) -> Definition | Scope:
    """The same thing with further marks. A class is marked itself; of a test others may stay."""
    if isinstance(member, Scope):
        _mark_also(member, marks)
        return member
    return replace(member, marks=member.marks.beside(marks))
