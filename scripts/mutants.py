"""Change the code in small ways, one at a time, and see that a test fails.

    python scripts/mutants.py rules                  all mutants of a package
    python scripts/mutants.py reading --sample 150   so many of them, chosen by --seed

The tests run once under coverage, which says which of them reach a line. Each mutant is then a
process that is forked from this one, everything imported: the code of one function is exchanged,
and the tests that reach its line run until one fails, the quick ones first. What stands outside of
functions is not changed. `mutants.toml` has the survivors that are the same program, with the
reason. The operators are ours, because a mutant has to be exchanged in a running process.
"""

import argparse
import ast
import copy
import importlib
import os
import random
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import coverage
import pytest

TOP = Path(__file__).resolve().parent.parent
SOURCE = TOP / "src"
PACKAGE = SOURCE / "ml_readiness"
SEED = 20261125
# What one mutant is tried by: the quick tests first, as many as fit.
MOST_TESTS, MOST_SECONDS = 400, 20.0
# Where the tests of a package are, beside those that mirror it.
WHOLE = ("tests/test_cases.py", "tests/test_mistakes.py")
TESTS: Mapping[str, tuple[str, ...]] = {
    "rules": ("tests/unit/gate", "tests/unit/render", *WHOLE),
    "evidence": (
        *("tests/unit/gate", "tests/hostile/test_gate.py", "tests/hostile/test_api_tree.py"),
        *WHOLE,
    ),
    "gate": (
        *("tests/unit/cli/test_explain.py", "tests/unit/cli/test_check_with_base.py"),
        *("tests/hostile/test_policy.py", "tests/hostile/test_strange_links.py"),
        *("tests/hostile/test_api_tree.py", "tests/action/test_runs.py"),
        *WHOLE,
    ),
    "reading": (
        *("tests/unit/cli/test_init.py", "tests/unit/cli/test_explain.py", "tests/unit/gate"),
        *("tests/hostile/test_sources.py", "tests/hostile/test_schema.py"),
        *WHOLE,
    ),
    "document.py": (
        *("tests/unit/test_document.py", "tests/hostile/test_yaml.py"),
        *WHOLE,
        *("tests/unit/reading/test_alerts.py", "tests/unit/reading/test_instead.py"),
    ),
}
# A mutant may take so many times what its tests take, and these seconds more.
TIMES, SECONDS = 5, 10
# Fields of a function that its code does not have.
NOT_CODE = {"annotation", "returns", "decorator_list", "type_params", "defaults", "kw_defaults"}
SURVIVED, KILLED, UNTRIED = 0, 1, 3
ENDINGS = {SURVIVED: "survived", KILLED: "killed", UNTRIED: "not exchanged"}

COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COMPUTED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


class Mutant(NamedTuple):
    """A change at a line of a module: what was there and what is now; `number` finds it again."""

    module: str
    function: tuple[str, ...]
    line: int
    was: str
    now: str
    number: int


def changes(node: ast.AST) -> Iterator[Callable[[], None]]:
    """What can be changed at a node; each change is made when it is called."""

    def put(name: str, value: object, on: ast.AST = node) -> Callable[[], None]:
        return lambda: setattr(on, name, value)

    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARED:
            yield put("ops", [COMPARED[type(operator)]()])
        case ast.BoolOp(op=ast.And()):
            yield put("op", ast.Or())
        case ast.BoolOp():
            yield put("op", ast.And())
        case ast.BinOp(op=operator) if type(operator) in COMPUTED:
            yield put("op", COMPUTED[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield put("operand", ast.UnaryOp(op=ast.Not(), operand=operand))
        case ast.Constant(value=bool(value)):
            yield put("value", not value)
        case ast.Constant(value=int(value)):
            yield put("value", value + 1)
        case ast.Constant(value=str(value)) if value and value.replace("-", "").isidentifier():
            yield put("value", f"x{value}")
        case ast.Return(value=ast.expr() as value) if not is_none(value):
            yield put("value", ast.Constant(value=None))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield put("test", ast.UnaryOp(op=ast.Not(), operand=test))
        case ast.comprehension(ifs=[_, *_]):
            yield put("ifs", [])
    for name in ("body", "orelse", "finalbody"):
        statements = getattr(node, name, None)
        if isinstance(statements, list):
            for place, statement in enumerate(statements):
                if new := instead(statement):
                    yield put(name, [*statements[:place], new, *statements[place + 1 :]])


def instead(statement: ast.stmt) -> ast.stmt | None:
    """What stands in the place of a statement that does something by itself."""
    match statement:
        case ast.Expr(value=ast.Constant()):
            return None
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Delete():
            return ast.copy_location(ast.Pass(), statement)
        case ast.Continue():
            return ast.copy_location(ast.Break(), statement)
        case ast.Break():
            return ast.copy_location(ast.Continue(), statement)
    return None


def is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def functions(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """Functions of a module and methods of its classes, by their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield (node.name,), node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield (node.name, inner.name), inner


def inside(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function whose change is one of behaviour: no annotation, no text."""
    for field, value in ast.iter_fields(function):
        if field in NOT_CODE:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                yield child
                yield from inside(child)
            elif isinstance(child, ast.JoinedStr):
                for part in child.values:
                    if isinstance(part, ast.FormattedValue):
                        yield from inside(part)


def mutants(module: str) -> Iterator[Mutant]:
    text = (SOURCE / module).read_text("utf-8")
    tree = ast.parse(text)
    for name, function in functions(tree):
        number = 0
        for node in (function, *inside(function)):
            for change in changes(node):
                before = ast.unparse(function).splitlines()
                kept = copy.copy(vars(node))
                change()
                after = ast.unparse(ast.fix_missing_locations(function)).splitlines()
                vars(node).update(kept)
                was, now = differing(before, after)
                line = place(node, function)
                yield Mutant(module, name, line, was, now, number)
                number += 1


def place(node: ast.AST, function: ast.AST) -> int:
    """The line of a node; what has none is where its first part is."""
    lines = [each.lineno for each in ast.walk(node) if isinstance(each, ast.expr | ast.stmt)]
    return int(getattr(node, "lineno", min(lines, default=getattr(function, "lineno", 0))))


def differing(before: list[str], after: list[str]) -> tuple[str, str]:
    for old, new in zip(before, after, strict=False):
        if old != new:
            return old.strip(), new.strip()
    return "", ""


def mutated(mutant: Mutant) -> CodeType:
    """The code of the function with its change."""
    tree = ast.parse((SOURCE / mutant.module).read_text("utf-8"))
    [function] = [node for name, node in functions(tree) if name == mutant.function]
    number = 0
    for node in (function, *[*inside(function)]):
        for change in changes(node):
            if number == mutant.number:
                change()
                ast.fix_missing_locations(tree)
                return code_of(compile(tree, str(SOURCE / mutant.module), "exec"), mutant.function)
            number += 1
    raise AssertionError(mutant)


def code_of(code: CodeType, names: tuple[str, ...]) -> CodeType:
    for name in names:
        [code] = [
            each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name
        ][-1:]
    return code


def exchange(mutant: Mutant) -> None:
    """Give the living function the code of the mutant: whoever has imported it has it too."""
    name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found: Any = importlib.import_module(name)
    for part in mutant.function:
        found = vars(found)[part]
    while not isinstance(found, FunctionType):
        found = (
            getattr(found, "fget", None) or getattr(found, "__wrapped__", None) or found.__func__
        )
    found.__code__ = mutated(mutant)


class Watch:
    """A plugin that tells coverage which test runs, and how long each takes."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.measured.switch_context(item.nodeid)
        begun = time.monotonic()
        result = yield
        self.seconds[item.nodeid] = time.monotonic() - begun
        return result


PLAIN = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-cov", "--no-header")


def reached(tests: list[str]) -> tuple[dict[tuple[str, int], list[str]], dict[str, float]]:
    """The tests that reach each line of each file, and the seconds of each test."""
    measured = coverage.Coverage(data_file=None, source=[str(PACKAGE)], config_file=False)
    watch = Watch(measured)
    measured.start()
    status = pytest.main([*PLAIN, *tests], plugins=[watch])
    measured.stop()
    assert status == 0, "the tests fail without any change"
    data = measured.get_data()
    lines: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            lines[str(Path(file).relative_to(SOURCE)), line] += [each for each in contexts if each]
    return lines, watch.seconds


def of_line(lines: Mapping[tuple[str, int], list[str]], mutant: Mutant) -> set[str]:
    """The tests that reach a line; a part of a statement counts where that begins."""
    for line in range(mutant.line, max(0, mutant.line - 30), -1):
        if found := lines.get((mutant.module, line)):
            return set(found)
    return set()


def quickest(tests: set[str], seconds: Mapping[str, float]) -> list[str]:
    chosen: list[str] = []
    spent = 0.0
    for test in sorted(tests, key=seconds.__getitem__)[:MOST_TESTS]:
        spent += seconds[test]
        if chosen and spent > MOST_SECONDS:
            break
        chosen.append(test)
    return chosen


def tried(mutant: Mutant, tests: list[str], limit: float) -> str:
    """What becomes of a mutant; one that cannot be exchanged is no success."""
    child = os.fork()
    if child == 0:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        signal.alarm(int(limit) + 1)
        status = UNTRIED
        with suppress(AssertionError, KeyError, TypeError, ValueError):
            exchange(mutant)
            status = KILLED  # also by what ends pytest itself
            status = SURVIVED if pytest.main([*PLAIN, "-x", *tests]) == 0 else KILLED
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        return "timed out"
    return ENDINGS[os.WEXITSTATUS(ended)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="a package or a module, like rules or document.py")
    parser.add_argument("--tests", nargs="+", default=None, help="where the tests are")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    os.chdir(TOP)
    os.environ["CI"] = "true"  # what is generated is the same each time
    place = PACKAGE / options.package
    files = [place] if place.suffix else sorted(place.rglob("*.py"))
    every = [each for file in files for each in mutants(str(file.relative_to(SOURCE)))]
    chosen = every
    if options.sample and options.sample < len(every):
        chosen = sorted(random.Random(options.seed).sample(every, options.sample))
    begun = time.monotonic()
    mirrored = [f"tests/unit/{options.package}"] if not place.suffix else []
    others = TESTS.get(options.package, WHOLE)
    lines, seconds = reached(options.tests or [*mirrored, *others])
    print(f"{len(every)} mutants, {len(chosen)} tried, seed {options.seed}", flush=True)
    known = tomllib.loads((TOP / "scripts/mutants.toml").read_text("utf-8"))["same"]
    same = {(each["module"], each["was"], each["now"]) for each in known}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mutant in chosen:
        module = mutant.module.removeprefix("ml_readiness/")
        tests = quickest(of_line(lines, mutant), seconds)
        limit = SECONDS + TIMES * sum(seconds[each] for each in tests)
        ended = tried(mutant, tests, limit) if tests else "not reached"
        if ended not in {"killed", "timed out"}:
            explained = (module, mutant.was, mutant.now) in same
            ended = "explained" if explained else ended
            if not explained:
                print(
                    f"{ended}: {module}:{mutant.line}: {mutant.was}  ->  {mutant.now}", flush=True
                )
        counts[module][ended] += 1
    total: Counter[str] = Counter()
    for module, count in counts.items():
        total += count
        print(f"{module}: {told(count)}")
    print(f"all: {told(total)}, {time.monotonic() - begun:.0f} s")
    return int(score(total) < 0.95)


def score(count: Counter[str]) -> float:
    """The share of those that a test could notice."""
    real = count.total() - count["explained"]
    return (count["killed"] + count["timed out"]) / real if real else 1.0


def told(count: Counter[str]) -> str:
    said = ", ".join(f"{number} {word}" for word, number in sorted(count.items()))
    return f"{said} ({100 * score(count):.1f} %)"


if __name__ == "__main__":
    sys.exit(main())
