"""A pull request of a stranger, judged with a token that may write."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakegithub import FakeGitHub, Fault, Link, Pull, Reply, Seen, html, limited, truncated
from fakegithub.faults import RESET, Cut
from helpers.step import FAILING, FILES, MANIFEST, pull_payload
from helpers.target import (
    BASE,
    HEAD,
    MERGE,
    OTHER,
    TIP,
    WAYS,
    asked,
    encoded,
    first_lines,
    judged,
    known,
    lagging,
    statuses,
)

from ml_readiness.github.tree import MOST_ALONE
from ml_readiness.reading.rubric import built_in

CONTEXT = "ml-readiness (main)"
PASS = "## ✅ Ready: 1 of 14, needs 1"


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub(known()) as github:
        yield github


RESULTS = '<testsuite><testcase classname="tests.test_a" name="test_a"/></testsuite>'
EVIL = "raise SystemExit(0)\n"
CHECKOUT = {
    "yaml.py": EVIL,
    "sitecustomize.py": EVIL,
    "ml_readiness/__init__.py": EVIL,
    "ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 0"),
    "model/age.jsonl": "# Age\n",
    "results.xml": RESULTS,
    "ml-readiness-2017.yml": "x",
}


@pytest.mark.parametrize("git", [{}, {".git/HEAD": "ref: refs/heads/main\n"}])
@pytest.mark.parametrize("event", WAYS)
def test_T6_a_checkout_changes_nothing(tmp_path: Path, event: str, git: dict[str, str]) -> None:
    head = {**FILES, "model/age.jsonl": ""}
    with FakeGitHub(known(head)) as github:
        done = judged(tmp_path, github, event, workspace={**CHECKOUT, **git}, status="true")
    assert (done.status, statuses(github)[-1]) == (1, (CONTEXT, "failure"))
    warning = f"there is a checkout in the workspace, and {event} reads nothing of it"
    assert done.messages("warning")[0].startswith(warning)
    with FakeGitHub(known(head)) as github:
        without = judged(tmp_path, github, event, status="true")
    assert {**done.outputs, "comment-url": ""} == {**without.outputs, "comment-url": ""}
    assert done.summary == without.summary
    assert not any(str(tmp_path) in str(module) for module in sys.modules.values())


@pytest.mark.parametrize("event", WAYS)
def test_T6_results_of_tests_are_an_error(tmp_path: Path, github: FakeGitHub, event: str) -> None:
    done = judged(tmp_path, github, event, workspace=CHECKOUT, junit="results.xml", status="true")
    assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
    [error] = done.messages("error")
    assert error.startswith(
        f"the input junit proves nothing on {event}: a stranger writes the file"
    )
    assert "paths" not in asked(github)


@pytest.mark.parametrize("root", ["..", "a/../b", "/", "/etc", "../workspace-2"])
def test_T6_a_root_outside_the_repository_is_an_error(
    tmp_path: Path, github: FakeGitHub, root: str
) -> None:
    done = judged(tmp_path, github, root=root)
    assert done.status == 2
    assert done.messages("error")[0].startswith(f"the input root leaves the repository: {root}")


def forgotten(github: FakeGitHub) -> None:
    """The base branch was rewritten long ago: GitHub has forgotten what the merge was made with."""
    github.state.parents[MERGE] = [OTHER, HEAD]


def rewritten(github: FakeGitHub) -> None:
    github.state.parents |= {BASE: [START], OTHER: [START]}
    github.state.rewrite("main", OTHER, {}, parents=[START])


def reset(github: FakeGitHub) -> None:
    """The base branch was put back: what the merge was made with is gone from it."""
    github.state.parents |= {BASE: [START], START: []}
    github.state.rewrite("main", START, {})


def aged(github: FakeGitHub) -> None:
    github.state.rewrite("main", OTHER, {}, parents=[BASE])
    github.state.committed[MERGE] = "1970-01-11T13:46:40Z"  # a day before the clock's now


def retargeted(github: FakeGitHub, *, automatic: bool = False) -> None:
    """The merge is with the branch that the pull request was for before."""
    if not github.state.pulls[7].base_changes:
        github.state.retarget(7, "main", OTHER, RECENT, automatic=automatic)
    github.state.rewrite("main", OTHER, encoded(FILES), parents=[BASE])
    github.state.committed[MERGE] = RECENT


def retargeted_by_github(github: FakeGitHub) -> None:
    retargeted(github, automatic=True)


def forged(github: FakeGitHub) -> None:
    github.state.parents[MERGE] = [BASE, OTHER]


def turned(github: FakeGitHub) -> None:
    github.state.parents[MERGE] = [HEAD, BASE]


def absent(github: FakeGitHub) -> None:
    github.state.pulls[7].merge_sha, github.state.pulls[7].mergeable = None, "UNKNOWN"


def conflicting(github: FakeGitHub) -> None:
    github.state.pulls[7].merge_sha, github.state.pulls[7].mergeable = None, "CONFLICTING"


def moved(github: FakeGitHub) -> None:
    github.state.parents["5" * 40] = [BASE, OTHER]
    github.state.pulls[7].head_sha, github.state.pulls[7].merge_sha = OTHER, "5" * 40


def closed(github: FakeGitHub) -> None:
    github.state.pulls[7].state = "CLOSED"


START, RECENT = "5" * 40, "1970-01-12T00:00:00Z"
IN_THE_WAY = {
    forgotten: f"main was rewritten: {BASE} does not come from {OTHER}, which the test merge is "
    f"with",
    rewritten: f"main was rewritten: {OTHER} does not come from {BASE}, which the test merge is "
    f"with",
    reset: f"main was rewritten: {START} does not come from {BASE}, which the test merge is with",
    aged: f"the test merge is with {BASE} and more than a day old, and main is at {OTHER}",
    retargeted: "GitHub has made no test merge since the pull request is for main",
    retargeted_by_github: "GitHub has made no test merge since the pull request is for main",
    forged: f"the test merge {MERGE} is not of {HEAD} with main",
    turned: f"the test merge {MERGE} is not of {HEAD} with main",
    absent: "GitHub has made no test merge of the pull request",
    conflicting: "the pull request conflicts with main",
    moved: f"the pull request has moved on to {OTHER}: this run is of {HEAD}",
    closed: "the pull request is closed",
}


@pytest.mark.parametrize("spoil", IN_THE_WAY)
@pytest.mark.parametrize("event", WAYS)
def test_T7_no_other_tree_is_judged_in_its_place(
    tmp_path: Path, github: FakeGitHub, event: str, spoil: Any
) -> None:
    def after_the_list(seen: Seen) -> None:
        if seen.path == "/graphql":
            spoil(github)

    github.before = after_the_list
    done = judged(tmp_path, github, event, status="true")
    assert done.status == 2
    assert done.messages("error")[0].splitlines()[0] == IN_THE_WAY[spoil]
    assert "paths" not in asked(github)
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, "error")]
    assert {status.sha for status in github.state.statuses} == {HEAD}
    assert sum(done.clock.waits) <= 60
    assert (done.outputs["sha"], done.outputs["ref"]) == ("", "")
    # What is newer has a run of its own, and its comment stays.
    assert len(first_lines(github)) == (spoil is not moved)


def test_T7_a_lag_is_told_and_the_live_tip_sets_the_bar(tmp_path: Path) -> None:
    """A pass under the bar of yesterday is none: the merge is old, the bar is not."""
    with FakeGitHub(lagging(tip=FILES | FAILING)) as github:
        done = judged(tmp_path, github, status="true")
    assert (done.status, statuses(github)[-1]) == (1, (CONTEXT, "failure"))
    [notice] = done.messages("notice")
    assert BASE in notice
    assert TIP in notice


@pytest.mark.parametrize("day", ["403", "500", "a page with 200", "a number", "reset"])
def test_T7_whether_the_branch_was_rewritten_has_to_be_known(tmp_path: Path, day: str) -> None:
    """That GitHub could not be asked says nothing about the branch."""
    with FakeGitHub(lagging()) as github:
        github.faults.append(Fault(_at("GET", "/compare/"), BAD_DAYS[day], times=LASTING))
        done = judged(tmp_path, github, status="true")
    assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
    could_not = f"GitHub could not be asked whether {TIP} comes from {BASE}: GitHub"
    assert done.messages("error")[0].startswith(could_not)
    assert "rewritten" not in done.log
    assert "paths" not in asked(github)


@pytest.mark.parametrize("old", [{}, FILES])
def test_T7_a_retarget_from_a_lax_branch_takes_no_merge_along(
    tmp_path: Path, old: dict[str, str]
) -> None:
    """A branch from before the manifest is an ancestor of the strict one, and asks for nothing."""
    state = known({}, old, base_ref="old")
    state.files[TIP], state.parents[TIP] = encoded(FILES | FAILING), [BASE]
    state.committed[MERGE] = "1970-01-11T23:59:59Z"
    with FakeGitHub(state) as github:
        payload = pull_payload(github)
        state.retarget(7, "main", TIP, RECENT, automatic=False)
        for event in WAYS:
            again = payload if event == "pull_request_target" else None
            done = judged(tmp_path, github, event, payload=again, status="true")
            assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
            assert "since the pull request is for main" in done.messages("error")[0]
        state.committed[MERGE] = "1970-01-12T00:00:01Z"
        edited = pull_payload(github) | {"action": "edited", "changes": {"base": {"ref": {}}}}
        assert judged(tmp_path, github, payload=edited).status == 2
        assert "compare" not in asked(github)
        # A merge that was made since is one of the branch.
        done = judged(tmp_path, github, payload=payload, status="true")
    error = "ml-readiness.yml is in the base branch at" if not old else "ml-readiness.yml is gone"
    assert done.messages("error")[0].startswith(error)
    assert done.status == (1 if old else 2)


def test_T7_an_edit_of_something_else_is_no_retarget(tmp_path: Path) -> None:
    with FakeGitHub(lagging()) as github:
        payload = pull_payload(github) | {"action": "edited", "changes": {"title": {"from": "a"}}}
        assert judged(tmp_path, github, payload=payload).status == 0


def test_T7_an_absent_merge_says_what_makes_github_compute_it(
    tmp_path: Path, github: FakeGitHub
) -> None:
    absent(github)
    [error] = judged(tmp_path, github).messages("error")
    assert error.endswith("push to the pull request, or update it with main")


def test_T7_a_merge_that_takes_its_time_is_waited_for(tmp_path: Path, github: FakeGitHub) -> None:
    def slow(_: Seen) -> None:
        if asked(github).count("merge") == 4:
            github.state.pulls[7].merge_sha = MERGE
            github.state.parents[MERGE] = [BASE, HEAD]

    absent(github)
    github.before = slow
    done = judged(tmp_path, github)
    assert (done.status, done.clock.waits) == (0, [1, 2, 4])


def test_T8_two_branches_have_two_names(tmp_path: Path) -> None:
    """A pass against a lax branch is none against the strict one."""
    state = known(base=FILES | FAILING)
    merge = "5" * 40
    state.pulls[8] = Pull(number=8, head_sha=HEAD, base_sha=OTHER, base_ref="lax", merge_sha=merge)
    state.files |= {OTHER: encoded(FILES), merge: encoded(FILES)}
    state.parents[merge] = [OTHER, HEAD]
    with FakeGitHub(state) as github:
        assert judged(tmp_path, github, status="true").status == 1
        lax = pull_payload(github)
        lax["pull_request"] |= {"number": 8, "base": {"sha": OTHER, "ref": "lax"}}
        assert judged(tmp_path, github, payload=lax, status="true").status == 0
    last = dict(statuses(github))
    assert last == {CONTEXT: "failure", "ml-readiness (lax)": "success"}


@pytest.mark.parametrize("action", ["edited", "synchronize"])
def test_T8_the_live_base_judges_whatever_the_event_says(tmp_path: Path, action: str) -> None:
    """A retarget, and a run that is repeated with the old event."""
    with FakeGitHub(known(base=FILES | FAILING)) as github:
        payload = pull_payload(github) | {"action": action}
        payload["pull_request"]["base"] = {"sha": OTHER, "ref": "lax"}
        done = judged(tmp_path, github, payload=payload, status="true")
    assert done.status == 1
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, "failure")]


def test_T8_a_retarget_in_the_meantime_leaves_no_verdict(
    tmp_path: Path, github: FakeGitHub
) -> None:
    def retarget(_: Seen) -> None:
        if asked(github).count("merge") == 2:
            github.state.pulls[7].base_ref = "lax"

    absent(github)
    github.before = retarget
    done = judged(tmp_path, github, status="true")
    assert done.status == 2
    assert done.messages("error")[0].startswith("the pull request was for main, and is for lax now")
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, "error")]


@pytest.mark.parametrize("branch", ["a&b=c", "a#b", "a b", "a%20b", "état", "a?b/c"])
@pytest.mark.parametrize("fork", [None, "somebody/fraud"])
def test_T9_a_branch_is_called_what_it_likes(tmp_path: Path, branch: str, fork: str | None) -> None:
    with FakeGitHub(known(head_ref=branch, fork=fork)) as github:
        done = judged(tmp_path, github, "workflow_run", status="true")
    assert (done.status, first_lines(github)) == (0, [PASS])


def test_T9_a_closed_pull_request_is_not_judged(tmp_path: Path, github: FakeGitHub) -> None:
    closed(github)
    done = judged(tmp_path, github, "workflow_run", status="true")
    assert (done.status, asked(github)) == (0, ["pulls"])
    assert done.messages("notice")[0].startswith("there is nothing to judge")


NO_ACCESS = Reply(
    status=403,
    headers={"Content-Type": "application/json"},
    body=b'{"message": "Resource not accessible by integration"}',
)
LASTING = 1_000


@pytest.mark.parametrize("comment", [True, False])
@pytest.mark.parametrize("status", [True, False])
@pytest.mark.parametrize("tree", [True, False])
@pytest.mark.parametrize("event", WAYS)
def test_permissions_decide_what_can_be_done(  # noqa: PLR0913, PLR0917
    tmp_path: Path, github: FakeGitHub, event: str, comment: bool, status: bool, tree: bool
) -> None:
    """`contents: read` and the status are of the verdict, the comment is a report."""
    for allowed, method, part in (
        (comment, "POST", "/comments"),
        (status, "POST", "/statuses/"),
        (tree, "GET", "/git/trees/"),
    ):
        if not allowed:
            github.faults.append(Fault(_at(method, part), NO_ACCESS, times=LASTING))
    done = judged(tmp_path, github, event, status="true")
    assert done.status == (0 if status and tree else 2)
    assert len(github.state.comments) == comment
    errors = "\n".join(done.messages("error"))
    assert ("the commit status cannot be written" in errors) == (not status)
    assert (f"the commit {MERGE} of acme/fraud cannot be read" in errors) == (status and not tree)
    notices = "\n".join(done.messages("notice"))
    assert ("the token may only read. Give the job" in notices) == (not comment)
    wanted = [(CONTEXT, "pending"), (CONTEXT, "success" if tree else "error")]
    assert statuses(github) == wanted * status


def _at(method: str, part: str) -> Any:
    return lambda seen: seen.method == method and part in seen.path


BAD_DAYS: dict[str, Reply | Cut] = {
    "403": NO_ACCESS,
    "404": Reply(status=404, headers={"Content-Type": "application/json"}, body=b"{}"),
    "500": html(500),
    "a page with 200": html(200),
    "half an answer": truncated(),
    "a limit": limited(retry_after=3600),
    "a number": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"7"),
    "deep": Reply(status=200, headers={"Content-Type": "application/json"}, body=b"[" * 99_999),
    "reset": RESET,
}


@pytest.mark.parametrize("day", BAD_DAYS)
@pytest.mark.parametrize("request_", ["/pulls", "/graphql", "/git/trees/"])
def test_G1_what_has_to_be_read_and_cannot_is_an_error(
    tmp_path: Path, github: FakeGitHub, day: str, request_: str
) -> None:
    def when(seen: Seen) -> bool:
        return request_ in seen.path and b"viewer" not in seen.raw

    github.faults.append(Fault(when, BAD_DAYS[day], times=LASTING))
    done = judged(tmp_path, github, "workflow_run", status="true")
    assert done.status == 2
    assert "internal error" not in done.log
    assert [state for _, state in statuses(github)][-1:] == ["error"] * (request_ != "/pulls")
    assert done.outputs["passed"] == "false"


class Broken:
    """A network that fails in a way that nobody foresaw."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def __getattr__(self, name: str) -> Any:
        raise self.fault


LINKED = FILES | {
    "ml-readiness.yml": MANIFEST.replace("model/age.jsonl", "'https://example.com/a'")
}


def test_an_error_of_ours_is_no_verdict(tmp_path: Path) -> None:
    with FakeGitHub(known(LINKED)) as github:
        done = judged(tmp_path, github, internet=Broken(ZeroDivisionError("x")), status="true")
    assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
    assert done.messages("error")[0].startswith("internal error: ZeroDivisionError: x")
    assert "Traceback" not in done.log


def test_a_traceback_is_in_the_log_of_a_job_that_is_debugged(tmp_path: Path) -> None:
    with FakeGitHub(known(LINKED)) as github:
        done = judged(
            tmp_path,
            github,
            internet=Broken(ZeroDivisionError("x")),
            environment={"RUNNER_DEBUG": "1"},
        )
    assert done.status == 2
    assert done.log.startswith("Traceback (most recent call last):\n")


def test_a_cancelled_run_leaves_pending(tmp_path: Path) -> None:
    with FakeGitHub(known(LINKED)) as github:
        with pytest.raises(KeyboardInterrupt):
            judged(tmp_path, github, internet=Broken(KeyboardInterrupt()), status="true")
        assert statuses(github) == [(CONTEXT, "pending")]


@pytest.mark.parametrize("lies", [b"x", "symlink", "folder"])
def test_what_lies_where_the_manifest_should_is_never_an_absence(
    tmp_path: Path, lies: bytes | str
) -> None:
    """Nothing to judge passes: a link or a folder in the manifest's place must not."""
    path = "ml-readiness.yml/x" if lies == "folder" else "ml-readiness.yml"
    content = Link(b"model/age.jsonl") if lies == "symlink" else b"x"
    state = known({}, {})
    state.files[MERGE] = state.files[HEAD] = {path: content}
    with FakeGitHub(state) as github:
        done = judged(tmp_path, github, status="true")
    assert (done.status, statuses(github)[-1][1]) == (2, "error")


def test_R4_an_event_without_its_pull_request_is_an_error(
    tmp_path: Path, github: FakeGitHub
) -> None:
    for event in WAYS:
        done = judged(tmp_path, github, event, payload={"action": "x"}, status="true")
        assert (done.status, github.seen) == (2, [])
        assert done.messages("error")[0].startswith("the event file describes no ")


@pytest.mark.parametrize("method", ["comments", "statuses"])
def test_nothing_is_posted_twice_for_a_verdict(
    tmp_path: Path, github: FakeGitHub, method: str
) -> None:
    judged(tmp_path, github, status="true")
    sent = [seen for seen in github.seen if seen.method == "POST" and f"/{method}" in seen.path]
    assert len(sent) == {"comments": 1, "statuses": 2}[method]


@pytest.mark.parametrize("event", WAYS)
def test_G7_many_files_that_are_no_text_end_the_run(tmp_path: Path, event: str) -> None:
    files = {f"data/{number}.txt": b"\xff\x00%d" % number for number in range(1_000)}
    points = built_in("ml-test-score").checklist[:10]
    said = (
        f"  {point.id}: {{status: done, evidence: {[*files][number * 100 :][:100]}}}\n"
        for number, point in enumerate(points)
    )
    manifest = f"{MANIFEST}checklist:\n{''.join(said)}"
    head: dict[str, str | bytes] = {**FILES, **files, "ml-readiness.yml": manifest}
    with FakeGitHub(known(head)) as github:
        done = judged(tmp_path, github, event, status="true")
    assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
    assert "one by one" in done.messages("error")[0]
    assert len([seen for seen in github.seen if "/git/blobs/" in seen.path]) <= MOST_ALONE


GATE = ".github/workflows/ml-readiness.yml"
WEAKENED = {
    "the gate does not fail": {GATE: "on: push\njobs: {gate: {steps: [{run: 'true'}]}}\n"},
    "the gate is gone": {},
    "a job of its name elsewhere": {
        GATE: "on: pull_request_target\n",
        ".github/workflows/other.yml": (
            "on: pull_request\njobs:\n  x: {name: ml-readiness (main), runs-on: x, "
            "steps: [{run: exit 0}]}\n"
        ),
    },
    "an action of its own": {GATE: "x", "action.yml": "runs: {using: composite, steps: []}\n"},
}


@pytest.mark.parametrize("weakened", WEAKENED)
@pytest.mark.parametrize("event", WAYS)
def test_T2_no_workflow_of_a_change_has_a_say(tmp_path: Path, event: str, weakened: str) -> None:
    """The run is the default branch's; what its inputs say is not the change's to say."""
    base = {**FILES, GATE: "on: pull_request_target\n"}
    head = {**FILES, "model/age.jsonl": "", **WEAKENED[weakened]}
    with FakeGitHub(known(head, base)) as github:
        done = judged(tmp_path, github, event, status="true")
    assert done.status == 1
    assert statuses(github)[-1] == (CONTEXT, "failure")
    assert {status.sha for status in github.state.statuses} == {HEAD}


def test_T2_the_page_says_what_has_to_be_required() -> None:
    """From inside nothing can be done about a workflow that its own change weakens."""
    page = (Path(__file__).parents[2] / "docs/branch-protection.md").read_text("utf-8")
    protected, _, checked_out = page.partition("checked-out way")
    assert "`ml-readiness (main)`" in protected
    for part in (protected, checked_out):
        assert "status checks" in part
        assert "**GitHub Actions** as its" in part.replace("\n", " ")
        assert "merge_group" in part
        assert "#protect-the-files" in part
    files = page.partition("\n## Protect the files\n")[2].partition("\n## ")[0]
    for word in ("`.github/**`", "`ml-readiness.yml`", "Required reviewers", "CODEOWNERS"):
        assert word in files
