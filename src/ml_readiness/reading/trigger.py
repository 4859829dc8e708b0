"""What starts a workflow: the events under `on`, and those that certainly never come."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from ml_readiness.reading.workflow_keys import FILTERS, OF_AN_EVENT, misspelt

# The events of GitHub's page on what triggers workflows, and those that it has given up.
KNOWN_EVENTS = frozenset(
    {
        *("branch_protection_rule", "check_run", "check_suite", "create", "delete"),
        *("deployment", "deployment_status", "discussion", "discussion_comment", "fork"),
        *("gollum", "image_version", "issue_comment", "issues", "label", "merge_group"),
        *("member", "milestone", "page_build", "project", "project_card", "project_column"),
        *("public", "pull_request", "pull_request_review"),
        *("pull_request_review_comment", "pull_request_target", "push", "registry_package"),
        *("release", "repository_dispatch", "schedule", "status", "watch", "workflow_call"),
        *("workflow_dispatch", "workflow_run"),
    }
)
ANY_NAME = "**"


class Triggers(Struct, frozen=True, kw_only=True):
    """The `events` that can start a workflow, as they are written.

    `pushes` filters the branches whose every push starts it, as `branches` would: none where it has
    no `push`, or one for some paths or for tags alone. `unknown` are events that we do not know.
    `stopped` says why another one never comes, and `refused` why GitHub refuses an event.
    """

    events: frozenset[str] = frozenset()
    pushes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stopped: str | None = None
    refused: str | None = None


def read_triggers(value: Any) -> Triggers:
    """What is written under `on`: one word, a list of words, or a mapping."""
    settings = value if isinstance(value, dict) else dict.fromkeys(words(value))
    strange = sorted(event for event in settings if event not in KNOWN_EVENTS)
    stopped = {event: why for event, each in settings.items() if (why := _stopped(event, each))}
    return Triggers(
        events=frozenset(settings.keys() - stopped.keys()),
        pushes=_pushes(settings["push"]) if "push" in settings.keys() - stopped.keys() else (),
        unknown=tuple(strange),
        stopped=next(iter(stopped.values()), None),
        refused=next(_refused(settings), None),
    )


def _refused(settings: Mapping[str, Any]) -> Iterator[str]:
    """Why GitHub refuses each event."""
    for event, each in sorted(settings.items()):
        if not event.strip():
            yield "an event has no name"
        elif event not in KNOWN_EVENTS and (near := _meant(event)):
            yield f"'{event}' is no event: write {near}"
        if isinstance(each, dict) and event != "schedule":
            if wrong := misspelt(each, OF_AN_EVENT):
                yield f"in '{event}', {wrong}"
            for kind in FILTERS:
                if None not in (each.get(kind), each.get(f"{kind}-ignore")):
                    yield f"'{event}' has both '{kind}' and '{kind}-ignore'"


def words(value: Any) -> list[str]:
    """One word, a list of words, or the keys of a mapping: the three ways to write `on`."""
    if isinstance(value, str):
        return [value]
    return (
        [word for word in value if isinstance(word, str)] if isinstance(value, dict | list) else []
    )


def _meant(event: str) -> str | None:
    """The event that is one edit away; capitals and hyphens are no edits."""
    if len(event) > max(map(len, KNOWN_EVENTS)) + 1:
        return None
    bare = event.strip().lower().replace("-", "_").replace(" ", "_")
    return next((known for known in sorted(KNOWN_EVENTS) if _near(bare, known)), None)


def _near(a: str, b: str) -> bool:
    """Whether two words are the same but for one letter, or for two that changed places."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    a, b = a[start:], b[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (len(a) > 1 and swapped)


def _stopped(event: str, settings: Any) -> str | None:
    """Why an event with these settings never comes."""
    if event == "schedule":
        entries = settings if isinstance(settings, list) else []
        timed = any(isinstance(entry, dict) and entry.get("cron") for entry in entries)
        return None if timed else "its 'schedule' has no 'cron'"
    if event == "workflow_run" and not (isinstance(settings, dict) and settings.get("workflows")):
        return "its 'workflow_run' names no workflow"
    if not isinstance(settings, dict):
        return None
    kinds = ("branches", "tags") if event == "push" else ("branches",)
    passed = [lets for kind in kinds for lets in _filters(settings, kind)]
    return (
        f"no {' or '.join(kinds)} can start its '{event}'" if passed and not any(passed) else None
    )


def _filters(settings: dict[str, Any], kind: str) -> Iterator[bool]:
    """Whether each filter of a kind lets anything through."""
    if isinstance(patterns := settings.get(kind), str | list):
        yield _lets(words(patterns))
    if isinstance(patterns := settings.get(f"{kind}-ignore"), str | list):
        yield ANY_NAME not in words(patterns)


def _pushes(settings: Any) -> tuple[str, ...]:
    """The filter of branches of a push that starts the workflow whatever it changes."""
    if not isinstance(settings, dict):
        return (ANY_NAME,)
    if any(settings.get(key) for key in ("paths", "paths-ignore")):
        return ()
    if branches := words(settings.get("branches")):
        return tuple(branches)
    if ignored := words(settings.get("branches-ignore")):
        return (ANY_NAME, *(f"!{pattern}" for pattern in ignored))
    return () if any(settings.get(key) for key in ("tags", "tags-ignore")) else (ANY_NAME,)


def _lets(patterns: Iterable[str]) -> bool:
    """Whether patterns, of which a later one with `!` takes away again, match any name."""
    lets = False
    for pattern in patterns:
        lets = not pattern.startswith("!") or (lets and pattern != f"!{ANY_NAME}")
    return lets
