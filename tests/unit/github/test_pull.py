"""Pull requests as they are now, asked of a fake on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fakegithub import FakeGitHub, Fault, Pull, Reply, State, on
from helpers.step import Clock

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.pull import LivePull, live_pull, open_pulls
from ml_readiness.github.trigger import RunHead, Site

HEAD, BASE, MERGE, OTHER = ("1" * 40, "2" * 40, "3" * 40, "4" * 40)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    pull = Pull(number=7, head_sha=HEAD, base_sha=BASE, merge_sha=MERGE)
    with FakeGitHub(State(pulls={7: pull}, parents={MERGE: [BASE, HEAD]})) as github:
        yield github


def api(github: FakeGitHub) -> Api:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    return Api(site, github.state.token, Clock())


def test_one_question_has_all_of_it(github: FakeGitHub) -> None:
    assert live_pull(api(github), "acme/fraud", 7) == LivePull(
        open=True,
        head=HEAD,
        branch="main",
        tip=BASE,
        conflicts=False,
        merge=MERGE,
        parents=(BASE, HEAD),
        made=datetime(2026, 11, 23, tzinfo=UTC).timestamp(),
        retargeted=None,
    )
    assert len(github.seen) == 1


def test_501_the_last_change_of_the_base_is_known(github: FakeGitHub) -> None:
    for day, automatic in ((1, False), (2, True)):
        github.state.retarget(7, "main", BASE, f"2026-11-0{day}T00:00:00Z", automatic=automatic)
    github.state.committed[MERGE] = "2026-11-02T12:00:00+02:00"
    seen = live_pull(api(github), "acme/fraud", 7)
    assert seen.retargeted == datetime(2026, 11, 2, tzinfo=UTC).timestamp()
    assert seen.made == datetime(2026, 11, 2, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("mergeable", "merge", "conflicts"),
    [("CONFLICTING", None, True), ("UNKNOWN", None, False), ("UNKNOWN", MERGE, False)],
)
def test_what_GitHub_has_not_made_is_not_there(
    github: FakeGitHub, mergeable: str, merge: str | None, conflicts: bool
) -> None:
    github.state.pulls[7].mergeable, github.state.pulls[7].merge_sha = mergeable, merge
    seen = live_pull(api(github), "acme/fraud", 7)
    assert (seen.merge, seen.conflicts) == (merge, conflicts)


@pytest.mark.parametrize("state", ["CLOSED", "MERGED"])
def test_a_closed_one_is_not_open(github: FakeGitHub, state: str) -> None:
    github.state.pulls[7].state = state
    assert not live_pull(api(github), "acme/fraud", 7).open


GRAPHQL = b'{"data": {"repository": {"pullRequest": %b}}}'
SIDES = b'"state": "OPEN", "headRefOid": "x", "baseRefName": "main", "mergeable": "MERGEABLE"'


@pytest.mark.parametrize(
    "pull",
    [
        b"null",
        b"[]",
        b"{}",
        b"{%b}" % SIDES,
        b'{%b, "baseRef": 7, "potentialMergeCommit": null}' % SIDES,
        b'{%b, "baseRef": {"target": {"oid": "main"}}, "potentialMergeCommit": null}' % SIDES,
        b'{%b, "baseRef": null, "potentialMergeCommit": {"oid": 7}}' % SIDES,
        b'{%b, "baseRef": null, "potentialMergeCommit": {"oid": "%b", "parents": {"nodes": [7]}}}'
        % (SIDES, b"3" * 40),
        b'{%b, "baseRef": null, "potentialMergeCommit": null, "timelineItems": null}' % SIDES,
        b'{%b, "baseRef": null, "potentialMergeCommit": null, "timelineItems": {"nodes": [7]}}'
        % SIDES,
        b'{%b, "baseRef": null, "potentialMergeCommit": null, "timelineItems": {"nodes": [{"'
        b'createdAt": "2026-11-02T12:00:00"}]}}' % SIDES,
        b'{%b, "baseRef": null, "timelineItems": {"nodes": []}, "potentialMergeCommit": {"oid": '
        b'"%b", "committedDate": "today", "parents": {"nodes": []}}}' % (SIDES, b"3" * 40),
        b'{%b, "baseRef": null, "timelineItems": {"nodes": []}, "potentialMergeCommit": {"oid": '
        b'"%b", "parents": {"nodes": []}}}' % (SIDES, b"3" * 40),
    ],
)
def test_an_answer_of_another_shape_is_no_merge(github: FakeGitHub, pull: bytes) -> None:
    body = GRAPHQL % pull
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=body)
    github.faults.append(Fault(on("POST", "/graphql"), reply))
    with pytest.raises(ApiError, match="GitHub's answer has"):
        live_pull(api(github), "acme/fraud", 7)


def numbers(github: FakeGitHub, head: RunHead) -> list[int]:
    return [pull.number for pull in open_pulls(api(github), "acme/fraud", head)]


ODD = "a&b=c #d %20+e/f"


@pytest.mark.parametrize("fork", [None, "somebody/fraud"])
@pytest.mark.parametrize("branch", ["feature", ODD, "ünï"])
def test_T9_the_pull_requests_of_a_head(github: FakeGitHub, fork: str | None, branch: str) -> None:
    def pull(number: int, **differs: object) -> Pull:
        given: dict[str, object] = {"head_sha": HEAD, "head_ref": branch, "fork": fork} | differs
        return Pull(number=number, **given)  # type: ignore[arg-type]

    github.state.pulls = {
        each.number: each
        for each in (
            pull(1),
            pull(2, base_ref="release"),
            pull(3, state="CLOSED"),
            pull(4, head_sha=OTHER),
            pull(5, head_ref="another"),
            pull(6, fork="somebody/else" if fork else "acme/other"),
        )
    }
    head = RunHead(repository=fork or "acme/fraud", branch=branch, commit=HEAD)
    found = open_pulls(api(github), "acme/fraud", head)
    assert [(each.number, each.into) for each in found] == [(2, "release"), (1, "main")]
    [seen] = github.seen
    assert seen.query["head"] == f"{(fork or 'acme').partition('/')[0]}:{branch}"


def test_504_a_branch_of_a_renamed_repository_is_found(github: FakeGitHub) -> None:
    github.state.former = "acme/old"
    github.state.pulls = {1: Pull(number=1, head_sha=HEAD), 2: Pull(number=2, fork="acme/other")}
    head = RunHead(repository="acme/old", branch="feature", commit=HEAD)
    assert [pull.number for pull in open_pulls(api(github), "acme/old", head)] == [1]


def test_all_pages_are_read(github: FakeGitHub) -> None:
    pulls = {n: Pull(number=n, head_sha=HEAD if n == 1 else OTHER) for n in range(1, 202)}
    github.state.pulls = pulls
    assert numbers(github, RunHead(repository="acme/fraud", branch="feature", commit=HEAD)) == [1]
    assert len(github.seen) == 3


def test_a_list_that_is_none_is_not_empty(github: FakeGitHub) -> None:
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=b"{}")
    github.faults.append(Fault(on("GET", "/pulls"), reply))
    with pytest.raises(ApiError, match="something that is no list"):
        numbers(github, RunHead(repository="acme/fraud", branch="feature", commit=HEAD))
