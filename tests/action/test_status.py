"""The commit status where the code is checked out: a report, named after the branch."""

import json
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Fault, html, on
from helpers.step import FAILING, FILES, commit_of, head_of, known, pull_payload, repository, step
from helpers.target import statuses

MAIN = "ml-readiness (main)"


def test_a_pull_request_has_it_on_its_head(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, status="true")
    [status] = github.state.statuses
    assert (status.sha, status.context) == (commit_of(root, "feature"), MAIN)
    assert (status.state, status.description) == ("success", "Ready: 1 of 14, needs 1")
    assert status.target_url == "https://github.com/acme/fraud/actions/runs/42"
    assert (done.status, done.messages("notice") + done.messages("warning")) == (0, [])


@pytest.mark.parametrize(
    ("inputs", "exit_status", "state"),
    [
        ({"minimum_score": "2"}, 1, "failure"),
        ({"minimum_score": "2", "fail_on": "never"}, 0, "success"),
        ({"minimum_score": "x"}, 2, "error"),
        ({"manifest": "none.yml"}, 2, "error"),
    ],
)
def test_its_state_is_the_exit_status(
    root: Path, github: FakeGitHub, inputs: dict[str, str], exit_status: int, state: str
) -> None:
    assert step(root, github, status="true", **inputs).status == exit_status  # type: ignore[arg-type]
    assert statuses(github) == [(MAIN, state)]


@pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch"])
def test_a_branch_has_it_on_the_commit_that_is_out(
    root: Path, github: FakeGitHub, event: str
) -> None:
    github.state.files[head_of(root)] = {}
    step(root, github, event=event, payload={}, status="true")
    [status] = github.state.statuses
    assert (status.sha, status.context, status.state) == (head_of(root), MAIN, "success")


def test_a_group_has_it_for_its_base_branch(root: Path, github: FakeGitHub) -> None:
    github.state.files[head_of(root)] = {}
    payload = {"merge_group": {"base_ref": "refs/heads/main"}}
    queue = {"GITHUB_REF": "refs/heads/gh-readonly-queue/main/pr-7"}
    step(root, github, event="merge_group", payload=payload, environment=queue, status="true")
    assert statuses(github) == [(MAIN, "success")]


def test_a_tag_has_none(root: Path, github: FakeGitHub) -> None:
    tag = {"GITHUB_REF": "refs/tags/main"}
    done = step(root, github, event="push", payload={}, environment=tag, status="true")
    assert (done.status, github.state.statuses) == (0, [])
    assert done.messages("notice") == ["no status: refs/tags/main is no branch"]


def test_a_read_only_token_costs_comment_and_status_with_one_notice(
    root: Path, github: FakeGitHub
) -> None:
    github.state.may_write = False
    done = step(root, github, status="true")
    assert (done.status, done.messages("warning")) == (0, [])
    [notice] = done.messages("notice")
    assert notice == (
        "no comment and no status: GitHub answered 403 (Resource not accessible by integration): the "
        "token may only read. A pull request from a fork gets such a token: on workflow_run or "
        "pull_request_target it can be judged with one that writes. For others give the job the "
        "permission `pull-requests: write` and `statuses: write`"
    )


def test_a_read_only_token_on_a_push(root: Path, github: FakeGitHub) -> None:
    github.state.may_write = False
    done = step(root, github, event="push", payload={}, status="true")
    assert done.status == 0
    [notice] = done.messages("notice")
    assert notice.startswith(
        "no status: GitHub answered 403 (Resource not accessible by integration): the token may "
        "only read. Give the job the permission `statuses: write`"
    )


def test_a_fault_is_a_warning(root: Path, github: FakeGitHub) -> None:
    github.faults.append(Fault(on("POST", github.state.pulls[7].head_sha), html(502), times=99))
    done = step(root, github, status="true")
    assert (done.status, github.state.statuses) == (0, [])
    [warning] = done.messages("warning")
    assert warning.startswith("the status could not be written: GitHub answered 502")


def test_without_a_token_there_is_none(root: Path, github: FakeGitHub) -> None:
    done = step(root, github, status="true", token="")
    assert done.messages("notice") == [
        "no comment: the input github-token is empty",
        "no status: the input github-token is empty",
    ]


def test_T8_another_branch_has_another_name(tmp_path: Path) -> None:
    root = repository(tmp_path, FILES | FAILING)
    with FakeGitHub(known(root)) as github:
        payload = json.loads(json.dumps(pull_payload(github)))
        payload["pull_request"]["base"]["ref"] = "lax"
        step(root, github, payload=payload, status="true", comment_id="nightly")
    assert statuses(github) == [("ml-readiness/nightly (lax)", "failure")]
