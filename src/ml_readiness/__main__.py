"""The program: the real world handed to the command line."""

import os
import sys

INTERRUPTED = 130


def start() -> None:
    """Run the command line on this process's arguments and streams, and exit with its status."""
    try:
        status = _status()
    except KeyboardInterrupt:
        _leave()
    sys.exit(status)


def _status() -> int:
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
    status = main(sys.argv[1:], this_machine())
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # or the interpreter says so itself, at its end
        os.dup2(os.open(nowhere, os.O_WRONLY), sys.stdout.fileno())
    return status


def _leave() -> None:
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
