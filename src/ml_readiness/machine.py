"""The world of a program, handed in by its `__main__` and by tests."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ml_readiness.model.view import View

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock
    from ml_readiness.web.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Streams, environment, folder, day, network and time of the machine that this runs on.

    `internet` makes the network when it is used, `clock` is what the module `time` offers, `token`
    gives letters that nobody can foresee, and `width` is a number of characters.
    """

    stdout: TextIO
    stderr: TextIO
    environment: Mapping[str, str]
    folder: Path
    today: Callable[[], date]
    internet: Callable[[], "Network"]
    clock: "Clock"
    token: Callable[[], str]
    width: int = 100

    def say(self, text: str) -> None:
        """Results go to standard output; a reader who has left, as `head` does, changes nothing."""
        with suppress(BrokenPipeError):
            self.stdout.write(text)
            self.stdout.flush()

    def complain(self, text: str) -> None:
        """Errors, notices and progress go to standard error."""
        self.stderr.write(text)
        self.stderr.flush()

    def view(self, stream: TextIO) -> View:
        """Colour only on a terminal, and never where `NO_COLOR` is set."""
        colour = stream.isatty() and not self.environment.get("NO_COLOR")
        return View(colour=colour, width=self.width)


def this_machine() -> Machine:
    """The real one, as this process sees it."""
    import os
    import shutil
    import sys
    import time

    return Machine(
        stdout=sys.stdout,
        stderr=sys.stderr,
        environment=os.environ,
        folder=Path.cwd(),
        today=_today,
        internet=_internet,
        clock=time,
        token=_token,
        width=min(120, shutil.get_terminal_size().columns),
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _internet() -> "Network":
    from ml_readiness.web.network import Internet

    return Internet()


def _token() -> str:
    from secrets import token_hex

    return token_hex(16)
