"""`completion`: a script that lets a shell complete the command line."""

from argparse import Namespace

from ml_readiness.cli.arguments import Parser
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine

HELP = "print a script that completes this command line in bash, zsh or fish"


def declare(parser: Parser) -> None:
    """The shell; its name is read later."""
    parser.add_argument("shell", metavar="SHELL", help="bash | zsh | fish")
    parser.add_argument("--debug", action="store_true", help="show where an internal error is")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Print the script; raises InputError for a shell that is not known."""
    del guard  # the caller's tells what is raised here
    from ml_readiness.cli.shells import SHELLS, commands_of
    from ml_readiness.reading.option import read_word

    write = SHELLS[read_word("SHELL", options.shell, SHELLS)]
    machine.say("".join(f"{line}\n" for line in write(commands_of(options.program()))))
    return 0
