"""The program: the real world handed to the command line."""

import os
import sys

INTERRUPTED = 130


def start() -> None:
    """Run the command line on this process's arguments and streams, and end the process."""
    try:
        status = exit_status()
        from ml_readiness.starting import leave
    except KeyboardInterrupt:
        _interrupted()
    leave(status)


def exit_status() -> int:
    """Run the command line on this process's arguments and streams; its exit status."""
    from ml_readiness.starting import importing

    with importing():
        from ml_readiness.cli import main
        from ml_readiness.machine import this_machine

    nowhere = os.devnull
    sys.stdout = sys.stdout or open(nowhere, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(nowhere, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks our letters
    return main(sys.argv[1:], this_machine())


def _interrupted() -> None:
    """End at once: no thread is waited for, and a second interrupt is no traceback either."""
    try:
        if sys.stderr:
            sys.stderr.write("\ninterrupted\n" if sys.stderr.isatty() else "interrupted\n")
            sys.stderr.flush()
    finally:
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder that `python -m` is run in: a repository, as a rule
    start()
