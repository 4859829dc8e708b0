"""Commands measured side by side: in turns, by medians, each child's own memory."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from statistics import median
from subprocess import PIPE, STDOUT, Popen
from time import perf_counter
from typing import NoReturn

TOP = Path(__file__).parent.parent
SCHEMA = TOP / "schema" / "ml-readiness.schema.json"

# Exit statuses of every script here.
REACHED, MISSED, BROKEN, IMPOSSIBLE = 0, 1, 2, 3

TAIL = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program with its arguments, where it runs, and what it says when it has done its work."""

    argv: Sequence[str]
    folder: Path
    environment: dict[str, str]
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took: wall time in seconds, processor seconds, peak memory in MB."""

    seconds: float
    processor: float
    megabytes: float


def run(command: Command) -> Cost:
    """Run a command to its end, its output to a pipe that is read and thrown away."""
    return heard(command, TAIL)[0]


def heard(command: Command, most: int) -> tuple[Cost, str]:
    """Run a command to its end; the last `most` bytes of what it says, errors among it.

    The peak is what the kernel counted for that child alone. It cannot be less than our own size
    at the time of the fork, so this process stays small.
    """
    start = perf_counter()
    said = b""
    with Popen(
        command.argv,
        cwd=command.folder,
        env=command.environment,
        stdout=PIPE,
        stderr=STDOUT,
    ) as child:
        assert child.stdout
        while part := os.read(child.stdout.fileno(), 65_536):
            said = (said + part)[-most:]
        _, status, usage = os.wait4(child.pid, 0)
        seconds = perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    text = said.decode(errors="replace")
    if child.returncode or command.says not in text:
        stop(BROKEN, f"{' '.join(command.argv[:6])} ended with {child.returncode}:\n{text[-2000:]}")
    cost = Cost(
        seconds=seconds,
        processor=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
    )
    return cost, text


def in_turns(*commands: Command, rounds: int, warm_up: int = 2) -> list[list[Cost]]:
    """The costs of each command, run in turns so that a busy machine is busy for all of them.

    Every other round goes backwards. The first `warm_up` rounds fill caches and compile bytecode,
    and do not count.
    """
    costs: list[list[Cost]] = [[] for _ in commands]
    for number in range(-warm_up, rounds):
        order = list(enumerate(commands))
        for index, command in order[:: -1 if number % 2 else 1]:
            cost = run(command)
            if number >= 0:
                costs[index].append(cost)
    return costs


def seconds(costs: Sequence[Cost]) -> float:
    """The median of the wall times."""
    return median(cost.seconds for cost in costs)


def megabytes(costs: Sequence[Cost]) -> float:
    """The median of the peaks."""
    return median(cost.megabytes for cost in costs)


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """The median over the rounds of our time by theirs, so that only neighbours are compared."""
    return median(one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True))


class Figures:
    """One line for each figure, and whether every target among them was reached."""

    def __init__(self) -> None:
        self.reached = True

    def note(self, name: str, text: str) -> None:
        """A figure without a target."""
        print(f"{name}: {text}", flush=True)

    def hold(self, name: str, value: float, most: float, text: str = "") -> None:
        """A figure that may be at most `most`."""
        held = value <= most
        self.reached &= held
        verdict = "reached" if held else "MISSED"
        detail = f" ({text})" if text else ""
        print(f"{name}: {value:.2f}, at most {most:g}: {verdict}{detail}", flush=True)

    def leave(self) -> NoReturn:
        sys.exit(REACHED if self.reached else MISSED)


def stop(status: int, message: str) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(status)


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for what is generated and for compiled bytecode, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ml-readiness-bench-") as name:
        yield Path(name).resolve()


def environment(folder: Path) -> dict[str, str]:
    """The same few variables for all commands: nobody's settings, bytecode kept in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(package().parent),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


@cache
def package() -> Path:
    """The folder of our package: the one that this interpreter has, else the checkout's."""
    found = find_spec("ml_readiness")
    if found is None:
        sys.path.insert(0, str(TOP / "src"))
        found = find_spec("ml_readiness")
    if found is None or not found.origin:
        stop(BROKEN, "the package ml_readiness is neither installed nor in src/")
    return Path(found.origin).parent


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """A program that is a Python module, run by the interpreter that runs us."""
    if name != "ml_readiness" and find_spec(name) is None:
        stop(IMPOSSIBLE, f"{name} is missing: install it next to {sys.executable}")
    return (sys.executable, "-m", name, *arguments)


def program(name: str, source: str) -> str:
    """The path of a program, of this interpreter's environment or of PATH; `source` has it."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else which(name)
    if found is None:
        stop(IMPOSSIBLE, f"{name} is missing: install {source} next to {sys.executable}")
    return found


def schema(folder: Path) -> Path:
    """The published schema; made from the code in `folder` when the checkout has none."""
    if SCHEMA.exists():
        return SCHEMA
    package()
    import json

    from ml_readiness.reading.manifest_schema import published_schema
    from ml_readiness.reading.rubric import built_in, built_in_names

    made = folder / SCHEMA.name
    made.write_text(json.dumps(published_schema(map(built_in, built_in_names()))), "utf-8")
    return made
