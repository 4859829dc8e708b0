"""What is asked of GitHub about the runs of jobs, and what becomes of each answer."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fakegithub import RESET, FakeGitHub, Fault, Pull, Reply, Run, Workflow, exhausted, html, on
from helpers.step import Clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_readiness.github.api import Api
from ml_readiness.github.runs import MOST_ASKED, OwnActions, ask_runs
from ml_readiness.github.trigger import Site
from ml_readiness.model.runs import Histories, History, JobRun, Unasked

TIP, OLD = "2" * 40, "5" * 40
CI = ".github/workflows/ci.yml"
SOURCE = b"on: push\n"
DAY = "2026-11-20T23:59:59Z"
LASTING = 1_000


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as github:
        state = github.state
        state.pulls[7] = Pull(number=7, base_sha=TIP)
        state.files |= {TIP: {CI: SOURCE}, OLD: {CI: b"on: schedule\n"}}
        state.workflows.append(Workflow(id=1, path=CI))
        yield github


def asked(github: FakeGitHub, *paths: str, branch: str | None = "main") -> Histories:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    api = Api(site, github.state.token, Clock())
    name = github.state.repository
    place = OwnActions(repository=name, page=f"https://github.com/{name}", branch=branch)
    return ask_runs(lambda: api, place, paths or (CI,))


def history(github: FakeGitHub, **said: Any) -> History:
    found = asked(github, **said)[CI]
    assert isinstance(found, History)
    return found


def unasked(github: FakeGitHub) -> Unasked:
    found = asked(github)[CI]
    assert isinstance(found, Unasked)
    return found


def ran(github: FakeGitHub, **said: Any) -> Run:
    number = len(github.state.runs) + 1
    run = Run(**{"id": number, "path": CI, "created_at": DAY, "head_sha": OLD, **said})
    github.state.runs.append(run)
    return run


def test_a_workflow_and_its_newest_run(github: FakeGitHub) -> None:
    ran(github, created_at="2026-11-21T00:00:00Z", jobs={"a": "success", "b": "skipped"})
    ran(github, conclusion="failure")
    found = history(github)
    assert (found.branch, found.state, found.runs, found.lacking) == ("main", "active", 2, False)
    assert found.source == SOURCE
    assert found.newest
    assert found.newest.created == date(2026, 11, 21)
    assert found.newest.page == "https://github.com/acme/fraud/actions/runs/1"
    assert found.newest.source == b"on: schedule\n"
    assert found.newest.jobs == (
        JobRun(name="a", conclusion="success"),
        JobRun(name="b", conclusion="skipped"),
    )
    assert len(github.seen) == 4


def test_G9_the_day_is_that_of_the_first_attempt(github: FakeGitHub) -> None:
    ran(github, jobs={"a": "success"}, before=[{"a": "failure"}])
    found = history(github).newest
    assert found
    assert (found.created, found.jobs) == (
        date(2026, 11, 20),
        (JobRun(name="a", conclusion="success"),),
    )


@pytest.mark.parametrize("event", ["push", "schedule", "repository_dispatch", "workflow_run"])
def test_runs_of_these_events_count(github: FakeGitHub, event: str) -> None:
    ran(github, event=event)
    assert history(github).newest


@pytest.mark.parametrize(
    "said",
    [
        *({"event": event} for event in ("pull_request", "workflow_dispatch", "release", "issues")),
        *({"conclusion": end} for end in ("cancelled", "skipped", "neutral", "stale")),
        {"conclusion": "action_required"},
        {"fork": "someone/fraud"},
    ],
)
def test_G9_what_does_not_count_does_not_stand_before_what_does(
    github: FakeGitHub, said: dict[str, Any]
) -> None:
    ran(github, created_at="2026-11-24T00:00:00Z", **said)
    assert (history(github).newest, history(github).runs) == (None, 1)
    ran(github)
    found = history(github)
    assert found.newest
    assert (found.newest.page[-1], found.runs) == ("2", 2)


@pytest.mark.parametrize("said", [{"branch": "other"}, {"status": "in_progress"}])
def test_what_is_not_of_the_branch_or_not_over_is_not_there(
    github: FakeGitHub, said: dict[str, Any]
) -> None:
    ran(github, **said)
    assert (history(github).newest, history(github).runs) == (None, 0)


@pytest.mark.parametrize("end", ["failure", "timed_out", "startup_failure"])
def test_a_run_that_failed_counts(github: FakeGitHub, end: str) -> None:
    ran(github, conclusion=end)
    found = history(github).newest
    assert found
    assert found.conclusion == end


def test_only_the_newest_hundred_are_looked_at(github: FakeGitHub) -> None:
    ran(github)
    for _ in range(99):
        ran(github, created_at="2026-11-21T00:00:00Z", event="issues")
    assert history(github).newest
    ran(github, created_at="2026-11-21T00:00:00Z", event="issues")
    assert (history(github).newest, history(github).runs) == (None, 101)


def test_the_default_branch_is_asked_for_where_nobody_knows_it(github: FakeGitHub) -> None:
    github.state.default_branch = "trunk"
    github.state.pulls[7].base_ref = "trunk"
    ran(github, branch="trunk")
    found = history(github, branch=None)
    assert (found.branch, bool(found.newest), found.source) == ("trunk", True, SOURCE)
    assert github.seen[0].path == "/repos/acme/fraud"


def test_a_branch_that_no_text_can_name_has_no_runs(github: FakeGitHub) -> None:
    github.state.default_branch = "\ud800"
    ran(github)
    assert history(github, branch=None).newest is None
    assert "?" in {each.query.get("branch") for each in github.seen}


@pytest.mark.parametrize("state", ["disabled_manually", "disabled_inactivity", "deleted"])
def test_of_a_workflow_that_is_off_nothing_more_is_asked(github: FakeGitHub, state: str) -> None:
    github.state.workflows[0].state = state
    assert history(github) == History(branch="main", state=state)
    assert len(github.seen) == 1


def test_a_workflow_that_was_made_anew_is_the_active_one(github: FakeGitHub) -> None:
    for number in (2, 3):
        github.state.workflows.insert(0, Workflow(id=number, path=CI, state="deleted"))
    assert history(github).state == "active"
    github.state.workflows.reverse()
    assert history(github).state == "active"


def test_what_was_deleted_takes_the_place_of_nothing(github: FakeGitHub) -> None:
    other = ".github/workflows/other.yml"
    github.state.workflows += [
        Workflow(id=2, path=CI, state="deleted"),
        Workflow(id=3, path=other),
    ]
    found = asked(github, CI, other)
    assert [each.state for each in found.values() if isinstance(each, History)] == ["active"] * 2


def test_a_workflow_that_is_not_listed(github: FakeGitHub) -> None:
    github.state.workflows.clear()
    assert history(github) == History(branch="main")


def test_a_workflow_that_only_another_branch_has(github: FakeGitHub) -> None:
    github.state.files[TIP] = {}
    assert history(github).lacking


def test_the_list_of_workflows_has_pages(github: FakeGitHub) -> None:
    others = [Workflow(id=number, path=f"{number}.yml") for number in range(2, 212)]
    github.state.workflows[:0] = others
    assert history(github).state == "active"
    assert len(github.seen) == 5
    github.state.workflows += [Workflow(id=n, path=f"{n}.yml") for n in range(212, 1300)]
    github.seen.clear()
    assert history(github).state == "active"  # nothing is asked beyond what is looked for
    assert len(github.seen) == 5
    github.state.workflows.append(github.state.workflows.pop(210))
    assert unasked(github).reason == "unexpected-status"


@pytest.mark.parametrize(("jobs", "pages"), [(100, 1), (101, 2), (500, 5)])
def test_the_jobs_of_a_run_have_pages(github: FakeGitHub, jobs: int, pages: int) -> None:
    ran(github, jobs={f"a ({number})": "success" for number in range(jobs)})
    found = history(github).newest
    assert found
    assert found.jobs
    assert len(found.jobs) == jobs
    assert len(github.seen) == 3 + pages


def test_more_jobs_than_are_read_are_as_none(github: FakeGitHub) -> None:
    ran(github, jobs={f"a ({number})": "success" for number in range(501)})
    found = history(github).newest
    assert found
    assert (found.jobs, found.source) == (None, b"on: schedule\n")


def test_at_most_twenty_workflows_are_asked_the_first_first(github: FakeGitHub) -> None:
    paths = [f".github/workflows/{number}.yml" for number in range(25)]
    for number, path in enumerate(paths, 2):
        github.state.workflows.append(Workflow(id=number, path=path))
        github.state.files[TIP][path] = SOURCE
        ran(github, path=path, jobs={"a": "success"})
    found = asked(github, *paths)
    known = [path for path in paths if isinstance(found[path], History)]
    assert known == paths[:MOST_ASKED]
    assert {each.reason for each in found.values() if isinstance(each, Unasked)} == {"allowance"}
    assert len(github.seen) == 2 + 2 * MOST_ASKED
    assert all(found[path].source == SOURCE for path in known)  # type: ignore[union-attr]


LIST, RUNS, JOBS = "/actions/workflows", "/actions/workflows/1/runs", "/actions/runs/1/jobs"


def said(status: int, message: str = "Not Found") -> Reply:
    body = json.dumps({"message": message}).encode()
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=body)


@pytest.mark.parametrize(
    ("place", "reply", "reason"),
    [
        (LIST, said(403, "Resource not accessible by integration"), "jobs-not-readable"),
        (LIST, said(403, "enable SAML SSO"), "jobs-not-readable"),
        (LIST, said(401, "Bad credentials"), "jobs-not-readable"),
        (LIST, said(404), "jobs-not-readable"),
        (LIST, html(500), "server-error"),
        (LIST, RESET, "connection"),
        (LIST, exhausted(2_000_000), "rate-limited"),
        (LIST, said(200), "unexpected-status"),
        (RUNS, said(403, "Resource not accessible by integration"), "jobs-not-readable"),
        (RUNS, said(404), "unexpected-status"),
        (RUNS, html(502), "server-error"),
        (RUNS, exhausted(2_000_000, 429), "rate-limited"),
        (RUNS, said(200), "unexpected-status"),
        (JOBS, said(403, "Resource not accessible by integration"), "jobs-not-readable"),
        (JOBS, html(500), "server-error"),
    ],
)
def test_what_goes_wrong_is_told(github: FakeGitHub, place: str, reply: Any, reason: str) -> None:
    ran(github)
    github.faults.append(Fault(on("GET", place), reply, times=LASTING))
    found = unasked(github)
    assert found.reason == reason
    assert "GitHub" in found.message


@pytest.mark.parametrize("reply", [said(404), said(200)])
def test_jobs_that_cannot_be_listed_leave_the_run(github: FakeGitHub, reply: Reply) -> None:
    ran(github)
    github.faults.append(Fault(on("GET", JOBS), reply))
    found = history(github).newest
    assert found
    assert found.jobs is None


@pytest.mark.parametrize("reply", [html(502), said(200), said(403)])
def test_workflows_that_cannot_be_read_leave_the_rest(github: FakeGitHub, reply: Reply) -> None:
    ran(github)
    github.faults.append(Fault(on("POST", "/graphql"), reply, times=LASTING))
    found = history(github)
    assert found.newest
    assert (found.source, found.lacking, found.newest.source) == (None, False, None)


def test_a_workflow_too_long_to_be_whole_is_none(github: FakeGitHub) -> None:
    github.state.files[TIP] = {CI: b"#" * 600_000}
    assert (history(github).source, history(github).lacking) == (b"", False)


def test_nobody_is_asked_again_and_again(github: FakeGitHub) -> None:
    paths = [f".github/workflows/{number}.yml" for number in range(2, 9)]
    github.state.workflows += [
        Workflow(id=number, path=path) for number, path in enumerate(paths, 2)
    ]
    ran(github)
    github.faults.append(Fault(on("GET", "/actions/workflows/4/runs"), html(500), times=LASTING))
    found = asked(github, CI, *paths)
    reasons = [getattr(said, "reason", None) for said in found.values()]
    assert reasons == [None] * 3 + ["server-error"] * 5
    assert not [seen for seen in github.seen if "/5/runs" in seen.path]
    assert found[CI].newest.source == b"on: schedule\n"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "change",
    [
        {"head_repository": None},
        {"event": None},
        {"head_sha": "x"},
        {"conclusion": None},
        {"id": "1"},
    ],
)
def test_a_run_that_cannot_be_read_does_not_count(
    github: FakeGitHub, change: dict[str, Any]
) -> None:
    run = {
        "id": 1,
        "event": "push",
        "conclusion": "success",
        "created_at": DAY,
        "head_sha": OLD,
        "repository": {"id": 1},
        "head_repository": {"id": 1},
        **change,
    }
    body = json.dumps({"total_count": 1, "workflow_runs": [run, 5]}).encode()
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=body)
    github.faults.append(Fault(on("GET", RUNS), reply))
    assert (history(github).newest, history(github).runs) == (None, 0)


@pytest.mark.parametrize("time", ["", "yesterday", "2026-11-20", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_is_none_is_an_answer_that_cannot_be_read(
    github: FakeGitHub, time: str
) -> None:
    run = {
        "id": 1,
        "event": "push",
        "conclusion": "success",
        "created_at": time,
        "head_sha": OLD,
        "repository": {"id": 1},
        "head_repository": {"id": 1},
    }
    body = json.dumps({"total_count": 1, "workflow_runs": [run]}).encode()
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=body)
    github.faults.append(Fault(on("GET", RUNS), reply))
    assert unasked(github).reason == "unexpected-status"


def test_a_renamed_repository_is_itself(github: FakeGitHub) -> None:
    github.state.former, github.state.repository = "acme/fraud", "acme/scoring"
    ran(github, jobs={"a": "success"})
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    api = Api(site, github.state.token, Clock())
    place = OwnActions(repository="acme/fraud", page="https://github.com/x/y", branch="main")
    found = ask_runs(lambda: api, place, [CI])[CI]
    assert isinstance(found, History)
    assert found.newest
    assert found.newest.jobs == (JobRun(name="a", conclusion="success"),)


def test_a_token_that_is_none_shows_nothing(github: FakeGitHub) -> None:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    place = OwnActions(repository="acme/fraud", page="https://github.com/acme/fraud", branch="main")
    found = ask_runs(lambda: Api(site, "a b", Clock()), place, [CI])[CI]
    assert isinstance(found, Unasked)
    assert (found.reason, github.seen) == ("jobs-not-readable", [])


def test_without_an_address_for_queries_the_rest_is_told(github: FakeGitHub) -> None:
    ran(github)
    site = Site(server="https://github.com", rest=github.url, graphql=None)
    place = OwnActions(repository="acme/fraud", page="https://github.com/acme/fraud", branch="main")
    found = ask_runs(lambda: Api(site, github.state.token, Clock()), place, [CI])[CI]
    assert isinstance(found, History)
    assert (bool(found.newest), found.source) == (True, None)


WORDS = st.sampled_from(
    [*("id", "path", "state", "name", "event", "conclusion", "created_at", "head_sha"), CI, DAY]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | WORDS | st.just(OLD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
LISTS = {LIST: "workflows", RUNS: "workflow_runs", JOBS: "jobs"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from([*LISTS, "/graphql"]), said=ANYTHING, whole=st.booleans())
def test_whatever_is_answered_is_taken(
    github: FakeGitHub, place: str, said: Any, *, whole: bool
) -> None:
    github.state.runs.clear()
    ran(github, jobs={"a": "success"})
    listed = {"total_count": 1, LISTS.get(place, "data"): [said]}
    body = json.dumps(said if whole else listed).encode()
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=body)
    method = "POST" if place == "/graphql" else "GET"
    github.faults[:] = [Fault(on(method, place), reply, times=LASTING)]
    assert list(asked(github)) == [CI]
