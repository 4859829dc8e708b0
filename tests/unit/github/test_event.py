"""What an event asks for."""

import contextlib
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.github.event import EVENTS, Occasion, Pull, Site, read_occasion
from ml_readiness.model.errors import InputError

COMMIT = "a" * 40
RUNNER = {
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_REPOSITORY": "acme/fraud",
    "GITHUB_SHA": COMMIT,
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
}
ON_PULL = RUNNER | {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/7/merge"}
PULL = {"pull_request": {"number": 7, "head": {"sha": "b" * 40}}}
GITHUB = Site(
    server="https://github.com",
    rest="https://api.github.com",
    graphql="https://api.github.com/graphql",
)


def refusal(environment: Mapping[str, str], payload: bytes | None = None) -> tuple[str, str | None]:
    with pytest.raises(InputError) as caught:
        read_occasion(environment, payload)
    [problem] = caught.value.problems
    return problem.message, problem.hint


@pytest.mark.parametrize("name", [name for name in EVENTS if name != "pull_request"])
@pytest.mark.parametrize("payload", [None, b"", b"{"])
def test_without_a_pull_request_the_event_file_is_not_needed(
    name: str, payload: bytes | None
) -> None:
    occasion = read_occasion(RUNNER | {"GITHUB_EVENT_NAME": name}, payload)
    assert occasion == Occasion(
        event=name,  # type: ignore[arg-type]
        site=GITHUB,
        repository="acme/fraud",
        commit=COMMIT,
        ref="refs/heads/main",
        pull=None,
    )


def test_a_pull_request_has_a_number_and_a_head() -> None:
    occasion = read_occasion(ON_PULL, json.dumps(PULL).encode())
    assert occasion.pull == Pull(number=7, head="b" * 40)
    assert (occasion.commit, occasion.ref) == (COMMIT, "refs/pull/7/merge")


def test_another_server_is_known_from_the_environment_alone() -> None:
    own = {
        "GITHUB_SERVER_URL": "https://git.example.com",
        "GITHUB_API_URL": "https://git.example.com/api/v3",
        "GITHUB_GRAPHQL_URL": "https://git.example.com/api/graphql",
    }
    assert read_occasion(RUNNER | own, None).site == Site(
        server="https://git.example.com",
        rest="https://git.example.com/api/v3",
        graphql="https://git.example.com/api/graphql",
    )


@pytest.mark.parametrize("name", ["issues", "pull_request_review", "", "Push"])
def test_another_event_names_those_that_there_are(name: str) -> None:
    message, hint = refusal(RUNNER | {"GITHUB_EVENT_NAME": name})
    if name:
        assert message == f"the gate does not run on the event {name}"
        assert hint == ("start the workflow on pull_request, push, schedule or workflow_dispatch")
    else:
        assert message == "the variable GITHUB_EVENT_NAME is not set as expected"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_REPOSITORY", "acme"),
        ("GITHUB_REPOSITORY", "acme/fraud/../.."),
        ("GITHUB_REPOSITORY", "acme/fr\naud"),
        ("GITHUB_SHA", "main"),
        ("GITHUB_SHA", "A" * 40),
        ("GITHUB_SHA", ""),
        ("GITHUB_REF", ""),
    ],
)
def test_a_variable_that_no_runner_would_set_is_an_error(name: str, value: str) -> None:
    message, hint = refusal(RUNNER | {name: value})
    assert message == f"the variable {name} is not set as expected"
    assert hint is not None
    assert "ml-readiness check" in hint


@pytest.mark.parametrize(
    "payload",
    [
        None,
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"[" * 99_999,
        b"{}",
        b'{"pull_request": 7}',
        b'{"pull_request": {"number": 7}}',
        b'{"pull_request": {"number": 7, "head": null}}',
        b'{"pull_request": {"number": 7, "head": {"sha": "main"}}}',
        b'{"pull_request": {"number": true, "head": {"sha": "%s"}}}' % (b"b" * 40),
        b'{"pull_request": {"number": "7", "head": {"sha": "%s"}}}' % (b"b" * 40),
    ],
)
def test_R4_a_pull_request_without_its_facts_is_an_error(payload: bytes | None) -> None:
    message, hint = refusal(ON_PULL, payload)
    assert message.startswith(("there is no event file", "the event file "))
    assert hint == "GITHUB_EVENT_PATH names the file that the runner writes"


@given(st.dictionaries(st.sampled_from(sorted(RUNNER)), st.text(max_size=20)), st.binary())
def test_no_environment_and_no_file_is_a_crash(environment: dict[str, str], payload: bytes) -> None:
    with contextlib.suppress(InputError):
        read_occasion(ON_PULL | environment, payload)
