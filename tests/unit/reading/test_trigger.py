"""What starts a workflow, in the ways that GitHub reads it."""

from typing import Any

import pytest
from helpers.patience import patience

from ml_readiness.document import parse
from ml_readiness.reading.trigger import KNOWN_EVENTS, read_triggers


def on(text: str) -> Any:
    return parse(f"on: {text}".encode(), "workflow", aliases=True).data["on"]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("push", {"push"}),
        ("[push, pull_request]", {"push", "pull_request"}),
        ("{schedule: [{cron: 0 0 * * *}], push: }", {"schedule", "push"}),
        *(("[]", set()), ("{}", set()), ("", set()), ("5", set()), ("[[push], 5, true]", set())),
    ],
)
def test_the_three_ways_to_write_it(text: str, events: set[str]) -> None:
    assert read_triggers(on(text)).events == events


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("{push: {branchs: [main]}}", "in 'push', 'branchs' is no key there: write branches"),
        ("{push: {branches_ignore: [a]}}", "in 'push', 'branches_ignore' is no key there"),
        ("{push: {branches: [a], branches-ignore: [b]}}", "'push' has both 'branches' and"),
        ("{pull_request: {paths: [a], paths-ignore: [b]}}", "'pull_request' has both 'paths' and"),
        ("{push: {branches: [a], paths-ignore: [b]}}", None),
        ("{push: {branches: [a], branches-ignore: }}", None),
        ("{schedule: [{cron: x, timezon: y}]}", None),
        ("''", "an event has no name"),
    ],
)
def test_201_filters_that_github_refuses(text: str, refused: str | None) -> None:
    found = read_triggers(on(text)).refused
    assert found is refused or (found or "").startswith(refused or "never")


@pytest.mark.parametrize(
    "text", ["workflow_run", "{workflow_run: }", "{workflow_run: {types: [x]}}"]
)
def test_203_a_workflow_run_names_what_it_follows(text: str) -> None:
    assert read_triggers(on(text)).stopped == "its 'workflow_run' names no workflow"


@pytest.mark.parametrize(
    ("event", "near"),
    [
        *(("pull-request", "pull_request"), ("pull_requests", "pull_request"), ("pushh", "push")),
        *(
            ("ush", "push"),
            ("psuh", "push"),
            ("Push", "push"),
            ("pish", "push"),
            ("issue", "issues"),
        ),
        *(("PULL_REQUEST", "pull_request"), ("workflow-dispatch", "workflow_dispatch")),
        *(("pull request target", "pull_request_target"), ("relaese", "release")),
        *(
            ("pull-request-target", "pull_request_target"),
            ("workflow_cal", "workflow_call"),
            ("schedul", "schedule"),
            ("spush", "push"),
        ),
    ],
)
def test_201_a_near_miss_is_refused(event: str, near: str) -> None:
    for written in (event, [event], ["push", event], {event: {"branches": ["main"]}}):
        triggers = read_triggers(written)
        assert triggers.refused == f"'{event}' is no event: write {near}"
        assert triggers.unknown == (event,)


@pytest.mark.parametrize(
    "event", ["a_trigger_that_comes_later", "pash_it", "puxy", "x", "é", "m" * 900]
)
def test_201_any_other_unknown_event_counts(event: str) -> None:
    triggers = read_triggers([event])
    assert (triggers.refused, triggers.unknown) == (None, (event,))
    assert triggers.events == {event}


def test_201_the_longest_event_has_near_misses_too() -> None:
    longest = max(KNOWN_EVENTS, key=len)
    assert read_triggers(f"{longest}s").refused == f"'{longest}s' is no event: write {longest}"


@pytest.mark.parametrize(
    ("text", "pushes"),
    [
        ("push", ("**",)),
        ("[pull_request]", ()),
        ("{push: }", ("**",)),
        ("{push: {branches: [main, 'r/*']}}", ("main", "r/*")),
        ("{push: {branches-ignore: [main]}}", ("**", "!main")),
        ("{push: {tags: ['v*']}}", ()),
        ("{push: {tags-ignore: ['v*']}}", ()),
        ("{push: {tags: ['v*'], branches: [main]}}", ("main",)),
        ("{push: {paths: [src], branches: [main]}}", ()),
        ("{push: {paths-ignore: [docs], branches: [main]}}", ()),
        ("{push: {branches: []}}", ()),
    ],
)
def test_the_branches_whose_every_push_starts_it(text: str, pushes: tuple[str, ...]) -> None:
    assert read_triggers(on(text)).pushes == pushes


@pytest.mark.parametrize("event", sorted(KNOWN_EVENTS))
def test_a_known_event_is_no_near_miss_of_another(event: str) -> None:
    triggers = read_triggers([event, "workflow_dispatch"])
    assert (triggers.refused, triggers.unknown) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        *("schedule", "[schedule]", "{schedule: []}", "{schedule: }", "{schedule: [{}]}"),
        *("{push: {branches: []}}", "{push: {branches-ignore: ['**']}}", "{push: {tags: []}}"),
        *("{pull_request: {branches: []}}", "{pull_request: {branches-ignore: ['a', '**']}}"),
        *("{push: {branches: [], tags: []}}", "{push: {branches: ['!main']}}"),
        *("{push: {branches-ignore: '**'}}", "{push: {branches: ['**', '!**']}}"),
        *("{workflow_run: {workflows: []}}", "{workflow_run: {workflows: [a], branches: []}}"),
        "{pull_request: {branches: [], tags: [v1]}}",
    ],
)
def test_203_what_never_comes(text: str) -> None:
    triggers = read_triggers(on(text))
    assert triggers.events == set()
    assert triggers.stopped


@pytest.mark.parametrize(
    "text",
    [
        *(
            "push",
            "{push: }",
            "{push: {}}",
            "{push: {branches: [main]}}",
            "{push: {branches: main}}",
        ),
        *(
            "{push: {branches: }}",
            "{push: {branches-ignore: ['*']}}",
            "{push: {branches-ignore: []}}",
        ),
        *("{push: {branches: [], tags: [v1]}}", "{push: {branches-ignore: ['**'], tags: ['v*']}}"),
        *("{push: {branches: ['!**', 'main']}}", "{push: {branches: ['**', '!main']}}"),
        *("{push: {paths: []}}", "{pull_request: {types: []}}", "{workflow_run: {workflows: [a]}}"),
        "{schedule: [{cron: 0 0 * * *}]}",
    ],
)
def test_what_may_come(text: str) -> None:
    triggers = read_triggers(on(text))
    assert len(triggers.events) == 1
    assert triggers.stopped is None


def test_one_that_may_come_is_enough() -> None:
    triggers = read_triggers(on("{schedule: [], push: }"))
    assert triggers.events == {"push"}


def test_E2_ten_thousand_events_are_read_at_once() -> None:
    with patience():
        assert len(read_triggers([f"event_{n}" for n in range(10_000)]).unknown) == 10_000
        read_triggers(["p" * 1_000_000])
