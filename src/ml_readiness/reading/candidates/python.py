"""A Python source to its tests and to the library calls that each function reaches."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

TEST_SOURCE = re.compile(r"(?:.*/)?(?:test_[^/]*|[^/]*_test)\.py")
DEFINED = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
ASSERT, EXPECTS = "assert", "pytest.raises"  # the first is no name that anything can have
MOST_STEPS = 4  # from a test through helpers and fixtures of its file


class CallingSource(Struct, frozen=True, kw_only=True):
    """The tests of a file by `Class::name`, with what each calls; and all that the file calls.

    Calls are dotted names as imports make them whole: `great_expectations.from_pandas`. What a test
    expects to be raised is among them.
    """

    tests: Mapping[str, frozenset[str]]
    asserting: frozenset[str]  # the tests that can fail by what they assert
    calls: frozenset[str]


def test_names(content: bytes) -> Iterator[str]:
    """The tests of a file as its indentation shows them, `Class::name`; nothing is parsed."""
    classes: list[tuple[int, str]] = []
    for space, word, name in DEFINED.findall(content):
        depth, text = len(space), name.decode("utf-8", "replace")
        while classes and classes[-1][0] >= depth:
            classes.pop()
        if word == b"class":
            classes.append((depth, text))
        elif text.startswith("test") and (depth == 0 or classes):
            yield "::".join((*(each for _, each in classes), text))


def read_source(content: bytes, *, with_tests: bool = False) -> CallingSource | None:
    """What a file calls, and each of its tests if asked; None where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = tuple(ast.walk(tree))
    bound = _bound(tree, nodes)
    functions = dict(_functions(tree.body, ())) if with_tests else {}
    made = {name: _made(function, bound) for name, function in functions.items()}
    short: dict[str, list[str]] = {}
    for name in functions:
        short.setdefault(name.rpartition("::")[2], []).append(name)
    tests = {
        name: _reached(name, made, short)
        for name in functions
        if name.rpartition("::")[2].startswith("test")
    }
    asserting = frozenset(name for name, calls in tests.items() if any(map(_is_check, calls)))
    return CallingSource(
        tests={name: calls - {ASSERT} for name, calls in tests.items()},
        asserting=asserting,
        calls=frozenset(_calls(nodes, bound)),
    )


def _is_check(call: str) -> bool:
    """Whether a call can make a test fail; a schema's `validate` raises."""
    return call in (ASSERT, EXPECTS) or call.rpartition(".")[2].startswith(("assert", "validate"))


def _bound(tree: ast.Module, nodes: Iterable[ast.AST]) -> dict[str, str]:
    """The names that imports bind anywhere in the file, and those of a module's own objects."""
    bound: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                bound[each.asname or each.name.partition(".")[0]] = (
                    each.name if each.asname else each.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                bound[each.asname or each.name] = f"{node.module}.{each.name}"
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            name = _dotted(statement.value.func, bound)
            for target in statement.targets:
                if isinstance(target, ast.Name) and name and "." in name:
                    bound[target.id] = name
    return bound


def _functions(
    body: Iterable[ast.stmt], above: tuple[str, ...]
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and len(above) < MOST_STEPS:
            yield from _functions(node.body, (*above, node.name))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "::".join((*above, node.name)), node


def _made(
    function: ast.FunctionDef | ast.AsyncFunctionDef, bound: Mapping[str, str]
) -> tuple[frozenset[str], frozenset[str]]:
    """What a function calls, and the names through which it may reach more of its file."""
    local = dict(bound)
    nodes = tuple(ast.walk(function))
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name = _dotted(node.value.func, local)
            for target in node.targets:
                if isinstance(target, ast.Name) and name and "." in name:
                    local[target.id] = name
    asserted = [ASSERT] if any(map(_asserts, nodes)) else []
    calls = frozenset((*_calls(nodes, local), *_raised(nodes, local), *asserted))
    taken = {each.arg for each in function.args.args}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return calls, frozenset(taken | used)


def _reached(
    name: str,
    made: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    short: Mapping[str, list[str]],
) -> frozenset[str]:
    calls: set[str] = set()
    ahead, seen = [name], {name}
    for _ in range(MOST_STEPS):
        further = []
        for each in ahead:
            found, used = made[each]
            calls |= found
            further += [other for word in used for other in short.get(word, ())]
        ahead = [each for each in dict.fromkeys(further) if each not in seen]
        ahead = [each for each in ahead if not each.rpartition("::")[2].startswith("test")]
        seen |= {*ahead}
    return frozenset(calls)


def _calls(nodes: Iterable[ast.AST], bound: Mapping[str, str]) -> Iterator[str]:
    for each in nodes:
        if isinstance(each, ast.Call) and (name := _dotted(each.func, bound)):
            yield name
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in each.decorator_list:
                if name := _dotted(decorator, bound):
                    yield name
            if isinstance(each, ast.ClassDef):
                yield from (name for base in each.bases if (name := _dotted(base, bound)))


def _asserts(node: ast.AST) -> bool:
    """Whether a statement asserts more than that something is not None."""
    if not isinstance(node, ast.Assert):
        return False
    match node.test:
        case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return False
    return True


def _raised(nodes: Iterable[ast.AST], bound: Mapping[str, str]) -> Iterator[str]:
    """What is expected to be raised, with `pytest.raises`."""
    for each in nodes:
        if isinstance(each, ast.Call) and each.args and _dotted(each.func, bound) == EXPECTS:
            first = each.args[0]
            for one in first.elts if isinstance(first, ast.Tuple) else (first,):
                if name := _dotted(one, bound):
                    yield name


def _dotted(node: ast.expr, bound: Mapping[str, str]) -> str | None:
    """A dotted name with its first part as imported; `.name` for a method of what is unknown."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Call):
        inner = _dotted(node.func, bound)
        first = inner if inner and not inner.startswith(".") else ""
    elif isinstance(node, ast.Name):
        first = bound.get(node.id, node.id if not parts else "")
    else:
        first = ""
    return ".".join((first, *reversed(parts))) if parts or first else None
