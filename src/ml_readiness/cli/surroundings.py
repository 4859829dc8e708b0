"""The world of the command line, handed in by `__main__` and by tests."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from ml_readiness.model.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Streams, environment, folder, day and network; `internet` makes the network when it is used.

    `internet` returns a `web.network.Network`; its type is left open here so that nothing of the
    web is imported by a run without links.
    """

    stdout: TextIO
    stderr: TextIO
    environment: Mapping[str, str]
    folder: Path
    today: Callable[[], date]
    internet: Callable[[], object]
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
