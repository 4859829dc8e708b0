"""The inputs of the action: what `with:` says, as values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Literal, get_args

from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.report import FailOn
from ml_readiness.model.request import DEFAULT_MANIFEST
from ml_readiness.reading.option import EMPTY, read_number, read_word
from ml_readiness.rules.naming import choice

Commenting = Literal["always", "changes", "failure", "off"]
Links = Literal["check", "skip"]

VARIABLE_PREFIX = "INPUT_"
# Two keys of `with:` that GitHub itself reads for every container action.
RUNNERS_OWN = ("entrypoint", "args")
# As YAML 1.2 spells them; an input is text, whatever it was in the workflow.
BOOLEANS = {
    spelt: word == "true"
    for word in ("true", "false")
    for spelt in (word, word.capitalize(), word.upper())
}
GATE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
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
    github_token: str = field(default="", repr=False)


def read_inputs(environment: Mapping[str, str]) -> tuple[Inputs, tuple[Problem, ...]]:
    """The inputs and every mistake in them; where one is wrong its default stands.

    The runner hands an input `a-b` over as the variable `INPUT_A-B`, its default filled in.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for variable, text in environment.items():
        if not variable.startswith(VARIABLE_PREFIX):
            continue
        name = variable.removeprefix(VARIABLE_PREFIX).lower()
        if name in READERS:
            try:
                values[name.replace("-", "_")] = READERS[name](f"the input {name}", text)
            except InputError as error:
                problems += error.problems
        elif name not in RUNNERS_OWN:
            # The runner only warns, and a bar that is misspelt is no bar.
            hint = choice(name, READERS)
            problems += mistake(f"there is no input {name}", hint=hint).problems
    return Inputs(**values), tuple(problems)


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
