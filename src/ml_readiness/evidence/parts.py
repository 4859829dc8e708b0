"""The parts of a file that can be cited by name, as `path#name`, and how each is judged."""

import re
from collections.abc import Callable, Mapping
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from ml_readiness.evidence.tracked import in_lfs
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.reading.markdown import PREFIX, read_anchors
from ml_readiness.reading.text import read_lines
from ml_readiness.rules.cited import (
    DVC,
    DVC_LOCK,
    LINES,
    MAKEFILES,
    MARKDOWN,
    NOTEBOOKS,
    PRE_COMMIT,
)
from ml_readiness.rules.naming import choice

if TYPE_CHECKING:
    from ml_readiness.reading.contents import Contents

# YAML is not among them: with a name it is cited as a rule file.
OF_VALUES = (".json", ".toml")
SAY = "write there what it is cited for"
# The pictures that a notebook shows stand in it.
NOTEBOOK_BYTES = 10_000_000
ANY = re.compile(r".+", re.DOTALL)


class Parts(NamedTuple):
    """One sort of parts: what they are called, the files that have them, who judges them.

    `endings` (without capitals; an empty one is every file's) and whole names of `files` say which
    files have them. `judge` is given the path of a tracked file that is not empty, and the name.
    """

    called: str
    judge: Callable[[str, str, Facts], Judgement]
    endings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    names: re.Pattern[str] = ANY

    def has(self, path: str, name: str) -> bool:
        """Whether a file may have such a part of this name."""
        mine = basename(path) in self.files or path.lower().endswith(self.endings)
        return mine and self.names.fullmatch(name) is not None


def judge_part(path: str, name: str, facts: Facts) -> Judgement:
    """The judgement on a part of a tracked file, by the first sort that it may be."""
    for parts in PARTS:
        if parts.has(path, name):
            return parts.judge(path, name, facts)
    known = ", ".join(parts.called for parts in PARTS if parts.names is ANY)
    hint = f"cite lines as #L10 or #L10-L20, or the file alone; these have names: {known}"
    if path.lower().endswith(OF_VALUES):
        hint = f"a value is cited by its place, such as {path}#/{name}"
    message = f"{path} has no parts that can be cited by name"
    return Judgement(reason="fragment-not-allowed", message=message, hint=hint)


def _definition(path: str, name: str, facts: Facts) -> Judgement:
    from ml_readiness.reading.source import read_definitions  # few manifests cite one

    return _named("definition", path, name, facts.learn(read_definitions, path))


def _target(path: str, name: str, facts: Facts) -> Judgement:
    from ml_readiness.reading.makefile import read_targets

    return _named("target", path, name, facts.learn(read_targets, path))


def _stage(path: str, name: str, facts: Facts) -> Judgement:
    from ml_readiness.reading.dvc import read_locked, read_stages

    judged = _named("stage", path, name, facts.learn(read_stages, path))
    lock = join(dirname(path), DVC_LOCK)
    if judged.reason or facts.tree.paths().get(lock) != "file":
        return judged
    if pointer := in_lfs(lock, facts):
        return pointer
    locked = facts.learn(read_locked, lock)
    if locked.error or name in locked.lines:
        return _named("stage", lock, name, locked) if locked.error else judged
    message = f"{lock} has no run of the stage {name}"
    hint = f"run `dvc repro {name}` and commit {lock}"
    return Judgement(reason="no-such-part", message=message, hint=hint)


def _hook(path: str, name: str, facts: Facts) -> Judgement:
    from ml_readiness.reading.hooks import read_hooks

    return _named("hook", path, name, facts.learn(read_hooks, path))


def _named(called: str, path: str, name: str, contents: "Contents") -> Judgement:
    """The judgement on a part by what its file has."""
    if contents.error:
        message = f"{path} cannot be read: {contents.error}"
        return Judgement(reason="unparsable", message=message)
    if line := contents.lines.get(name):
        return Judgement(reason=None, message=f"{path} has the {called} {name}", line=line)
    message = f"{path} has no {called} {name}"
    if other := contents.others.get(name):
        return Judgement(reason="no-such-part", message=f"{message}: {other}")
    hint = choice(name, contents.lines) or f"the file has no {called}"
    hint = f"{hint}; {contents.more}" if contents.more else hint
    return Judgement(reason="no-such-part", message=message, hint=hint)


def _heading(path: str, name: str, facts: Facts) -> Judgement:
    return _anchor(path, name, facts.learn(read_anchors, path))


def _cell(path: str, name: str, facts: Facts) -> Judgement:
    from ml_readiness.reading.notebook import read_notebook

    notebook = facts.learn(read_notebook, path, NOTEBOOK_BYTES)
    if notebook.error:
        message = f"{path} cannot be read: {notebook.error}"
        return Judgement(reason="unparsable", message=message)
    return _anchor(path, name, notebook.anchors)


def _anchor(path: str, name: str, anchors: Mapping[str, bool]) -> Judgement:
    name = name.removeprefix(PREFIX)
    for spelt in (name, unquote(name)):
        if anchors.get(spelt):
            return Judgement(reason=None, message=f"{path} has the heading #{name}")
        if spelt in anchors:
            message = f"{path} has nothing below #{name}"
            return Judgement(reason="says-nothing", message=message, hint=SAY)
    hint = choice(name.lower(), sorted(anchors)) or "the page has no headings"
    message = f"{path} has no heading #{name}"
    return Judgement(reason="no-such-heading", message=message, hint=hint)


def _lines(path: str, name: str, facts: Facts) -> Judgement:
    numbers = [int(number) for number in re.findall("L([0-9]+)", name)]
    first, last = numbers[0], numbers[-1]
    lines = facts.learn(read_lines, path)
    if lines is None:
        message = f"{path} is not text, so it has no lines"
        return Judgement(reason="fragment-not-allowed", message=message, hint=f"write {path}")
    if first > last:
        message = f"line {first} comes after line {last}"
        return Judgement(reason="no-such-line", message=message, hint=f"write #L{last}-L{first}")
    if last > len(lines):
        message = f"{path} has {len(lines)} lines, not {last}"
        return Judgement(reason="no-such-line", message=message)
    if not any(lines[first - 1 : last]):
        message = f"{path} is blank there"
        return Judgement(reason="says-nothing", message=message, hint="cite the lines that say it")
    return Judgement(reason=None, message=f"{path} has {len(lines)} lines")


# The first sort that a part may be is the one that it is.
PARTS = (
    Parts("a line", _lines, endings=("",), names=LINES),
    Parts("a heading of Markdown", _heading, endings=MARKDOWN),
    Parts("a heading of a notebook", _cell, endings=NOTEBOOKS),
    Parts("a function, class or constant of Python", _definition, endings=(".py",)),
    Parts("a target of a Makefile", _target, endings=(".mk",), files=MAKEFILES),
    Parts(f"a stage of {DVC}", _stage, files=(DVC,)),
    Parts(f"a hook of {PRE_COMMIT}", _hook, files=(PRE_COMMIT,)),
)
