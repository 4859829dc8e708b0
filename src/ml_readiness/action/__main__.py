"""The container's program: the real world handed to the action."""

import os
import sys
import time
from datetime import UTC, date, datetime
from secrets import token_hex


def run() -> None:
    """Run the action on this process's environment, and exit with its status."""
    from ml_readiness.action import Machine, main

    machine = Machine(
        stdout=sys.stdout,
        environment=os.environ,
        today=_today,
        internet=_internet,
        clock=time,
        token=lambda: token_hex(16),
    )
    sys.exit(main(machine))


def _today() -> date:
    return datetime.now(UTC).date()


def _internet() -> object:
    from ml_readiness.web.network import Internet

    return Internet()


if __name__ == "__main__":
    run()
