"""The action in a workflow, from `uses:` to the comment."""

import json
import shutil
from pathlib import Path

import pytest
from e2e.containers import TOP
from e2e.step import step
from e2e.workflow import Workflow, act, with_action
from fakegithub import FakeGitHub, Pull, State
from helpers.gitrepo import git
from helpers.harness import track, write

pytestmark = pytest.mark.xdist_group("containers")

HEAD = "1" * 40
NEXT = "3" * 40
BASE = "2" * 40
EXAMPLE = TOP / "examples" / "fraud-detector"


def pushed(head: str) -> dict[str, object]:
    """What the event file says of a push to the pull request."""
    return {
        "action": "synchronize",
        "number": 7,
        "pull_request": {
            "number": 7,
            "head": {"ref": "feature", "sha": head},
            "base": {"ref": "main", "sha": BASE},
        },
    }


WORKFLOW = """\
on: [pull_request, push]
permissions:
  contents: read
  pull-requests: write
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ./
        id: gate
        with:
          links: skip
          minimum-score: MINIMUM
      - run: echo 'it has ${{ steps.gate.outputs.score }}, passed is ${{ steps.gate.outputs.passed }}'
        if: always()
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example, with the action at its top and a workflow that uses it."""
    folder = tmp_path / "repository"
    shutil.copytree(EXAMPLE, folder)
    return folder


def gate(
    repository: Path,
    github: FakeGitHub,
    *,
    head: str = HEAD,
    minimum: int = 0,
    workflow: str = WORKFLOW,
) -> Workflow:
    """The workflow on a push to the pull request; the bar stands in the workflow."""
    write(repository, {".github/workflows/gate.yml": workflow.replace("MINIMUM", str(minimum))})
    with_action(repository)
    github.state.pulls[7] = Pull(number=7, head_sha=head, base_sha=BASE)
    # The base is not in the clone: it is the example as it stands.
    github.state.files[BASE] = {
        str(path.relative_to(EXAMPLE)): path.read_bytes()
        for path in EXAMPLE.rglob("*")
        if path.is_file()
    }
    return act(repository, "pull_request", pushed(head), variables=addresses(github))


def addresses(github: FakeGitHub) -> dict[str, str]:
    return {"GITHUB_API_URL": github.url, "GITHUB_GRAPHQL_URL": github.graphql_url}


def test_a_pull_request_passes_and_its_next_push_fails(repository: Path) -> None:
    """Both on one comment, which speaks of the newer commit in the end."""
    with FakeGitHub() as github:
        first = gate(repository, github, minimum=5)
        [comment] = github.state.comments
        said = comment.body
        second = gate(repository, github, head=NEXT, minimum=14)
        assert [each.id for each in github.state.comments] == [comment.id]
    assert (first.jobs, second.jobs) == ({"gate": "success"}, {"gate": "failure"})
    assert "it has 6, passed is true" in first.log
    assert "it has 6, passed is false" in second.log
    assert said.splitlines()[1] == "## ✅ Ready: 6 of 14, needs 5 (links were not checked)"
    line = "## ❌ Not ready: 6 of 14, needs 14 (links were not checked)"
    assert comment.body.splitlines()[1] == line
    assert (HEAD in said, NEXT in comment.body, HEAD in comment.body) == (True, True, False)
    assert second.summary.splitlines()[0] == line
    page = first.outputs["gate"]["comment-url"]
    assert page == second.outputs["gate"]["comment-url"] != ""
    errors = [command.text for command in second.commands if command.name == "error"]
    assert errors == ["the score is 6, below the minimum of 14 (set for this run)"]


def test_a_token_that_may_only_read_loses_the_comment_and_nothing_else(repository: Path) -> None:
    with FakeGitHub(State(may_write=False)) as github:
        run = gate(repository, github, minimum=5)
        assert not github.state.comments
    assert run.jobs == {"gate": "success"}
    assert run.outputs["gate"]["passed"] == "true"
    assert "fraud-detector" in run.summary
    [notice] = [command.text for command in run.commands if command.name == "notice"]
    assert "the token may only read" in notice


WITHOUT_DOCKER = """\
on: pull_request
permissions:
  contents: read
  pull-requests: write
env:
  PYTHONPATH: ${{ github.workspace }}
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ./pip
        id: plain
        with:
          links: skip
          minimum-score: 5
          json-file: report.json
      - run: echo "outputs $OUTPUTS" && test ! -e /tmp/imported
        env:
          OUTPUTS: ${{ toJSON(steps.plain.outputs) }}
      # Where nothing is isolated, the files of the workspace do get in.
      - run: cd / && python3 -c "import yaml" && grep yaml.py /tmp/imported && grep sitecustomize.py /tmp/imported
"""


def test_the_action_without_docker_says_what_the_container_says(repository: Path) -> None:
    """And no file of a pull request chooses its Python, or a module of it."""
    planted = "open('/tmp/imported', 'a').write(f'{__file__}\\n')\n"
    write(repository, dict.fromkeys(("sitecustomize.py", "yaml.py"), planted))
    write(repository, {"pip.conf": "[global]\nno-index = true\n", ".python-version": "2.7\n"})
    inputs = {"links": "skip", "minimum-score": "5", "json-file": "report.json"}
    with FakeGitHub() as github:
        run = gate(repository, github, workflow=WITHOUT_DOCKER)
        [comment] = github.state.comments
        said = comment.body
        commit = {"GITHUB_SHA": git(repository, "rev-parse", "HEAD").decode().strip()}
        inputs["github-token"] = "token-of-the-run"
        event, variables = pushed(HEAD), addresses(github) | commit
        container = step(repository, inputs=inputs, event=event, variables=variables)
        assert [each.body for each in github.state.comments] == [said]
    assert run.jobs == {"gate": "success"}, run.log
    assert run.outputs["plain.gate"] == container.outputs
    for name, value in container.outputs.items():
        assert f'"{name}": {json.dumps(value)}' in run.log
    # `act` shows it twice: for the step within, and for the one around it.
    assert run.summary == container.summary * 2
    assert said.splitlines()[1] == "## ✅ Ready: 6 of 14, needs 5 (links were not checked)"


@pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch"])
def test_events_without_a_pull_request_ask_nothing_of_github(repository: Path, event: str) -> None:
    track(repository)
    inputs = {"links": "skip", "minimum-score": "14", "github-token": "token-of-the-run"}
    variables = {"GITHUB_EVENT_NAME": event, "GITHUB_REF": "refs/heads/main"}
    with FakeGitHub() as github:
        done = step(repository, inputs=inputs, event={}, variables=variables | addresses(github))
    assert (done.status, done.stderr) == (1, "")
    assert done.outputs["passed"] == "false"
    assert "fraud-detector" in done.summary
    assert github.seen == []
