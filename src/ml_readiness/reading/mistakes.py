"""What is said of each way in which a document breaks a schema, and what to write instead."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from ml_readiness.document import Document, NodePath, Place
from ml_readiness.model.errors import MOST_SAID, Problem
from ml_readiness.reading.instead import instead
from ml_readiness.reading.keys import Guesses
from ml_readiness.reading.validation import shown
from ml_readiness.rules.naming import LISTING, choice, listed, meant

NOUNS: Mapping[str, str] = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
}
ADDING = "add "
WEB = re.compile("https?://", re.IGNORECASE)
WORD = re.compile(r"(?:true|false|null|~|-?[0-9][0-9.]*)(?![^\s,\]}])")


def problems_of(
    errors: Iterable[ValidationError], validator: Any, document: Document, guesses: Guesses
) -> list[Problem]:
    """Each error of a whole document as one sentence at one place, in the order of the file."""
    broken = {(problem.line, problem.column) for problem in document.problems}
    found = [
        (place, path, error)
        for path, error in _with_guessed(errors, validator, guesses)
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


def _with_guessed(
    errors: Iterable[ValidationError], validator: Any, guesses: Guesses
) -> Iterator[tuple[NodePath, ValidationError]]:
    """Each error with its path, and those below an unknown key of which the meaning is guessed."""
    ahead: list[tuple[NodePath, Iterable[ValidationError]]] = [((), errors)]
    for above, found in ahead:
        for error in found:
            path = (*above, *error.absolute_path)
            yield path, error
            if str(error.validator) == "additionalProperties":
                guess = guesses.of(path, error.schema)
                if guess.rule is not None:
                    below = validator.evolve(schema=guess.rule).iter_errors(error.instance)
                    ahead.append((path, below))


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
