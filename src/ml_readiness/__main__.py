"""The program: the real world handed to the command line."""

import os
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path


def run() -> None:
    """Run the command line on this process's arguments and streams, and exit with its status."""
    from ml_readiness.cli import main
    from ml_readiness.cli.surroundings import Surroundings

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks our letters
    surroundings = Surroundings(
        stdout=sys.stdout,
        stderr=sys.stderr,
        environment=os.environ,
        folder=Path.cwd(),
        today=_today,
        internet=_internet,
        width=min(120, shutil.get_terminal_size().columns),
    )
    try:
        status = main(sys.argv[1:], surroundings)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        status = 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # or the interpreter says so itself, at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def _today() -> date:
    return datetime.now(UTC).date()


def _internet() -> object:
    from ml_readiness.web.network import Internet

    return Internet()


if __name__ == "__main__":
    run()
