"""The client of GitHub's API, against a fake on loopback."""

import json
from collections.abc import Callable, Iterator

import pytest
from fakegithub import FakeGitHub, Fault, Pull, Reply, State, html, limited, on
from helpers.loopback import Said, serving
from helpers.step import Clock

from ml_readiness.github.api import Api, ApiError, ApiFault, needed
from ml_readiness.github.comment import Thread, marker
from ml_readiness.github.pull import snapshot
from ml_readiness.github.trigger import Site
from ml_readiness.model.errors import InputError, Problem

QUESTION = on("POST", "/graphql")
COMMENTS = "/repos/acme/fraud/issues/7/comments"


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub(State(pulls={7: Pull(number=7)})) as github:
        yield github


def client(github: FakeGitHub, clock: Clock | None = None, *, budget: float = 60.0) -> Api:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    return Api(site, "token-of-the-run", clock or Clock(), budget)


def said(value: object, status: int = 200) -> Reply:
    headers = {"Content-Type": "application/json"}
    return Reply(status=status, headers=headers, body=json.dumps(value).encode())


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"errors": [{"type": "FORBIDDEN", "message": "no"}], "data": None}, "denied"),
        ({"errors": [{"type": "FORBIDDEN", "message": "has an IP allow list"}]}, "barred"),
        ({"errors": [{"type": "INSUFFICIENT_SCOPES", "message": "no"}]}, "denied"),
        ({"errors": [{"type": "NOT_FOUND", "message": "no"}]}, "absent"),
        ({"errors": [{"type": "RATE_LIMITED", "message": "no"}]}, "limited"),
        ({"errors": [{"message": "no"}]}, "refused"),
        ({"errors": ["no"]}, "unreadable"),
        ({"errors": "no"}, "unreadable"),
        ({"data": None}, "unreadable"),
        ({"data": {"viewer": None}}, "unreadable"),
        ({"data": {"viewer": {"login": "x"}, "repository": {"pullRequest": None}}}, "unreadable"),
        ({"data": {"viewer": {"login": 7}, "repository": {"pullRequest": {}}}}, "unreadable"),
    ],
)
def test_what_a_query_may_answer_instead(github: FakeGitHub, answer: object, fault: str) -> None:
    github.faults.append(Fault(QUESTION, said(answer)))
    with pytest.raises(ApiError) as caught:
        snapshot(client(github), "acme/fraud", 7, "1" * 40, [])
    assert caught.value.fault == fault
    assert "GitHub" in caught.value.message


def test_what_can_be_repeated_is_asked_again_with_longer_pauses(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("GET"), html(503), times=4))
    clock = Clock()
    assert list(client(github, clock).pages(COMMENTS)) == []
    assert clock.waits == [1, 2, 4, 8]


def test_the_budget_ends_all_asking(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("GET"), html(503), times=1_000))
    clock = Clock()
    api = client(github, clock, budget=10)
    with pytest.raises(ApiError):
        list(api.pages(COMMENTS))
    with pytest.raises(ApiError):
        list(api.pages(COMMENTS))
    assert sum(clock.waits) < 10


@pytest.mark.parametrize("reply", [html(502), said({"message": "x"}, 408), html(201)])
def test_a_post_is_sent_once(github: FakeGitHub, reply: Reply) -> None:
    github.faults.append(Fault(on("POST"), reply, times=1_000))
    with pytest.raises(ApiError) as caught:
        client(github).post(COMMENTS, {"body": "x"})
    assert caught.value.unsure
    assert len(github.seen) == 1


def test_a_post_that_was_surely_not_carried_out_is_repeated(github: FakeGitHub) -> None:
    github.faults.append(Fault(on("POST"), limited(retry_after=3)))
    clock = Clock()
    assert client(github, clock).post(COMMENTS, {"body": "x"})["body"] == "x"
    assert clock.waits == [3]


def test_a_netrc_file_does_not_take_the_place_of_the_token(
    github: FakeGitHub, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("default login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    list(client(github).pages(COMMENTS))
    assert github.seen[0].headers["authorization"] == "Bearer token-of-the-run"


OLD = "/repos/acme/old/issues/7/comments"


def test_504_a_renamed_repository_is_followed(github: FakeGitHub) -> None:
    github.state.former = "acme/old"
    github.state.comment(7, "x")
    api = client(github)
    made = api.post(OLD, {"body": "y"})
    assert [item["body"] for item in api.pages(OLD)] == ["x", "y"]
    there = f"/repos/acme/old/issues/comments/{made['id']}"
    assert api.patch(there, {"body": "z"})["body"] == "z"
    api.delete(there)
    assert [comment.body for comment in github.state.comments] == ["x"]
    assert [seen.status for seen in github.seen] == [307, 201, 301, 200, 307, 200, 307, 204]
    assert snapshot(api, "acme/old", 7, "1" * 40, []).head == github.state.pulls[7].head_sha


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_504_a_relative_address_is_on_the_same_host(
    github: FakeGitHub, status: int, method: str
) -> None:
    github.faults.append(Fault(on(method), Reply(status=status, headers={"Location": COMMENTS})))
    api = client(github)
    done = api.pages(OLD) if method == "GET" else [api.post(OLD, {"body": "x"})]
    assert [each["body"] for each in done] == ([] if method == "GET" else ["x"])
    github.violations.clear()  # there is no such repository


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/repos/acme/fraud",
        "http://localhost:{own}/repos/acme/fraud",
        "https://127.0.0.1:{own}/repos/acme/fraud",
        "http://127.0.0.1:{own}@127.0.0.1:{port}/x",
        "http://127.0.0.1:{own}\\@127.0.0.1:{port}/x",
        "//127.0.0.1:{port}/x",
        "http://[/x",
    ],
)
def test_504_no_redirect_takes_the_token_to_another_host(
    github: FakeGitHub, status: int, location: str
) -> None:
    with serving(lambda _: Said(body=b"[]")) as other:
        own = github.url.rpartition(":")[2]
        there = location.format(port=other.port, own=own)
        github.faults.append(Fault(on("GET"), Reply(status=status, headers={"Location": there})))
        with pytest.raises(ApiError, match=f"GitHub answered {status}"):
            list(client(github).pages(COMMENTS))
        assert other.asked == []
    assert len(github.seen) == 1


def test_504_a_circle_is_left(github: FakeGitHub) -> None:
    circle = Reply(status=301, headers={"Location": f"{github.url}{COMMENTS}"})
    github.faults.append(Fault(on("GET"), circle, times=1_000))
    with pytest.raises(ApiError, match="GitHub answered 301"):
        client(github).get(COMMENTS)
    assert len(github.seen) == 4


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Resource not accessible by integration", "denied"),
        ("Resource not accessible by personal access token", "denied"),
        ("Must have admin rights to Repository.", "denied"),
        ("", "denied"),
        ("Unable to create comment because issue is locked.", "barred"),
        ("Repository was archived so is read-only.", "barred"),
        ("Resource protected by organization SAML enforcement. You must grant access.", "barred"),
        ("The `acme` organization has an IP allow list enabled", "barred"),
        ("User is blocked", "barred"),
        ("Sorry. Your account was suspended.", "barred"),
        ("x" * 400, "denied"),
    ],
)
def test_503_a_refusal_is_what_github_says(github: FakeGitHub, words: str, fault: str) -> None:
    github.faults.append(Fault(on("GET"), said({"message": words}, 403)))
    with pytest.raises(ApiError) as caught:
        client(github).get(COMMENTS)
    assert caught.value.fault == fault
    shown = f" ({words})" if words else ""
    if len(words) > 300:
        shown = f" ({'x' * 299}…)"
    assert caught.value.message == f"GitHub answered 403{shown}"


def test_G8_what_has_no_address_is_not_asked() -> None:
    site = Site(server="https://git.acme.example", rest=None, graphql=None)
    api = Api(site, "token-of-the-run", Clock())
    calls: list[Callable[[], object]] = [
        lambda: api.get(COMMENTS),
        lambda: list(api.pages(COMMENTS)),
        lambda: api.post(COMMENTS, {}),
        lambda: api.patch(COMMENTS, {}),
        lambda: api.delete(COMMENTS),
        lambda: api.query("{ viewer { login } }", {}),
    ]
    for call in calls:
        with pytest.raises(ApiError) as caught:
            call()
        assert caught.value.fault == "unaddressed"
    assert caught.value.message == (
        "the address of this server's GraphQL API is not known (GITHUB_GRAPHQL_URL)"
    )


def test_a_list_is_asked_for_with_what_is_wanted(github: FakeGitHub) -> None:
    github.state.pulls[8] = Pull(number=8, state="CLOSED", base_ref="a&b #c")
    asked = client(github).pages("/repos/acme/fraud/pulls", state="closed", base="a&b #c")
    assert [item["number"] for item in asked] == [8]
    [seen] = github.seen
    assert seen.query == {"state": "closed", "base": "a&b #c", "per_page": "100"}


@pytest.mark.parametrize("fault", ["denied", "barred", "absent", "refused", "limited"])
def test_what_is_needed_and_not_given_is_a_mistake_with_a_way_out(fault: ApiFault) -> None:
    with pytest.raises(InputError) as caught, needed("the tip cannot be read", hint="allow it"):
        raise ApiError(fault, "GitHub answered 4xx")
    way_out = "allow it" if fault in {"denied", "absent"} else None
    message = "the tip cannot be read: GitHub answered 4xx"
    assert caught.value.problems == (Problem(message=message, hint=way_out),)


@pytest.mark.parametrize("there", ["http://[", "http://[::1", "//[", "http://other.example/x"])
def test_a_next_page_that_is_nowhere(github: FakeGitHub, there: str) -> None:
    headers = {"Content-Type": "application/json", "Link": f'<{there}>; rel="next"'}
    github.faults.append(Fault(on("GET", COMMENTS), Reply(status=200, headers=headers, body=b"[]")))
    with pytest.raises(ApiError, match="next page is on another host"):
        list(client(github).pages(COMMENTS))


@pytest.mark.parametrize("user", ["github-actions[bot]", ["x"], 7, {"login": None}, None])
def test_a_comment_of_nobody_is_not_ours(github: FakeGitHub, user: object) -> None:
    mark = marker("")
    comment = {"id": 1, "body": f"{mark}\nold", "html_url": "https://x", "user": user}
    github.faults.append(Fault(on("GET", COMMENTS), said([comment])))
    viewer = github.state.viewer
    thread = Thread(api=client(github), repository="acme/fraud", number=7, viewer=viewer)
    assert thread.publish(f"{mark}\nnew", mark, create=False) is None


def test_a_comment_that_two_pages_list_is_one(github: FakeGitHub) -> None:
    """It moves to another page where one before it comes or goes."""
    mark = marker("")
    ours = github.state.comment(7, f"{mark}\nold")
    listed: dict[str, object] = {"id": ours.id, "body": ours.body, "html_url": "https://x"}
    listed["user"] = {"login": github.state.viewer}
    github.faults.append(Fault(on("GET", COMMENTS), said([listed, listed])))
    viewer = github.state.viewer
    thread = Thread(api=client(github), repository="acme/fraud", number=7, viewer=viewer)
    assert thread.publish(f"{mark}\nnew", mark, create=False)
    assert [comment.body for comment in github.state.comments] == [f"{mark}\nnew"]


def test_a_limit_without_a_wait_is_not_asked_again_at_once(github: FakeGitHub) -> None:
    clock = Clock()
    headers = {"Retry-After": "0", "Content-Type": "application/json"}
    refusal = Reply(status=429, headers=headers, body=b"{}")
    github.faults.append(Fault(on("GET", COMMENTS), refusal, times=10_000))
    with pytest.raises(ApiError, match="come back later"):
        list(client(github, clock).pages(COMMENTS))
    assert clock.waits == [1.0, 2.0, 4.0, 8.0, 16.0]
