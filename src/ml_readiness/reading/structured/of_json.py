"""JSON, by its standard and not by what readers let pass."""

import re
from typing import Any

from ml_readiness.reading.structured.contents import (
    DEEPEST,
    LONGEST_KEY,
    MOST_VALUES,
    SMALLER,
    NotRead,
    Structure,
    number,
    text_of,
)
from ml_readiness.visible import clipped

JSON_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
    (?P<mark>[{}\[\],:])
    |"(?P<plain>[^"\\\x00-\x1f]*+)"
    |(?P<spelt>"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")
    |(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)
    |(?P<word>true|false|null)
    |(?P<end>\Z)
    )""",
    re.VERBOSE,
)
JSON_WORDS = {"true": True, "false": False, "null": None}
NOT_OF_JSON = re.compile(r"[ \t\n\r]*(-?(?:NaN|Infinity)|//|/\*|'|[A-Za-z_]\w*)")


def read_json(content: bytes) -> Structure:
    """JSON by RFC 8259; keys that are given twice, NaN and a second text are faults."""
    try:
        return _Json(text_of(content)).read()
    except NotRead as fault:
        return Structure(fault=str(fault), hint=fault.hint)


class _Json:
    """Puts values together from tokens; iterative, so that depth costs no stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[tuple[int, str | int], int] = {}
        self.count = 0

    def read(self) -> Structure:
        """The one value of the text."""
        text, match = self.text, JSON_TOKEN.match
        # What lies around: lists and mappings with the key that waits for its value.
        stack: list[tuple[Any, str]] = []
        here: Any = None
        key, at, line, seen = "", 0, 1, 0
        # What may come: a value ("value"; also an end: "item"), a key ("key"; also an end:
        # "member"), a colon, or what follows a value.
        state = "value"
        while True:
            found = match(text, at)
            if found is None:
                raise self.unexpected(at)
            kind, at = found.lastgroup or "", found.end()
            said = found[kind]
            if kind == "mark":
                if said == ":" and state == "colon":
                    state = "value"
                    continue
                if said == "," and state == "after" and here is not None:
                    state = "key" if isinstance(here, dict) else "value"
                    continue
                closes = state in ("after", "item", "member")
                if closes and said == ("}" if isinstance(here, dict) else "]") and stack:
                    here, key = stack.pop()
                    state = "after"
                    continue
                if said not in "{[" or state not in ("value", "item"):
                    raise self.unexpected(found.start(kind))
                value: Any = {} if said == "{" else []
            elif kind == "end":
                if state == "after" and here is None:
                    return Structure(data=self.data, lines=self.lines)
                raise NotRead(f"it ends early, on line {self.line(at)}")
            else:
                value = self.scalar(kind, said)
                if state in ("key", "member"):
                    if not isinstance(value, str) or kind == "number":
                        raise self.unexpected(found.start(kind))
                    if value in here:
                        raise self.twice(value, found.start(kind))
                    key, state = value, "colon"
                    continue
                if state not in ("value", "item"):
                    raise self.unexpected(found.start(kind))
            line, seen = line + text.count("\n", seen, at), at
            self.put(here, key, value, line)
            state = "after"
            if kind == "mark":
                if len(stack) == DEEPEST:
                    raise NotRead(f"it is nested too deeply on line {line}")
                stack.append((here, key))
                here, state = value, "member" if said == "{" else "item"

    def put(self, here: Any, key: str, value: Any, line: int) -> None:
        """Store a value where it belongs."""
        self.count += 1
        if self.count > MOST_VALUES:
            raise NotRead(f"it has more than {MOST_VALUES:,} values", SMALLER)
        if here is None:
            self.data = value
        elif isinstance(here, dict):
            here[key] = value
            self.lines[id(here), key] = line
        else:
            self.lines[id(here), len(here)] = line
            here.append(value)

    def scalar(self, kind: str, said: str) -> Any:
        """What a token that is no bracket stands for."""
        if kind == "plain":
            return said
        if kind == "number":
            return number(said)
        if kind == "word":
            return JSON_WORDS[said]
        from json import loads  # most texts have no escapes

        return loads(said)

    def line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def twice(self, key: str, at: int) -> NotRead:
        key = clipped(key, LONGEST_KEY)
        return NotRead(
            f"the key '{key}' is given twice, on line {self.line(at)}", "keep one of them"
        )

    def unexpected(self, at: int) -> NotRead:
        """What stands there in words, as far as it is known."""
        found = NOT_OF_JSON.match(self.text, at)
        start = len(self.text) - len(self.text[at:].lstrip(" \t\n\r"))
        line = self.line(start)
        if found and found[1].endswith(("NaN", "Infinity")):
            return NotRead(f"JSON has no {found[1]}, which line {line} has", "write null there")
        if found and found[1] in ("//", "/*"):
            return NotRead(f"JSON has no comments, and line {line} has one", "take it out")
        if found and found[1] == "'":
            return NotRead(f"line {line} has a quote that is not JSON's", 'JSON has only "')
        rest = self.text[start : start + 20].split("\n")[0]
        return NotRead(f"line {line} goes wrong at '{rest}'" if rest else f"line {line} goes wrong")
