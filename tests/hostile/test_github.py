"""GitHub as it answers on a bad day: a warning at most, and the verdict stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakegithub import (
    AFTER,
    RESET,
    FakeGitHub,
    Fault,
    Reply,
    exhausted,
    html,
    limited,
    on,
    truncated,
)
from fakegithub.faults import Cut
from helpers.step import Step, known, repository, step

MARK = "<!-- ml-readiness -->"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


@pytest.fixture
def github(root: Path) -> Iterator[FakeGitHub]:
    with FakeGitHub(known(root)) as github:
        yield github


def comments(github: FakeGitHub) -> list[str]:
    return [comment.body.splitlines()[1] for comment in github.state.comments]


def whole(done: Step) -> None:
    """Everything but the comment is as on a good day."""
    assert done.status == 0
    assert done.outputs["passed"] == "true"
    assert done.summary.startswith("## ✅ Ready: 1 of 14")


def json_reply(status: int, message: str) -> Reply:
    body = f'{{"message": "{message}"}}'.encode()
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=body)


LASTING = 1_000
REQUESTS = {
    "the question": on("POST", "/graphql"),
    "the list": on("GET", "/comments"),
    "the post": on("POST", "/comments"),
}
NOT_ACCESSIBLE = "Resource not accessible by integration"
NO_ACCESS = json_reply(403, NOT_ACCESSIBLE)
BAD_DAYS: dict[str, Reply | Cut] = {
    "401": json_reply(401, "Bad credentials"),
    "403": NO_ACCESS,
    "404": json_reply(404, "Not Found"),
    "409": json_reply(409, "Conflict"),
    "410": json_reply(410, "Gone"),
    "422": json_reply(422, "Validation Failed"),
    "500": html(500),
    "redirect": Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}),
    "a page with 200": html(200),
    "half an answer": truncated(),
    "a list of nothing known": Reply(
        status=200, headers={"Content-Type": "application/json"}, body=b'[{"id": "x"}]'
    ),
    "a number": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"7"),
    "null": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"null"),
    "deep": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"[" * 99_999),
    "bytes": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"\xff\x00"),
    "reset": RESET,
}


@pytest.mark.parametrize("day", BAD_DAYS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_G1_what_GitHub_refuses_is_said_and_changes_no_verdict(
    root: Path, github: FakeGitHub, day: str, request_: str
) -> None:
    github.faults.append(Fault(REQUESTS[request_], BAD_DAYS[day], times=LASTING))
    done = step(root, github)
    whole(done)
    [said] = done.messages("warning") + done.messages("notice")
    assert said.startswith(("no comment: GitHub answered", "the comment could not be"))
    assert "Traceback" not in done.log
    assert "internal error" not in done.log
    # What cannot be read is not the same as no comment.
    assert github.state.comments == []


@pytest.mark.parametrize("request_", ["the question", "the list", "the post"])
def test_G1_a_passing_fault_costs_nothing(root: Path, github: FakeGitHub, request_: str) -> None:
    github.faults.append(Fault(REQUESTS[request_], html(502)))
    done = step(root, github)
    whole(done)
    assert done.messages("warning") == []
    assert comments(github) == ["## ✅ Ready: 1 of 14, needs 1"]


def test_G1_an_update_that_is_refused_is_said(root: Path, github: FakeGitHub) -> None:
    github.state.comment(7, f"{MARK}\nold")
    github.faults.append(Fault(on("PATCH"), NO_ACCESS))
    done = step(root, github)
    whole(done)
    [said] = done.messages("notice")
    assert said.startswith(
        f"no comment: GitHub answered 403 ({NOT_ACCESSIBLE}): the token may only"
    )


def test_G1_a_token_that_is_none_is_not_sent(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, token="a\nX-Evil: 1")
    whole(done)
    assert github.seen == []
    assert done.messages("notice") == ["no comment: the token has a character that no token has"]


def test_G1_a_token_of_a_person_gets_its_permission_elsewhere(
    root: Path, github: FakeGitHub
) -> None:
    words = "Resource not accessible by personal access token"
    github.faults.append(Fault(on("POST", "/comments"), json_reply(403, words), times=LASTING))
    [said] = step(root, github).messages("notice")
    assert said == (
        f"no comment: GitHub answered 403 ({words}): the token may only read. "
        "Give the personal access token the permission `pull-requests: write`"
    )


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (limited(retry_after=7), 7),
        (limited(retry_after=7, status=429), 7),
        (exhausted(reset=1_000_020), 21),
        (exhausted(reset=999_000), 1),
    ],
)
@pytest.mark.parametrize("request_", REQUESTS)
def test_G2_a_limit_with_its_time_is_waited_for(
    root: Path, github: FakeGitHub, reply: Reply, wait: int, request_: str
) -> None:
    github.faults.append(Fault(REQUESTS[request_], reply))
    done = step(root, github)
    whole(done)
    assert done.clock.waits == [wait]
    assert comments(github) == ["## ✅ Ready: 1 of 14, needs 1"]
    assert done.messages("warning") == []


@pytest.mark.parametrize(
    "reply",
    [
        limited(retry_after=3600),
        exhausted(reset=2_000_000),
        json_reply(429, "Too Many Requests"),
        json_reply(403, "You have exceeded a secondary rate limit"),
        json_reply(403, "You have triggered an abuse detection mechanism."),
    ],
)
def test_G2_a_limit_beyond_the_budget_is_a_warning(
    root: Path, github: FakeGitHub, reply: Reply
) -> None:
    github.faults.append(Fault(on("GET", "/comments"), reply, times=LASTING))
    done = step(root, github)
    whole(done)
    assert done.clock.waits == []
    assert "GitHub asks to come back later" in done.messages("warning")[0]


def test_G2_all_waiting_together_stays_in_the_budget(root: Path, github: FakeGitHub) -> None:
    github.faults.append(Fault(on("GET", "/comments"), limited(retry_after=25), times=LASTING))
    done = step(root, github)
    whole(done)
    assert done.clock.waits == [25, 25]


def test_G3_a_post_that_succeeded_in_silence_is_not_repeated(
    root: Path, github: FakeGitHub
) -> None:
    github.faults.append(Fault(on("POST", "/comments"), AFTER))
    done = step(root, github)
    whole(done)
    assert comments(github) == ["## ✅ Ready: 1 of 14, needs 1"]
    assert done.outputs["comment-url"].endswith(f"#issuecomment-{github.state.comments[0].id}")
    assert len([s for s in github.seen if s.method == "POST" and s.path != "/graphql"]) == 1


def test_G3_a_post_that_never_arrived_is_repeated(root: Path, github: FakeGitHub) -> None:
    github.faults.append(Fault(on("POST", "/comments"), RESET))
    whole(step(root, github))
    assert comments(github) == ["## ✅ Ready: 1 of 14, needs 1"]


def test_G3_duplicates_of_an_earlier_accident_are_removed(root: Path, github: FakeGitHub) -> None:
    first = github.state.comment(7, f"{MARK}\nold")
    github.state.comment(7, f"{MARK}\nolder")
    github.state.comment(7, f"{MARK}\nstranger", login="somebody")
    whole(step(root, github))
    assert [c.id for c in github.state.comments if c.login == github.state.viewer] == [first.id]
    assert len(github.state.comments) == 2


@pytest.mark.parametrize("reply", [html(200), Reply(status=200), json_reply(202, "Later")])
def test_G3_a_duplicate_that_may_still_be_there_is_told(
    root: Path, github: FakeGitHub, reply: Reply
) -> None:
    for _ in range(2):
        github.state.comment(7, f"{MARK}\nold")
    github.faults.append(Fault(on("DELETE"), reply))
    done = step(root, github)
    whole(done)
    assert len(github.state.comments) == 2
    [said] = done.messages("warning")
    assert "to what deletes, and not 204" in said


def test_G4_the_next_page_is_followed_on_the_same_host_only(root: Path, github: FakeGitHub) -> None:
    elsewhere = Reply(
        status=200,
        headers={
            "Content-Type": "application/json",
            "Link": '<http://127.0.0.1:1/steal?page=2>; rel="next"',
        },
        body=b"[]",
    )
    github.faults.append(Fault(on("GET", "/comments"), elsewhere))
    done = step(root, github)
    whole(done)
    assert "GitHub's next page is on another host" in done.messages("warning")[0]
    assert github.state.comments == []


def test_G4_a_list_without_end_is_left(root: Path, github: FakeGitHub) -> None:
    again = Reply(
        status=200,
        headers={
            "Content-Type": "application/json",
            "Link": f'<{github.url}/repos/acme/fraud/issues/7/comments?per_page=100>; rel="next"',
        },
        body=b"[]",
    )
    github.faults.append(Fault(on("GET", "/comments"), again, times=LASTING))
    done = step(root, github)
    whole(done)
    assert "more than 100 pages" in done.messages("warning")[0]


def test_M4_a_stranger_cannot_take_the_place_of_our_comment(root: Path, github: FakeGitHub) -> None:
    theirs = github.state.comment(7, f"{MARK}\n## ✅ Ready: 14 of 14", login="somebody")
    ours = github.state.comment(7, f"{MARK}\nold")
    whole(step(root, github))
    assert theirs.body == f"{MARK}\n## ✅ Ready: 14 of 14"
    assert ours.body.splitlines()[1] == "## ✅ Ready: 1 of 14, needs 1"
