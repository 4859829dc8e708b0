"""The container's program: the real world handed to the action."""

import sys

if __name__ == "__main__":
    from ml_readiness.action.main import main
    from ml_readiness.machine import this_machine

    sys.exit(main(this_machine()))
