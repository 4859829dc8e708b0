"""YAML 1.2, in its core schema."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.reading.structured.contents import MOST_NUMERALS, NoNumber, Structure, number

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
