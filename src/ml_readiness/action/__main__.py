"""The container's program: the real world handed to the action."""

import sys


def run() -> None:
    """Run the action on this process's environment, and exit with its status."""
    from ml_readiness.action.main import main
    from ml_readiness.machine import this_machine

    sys.exit(main(this_machine()))


if __name__ == "__main__":
    run()
