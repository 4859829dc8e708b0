"""Why a YAML parser stumbles where a person sees nothing wrong, and what to write instead."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# What looks like a space or like nothing, and what looks like a sign of YAML's own.
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
DASHES = "\u2010-\u2015\u2022\u2212\u25aa\ufe58\ufe63\uff0d"
COLONS = "\u2236\ua789\ufe13\ufe55\uff1a"
QUOTES = "\u00ab\u00bb\u2018-\u201f\uff02\uff07"
ALIKE = {"a space": SPACES, "nothing": INVISIBLE, "'-'": DASHES, "':'": COLONS, "quotes": QUOTES}

# Where such a character is taken for a part of a word, and was none to its author.
STRANGE = re.compile(
    rf"""\ *(?:-\ +)*
    (?: (?P<indent>[{SPACES}{INVISIBLE}])
      | -(?P<item>[{SPACES}{INVISIBLE}])
      | (?P<dash>[{DASHES}])[\ {SPACES}]
      | (?P<bracket>[\uff3b\uff5b])
      | [\w"'./-]+\ *(?P<colon>[{COLONS}])
      | [\w"'./-]+(?P<before>[{SPACES}{INVISIBLE}])\ *:
      | [\w"'./-]+:\ *(?P<after>[{SPACES}{INVISIBLE}{QUOTES}\uff3b\uff5b])
    )""",
    re.VERBOSE,
)
WIDE = re.compile("[\uff0c\uff3b\uff3d\uff5b\uff5d]")
# What was never meant as YAML: what git leaves of a conflict, and a fence of Markdown.
CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")
FENCE = re.compile(r" *(?:`{3}|~{3})")
UNSPACED_ITEM = re.compile(r" *(?P<dash>-)[^\s-]")
KEY = re.compile(r"( *)[\w\"'./-]+ *:(?= |$)")
UNSPACED = re.compile(r" *(?:- +)*[\w-]+(?P<colon>:)(?![\s:/])")
# Of so many lines before the one where the parser stopped.
LINES_BACK = 50
QUOTED = "\"'"
OPENING = {"[": "]", "{": "}"}


class Suspect(NamedTuple):
    """One character that may be why a text cannot be read; line and column from 0.

    `instead` is what would stand there if it is.
    """

    line: int
    column: int
    message: str
    hint: str
    instead: str


def suspects(lines: Sequence[str], line: int) -> Iterator[Suspect]:
    """The characters that may be to blame for a parser's stop at a line, the nearest first."""
    for number in range(line, max(-1, line - LINES_BACK), -1):
        text = lines[number] if number < len(lines) else ""
        if found := _foreign(text, number) or strange(text, number) or _in_brackets(text, number):
            yield found
        elif dash := UNSPACED_ITEM.match(text):
            message, hint = "a space is missing after the dash", "an item begins with '- '"
            yield Suspect(number, dash.start("dash"), message, hint, "- ")
        elif unspaced := UNSPACED.match(text):
            column = unspaced.start("colon")
            message = "a space is missing after the colon"
            yield Suspect(number, column, message, "a key is followed by a colon and a space", ": ")


def mended(lines: Sequence[str], suspect: Suspect) -> str:
    """The text with what would stand in place of a character."""
    text = lines[suspect.line]
    line = text[: suspect.column] + suspect.instead + text[suspect.column + 1 :]
    return "\n".join([*lines[: suspect.line], line, *lines[suspect.line + 1 :]])


def _foreign(text: str, line: int) -> Suspect | None:
    """A line that another tool left in the file; instead it would be a comment."""
    if CONFLICT.match(text):
        hint = "choose one of the two sides, and remove the lines of '<', '=' and '>'"
        return Suspect(line, 0, "this is a conflict that git left", hint, "#")
    if FENCE.match(text):
        hint = "remove this line, and the one that ends the fence"
        return Suspect(line, 0, "this is a fence of Markdown", hint, "#")
    return None


def _in_brackets(text: str, line: int) -> Suspect | None:
    """A sign between brackets that is none of YAML's."""
    found = WIDE.search(text) if "[" in text or "{" in text else None
    return _suspect(text, line, found.start()) if found else None


def strange(text: str, line: int) -> Suspect | None:
    """The first character of a line that only looks like one of YAML's own."""
    found = STRANGE.match(text)
    if not found or found.lastgroup is None:
        return None
    return _suspect(text, line, found.start(found.lastgroup))


def _suspect(text: str, line: int, column: int) -> Suspect:
    character = text[column]
    alike = looks_like(character)
    hint = "remove it" if alike == "nothing" else f"write {alike}"
    # A mark that stands for a sign of YAML's has a space after it only by chance.
    plain = {"a space": " ", "nothing": "", "'-'": "-", "':'": ": ", "quotes": '"'}
    instead = plain.get(alike, alike.strip("'"))
    return Suspect(line, column, f"this is {named(character)}", hint, instead)


def taken_for(character: str) -> str | None:
    """What a character is easily taken for; None where it is none of those."""
    if character.isascii():
        return None
    return next(
        (alike for alike, those in ALIKE.items() if re.match(f"[{those}]", character)), None
    )


def looks_like(character: str) -> str:
    """What a character of those above is easily taken for."""
    from unicodedata import normalize

    return taken_for(character) or f"'{normalize('NFKC', character)}'"


def named(character: str) -> str:
    """A character by its name, with an article: `a no-break space (U+00A0)`."""
    from unicodedata import name

    code = f"U+{ord(character):04X}"
    called = name(character, "").lower()
    if not called:
        return f"the character {code}"
    return f"{'an' if called[0] in 'aeiou' else 'a'} {called} ({code})"


def advice(said: str, text: str, column: int, opened: int | None, above: str) -> str | None:
    """What to write where a parser says this at a column (from 0) of a line.

    `opened` is the number of an earlier line where the bracket or quote opens that it was in;
    `above` is the last line before it that is not blank.
    """
    here, before = text[column : column + 1], text[:column]
    if "mapping values" in said:
        return _deeper(text, column, above)
    if "expected ':'" in said and re.match(" *- ", above):
        return "an item begins with '- ', and a key is followed by a colon and a space"
    if "end of stream" in said and opened is not None:
        return f"close the quote that opens on line {opened}"
    if "node content" in said and not text.strip():
        return "a bracket is not closed"
    if "whitespace or line break" in said and "!" in before:
        return _quote(text, before.rfind("!"), "begins with '{}'")
    if "alphabetic or numeric" in said:
        return _quote(text, max(before.rfind("*"), before.rfind("&"), 0), "begins with '{}'")
    if "cannot start any token" in said:
        return _quote(text, column, "begins with '{}'")
    if "expected ',' or" in said:
        if here in OPENING and before[-1:] not in {*" ,", *OPENING}:
            start = max(before.rfind(sign) for sign in " ,[{") + 1
            return f"an item with a bracket needs quotes: {_in_quotes(_item(text, start))}"
        if opened is not None:
            return f"close the bracket that opens on line {opened}"
        return "close the bracket, or put an item that has brackets or quotes inside in quotes"
    if "expected comment or line break" in said:
        return "a value that begins with '>' or '|' needs quotes"
    if "block sequence entries" in said:
        return "write each item on a line of its own, below the key"
    if "escape" in said or "hexdecimal" in said:
        return "write \\\\ for a backslash, or use single quotes"
    if here in ("]", "}") and before.rstrip()[-1:] in ("", "]", "}"):
        return f"remove this '{here}': nothing opens it"
    if re.search(r"\w'$", before) and here.isalnum():
        return "within single quotes an apostrophe is written twice: ''"
    if before.rstrip()[-1:] in {*QUOTED, "]", "}"} and here not in ("", "#"):
        return "the value ends before this: put all of it in one pair of quotes"
    return None


def _deeper(text: str, column: int, above: str) -> str | None:
    """What is said of a key that stands deeper than the one above it, which has a value already."""
    key, other = KEY.match(text), KEY.match(above)
    if not key or key.end() - 1 != column or not other or not above[other.end() :].strip():
        return None
    if len(key[1]) <= len(other[1]):
        return None
    return "write it exactly below the key above, with the same spaces before it"


def _quote(text: str, start: int, rule: str) -> str:
    signs = text[start : start + 1]
    return f"a value that {rule.format(signs)} needs quotes: {_in_quotes(_item(text, start))}"


def _item(text: str, start: int) -> str:
    """The value that begins at a column, to the end of its line or of its place in a list."""
    before = re.sub(r"\"[^\"]*\"|'[^']*'", "", text[:start])
    inside = sum(before.count(sign) for sign in OPENING) > sum(map(before.count, "]}"))
    awaited: list[str] = []
    for end in range(start, len(text)):
        sign = text[end]
        if sign in OPENING:
            awaited.append(OPENING[sign])
        elif awaited and sign == awaited[-1]:
            awaited.pop()
        elif (inside and not awaited and sign in ",]}") or text[end : end + 2] == " #":
            return text[start:end].rstrip()
    return text[start:].rstrip()


def _in_quotes(text: str) -> str:
    return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'
