"""Take each rule away in turn, and report how many of them made a test fail.

`rules_away.toml` has a row for each way to take a rule away: the rule's number or word, as names of
tests have it, what the rule is, a snippet of one module and what stands there instead, and the
tests that should notice. A snippet that is not there exactly once is an error, as are tests that do
not pass with every rule in force.
"""

import argparse
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).with_suffix(".toml")
PACKAGE = Path("src", "ml_readiness")
AT_ONCE = 2
MOST_SECONDS = 300
SHOWN_CHARACTERS = 80
# The copy has to be what the tests import, whatever is installed.
RUN = """
import sys
import pytest
import ml_readiness
if not ml_readiness.__file__.startswith(sys.argv[1]):
    sys.exit(f"{ml_readiness.__file__} is imported in place of the copy")
sys.exit(pytest.main(sys.argv[2:]))
"""
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--no-cov", "--tb=no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to take a rule away; `tests` are arguments of pytest in one text."""

    rule: int | str
    what: str
    module: str
    snippet: str
    instead: str
    tests: str

    def changed(self, source: str) -> str:
        """A module's text without the rule. Raises ValueError where it cannot be taken away."""
        found = source.count(self.snippet)
        if found != 1:
            raise ValueError(f"{self}: the snippet is in {self.module} {found} times, not once")
        text = source.replace(self.snippet, self.instead)
        try:
            compile(text, self.module, "exec")
        except SyntaxError as error:
            raise ValueError(f"{self}: {self.module} is no Python any more: {error}") from error
        if text == source:
            raise ValueError(f"{self}: nothing is changed")
        return text

    def __str__(self) -> str:
        return f"{self.rule} {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What pytest said: its status, and the test that failed first or the last lines."""

    status: int
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("rules", nargs="*", help="the numbers or words of rules; all by default")
    chosen = set(parser.parse_args().rules)
    started = time.monotonic()
    rows = [row for row in read_rows() if not chosen or str(row.rule) in chosen]
    mistakes = list(misfits(rows))
    if mistakes or not rows:
        tell("\n".join(mistakes) or "there is no such rule")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        count = survey(rows, Path(folder).resolve())
    seconds = time.monotonic() - started
    rules = len({row.rule for row in rows})
    tell(f"{count} of {len(rows)} made a test fail ({rules} rules, {seconds:.0f} s)")
    return 0 if count == len(rows) else 1


def read_rows() -> Sequence[Row]:
    return [Row(**row) for row in tomllib.loads(DATA.read_text("utf-8"))["row"]]


def misfits(rows: Iterable[Row]) -> Iterable[str]:
    """What is wrong with rows, before any test is run."""
    for row in rows:
        try:
            row.changed((ROOT / PACKAGE / row.module).read_text("utf-8"))
        except (ValueError, OSError) as error:
            yield str(error)


def survey(rows: Sequence[Row], folder: Path) -> int:
    """Run the tests of each row on a copy without its rule; how many failed as they should."""
    copies = Copies(folder)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        every = joined(row.tests for row in rows)
        wrong = [
            each for each in zip(every, pool.map(copies.run, every), strict=True) if each[1].status
        ]
        for tests, outcome in wrong:
            tell(f"does not pass with every rule: {tests}: {outcome.said}")
        if wrong:
            return 0
        failed = 0
        for row, outcome in zip(rows, pool.map(copies.run_without, rows), strict=True):
            failed += outcome.status == 1
            word = {0: "SURVIVES", 1: "fails"}.get(outcome.status, "BREAKS")
            tell(f"{word}  {row}  {outcome.said}")
    return failed


def joined(selections: Iterable[str]) -> Sequence[str]:
    """The same tests in fewer selections: those of the same files together."""
    names: dict[str, dict[str, None]] = {}
    for paths, _, name in (each.partition(" -k ") for each in selections):
        names.setdefault(paths, {})[shlex.split(name)[0] if name else ""] = None
    return [
        paths if "" in wanted else f"{paths} -k '{' or '.join(f'({each})' for each in wanted)}'"
        for paths, wanted in names.items()
    ]


class Copies:
    """As many copies of the package as tests run at once; what is compiled is kept for all runs."""

    def __init__(self, folder: Path) -> None:
        self.compiled = folder / "compiled"
        self.free: SimpleQueue[Path] = SimpleQueue()
        # A changed module is known by its time from what was compiled before.
        self.times = itertools.count(1)
        for number in range(AT_ONCE):
            copy = folder / str(number)
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / "src", copy / "src", ignore=ignored)
            shutil.copytree(ROOT / "schema", copy / "schema")
            self.free.put(copy)

    def run_without(self, row: Row) -> Outcome:
        return self.run(row.tests, row)

    def run(self, tests: str, row: Row | None = None) -> Outcome:
        """Run tests on a copy, without the rule of a row."""
        copy = self.free.get()
        try:
            if row is None:
                return self._run(tests, copy)
            module, original = copy / PACKAGE / row.module, ROOT / PACKAGE / row.module
            module.write_text(row.changed(original.read_text("utf-8")), "utf-8")
            moment = next(self.times)
            os.utime(module, (moment, moment))
            outcome = self._run(tests, copy)
            shutil.copy2(original, module)
            return outcome
        finally:
            self.free.put(copy)

    def _run(self, tests: str, copy: Path) -> Outcome:
        """The outcome of tests; where the copy was not imported, it is a breakage."""
        command = [sys.executable, "-c", RUN, str(copy), *OPTIONS, *shlex.split(tests)]
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(ROOT / "tests")]),
            "PYTHONPYCACHEPREFIX": str(self.compiled),
            "CI": "true",
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        try:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=ROOT,
                env=env,
                capture_output=True,
                text=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(status=2, said=f"no end after {MOST_SECONDS} seconds")
        if done.returncode == 0:
            return Outcome(status=0, said="")
        first = re.search(r"^FAILED \S*?(::.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode == 1 and first:
            return Outcome(status=1, said=first[1].removeprefix("::")[:SHOWN_CHARACTERS])
        last = (done.stdout + done.stderr).strip().splitlines()[-3:]
        return Outcome(status=max(done.returncode, 2), said=" | ".join(last))


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
