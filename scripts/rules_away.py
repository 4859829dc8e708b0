"""Takes each rule of the product away in turn, and tells which of them no test misses.

`rules_away.toml` names every rule, where it stands, what stands there without it, and the tests
that should notice. A copy of `src` is changed, never the checkout. With words as arguments, only
the rules whose ids begin with one of them are tried. Ends with 1 where a snippet is not found
exactly once, where tests fail before anything was changed, or where nothing notices a rule's end.
"""

import ast
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic

TOP = Path(__file__).parent.parent
TABLE = Path(__file__).with_suffix(".toml")
PACKAGE = "src/ml_readiness"
WORKERS = 2
MOMENTS = count(1)
LONGEST = 300.0  # seconds for the tests of one rule; a change may leave a loop without its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its id, its module in the package, and the snippet that it is; `tests` notice."""

    id: str
    module: str
    find: str
    put: str
    tests: str

    @property
    def said(self) -> str:
        """The rule in one line."""
        return f"{self.id}  {self.module}: {' '.join(self.find.split())[:70]}"


def main(words: Sequence[str]) -> int:
    started = monotonic()
    rules = [rule for rule in read_rules() if not words or rule.id.startswith(tuple(words))]
    if wrong := [*mistakes(rules)]:
        sys.stderr.writelines(f"{each}\n" for each in wrong)
        return 1
    with TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copy = Path(folder, str(number))
            unneeded = shutil.ignore_patterns("__pycache__")
            shutil.copytree(TOP / "src", copy / "src", ignore=unneeded)
            (copy / "schema").symlink_to(TOP / "schema")
            copies.put(copy)
        with ThreadPoolExecutor(WORKERS) as pool:
            whole = dict.fromkeys(rule.tests for rule in rules)
            failing = [
                f"fails before anything is changed: {tests}"
                for tests, passes in zip(
                    whole, pool.map(lambda tests: passed(None, tests, copies), whole), strict=True
                )
                if not passes
            ]
            if not failing:
                results = pool.map(lambda rule: passed(rule, rule.tests, copies), rules)
                failing = [*told(rules, results)]
    sys.stderr.writelines(f"{each}\n" for each in failing)
    seconds = monotonic() - started
    noticed = len(rules) - len(failing)
    sys.stdout.write(f"{noticed} of {len(rules)} rules are missed by a test ({seconds:.0f} s)\n")
    return 1 if failing else 0


def read_rules() -> Iterator[Rule]:
    """The rules of the table, each with the tests of its own or of its group."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    tests: Mapping[str, str] = table["tests"]
    for group in table["group"]:
        for row in group["rules"]:
            name, find, put, *own = row
            yield Rule(
                id=str(name),
                module=group["module"],
                find=find,
                put=put,
                tests=tests[own[0] if own else group["tests"]],
            )


def mistakes(rules: Iterable[Rule]) -> Iterator[str]:
    """What is wrong with the table: a snippet that is not there once, or a change that is none."""
    for rule in rules:
        text = (TOP / PACKAGE / rule.module).read_text("utf-8")
        if (times := text.count(rule.find)) != 1:
            yield f"is there {times} times, not once: {rule.said}"
            continue
        try:
            changed = ast.dump(ast.parse(text.replace(rule.find, rule.put)))
        except SyntaxError as error:
            yield f"leaves no Python ({error.msg}, line {error.lineno}): {rule.said}"
            continue
        if changed == ast.dump(ast.parse(text)):
            yield f"changes nothing: {rule.said}"


def passed(rule: Rule | None, tests: str, copies: SimpleQueue[Path]) -> bool:
    """Whether tests pass without a rule."""
    copy = copies.get()
    module = copy / PACKAGE / (rule.module if rule else "__init__.py")
    before = module.read_text("utf-8")
    try:
        if rule:
            write(module, before.replace(rule.find, rule.put))
        return run(copy, tests)
    finally:
        write(module, before)
        copies.put(copy)


def write(module: Path, text: str) -> None:
    """Write a module with a time of its own, by which Python tells its bytecode from another's."""
    module.write_text(text, "utf-8")
    day = 24 * 60 * 60
    moment = next(MOMENTS) * day
    os.utime(module, (moment, moment))


def run(copy: Path, tests: str) -> bool:
    """Run tests on a copy of the source; true when all pass, false also where none is there."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-cov", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "CI": "true"}
    environment |= {"PYTHONPYCACHEPREFIX": str(copy / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(  # noqa: S603
            [*command, *shlex.split(tests)],
            cwd=TOP,
            env=environment,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def told(rules: Sequence[Rule], results: Iterable[bool]) -> Iterator[str]:
    """Each rule that nothing misses, while all of them are told as they are tried."""
    for rule, survives in zip(rules, results, strict=True):
        sys.stdout.write(f"{'SURVIVED' if survives else 'noticed '} {rule.said}\n")
        sys.stdout.flush()
        if survives:
            yield f"nothing misses it: {rule.said}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
