"""What an event asks for."""

import contextlib
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.github.event import read_trigger
from ml_readiness.github.trigger import (
    Commit,
    Context,
    FollowedRun,
    MergeGroup,
    ProtectedPull,
    Pull,
    PullRequest,
    RunHead,
    Site,
)
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
PULL = {
    "pull_request": {
        "number": 7,
        "head": {"sha": "b" * 40},
        "base": {"sha": "c" * 40, "ref": "release/2"},
    },
    "repository": {"default_branch": "trunk"},
}
ON_GROUP = RUNNER | {"GITHUB_EVENT_NAME": "merge_group"}
GROUP = {"merge_group": {"base_ref": "refs/heads/release/2", "base_sha": "d" * 40}}
GITHUB = Site(
    server="https://github.com",
    rest="https://api.github.com",
    graphql="https://api.github.com/graphql",
)


def refusal(environment: Mapping[str, str], payload: bytes | None = None) -> tuple[str, str | None]:
    with pytest.raises(InputError) as caught:
        read_trigger(environment, payload)
    [problem] = caught.value.problems
    return problem.message, problem.hint


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch"])
@pytest.mark.parametrize("payload", [None, b"", b"{"])
def test_without_a_pull_request_the_event_file_is_not_needed(
    name: str, payload: bytes | None
) -> None:
    assert read_trigger(RUNNER | {"GITHUB_EVENT_NAME": name}, payload) == Commit(
        context=context(name, None), commit=COMMIT, ref="refs/heads/main"
    )


def context(event: str, default_branch: str | None = "trunk") -> Context:
    return Context(
        event=event,  # type: ignore[arg-type]
        site=GITHUB,
        repository="acme/fraud",
        default_branch=default_branch,
    )


THE_PULL = Pull(number=7, head="b" * 40, base="c" * 40, into="release/2")


def test_a_pull_request_has_a_number_a_head_and_a_base() -> None:
    trigger = read_trigger(ON_PULL, json.dumps(PULL).encode())
    assert trigger == PullRequest(
        context=context("pull_request"), commit=COMMIT, ref="refs/pull/7/merge", pull=THE_PULL
    )


def test_a_merge_group_has_a_base_branch() -> None:
    assert read_trigger(ON_GROUP, json.dumps(GROUP).encode()) == MergeGroup(
        context=context("merge_group", None),
        commit=COMMIT,
        ref="refs/heads/main",
        branch="release/2",
    )


ON_TARGET = RUNNER | {"GITHUB_EVENT_NAME": "pull_request_target"}
ON_RUN = RUNNER | {"GITHUB_EVENT_NAME": "workflow_run"}
RUN: dict[str, object] = {
    "head_repository": {"full_name": "somebody/fraud"},
    "head_branch": "a&b #c d",
    "head_sha": "b" * 40,
}


def test_the_protected_way_takes_no_commit_from_the_runner() -> None:
    """The runner's is the tip of the base branch, and what is judged has to be asked for."""
    trigger = read_trigger(ON_TARGET, json.dumps(PULL).encode())
    assert trigger == ProtectedPull(context=context("pull_request_target"), pull=THE_PULL)


@pytest.mark.parametrize(
    ("changes", "retargeted"),
    [
        ({"base": {"ref": {"from": "lax"}, "sha": {"from": "c" * 40}}}, True),
        ({"title": {"from": "a"}}, False),
        ({}, False),
        (None, False),
    ],
)
def test_501_a_change_of_the_base_is_known_from_the_event(
    changes: object, retargeted: bool
) -> None:
    payload = PULL | {"action": "edited", "changes": changes}
    trigger = read_trigger(ON_TARGET, json.dumps(payload).encode())
    assert isinstance(trigger, ProtectedPull)
    assert trigger.retargeted == retargeted


def test_a_run_of_a_workflow_has_a_head() -> None:
    head = RunHead(repository="somebody/fraud", branch="a&b #c d", commit="b" * 40)
    trigger = read_trigger(ON_RUN, json.dumps({"workflow_run": RUN}).encode())
    assert trigger == FollowedRun(context=context("workflow_run", None), head=head)


@pytest.mark.parametrize(
    ("conclusion", "approved"),
    [("action_required", False), ("success", True), ("failure", True), (None, True)],
)
def test_a_run_says_whether_it_was_approved(conclusion: str | None, approved: bool) -> None:
    payload = json.dumps({"workflow_run": RUN | {"conclusion": conclusion}}).encode()
    assert read_trigger(ON_RUN, payload).context.approved == approved


@pytest.mark.parametrize("gone", ["head_repository", "head_branch"])
def test_T9_a_run_whose_repository_is_gone_has_none(gone: str) -> None:
    run = {"workflow_run": RUN | {gone: None}}
    trigger = read_trigger(ON_RUN, json.dumps(run).encode())
    assert trigger == FollowedRun(context=context("workflow_run", None), head=None)


@pytest.mark.parametrize(
    "run",
    [
        {},
        {"workflow_run": None},
        {"workflow_run": {}},
        {"workflow_run": RUN | {"head_repository": {"full_name": "fraud"}}},
        {"workflow_run": RUN | {"head_repository": {"full_name": None}}},
        {"workflow_run": RUN | {"head_sha": "main"}},
        {"workflow_run": RUN | {"head_branch": ""}},
    ],
)
def test_R4_a_run_without_its_facts_is_an_error(run: object) -> None:
    message, _ = refusal(ON_RUN, json.dumps(run).encode())
    assert message == "the event file describes no run of a workflow"


@pytest.mark.parametrize(
    "group", [{}, {"merge_group": None}, {"merge_group": {"base_ref": "main"}}]
)
def test_R4_a_merge_group_without_a_branch_is_an_error(group: object) -> None:
    message, _ = refusal(ON_GROUP, json.dumps(group).encode())
    assert message == "the event file describes no merge group"


def test_the_default_branch_is_known_where_the_event_says_it() -> None:
    payload = json.dumps({"repository": {"default_branch": "trunk"}}).encode()
    assert read_trigger(RUNNER, payload).context.default_branch == "trunk"


def test_another_server_is_known_from_the_environment_alone() -> None:
    own = {
        "GITHUB_SERVER_URL": "https://git.example.com",
        "GITHUB_API_URL": "https://git.example.com/api/v3",
        "GITHUB_GRAPHQL_URL": "https://git.example.com/api/graphql",
    }
    assert read_trigger(RUNNER | own, None).context.site == Site(
        server="https://git.example.com",
        rest="https://git.example.com/api/v3",
        graphql="https://git.example.com/api/graphql",
    )


GHES = "https://git.acme.example"
GHES_API = f"{GHES}/api/v3"
PUBLIC_API = "https://api.github.com"


@pytest.mark.parametrize(
    ("server", "rest", "graphql", "known"),
    [
        # what is missing is public only where the server is
        ("https://github.com", "", "", (PUBLIC_API, f"{PUBLIC_API}/graphql")),
        ("https://GitHub.com/", " ", "", (PUBLIC_API, f"{PUBLIC_API}/graphql")),
        ("", "", "", (PUBLIC_API, f"{PUBLIC_API}/graphql")),
        ("", GHES_API, "", (GHES_API, None)),
        ("", GHES_API, f"{PUBLIC_API}/graphql", (GHES_API, None)),
        ("https://github.com", GHES_API, "", (GHES_API, f"{PUBLIC_API}/graphql")),
        (GHES, "", "", (None, None)),
        (GHES, GHES_API, "", (GHES_API, None)),
        (GHES, "", f"{GHES}/api/graphql", (None, f"{GHES}/api/graphql")),
        (GHES, f"{GHES_API}/", "", (GHES_API, None)),
        (
            "https://acme.ghe.com",
            "https://api.acme.ghe.com",
            "",
            ("https://api.acme.ghe.com", None),
        ),
        ("https://github.com.evil.example", "", "", (None, None)),
        ("https://notgithub.com", "", "", (None, None)),
        ("http://github.com", "", "", (None, None)),
        # and so is one that belongs to another server
        (GHES, PUBLIC_API, "https://API.github.com/graphql", (None, None)),
        (GHES, "https://github.com/api/v3", f"{PUBLIC_API}.:443/graphql", (None, None)),
        (GHES, "https://github.com.acme.example", "", ("https://github.com.acme.example", None)),
    ],
)
def test_G8_the_token_goes_to_the_runners_own_server_only(
    server: str, rest: str, graphql: str, known: tuple[str | None, str | None]
) -> None:
    own = {"GITHUB_SERVER_URL": server, "GITHUB_API_URL": rest, "GITHUB_GRAPHQL_URL": graphql}
    given = {name: value for name, value in own.items() if value}
    without = {name: value for name, value in RUNNER.items() if name not in own}
    for environment in (RUNNER | own, without | given):
        site = read_trigger(environment, None).context.site
        assert (site.rest, site.graphql) == known


@pytest.mark.parametrize("address", ["nope", "ftp://git.acme.example", "file:///etc/x", "http://"])
def test_G8_what_is_no_address_is_as_good_as_none(address: str) -> None:
    own = {"GITHUB_API_URL": address, "GITHUB_GRAPHQL_URL": address}
    server = {"GITHUB_SERVER_URL": "git.acme.example"}
    assert read_trigger(RUNNER | own, None).context.site == GITHUB
    site = read_trigger(RUNNER | own | server, None).context.site
    assert (site.rest, site.graphql) == (None, None)
    unsaid = {"GITHUB_SERVER_URL": "", "GITHUB_GRAPHQL_URL": ""}
    site = read_trigger(RUNNER | own | unsaid, None).context.site
    assert (site.rest, site.graphql) == (None, None)


@pytest.mark.parametrize("name", ["issues", "pull_request_review", "", "Push"])
def test_another_event_names_those_that_there_are(name: str) -> None:
    message, hint = refusal(RUNNER | {"GITHUB_EVENT_NAME": name})
    if name:
        assert message == f"the gate does not run on the event {name}"
        assert hint == (
            "start the workflow on pull_request, pull_request_target, workflow_run, merge_group, "
            "push, schedule or workflow_dispatch"
        )
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
        b'{"pull_request": {"number": 7, "head": {"sha": "%s"}}}' % (b"b" * 40),
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
        read_trigger(ON_PULL | environment, payload)
