"""Hold the readers of parts against the tools that the files belong to, and list what differs.

    python scripts/judges/compare.py PYTHON [--inputs N] [--seeds FOLDER]

PYTHON is one that has DVC, pre-commit and nbformat (`make judges` makes it); promtool is asked
where it is installed. Files are those of `tests/cases`, and mutations of them; Python's are those
of its own standard library, and those of rules are made up. Each file that is judged differently
has a cause in `CAUSES`, or is shown, and the status is 1. Nothing of the files is run.
"""

import argparse
import ast
import json
import random
import shutil
import subprocess
import symtable
import sys
import sysconfig
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from fuzz.mutation import mutated, seeds_of  # noqa: E402 - a script beside this one
from fuzz.readers import READERS  # noqa: E402
from helpers.made import made_by  # noqa: E402

from ml_readiness.reading.alerts import read_rule_file  # noqa: E402
from ml_readiness.reading.dvc import read_stages  # noqa: E402
from ml_readiness.reading.hooks import read_hooks  # noqa: E402
from ml_readiness.reading.makefile import read_targets  # noqa: E402
from ml_readiness.reading.markdown import anchors_of  # noqa: E402
from ml_readiness.reading.notebook import read_notebook  # noqa: E402
from ml_readiness.reading.source import read_definitions  # noqa: E402

Names = set[str] | None
SHOWN = 12  # disagreements without a cause, of each sort


class Compared(NamedTuple):
    """One file, what we say and what its tool says; None is a refusal."""

    text: str
    ours: Names
    theirs: Names


def main() -> int:
    options = _options()
    sorts: Mapping[str, Callable[[argparse.Namespace], Iterator[Compared]]] = {
        "python": _python,
        "make": _make,
        "dvc": _asked("dvc", "dvc", lambda content: _names(read_stages(content))),
        "hooks": _asked("hooks", "hooks", lambda content: _names(read_hooks(content))),
        "notebook": _asked("notebook", "notebook", _anchors),
        "cells": _asked("cells", "notebook", _anchors),
        "rules": _rules,
    }
    unexplained = 0
    for sort in options.sorts or sorts:
        counts: Counter[str] = Counter()
        for each in sorts[sort](options):
            cause = _cause(sort, each)
            counts[cause] += 1
            if cause == "UNEXPLAINED":
                unexplained += 1
                if counts[cause] <= SHOWN:
                    sys.stdout.write(f"{each.text}\n  ours {each.ours}\n  theirs {each.theirs}\n")
        shown = "; ".join(f"{count:,} {cause}" for cause, count in counts.most_common())
        sys.stdout.write(f"{sort}: {counts.total():,} files: {shown}\n")
        sys.stdout.flush()
    return 1 if unexplained else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="a Python with DVC, pre-commit and nbformat")
    parser.add_argument("sorts", nargs="*", help="python, make, dvc, hooks, notebook, cells, rules")
    parser.add_argument("--inputs", type=int, default=300, help="mutations of each sort")
    parser.add_argument("--seeds", type=Path, default=ROOT / "tests" / "cases")
    return parser.parse_args()


def _names(contents: Any) -> Names:
    return None if contents.error else set(contents.lines)


def _texts(reader: str, options: argparse.Namespace) -> Iterator[str]:
    """Each seed as it is, then mutations of them, as far as they are text."""
    chance = random.Random(0)  # noqa: S311 - it has to be the same again
    fuzzed = READERS[reader]
    seeds = seeds_of(fuzzed.seeds, options.seeds)
    words = fuzzed.words.split(b" ")
    changed = (mutated(chance, seeds, words, steps=1) for _ in range(options.inputs))
    for content in map(fuzzed.made, (*seeds, *changed)):
        try:
            yield content.decode()
        except UnicodeDecodeError:
            continue


def _asked(
    reader: str, sort: str, read: Callable[[bytes], Names]
) -> Callable[[argparse.Namespace], Iterator[Compared]]:
    def compared(options: argparse.Namespace) -> Iterator[Compared]:
        argv = [options.python, str(Path(__file__).with_name("judge.py"))]
        with subprocess.Popen(  # noqa: S603 - our own script
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as judge:
            assert judge.stdin  # for mypy: both are pipes
            assert judge.stdout
            for text in _texts(reader, options):
                judge.stdin.write(json.dumps([sort, text]) + "\n")
                judge.stdin.flush()
                said = json.loads(judge.stdout.readline())
                theirs = _judged_anchors(said) if sort == "notebook" and said is not None else said
                yield Compared(text, read(text.encode()), None if theirs is None else set(theirs))
            judge.stdin.close()

    return compared


def _anchors(content: bytes) -> Names:
    found = read_notebook(content)
    return None if found.error else {name for name, filled in found.anchors.items() if filled}


def _judged_anchors(cells: Sequence[Sequence[str]]) -> set[str]:
    """The anchors of the cells that nbformat reads, by the same reader of Markdown."""
    pages = [text if sort == "markdown" else None for sort, text in cells if text.strip()]
    return {name for name, filled in anchors_of(pages).items() if filled}


def _make(options: argparse.Namespace) -> Iterator[Compared]:
    make = shutil.which("make")
    if make is None:
        sys.exit("make is not installed")
    for text in _texts("makefile", options):
        with tempfile.TemporaryDirectory() as folder:
            try:
                theirs = made_by(make, text, Path(folder))
            except (subprocess.TimeoutExpired, UnicodeEncodeError):
                continue
        yield Compared(text, _names(read_targets(text.encode())), theirs)


def _rule_files(count: int) -> Iterator[str]:
    """Rule files that have all that they need, or lack something, or have it twice."""
    chance = random.Random(0)  # noqa: S311 - it has to be the same again
    values: Mapping[str, Sequence[Any]] = {
        "alert": ("A", "B", "C", "D", 2, "", None),
        "record": ("a:b", "", None),
        "expr": (*["up == 0"] * 9, "vector(1)", 1, "", None),
        "labels": ({"severity": "page"}, {}),
    }
    for _ in range(count):
        groups = []
        for name in chance.choices(("a", "b", "c", 4, "", None), (20, 20, 20, 9, 1, 1), k=2):
            rules: list[dict[str, Any]] = []
            for _ in range(chance.randint(0, 2)):
                keys = ["alert", "expr"] if chance.random() < 0.8 else [*values]
                given = (key for key in keys if chance.random() < 0.97)
                rules.append({key: chance.choice(values[key]) for key in given})
            groups.append({"name": name, "rules": rules} if name is not None else {"rules": rules})
        yield json.dumps({"groups": groups})


def _rules(options: argparse.Namespace) -> Iterator[Compared]:
    """Whether a rule file is taken; promtool does not say what it has read."""
    promtool = shutil.which("promtool")
    if promtool is None:
        sys.stdout.write("rules: promtool is not installed; Debian has it in `prometheus`\n")
        return
    for text in _rule_files(options.inputs):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rules.yml")
            path.write_text(text, encoding="utf-8")
            argv = [promtool, "check", "rules", "--lint=none", str(path)]
            taken = subprocess.run(argv, capture_output=True, check=False).returncode == 0  # noqa: S603
        ours = read_rule_file(text.encode())
        yield Compared(text, None if ours.error else set(), set() if taken else None)


def _python(options: argparse.Namespace) -> Iterator[Compared]:
    """Names of modules and their classes, by Python's own table of symbols."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(path for path in folder.glob("*.py"))
    files += sorted(folder.glob("*/*.py"))[: options.inputs]
    for path in files:
        content = path.read_bytes()
        try:
            text = content.decode()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                table = symtable.symtable(text, path.name, "exec")
        except (UnicodeDecodeError, SyntaxError):
            continue
        yield Compared(text, _names(read_definitions(content)), set(_bound(table, "")))


def _bound(table: symtable.SymbolTable, before: str) -> Iterator[str]:
    """What a module and its classes bind by anything but an import."""
    names = {each.get_name() for each in table.get_symbols() if each.is_assigned()}
    imported = {each.get_name() for each in table.get_symbols() if each.is_imported()}
    inner = {each.get_name() for each in table.get_children() if each.get_type() != "annotation"}
    # A private name of a class carries the name of the class.
    private = f"_{before.split('.')[-2].lstrip('_')}__" if before else "__"
    for name in (names - imported) | (names & inner):
        yield before + (f"__{name.removeprefix(private)}" if name.startswith(private) else name)
    for each in table.get_children():
        if each.get_type() == "class":
            yield from _bound(each, f"{before}{each.get_name()}.")


def _cause(sort: str, each: Compared) -> str:
    if each.ours == each.theirs:
        return "refused by both" if each.ours is None else "the same"
    for cause, holds in CAUSES[sort]:
        if holds(each):
            return cause
    return "UNEXPLAINED"


def _bound_otherwise(each: Compared) -> bool:
    """Whether what differs is bound by a loop, `with`, `except`, `:=`, `+=` or by an import too."""
    if each.ours is None or each.theirs is None:
        return False
    loose: set[str] = set()
    for node in ast.walk(ast.parse(each.text)):
        match node:
            case (
                ast.For(target=target) | ast.AugAssign(target=target) | ast.NamedExpr(target=target)
            ):
                loose.update(name.id for name in ast.walk(target) if isinstance(name, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=None):
                loose.add(name)
            case ast.withitem(optional_vars=ast.expr() as target):
                loose.update(name.id for name in ast.walk(target) if isinstance(name, ast.Name))
            case ast.ExceptHandler(name=str(name)):
                loose.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                loose.update(alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.Global(names=names):
                loose.update(names)
            case ast.Delete(targets=targets):
                loose.update(name.id for name in targets if isinstance(name, ast.Name))
    return {name.rpartition(".")[2] for name in each.ours ^ each.theirs} <= loose


def _says(*words: str) -> Callable[[Compared], bool]:
    return lambda each: any(word in each.text for word in words)


def _only_theirs_refuse(each: Compared) -> bool:
    return each.theirs is None and each.ours is not None


def _only_ours_refuse(each: Compared) -> bool:
    return each.ours is None


# Why we say something else on purpose; the first that holds is shown.
CAUSES: Mapping[str, Sequence[tuple[str, Callable[[Compared], bool]]]] = {
    "python": [
        ("bound by a loop, with, except, walrus, +=, del, global, or an import", _bound_otherwise),
    ],
    "make": [
        ("a NUL, which make passes over", _says("\0")),
        ("a carriage return within a line, a space to us", _says("\r")),
        ("make refuses more than we do", _only_theirs_refuse),
        ("a condition: both arms count", _says("ifeq", "ifneq", "ifdef", "ifndef")),
        ("a variable or function that only running tells", _says("$", "\\")),
        ("a pattern has the recipe", _says("%")),
    ],
    "dvc": [
        ("DVC refuses the whole file for one stage, or checks values", _only_theirs_refuse),
        ("a key that is given twice, a tag or a bound of ours", _only_ours_refuse),
        ("a template that DVC works out", _says("${", "foreach", "matrix")),
    ],
    "hooks": [
        ("pre-commit refuses the whole file for one hook", _only_theirs_refuse),
        ("a key that is given twice, a tag or a bound of ours", _only_ours_refuse),
    ],
    "notebook": [
        ("nbformat refuses what has headings all the same", _only_theirs_refuse),
        ("a key that is given twice, or nbformat 1 and 2", _only_ours_refuse),
    ],
    "cells": [],
    "rules": [("a null, which promtool takes for a word", _says("null"))],
}


if __name__ == "__main__":
    sys.exit(main())
