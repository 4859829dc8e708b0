"""JSON, YAML and TOML to plain data with exact numbers, and the line of each value."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from posixpath import splitext
from typing import Any, NamedTuple

from ml_readiness.model.tree import TEXT_BYTES
from ml_readiness.visible import clipped

# So many lists and mappings may lie in one another, and so many values in one file.
DEEPEST = 64
MOST_VALUES = 100_000
MOST_TOML_LINES = 50_000  # and items of lists; as many values take longer there
# A number beyond these is none that can be compared.
MOST_NUMERALS = 100
MOST_EXPONENT = 308
LONGEST_KEY = 60
SMALLER = "cite a smaller file"
INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


class NoNumber(NamedTuple):
    """What a grammar calls a number, and what cannot be compared; `why` is what it is."""

    text: str
    why: str
    finite: bool


class Structure(NamedTuple):
    """What a file says; `fault` is why it says nothing, `hint` what to do about that.

    `data` has None, bool, Decimal, str, NoNumber, list and dict. `lines` has the line of an item by
    the identity of what it lies in and its key or index.
    """

    data: Any = None
    lines: Mapping[tuple[int, str | int], int] = {}
    fault: str = ""
    hint: str | None = None


class Reached(NamedTuple):
    """Where a pointer leads; `left` are the names that lead no further from `inside`."""

    value: Any
    line: int | None
    inside: Any
    left: tuple[str, ...]


def reader_of(path: str) -> Callable[[bytes], Structure]:
    """What reads a file of this name."""
    ending = splitext(path)[1].lower()
    return {".json": read_json, ".toml": read_toml}.get(ending, read_yaml)


def look_up(contents: Structure, pointer: tuple[str, ...]) -> Reached:
    """Follow a pointer from the top, as RFC 6901 has it: `-` and `01` are no index."""
    here, line = contents.data, None
    for depth, token in enumerate(pointer):
        key: str | int
        if isinstance(here, dict) and token in here:
            key = token
        elif isinstance(here, list) and INDEX.fullmatch(token) and int(token) < len(here):
            key = int(token)
        else:
            return Reached(None, line, here, pointer[depth:])
        line = contents.lines.get((id(here), key), line)
        here = here[key]
    return Reached(here, line, None, ())


def number(text: str) -> Decimal | NoNumber:
    """A number as a grammar has written it, exactly."""
    if len(text) > MOST_NUMERALS:
        return NoNumber(text, f"a number of more than {MOST_NUMERALS} characters", finite=True)
    try:
        value = Decimal(text)
    except ArithmeticError:
        return NoNumber(text, "a number beyond all that is compared", finite=True)
    if not value.is_finite():
        return NoNumber(text, "no number", finite=False)
    if not value:
        return Decimal(0)
    if abs(value.adjusted()) > MOST_EXPONENT:
        return NoNumber(text, "a number beyond all that is compared", finite=True)
    return value


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


class _Fault(Exception):
    """Why a text cannot be read, and what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def read_json(content: bytes) -> Structure:
    """JSON by RFC 8259; keys that are given twice, NaN and a second text are faults."""
    try:
        return _Json(_text(content)).read()
    except _Fault as fault:
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
                raise _Fault(f"it ends early, on line {self.line(at)}")
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
                    raise _Fault(f"it is nested too deeply on line {line}")
                stack.append((here, key))
                here, state = value, "member" if said == "{" else "item"

    def put(self, here: Any, key: str, value: Any, line: int) -> None:
        """Store a value where it belongs."""
        self.count += 1
        if self.count > MOST_VALUES:
            raise _Fault(f"it has more than {MOST_VALUES:,} values", SMALLER)
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

    def twice(self, key: str, at: int) -> _Fault:
        key = clipped(key, LONGEST_KEY)
        return _Fault(
            f"the key '{key}' is given twice, on line {self.line(at)}", "keep one of them"
        )

    def unexpected(self, at: int) -> _Fault:
        """What stands there in words, as far as it is known."""
        found = NOT_OF_JSON.match(self.text, at)
        start = len(self.text) - len(self.text[at:].lstrip(" \t\n\r"))
        line = self.line(start)
        if found and found[1].endswith(("NaN", "Infinity")):
            return _Fault(f"JSON has no {found[1]}, which line {line} has", "write null there")
        if found and found[1] in ("//", "/*"):
            return _Fault(f"JSON has no comments, and line {line} has one", "take it out")
        if found and found[1] == "'":
            return _Fault(f"line {line} has a quote that is not JSON's", 'JSON has only "')
        rest = self.text[start : start + 20].split("\n")[0]
        return _Fault(f"line {line} goes wrong at '{rest}'" if rest else f"line {line} goes wrong")


def _text(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise _Fault("it begins with a byte order mark", "save it as UTF-8 without one")
    if len(content) > TEXT_BYTES:
        raise _Fault("it is too large", SMALLER)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _Fault("it is not UTF-8 text", "save it as UTF-8") from None


# The core schema of YAML 1.2, in which `yes` is a text and so is a day.
CORE_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
CORE_OCTAL, CORE_HEX = re.compile("0o[0-7]+"), re.compile("0x[0-9a-fA-F]+")
CORE_BEYOND = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
CORE_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def core(text: str) -> Any:
    """What a plain scalar of YAML stands for."""
    if text in CORE_WORDS:
        return CORE_WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if CORE_NUMBER.fullmatch(text):
        return number(text)
    if CORE_BEYOND.fullmatch(text):
        return NoNumber(text, "no number", finite=False)
    if CORE_OCTAL.fullmatch(text) or CORE_HEX.fullmatch(text):
        return _of_base(text, int(text, 0) if len(text) <= MOST_NUMERALS else 0)
    return text


def _of_base(text: str, value: int) -> Decimal | NoNumber:
    return number(text) if len(text) > MOST_NUMERALS else Decimal(value)


def read_yaml(content: bytes) -> Structure:
    """One document of YAML 1.2; anchors and aliases are followed, merge keys are keys like any."""
    from ml_readiness.document import parse
    from ml_readiness.model.errors import InputError

    try:
        document = parse(content, "", aliases=True, plain=core)
    except InputError as error:
        first = error.problems[0]
        return _yaml_fault(first.message, first.hint, first.line)
    if document.problems:
        first = document.problems[0]
        return _yaml_fault(first.message, first.hint, first.line)
    lines: dict[tuple[int, str | int], int] = {}
    containers: dict[tuple[str | int, ...], Any] = {(): document.data}
    for path, (line, _) in document.values.items():
        if not path:
            continue
        inside = containers[path[:-1]]
        lines[id(inside), path[-1]] = line
        if isinstance(inside[path[-1]], dict | list):
            containers[path] = inside[path[-1]]
    return Structure(data=document.data, lines=lines)


def _yaml_fault(message: str, hint: str | None, line: int | None) -> Structure:
    if message == "the file is empty":  # but for comments
        return Structure(fault="it has nothing but comments", hint=None)
    return Structure(fault=f"{message} (line {line})" if line else message, hint=hint)


# Strings and comments, which hide brackets. One that never ends takes all that is left, so that no
# part of it is looked at twice: there the reader fails.
TOML_TEXT = re.compile(
    r'"""(?:[^\\"]++|\\.|"(?!""))*+(?:"{3,5})?+|\'\'\'(?:[^\']++|\'(?!\'\'))*+(?:\'{3,5})?+'
    r'|"(?:[^"\\\n]++|\\.)*+"?+|\'[^\'\n]*+\'?+|#[^\n]*+',
    re.DOTALL,
)
TOML_DOTS = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){32}")


def read_toml(content: bytes) -> Structure:
    """TOML as Python's own reader has it; numbers are exact."""
    from tomllib import loads

    try:
        text = _text(content)
        _refuse_depth(text)
        data = loads(text, parse_float=number)
    except _Fault as fault:
        return Structure(fault=str(fault), hint=fault.hint)
    except ValueError as error:
        said = str(error)
        return Structure(fault="it has a number of too many digits" if "limit" in said else said)
    return Structure(data=_plainly(data))


BRACKET = re.compile(r"[\[\]{}]")


def _refuse_depth(text: str) -> None:
    """Python's reader is recursive, and takes the square of a dotted name's length."""
    bare = TOML_TEXT.sub("_", text)
    if TOML_DOTS.search(bare):
        raise _Fault("it has a name of too many parts")
    depth = 0
    for found in BRACKET.finditer(bare):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            raise _Fault("it is nested too deeply")
    items = bare.count("\n") + bare.count(",")
    if max(items, bare.count("{") + bare.count("["), bare.count(".") // 2) > MOST_TOML_LINES:
        raise _Fault(f"it has more than {MOST_TOML_LINES:,} lines and items", SMALLER)


def _plainly(data: Any) -> Any:
    """The same with exact numbers, and days as texts that are no numbers."""
    ahead = [data]
    while ahead:
        here = ahead.pop()
        for key, value in here.items() if isinstance(here, dict) else enumerate(here):
            if isinstance(value, dict | list):
                ahead.append(value)
            elif isinstance(value, int) and not isinstance(value, bool):
                here[key] = _whole(value)
            elif not isinstance(value, str | bool | Decimal | NoNumber):
                here[key] = NoNumber(value.isoformat(), "a day or a time, no number", finite=True)
    return data


def _whole(value: int) -> Decimal | NoNumber:
    if value.bit_length() > MOST_NUMERALS * 3:
        why = f"a number of more than {MOST_NUMERALS} characters"
        return NoNumber(f"{value:#x}"[:MOST_NUMERALS], why, finite=True)
    return Decimal(value)
