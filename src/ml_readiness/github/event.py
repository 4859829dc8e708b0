"""What a workflow's event asks for: a pure function of the environment and the event's payload."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.report import Event

REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
BRANCHES = "refs/heads/"
EVENTS: tuple[Event, ...] = get_args(Event)
# GitHub takes the workflow from the default branch, and gives it a token that may write.
PROTECTED: tuple[Event, ...] = ("pull_request_target", "workflow_run")
WITH_A_FILE: tuple[Event, ...] = ("pull_request", "merge_group", *PROTECTED)
OUTSIDE = "the action runs in a workflow of GitHub Actions; elsewhere use `ml-readiness check`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One GitHub: the addresses of its pages, its REST and its GraphQL interface, no last slash."""

    server: str
    rest: str
    graphql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request: the commit that its author pushed last, the base's, and the base branch."""

    number: int
    head: str
    base: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What another workflow ran on: a commit of a branch, maybe a fork's (`owner/name`)."""

    repository: str
    branch: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why the action runs: the event, the repository (`owner/name`), the commit and its ref.

    On a pull request `commit` is GitHub's test merge, in the protected way "" until it is asked
    for; `pull` is None where the event has none. `branch` is the base branch of a merge group, else
    None. `origin` is what a workflow ran on that this one follows. `names` are the branches and
    commits that a link to the repository's own files may name for what is judged.
    """

    event: Event
    site: Site
    repository: str
    commit: str
    ref: str
    pull: Pull | None
    branch: str | None
    origin: Origin | None
    names: frozenset[str]

    @property
    def protected(self) -> bool:
        """Whether a stranger's pull request is judged by a workflow that it cannot change."""
        return self.event in PROTECTED

    @property
    def destination(self) -> str | None:
        """The branch that what is judged is for; a tag is for none."""
        if self.pull:
            return self.pull.into
        here = self.ref.removeprefix(BRANCHES) if self.ref.startswith(BRANCHES) else None
        return self.branch or here

    @property
    def page(self) -> str:
        """The repository on the web."""
        return f"{self.site.server}/{self.repository}"


def read_occasion(environment: Mapping[str, str], payload: bytes | None) -> Occasion:
    """The occasion that the runner's environment and the event file describe.

    `payload` is None where there is no event file; what has a base needs one.
    Raises InputError for an event that the gate does not know, and where a fact is missing.
    """
    name = _variable(environment, "GITHUB_EVENT_NAME")
    if name not in EVENTS:
        *others, last = EVENTS
        hint = f"start the workflow on {', '.join(others)} or {last}"
        raise mistake(f"the gate does not run on the event {name}", hint=hint)
    protected = name in PROTECTED
    facts = _mapping(payload) if name in WITH_A_FILE else _facts(payload)
    pull = _pull(facts) if name.startswith("pull_request") else None
    return Occasion(
        event=name,
        site=Site(
            server=environment.get("GITHUB_SERVER_URL") or "https://github.com",
            rest=environment.get("GITHUB_API_URL") or "https://api.github.com",
            graphql=environment.get("GITHUB_GRAPHQL_URL") or "https://api.github.com/graphql",
        ),
        repository=_variable(environment, "GITHUB_REPOSITORY", REPOSITORY),
        commit="" if protected else _variable(environment, "GITHUB_SHA", COMMIT),
        ref="" if protected else _variable(environment, "GITHUB_REF"),
        pull=pull,
        branch=_group_branch(facts) if name == "merge_group" else None,
        origin=_origin(facts) if name == "workflow_run" else None,
        names=frozenset(_names(facts, None if protected else pull)),
    )


def _names(facts: Mapping[str, Any], pull: Pull | None) -> Iterator[str]:
    default = _at(facts, "repository", "default_branch")
    if isinstance(default, str) and default:
        yield default
    if pull:
        yield from (pull.into, pull.head, pull.base)


def _variable(
    environment: Mapping[str, str], name: str, shape: re.Pattern[str] | None = None
) -> str:
    value = environment.get(name, "")
    if not value or (shape and not shape.fullmatch(value)):
        raise mistake(f"the variable {name} is not set as expected", hint=OUTSIDE)
    return value


def _pull(facts: Mapping[str, Any]) -> Pull:
    if pull := read_pull(facts.get("pull_request")):
        return pull
    raise _unreadable("the event file describes no pull request")


def read_pull(facts: object) -> Pull | None:
    """A pull request as events and the API have it; None for something else."""
    match facts:
        case {
            "number": int(number),
            "head": {"sha": str(head)},
            "base": {"sha": str(base), "ref": str(into)},
        } if type(number) is int and COMMIT.fullmatch(head) and COMMIT.fullmatch(base) and into:
            return Pull(number=number, head=head, base=base, into=into)
    return None


def _origin(facts: Mapping[str, Any]) -> Origin | None:
    """What the other workflow ran on; None for a repository or a branch that is gone."""
    match facts.get("workflow_run"):
        case {"head_repository": None} | {"head_branch": None}:
            return None
        case {
            "head_repository": {"full_name": str(repository)},
            "head_branch": str(branch),
            "head_sha": str(commit),
        } if REPOSITORY.fullmatch(repository) and branch and COMMIT.fullmatch(commit):
            return Origin(repository=repository, branch=branch, commit=commit)
    raise _unreadable("the event file describes no run of a workflow")


def _group_branch(facts: Mapping[str, Any]) -> str:
    branch = _at(facts, "merge_group", "base_ref")
    if isinstance(branch, str) and branch.startswith(BRANCHES) and branch != BRANCHES:
        return branch.removeprefix(BRANCHES)
    raise _unreadable("the event file describes no merge group")


def _at(facts: object, *keys: str) -> object:
    """What lies at a path of keys; None where there is nothing."""
    for key in keys:
        facts = facts.get(key) if isinstance(facts, dict) else None
    return facts


def _facts(payload: bytes | None) -> dict[str, Any]:
    """The event where it can be read; what it says is not needed."""
    try:
        return _mapping(payload)
    except InputError:
        return {}


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
    return mistake(message, hint=hint)
