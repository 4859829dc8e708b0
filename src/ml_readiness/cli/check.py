"""`check`: validate, verify, score, gate."""

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from msgspec.structs import replace

from ml_readiness.cli.arguments import Parser
from ml_readiness.cli.output import brought_below, write_file
from ml_readiness.cli.screen import fitted
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import Problem, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import FailOn, Run
from ml_readiness.model.request import DEFAULT_MANIFEST, Ports, Request
from ml_readiness.model.view import UNFOLDED, WebSource
from ml_readiness.ports.checkout import compared_with, ports_of_checkout, runs_at_home
from ml_readiness.reading.option import read_number, read_word
from ml_readiness.render import RENDERERS, render
from ml_readiness.render.text import render_errors, render_failures
from ml_readiness.repo.worktree import open_worktree
from ml_readiness.web import Progress, silently

if TYPE_CHECKING:
    from ml_readiness.ports.repository import Revision

HELP = "validate the manifest, verify its evidence, score it, and say whether it passes"


def declare(parser: Parser) -> None:
    """The options; their values are read later, so that JSON is whole for a bad one too."""
    add = parser.add_argument
    add("manifests", nargs="*", metavar="MANIFEST", help="a path, or a glob over tracked files")
    add("--root", default=".", metavar="DIR", help="where paths start (default: this folder)")
    add("--minimum", metavar="N", help="the lowest score that passes, for each manifest")
    add("--rubric", metavar="NAME", help="a built-in rubric or a rubric file, for each manifest")
    add(
        "--repository", metavar="OWNER/NAME[@REF]", help="judge a commit on GitHub, not this folder"
    )
    add("--base", metavar="REF", help="compare with a commit, whose policy sets the bar")
    add("--junit", metavar="GLOB", help="test results: a cited test must have passed in them")
    add("--fail-on", default="minimum", metavar="WHAT", help=" | ".join(get_args(FailOn)))
    add(
        "--offline",
        action="store_true",
        help="ask for no links and runs: links are accepted, jobs read",
    )
    add("--format", default="text", metavar="FORMAT", help=" | ".join(RENDERERS))
    add(
        "--output",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write a report to a file as well (repeatable)",
    )
    add("--all", action="store_true", help="show all criteria and points with their evidence")
    add("--quiet", action="store_true", help="print errors and reasons to fail only")
    add("--debug", action="store_true", help="show where an internal error happened")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Evaluate, write the files that were asked for, show the report; returns the exit status."""
    read_word("--format", options.format, RENDERERS)  # before anything can be shown in it
    outputs = [_output(text) for text in options.output]
    for path in {path for _, path in outputs}:
        if [each for _, each in outputs].count(path) > 1:
            raise mistake(f"--output names {path} twice", hint="write each report to its own file")
    result = _result(options, machine, guard)
    view = replace(
        machine.view(machine.stdout),
        everything=options.all,
        source=_source(options, result, machine),
    )
    plain = replace(view, colour=False, width=UNFOLDED)
    brought = brought_below(machine.folder / ("." if options.repository else options.root))
    root = machine.folder / options.root
    own = () if options.repository else {(root / path).resolve() for path in result.read}
    failures = [
        problem
        for name, path in outputs
        if (
            problem := _judged_itself(path)
            if (machine.folder / path).resolve() in own
            else write_file(machine.folder, path, render(name, result, plain), brought)
        )
    ]
    result = replace(result, errors=(*result.errors, *failures))
    _complain(result, machine, options)
    if not options.quiet:
        text = render(options.format, result, view)
        shown = options.format == "text"
        machine.say(fitted(text, view.width, machine.stdout.encoding) if shown else text)
    return result.status


def _judged_itself(path: Path) -> Problem:
    return Problem(
        message=f"cannot write {path}: it is what is judged",
        hint="name another file for the report",
    )


def _complain(result: Run, machine: Machine, options: Namespace) -> None:
    """What kept a manifest from being judged, and why it fails where no report says so."""
    view = machine.view(machine.stderr)
    told = render_errors(result, view)
    if options.quiet and result.status:
        told += render_failures(result, view)
    if told:
        machine.complain(fitted(told, view.width, machine.stderr.encoding))


def _result(options: Namespace, machine: Machine, guard: Guard) -> Run:
    """The run, or why there is none: every format can say that too."""
    request = Request(
        manifests=tuple(options.manifests) or (DEFAULT_MANIFEST,),
        rubric=options.rubric,
        offline=options.offline,
        today=machine.today(),
    )
    judging = partial(_judged, request, options, machine, guard)
    return guard.carry_out(judging, partial(refused, request))


def _judged(request: Request, options: Namespace, machine: Machine, guard: Guard) -> Run:
    fail_on = cast(FailOn, read_word("--fail-on", options.fail_on, get_args(FailOn)))
    minimum = None if options.minimum is None else read_number("--minimum", options.minimum)
    revision = _revision(options)
    repository = revision.repository if revision else None
    request = replace(request, minimum=minimum, fail_on=fail_on, repository=repository)
    limits = DEFAULT_LIMITS
    asks_nobody = options.offline and revision is None
    seconds = limits.offline_seconds if asks_nobody else limits.whole_seconds
    on_time = machine.deadline(seconds)
    return guard.carry_out(
        lambda: evaluate(request, replace(_ports(options, revision, machine), on_time=on_time)),
        partial(refused, request),
    )


def _revision(options: Namespace) -> "Revision | None":
    """What of GitHub is judged; None where it is what lies here."""
    if options.repository is None:
        return None
    from ml_readiness.ports.repository import read_revision

    return read_revision("--repository", options.repository)


def _ports(options: Namespace, revision: "Revision | None", machine: Machine) -> Ports:
    shown = machine.commands(machine.stderr) and not options.quiet
    progress = partial(_progress, machine) if shown else silently
    if revision:
        return _ports_elsewhere(options, revision, machine, progress)
    tree = open_worktree(machine.folder / options.root, DEFAULT_LIMITS)
    ports = ports_of_checkout(
        tree,
        junit=None if options.junit is None else ("--junit", options.junit),
        environment=machine.environment,
        internet=machine.internet,
        progress=progress,
    )
    if not options.offline:
        runs = partial(runs_at_home, tree, machine.environment, machine.clock)
        ports = replace(ports, runs=runs)
    return ports if options.base is None else compared_with(options.base, tree, ports)


def _ports_elsewhere(
    options: Namespace, revision: "Revision", machine: Machine, progress: Progress
) -> Ports:
    """The ports to a commit on GitHub; nothing that lies here is read."""
    from ml_readiness.ports.repository import ports_of_repository

    if options.junit is not None:
        message = "--junit needs the files of a checkout, and --repository reads none"
        raise mistake(message, hint="leave one of them out")
    ports = ports_of_repository(
        revision,
        root=options.root,
        base=options.base,
        environment=machine.environment,
        clock=machine.clock,
        internet=machine.internet,
        progress=progress,
    )
    return replace(ports, runs=None) if options.offline else ports


def _source(options: Namespace, result: Run, machine: Machine) -> WebSource | None:
    """Where a commit that was judged on GitHub can be read there."""
    if result.repository is None or result.head is None:
        return None
    from ml_readiness.github.event import site_of
    from ml_readiness.ports.root import root_folder

    return WebSource(
        repository=f"{site_of(machine.environment).server}/{result.repository}",
        commit=result.head,
        prefix=root_folder(options.root),
    )


def _progress(machine: Machine, done: int, total: int) -> None:
    over = "\r\x1b[K" if done == total else ""
    machine.complain(f"\rchecking links: {done} of {total}{over}")


def _output(text: str) -> tuple[str, Path]:
    name, mark, path = text.partition("=")
    if name not in RENDERERS and path in RENDERERS:
        raise mistake(f"--output {text} names no format", hint=f"write {path}={name or 'FILE'}")
    before, colon, after = text.partition(":")
    if not mark and colon and before in RENDERERS:
        raise mistake(f"--output {text} names no file", hint=f"write {before}={after or 'FILE'}")
    if not mark or not path:
        known = next((each for each in RENDERERS if text.endswith(f".{each}")), None)
        hint = f"write {known}={text}" if known else "write FORMAT=FILE, like json=report.json"
        raise mistake(f"--output {text} names no file", hint=hint)
    return read_word("--output", name, RENDERERS), Path(path)
