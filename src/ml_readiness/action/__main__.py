"""The container's program: the real world handed to the action."""

from ml_readiness.starting import importing, leave

if __name__ == "__main__":
    with importing():
        from ml_readiness.action.main import main
        from ml_readiness.machine import this_machine

    leave(main(this_machine()))
