"""The fake of GitHub refuses what GitHub would refuse, and says only what GitHub could say."""

import contextlib
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import requests
from fakegithub import (
    AFTER,
    RESET,
    TWICE,
    FakeGitHub,
    Fault,
    Hang,
    Instead,
    Link,
    Meanwhile,
    Program,
    Pull,
    Run,
    State,
    Submodule,
    Workflow,
    exhausted,
    html,
    limited,
    on,
    truncated,
)
from fakegithub import state as known
from helpers.gitrepo import git, init
from helpers.harness import write

HEADERS = {
    "Accept": "application/vnd.github+json",
    "Authorization": "Bearer token-of-the-run",
    "User-Agent": "tests",
    "X-GitHub-Api-Version": "2022-11-28",
}
COMMENTS = "/repos/acme/fraud/issues/7/comments"
HEAD = "1" * 40

Ask = Callable[..., requests.Response]


@pytest.fixture
def state() -> State:
    return State(pulls={7: Pull(number=7)}, files={HEAD: {"a.yml": b"a: 1\n", "b/c.txt": b"c"}})


@pytest.fixture
def github(state: State) -> Iterator[FakeGitHub]:
    """A fake whose test says itself what is violated."""
    with FakeGitHub(state) as github:
        yield github
        violations, github.violations = github.violations, []
    assert violations == []


@contextlib.contextmanager
def asking(github: FakeGitHub) -> Iterator[Ask]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(HEADERS)

        def ask(method: str, path: str, **options: Any) -> requests.Response:
            there = path if path.startswith("http") else github.url + path
            return session.request(method, there, timeout=5, **options)

        yield ask


@pytest.fixture
def ask(github: FakeGitHub) -> Iterator[Ask]:
    with asking(github) as ask:
        yield ask


def violations(github: FakeGitHub) -> str:
    """What was violated, which then does not count."""
    found = "\n".join(github.violations)
    github.violations.clear()
    return found


def query(ask: Ask, text: str, **variables: object) -> Any:
    answer = ask("POST", "/graphql", json={"query": text, "variables": variables})
    assert answer.status_code == 200
    return answer.json()


def test_a_comment_is_made_found_changed_and_deleted(ask: Ask, state: State) -> None:
    made = ask("POST", COMMENTS, json={"body": "one"})
    assert made.status_code == 201
    there = made.headers["Location"]
    assert made.json()["user"]["login"] == "github-actions[bot]"
    assert made.json()["user"]["type"] == "Bot"
    assert ask("GET", there).json() == made.json() == ask("GET", COMMENTS).json()[0]

    changed = ask("PATCH", there, json={"body": "two"})
    assert (changed.status_code, changed.json()["body"]) == (200, "two")
    assert changed.json()["updated_at"] > changed.json()["created_at"]

    deleted = ask("DELETE", there)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert ask("GET", there).status_code == 404
    assert state.comments == []


def test_many_comments_come_in_pages(ask: Ask, state: State) -> None:
    for number in range(120):
        state.comment(7, f"comment {number}")
    state.comment(8, "of another pull request")
    first = ask("GET", COMMENTS)
    assert len(first.json()) == 30
    assert list(first.links) == ["next", "last"]

    found, there, links = [], f"{COMMENTS}?per_page=50", []
    while there:
        page = ask("GET", there)
        found += [comment["body"] for comment in page.json()]
        links.append(list(page.links))
        there = page.links.get("next", {}).get("url", "")
    assert found == [f"comment {number}" for number in range(120)]
    assert links == [["next", "last"], ["prev", "next", "last", "first"], ["prev", "first"]]
    assert ask("GET", f"{COMMENTS}?per_page=100&page=9").json() == []


def test_comments_since_a_moment(ask: Ask, state: State) -> None:
    state.comment(7, "old")
    new = state.comment(7, "new")
    found = ask("GET", COMMENTS, params={"since": new.updated_at}).json()
    assert [comment["body"] for comment in found] == ["new"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (" ", "Body cannot be blank"),
        ("x" * 65_537, "Body is too long (maximum is 65536 characters)"),
    ],
)
def test_a_body_that_github_does_not_take(ask: Ask, body: str, message: str) -> None:
    answer = ask("POST", COMMENTS, json={"body": body})
    assert answer.status_code == 422
    assert answer.json()["message"] == "Validation Failed"
    assert answer.json()["errors"][0]["message"] == message


def test_the_longest_body_is_taken(ask: Ask) -> None:
    assert ask("POST", COMMENTS, json={"body": "é" * 65_536}).status_code == 201


def test_a_token_that_may_not_write(ask: Ask, state: State) -> None:
    state.may_write = False
    own = state.comment(7, "own")
    there = f"/repos/acme/fraud/issues/comments/{own.id}"
    for method, path in (("POST", COMMENTS), ("PATCH", there)):
        answer = ask(method, path, json={"body": "x"})
        assert answer.status_code == 403
        assert answer.json()["message"] == "Resource not accessible by integration"
        assert answer.json()["documentation_url"].startswith("https://docs.github.com/rest/issues/")
    assert ask("DELETE", there).status_code == 403
    assert ask("GET", there).status_code == 200
    assert [comment.body for comment in state.comments] == ["own"]


def test_the_comment_of_another_is_not_ours(ask: Ask, state: State) -> None:
    there = f"/repos/acme/fraud/issues/comments/{state.comment(7, 'mine', login='ada').id}"
    assert ask("GET", there).json()["user"]["type"] == "User"
    assert ask("PATCH", there, json={"body": "x"}).status_code == 403
    assert ask("DELETE", there).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/repos/acme/other/issues/7/comments",
        "/repos/acme/fraud/issues/8/comments",
        "/repos/acme/fraud/issues/comments/1",
        "/repos/acme/fraud/pulls/8",
    ],
)
def test_what_is_not_there(ask: Ask, path: str) -> None:
    answer = ask("GET", path)
    assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")


def test_a_pull_request(ask: Ask, state: State) -> None:
    state.pulls[9] = Pull(number=9, fork="ada/fraud", state="MERGED")
    own, fork = (ask("GET", f"/repos/acme/fraud/pulls/{number}").json() for number in (7, 9))
    assert (own["number"], own["state"], own["head"]["sha"]) == (7, "open", HEAD)
    assert own["head"]["repo"]["full_name"] == own["base"]["repo"]["full_name"] == "acme/fraud"
    assert (fork["state"], fork["merged"]) == ("closed", True)
    assert fork["head"]["repo"]["full_name"] == "ada/fraud"


RUNS = "/repos/acme/fraud/actions"


def test_workflows_runs_and_jobs(ask: Ask, state: State) -> None:
    state.workflows += [
        Workflow(id=number, path=f".github/workflows/{number}.yml") for number in range(1, 4)
    ]
    state.workflows[1].state = "disabled_manually"
    state.runs += [
        Run(id=number, path=".github/workflows/1.yml", created_at=f"2026-11-{number:02}T00:00:00Z")
        for number in range(1, 9)
    ]
    state.runs[2].jobs = {"a": "success", "b": "skipped"}
    state.runs[2].before = [{"a": "failure"}]
    state.runs[3].branch = "other"
    state.runs[4].fork = "someone/fraud"
    state.runs[5].status, state.runs[5].conclusion = "in_progress", None
    state.runs[6].event = "schedule"
    state.runs[7].path = ".github/workflows/3.yml"

    found = ask("GET", f"{RUNS}/workflows", params={"per_page": 2}).json()
    assert found["total_count"] == 3
    states = [(each["path"][-5], each["state"]) for each in found["workflows"]]
    assert states == [("1", "active"), ("2", "disabled_manually")]

    asked = {"branch": "main", "status": "completed", "exclude_pull_requests": "true"}
    for name in ("1", "1.yml"):
        found = ask("GET", f"{RUNS}/workflows/{name}/runs", params=asked).json()
        assert [each["id"] for each in found["workflow_runs"]] == [7, 5, 3, 2, 1]
        assert found["total_count"] == 5
    [forked] = [each for each in found["workflow_runs"] if each["id"] == 5]
    assert forked["head_repository"]["full_name"] == "someone/fraud"
    assert forked["head_repository"]["id"] != forked["repository"]["id"]
    assert found["workflow_runs"][2]["run_attempt"] == 2

    for which, names in (("latest", ["a", "b"]), ("all", ["a", "a", "b"])):
        found = ask("GET", f"{RUNS}/runs/3/jobs", params={"filter": which}).json()
        assert [each["name"] for each in found["jobs"]] == names
    assert [each["conclusion"] for each in found["jobs"]] == ["failure", "success", "skipped"]
    assert ask("GET", "/repos/acme/fraud").json()["default_branch"] == "main"


@pytest.mark.parametrize("path", ["workflows", "workflows/1/runs", "runs/3/jobs"])
def test_who_may_not_see_what_has_run(ask: Ask, state: State, path: str) -> None:
    state.may_read_actions = False
    assert ask("GET", f"{RUNS}/{path}").status_code == 403
    state.may_read_actions = True
    assert ask("GET", f"{RUNS}/{path}").status_code == (200 if path == "workflows" else 404)


def test_a_status_is_kept(ask: Ask, state: State) -> None:
    said = {"state": "success", "context": "ml-readiness", "description": "9 of 14"}
    made = ask("POST", f"/repos/acme/fraud/statuses/{HEAD}", json=said)
    assert made.status_code == 201
    assert said.items() <= made.json().items()
    assert [(status.sha, status.state) for status in state.statuses] == [(HEAD, "success")]
    too_long = {"state": "success", "description": "x" * 141}
    assert ask("POST", f"/repos/acme/fraud/statuses/{HEAD}", json=too_long).status_code == 422
    assert ask("POST", f"/repos/acme/fraud/statuses/{'3' * 40}", json=said).status_code == 422


@pytest.mark.parametrize(
    ("missing", "violated"),
    [
        ({"Authorization": None}, "no Authorization: Bearer"),
        ({"Authorization": "token token-of-the-run"}, "no Authorization: Bearer"),
        ({"Accept": "*/*"}, "Accept is not application/vnd.github+json"),
        ({"X-GitHub-Api-Version": None}, "X-GitHub-Api-Version is not 2022-11-28"),
        ({"User-Agent": ""}, "no User-Agent"),
    ],
)
def test_a_missing_header_is_caught(
    github: FakeGitHub, ask: Ask, missing: Mapping[str, str | None], violated: str
) -> None:
    answer = ask("GET", COMMENTS, headers=missing)
    assert answer.status_code == (401 if "Authorization" in missing else 200)
    assert violated in violations(github)


def test_a_wrong_token_is_refused(ask: Ask) -> None:
    answer = ask("GET", COMMENTS, headers={"Authorization": "Bearer of-yesterday"})
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_anyone_may_read_what_is_public(ask: Ask, state: State) -> None:
    state.anonymous_ok = True
    nobody = {"Authorization": None}
    assert ask("GET", COMMENTS, headers=nobody).status_code == 200
    assert ask("POST", COMMENTS, json={"body": "x"}, headers=nobody).status_code == 401
    assert ask("POST", "/graphql", json={"query": "{id}"}, headers=nobody).status_code == 401


@pytest.mark.parametrize(
    ("asked", "body", "violated"),
    [
        (("GET", f"{COMMENTS}?per_page=101"), None, "per_page is 101, and not from 1 to 100"),
        (("GET", f"{COMMENTS}?per_page=many"), None, "per_page"),
        (("GET", f"{COMMENTS}?sort=created"), None, "sort is no parameter of it"),
        (("POST", COMMENTS), {"body": "x", "bodies": 1}, "bodies is no property of its body"),
        (("POST", COMMENTS), {"body": 1}, "1 is not of type 'string'"),
        (("POST", COMMENTS), {}, "'body' is a required property"),
        (("POST", COMMENTS), ["x"], "is not of type 'object'"),
        (("GET", "/repos/acme/fraud/issues/seven/comments"), None, "issue_number"),
        (("GET", "/repos/acme/fraud/releases"), None, "no such operation"),
        (("POST", "/graphql"), {"query": "{viewer{name}}"}, "Cannot query field 'name'"),
        (("POST", "/graphql"), {"query": "{viewer{"}, "Syntax Error"),
        (("POST", "/graphql"), {"query": "{id}", "vars": {}}, "vars is no property of its body"),
        (("POST", "/graphql"), {}, "A query attribute must be specified"),
    ],
)
def test_a_wrong_request_is_caught(
    github: FakeGitHub, ask: Ask, asked: tuple[str, str], body: object, violated: str
) -> None:
    ask(*asked, json=body)
    assert violated in violations(github)


def test_a_body_that_is_no_json_is_caught(github: FakeGitHub, ask: Ask) -> None:
    answer = ask("POST", COMMENTS, data=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")
    assert violations(github)


def test_a_wrong_answer_of_its_own_is_caught(github: FakeGitHub, ask: Ask, state: State) -> None:
    state.comment(7, "x").created_at = "yesterday"
    ask("GET", COMMENTS)
    assert "the answer 200: $[0].created_at: 'yesterday' is not a 'date-time'" in violations(github)


def test_leaving_fails_when_something_was_violated() -> None:
    with (
        pytest.raises(AssertionError, match="it has no Authorization"),
        FakeGitHub() as github,
        asking(github) as ask,
    ):
        ask("GET", COMMENTS, headers={"Authorization": None})


def test_leaving_hides_no_other_failure() -> None:
    github = FakeGitHub()
    github.violations.append("something")
    with pytest.raises(LookupError), github:
        raise LookupError


def test_a_query_for_files(ask: Ask, tmp_path: Any) -> None:
    files = """
        query($a: String!, $none: String!) { repository(owner: "acme", name: "fraud") {
            a: object(expression: $a) { __typename ... on Blob { oid byteSize text isTruncated } }
            none: object(expression: $none) { oid }
            unknown: object(expression: "9:a.yml") { oid }
            folder: object(expression: "feature:b") {
                ... on Tree { oid entries { path type mode } }
            }
            commit: object(expression: "refs/heads/feature") {
                oid ... on Commit { tree { oid } }
            }
        } }
    """
    said = query(ask, files, a=f"{HEAD}:a.yml", none=f"{HEAD}:none")["data"]["repository"]
    init(tmp_path)
    write(tmp_path, {"a.yml": "a: 1\n", "b/c.txt": "c"})
    git(tmp_path, "add", ".")
    tree = git(tmp_path, "write-tree").decode().strip()
    assert said == {
        "a": {
            "__typename": "Blob",
            "oid": git(tmp_path, "rev-parse", f"{tree}:a.yml").decode().strip(),
            "byteSize": 5,
            "text": "a: 1\n",
            "isTruncated": False,
        },
        "none": None,
        "unknown": None,
        "folder": {
            "oid": git(tmp_path, "rev-parse", f"{tree}:b").decode().strip(),
            "entries": [{"path": "b/c.txt", "type": "blob", "mode": 0o100644}],
        },
        "commit": {"oid": HEAD, "tree": {"oid": tree}},
    }
    by_oid = (
        'query($o: GitObjectID) {repository(owner: "acme", name: "fraud") {object(oid: $o) {oid}}}'
    )
    for oid in (HEAD, tree, said["a"]["oid"], said["folder"]["oid"]):
        assert query(ask, by_oid, o=oid)["data"]["repository"]["object"] == {"oid": oid}


def test_a_commit_and_all_that_it_can_have(ask: Ask, state: State, tmp_path: Any) -> None:
    init(tmp_path)
    write(tmp_path, {"a/b/c.txt": "c", "a-b": "b", "a.sh": "#!/bin/sh", "long": "x" * 100})
    (tmp_path / "a.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("a/b")
    git(tmp_path, "add", ".")
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{'5' * 40},sub")
    tree = git(tmp_path, "write-tree").decode().strip()
    state.files = {
        HEAD: {
            "a/b/c.txt": b"c",
            "a-b": b"b",
            "a.sh": Program(b"#!/bin/sh"),
            "link": Link(b"a/b"),
            "long": b"x" * 100,
            "sub": Submodule(b"5" * 40),
        }
    }
    state.parents[HEAD] = ["3" * 40, "4" * 40]
    there = "/repos/acme/fraud/git"
    ref = ask("GET", f"{there}/ref/heads/feature").json()
    assert (ref["ref"], ref["object"]["sha"]) == ("refs/heads/feature", HEAD)
    commit = ask("GET", f"{there}/commits/{HEAD}").json()
    assert commit["tree"]["sha"] == tree
    assert [parent["sha"] for parent in commit["parents"]] == state.parents[HEAD]

    for asked, options in (("", ["-t"]), ("?recursive=0", ["-t", "-r"])):
        said = git(tmp_path, "ls-tree", "--long", *options, tree).decode().splitlines()
        for name in (tree, HEAD, "feature"):
            answer = ask("GET", f"{there}/trees/{name}{asked}").json()
            listed = [
                f"{one['mode']} {one['type']} {one['sha']} {one.get('size', '-'):>7}\t{one['path']}"
                for one in answer["tree"]
            ]
            assert listed == said
            assert answer["truncated"] is False
    state.most_entries = 2
    answer = ask("GET", f"{there}/trees/{HEAD}").json()
    assert ([one["path"] for one in answer["tree"]], answer["truncated"]) == (["a-b", "a.sh"], True)

    name = git(tmp_path, "rev-parse", f"{tree}:long").decode().strip()
    blob = ask("GET", f"{there}/blobs/{name}").json()
    assert [len(line) for line in blob["content"].splitlines()] == [60, 60, 16]
    assert b64decode(blob["content"]) == b"x" * 100
    assert (blob["size"], blob["encoding"]) == (100, "base64")

    entries = """{ repository(owner: "acme", name: "fraud") { object(expression: "feature:") {
        ... on Tree { entries { name type mode object { oid } } } } } }"""
    found = query(ask, entries)["data"]["repository"]["object"]["entries"]
    assert [
        (one["name"], one["type"], oct(one["mode"])) for one in found if one["name"] > "a.r"
    ] == [
        ("a.sh", "blob", "0o100755"),
        ("link", "blob", "0o120000"),
        ("long", "blob", "0o100644"),
        ("sub", "commit", "0o160000"),
    ]
    assert found[-1]["object"] is None


@pytest.mark.parametrize(
    "path", ["ref/heads/none", f"commits/{'9' * 40}", f"trees/{'9' * 40}", f"blobs/{'9' * 40}"]
)
def test_things_of_git_that_are_not_there(ask: Ask, path: str) -> None:
    assert ask("GET", f"/repos/acme/fraud/git/{path}").status_code == 404


def test_a_tree_is_no_blob_and_a_blob_no_tree(ask: Ask, state: State) -> None:
    for name, thing in state.objects().items():
        right, wrong = ("blobs", "trees") if isinstance(thing, bytes) else ("trees", "blobs")
        assert ask("GET", f"/repos/acme/fraud/git/{right}/{name}").json()["sha"] == name
        assert ask("GET", f"/repos/acme/fraud/git/{wrong}/{name}").status_code == 404


OLD, NEW, SIDE = "5" * 40, "6" * 40, "7" * 40


def test_how_two_commits_lie_to_each_other(ask: Ask, state: State) -> None:
    start = state.pulls[7].base_sha
    state.advance("main", OLD, {})
    state.advance("main", NEW, {})
    state.files |= {start: {}, SIDE: {}, "8" * 40: {}}
    state.parents[SIDE] = [start]

    def compared(base: str, head: str, query: str = "") -> Any:
        return ask("GET", f"/repos/acme/fraud/compare/{base}...{head}{query}").json()

    assert compared(start, NEW)["status"] == "ahead"
    assert compared(NEW, start)["status"] == "behind"
    assert compared(NEW, "main")["status"] == "identical"
    assert compared(SIDE, NEW)["status"] == "diverged"
    first = compared(start, NEW, "?per_page=1")
    assert (first["total_commits"], len(first["commits"]), first["files"]) == (2, 1, [])
    second = compared(start, NEW, "?per_page=1&page=2")
    assert len(second["commits"]) == 1
    assert "files" not in second
    for gone in (f"{'9' * 40}...{NEW}", f"{start}..{NEW}", f"{'8' * 40}...{NEW}"):
        assert ask("GET", f"/repos/acme/fraud/compare/{gone}").status_code == 404


def test_a_base_branch_is_pushed_to_and_rewritten(state: State) -> None:
    state.pulls[8] = Pull(number=8, base_ref="release", base_sha="8" * 40)
    start = state.pulls[7].base_sha
    state.advance("main", OLD, {"a": b"a"})
    assert (state.parents[OLD], state.files[OLD]) == ([start], {"a": b"a"})
    state.rewrite("main", NEW, {}, parents=[SIDE])
    assert state.history(NEW) == {NEW, SIDE}
    assert [pull.base_sha for pull in state.pulls.values()] == [NEW, "8" * 40]


def test_a_timeline_has_the_changes_of_the_base(ask: Ask, state: State) -> None:
    state.retarget(7, "lax", OLD, "2026-11-01T00:00:00Z", automatic=False)
    state.retarget(7, "main", NEW, "2026-11-02T00:00:00Z", automatic=True)
    state.committed[HEAD] = "2026-10-31T00:00:00Z"
    asked = """{ repository(owner: "acme", name: "fraud") { pullRequest(number: 7) {
        baseRefName headRef { target { ... on Commit { committedDate } } }
        all: timelineItems(last: 1) { totalCount nodes {
            ... on AutomaticBaseChangeSucceededEvent { createdAt oldBase newBase } } }
        some: timelineItems(first: 9, itemTypes: [BASE_REF_CHANGED_EVENT]) { nodes {
            ... on BaseRefChangedEvent { createdAt previousRefName currentRefName } } }
    } } }"""
    said = query(ask, asked)["data"]["repository"]["pullRequest"]
    assert said == {
        "baseRefName": "main",
        "headRef": {"target": {"committedDate": "2026-10-31T00:00:00Z"}},
        "all": {
            "totalCount": 2,
            "nodes": [{"createdAt": "2026-11-02T00:00:00Z", "oldBase": "lax", "newBase": "main"}],
        },
        "some": {
            "nodes": [
                {
                    "createdAt": "2026-11-01T00:00:00Z",
                    "previousRefName": "main",
                    "currentRefName": "lax",
                }
            ]
        },
    }


def test_a_list_of_pull_requests(ask: Ask, state: State) -> None:
    state.pulls |= {
        8: Pull(number=8, fork="ada/fraud"),
        9: Pull(number=9, state="MERGED", base_ref="release"),
    }

    def found(query: str) -> list[int]:
        answer = ask("GET", f"/repos/acme/fraud/pulls?{query}")
        return [pull["number"] for pull in answer.json()]

    assert found("") == [8, 7]
    assert found("state=closed") == [9]
    assert found("state=all") == [9, 8, 7]
    assert found("head=acme:feature&state=all") == [9, 7]
    assert found("head=ada:feature") == [8]
    assert found("base=release") == []
    assert found("state=all&per_page=2&page=2") == [7]


def test_a_text_that_is_not_the_content(ask: Ask, state: State) -> None:
    name = known.oid(b"a: 1\n")
    state.texts[name] = "changed"
    asked = 'query($o: GitObjectID) { repository(owner: "acme", name: "fraud") { object(oid: $o) {'
    said = query(ask, asked + "oid ... on Blob { text } } } }", o=name)["data"]["repository"]
    assert said == {"object": {"oid": name, "text": "changed"}}


def test_the_text_of_a_blob(ask: Ask, state: State) -> None:
    state.files[HEAD] |= {"big": b"x" * 512_001, "binary": b"\0"}
    said = query(
        ask,
        """{ repository(owner: "acme", name: "fraud") {
            big: object(expression: "HEAD~:big") { oid }
            main: object(expression: "HEAD:big") { oid }
            cut: object(expression: "feature:big") { ... on Blob { text byteSize isTruncated } }
            binary: object(expression: "feature:binary") { ... on Blob { text isBinary } }
        } }""",
    )["data"]["repository"]
    assert said["big"] is said["main"] is None
    assert said["cut"] == {"text": "x" * 512_000, "byteSize": 512_001, "isTruncated": True}
    assert said["binary"] == {"text": None, "isBinary": True}


def test_a_query_for_a_pull_request(ask: Ask, state: State) -> None:
    state.pulls[9] = Pull(number=9, fork="ada/fraud", merge_sha="4" * 40)
    fields = """
        fragment fields on PullRequest {
            state headRefOid baseRefName mergeable isCrossRepository changedFiles
            headRepository { nameWithOwner owner { login } } headRef { name }
            baseRef { prefix name target { oid } } potentialMergeCommit { oid }
        }
    """
    said = query(
        ask,
        """{ viewer { login } repository(owner: "acme", name: "fraud") {
            defaultBranchRef { name }
            own: pullRequest(number: 7) { ...fields } fork: pullRequest(number: 9) { ...fields }
        } }"""
        + fields,
    )["data"]
    own, fork = said["repository"]["own"], said["repository"]["fork"]
    assert said["viewer"] == {"login": "github-actions[bot]"}
    assert said["repository"]["defaultBranchRef"] == {"name": "main"}
    assert (own["headRepository"]["nameWithOwner"], own["isCrossRepository"]) == (
        "acme/fraud",
        False,
    )
    assert own["headRef"] == {"name": "feature"}
    assert own["baseRef"] == {"prefix": "refs/heads/", "name": "main", "target": {"oid": "2" * 40}}
    assert (fork["headRepository"]["owner"], fork["headRef"]) == ({"login": "ada"}, None)
    assert fork["potentialMergeCommit"] == {"oid": "4" * 40}


def test_a_query_for_what_is_not_there(ask: Ask) -> None:
    said = query(ask, '{ repository(owner: "acme", name: "other") { id } }')
    assert said["data"] == {"repository": None}
    assert (said["errors"][0]["type"], said["errors"][0]["path"]) == ("NOT_FOUND", ["repository"])
    said = query(
        ask, '{ repository(owner: "acme", name: "fraud") { pullRequest(number: 8) { id } } }'
    )
    assert said["data"] == {"repository": {"pullRequest": None}}
    assert said["errors"][0]["type"] == "NOT_FOUND"


def test_a_reset_before_and_after(github: FakeGitHub, ask: Ask, state: State) -> None:
    github.faults += [Fault(on("POST"), RESET), Fault(on("POST", "/comments"), AFTER)]
    for there in (0, 1):
        with pytest.raises(requests.ConnectionError, match="reset"):
            ask("POST", COMMENTS, json={"body": "x"})
        assert len(state.comments) == there
    assert ask("POST", COMMENTS, json={"body": "x"}).status_code == 201
    assert [seen.status for seen in github.seen] == [None, None, 201]


def test_silence(github: FakeGitHub, ask: Ask, state: State) -> None:
    github.faults.append(Fault(on("POST"), Hang(0.01)))
    with pytest.raises(requests.ConnectionError, match="reset"):
        ask("POST", COMMENTS, json={"body": "x"})
    assert state.comments == []


def test_what_arrives_twice_is_done_twice(github: FakeGitHub, ask: Ask, state: State) -> None:
    github.faults.append(Fault(on("POST"), TWICE))
    made = ask("POST", COMMENTS, json={"body": "x"}).json()
    assert [comment.id for comment in state.comments][1:] == [made["id"]]


def test_what_is_done_can_be_told_as_something_else(
    github: FakeGitHub, ask: Ask, state: State
) -> None:
    github.faults.append(Fault(on("POST"), Instead(html())))
    assert ask("POST", COMMENTS, json={"body": "x"}).status_code == 502
    assert len(state.comments) == 1


def test_something_happens_meanwhile(github: FakeGitHub, ask: Ask, state: State) -> None:
    github.faults += [
        Fault(on("POST"), Meanwhile(happens=lambda: state.comment(7, "first"))),
        Fault(on("POST"), Meanwhile(happens=lambda: state.comment(7, "third"), then=RESET)),
    ]
    assert ask("POST", COMMENTS, json={"body": "second"}).status_code == 201
    with pytest.raises(requests.ConnectionError, match="reset"):
        ask("POST", COMMENTS, json={"body": "fourth"})
    assert [comment.body for comment in state.comments] == ["first", "second", "third"]


def test_replies_that_are_no_answer(github: FakeGitHub, ask: Ask) -> None:
    github.faults += [
        Fault(on("GET"), limited(retry_after=3), times=2),
        Fault(on("GET"), exhausted(reset=4)),
        Fault(on("GET"), html()),
        Fault(on("GET"), truncated()),
    ]
    assert [ask("GET", COMMENTS).headers["Retry-After"] for _ in range(2)] == ["3", "3"]
    assert ask("GET", COMMENTS).headers["X-RateLimit-Reset"] == "4"
    assert ask("GET", COMMENTS).text.startswith("<!DOCTYPE html>")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask("GET", COMMENTS)
    assert ask("GET", COMMENTS).json() == []


def test_two_runs_meet(github: FakeGitHub, state: State) -> None:
    both = threading.Barrier(2, timeout=5)
    github.before = lambda _: both.wait()

    def post() -> None:
        with asking(github) as ask:
            ask("POST", COMMENTS, json={"body": "x"})

    runs = [threading.Thread(target=post) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len({comment.id for comment in state.comments}) == 2


def test_what_was_seen(github: FakeGitHub, ask: Ask) -> None:
    ask("POST", COMMENTS, json={"body": "é"})
    ask("GET", COMMENTS, params={"page": "2"})
    post, get = github.seen
    assert (post.method, post.path, post.body, post.status) == (
        "POST",
        COMMENTS,
        {"body": "é"},
        201,
    )
    assert (get.query, get.body, get.headers["user-agent"]) == ({"page": "2"}, None, "tests")


def test_a_repository_has_moved_away_from_its_former_name(
    ask: Ask, state: State, github: FakeGitHub
) -> None:
    state.former = "acme/old"
    old = COMMENTS.replace("fraud", "old")
    there = f"{github.url}/repositories/700000001/issues/7/comments"
    found = ask("GET", f"{old}?per_page=5", allow_redirects=False)
    assert (found.status_code, found.headers["Location"]) == (301, f"{there}?per_page=5")
    assert found.json()["message"] == "Moved Permanently"
    made = ask("POST", old, json={"body": "x"}, allow_redirects=False)
    assert (made.status_code, made.headers["Location"]) == (307, there)
    assert state.comments == []
    assert ask("POST", there, json={"body": "x"}).status_code == 201
    text = 'query { repository(owner: "acme", name: "old") { name } }'
    assert query(ask, text)["data"]["repository"]["name"] == "fraud"


def test_a_locked_conversation_takes_no_comment(ask: Ask, state: State) -> None:
    there = ask("POST", COMMENTS, json={"body": "x"}).headers["Location"]
    state.pulls[7].locked = True
    refused = ask("POST", COMMENTS, json={"body": "y"})
    assert (refused.status_code, refused.json()["message"]) == (
        403,
        "Unable to create comment because issue is locked.",
    )
    assert ask("PATCH", there, json={"body": "y"}).status_code == 200


def test_an_archived_repository_is_read_only(ask: Ask, state: State) -> None:
    state.archived = True
    refused = ask("POST", COMMENTS, json={"body": "x"})
    assert (refused.status_code, refused.json()["message"]) == (
        403,
        "Repository was archived so is read-only.",
    )
    assert ask("GET", COMMENTS).status_code == 200


def test_an_address_may_be_kept_out(ask: Ask, state: State) -> None:
    state.admitted = False
    refused = ask("GET", COMMENTS)
    assert refused.status_code == 403
    assert "IP allow list" in refused.json()["message"]
    text = 'query { viewer { login } repository(owner: "acme", name: "fraud") { name } }'
    [error] = query(ask, text)["errors"]
    assert (error["type"], error["message"]) == ("FORBIDDEN", refused.json()["message"])
