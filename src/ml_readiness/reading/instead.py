"""What to write instead of a value that a schema refuses, as it would stand in the file."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema.exceptions import ValidationError

from ml_readiness.document import WORDS, YAML_NUMBER
from ml_readiness.rules.naming import listed, meant

# What is the same with and without quotes, wherever it stands.
UNQUOTED = re.compile(r"[A-Za-z_./][\w./-]*(?:(?:::|#|:(?=/))[\w./-]+)*", re.ASCII)
NO_KEY = re.compile(r"[\w-]+(?::(?![\s:/])| ?= ?)", re.ASCII)
NUMBER = re.compile(r"(?:at least|>=?)? ?([0-9]+(?:\.[0-9]+)?) ?(?:d|days?|points?)?")
# A longer text is not repeated in a hint.
REPEATED_CHARACTERS = 200
# What follows is left to the author.
LIST, VALUE = "[…]", "…"


def in_yaml(text: str) -> str:
    """A text as YAML, in quotes where it would be something else without."""
    if UNQUOTED.fullmatch(text) and text not in WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def in_quotes(written: str) -> str:
    """A word of YAML's own as text."""
    return json.dumps(written, ensure_ascii=False)


def instead(error: ValidationError, validator: Any, written: str | None) -> str | None:
    """What to write in place of a value of the wrong kind; None where nobody can know.

    `written` is the value as it stands in the file, where it is one word.
    """
    wanted: Any = error.validator_value
    kinds = [wanted] if isinstance(wanted, str) else [word for word in wanted if word != "null"]
    rule = error.schema if isinstance(error.schema, Mapping) else {}
    match kinds:
        case ["array"]:
            return _list(error.instance, rule)
        case ["object"]:
            return _mapping(error.instance, rule, validator)
        case ["string"] if rule.get("format") == "date" and not isinstance(error.instance, dict):
            return "write YYYY-MM-DD"
        case ["string"]:
            return _text(error.instance, written)
        case ["number"] | ["integer"]:
            return _number(error.instance)
    return None


def _list(value: Any, rule: Mapping[str, Any]) -> str | None:
    items = rule.get("items", {})
    known = items.get("enum") if isinstance(items, Mapping) else None
    match value:
        case str() if known:
            near = meant(value, map(str, known))
            return f"write [{near}]" if near else _all_of(value, known)
        case bool() if known:
            return _all_of("", known)
        case str() if value.strip():
            lines = [line.strip() for line in value.split("\n") if line.strip()]
            return _written("[", map(in_yaml, lines), "]")
        case dict() if value and all(item is None for item in value.values()):
            return _written("[", map(in_yaml, value), "]")
        case dict() if value and all(isinstance(item, str) for item in value.values()):
            return _written("[", map(in_yaml, value.values()), "]")
        case int() | Decimal() if not isinstance(value, bool):
            return f'write ["{value}"]' if items.get("type") == "string" else f"write [{value}]"
    return "write a list, or leave it out"


def _all_of(word: str, known: list[Any]) -> str | None:
    if word.casefold() == "all":
        return _written("[", map(str, known), "]")
    return f"write a list; {listed(tuple(map(str, known)))}"


def _mapping(value: Any, rule: Mapping[str, Any], validator: Any) -> str | None:
    """A mapping with a value at the key where it would be right, and the keys that this needs."""
    known = rule.get("properties", {})
    for key in rule.get("required", ()):
        if "enum" in known.get(key, {}):
            return _begun(key, value, rule, validator)
    fitting = [
        key for key, inner in known.items() if validator.evolve(schema=inner).is_valid(value)
    ]
    if len(fitting) == 1 and isinstance(value, int | Decimal | list):
        shown = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
        return _written("{", [f"{fitting[0]}: {shown}"], "}")
    if isinstance(value, str) and NO_KEY.match(value):
        return "a key is followed by a colon and a space"
    names = listed(tuple(known))
    empty = ", or leave it empty" if "null" in rule["type"] else ""
    return f"write a mapping{empty}; {names}" if names else None


def _begun(key: str, value: Any, rule: Mapping[str, Any], validator: Any) -> str | None:
    known = rule["properties"]
    words = [str(word) for word in known[key]["enum"]]
    lists = [name for name in known if _is_list(known[name], validator)]
    cited = value if isinstance(value, list) else [value]
    if near := meant(value, words) if isinstance(value, str) else None:
        return _written("{", [f"{key}: {near}", *_needed(key, near, rule, validator)], "}")
    if lists and cited and all(isinstance(each, str) and _is_citation(each) for each in cited):
        pieces = ", ".join(map(in_yaml, cited))
        return _written("{", [f"{key}: {VALUE}", f"{lists[0]}: [{pieces}]"], "}")
    needing = [(word, needed) for word in words if (needed := _needed(key, word, rule, validator))]
    word, needed = needing[0] if needing else (words[0], [])
    return _written("{", [f"{key}: {word}", *needed], "}", such="a mapping, such as ")


def _is_citation(text: str) -> bool:
    return not re.search(r"\s", text) and any(mark in text for mark in "/.#")


def _is_list(rule: Any, validator: Any) -> bool:
    return bool(validator.evolve(schema=rule).is_valid([]))


def _needed(key: str, word: str, rule: Mapping[str, Any], validator: Any) -> list[str]:
    """The keys that have to stand beside one with a certain value, each with room for its own."""
    begun = {key: word}
    missing = [
        name
        for error in validator.evolve(schema=rule).iter_errors(begun)
        if str(error.validator) == "required"
        for name in error.validator_value
        if name not in begun
    ]
    known = rule["properties"]
    return [f"{name}: {LIST if _is_list(known[name], validator) else VALUE}" for name in missing]


def _text(value: Any, written: str | None) -> str | None:
    match value:
        case None if written == "null":
            return f"write it in quotes: {in_quotes(written)}"
        case None:
            return "write a text; a '#' after a space begins a comment, so such a text needs quotes"
        case list() if len(value) == 1 and isinstance(value[0], str):
            return f"write {in_yaml(value[0])}, without the brackets"
        case dict() if len(value) == 1:
            [(key, inner)] = value.items()
            if isinstance(inner, str) and _is_citation(inner) and not _is_citation(key):
                return f"write {in_yaml(inner)}"
            if isinstance(inner, str):
                return f"write it in quotes: {in_quotes(f'{key}: {inner}')}"
            return f"write {in_yaml(key)}" if inner is None else None
        case list() | dict():
            return None
    word = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return f"write it in quotes: {in_quotes(written or word)}"


def _number(value: Any) -> str | None:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], int | Decimal):
        return f"write {value[0]}, without the brackets"
    if not isinstance(value, str):
        return None
    if YAML_NUMBER.fullmatch(value):
        return f"write {value}, without quotes"
    found = NUMBER.fullmatch(value)
    return f"write the number alone: {found[1]}" if found else None


def _written(opening: str, parts: Iterator[str] | list[str], closing: str, such: str = "") -> str:
    text = f"{opening}{', '.join(parts)}{closing}"
    if len(text) > REPEATED_CHARACTERS:
        return "write a list, with each piece in quotes" if opening == "[" else "write a mapping"
    return f"write {such}{text}"
