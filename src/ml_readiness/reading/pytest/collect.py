"""A Python source to the tests that pytest would collect from it and run; read, never imported."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ml_readiness.reading.pytest.marks import (
    SKIP_CALLS,
    SKIP_ERRORS,
    Idle,
    Mark,
    first_of,
    idle_by_marks,
    is_docstring,
    is_fixture,
    is_hollow,
    plain_truth,
)
from ml_readiness.reading.pytest.scope import Definition, Names, Scope

Absent = Literal["no-such-test", "class-alone"]

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*(latin-1|iso-8859-1|iso8859-1)", re.MULTILINE)
MOST_BASES = 16
MOST_NESTED = 8  # classes in classes; hostile sources would not end without
MOST_ALIASES = 20  # a name may stand for another one, but not for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What a Python file defines; nothing when it cannot be parsed, and `error` says why.

    Names are those of a reference: the classes, outermost first, then the function.
    """

    scope: Scope
    error: str | None = None

    def judge(self, names: Names) -> Idle | Absent | None:
        """Why a test does not run; None when pytest would collect it by default and run it.

        Only what is asked is followed: inherited classes can name a test in endlessly many ways.
        Where a condition leaves several definitions, one that runs is enough.
        """
        if len(names) > MOST_NESTED:
            return "no-such-test"
        reasons = [*self._reasons(names, [self.scope], collected=True)]
        return None if None in reasons else [*reasons, "no-such-test"][0]

    def _reasons(
        self, names: Names, way: Sequence[Scope], *, collected: bool
    ) -> Iterator[Idle | Absent | None]:
        """What each definition of a name comes to; `way` leads to it from the module down."""
        for member in way[-1].lookup(names[0]):
            if not isinstance(member, Scope):
                if len(names) == 1:
                    yield _idle(names[0], member, way, collected=collected)
            elif len(names) == 1:
                yield "class-alone"
            else:
                inside = collected and not way[-1].is_test_case and member.is_collected(names[0])
                yield from self._reasons(names[1:], [*way, member], collected=inside)

    def inherits_unread(self, names: Names) -> bool:
        """Whether a class on the way to a name has a base that does not stand in this file."""
        scope = self.scope
        for name in names[:-1]:
            classes = [each for each in scope.lookup(name) if isinstance(each, Scope)]
            if not classes:
                return False
            scope = classes[0]
            if any(base != "object" for each in scope.lineage for base in each.outside_bases):
                return True
        return False

    def names(self) -> Iterator[Names]:
        """The tests that run among those that stand in the file, for saying which was meant."""
        scopes = [self.scope]
        for scope in scopes:
            for name, members in scope.members.items():
                scopes += [each for each in members if isinstance(each, Scope)]
                if self.judge((*scope.names, name)) is None:
                    yield (*scope.names, name)


def read_tests(content: bytes) -> Module:
    """The tests of a Python file, ready to be judged as pytest's default collection does."""
    module, reader = Scope(names=()), _Reader()
    error: str | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as invalid escapes: the author's business
            tree = ast.parse(_decode(content))
        reader.fill(module, tree.body, module, certain=True)
    except SyntaxError as caught:
        error = f"{caught.msg} (line {caught.lineno})" if caught.lineno else caught.msg
    except ValueError as caught:
        error = str(caught)
    except (RecursionError, MemoryError):
        error = "it is nested too deeply"
    return Module(scope=Scope(names=()) if error else module, error=error)


def _idle(
    name: str, definition: Definition, way: Sequence[Scope], *, collected: bool
) -> Idle | None:
    """Why pytest does not run a function under a name in these scopes; None when it does."""
    if not name.startswith("test") or not collected:
        return "not-collected"
    if definition.fixture:
        return "fixture"
    if definition.disabled or any(scope.is_disabled for scope in way):
        return "test-disabled"
    around = [ancestor for scope in way for ancestor in scope.lineage]
    if any(scope.skipped for scope in around):
        return "skipped"
    inherited = [idle for scope in around for idle in (scope.decorated, scope.marked)]
    return first_of([definition.idle, *inherited])


def _decode(content: bytes) -> str:
    """UTF-8, or Latin-1 where the file declares it; other codecs can be made slow on purpose."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = b"\n".join(content.split(b"\n", 2)[:2])
        if COOKIE.search(head):
            return content.decode("latin-1")
        raise SyntaxError("it is not UTF-8 text") from error


class _Reader:
    """Walks the statements of one module; knows what its imports and plain names stand for."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.aliases: dict[str, ast.expr] = {}

    def fill(self, scope: Scope, body: Sequence[ast.stmt], module: Scope, *, certain: bool) -> None:
        """Enter what a body defines; `certain` unless it stands under a condition."""
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    scope.define(statement.name, self._definition(statement), certain=certain)
                case ast.ClassDef():
                    inner = self._class(scope, statement, module)
                    scope.define(statement.name, inner, certain=certain)
                case ast.If():
                    taken = plain_truth(statement.test)
                    if taken is not False:
                        self.fill(scope, statement.body, module, certain=certain and taken is True)
                    if taken is not True:
                        still = certain and taken is False
                        self.fill(scope, statement.orelse, module, certain=still)
                case ast.Try() | ast.TryStar():
                    self.fill(scope, statement.body, module, certain=certain)
                    for handler in statement.handlers:
                        self.fill(scope, handler.body, module, certain=False)
                    after = [*statement.orelse, *statement.finalbody]
                    self.fill(scope, after, module, certain=certain)
                case ast.Import() | ast.ImportFrom():
                    self._import(statement)
                case ast.Assign(targets=[target], value=value):
                    self._assign(scope, target, value, module)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    self._assign(scope, target, value, module)
                case ast.Delete(targets=targets):
                    for target in targets:
                        if isinstance(target, ast.Name):
                            scope.members.pop(target.id, None)
                case _:
                    scope.skipped |= certain and self._skips(statement)

    def _definition(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Definition:
        """What a function's own source says; the source itself is let go, as it is large."""
        own = [self._mark(decorator) for decorator in function.decorator_list]
        body = function.body[1:] if is_docstring(function.body[0]) else function.body
        found: list[Idle | None] = [idle_by_marks(own)]
        found.append("skipped" if body and self._skips(body[0]) else None)
        found.append("hollow" if all(map(is_hollow, body)) else None)
        return Definition(fixture=any(map(is_fixture, own)), idle=first_of(found))

    def _class(self, scope: Scope, node: ast.ClassDef, module: Scope) -> Scope:
        decorated = idle_by_marks([self._mark(each) for each in node.decorator_list])
        inner = Scope(names=(*scope.names, node.name), decorated=decorated)
        for written in node.bases[:MOST_BASES]:
            base = written.value if isinstance(written, ast.Subscript) else written
            known = self._members(base, scope, module)
            if known and isinstance(known[0], Scope):
                inner.inherit(known[0])
            else:
                inner.outside_bases.append(self._dotted(base))
        self.fill(inner, node.body, module, certain=True)
        return inner

    def _members(self, node: ast.expr, scope: Scope, module: Scope) -> list[Definition | Scope]:
        """What a plain or dotted name stands for in this file."""
        match node:
            case ast.Name(id=name):
                return scope.members.get(name) or module.members.get(name, [])
            case ast.Attribute(value=ast.Name() | ast.Attribute() as value, attr=name):
                owners = self._members(value, scope, module)
                return owners[0].lookup(name) if owners and isinstance(owners[0], Scope) else []
        return []

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                origin = f"{node.module or ''}.{alias.name}"
                self.imports[alias.asname or alias.name] = origin
            elif alias.asname:
                self.imports[alias.asname] = alias.name

    def _assign(self, scope: Scope, target: ast.expr, value: ast.expr, module: Scope) -> None:
        off = isinstance(value, ast.Constant) and not value.value
        match target:
            case ast.Name(id="__test__"):
                scope.disabled = off
            case ast.Name(id="pytestmark"):
                marks = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
                scope.marked = idle_by_marks([self._mark(each) for each in marks])
            case ast.Name(id=name):
                self._name(scope, name, value, module)
            case ast.Attribute(value=owner, attr="__test__"):
                for member in self._members(owner, scope, module):
                    member.disabled = off

    def _name(self, scope: Scope, name: str, value: ast.expr, module: Scope) -> None:
        """A plain assignment: another name for a test or a class, for a mark, or the end of one."""
        if known := self._members(value, scope, module):
            scope.members[name] = known
        elif isinstance(value, ast.Constant):
            scope.members[name] = []  # also where a base class has a test of that name
        elif scope is module:
            self.aliases[name] = value

    def _mark(self, node: ast.expr) -> Mark:
        """A decorator or a mark as its full dotted name, and the call if it is one."""
        call: ast.Call | None = None
        for _ in range(MOST_ALIASES):
            if isinstance(node, ast.Call):
                call, node = call or node, node.func
            elif isinstance(node, ast.Name) and node.id in self.aliases:
                node = self.aliases[node.id]
            else:
                break
        return Mark(self._dotted(node), call)

    def _dotted(self, node: ast.expr) -> str:
        parts: list[str] = []
        for _ in range(MOST_ALIASES):
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Name) and node.id in self.aliases:
                node = self.aliases[node.id]
            else:
                break
        if isinstance(node, ast.Name):
            parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))

    def _skips(self, statement: ast.stmt) -> bool:
        """Whether a statement skips the test, or the module, that it stands in."""
        match statement:
            case ast.Expr(value=ast.Call() as said) | ast.Return(value=ast.Call() as said):
                return self._mark(said).name in SKIP_CALLS
            case ast.Raise(exc=ast.expr() as said):
                return self._mark(said).name in SKIP_ERRORS
        return False
