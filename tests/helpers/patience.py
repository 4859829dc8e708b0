"""What hangs is ended: here, or as a reader in a process of its own. How fast something is, a test
of a shared machine cannot say."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Many times what the slowest takes.
SECONDS = 60
PROGRAM = """\
import sys
from importlib import import_module
from ml_readiness.model.errors import InputError
module, reader, refused, *others = sys.argv[1:]
try:
    getattr(import_module(module), reader)(sys.stdin.buffer.read(), *others)
except InputError:
    sys.exit(not refused)
sys.exit(bool(refused))
"""


def assert_ends(
    reader: Callable[..., object], content: bytes, *others: str, refused: bool = False
) -> None:
    """Fails where a reader does not end, or ends with an error, or without one that is wanted."""
    wanted = "refused" if refused else ""
    command = [sys.executable, "-c", PROGRAM, reader.__module__, reader.__name__, wanted, *others]
    subprocess.run(command, input=content, timeout=SECONDS, check=True)


class Hung(BaseException):
    """No end in time; nothing that is tried may catch it."""


@contextmanager
def patience(seconds: int = SECONDS) -> Iterator[None]:
    """Raise Hung where the block does not end; for the main thread."""

    def end(*_: object) -> None:
        raise Hung(f"no end after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
