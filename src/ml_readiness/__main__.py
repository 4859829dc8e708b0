"""The program: the real world handed to the command line."""

import gc
import os
import sys


def start() -> None:
    """Run the command line on this process's arguments and streams, and exit with its status."""
    # Nothing that an import makes is garbage, and looking for it is a twentieth of a short run.
    gc.disable()
    from ml_readiness.cli import main
    from ml_readiness.machine import this_machine

    gc.freeze()
    gc.enable()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks our letters
    try:
        status = main(sys.argv[1:], this_machine())
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        status = 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # or the interpreter says so itself, at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


if __name__ == "__main__":
    start()
