"""The inputs of the action: what `with:` says, as values."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Literal, get_args

from msgspec import Struct

from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.report import FailOn
from ml_readiness.model.request import DEFAULT_MANIFEST
from ml_readiness.reading.option import EMPTY, read_number, read_word
from ml_readiness.rules.naming import SHOWN_NAMES, edits
from ml_readiness.visible import clipped

Commenting = Literal["always", "changes", "failure", "off"]
Links = Literal["check", "skip"]

VARIABLE_PREFIX = "INPUT_"
# Two keys of `with:` that GitHub itself reads for every container action.
RUNNERS_OWN = ("ENTRYPOINT", "ARGS")
# How many edits a slip has at most: two in a name of at least so many letters, else one.
LONG_NAME = 9
SHORT_NAME = 6
VARIABLE_CHARACTERS = 60
# As YAML 1.2 spells them; an input is text, whatever it was in the workflow.
BOOLEANS = {
    spelt: word == "true"
    for word in ("true", "false")
    for spelt in (word, word.capitalize(), word.upper())
}
GATE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Inputs(Struct, frozen=True, kw_only=True):
    """The values of the inputs, with the defaults of `action.yml`."""

    root: str = "."
    manifest: str = DEFAULT_MANIFEST
    minimum_score: Decimal = Decimal(0)
    rubric: str | None = None
    junit: str | None = None
    fail_on: FailOn = "minimum"
    links: Links = "check"
    comment: Commenting = "always"
    comment_id: str = ""
    status: bool = False
    json_file: str | None = None
    sarif_file: str | None = None
    github_token: str = ""

    def __repr__(self) -> str:
        return "Inputs(...)"  # one of them is a secret


def read_inputs(environment: Mapping[str, str]) -> tuple[Inputs, tuple[Problem, ...]]:
    """The inputs and every mistake in them; where one is wrong its default stands.

    The runner hands an input `a-b` over as the variable `INPUT_A-B`, its default filled in. What
    nearly is one of ours is a mistake: the runner only warns, and a bar that is misspelt is no bar.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in READERS:
        if (text := environment.get(_variable(name))) is None:
            continue
        try:
            values[name.replace("-", "_")] = READERS[name](f"the input {name}", text)
        except InputError as error:
            problems += error.problems
    for variable in _unknown(environment):
        if meant := _meant(variable):
            hint = f"write {meant} under `with:`; a variable of your own needs another name"
            problems += mistake(f"{_shown(variable)} is not the input {meant}", hint=hint).problems
    return Inputs(**values), tuple(problems)


def unread(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What there is to say of variables that look like inputs, and are somebody else's."""
    names = [_shown(variable) for variable in _unknown(environment) if not _meant(variable)]
    if not names:
        return ()
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    shown = f"{', '.join(names[:SHOWN_NAMES])}{more}"
    return (f"not read, because the action has no such input: {shown}",)


def _variable(name: str) -> str:
    return f"{VARIABLE_PREFIX}{name.upper()}"


def _unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """The variables that the runner would make of inputs, and that are none of ours."""
    known = {_variable(name) for name in (*READERS, *RUNNERS_OWN)}
    for variable in environment:
        if variable.startswith(VARIABLE_PREFIX) and variable not in known:
            yield variable


def _meant(variable: str) -> str | None:
    """The input that a variable nearly is; capitals, `-` and `_` make no difference."""
    word = _letters(variable.removeprefix(VARIABLE_PREFIX))
    near = [name for name in READERS if _is_near(word, _letters(name))]
    return min(near, key=lambda name: edits(word, _letters(name)), default=None)


def _is_near(word: str, name: str) -> bool:
    """Whether a word is a slip of the pen for a name, or short for it: more than half of it.

    With another letter a short name is another word: `room` is no `root`.
    """
    if len(word) == len(name) < SHORT_NAME and sorted(word) != sorted(name):
        return False
    if abs(len(word) - len(name)) <= 2 and edits(word, name) <= 1 + (len(name) >= LONG_NAME):
        return True
    rest = iter(name)
    in_order = word[:1] == name[:1] and all(letter in rest for letter in word)
    return in_order and len(word) * 2 > len(name)


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _shown(variable: str) -> str:
    return clipped(variable, VARIABLE_CHARACTERS)


def _text(name: str, text: str) -> str:
    if not text:
        raise mistake(f"{name} is empty", hint="leave it out for its default")
    return text


def _optional(_: str, text: str) -> str | None:
    return text or None


def _boolean(name: str, text: str) -> bool:
    if text not in BOOLEANS:
        message = f"{name} cannot be {text or EMPTY}"
        raise mistake(message, hint="write true or false")
    return BOOLEANS[text]


def _token(_: str, text: str) -> str:
    return text.strip()


def _gate_name(name: str, text: str) -> str:
    if text and not GATE_NAME.fullmatch(text):
        hint = "use at most 40 small letters, digits and '-'"
        raise mistake(f"{name} cannot be {text}", hint=hint)
    return text


READERS: Mapping[str, Callable[[str, str], object]] = {
    "root": _text,
    "manifest": _text,
    "minimum-score": read_number,
    "rubric": _optional,
    "junit": _optional,
    "fail-on": partial(read_word, known=get_args(FailOn)),
    "links": partial(read_word, known=get_args(Links)),
    "comment": partial(read_word, known=get_args(Commenting)),
    "comment-id": _gate_name,
    "status": _boolean,
    "json-file": _optional,
    "sarif-file": _optional,
    "github-token": _token,
}
