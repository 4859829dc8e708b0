"""A real process on a real terminal, with somebody at its keyboard."""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from select import select

COLOUR = re.compile("\x1b\\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\\][^\x07]*\x07")
SECONDS = 30
# What the machine of the tests says of its own terminal is not for the program.
SETTINGS = ("COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR")
SILENT = {key: value for key, value in os.environ.items() if key not in SETTINGS}


def program(*argv: str) -> list[str]:
    return [sys.executable, "-m", "ml_readiness", *argv]


def on_terminal(
    argv: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    keys: Sequence[tuple[str, str]] = (),
) -> tuple[int, str]:
    """The status of a process, and all that its terminal showed.

    Each of `keys` is what has to be shown, after the key before it, and then what is pressed.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        argv,
        cwd=folder,
        env=SILENT | dict(environment),
        preexec_fn=lambda: os.login_tty(theirs),  # noqa: PLW1509 - no thread holds a lock here
    )
    os.close(theirs)
    shown, since, waiting = b"", 0, [*keys]
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if not select([ours], [], [], 0.1)[0]:
            continue
        try:
            part = os.read(ours, 65536)
        except OSError:  # nobody has the other end any more
            break
        shown += part
        if waiting and waiting[0][0].encode() in shown[since:]:
            since = len(shown)
            os.write(ours, waiting.pop(0)[1].encode())
    else:
        process.kill()
    os.close(ours)
    status = process.wait(timeout=SECONDS)
    assert not waiting, f"never shown: {waiting[0][0]!r} in {shown.decode(errors='replace')}"
    return status, shown.decode(errors="replace").replace("\r\n", "\n")


def plain(shown: str) -> str:
    """What was shown, without colours and other orders to the terminal."""
    return COLOUR.sub("", shown)
