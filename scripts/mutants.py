"""Change the code in small ways, one at a time, and see that a test fails.

    python scripts/mutants.py rules                  all mutants of a package
    python scripts/mutants.py rules/scoring.py       of a module
    python scripts/mutants.py reading --sample 150   so many of them, chosen by --seed

The tests run once under coverage, which says which of them reach a line. Each mutant is then a
process that is forked from this one, with everything imported and collected: the code of one
function is exchanged, and the tests that reach its line run until one fails, first those that
reach more of the module than others do in their time. A test that fails counts if it passes without
the change. What stands outside of functions is not changed. `mutants.toml` has the survivors that
are the same program, with the reason. The operators are ours, because a mutant has to be exchanged
in a running process.
"""

import argparse
import ast
import copy
import gc
import importlib
import os
import random
import re
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
# What one mutant is tried by: as many tests as fit.
MOST_SECONDS = 20.0
# Where else the tests of a package are, beside its mirror and what tests/README.md names.
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
        "tests/contract/test_generated.py",
        *WHOLE,
    ),
    "document.py": (
        *("tests/unit/test_document.py", "tests/hostile/test_yaml.py"),
        *WHOLE,
        *("tests/unit/reading/test_alerts.py", "tests/unit/reading/test_instead.py"),
    ),
}
# A module without a mirror, and where its tests are.
ROW = re.compile(r"^\| `([\w/]+\.py)` \| (.+) \|$", re.MULTILINE)
# A mutant may take so many times what its tests take, and these seconds more.
TIMES, SECONDS = 5, 20
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


def changes(node: ast.AST) -> Iterator[tuple[ast.AST, Callable[[], None]]]:
    """What can be changed at a node, and where; each change is made when it is called."""

    def put(name: str, value: object, at: ast.AST = node) -> tuple[ast.AST, Callable[[], None]]:
        return at, lambda: setattr(node, name, value)

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
        case ast.Return(value=ast.expr() as value) if not is_no(value):
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
                    yield put(name, [*statements[:place], new, *statements[place + 1 :]], statement)


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


def is_no(node: ast.AST) -> bool:
    """Whether a value says no already, so that None says nothing else."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def functions(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.FunctionDef]]:
    """Functions of a module and methods of its classes, by their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield (node.name,), node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield (node.name, inner.name), inner


def parts(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """A function and the nodes of its code; its defaults are no part of that."""
    yield function
    for statement in function.body:
        yield statement
        yield from inside(statement)


def inside(outer: ast.AST) -> Iterator[ast.AST]:
    """The nodes in a node whose change is one of behaviour: no annotation, no text.

    A strict `zip` asserts what our own data are, which no input shows.
    """
    for field, value in ast.iter_fields(outer):
        if field in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
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
        for node in parts(function):
            for at, change in changes(node):
                before = ast.unparse(function).splitlines()
                kept = copy.copy(vars(node))
                change()
                after = ast.unparse(ast.fix_missing_locations(function)).splitlines()
                vars(node).update(kept)
                was, now = differing(before, after)
                line = place(at, function)
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
    for node in [*parts(function)]:
        for _, change in changes(node):
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
    for module in [each for name, each in sys.modules.items() if name.startswith(PACKAGE.name)]:
        for member in vars(module).values():
            if clear := getattr(member, "cache_clear", None):
                clear()


class Mutations:
    """A plugin that tries mutants by the tests that pytest has collected."""

    def __init__(self, chosen: list[Mutant]) -> None:
        self.chosen = chosen
        self.endings: list[str] = []
        self.items: dict[str, pytest.Item] = {}
        self.seconds: dict[str, float] = {}
        self.worth: dict[tuple[str, str], float] = {}
        self.failed = ""
        self.sound: dict[str, bool] = {}

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return True
        self.items = {item.nodeid: item for item in session.items}
        lines = self.reached()
        self.worth = worth(lines)
        assert not self.failed, f"{self.failed} fails without any change"
        gc.freeze()
        capture = session.config.pluginmanager.getplugin("capturemanager")
        for mutant in self.chosen:
            ended = self.tried(mutant, of_line(lines, mutant))
            self.endings.append(ended)
            if ended not in {"killed", "timed out"}:
                with capture.global_and_fixture_disabled():
                    print(f"{ended}: {shown(mutant)}", flush=True)
        return True

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def reached(self) -> dict[tuple[str, int], list[str]]:
        """The tests that reach each line of each file; each is run once for it."""
        measured = coverage.Coverage(data_file=None, source=[str(PACKAGE)], config_file=False)
        measured.start()
        names = list(self.items)
        for name, following in zip(names, [*names[1:], None], strict=True):
            measured.switch_context(name)
            begun = time.monotonic()
            self.run(name, following)
            self.seconds[name] = time.monotonic() - begun
        measured.stop()
        data = measured.get_data()
        lines: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                there = str(Path(file).relative_to(SOURCE)), line
                lines[there] += [each for each in contexts if each]
        return lines

    def run(self, name: str, following: str | None) -> None:
        item = self.items[name]
        nextitem = self.items[following] if following else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)

    def tried(self, mutant: Mutant, tests: set[str]) -> str:
        """What becomes of a mutant; one that cannot be exchanged is no success."""
        while names := in_order(tests, self.seconds, lambda test: self.worth[mutant.module, test]):
            ended, failed = self.forked(names, mutant)
            if ended != "killed" or not failed or self.is_sound(failed):
                return ended
            tests = tests - {failed}
        return "not reached"

    def is_sound(self, test: str) -> bool:
        """Whether a test passes once more when nothing is changed."""
        if test not in self.sound:
            self.sound[test] = self.forked([test], None)[0] == "survived"
        return self.sound[test]

    def forked(self, names: list[str], mutant: Mutant | None) -> tuple[str, str]:
        """What becomes of a mutant, and the test that fails."""
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            self.items[names[0]].config.pluginmanager.unregister(name="terminalreporter")
            signal.alarm(SECONDS + int(TIMES * sum(self.seconds[name] for name in names)))
            status = UNTRIED
            with suppress(AssertionError, KeyError, TypeError, ValueError):
                if mutant:
                    exchange(mutant)
                status = KILLED  # also by what ends pytest itself
                status = SURVIVED if self.all_pass(names) else KILLED
            os.write(into, f"{self.failed}\n".encode())
            os._exit(status)
        _, ended = os.waitpid(child, 0)
        os.close(into)
        failed = "" if os.WIFSIGNALED(ended) else os.read(out, 10_000).decode().strip()
        os.close(out)
        if os.WIFSIGNALED(ended):
            return "timed out", ""
        return ENDINGS[os.WEXITSTATUS(ended)], failed

    def all_pass(self, names: list[str]) -> bool:
        for name, following in zip(names, [*names[1:], None], strict=True):
            self.run(name, following)
            if self.failed:
                return False
        return True


PLAIN = ("-q", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-cov", "--no-header")
# What a test leaves is of no use here, and there are many runs.
TIDY = ("-o", "tmp_path_retention_policy=failed")


def of_line(lines: Mapping[tuple[str, int], list[str]], mutant: Mutant) -> set[str]:
    """The tests that reach a line; a part of a statement counts where that begins."""
    for line in range(mutant.line, max(0, mutant.line - 30), -1):
        if found := lines.get((mutant.module, line)):
            return set(found)
    return set()


def worth(lines: Mapping[tuple[str, int], list[str]]) -> dict[tuple[str, str], float]:
    """What a test shows of a module: its lines, and more those that few tests reach."""
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (module, _), tests in lines.items():
        for test in tests:
            found[module, test] += 1 / len(tests)
    return found


def in_order(
    tests: set[str], seconds: Mapping[str, float], worths: Callable[[str], float]
) -> list[str]:
    """As many tests as fit, those first that show most for their time, file by file."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    spent = 0.0
    # What a test costs beside its own time, lest the quickest are always the first.
    for test in sorted(tests, key=lambda test: -worths(test) / (seconds[test] + 0.02)):
        spent += seconds[test]
        if files and spent > MOST_SECONDS:
            break
        files[test.partition("::")[0]].append(test)
    return [test for names in files.values() for test in names]


def told_of(module: str) -> tuple[str, ...]:
    """Where the tests of a module are: its mirror, or what the table names instead."""
    path = Path(module).relative_to(PACKAGE.name)
    named = dict(ROW.findall((TOP / "tests/README.md").read_text("utf-8"))).get(str(path), "")
    there = [f"tests/{each}" for each in re.findall(r"`(.+?)`", named)]
    mirror = Path("tests/unit") / path.with_name(f"test_{path.name}")
    # Those of e2e/ have the program in an image, where nothing is exchanged.
    found = [str(mirror), *(each for each in there if not each.startswith("tests/e2e"))]
    return tuple(each for each in found if (TOP / each).exists())


def tests_of(package: str, files: list[Path]) -> list[str]:
    """Where the tests are that pytest collects, nothing twice."""
    first = package.partition("/")[0]
    found = [f"tests/unit/{package}"] if (TOP / "tests/unit" / package).is_dir() else []
    found += TESTS.get(package, TESTS.get(first, WHOLE))
    for file in files:
        found += told_of(str(file.relative_to(SOURCE)))
    folders = tuple(f"{each}/" for each in found)
    return list(dict.fromkeys(each for each in found if not each.startswith(folders)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="a package or a module, like rules or rules/scoring.py")
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
    print(f"{len(every)} mutants, {len(chosen)} tried, seed {options.seed}", flush=True)
    known = tomllib.loads((TOP / "scripts/mutants.toml").read_text("utf-8"))["same"]
    same = {(each["module"], each["was"], each["now"]) for each in known}
    tried = [each for each in chosen if (named(each), each.was, each.now) not in same]
    mutations = Mutations(tried)
    tests = options.tests or tests_of(options.package, files)
    pytest.main([*PLAIN, *TIDY, *tests], plugins=[mutations])
    assert len(mutations.endings) == len(tried), "not all of them were tried"
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mutant, ended in zip(tried, mutations.endings, strict=True):
        counts[named(mutant)][ended] += 1
    for mutant in set(chosen) - set(tried):
        counts[named(mutant)]["explained"] += 1
    total: Counter[str] = Counter()
    for module, count in sorted(counts.items()):
        total += count
        print(f"{module}: {told(count)}")
    print(f"all: {told(total)}, {time.monotonic() - begun:.0f} s")
    return int(score(total) < 0.95)


def named(mutant: Mutant) -> str:
    return mutant.module.removeprefix(f"{PACKAGE.name}/")


def shown(mutant: Mutant) -> str:
    return f"{named(mutant)}:{mutant.line}: {mutant.was}  ->  {mutant.now}"


def score(count: Counter[str]) -> float:
    """The share of those that a test could notice."""
    real = count.total() - count["explained"]
    return (count["killed"] + count["timed out"]) / real if real else 1.0


def told(count: Counter[str]) -> str:
    said = ", ".join(f"{number} {word}" for word, number in sorted(count.items()))
    return f"{said} ({100 * score(count):.1f} %)"


if __name__ == "__main__":
    sys.exit(main())
