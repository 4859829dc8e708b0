"""The parts of a file that can be cited by name, as `path#name`, and how each is judged."""

import re
from collections.abc import Callable
from posixpath import basename
from typing import NamedTuple
from urllib.parse import unquote

from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.reading.markdown import PREFIX, read_anchors
from ml_readiness.reading.text import read_lines
from ml_readiness.rules.cited import LINES, MARKDOWN
from ml_readiness.rules.naming import choice

SAY = "write there what it is cited for"


class Parts(NamedTuple):
    """One sort of parts: the files that have them, what their names look like, who judges them.

    `files` are endings (a dot first, no capitals) and whole names of files; none stand for every
    file. `judge` is given the path of a tracked file that is not empty, and the name.
    """

    files: tuple[str, ...]
    names: re.Pattern[str]
    judge: Callable[[str, str, Facts], Judgement]

    def has(self, path: str, name: str) -> bool:
        """Whether a file may have such a part of this name."""
        mine = not self.files or basename(path) in self.files or _ends(path, self.files)
        return mine and self.names.fullmatch(name) is not None


def judge_part(path: str, name: str, facts: Facts) -> Judgement:
    """The judgement on a part of a tracked file, by the first sort that it may be."""
    for parts in PARTS:
        if parts.has(path, name):
            return parts.judge(path, name, facts)
    return Judgement(
        reason="fragment-not-allowed",
        message=f"only Markdown has headings, and {path} is not Markdown",
        hint="cite lines as #L10 or #L10-L20, or the file alone",
    )


def _ends(path: str, files: tuple[str, ...]) -> bool:
    return path.lower().endswith(tuple(each for each in files if each.startswith(".")))


def _heading(path: str, name: str, facts: Facts) -> Judgement:
    anchors = facts.learn(read_anchors, path)
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


ANY = re.compile(r".+", re.DOTALL)

PARTS = (
    Parts(files=(), names=LINES, judge=_lines),
    Parts(files=MARKDOWN, names=ANY, judge=_heading),
)
