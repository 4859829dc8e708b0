"""Text fitted to the stream that it goes to: the letters that it has, and its width."""

import re
from collections.abc import Iterator

from ml_readiness.model.view import UNFOLDED

# What stands for a letter of ours where a stream has no such letter.
BARS = "█▒░"
SUBSTITUTES = str.maketrans(
    {"█": "#", "▒": ".", "░": ".", "…": "...", "→": "->", "≥": ">=", "≤": "<="}
)
UNICODE = ("utf-8", "utf8", "utf-16", "utf-32")
COLOUR = re.compile("\x1b\\[[0-9;]*m")
FURTHER = "  "  # what a line that goes on is indented by besides


def fitted(text: str, width: int, encoding: str | None) -> str:
    """The text in lines of at most `width` columns, and in letters that the encoding has.

    Only a word that is longer than a line passes its end, so that it can still be copied.
    """
    if encoding and not encoding.lower().startswith(UNICODE):
        text = _spelt(text, encoding)
    if width >= UNFOLDED:
        return text
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width))


def _spelt(text: str, encoding: str) -> str:
    try:
        BARS.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(SUBSTITUTES)
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _folded(line: str, width: int) -> Iterator[str]:
    """A line, or the lines that it takes; later ones stand below its first word, and further in."""
    if len(line) <= width and line.isascii():
        yield line
        return
    bare = line.lstrip(" ")
    start = line[: len(line) - len(bare)]
    indent = f"{start}{FURTHER}" if len(start) < width // 2 else FURTHER
    taken, used = start, len(start)
    for piece in re.split("(?<=[^ ])(?= )", bare):  # a word with the spaces before it
        needed = _columns(piece)
        if used + needed > width and taken.strip(" "):
            yield taken
            word = piece.lstrip(" ")
            taken, used = f"{indent}{word}", len(indent) + _columns(word)
        else:
            taken, used = taken + piece, used + needed
    yield taken


def _columns(text: str) -> int:
    """How many columns a terminal takes for a text."""
    shown = COLOUR.sub("", text)
    if shown.isascii():
        return len(shown)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(letter) in {"Mn", "Me", "Cf"} else 1 + (east_asian_width(letter) in "WF")
        for letter in shown
    )
