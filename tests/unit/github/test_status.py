"""The commit status: what it is called, and that it is written."""

from collections.abc import Iterator

import pytest
from fakegithub import AFTER, RESET, FakeGitHub, Fault, Pull, Reply, State, html, limited, on
from fakegithub.faults import Cut
from fakegithub.state import HEAD
from helpers.step import Clock

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.status import PAUSES, CommitStatus, label
from ml_readiness.github.status import State as Verdict
from ml_readiness.github.trigger import Site


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub(State(pulls={7: Pull(number=7)})) as github:
        yield github


def write(
    github: FakeGitHub,
    state: Verdict,
    description: str,
    *,
    clock: Clock | None = None,
    page: str | None = None,
) -> None:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    status = CommitStatus(
        repository="acme/fraud", commit=HEAD, label="ml-readiness (main)", page=page
    )
    clock = clock or Clock()
    status.write(Api(site, github.state.token, clock), clock, state, description)


def test_T8_every_branch_has_a_name_of_its_own() -> None:
    assert label("", "main") == "ml-readiness (main)"
    assert label("nightly", "release/2") == "ml-readiness/nightly (release/2)"


def test_it_is_on_the_commit_and_links_the_run(github: FakeGitHub) -> None:
    page = "https://github.com/acme/fraud/actions/runs/42"
    write(github, "failure", "Not ready: 1 of 14, needs 2", page=page)
    [written] = github.state.statuses
    assert (written.sha, written.state, written.context) == (HEAD, "failure", "ml-readiness (main)")
    assert (written.description, written.target_url) == ("Not ready: 1 of 14, needs 2", page)


def test_a_long_line_is_cut(github: FakeGitHub) -> None:
    write(github, "success", "x" * 141)
    assert github.state.statuses[0].description == "x" * 140


def answered(body: bytes) -> Reply:
    return Reply(status=200, headers={"Content-Type": "application/json"}, body=body)


@pytest.mark.parametrize(
    "fault",
    [
        *(RESET, AFTER, html(502), html(200)),
        *map(answered, (b"{}", b"[]", b"null", b'{"state": "pending"}')),
    ],
)
def test_what_may_not_have_arrived_is_written_again(github: FakeGitHub, fault: Cut | Reply) -> None:
    github.faults.append(Fault(on("POST"), fault, times=3))
    clock = Clock()
    write(github, "success", "Ready", clock=clock)
    assert github.state.statuses[-1].state == "success"
    assert clock.waits == list(PAUSES)


def test_a_limit_is_waited_for(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("POST"), limited(retry_after=7)))
    clock = Clock()
    write(github, "success", "Ready", clock=clock)
    assert (clock.waits, len(github.state.statuses)) == ([7], 1)


def test_a_lasting_fault_is_told(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("POST"), html(502), times=99))
    with pytest.raises(ApiError, match="GitHub answered 502"):
        write(github, "success", "Ready")
    assert len(github.seen) == 4


def test_a_refusal_is_not_asked_again(github: FakeGitHub) -> None:
    github.state.may_write = False
    with pytest.raises(ApiError, match="Resource not accessible by integration"):
        write(github, "success", "Ready")
    assert len(github.seen) == 1
