"""A reader run in a process of its own, which is ended where it hangs: how fast it is, a test of a
shared machine cannot say."""

import subprocess
import sys
from collections.abc import Callable

# Many times what the slowest takes.
SECONDS = 60
PROGRAM = """\
import sys
from importlib import import_module
getattr(import_module(sys.argv[1]), sys.argv[2])(sys.stdin.buffer.read())
"""


def assert_ends(reader: Callable[[bytes], object], content: bytes) -> None:
    """Fails where a reader does not end, or ends with an error."""
    command = [sys.executable, "-c", PROGRAM, reader.__module__, reader.__name__]
    subprocess.run(command, input=content, timeout=SECONDS, check=True)
