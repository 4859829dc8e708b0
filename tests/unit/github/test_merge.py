"""The test merge: judged when it is of the live base and the event's head, and only then."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakegithub import FakeGitHub, Fault, Pull, Reply, State, on
from helpers.step import Clock

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.event import Origin, Site
from ml_readiness.github.merge import (
    PATIENCE,
    Look,
    Merge,
    Obstacle,
    decide,
    look,
    open_pulls,
    settled,
)
from ml_readiness.model.errors import InputError

HEAD, BASE, MERGE, OTHER = ("1" * 40, "2" * 40, "3" * 40, "4" * 40)
GOOD = Look(
    open=True,
    head=HEAD,
    branch="main",
    tip=BASE,
    conflicts=False,
    merge=MERGE,
    parents=(BASE, HEAD),
)


def decided(**differs: object) -> Merge | Obstacle:
    return decide(replace(GOOD, **differs), HEAD, "main")  # type: ignore[arg-type]


def test_a_merge_of_the_head_with_the_live_tip_is_judged() -> None:
    assert decided() == Merge(commit=MERGE, base=BASE)


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"open": False}, "the pull request is closed"),
        ({"branch": "lax"}, "the pull request was for main, and is for lax now"),
        ({"tip": None}, "the base branch main is gone"),
        ({"conflicts": True, "merge": None}, "the pull request conflicts with main"),
    ],
)
def test_T7_what_waiting_does_not_mend(differs: dict[str, object], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Obstacle)
    assert (found.message, found.lasting) == (message, True)


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"head": OTHER}, f"the pull request has moved on to {OTHER}: this run is of {HEAD}"),
        ({"merge": None, "parents": ()}, "GitHub has made no test merge of the pull request"),
        ({"parents": (OTHER, HEAD)}, f"the test merge is with {OTHER}, and main is at {BASE} now"),
        ({"parents": (BASE, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (HEAD, BASE)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE,)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": ()}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (BASE, HEAD, OTHER)}, f"the test merge {MERGE} is not of {HEAD} with main"),
        ({"parents": (None, HEAD)}, f"the test merge is with None, and main is at {BASE} now"),
    ],
)
def test_T7_what_may_be_another_in_a_moment(differs: dict[str, object], message: str) -> None:
    found = decided(**differs)
    assert isinstance(found, Obstacle)
    assert (found.message, found.lasting) == (message, False)


def test_a_conflict_of_an_older_head_is_no_conflict_yet() -> None:
    found = decided(head=OTHER, conflicts=True)
    assert isinstance(found, Obstacle)
    assert not found.lasting


def test_it_is_asked_again_until_it_is_there() -> None:
    clock = Clock()
    looks = iter([replace(GOOD, merge=None), replace(GOOD, parents=(OTHER, HEAD)), GOOD])
    merge = settled(replace(GOOD, head=OTHER), lambda: next(looks), HEAD, clock)
    assert merge == Merge(commit=MERGE, base=BASE)
    assert clock.waits == [1, 2, 4]


def test_it_is_not_asked_for_longer_than_a_minute() -> None:
    clock = Clock()
    absent = replace(GOOD, merge=None)
    with pytest.raises(InputError, match="GitHub has made no test merge"):
        settled(absent, lambda: absent, HEAD, clock)
    assert clock.waits == [1, 2, 4, 8, 8, 8, 8, 8, 8]
    assert sum(clock.waits) <= PATIENCE


def test_the_branch_is_that_of_the_first_look() -> None:
    """The status is named after it, and a verdict against another must not stand there."""
    clock = Clock()
    with pytest.raises(InputError, match="was for main, and is for lax now"):
        settled(replace(GOOD, merge=None), lambda: replace(GOOD, branch="lax"), HEAD, clock)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    pull = Pull(number=7, head_sha=HEAD, base_sha=BASE, merge_sha=MERGE)
    with FakeGitHub(State(pulls={7: pull}, parents={MERGE: [BASE, HEAD]})) as github:
        yield github


def api(github: FakeGitHub) -> Api:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    return Api(site, github.state.token, Clock())


def test_one_question_has_all_of_it(github: FakeGitHub) -> None:
    assert look(api(github), "acme/fraud", 7) == GOOD
    assert len(github.seen) == 1


@pytest.mark.parametrize(
    ("mergeable", "merge", "conflicts"),
    [("CONFLICTING", None, True), ("UNKNOWN", None, False), ("UNKNOWN", MERGE, False)],
)
def test_what_GitHub_has_not_made_is_not_there(
    github: FakeGitHub, mergeable: str, merge: str | None, conflicts: bool
) -> None:
    github.state.pulls[7].mergeable, github.state.pulls[7].merge_sha = mergeable, merge
    seen = look(api(github), "acme/fraud", 7)
    assert (seen.merge, seen.conflicts) == (merge, conflicts)


@pytest.mark.parametrize("state", ["CLOSED", "MERGED"])
def test_a_closed_one_is_not_open(github: FakeGitHub, state: str) -> None:
    github.state.pulls[7].state = state
    assert not look(api(github), "acme/fraud", 7).open


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
    ],
)
def test_an_answer_of_another_shape_is_no_merge(github: FakeGitHub, pull: bytes) -> None:
    body = GRAPHQL % pull
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=body)
    github.faults.append(Fault(on("POST", "/graphql"), reply))
    with pytest.raises(ApiError, match="GitHub's answer has"):
        look(api(github), "acme/fraud", 7)


def numbers(github: FakeGitHub, origin: Origin) -> list[int]:
    return [pull.number for pull in open_pulls(api(github), "acme/fraud", origin)]


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
    origin = Origin(repository=fork or "acme/fraud", branch=branch, commit=HEAD)
    found = open_pulls(api(github), "acme/fraud", origin)
    assert [(each.number, each.into) for each in found] == [(2, "release"), (1, "main")]
    [seen] = github.seen
    assert seen.query["head"] == f"{(fork or 'acme').partition('/')[0]}:{branch}"


def test_all_pages_are_read(github: FakeGitHub) -> None:
    pulls = {n: Pull(number=n, head_sha=HEAD if n == 1 else OTHER) for n in range(1, 202)}
    github.state.pulls = pulls
    assert numbers(github, Origin(repository="acme/fraud", branch="feature", commit=HEAD)) == [1]
    assert len(github.seen) == 3


def test_a_list_that_is_none_is_not_empty(github: FakeGitHub) -> None:
    reply = Reply(status=200, headers={"Content-Type": "application/json"}, body=b"{}")
    github.faults.append(Fault(on("GET", "/pulls"), reply))
    with pytest.raises(ApiError, match="something that is no list"):
        numbers(github, Origin(repository="acme/fraud", branch="feature", commit=HEAD))
