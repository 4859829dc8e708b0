"""What a workflow's event asks for: a pure function of the environment and the event's payload."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.report import Event

REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
EVENTS: tuple[Event, ...] = get_args(Event)
OUTSIDE = "the action runs in a workflow of GitHub Actions; elsewhere use `ml-readiness check`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One GitHub: the addresses of its pages, its REST and its GraphQL interface, no last slash."""

    server: str
    rest: str
    graphql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """The pull request of an event: its number and the commit that its author pushed last."""

    number: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why the action runs: the event, the repository (`owner/name`), the commit and its ref.

    On a pull request `commit` is GitHub's test merge; `pull` is None on every other event.
    """

    event: Event
    site: Site
    repository: str
    commit: str
    ref: str
    pull: Pull | None


def read_occasion(environment: Mapping[str, str], payload: bytes | None) -> Occasion:
    """The occasion that the runner's environment and the event file describe.

    `payload` is None where there is no event file; only a pull request needs one. Raises
    InputError for an event that the gate does not know, and where a fact is missing.
    """
    name = _variable(environment, "GITHUB_EVENT_NAME")
    if name not in EVENTS:
        *others, last = EVENTS
        hint = f"start the workflow on {', '.join(others)} or {last}"
        raise InputError(Problem(message=f"the gate does not run on the event {name}", hint=hint))
    return Occasion(
        event=name,
        site=Site(
            server=environment.get("GITHUB_SERVER_URL") or "https://github.com",
            rest=environment.get("GITHUB_API_URL") or "https://api.github.com",
            graphql=environment.get("GITHUB_GRAPHQL_URL") or "https://api.github.com/graphql",
        ),
        repository=_variable(environment, "GITHUB_REPOSITORY", REPOSITORY),
        commit=_variable(environment, "GITHUB_SHA", COMMIT),
        ref=_variable(environment, "GITHUB_REF"),
        pull=_pull(payload) if name == "pull_request" else None,
    )


def _variable(
    environment: Mapping[str, str], name: str, shape: re.Pattern[str] | None = None
) -> str:
    value = environment.get(name, "")
    if not value or (shape and not shape.fullmatch(value)):
        raise InputError(
            Problem(message=f"the variable {name} is not set as expected", hint=OUTSIDE)
        )
    return value


def _pull(payload: bytes | None) -> Pull:
    facts = _mapping(payload).get("pull_request")
    if isinstance(facts, dict):
        number, head = facts.get("number"), facts.get("head")
        commit = head.get("sha") if isinstance(head, dict) else None
        if type(number) is int and isinstance(commit, str) and COMMIT.fullmatch(commit):
            return Pull(number=number, head=commit)
    raise _unreadable("the event file describes no pull request")


def _mapping(payload: bytes | None) -> dict[str, Any]:
    if payload is None:
        raise _unreadable("there is no event file")
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        raise _unreadable("the event file is not JSON") from None
    if not isinstance(event, dict):
        raise _unreadable("the event file is not a mapping")
    return event


def _unreadable(message: str) -> InputError:
    hint = "GITHUB_EVENT_PATH names the file that the runner writes"
    return InputError(Problem(message=message, hint=hint))
