"""What a pull request might try, against the real image: nothing makes its verdict better."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from e2e.step import Step, step
from fakegithub import FakeGitHub, State
from helpers.step import FAILING, FILES, MANIFEST, known, proposed, pull_payload
from helpers.target import encoded

pytestmark = pytest.mark.xdist_group("containers")

Files = Mapping[str, str | bytes]

HIGH = MANIFEST.replace("minimum: 1", "minimum: 2, checklist: {required: [ethics]}")
BASE = {**FILES, "ml-readiness.yml": HIGH}
# What the change does, and what the comment has to name.
CHEATS: Mapping[str, tuple[dict[str, str | bytes | None], str]] = {
    "a lower minimum": (
        {"ml-readiness.yml": HIGH.replace("minimum: 2", "minimum: 1")},
        "this change would lower the minimum from 2 to 1",
    ),
    "no policy": ({"ml-readiness.yml": MANIFEST}, "this change would no longer require 'ethics'"),
    "not applicable": (
        {
            "ml-readiness.yml": f"{HIGH}checklist: {{ethics: {{status: not-applicable, reason: x}}}}\n"
        },
        "is not-applicable, which the base branch does not say",
    ),
    "another rubric": (
        {"ml-readiness.yml": HIGH.replace("\nname", "\nrubric: ml-test-score-2017\nname")},
        "this change asks for the rubric ml-test-score-2017",
    ),
    "no manifest": ({"ml-readiness.yml": None}, "is gone"),
    "a manifest elsewhere": ({"ml-readiness.yml": None, "ml.yml": MANIFEST}, "is gone"),
}


def variables(github: FakeGitHub, event: str) -> dict[str, str]:
    return {
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_EVENT_NAME": event,
    }


def protected(folder: Path, state: State, workspace: Files) -> tuple[Step, FakeGitHub]:
    """A run of the image on `pull_request_target`, in a workspace that has these files."""
    room = folder / "workspace"
    room.mkdir()
    for path, content in encoded(workspace).items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_bytes(content)
    inputs = {"github-token": "token-of-the-run", "status": "true"}
    with FakeGitHub(state) as github:
        done = step(
            room,
            inputs=inputs,
            event=pull_payload(github),
            variables=variables(github, "pull_request_target"),
        )
    return done, github


def with_merge(root: Path) -> State:
    state = known(root)
    pull, merge = state.pulls[7], "3" * 40
    pull.merge_sha = merge
    state.parents[merge] = [pull.base_sha, pull.head_sha]
    state.files[merge] = state.files[pull.head_sha]
    return state


@pytest.mark.parametrize("cheat", CHEATS)
def test_T1_the_base_judges(tmp_path: Path, cheat: str) -> None:
    change, named = CHEATS[cheat]
    root = proposed(tmp_path / "pull", BASE, change)
    done, github = protected(tmp_path, with_merge(root), {})
    assert done.status == 1
    assert github.state.statuses[-1].state == "failure"
    assert github.state.statuses[-1].context == "ml-readiness (main)"
    [comment] = github.state.comments
    assert named in comment.body.replace("\\", "")


def test_T6_a_checkout_in_the_workspace_is_not_read(tmp_path: Path) -> None:
    """Modules in the place of ours, a manifest that passes, and results: all of no use."""
    marker = "open('/github/workspace/imported', 'w').write(__file__)\n"
    planted = dict.fromkeys(("yaml.py", "sitecustomize.py", "ml_readiness/__init__.py"), marker)
    lax = MANIFEST.replace("minimum: 1", "minimum: 0")
    workspace = {**FILES, "ml-readiness.yml": lax, "results.xml": "<testsuite/>", **planted}
    root = proposed(tmp_path / "pull", BASE, {"README.md": "# x\n"})
    done, github = protected(tmp_path, with_merge(root), workspace)
    assert (done.status, github.state.statuses[-1].state) == (1, "failure")
    assert "there is a checkout in the workspace" in done.stdout
    assert not (tmp_path / "workspace" / "imported").exists()


def test_T7_a_forged_merge_is_not_judged(tmp_path: Path) -> None:
    root = proposed(tmp_path / "pull", FILES, {"README.md": "# x\n"})
    state = with_merge(root)
    state.parents["3" * 40] = [state.pulls[7].base_sha, "9" * 40]
    state.pulls[7].mergeable = "CONFLICTING"
    done, github = protected(tmp_path, state, {})
    assert (done.status, github.state.statuses[-1].state) == (2, "error")
    assert "conflicts with main" in done.stdout


def test_T7_a_merge_that_lags_is_judged_by_the_bar_of_now(tmp_path: Path) -> None:
    """The pull request passes the bar that it was merged with, and not the one of today."""
    root = proposed(tmp_path / "pull", FILES, {"README.md": "# x\n"})
    state, tip = with_merge(root), "6" * 40
    made_with = state.pulls[7].base_sha
    state.advance("main", tip, encoded({**FILES, **FAILING}))
    # The image has this machine's clock, and a merge of another day does not count.
    state.committed["3" * 40] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    done, github = protected(tmp_path, state, {})
    assert (done.status, github.state.statuses[-1].state) == (1, "failure")
    assert done.outputs["delta"] == "0"
    [comment] = github.state.comments
    assert comment.body.splitlines()[1].startswith("## ❌ Not ready: 1 of 14, needs 2")
    assert f"against `{made_with[:12]}`, bar of `{tip[:12]}`" in comment.body
    [notice] = [line for line in done.stdout.splitlines() if line.startswith("::notice")]
    assert made_with in notice
    assert tip in notice
