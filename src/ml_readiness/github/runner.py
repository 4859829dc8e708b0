"""What the workflow runner reads of a step: log, commands, files; all of it is escaped here.

The rules are those of GitHub's "Workflow commands for GitHub Actions" and of its runner.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ml_readiness.visible import visible

Importance = Literal["error", "warning", "notice"]
IMPORTANCES: tuple[Importance, ...] = ("error", "warning", "notice")
# The runner shows so many of each for a step, and drops the rest without a word.
MOST_OF_EACH = 10
# A summary over 1 MiB is dropped whole; this is in bytes, and leaves room.
SUMMARY_BYTES = 1_000_000


class Message(Struct, frozen=True, kw_only=True):
    """What the runner shows beside a file or on the run's page; `path` is from the workspace."""

    importance: Importance
    title: str
    text: str
    path: str | None = None
    line: int | None = None
    column: int | None = None


def log(text: str) -> str:
    """Text for the log in which no line is a command, wherever in the line it tries to be one."""
    return "".join(f"{_harmless(line)}\n" for line in text.removesuffix("\n").split("\n"))


def commands(messages: Iterable[Message]) -> str:
    """The messages as workflow commands, the important first, at most what the runner shows."""
    ordered = sorted(messages, key=lambda message: IMPORTANCES.index(message.importance))
    shown = groupby(ordered, key=lambda message: message.importance)
    return "".join(_command(message) for _, group in shown for message in _capped(list(group)))


def output(name: str, value: str, token: Callable[[], str]) -> str:
    """One output as the file of outputs has it, between delimiters that nobody could foresee.

    Raises ValueError when the value holds the delimiter all the same.
    """
    delimiter = f"ml-readiness-{token()}"
    if delimiter in value or delimiter in name:
        raise ValueError(f"the output {name} holds its own delimiter")
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def append(path: str, text: str) -> None:
    """Add to a file of the runner's; raises OSError."""
    # A path may hold bytes that are no text, and the rest has to be written all the same.
    with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(text)


def _capped(messages: list[Message]) -> Iterator[Message]:
    if len(messages) <= MOST_OF_EACH:
        yield from messages
        return
    yield from messages[: MOST_OF_EACH - 1]
    left = len(messages) - MOST_OF_EACH + 1
    kind = messages[0].importance
    text = f"and {left:,} more {kind}s: the summary of this run lists what is wrong"
    yield Message(importance=kind, title="ml-readiness", text=text)


def _command(message: Message) -> str:
    properties = {
        "title": visible(message.title),
        "file": visible(message.path) if message.path else None,
        "line": message.line if message.path else None,
        "col": message.column if message.path and message.line else None,
    }
    spelt = ",".join(
        f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None
    )
    lines = "\n".join(visible(line) for line in message.text.split("\n"))
    return f"::{message.importance} {spelt}::{_value(lines)}\n"


def _harmless(line: str) -> str:
    """Two kinds of command: `::name::` behind spaces, and `##[name]` anywhere in a line."""
    shown = visible(line).replace("##[", "#\\u{23}[")
    bare = shown.lstrip()
    if bare.startswith("::"):
        return f"{shown[: len(shown) - len(bare)]}\\u{{3a}}{bare[1:]}"
    return shown


def _value(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    # The older kind of command is looked for in every line, also in one that is a command.
    return escaped.replace("##[", "#\\u{23}[")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
