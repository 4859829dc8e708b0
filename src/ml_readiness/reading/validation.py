"""A document held against a JSON Schema, whose rules are a little stricter here."""

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

from ml_readiness.document import Document, NodePath
from ml_readiness.model.errors import Problem
from ml_readiness.visible import clipped

SHOWN_CHARACTERS = 61


def schema_problems(
    document: Document,
    schema: dict[str, Any],
    today: date,
    codes: Callable[[], Mapping[str, str]] = dict,
    special: Callable[[NodePath], str | None] = lambda _: None,
) -> list[Problem]:
    """Every way in which a document breaks a schema, in the order of the file.

    Nothing is ever fetched: the registry is empty. `codes` gives other names of keys, folded, such
    as `data1`; `special` says what a key is that is none here. What stands below an unknown key is
    held against the key that was probably meant.
    """
    validator = _validator(today)(schema, registry=Registry())
    errors = list(validator.iter_errors(document.data))
    if not errors:
        return []
    # only bad input pays for what is said of it
    from ml_readiness.reading.keys import Guesses
    from ml_readiness.reading.mistakes import problems_of

    return problems_of(errors, validator, document, Guesses(schema, codes(), special))


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
                message = schema.get("errorMessage", f"'{key}' is missing")
                yield ValidationError(message, schema_path=(key,))


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
                yield ValidationError(message, path=(key,), instance=instance[key])


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
        from ml_readiness.reading.instead import as_day

        yield ValidationError(f"{shown(instance)} is not a date: {as_day(instance)}")
        return
    try:
        day = date.fromisoformat(instance)
    except ValueError:
        yield ValidationError(f"{shown(instance)} is not a day of the calendar")
        return
    if day > today:
        yield ValidationError(f"{shown(instance)} is in the future: today is {today} in UTC")


def _min_length(_: Any, least: int, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Blanks alone are nothing to read."""
    if isinstance(instance, str) and len(instance.strip()) < least:
        yield ValidationError("too short")


STANDARD = Draft202012Validator.VALIDATORS
KEYWORDS = {
    "required": _required,
    "additionalProperties": _additional,
    "pattern": _pattern,
    "minLength": _min_length,
}
