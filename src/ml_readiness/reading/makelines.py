"""The lines of a Makefile, and what they are cut at, by the rules of GNU make."""

import re
from collections.abc import Iterator

# A name may have variables in it.
ASSIGNED = re.compile(
    r"((?:\$\([^()]*\)|\$\{[^{}]*\}|[^\s:#=$!?+]|[!?+](?![:=]))+)\s*(:{0,3}=|[+?!]=)\s*(.*)",
    re.DOTALL,
)
MOST_MODIFIERS = 4
MODIFIERS = ("export", "override", "private", "unexport")
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*#")
# What a name may be cut at, and what keeps it from that.
SIGN = re.compile(r"\\.|\$[({]|[(){}:;\s]", re.DOTALL)
ESCAPED_SIGN = re.compile(r"\\([:#%\s])")


def assigned_variable(text: str) -> tuple[str, str, str]:
    """Name, sign and value of an assignment; no sign where a text is none."""
    for _ in range(MOST_MODIFIERS):
        text = text.strip()
        if found := ASSIGNED.match(text):
            return found[1], found[2], found[3]
        word, *rest = text.split(None, 1) or [""]
        if word in ("define", "undefine") and rest:
            return rest[0].split()[0], word, ""
        if word not in MODIFIERS or not rest:
            break
        text = rest[0]
    return "", "", ""


def split_at(text: str, sign: str) -> tuple[str, str | None]:
    """A text before and after the first of a sign, outside of variables; None where it has none."""
    for at, found in _signs(text):
        if found == sign:
            return text[:at], text[at + 1 :]
    return text, None


def words_between(text: str) -> Iterator[str]:
    """What stands between spaces, variables kept whole."""
    start = 0
    for at, found in _signs(text):
        if found.isspace():
            yield from filter(None, [text[start:at]])
            start = at + 1
    yield from filter(None, [text[start:]])


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """Each sign at which a line can be cut, and where; none that is escaped, or in a variable."""
    opening = closing = ""
    depth = 0
    for found in SIGN.finditer(text):
        sign = found[0]
        if depth:
            depth += (sign[-1] == opening and sign[0] != "\\") - (sign == closing)
        elif sign[0] == "$":
            opening, closing, depth = sign[1], ")" if sign[1] == "(" else "}", 1
        elif sign in ":;" or sign.isspace():
            yield found.start(), sign


def unescaped_name(name: str) -> str:
    return ESCAPED_SIGN.sub(r"\1", name) if "\\" in name else name


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with those that continue it, and the number of its first."""
    held: list[str] = []
    start = 1
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.removesuffix("\r")
        if not held:
            start = number
        held.append(bare)
        if (len(bare) - len(bare.rstrip("\\"))) % 2 == 0:
            yield start, "\n".join(held)
            held = []
    if held:
        yield start, "\n".join(held)


def joined_line(line: str) -> str:
    """A line that goes over several, as one."""
    if "\n" not in line:
        return line
    return " ".join(part.removesuffix("\\").strip(" \t") for part in line.split("\n"))


def without_comment(line: str) -> str:
    """A line up to the first `#` that no backslash escapes."""
    found = COMMENT.search(line) if "#" in line else None
    return line[: found.end() - 1] if found else line
