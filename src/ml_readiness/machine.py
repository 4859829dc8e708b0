"""The world of a program, handed in by its `__main__` and by tests."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from ml_readiness.model.errors import mistake
from ml_readiness.model.view import UNFOLDED, View

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock
    from ml_readiness.web.network import Network

# Longer lines are hard to read, however wide a terminal is.
WIDEST = 120
USUAL_WIDTH = 80


class Machine(Struct, frozen=True, kw_only=True):
    """Streams, environment, folder, day, network and time of the machine that this runs on.

    `internet` makes the network when it is used, `clock` is what the module `time` offers, and
    `token` gives letters that nobody can foresee.
    """

    stdout: TextIO
    stderr: TextIO
    environment: Mapping[str, str]
    folder: Path
    today: Callable[[], date]
    internet: Callable[[], "Network"]
    clock: "Clock"
    token: Callable[[], str]

    def say(self, text: str) -> None:
        """Results go to standard output; a reader who has left, as `head` does, changes nothing.

        Raises InputError where they cannot be written, as on a full disk.
        """
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            said = (error.strerror or str(error)).lower()
            raise mistake(f"cannot write to standard output: {said}") from error

    def complain(self, text: str) -> None:
        """Errors, notices and progress go to standard error, whose reader may have left, too."""
        with suppress(BrokenPipeError):
            self.stderr.write(text)
            self.stderr.flush()

    def deadline(
        self, seconds: float, idle: Callable[[], float] = lambda: 0.0
    ) -> Callable[[], None]:
        """What raises InputError once so many seconds have passed from now on.

        `idle` says how many of them do not count.
        """
        end = self.clock.monotonic() + seconds

        def on_time() -> None:
            if self.clock.monotonic() - idle() > end:
                message = f"the run took longer than {seconds:g} seconds, and was ended"
                raise mistake(message, hint="judge fewer manifests at once, or cite smaller files")

        return on_time

    def commands(self, stream: TextIO) -> bool:
        """Whether a stream is a terminal that can do more than show one line after the other."""
        return stream.isatty() and self.environment.get("TERM") != "dumb"

    def view(self, stream: TextIO) -> View:
        """Colour where it is shown and wanted, and lines that fit; a pipe has neither.

        `NO_COLOR` is stronger than `FORCE_COLOR`; both count unless they are empty, and the second
        unless it is 0.
        """
        forced = self.environment.get("FORCE_COLOR", "") not in {"", "0"}
        colour = forced or self.commands(stream)
        return View(
            colour=colour and not self.environment.get("NO_COLOR"),
            width=self._width(stream) if stream.isatty() else UNFOLDED,
        )

    def _width(self, stream: TextIO) -> int:
        """The columns of a terminal: what `COLUMNS` says, else what the terminal itself does."""
        said = self.environment.get("COLUMNS", "")
        columns = int(said) if said.isdecimal() and len(said) < len(str(UNFOLDED)) else 0
        if not columns:
            with suppress(OSError, ValueError):
                columns = os.get_terminal_size(stream.fileno()).columns
        return min(WIDEST, columns or USUAL_WIDTH)


def this_machine() -> Machine:
    """The real one, as this process sees it."""
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
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _internet() -> "Network":
    from ml_readiness.web.network import Internet

    return Internet()


def _token() -> str:
    from secrets import token_hex

    return token_hex(16)
