"""`page`: a static site over the lines of surveys."""

from argparse import Namespace
from pathlib import Path

from ml_readiness.cli.arguments import Parser
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import mistake
from ml_readiness.visible import visible

HELP = "make a static site of surveys: where every repository stands, and what has changed"
# What the extra brings, by the names that are imported.
BROUGHT = ("duckdb", "vl_convert")


def declare(parser: Parser) -> None:
    """The surveys, and where the site goes."""
    add = parser.add_argument
    add(
        "surveys", nargs="+", metavar="SURVEY", help="what 'survey' wrote: shards, and earlier days"
    )
    add("--output", required=True, metavar="DIR", help="the folder of the site, made or replaced")
    add("--debug", action="store_true", help="show where an internal error happened")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Make the site and say where it is; raises InputError where it cannot be made."""
    del guard  # the caller's tells what is raised here
    _look_for_extra()
    from ml_readiness.cli.output import brought_below, folder_place
    from ml_readiness.survey.page import build_page

    path = Path(options.output)
    place = folder_place(machine.folder, path, brought_below(machine.folder))
    built = build_page(machine.folder, options.surveys, place, str(path), machine.environment)
    machine.complain("".join(f"note: {visible(notice)}\n" for notice in built.notices))
    plural = "repository" if built.repositories == 1 else "repositories"
    machine.say(f"wrote {visible(str(path / 'index.html'))}: {built.repositories:,} {plural}\n")
    return 0


def _look_for_extra() -> None:
    """Raises InputError where the packages of the extra are not all there."""
    from importlib import import_module

    for name in BROUGHT:
        try:
            import_module(name)
        except ModuleNotFoundError:
            hint = "pip install 'ml-readiness[survey]'"
            raise mistake(f"'page' needs {name}, which is not installed", hint=hint) from None
