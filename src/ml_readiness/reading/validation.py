"""A document held against a JSON Schema: each mistake is one sentence at one place."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from ml_readiness.document import Document, NodePath, Place
from ml_readiness.model.errors import Problem
from ml_readiness.rules.naming import choice
from ml_readiness.visible import clipped

NOUNS: Mapping[str, str] = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
}
SHOWN_CHARACTERS = 61


def schema_problems(
    document: Document,
    schema: dict[str, Any],
    today: date,
    elsewhere: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Every way in which a document breaks a schema, in no particular order.

    Nothing is ever fetched: the registry is empty. `elsewhere` says of a key where it would have
    been right, for one that is known but stands in the wrong mapping.
    """
    validator = _validator(today)(schema, registry=Registry())
    broken = {(problem.line, problem.column) for problem in document.problems}
    errors = validator.iter_errors(document.data)
    sentences = (_sentence(error, document, elsewhere or {}) for error in errors)
    return [
        document.problem(message, hint, place)
        for message, hint, place in sentences
        if place not in broken  # that node has been complained about, and is not what was written
    ]


def place_of(problem: Problem) -> tuple[int, int]:
    """By what mistakes are put in the order of the file."""
    return (problem.line or 0, problem.column or 0)


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, and in YAML's own words."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return str(value)
    return f"'{clipped(str(value), SHOWN_CHARACTERS)}'"


@cache
def _validator(today: date) -> type[Draft202012Validator]:
    keywords = KEYWORDS | {"format": partial(_format, today)}
    return cast(
        type[Draft202012Validator],
        extend(Draft202012Validator, keywords),  # type: ignore[no-untyped-call]
    )


def _required(_: Any, keys: list[str], instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for key in keys:
            if key not in instance:
                yield ValidationError(schema.get("errorMessage", f"'{key}' is missing"))


def _additional(
    validator: Any, allowed: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    """One error a key, at the key, instead of one for all of them at the mapping."""
    if allowed is not False:
        yield from STANDARD["additionalProperties"](validator, allowed, instance, schema)
    elif isinstance(instance, dict):
        known = schema.get("properties", {})
        for key in instance:
            if key not in known:
                message = f"{schema.get('errorMessage', 'unknown key')} {shown(key)}"
                yield ValidationError(message, path=(key,), instance=key)


def _pattern(_: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Match in full, in ASCII: Python's `$` also matches before a last newline."""
    if not isinstance(instance, str) or len(instance) > schema.get("maxLength", len(instance)):
        return
    if not re.fullmatch(pattern, instance, re.ASCII):
        wanted = schema.get("errorMessage", f"the form is {pattern}")
        yield ValidationError(f"{shown(instance)} is not right here: {wanted}")


def _format(today: date, _: Any, name: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if name != "date" or not isinstance(instance, str):
        return
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", instance):
        yield ValidationError(f"{shown(instance)} is not a date: write YYYY-MM-DD")
        return
    try:
        day = date.fromisoformat(instance)
    except ValueError:
        yield ValidationError(f"{shown(instance)} is not a day of the calendar")
        return
    if day > today:
        yield ValidationError(f"{shown(instance)} is in the future: today is {today} in UTC")


STANDARD = Draft202012Validator.VALIDATORS
KEYWORDS = {"required": _required, "additionalProperties": _additional, "pattern": _pattern}


def _sentence(
    error: ValidationError, document: Document, elsewhere: Mapping[str, str]
) -> tuple[str, str | None, Place]:
    path: NodePath = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "additionalProperties":
        key = str(error.instance)
        known = error.schema["properties"] if isinstance(error.schema, Mapping) else ()
        return error.message, elsewhere.get(key) or choice(key, known), document.keys[path]
    if keyword == "required":
        return error.message, None, document.keys.get(path) or document.values[path]
    name = f"'{path[-1]}'" if path and isinstance(path[-1], str) else "this"
    message, hint = SENTENCES.get(keyword, _other)(error, name)
    return message, hint, document.values[path]


Sentence = tuple[str, str | None]


def _type(error: ValidationError, name: str) -> Sentence:
    wanted: Any = error.validator_value
    value: Any = error.instance
    names = [wanted] if isinstance(wanted, str) else [word for word in wanted if word != "null"]
    hint = None
    if names == ["array"] and not isinstance(value, dict):
        hint = f"write [{value}]" if value else "write a list, or leave it out"
    elif names == ["string"] and not isinstance(value, dict | list | None):
        hint = f"write it in quotes: {shown(str(value))}"
    kinds = " or ".join(NOUNS[word] for word in names)
    return f"{name} must be {kinds}, not {shown(value)}", hint


def _enum(error: ValidationError, name: str) -> Sentence:
    known: Any = error.validator_value
    hint = choice(str(error.instance), map(str, known))
    return f"{name} cannot be {shown(error.instance)}", hint


def _const(error: ValidationError, name: str) -> Sentence:
    return f"{name} must be {error.validator_value}, not {shown(error.instance)}", None


def _said(error: ValidationError, _: str) -> Sentence:
    return error.message, None


def _not(error: ValidationError, name: str) -> Sentence:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return schema.get("errorMessage", f"{name} cannot stand here"), None


def _other(error: ValidationError, name: str) -> Sentence:
    return f"{name} breaks the rule '{error.validator}'", None


def _bound(words: str) -> Callable[[ValidationError, str], Sentence]:
    """A sentence about one number: `words` has the place of the rule's own value."""

    def sentence(error: ValidationError, name: str) -> Sentence:
        rule = words.format(error.validator_value)
        value = f", not {error.instance}" if isinstance(error.instance, Decimal | int) else ""
        return f"{name} {rule}{value}", None

    return sentence


SENTENCES: Mapping[str, Callable[[ValidationError, str], Sentence]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _said,
    "pattern": _said,
    "not": _not,
    "minimum": _bound("must be at least {}"),
    "exclusiveMinimum": _bound("must be above {}"),
    "maximum": _bound("can be at most {}"),
    "minItems": _bound("needs at least {} item"),
    "maxItems": _bound("has more than {} items"),
    "minLength": _bound("is empty"),
    "maxLength": _bound("is longer than {} characters"),
    "minProperties": _bound("needs at least {} keys"),
    "maxProperties": _bound("has more than {} keys"),
}
