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
from ml_readiness.model.errors import MOST_SAID, Problem
from ml_readiness.reading.instead import as_day, instead
from ml_readiness.reading.keys import Guesses
from ml_readiness.rules.naming import LISTING, choice, listed, meant
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
ADDING = "add "
WEB = re.compile("https?://", re.IGNORECASE)
WORD = re.compile(r"(?:true|false|null|~|-?[0-9][0-9.]*)(?![^\s,\]}])")


def schema_problems(
    document: Document,
    schema: dict[str, Any],
    today: date,
    codes: Mapping[str, str] | None = None,
    special: Callable[[NodePath], str | None] = lambda _: None,
) -> list[Problem]:
    """Every way in which a document breaks a schema, in the order of the file.

    Nothing is ever fetched: the registry is empty. `codes` are other names of keys, folded, such as
    `data1`; `special` says what a key is that is none here. What stands below an unknown key is
    held against the key that was probably meant.
    """
    validator = _validator(today)(schema, registry=Registry())
    guesses = Guesses(schema, codes or {}, special)
    broken = {(problem.line, problem.column) for problem in document.problems}
    found = [
        (place, path, error)
        for path, error in _errors(validator, document.data, guesses)
        # that node has been complained about, and is not what was written
        if (place := _place(error, path, document)) not in broken
    ]
    found.sort(key=lambda each: each[0])
    problems, lists = [], set[str | None]()
    for count, (place, path, error) in enumerate(found):
        message = _message(error, path)
        hint = _hint(error, path, guesses, validator, document) if count < MOST_SAID else None
        if hint and hint.startswith((LISTING, ADDING)):
            hint = None if hint in lists else hint
            lists.add(hint)
        problems.append(document.problem(message, hint, place))
    return problems


def _errors(
    validator: Any, data: Any, guesses: Guesses
) -> Iterator[tuple[NodePath, ValidationError]]:
    """Each error with its path, and those below an unknown key of which the meaning is guessed."""
    ahead: list[tuple[NodePath, Any, Any]] = [((), validator, data)]
    for above, holding, part in ahead:
        for error in holding.iter_errors(part):
            path = (*above, *error.absolute_path)
            yield path, error
            if str(error.validator) == "additionalProperties":
                guess = guesses.of(path, error.schema)
                if guess and guess.rule is not None:
                    ahead.append((path, validator.evolve(schema=guess.rule), error.instance))


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


def _place(error: ValidationError, path: NodePath, document: Document) -> Place:
    if str(error.validator) == "additionalProperties":
        return document.keys[path]
    if str(error.validator) == "required":
        return document.keys.get(path) or document.values[path]
    return document.values[path]


def _message(error: ValidationError, path: NodePath) -> str:
    name = f"'{path[-1]}'" if path and isinstance(path[-1], str) else "this"
    return SENTENCES.get(str(error.validator), _other)(error, name)


def _hint(
    error: ValidationError, path: NodePath, guesses: Guesses, validator: Any, document: Document
) -> str | None:
    """What to write instead."""
    match str(error.validator):
        case "additionalProperties":
            return guesses.of(path, error.schema).hint
        case "required" if error.message.endswith(" is missing"):
            return _of_required(error, path, guesses)
        case "enum":
            return _of_enum(error)
        case "const":
            quoted = ", without quotes" if error.instance == str(error.validator_value) else ""
            return f"write {shown(error.validator_value)}{quoted}"
        case "pattern" if isinstance(error.instance, str):
            return _of_pattern(error.instance, str(error.validator_value))
        case "type":
            return instead(error, validator, _as_written(document, path))
    return None


def _of_required(error: ValidationError, path: NodePath, guesses: Guesses) -> str | None:
    """The key that has to be added, unless it is there in another spelling."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known = schema.get("properties", {})
    key = str(error.absolute_schema_path[-1])
    rule = known.get(key, {})
    given = cast(Mapping[str, Any], error.instance)
    others = [each for each in given if known and each not in known]
    if any(guesses.of((*path, each), schema).rule is rule for each in others):
        return None
    if "const" in rule:
        return f"add '{key}: {rule['const']}'"
    words = f", with {listed(tuple(map(str, rule['enum'])))}" if "enum" in rule else ""
    return f"add '{key}: …'{words.replace(LISTING, 'one of ')}"


def _of_enum(error: ValidationError) -> str | None:
    """The word that was meant, else what the schema says of its words, or all of them."""
    words = [str(word) for word in cast(list[Any], error.validator_value)]
    said = error.schema.get("errorMessage") if isinstance(error.schema, Mapping) else None
    written = error.instance if isinstance(error.instance, str) else ""
    if isinstance(error.instance, list) and len(error.instance) == 1:
        written = str(error.instance[0])
    near = meant(written, words)
    return choice(written, words) if near or not said else str(said)


def _of_pattern(text: str, pattern: str) -> str | None:
    """The text in small letters, or without the beginning of a web address, where that is right."""
    bare = WEB.sub("", text.strip())
    host, slash, rest = bare.partition("/")
    spellings = (bare, f"{host.lower()}{slash}{rest}", re.sub("[_ ]", "-", bare.lower()))
    for each in spellings:
        if each != text and re.fullmatch(pattern, each, re.ASCII):
            return f"write {each}"
    return None


def _as_written(document: Document, path: NodePath) -> str | None:
    """A value that is one word of YAML's own or a number, as it stands in the file."""
    line, column = document.values[path]
    found = WORD.match(document.lines[line - 1], column - 1)
    return found[0] if found else None


def _type(error: ValidationError, name: str) -> str:
    wanted: Any = error.validator_value
    names = [wanted] if isinstance(wanted, str) else [word for word in wanted if word != "null"]
    kinds = " or ".join(NOUNS[word] for word in names)
    if isinstance(error.schema, Mapping) and error.schema.get("format") == "date":
        kinds = "a date"
    return f"{name} must be {kinds}, not {shown(error.instance)}"


def _enum(error: ValidationError, name: str) -> str:
    return f"{name} cannot be {shown(error.instance)}"


def _const(error: ValidationError, name: str) -> str:
    return f"{name} must be {error.validator_value}, not {shown(error.instance)}"


def _said(error: ValidationError, _: str) -> str:
    return error.message


def _not(error: ValidationError, name: str) -> str:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    said: str = schema.get("errorMessage", f"{name} cannot stand here")
    return said


def _other(error: ValidationError, name: str) -> str:
    return f"{name} breaks the rule '{error.validator}'"


def _bound(words: str) -> Callable[[ValidationError, str], str]:
    """A sentence about one number: `words` has the place of the rule's own value."""

    def sentence(error: ValidationError, name: str) -> str:
        rule = words.format(error.validator_value)
        value = f", not {error.instance}" if isinstance(error.instance, Decimal | int) else ""
        return f"{name} {rule}{value}"

    return sentence


SENTENCES: Mapping[str, Callable[[ValidationError, str], str]] = {
    "additionalProperties": _said,
    "required": _said,
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
