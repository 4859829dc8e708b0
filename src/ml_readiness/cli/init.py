"""`init`: a first manifest for this repository, which claims nothing."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ml_readiness.cli.arguments import Parser
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import mistake

if TYPE_CHECKING:
    from ml_readiness.model.rubric import Rubric
    from ml_readiness.model.signs import Proposals, Signposts
    from ml_readiness.model.table import Claims
    from ml_readiness.reading.manifest_schema import Schema
    from ml_readiness.repo.worktree import WorkTree

HELP = "write a first manifest, with the evidence that is found here as comments"
WORKFLOW_FILE = ".github/workflows/ml-readiness.yml"
MOST_OF_A_NAME = 100
TABLE_BYTES = 1_000_000


def declare(parser: Parser) -> None:
    for force in ("--force", "--overwrite"):
        parser.others[force] = "a manifest is never written over: edit it, or see --dry-run"
    add = parser.add_argument
    add("--root", default=".", metavar="DIR", help="where paths start (default: this folder)")
    add("--rubric", metavar="NAME", help="a built-in rubric or a rubric file")
    add("--from", dest="table", metavar="FILE.csv", help="take over the claims of a table")
    add("--workflow", action="store_true", help=f"write {WORKFLOW_FILE} as well")
    add("--dry-run", action="store_true", help="print what would be written")
    add("--debug", action="store_true", help="show where an internal error happened")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Write the manifest and say what was found; raises InputError where it cannot be."""
    del guard  # the caller's tells what is raised here
    from ml_readiness.gate.proposals import proposed
    from ml_readiness.model.limits import DEFAULT_LIMITS
    from ml_readiness.model.request import DEFAULT_MANIFEST
    from ml_readiness.repo.worktree import open_worktree

    tree = open_worktree(machine.folder / options.root, DEFAULT_LIMITS)
    top = tree.repository.top if tree.repository else tree.root
    if not options.dry_run:
        _refuse_present(tree.root, DEFAULT_MANIFEST, "edit it, or print a new one with --dry-run")
        if options.workflow:
            _refuse_present(top, WORKFLOW_FILE, "leave out --workflow, or move it away first")
    today = machine.today()
    rubric, schema, signs = _rubric(tree, options.rubric, today)
    claims = _claims(machine.folder, options.table, rubric, today)
    found = proposed(tree, rubric, signs)
    text = _manifest(_name(tree), options.rubric, (rubric, schema, signs), found, claims)
    _validate(text, rubric, schema, today)
    files = [(tree.root, DEFAULT_MANIFEST, text)]
    if options.workflow:
        files.append((top, WORKFLOW_FILE, _workflow(tree)))
    for folder, path, content in files:
        if options.dry_run:
            machine.say(content)
        else:
            _write(folder, path, content)
    say = machine.complain if options.dry_run else machine.say
    if not options.dry_run:
        say("".join(f"wrote {path}\n" for _, path, _ in files))
    say(_closing(rubric, signs, found, claims))
    return 0


def _refuse_present(folder: Path, path: str, hint: str) -> None:
    """Whatever lies there stays, a link that leads nowhere too."""
    target = folder / path
    if target.exists() or target.is_symlink():
        raise mistake(f"there is a {path} already, which init never writes over", hint=hint)


def _rubric(tree: "WorkTree", asked: str | None, today: date) -> "tuple[Rubric, Schema, Signposts]":
    from ml_readiness.document import parse
    from ml_readiness.gate.rubrics import Rubrics, content
    from ml_readiness.reading.signs import built_in_signs, own_signs

    empty = parse(b"version: 1\nname: x\n", "ml-readiness.yml")
    rubrics = Rubrics(tree, asked, today)
    rubric, schema = rubrics.of(empty)
    name, path = rubrics.place(empty)
    if path is None:
        return rubric, schema, built_in_signs(name)
    return rubric, schema, own_signs(content(path, "rubric", tree), path)


def _claims(folder: Path, table: str | None, rubric: "Rubric", today: date) -> "Claims | None":
    if table is None:
        return None
    from ml_readiness.reading.table import read_table

    try:
        with (folder / table).open("rb") as file:
            content = file.read(TABLE_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise mistake(f"--from {table} cannot be read: {reason}") from None
    if len(content) > TABLE_BYTES:
        raise mistake(f"--from {table} is larger than {TABLE_BYTES // 1_000_000} MB")
    return read_table(content, table, rubric, today)


def _name(tree: "WorkTree") -> str:
    """What the system is called: as its repository at the top, as its folder below."""
    from ml_readiness.visible import clipped, visible

    home = tree.home(None, None)
    named = home.address if home and not tree.prefix else str(tree.root)
    name = visible(named.rpartition("/")[2]).strip()
    return clipped(name or "system", MOST_OF_A_NAME)


def _manifest(
    name: str,
    asked: str | None,
    about: "tuple[Rubric, Schema, Signposts]",
    found: "Proposals",
    claims: "Claims | None",
) -> str:
    from ml_readiness.reading.manifest_schema import ADDRESS
    from ml_readiness.render.starter import Starter, render_starter

    rubric, _, signs = about
    return render_starter(
        Starter(
            name=name,
            rubric=rubric,
            rubric_name=asked,
            schema=f"{ADDRESS}ml-readiness.schema.json",
            proposals=found,
            signs=signs,
            claims=claims,
        )
    )


def _validate(text: str, rubric: "Rubric", schema: "Schema", today: date) -> None:
    """Raises InputError where the gate would: a table can say what no manifest may."""
    from ml_readiness.document import parse
    from ml_readiness.reading.manifest import read_manifest

    read_manifest(parse(text.encode(), "ml-readiness.yml"), rubric, schema, today)


def _workflow(tree: "WorkTree") -> str:
    from ml_readiness.render.workflow import workflow_text
    from ml_readiness.repo.gitdir import default_branch, head_branch

    known = tree.repository and (default_branch(tree.repository) or head_branch(tree.repository))
    return workflow_text(known or "main", tree.prefix.rstrip("/"))


def _write(folder: Path, path: str, text: str) -> None:
    """A new file; a link on its way is not followed."""
    from ml_readiness.model.tree import Unreadable
    from ml_readiness.repo.files import replace_file

    try:
        replace_file(folder, path, text.encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise mistake(f"cannot write {path}: {reason}") from None
    except Unreadable as error:
        hint = "a folder on its way is a link or a file: put a folder there"
        raise mistake(f"cannot write {path} ({error.obstacle})", hint=hint) from None


def _unreadable(signs: "Signposts", name: str) -> bool:
    known = signs.criteria.get(name)
    return known is None or bool(known.instead)


def _closing(
    rubric: "Rubric",
    signs: "Signposts",
    found: "Proposals",
    claims: "Claims | None",
) -> str:
    """What was found, what reading cannot find, and what to do next."""
    ids = [each.id for section in rubric.sections for each in section.criteria]
    some = sum(bool(found.criteria[each]) for each in ids)
    unread = [each for each in ids if not found.criteria[each] and _unreadable(signs, each)]
    lines = [f"{some} of {len(ids)} criteria have candidates, as comments"]
    if unread:
        lines.append(f"reading seldom finds any for {', '.join(unread)}:")
        lines.append("    the file says what a team would cite")
    if found.left_out:
        lines.append(f"{found.left_out} candidates are left out: they are not one printable line")
    if claims and claims.left_out:
        lines.append(f"{claims.left_out} texts or rows of the table are left out")
    lines.append("next: read the candidates, claim what holds, and run 'ml-readiness check'")
    lines.append("on pull requests begin with 'fail-on: regression': nothing may get worse")
    return "".join(f"{line}\n" for line in lines)
