"""`check`: validate, verify, score, gate."""

import re
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from ml_readiness.cli.arguments import Parser, UsageError
from ml_readiness.cli.output import write_file
from ml_readiness.cli.surroundings import Surroundings
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import FailOn, Run, Statement
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.world import Answer, Results
from ml_readiness.opening import DEFAULT_MANIFEST, Ports, Request
from ml_readiness.render import RENDERERS, render
from ml_readiness.render.text import render_errors
from ml_readiness.repo.worktree import WorkTree, open_worktree
from ml_readiness.rules.naming import choice

if TYPE_CHECKING:
    from ml_readiness.web.network import Network

HELP = "validate the manifest, verify its evidence, score it, and say whether it passes"
NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
EMPTY = "''"


def declare(parser: Parser) -> None:
    """The options; their values are read later, so that JSON is whole for a bad one too."""
    add = parser.add_argument
    add("manifests", nargs="*", metavar="MANIFEST", help="a path, or a glob over tracked files")
    add("--root", default=".", metavar="DIR", help="where paths start (default: this folder)")
    add("--minimum", metavar="N", help="the lowest score that passes, for each manifest")
    add("--rubric", metavar="NAME", help="a built-in rubric or a rubric file, for each manifest")
    add("--junit", metavar="GLOB", help="test results: a cited test must have passed in them")
    add("--fail-on", default="minimum", metavar="WHAT", help=" | ".join(get_args(FailOn)))
    add("--offline", action="store_true", help="accept links without asking them")
    add("--format", default="text", metavar="FORMAT", help=" | ".join(RENDERERS))
    add(
        "--output",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write a report to a file as well (repeatable)",
    )
    add("--quiet", action="store_true", help="print errors only")
    add("--debug", action="store_true", help="show where an internal error happened")


def run(options: Namespace, surroundings: Surroundings) -> int:
    """Evaluate, write the files that were asked for, show the report; returns the exit status."""
    _known("--format", options.format, RENDERERS)
    outputs = [_output(text) for text in options.output]
    result = _evaluate(options, surroundings)
    view = surroundings.view(surroundings.stdout)
    plain = replace(view, colour=False)
    failures = [
        problem
        for name, path in outputs
        if (problem := write_file(surroundings.folder / path, render(name, result, plain), path))
    ]
    result = replace(result, errors=(*result.errors, *failures))
    surroundings.complain(render_errors(result.errors, surroundings.view(surroundings.stderr)))
    if not options.quiet:
        surroundings.say(render(options.format, result, view))
    return result.status


def _evaluate(options: Namespace, surroundings: Surroundings) -> Run:
    request = Request(
        manifests=tuple(options.manifests) or (DEFAULT_MANIFEST,),
        rubric=options.rubric,
        offline=options.offline,
        today=surroundings.today(),
    )
    try:
        _known_value("--fail-on", options.fail_on, get_args(FailOn))
        request = replace(
            request,
            minimum=_minimum(options.minimum),
            fail_on=cast(FailOn, options.fail_on),
        )
        tree = open_worktree(surroundings.folder / options.root, DEFAULT_LIMITS)
        return evaluate(request, _ports(tree, options, surroundings))
    except InputError as error:
        return refused(request, error.problems)
    except Exception as error:  # the last place where a fault of ours becomes a message
        if options.debug:
            raise
        message = f"internal error: {type(error).__name__}: {error}"
        return refused(request, [Problem(message=message, hint="run again with --debug")])


def _ports(tree: WorkTree, options: Namespace, surroundings: Surroundings) -> Ports:
    environment = surroundings.environment
    notices: tuple[Statement, ...] = ()
    if not tree.tracked:
        message = "there is no git repository: every file counts as tracked"
        notices = (Statement(reason="no-repository", message=message),)
    return Ports(
        tree=tree,
        fetch=partial(_fetch, surroundings=surroundings, quiet=options.quiet),
        results=_results(tree, options.junit),
        home=tree.home(environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")),
        head=tree.head(),
        notices=notices,
    )


def _fetch(
    wanted: Mapping[str, bool], *, surroundings: Surroundings, quiet: bool
) -> Mapping[str, Answer]:
    from ml_readiness.web.fetch import fetch

    network = cast("Network", surroundings.internet())
    shown = surroundings.stderr.isatty() and not quiet
    progress = _progress(surroundings) if shown else _nothing
    answers = fetch(wanted, network, DEFAULT_LIMITS, progress)
    if shown:
        surroundings.complain("\r\x1b[K")
    return answers


def _progress(surroundings: Surroundings) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        surroundings.complain(f"\rchecking links: {done} of {total}")

    return show


def _nothing(done: int, total: int) -> None:
    del done, total


def _results(tree: WorkTree, pattern: str | None) -> Results | None:
    """The JUnit results that a glob names; they must be there, and must not come with the code."""
    if pattern is None:
        return None
    from ml_readiness.reading.junit import read_results

    paths = tree.glob(pattern) if pattern else ()
    if not paths:
        message = f"--junit {pattern or EMPTY}: no file matches"
        hint = "paths start at the root; run the tests first, with --junitxml"
        raise InputError(Problem(message=message, hint=hint))
    for path in paths:
        if tree.tracks(path):
            message = "test results that git tracks prove nothing: anybody can write them"
            hint = "remove them from git, and write them in the run that checks them"
            raise InputError(Problem(message=message, hint=hint, path=path))
    return read_results((path, _result_file(tree, path)) for path in paths)


def _result_file(tree: WorkTree, path: str) -> bytes:
    try:
        return tree.read_any(path, DEFAULT_LIMITS.junit_bytes)
    except Unreadable as error:
        message = f"the test results cannot be read ({error.obstacle})"
        raise InputError(Problem(message=message, path=path)) from None


def _minimum(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not NUMBER.fullmatch(text) or len(text) > DEFAULT_LIMITS.number_digits:
        message = f"--minimum {text or EMPTY} is not a number of 0 or more"
        raise InputError(Problem(message=message, hint="write it like 5 or 4.5"))
    return Decimal(text)


def _known_value(option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise InputError(Problem(message=f"{option} cannot be {value}", hint=choice(value, known)))


def _known(option: str, value: str, known: Mapping[str, str]) -> None:
    """A format must be known before anything can be shown in it."""
    if value not in known:
        raise UsageError(f"error: {option} cannot be {value}\n    hint: {choice(value, known)}\n")


def _output(text: str) -> tuple[str, Path]:
    name, mark, path = text.partition("=")
    if not mark or not path:
        hint = "write FORMAT=FILE, like json=report.json"
        raise UsageError(f"error: --output {text} names no file\n    hint: {hint}\n")
    _known("--output", name, RENDERERS)
    return name, Path(path)
