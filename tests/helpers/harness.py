"""What tests share: a real repository in a temporary folder, and the command line run in it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from helpers.gitrepo import git, init
from ml_readiness.cli import main
from ml_readiness.machine import Machine
from ml_readiness.web.network import Network

TODAY = date(2026, 11, 23)


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a user gets from one run of the program."""

    status: int
    stdout: str
    stderr: str


def no_internet() -> NoReturn:
    raise AssertionError("a test without links asked for the network")


def run(  # noqa: PLR0913
    folder: Path,
    *argv: str,
    environment: Mapping[str, str] | None = None,
    network: Network | None = None,
    terminal: bool = False,
    today: date = TODAY,
    clock: Any = time,
) -> Outcome:
    """The command line in a folder, with streams, environment, day, time and network handed in."""
    stdout, stderr = (Screen(), Screen()) if terminal else (StringIO(), StringIO())
    machine = Machine(
        stdout=stdout,
        stderr=stderr,
        environment=environment or {},
        folder=folder,
        today=lambda: today,
        internet=(lambda: network) if network else no_internet,
        clock=clock,
        token=str,
    )
    status = main(argv, machine)
    return Outcome(status=status, stdout=stdout.getvalue(), stderr=stderr.getvalue())


def check(folder: Path, *argv: str, **options: object) -> Outcome:
    """`ml-readiness check` in a folder."""
    return run(folder, "check", *argv, **options)  # type: ignore[arg-type]


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Files below a folder, their own folders made as needed."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def track(folder: Path, *paths: str) -> None:
    """Make the folder a git repository, and add its files, or just some, to the index."""
    if not (folder / ".git").exists():
        init(folder)
    git(folder, "add", "--all", "--", *(paths or (".",)))
