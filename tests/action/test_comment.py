"""The comment on a pull request: one, ours, and about the head."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Fault, Reply, Seen, on
from helpers.step import (
    FAILING,
    MANIFEST,
    blobs,
    known,
    pull_of,
    pull_payload,
    push,
    repository,
    step,
)

MARK = "<!-- ml-readiness -->"
PASSING_LINE = "## ✅ Ready: 1 of 14, needs 1"
FAILING_LINE = "## ❌ Not ready: 1 of 14, needs 2"


def bodies(github: FakeGitHub) -> list[str]:
    return [comment.body for comment in github.state.comments]


def change(root: Path, github: FakeGitHub, files: dict[str, str]) -> str:
    """A second push to the pull request; the new head."""
    head = push(root, files)
    github.state.pulls[7] = pull_of(root)
    github.state.files[head] = blobs(root, head)
    return head


def test_the_first_run_comments(root: Path, github: FakeGitHub) -> None:
    done = step(root, github)
    [comment] = github.state.comments
    assert comment.body.splitlines()[:2] == [MARK, PASSING_LINE]
    assert done.outputs["comment-url"] == (
        f"https://github.com/acme/fraud/pull/7#issuecomment-{comment.id}"
    )
    assert (done.status, done.messages("warning"), done.messages("notice")) == (0, [], [])


def test_a_second_push_updates_the_comment_that_is_there(root: Path, github: FakeGitHub) -> None:
    step(root, github)
    first = github.state.comments[0].id
    head = change(root, github, FAILING)
    assert step(root, github).status == 1
    [comment] = github.state.comments
    assert comment.id == first
    assert comment.body.splitlines()[1] == FAILING_LINE
    assert f"commit `{head[:12]}` against" in comment.body


def test_a_comment_that_says_the_same_is_left_alone(root: Path, github: FakeGitHub) -> None:
    step(root, github)
    del github.seen[:]
    step(root, github)
    assert [seen.method for seen in github.seen] == ["POST", "GET"]
    assert github.seen[0].path == "/graphql"


def test_ours_is_found_among_many_on_the_third_page(root: Path, github: FakeGitHub) -> None:
    for index in range(250):
        github.state.comment(7, f"remark {index}", login="somebody")
    ours = github.state.comment(7, f"{MARK}\nold")
    for index in range(20):
        github.state.comment(7, f"remark {index}", login="somebody")
    step(root, github)
    assert len(github.state.comments) == 271
    assert ours.body.splitlines()[1] == PASSING_LINE


def test_a_stranger_with_our_marker_is_never_touched(root: Path, github: FakeGitHub) -> None:
    theirs = [
        github.state.comment(7, f"{MARK}\nReady: 14 of 14", login="github-actions"),
        github.state.comment(7, f"{MARK}\nReady: 14 of 14", login="somebody"),
    ]
    quoting = github.state.comment(7, f"> {MARK}\nwhat is this?")
    step(root, github)
    assert [comment.body for comment in theirs] == [f"{MARK}\nReady: 14 of 14"] * 2
    assert quoting.body == f"> {MARK}\nwhat is this?"
    assert len(github.state.comments) == 4


def test_two_gates_have_a_comment_each(root: Path, github: FakeGitHub) -> None:
    step(root, github)
    step(root, github, comment_id="nightly")
    step(root, github, comment_id="nightly-2")
    step(root, github, comment_id="nightly")
    first_lines = [body.splitlines()[0] for body in bodies(github)]
    assert first_lines == [MARK, "<!-- ml-readiness:nightly -->", "<!-- ml-readiness:nightly-2 -->"]


def test_two_runs_at_once_leave_one_comment(root: Path, github: FakeGitHub) -> None:
    """Both have seen no comment before either posts."""
    meeting = threading.Barrier(2, timeout=10)

    def meet(seen: Seen) -> None:
        if seen.method == "POST" and seen.path.endswith("/comments"):
            meeting.wait()

    github.before = meet
    with ThreadPoolExecutor() as runs:
        done = list(runs.map(lambda _: step(root, github), range(2)))
    assert [each.status for each in done] == [0, 0]
    assert [body.splitlines()[1] for body in bodies(github)] == [PASSING_LINE]
    posted = [seen for seen in github.seen if seen.method == "POST" and seen.path != "/graphql"]
    assert len(posted) == 2
    assert {each.outputs["comment-url"] for each in done} == {
        f"https://github.com/acme/fraud/pull/7#issuecomment-{github.state.comments[0].id}"
    }


def test_a_head_that_has_moved_on_keeps_the_newer_comment(root: Path, github: FakeGitHub) -> None:
    step(root, github)
    before = bodies(github)
    old = pull_payload(github)
    old["pull_request"]["head"]["sha"] = "9" * 40
    done = step(root, github, payload=old, minimum_score="3")
    assert (done.status, bodies(github)) == (1, before)
    now = github.state.pulls[7].head_sha
    assert done.messages("notice") == [f"no comment: the pull request has moved on to {now}"]


def test_a_read_only_token_costs_the_comment_and_nothing_else(
    root: Path, github: FakeGitHub
) -> None:
    github.state.may_write = False
    done = step(root, github)
    assert (done.status, bodies(github)) == (0, [])
    [notice] = done.messages("notice")
    own_words = (
        "no comment: GitHub answered 403 (Resource not accessible by integration): the token "
    )
    assert notice.startswith(f"{own_words}may only read. A pull request from a fork")
    assert done.messages("warning") == []
    assert done.outputs["passed"] == "true"
    assert done.summary.startswith(PASSING_LINE)


def test_without_a_token_nothing_is_asked(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, token="")
    assert (done.status, github.seen) == (0, [])
    assert done.messages("notice") == ["no comment: the input github-token is empty"]


def test_an_invalid_manifest_gets_a_comment_with_its_errors(root: Path, github: FakeGitHub) -> None:
    head = change(root, github, {"ml-readiness.yml": MANIFEST.replace("baseline", "baselin")})
    done = step(root, github)
    assert done.status == 2
    [body] = bodies(github)
    assert body.splitlines()[1] == "## ❌ Could not be evaluated"
    page = f"https://github.com/acme/fraud/blob/{head}/ml-readiness.yml#L5"
    assert f"- ❌ [`ml-readiness.yml:5:11`]({page}): unknown" in body
    assert "did you mean 'baseline'?" in body


def test_bad_inputs_get_a_comment_too(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, minimum_score="80%")
    assert done.status == 2
    [body] = bodies(github)
    assert "the input minimum-score 80% is not a number of 0 or more" in body


@pytest.mark.parametrize("there", [True, False])
def test_on_failure_only_what_is_there_is_kept_up_to_date(
    root: Path, github: FakeGitHub, there: bool
) -> None:
    if there:
        github.state.comment(7, f"{MARK}\nold")
    step(root, github, comment="failure")
    assert [body.splitlines()[1] for body in bodies(github)] == [PASSING_LINE] * there
    step(root, github, comment="failure", minimum_score="2")
    assert [body.splitlines()[1] for body in bodies(github)] == [FAILING_LINE]


def test_off_asks_nothing_and_says_nothing(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, comment="off")
    assert (github.seen, done.messages("notice")) == ([], [])


def test_lines_are_linked_where_the_head_has_them(root: Path, github: FakeGitHub) -> None:
    broken = {"ml-readiness.yml": MANIFEST.replace("model/age.jsonl", "docs/gone.md")}
    head = change(root, github, broken)
    page = f"https://github.com/acme/fraud/blob/{head}/ml-readiness.yml"
    step(root, github)
    assert f"[`ml-readiness.yml:7`]({page}#L7)" in bodies(github)[0]
    # The base has changed the file too, so the merge has other lines than the head.
    github.state.files[head]["ml-readiness.yml"] += b"# one line more\n"
    step(root, github)
    assert f"[`ml-readiness.yml:7`]({page})" in bodies(github)[0]


def test_a_root_inside_the_repository_is_linked_from_its_top(tmp_path: Path) -> None:
    files = {f"services/fraud/{name}": text for name, text in FILES_BELOW.items()}
    root = repository(tmp_path, files)
    with FakeGitHub(known(root)) as github:
        done = step(root, github, root="services/fraud")
        [body] = bodies(github)
    page = f"https://github.com/acme/fraud/blob/{pull_of(root).head_sha}/services/fraud"
    assert f"[`ml-readiness.yml:7`]({page}/ml-readiness.yml#L7)" in body
    assert f"[`model/cost.jsonl`]({page}/model/cost.jsonl)" in body
    assert "file=services/fraud/ml-readiness.yml,line=7" in done.log


FILES_BELOW = {
    "ml-readiness.yml": MANIFEST.replace("model/age.jsonl", "docs/gone.md"),
    "model/cost.jsonl": "# Cost\n",
}


@pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch"])
def test_other_events_have_no_comment(root: Path, github: FakeGitHub, event: str) -> None:
    done = step(root, github, event=event, payload={})
    assert (done.status, github.seen, done.messages("notice")) == (0, [], [])
    assert done.outputs["sha"] != ""


def test_503_a_locked_conversation_is_told_in_githubs_words(root: Path, github: FakeGitHub) -> None:
    github.state.pulls[7].locked = True
    done = step(root, github)
    assert (done.status, done.messages("warning")) == (0, [])
    assert done.messages("notice") == [
        "no comment: GitHub answered 403 (Unable to create comment because issue is locked.)"
    ]


def test_503_an_archived_repository_is_told_in_githubs_words(
    root: Path, github: FakeGitHub
) -> None:
    github.state.archived = True
    done = step(root, github, status="true")
    assert (done.status, done.messages("warning")) == (0, [])
    assert done.messages("notice") == [
        "no comment and no status: GitHub answered 403 (Repository was archived so is read-only.)"
    ]


def test_503_an_ip_allow_list_is_told_in_githubs_words(root: Path, github: FakeGitHub) -> None:
    github.state.admitted = False
    done = step(root, github, status="true")
    assert (done.status, done.messages("warning")) == (0, [])
    [notice] = done.messages("notice")
    assert notice.startswith("no comment and no status: GitHub answered: Although you appear")
    assert "has an IP allow list enabled" in notice
    assert "permission" not in notice
    assert "fork" not in notice


def test_503_what_lacks_a_permission_is_told_beside_what_does_not(
    root: Path, github: FakeGitHub
) -> None:
    github.state.pulls[7].locked = True
    words = b'{"message": "Resource not accessible by integration"}'
    reply = Reply(status=403, headers={"Content-Type": "application/json"}, body=words)
    github.faults.append(Fault(on("POST", github.state.pulls[7].head_sha), reply))
    done = step(root, github, status="true")
    [notice] = done.messages("notice")
    assert "issue is locked.); GitHub answered 403 (Resource not accessible" in notice
    assert notice.endswith("give the job the permission `statuses: write`")


def test_504_the_comment_on_a_renamed_repository_is_kept_up_to_date(
    root: Path, github: FakeGitHub
) -> None:
    github.state.repository, github.state.former = "acme/detector", "acme/fraud"
    first = step(root, github, status="true")
    change(root, github, FAILING)
    second = step(root, github, status="true")
    assert (first.status, second.status) == (0, 1)
    for done in (first, second):
        assert done.messages("warning") == done.messages("notice") == []
    [comment] = github.state.comments
    assert comment.body.splitlines()[1] == FAILING_LINE
    assert [status.state for status in github.state.statuses] == ["success", "failure"]


OWN_SERVER = {"GITHUB_SERVER_URL": "https://git.acme.example"}


@pytest.mark.parametrize("api", ["", "https://api.github.com"])
def test_G8_a_server_without_addresses_loses_comment_and_status_with_one_notice(
    root: Path, github: FakeGitHub, api: str
) -> None:
    given = {"GITHUB_API_URL": api, "GITHUB_GRAPHQL_URL": f"{api}/graphql" if api else ""}
    done = step(root, github, status="true", environment=OWN_SERVER | given)
    assert (done.status, github.seen, done.messages("warning")) == (0, [], [])
    said = (
        "no comment and no status: the address of this server's GraphQL API is not known "
        "(GITHUB_GRAPHQL_URL); the address of this server's REST API is not known (GITHUB_API_URL)"
    )
    assert done.messages("notice") == [said]


def test_G8_a_server_without_one_address_loses_what_needs_it(
    root: Path, github: FakeGitHub
) -> None:
    environment = OWN_SERVER | {"GITHUB_GRAPHQL_URL": ""}
    done = step(root, github, status="true", environment=environment)
    assert (done.status, bodies(github), done.messages("warning")) == (0, [], [])
    assert [status.state for status in github.state.statuses] == ["success"]
    assert done.messages("notice") == [
        "no comment: the address of this server's GraphQL API is not known (GITHUB_GRAPHQL_URL)"
    ]
