"""Shell scripts of a workflow's steps: whether they do anything, and whether a failure shows."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Stands for an expression, of which nobody knows before the run what it will be.
KNOWN_LATER = "\x00"
# A piece of a script at a time: what is quoted, what splits, what does more than its command says.
SHELL_PIECE = re.compile(
    r"""
      (?P<continued>\\\n)
    | (?P<escaped>\\.)
    | (?P<quoted>'[^']*+'?)
    | (?P<double>"(?:[^"\\]|\\.)*+"?)
    | (?P<comment>(?<![^\s;&|()])\#[^\n]*)
    | (?P<doing>\$\(|`|[<>]\(?&?|&>)
    | (?P<split>\|\||&&|[;\n&])
    | (?P<pipe>\|)
    """,
    re.VERBOSE | re.DOTALL,
)
# Commands that leave everything as it was, whatever follows them.
HARMLESS = frozenset(
    {":", "true", "/bin/true", "/usr/bin/true", "echo", "printf", "set", "sleep", "export"}
)


class _Command(NamedTuple):
    """A command with what stands before it: "", a line end, `;`, `&`, `&&` or `||`."""

    before: str
    words: list[str]
    doing: bool

    @property
    def idle(self) -> bool:
        """Whether it changes nothing, starts nothing and never fails."""
        return not self.doing and (self.words[0] in HARMLESS or self.ends)

    @property
    def ends(self) -> bool:
        """Whether it ends the script, well."""
        return not self.doing and self.words in (["exit"], ["exit", "0"])


def does_something(script: str) -> bool:
    """Whether a script runs more than commands that only print, set options or succeed."""
    for command in _commands(script):
        if command.before == "||":
            continue  # what stands before it has never failed
        if not command.idle:
            return True
        if command.ends:
            return False
    return False


def hides_failure(script: str) -> bool:
    """Whether the last command that does something is followed by `|| true`, or the like of it."""
    hidden = False
    for command in _commands(script):
        if not command.idle:
            hidden = False
        elif command.before == "||":
            hidden = True
    return hidden


def _commands(script: str) -> Iterator[_Command]:
    """The commands of a script, in order; comments and empty lines are none."""
    text = _without_expressions(script.replace("\r\n", "\n"))
    words: list[str] = []
    doing, start, before = False, 0, ""
    for match in SHELL_PIECE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        words.append(text[start : match.start()])
        start = match.end()
        if kind == "split":
            command, words = "".join(words).split(), []
            if command:
                yield _Command(before, command, doing)
                doing, before = False, piece
            elif piece in {"&&", "||"}:
                before = piece
        elif kind == "continued":
            words.append(" ")
        elif kind != "comment":
            words.append(piece)
            doing = doing or kind in {"doing", "pipe"} or (kind == "double" and _replaced(piece))
    words.append(text[start:])
    if command := "".join(words).split():
        yield _Command(before, command, doing)


def _without_expressions(script: str) -> str:
    first, *rest = script.split("${{")
    shown = [first]
    for part in rest:
        _, end, after = part.partition("}}")
        shown.append(KNOWN_LATER + after if end else "${{" + part)
    return "".join(shown)


def _replaced(quoted: str) -> bool:
    """Whether a command runs inside double quotes."""
    return "$(" in quoted or "`" in quoted
