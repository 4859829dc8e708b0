"""The command line: arguments to a command, and its result to an exit status."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ml_readiness import __version__
from ml_readiness.cli import check, completion, explain, init, page, survey
from ml_readiness.cli.arguments import Parser, UsageError
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import Problem
from ml_readiness.visible import visible

# One module a command: `declare` its options on a parser, `carry_out` it to an exit status.
COMMANDS = {
    "check": check,
    "init": init,
    "explain": explain,
    "survey": survey,
    "page": page,
    "completion": completion,
}
PROGRAM_OPTIONS = ("-h", "--help", "--version")


def main(argv: Sequence[str], machine: Machine) -> int:
    """Run one command; the exit status is 0 passed, 1 the gate fails, 2 could not be evaluated.

    Without a command it says which there are. Nothing is evaluated then, so it is not 0: a step
    that lost its command is no gate that passes.
    """
    trace = machine.complain if "--debug" in argv else None
    guard = Guard(hint="run again with --debug", trace=trace)
    return guard.carry_out(partial(_run, argv, machine, guard), partial(_told, machine))


def _run(argv: Sequence[str], machine: Machine, guard: Guard) -> int:
    chosen = argv[0] if argv and argv[0] in COMMANDS else None
    parser = _program(machine.say, machine.view(machine.stdout).width, chosen)
    if not argv:
        machine.say(parser.format_help())
        return 2
    try:
        if chosen is None and argv[0] not in PROGRAM_OPTIONS:
            parser.refuse_command(argv[0], argv)
        options = parser.parse(argv)
    except UsageError as error:
        machine.complain(str(error))
        return 2
    except SystemExit as done:  # argparse, after --help and --version
        return int(done.code or 0)
    status: int = COMMANDS[options.command].carry_out(options, machine, guard)
    return status


def _program(say: Callable[[str], None], width: int, chosen: str | None) -> Parser:
    """The parser of the whole command line.

    Of several commands only the chosen one gets its options, where nothing else needs them.
    """
    parser = Parser(
        prog="ml-readiness",
        say=say,
        width=width,
        description="A pre-merge gate that scores how ready a machine-learning system is.",
    )
    parser.add_argument("--version", action="version", version=f"ml-readiness {__version__}")
    parser.set_defaults(program=partial(_program, say, width, None))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        command = commands.add_parser(
            name, say=say, width=width, help=module.HELP, description=module.HELP
        )
        if chosen in (name, None):
            module.declare(command)
    return parser


def _told(machine: Machine, problems: Iterable[Problem]) -> int:
    """What kept a command from a report of its own, told without one."""
    for problem in problems:
        lines = f":{problem.line}" if problem.line else ""
        place = f"{visible(problem.path)}{lines}: " if problem.path else ""
        machine.complain(f"{place}error: {visible(problem.message)}\n")
        if problem.hint:
            machine.complain(f"    hint: {visible(problem.hint)}\n")
    return 2
