"""The command line: arguments to a command, and every error to a message and an exit status."""

from collections.abc import Sequence

from ml_readiness import __version__
from ml_readiness.cli import check
from ml_readiness.cli.arguments import Parser, UsageError
from ml_readiness.cli.surroundings import Surroundings
from ml_readiness.visible import visible

# One module a command: `declare` its options on a parser, `run` it to an exit status.
COMMANDS = {"check": check}


def main(argv: Sequence[str], surroundings: Surroundings) -> int:
    """Run one command; the exit status is 0 passed, 1 the gate fails, 2 could not be evaluated."""
    parser = Parser(
        prog="ml-readiness",
        say=surroundings.say,
        description="A pre-merge gate that scores how ready a machine-learning system is.",
    )
    parser.add_argument("--version", action="version", version=f"ml-readiness {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        module.declare(
            commands.add_parser(
                name, say=surroundings.say, help=module.HELP, description=module.HELP
            )
        )
    try:
        options = parser.parse(argv)
        status: int = COMMANDS[options.command].run(options, surroundings)
    except UsageError as error:
        surroundings.complain(str(error))
        return 2
    except Exception as error:  # a fault of ours that no command has turned into a report
        if "--debug" in argv:
            raise
        said = f"error: internal error: {type(error).__name__}: {visible(str(error))}\n"
        surroundings.complain(f"{said}    hint: run again with --debug\n")
        return 2
    except SystemExit as done:  # argparse, after --help and --version
        return int(done.code or 0)
    return status
