"""A Python source to the tests that pytest would collect from it and run; read, never imported."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ml_readiness.reading.idle import (
    SKIP_CALLS,
    SKIP_ERRORS,
    Idle,
    Mark,
    idle_by_marks,
    is_docstring,
    is_fixture,
    is_hollow,
    plain_truth,
)

Absent = Literal["no-such-test", "class-alone"]
Names = tuple[str, ...]
Function = ast.FunctionDef | ast.AsyncFunctionDef

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*(latin-1|iso-8859-1|iso8859-1)", re.MULTILINE)
MOST_ANCESTORS = 64
MOST_ALIASES = 20  # a name may stand for another one, but not for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a Python file defines; nothing when it cannot be parsed, and `error` says why.

    Names are those of a reference: the classes, outermost first, then the function.
    """

    module: "_Scope"
    reader: "_Reader"
    error: str | None = None

    def judge(self, names: Names) -> Idle | Absent | None:
        """Why a test does not run; None when pytest would collect it by default and run it.

        Only what is asked is followed: inherited classes can name a test in endlessly many ways.
        """
        chain = [*self.module.lineage]
        collected = True
        scope = self.module
        for name in names[:-1]:
            inner = scope.inherited("classes", name)
            if not isinstance(inner, _Scope):
                return "no-such-test"
            collected = collected and not scope.is_test_case and inner.is_collected(name)
            chain += inner.lineage
            scope = inner
        definitions = scope.inherited("functions", names[-1])
        if not isinstance(definitions, list):
            return "class-alone" if scope.inherited("classes", names[-1]) else "no-such-test"
        reasons = [self.reader.idle(node, chain, collected=collected) for node in definitions]
        return None if None in reasons else reasons[-1]

    def names(self) -> Iterator[Names]:
        """The tests that run among those that stand in the file, for saying which was meant."""
        scopes = [self.module]
        for scope in scopes:
            scopes += scope.classes.values()
            for name in scope.functions:
                if self.judge((*scope.names, name)) is None:
                    yield (*scope.names, name)


def read_tests(content: bytes) -> Source:
    """The tests of a Python file, ready to be judged as pytest's default collection does."""
    module, reader = _Scope(names=()), _Reader()
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
    return Source(module=_Scope(names=()) if error else module, reader=reader, error=error)


def _decode(content: bytes) -> str:
    """UTF-8, or Latin-1 where the file declares it; other codecs can be made slow on purpose."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = b"\n".join(content.split(b"\n", 2)[:2])
        if COOKIE.search(head):
            return content.decode("latin-1")
        raise SyntaxError("it is not UTF-8 text") from error


@dataclass(slots=True)
class _Scope:
    """A module or a class body: the last definition of each name, or all that might be it."""

    names: Names
    functions: dict[str, list[Function]] = field(default_factory=dict)
    classes: dict[str, "_Scope"] = field(default_factory=dict)
    outside_bases: list[str] = field(default_factory=list)
    marks: list[ast.expr] = field(default_factory=list)
    disabled: bool | None = None
    skipped: bool = False
    # The class and its bases in this file, in the order in which Python looks.
    lineage: list["_Scope"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lineage.append(self)

    def inherit(self, base: "_Scope") -> None:
        known = [id(ancestor) for ancestor in base.lineage]
        kept = [ancestor for ancestor in self.lineage if id(ancestor) not in known]
        self.lineage = [*kept, *base.lineage][:MOST_ANCESTORS]

    def inherited(
        self, table: Literal["functions", "classes"], name: str
    ) -> "list[Function] | _Scope | None":
        for ancestor in self.lineage:
            found: dict[str, list[Function]] | dict[str, _Scope] = getattr(ancestor, table)
            if name in found:
                return found[name]
        return None

    def is_collected(self, name: str) -> bool:
        """Whether pytest looks for tests in a class of this name."""
        built = any("__init__" in ancestor.functions for ancestor in self.lineage)
        return self.is_test_case or (name.startswith("Test") and not built)

    @property
    def is_test_case(self) -> bool:
        return any(
            base.endswith("TestCase") for scope in self.lineage for base in scope.outside_bases
        )

    @property
    def is_disabled(self) -> bool:
        flags = (scope.disabled for scope in self.lineage if scope.disabled is not None)
        return next(flags, False)


class _Reader:
    """Walks the statements of one module; knows what its imports and plain names stand for."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.aliases: dict[str, ast.expr] = {}

    def fill(
        self, scope: _Scope, body: Sequence[ast.stmt], module: _Scope, *, certain: bool
    ) -> None:
        """Enter what a body defines; `certain` unless it stands under a condition."""
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    earlier = [] if certain else scope.functions.get(statement.name, [])
                    scope.functions[statement.name] = [*earlier, statement]
                case ast.ClassDef():
                    scope.classes[statement.name] = self._class(scope, statement, module)
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
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._assign(scope, name, value, module)
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self._assign(scope, name, value, module)
                case ast.Delete(targets=targets):
                    for target in targets:
                        if isinstance(target, ast.Name):
                            scope.functions.pop(target.id, None)
                            scope.classes.pop(target.id, None)
                case _:
                    scope.skipped |= certain and self._skips(statement)

    def idle(self, function: Function, chain: Sequence[_Scope], *, collected: bool) -> Idle | None:
        """Why pytest does not run a function that stands in these scopes; None when it does."""
        if not function.name.startswith("test") or not collected:
            return "not-collected"
        own = [self._mark(decorator) for decorator in function.decorator_list]
        if any(is_fixture(mark) for mark in own):
            return "fixture"
        if any(scope.is_disabled for scope in chain):
            return "test-disabled"
        if any(scope.skipped for scope in chain):
            return "skipped"
        marks = own + [self._mark(mark) for scope in chain for mark in scope.marks]
        body = function.body[1:] if is_docstring(function.body[0]) else function.body
        if body and self._skips(body[0]):
            return "skipped"
        return idle_by_marks(marks) or ("hollow" if all(map(is_hollow, body)) else None)

    def _class(self, scope: _Scope, node: ast.ClassDef, module: _Scope) -> _Scope:
        inner = _Scope(names=(*scope.names, node.name), marks=list(node.decorator_list))
        for base in node.bases:
            name = self._dotted(base)
            if known := _find(scope, name) or _find(module, name):
                inner.inherit(known)
            else:
                inner.outside_bases.append(name)
        self.fill(inner, node.body, module, certain=True)
        return inner

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                origin = f"{node.module or ''}.{alias.name}"
                self.imports[alias.asname or alias.name] = origin
            elif alias.asname:
                self.imports[alias.asname] = alias.name

    def _assign(self, scope: _Scope, name: str, value: ast.expr, module: _Scope) -> None:
        if name == "__test__":
            scope.disabled = isinstance(value, ast.Constant) and not value.value
        elif name == "pytestmark":
            scope.marks += value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        elif isinstance(value, ast.Constant):
            scope.functions.pop(name, None)
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


def _find(scope: _Scope, dotted: str) -> _Scope | None:
    """A class by its dotted name, from a scope down."""
    found: _Scope | None = scope
    for part in dotted.split("."):
        found = found.classes.get(part) if found else None
    return found
