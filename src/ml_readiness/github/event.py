"""What a workflow's event asks for: a pure function of the environment and the event's payload."""

import json
import re
from collections.abc import Mapping
from typing import Any, get_args

from ml_readiness.github.trigger import (
    BRANCHES,
    REPOSITORY,
    Commit,
    Context,
    FollowedRun,
    MergeGroup,
    ProtectedPull,
    Pull,
    PullRequest,
    RunHead,
    Site,
    Trigger,
)
from ml_readiness.model.commit import COMMIT
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.report import Event

PUBLIC_SERVER = "https://github.com"
PUBLIC_API = "https://api.github.com"
PUBLIC = re.compile(r"https?://(api\.)?github\.com\.?(?![a-z0-9.-])", re.IGNORECASE)
OF_THE_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
# How a run ends that a person has to approve first.
UNAPPROVED = "action_required"
EVENTS: tuple[Event, ...] = get_args(Event)
OUTSIDE = "the action runs in a workflow of GitHub Actions; elsewhere use `ml-readiness check`"


def read_trigger(environment: Mapping[str, str], payload: bytes | None) -> Trigger:
    """The trigger that the runner's environment and the event file describe.

    `payload` is None where there is no event file; what has a base needs one.
    Raises InputError for an event that the gate does not know, and where a fact is missing.
    """
    event = _event(environment)
    match event:
        case "push" | "schedule" | "workflow_dispatch":
            context = _context(event, environment, _facts(payload))
            commit, ref = _checked_out(environment)
            return Commit(context=context, commit=commit, ref=ref)
    facts = _mapping(payload)
    context = _context(event, environment, facts)
    match event:
        case "pull_request":
            commit, ref = _checked_out(environment)
            return PullRequest(context=context, commit=commit, ref=ref, pull=_pull(facts))
        case "merge_group":
            commit, ref = _checked_out(environment)
            branch = _group_branch(facts)
            return MergeGroup(context=context, commit=commit, ref=ref, branch=branch)
        case "pull_request_target":
            retargeted = _at(facts, "changes", "base") is not None
            return ProtectedPull(context=context, pull=_pull(facts), retargeted=retargeted)
        case "workflow_run":
            return FollowedRun(context=context, head=_run_head(facts))


def _event(environment: Mapping[str, str]) -> Event:
    event = _variable(environment, "GITHUB_EVENT_NAME")
    if event not in EVENTS:
        *others, last = EVENTS
        hint = f"start the workflow on {', '.join(others)} or {last}"
        raise mistake(f"the gate does not run on the event {event}", hint=hint)
    return event


def _context(event: Event, environment: Mapping[str, str], facts: Mapping[str, Any]) -> Context:
    default = _at(facts, "repository", "default_branch")
    return Context(
        event=event,
        site=site_of(environment),
        repository=_variable(environment, "GITHUB_REPOSITORY", REPOSITORY),
        default_branch=default if isinstance(default, str) and default else None,
        approved=_at(facts, "workflow_run", "conclusion") != UNAPPROVED,
    )


def site_of(environment: Mapping[str, str]) -> Site:
    """The GitHub that the runner works for; an address of another one is as good as none."""
    named = _address(environment, "GITHUB_SERVER_URL")
    server = named or PUBLIC_SERVER
    given = [_address(environment, name) for name in ("GITHUB_API_URL", "GITHUB_GRAPHQL_URL")]
    own = [None if address and PUBLIC.match(address) else address for address in given]
    # What is no address at all is as good as none, but a server of its own was meant.
    rest, graphql = (each if each and OF_THE_WEB.match(each) else None for each in given)
    if server.lower() == PUBLIC_SERVER and (named or not any(own)):
        rest, graphql = rest or PUBLIC_API, graphql or f"{PUBLIC_API}/graphql"
        return Site(server=server, rest=rest, graphql=graphql)
    return Site(server=server, rest=rest if own[0] else None, graphql=graphql if own[1] else None)


def _address(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(name, "").strip().rstrip("/") or None


def _checked_out(environment: Mapping[str, str]) -> tuple[str, str]:
    """The commit that the runner checks out by itself, and its ref."""
    return _variable(environment, "GITHUB_SHA", COMMIT), _variable(environment, "GITHUB_REF")


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


def _run_head(facts: Mapping[str, Any]) -> RunHead | None:
    """What the other workflow ran on; None for a repository or a branch that is gone."""
    match facts.get("workflow_run"):
        case {"head_repository": None} | {"head_branch": None}:
            return None
        case {
            "head_repository": {"full_name": str(repository)},
            "head_branch": str(branch),
            "head_sha": str(commit),
        } if REPOSITORY.fullmatch(repository) and branch and COMMIT.fullmatch(commit):
            return RunHead(repository=repository, branch=branch, commit=commit)
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
        facts = json.loads(payload)
    except (ValueError, RecursionError):
        raise _unreadable("the event file is not JSON") from None
    if not isinstance(facts, dict):
        raise _unreadable("the event file is not a mapping")
    return facts


def _unreadable(message: str) -> InputError:
    hint = "GITHUB_EVENT_PATH names the file that the runner writes"
    return mistake(message, hint=hint)
