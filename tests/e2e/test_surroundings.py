"""The image where its surroundings are unusual: what a runner has elsewhere, or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e.step import RUNNER, Step, step
from fakegithub import FakeGitHub
from helpers.step import FAILING, FILES, clone, commit_of, head_of, known, proposed, pull_payload

pytestmark = pytest.mark.xdist_group("containers")

SOMEBODY = 2002
PLACE = "/__w/fraud/fraud"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A pull request that lowers nothing and passes, its test merge checked out."""
    return proposed(tmp_path / "pull", FILES, {"README.md": "# x\n"})


def on_pull(
    root: Path,
    github: FakeGitHub,
    *,
    inputs: Mapping[str, str] | None = None,
    variables: Mapping[str, str | None] | None = None,
    volume: str = "/github/workspace",
) -> Step:
    """One step on the pull request that is checked out."""
    usual = {
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_SHA": head_of(root),
    }
    return step(
        root,
        inputs={"links": "skip", "github-token": "token-of-the-run", **(inputs or {})},
        event=pull_payload(github),
        variables={**usual, **(variables or {})},
        volume=volume,
    )


def warnings(done: Step) -> list[str]:
    """The texts of the warnings, in their order."""
    start = "::warning title=ml-readiness::"
    return [line.removeprefix(start) for line in done.stdout.splitlines() if line.startswith(start)]


def test_G5_git_files_of_another_user_are_read(root: Path) -> None:
    """The container's user owns neither the workspace nor the repository in it."""
    with FakeGitHub(known(root)) as github:
        for parent, folders, files in os.walk(root / ".git"):
            for name in (".", *folders, *files):
                os.chown(Path(parent, name), SOMEBODY, SOMEBODY)
        done = on_pull(root, github, inputs={"json-file": "report.json"})
        assert [comment.body.splitlines()[1] for comment in github.state.comments]
    assert (done.status, warnings(done)) == (0, [])
    assert (done.outputs["delta"], done.outputs["report"]) == ("0", "report.json")
    assert (root / ".git").stat().st_uid == SOMEBODY
    assert (root / "report.json").stat().st_uid == RUNNER


def test_P4_a_workspace_that_cannot_be_written_loses_the_report_file_only(root: Path) -> None:
    with FakeGitHub(known(root)) as github:
        done = on_pull(
            root, github, inputs={"json-file": "report.json"}, volume="/github/workspace:ro"
        )
        assert len(github.state.comments) == 1
    assert (done.status, done.outputs["passed"], done.outputs["report"]) == (0, "true", "")
    assert warnings(done) == ["cannot write report.json: Read-only file system"]


def test_a_workspace_and_an_event_file_elsewhere(tmp_path: Path) -> None:
    """As in a job with a `container:`. The clone is shallow, and the bar is the base's."""
    pull = proposed(tmp_path / "pull", FAILING, {"ml-readiness.yml": FILES["ml-readiness.yml"]})
    with FakeGitHub(known(pull)) as github:
        root = clone(pull, tmp_path / "workspace", "--depth=1")
        moved = {
            "GITHUB_EVENT_PATH": "/__w/_temp/_github_workflow/event.json",
            "GITHUB_SHA": commit_of(pull, "HEAD"),
            "RUNNER_TEMP": "/__w/_temp",
        }
        done = on_pull(root, github, variables=moved, volume=PLACE)
    assert (done.status, warnings(done)) == (1, [])
    assert "this change would lower the minimum from 2 to 1" in done.summary


def test_R4_what_only_reports_is_a_warning_where_it_is_missing(root: Path) -> None:
    names = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "HOME", "RUNNER_TEMP", "GITHUB_WORKSPACE")
    with FakeGitHub(known(root)) as github:
        gone = dict.fromkeys(names)
        done = on_pull(root, github, inputs={"github-token": ""}, variables=gone)
        assert github.state.comments == []
    assert (done.status, done.stderr, done.outputs, done.summary) == (0, "", {}, "")
    assert warnings(done) == [
        "cannot write the summary: GITHUB_STEP_SUMMARY names no file",
        "cannot write the outputs: GITHUB_OUTPUT names no file",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GITHUB_EVENT_PATH", "there is no event file"),
        ("GITHUB_EVENT_NAME", "the variable GITHUB_EVENT_NAME is not set as expected"),
        ("GITHUB_REPOSITORY", "the variable GITHUB_REPOSITORY is not set as expected"),
    ],
)
def test_R4_what_judging_needs_is_an_error_where_it_is_missing(
    root: Path, name: str, said: str
) -> None:
    with FakeGitHub(known(root)) as github:
        done = on_pull(root, github, variables={name: None})
        assert github.state.comments == []
    assert (done.status, done.stderr) == (2, "")
    assert done.outputs["passed"] == "false"
    assert done.stdout.startswith(f"error: {said}\n    hint: ")


def test_G5_an_empty_token_and_a_base_that_the_clone_lacks_is_an_error(tmp_path: Path) -> None:
    """Without the base nobody knows the bar."""
    pull = proposed(tmp_path / "pull", FAILING, {"ml-readiness.yml": FILES["ml-readiness.yml"]})
    with FakeGitHub(known(pull)) as github:
        root = clone(pull, tmp_path / "workspace", "--depth=1")
        variables = {"GITHUB_SHA": commit_of(pull, "HEAD")}
        done = on_pull(root, github, inputs={"github-token": ""}, variables=variables)
    assert done.status == 2
    assert "is not in this clone, and there is no token to ask GitHub" in done.stdout
