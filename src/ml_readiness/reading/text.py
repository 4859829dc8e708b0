"""Whether a text says something: a letter or a digit that is no comment."""

import re
from collections.abc import Callable, Mapping
from functools import partial

# Larger files say something by their size.
SHORT_BYTES = 64_000
HASH = re.compile("#[^\n]*")
HASH_OR_SEMICOLON = re.compile("[#;][^\n]*")
SQL_COMMENT = re.compile("--[^\n]*")
NO_DATA = ("", "[]", "{}", "null")


def has_words(content: bytes, comment: re.Pattern[str] | None = None) -> bool:
    """Whether a letter or digit of any script is left without comments; true of what is no text."""
    text = _text(content)
    if text is None:
        return True
    return any(map(str.isalnum, comment.sub("", text) if comment else text))


def has_marked_up_words(content: bytes) -> bool:
    """The same of a page, whose comments are those of HTML."""
    text = _text(content)
    return text is None or any(map(str.isalnum, _without(text, "<!--", "-->")))


def has_statements(content: bytes) -> bool:
    """The same of SQL."""
    text = _text(content)
    return text is None or any(map(str.isalnum, SQL_COMMENT.sub("", _without(text, "/*", "*/"))))


def has_data(content: bytes) -> bool:
    """Whether JSON holds more than an empty list, an empty mapping or null."""
    text = _text(content)
    return text is None or "".join(text.split()) not in NO_DATA


# By the ending of a path: of other files the size alone tells.
SAYING: Mapping[str, Callable[[bytes], bool]] = {
    **dict.fromkeys((".txt", ".rst", ".csv", ".tsv"), has_words),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), has_marked_up_words),
    **dict.fromkeys((".html", ".htm", ".xml"), has_marked_up_words),
    **dict.fromkeys(
        (".py", ".sh", ".r", ".yml", ".yaml", ".toml"), partial(has_words, comment=HASH)
    ),
    **dict.fromkeys((".cfg", ".ini"), partial(has_words, comment=HASH_OR_SEMICOLON)),
    ".sql": has_statements,
    ".json": has_data,
}


def is_script(content: bytes) -> bool:
    """Whether a file says in its first line what runs it."""
    return content.startswith(b"#!")


def read_lines(content: bytes) -> bytes | None:
    """For each line whether it is blank (0) or not (1); None for what is not UTF-8 text."""
    if b"\0" in content:
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    lines = content.removesuffix(b"\n").split(b"\n")
    return bytes(bool(line.strip()) for line in lines)


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _without(text: str, opening: str, closing: str) -> str:
    """A text without what stands between marks; what is never closed hides the rest."""
    before, *commented = text.split(opening)
    return "".join([before, *(part.partition(closing)[2] for part in commented)])
