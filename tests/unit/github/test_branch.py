"""Where a branch stands now, and what it comes from."""

from collections.abc import Iterator

import pytest
from fakegithub import RESET, FakeGitHub, Fault, Pull, Reply, State, html, on
from helpers.step import Clock

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.branch import comes_from, tip
from ml_readiness.github.trigger import Site

COMMIT = "5" * 40
LASTING = 1_000


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as github:
        yield github


def asked(github: FakeGitHub, branch: str) -> str:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    return tip(Api(site, github.state.token, Clock()), github.state.repository, branch)


def refused(github: FakeGitHub, branch: str = "main") -> ApiError:
    with pytest.raises(ApiError) as caught:
        asked(github, branch)
    return caught.value


def with_branch(state: State, branch: str, commit: str = COMMIT) -> None:
    state.pulls[7] = Pull(number=7, base_ref=branch, base_sha=commit)


@pytest.mark.parametrize(
    ("branch", "path"),
    [
        ("main", "main"),
        ("release/1.x", "release/1.x"),
        ("fix-#12", "fix-%2312"),
        ("what?", "what%3F"),
        ("a&b=c;d", "a%26b%3Dc%3Bd"),
        ("100%", "100%25"),
        ("%2e%2e/x", "%252e%252e/x"),
        ("größe", "gr%C3%B6%C3%9Fe"),
        ("🧪", "%F0%9F%A7%AA"),
        ("a+b@{c", "a%2Bb%40%7Bc"),
    ],
)
def test_any_name_is_found_as_it_is(github: FakeGitHub, branch: str, path: str) -> None:
    with_branch(github.state, branch)
    assert asked(github, branch) == COMMIT
    [seen] = github.seen
    assert seen.target == f"/repos/acme/fraud/git/ref/heads/{path}"


def test_it_is_asked_anew_each_time(github: FakeGitHub) -> None:
    with_branch(github.state, "main")
    assert asked(github, "main") == COMMIT
    with_branch(github.state, "main", "6" * 40)
    assert asked(github, "main") == "6" * 40


def test_a_long_hash_is_one_too(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("GET"), reply(f'{{"object": {{"sha": "{"a" * 64}"}}}}')))
    assert asked(github, "main") == "a" * 64


def test_a_branch_that_is_gone_is_absent(github: FakeGitHub) -> None:
    with_branch(github.state, "other")
    error = refused(github)
    assert (error.fault, error.message) == ("absent", "GitHub answered 404 (Not Found)")


def reply(body: str, status: int = 200) -> Reply:
    headers = {"Content-Type": "application/json"}
    return Reply(status=status, headers=headers, body=body.encode())


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        "null",
        # A beginning of several names, as GitHub once answered.
        f'[{{"ref": "refs/heads/main-2", "object": {{"sha": "{COMMIT}"}}}}]',
        '{"object": null}',
        '{"object": {"sha": null}}',
        '{"object": {"sha": 5}}',
        '{"object": {"sha": ""}}',
        f'{{"object": {{"sha": "{COMMIT}\\n"}}}}',
        f'{{"object": {{"sha": "{"G" * 40}"}}}}',
        f'{{"object": {{"sha": "{"٣" * 40}"}}}}',
        f'{{"object": {{"sha": "{COMMIT}/../.."}}}}',
    ],
)
def test_an_answer_without_a_commit_is_none(github: FakeGitHub, body: str) -> None:
    github.faults.append(Fault(on("GET"), reply(body)))
    error = refused(github)
    assert (error.fault, error.message) == ("unreadable", "GitHub's answer names no commit")


def test_no_json_is_no_answer(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("GET"), html(200)))
    assert refused(github).fault == "unreadable"


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, "refused"), (403, "denied"), (404, "absent"), (409, "refused"), (503, "unreachable")],
)
def test_a_refusal_is_told(github: FakeGitHub, status: int, fault: str) -> None:
    github.faults.append(Fault(on("GET"), reply('{"message": "No"}', status), times=LASTING))
    error = refused(github)
    assert (error.fault, error.message) == (fault, f"GitHub answered {status} (No)")


def test_an_outage_that_passes_is_waited_for(github: FakeGitHub) -> None:
    with_branch(github.state, "main")
    github.faults += [Fault(on("GET"), html(502)), Fault(on("GET"), RESET)]
    assert asked(github, "main") == COMMIT
    assert len(github.seen) == 3


START, OLD, NEW, SIDE = "1" * 40, "2" * 40, "3" * 40, "4" * 40


@pytest.mark.parametrize(
    ("commit", "older", "answer"),
    [
        (NEW, OLD, True),
        (NEW, START, True),
        (NEW, NEW, True),
        (OLD, NEW, False),
        (NEW, SIDE, False),
        (NEW, COMMIT, False),
        (COMMIT, OLD, False),
    ],
)
def test_501_what_a_commit_comes_from(
    github: FakeGitHub, commit: str, older: str, answer: bool
) -> None:
    github.state.files = {START: {}, OLD: {}, NEW: {}, SIDE: {}}
    github.state.parents = {NEW: [OLD], OLD: [START], SIDE: [START]}
    assert compared(github, commit, older) == answer
    [seen] = github.seen
    assert seen.query == {"per_page": "1", "page": "2"}


def compared(github: FakeGitHub, commit: str, older: str) -> bool:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    api = Api(site, github.state.token, Clock())
    return comes_from(api, github.state.repository, commit, older)


@pytest.mark.parametrize("body", ["{}", "[]", "null", '{"status": null}', '{"status": "Ahead"}'])
def test_501_an_answer_that_compares_nothing_is_none(github: FakeGitHub, body: str) -> None:
    github.faults.append(Fault(on("GET"), reply(body)))
    with pytest.raises(ApiError, match="GitHub's answer does not compare the commits"):
        compared(github, NEW, OLD)


@pytest.mark.parametrize(
    ("status", "fault"), [(403, "denied"), (409, "refused"), (502, "unreachable")]
)
def test_501_a_refusal_says_nothing_about_a_branch(
    github: FakeGitHub, status: int, fault: str
) -> None:
    github.faults.append(Fault(on("GET"), reply('{"message": "No"}', status), times=LASTING))
    with pytest.raises(ApiError) as caught:
        compared(github, NEW, OLD)
    assert caught.value.fault == fault
