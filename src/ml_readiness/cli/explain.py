"""`explain`: what a criterion, a point of the checklist or a word means, and what proves it."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ml_readiness.cli.arguments import Parser
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.reading.option import read_word

if TYPE_CHECKING:
    from ml_readiness.model.explanation import Explanation

HELP = "say what a criterion, a point of the checklist or a reason means, and what proves it"
FORMATS = ("text", "json")


def declare(parser: Parser) -> None:
    """The options; without a word everything is listed."""
    add = parser.add_argument
    add("word", nargs="*", metavar="WORD", help="an id, a code such as 'Data 3', or a reason")
    add("--root", default=".", metavar="DIR", help="where paths start (default: this folder)")
    add("--rubric", metavar="NAME", help="a built-in rubric or a rubric file")
    add("--format", default="text", metavar="FORMAT", help=" | ".join(FORMATS))
    add("--debug", action="store_true", help="show where an internal error happened")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Say what the word means here; the exit status is 2 where nothing is called so."""
    read_word("--format", options.format, FORMATS)
    from ml_readiness.render.explanation_json import explanation_json, refusal_json

    def refuse(problems: tuple[Problem, ...]) -> None:
        if options.format == "json":
            machine.say(refusal_json(problems))
        raise InputError(*problems)

    def say() -> None:
        explanation, today = _explained(options, machine), machine.today()
        if options.format == "json":
            machine.say(explanation_json(explanation, today))
            return
        from ml_readiness.render.explanation import explanation_text

        machine.say(explanation_text(explanation, machine.view(machine.stdout), today))

    guard.carry_out(say, refuse)
    return 0


def _explained(options: Namespace, machine: Machine) -> "Explanation":
    from ml_readiness.gate.explaining import explain, explain_unread
    from ml_readiness.model.limits import DEFAULT_LIMITS
    from ml_readiness.model.request import Request
    from ml_readiness.ports.checkout import ports_of_checkout
    from ml_readiness.repo.worktree import open_worktree
    from ml_readiness.web import silently

    asked = " ".join(options.word).strip()
    root = machine.folder / options.root
    try:
        tree = open_worktree(root, DEFAULT_LIMITS)
    except InputError as error:
        if not root.is_dir():
            raise
        return explain_unread(asked, options.rubric, error.problems)
    ports = ports_of_checkout(
        tree,
        junit=None,
        environment=machine.environment,
        internet=machine.internet,
        progress=silently,
    )
    return explain(asked, Request(rubric=options.rubric, today=machine.today()), ports)
