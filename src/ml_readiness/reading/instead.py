"""What to write instead of a value that a schema refuses, as it would stand in the file."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jsonschema.exceptions import ValidationError

from ml_readiness.document import WORDS, YAML_NUMBER
from ml_readiness.model.number import MOST_DIGITS
from ml_readiness.rules.naming import listed, meant

# What is the same with and without quotes, wherever it stands.
UNQUOTED = re.compile(r"[A-Za-z_./][\w./-]*(?:(?:::|#|:(?=/))[\w./-]+)*", re.ASCII)
FIRST_WORD = re.compile(r"[\w-]+(?=[\s:=])", re.ASCII)
NUMBER = re.compile(
    r"(?:at least|>=?|≥|\+)? ?(\.[0-9]+|[0-9][0-9_]*(?:\.[0-9]*)?) ?(?:d|days?|points?)?", re.ASCII
)
DAY = re.compile(r"([0-9]{4})([-/._]?)([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?", re.ASCII)
# A piece of evidence that ends where a name of a file or of something in it ends.
CITATION = re.compile(r"[^\s,]+(?:\.\w+|(?:#|::|://)\S+)")
BETWEEN = re.compile(r"\s*[,;]\s*|\s+")
YES, NO = frozenset({"true", "yes", "y", "on", "1"}), frozenset({"false", "no", "n", "off", "0"})
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
            return _list(error.instance, rule, validator)
        case ["object"]:
            return _mapping(error.instance, rule, validator)
        case ["string"] if rule.get("format") == "date":
            return as_day(str(error.instance))
        case ["string"] if error.absolute_path and isinstance(error.absolute_path[-1], int):
            return _item(error.instance) or _text(error.instance, written)
        case ["string"]:
            return _text(error.instance, written)
        case ["number"] | ["integer"]:
            return _number(error.instance)
        case ["boolean"]:
            return _boolean(error.instance)
    return None


def as_day(text: str) -> str:
    """A day in the form that is read, where the text has year, month and day in this order."""
    found = DAY.fullmatch(text.strip())
    if not found or (not found[2] and len(text.strip()) != len("YYYYMMDD")):
        return "write YYYY-MM-DD"
    written = f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}"
    try:
        return f"write {date.fromisoformat(written)}"
    except ValueError:
        return "write YYYY-MM-DD"


def _list(value: Any, rule: Mapping[str, Any], validator: Any) -> str | None:
    items = rule.get("items", {})
    known = items.get("enum") if isinstance(items, Mapping) else None
    if known:
        return _some_of(value, tuple(map(str, known)))
    texts = validator.evolve(schema=rule).is_valid(["x"])
    match value:
        case str() if texts and value.strip():
            return _written("[", map(in_yaml, _pieces(value)), "]")
        case dict() if texts and value and all(item is None for item in value.values()):
            return _written("[", map(in_yaml, value), "]")
        case dict() if texts and (cited := _cited(value)):
            return _written("[", map(in_yaml, cited), "]")
        case int() | Decimal() if texts and not isinstance(value, bool):
            return f'write ["{value}"]'
    return f"write a list, such as {LIST}"


def _some_of(value: Any, known: tuple[str, ...]) -> str | None:
    """A list of the words that stand in a text, or all words that there are."""
    words = BETWEEN.split(value.strip()) if isinstance(value, str) else []
    if words in (["all"], ["*"]):
        return _written("[", known, "]")
    near = [meant(word, known) for word in words]
    if near and all(near):
        return _written("[", [str(word) for word in near], "]")
    return f"write a list; {listed(known)}"


def _pieces(text: str) -> list[str]:
    """The pieces of evidence in a text; one where nothing says that there are several."""
    bare = text.strip()
    if (bare[0], bare[-1]) in (("[", "]"), ("(", ")")):
        bare = bare[1:-1]
    lines = [line.strip().removeprefix("- ").strip() for line in bare.split("\n")]
    lines = [line for line in lines if line]
    pieces = [piece for line in lines for piece in BETWEEN.split(line) if piece]
    return pieces if pieces and all(map(CITATION.fullmatch, pieces)) else lines or [text.strip()]


def _cited(value: Mapping[str, Any]) -> list[str]:
    """What looks like evidence in a mapping: among its keys, else among its values."""
    texts = [each for each in value.values() if isinstance(each, str)]
    cited = [each for each in value if _is_citation(each)] or [*filter(_is_citation, texts)]
    return cited or (texts if len(value) == 1 else [])


def _mapping(value: Any, rule: Mapping[str, Any], validator: Any) -> str | None:
    """A mapping with a value at the key where it would be right, and the keys that this needs."""
    known = rule.get("properties", {})
    for key in rule.get("required", ()):
        if "enum" in known.get(key, {}):
            return _begun(key, value, rule, validator)
    fitting = [
        key for key, inner in known.items() if validator.evolve(schema=inner).is_valid(value)
    ]
    if len(fitting) == 1 and value and isinstance(value, int | Decimal | list):
        shown = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
        return _written("{", [f"{fitting[0]}: {shown}"], "}")
    first = FIRST_WORD.match(value) if isinstance(value, str) else None
    if first and meant(first[0], known):
        return "a key is followed by a colon and a space"
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "leave out the '-' before each key"
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


def _item(value: Any) -> str | None:
    """An item of a list of texts that is written as more than a text."""
    if (
        isinstance(value, dict)
        and any(value.values())
        and len(cited := _cited(value)) == 1
        and _is_citation(cited[0])
    ):
        return f"write {in_yaml(cited[0])} alone"
    if isinstance(value, list) and len(value) > 1 and all(isinstance(each, str) for each in value):
        return "leave out the inner brackets"
    return None


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
    found = NUMBER.fullmatch(value.strip())
    if not found or len(found[1]) > MOST_DIGITS:
        return None
    whole, _, rest = found[1].replace("_", "").partition(".")
    number = (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")
    return f"write the number alone: {number}"


def _boolean(value: Any) -> str | None:
    word = str(value).strip().casefold()
    return "write true" if word in YES else "write false" if word in NO else None


def _written(opening: str, parts: Iterable[str], closing: str, such: str = "") -> str:
    text = f"{opening}{', '.join(parts)}{closing}"
    if len(text) > REPEATED_CHARACTERS:
        return "write a list, with each piece in quotes" if opening == "[" else "write a mapping"
    return f"write {such}{text}"
