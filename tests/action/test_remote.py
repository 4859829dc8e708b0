"""Events without a pull request, in a workspace with nothing in it: judged over the API."""

from pathlib import Path
from typing import Any

import pytest
from fakegithub import FakeGitHub, Pull, State
from helpers.harness import write
from helpers.step import FAILING, FILES, Step, step
from helpers.target import encoded

COMMIT, TIP = "5" * 40, "6" * 40


def known(head: dict[str, str], base: dict[str, str] | None = None) -> State:
    state = State(files={COMMIT: encoded(head), TIP: encoded(FILES if base is None else base)})
    # It gives the branch `main` its tip.
    state.pulls[7] = Pull(number=7, base_sha=TIP)
    return state


def judged(folder: Path, github: FakeGitHub, event: str, **inputs: Any) -> Step:
    write(folder / "elsewhere", {".git/HEAD": f"{COMMIT}\n"})
    room = folder / "room"
    room.mkdir(exist_ok=True)
    payload = {"merge_group": {"base_ref": "refs/heads/main", "base_sha": "7" * 40}}
    environment = {"GITHUB_WORKSPACE": str(room)}
    return step(
        folder / "elsewhere",
        github,
        event=event,
        payload=payload,
        environment=environment,
        **inputs,
    )


@pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch"])
def test_the_commit_is_judged(tmp_path: Path, event: str) -> None:
    with FakeGitHub(known(FILES)) as github:
        done = judged(tmp_path, github, event)
    assert (done.status, done.outputs["sha"], done.outputs["delta"]) == (0, COMMIT, "")
    assert done.messages("warning") + done.messages("notice") == []
    assert done.summary.startswith("## ✅ Ready: 1 of 14, needs 1")


@pytest.mark.parametrize(("head", "status"), [(FILES, 1), (FILES | FAILING, 1)])
def test_a_merge_group_is_held_to_the_tip_of_its_branch(
    tmp_path: Path, head: dict[str, str], status: int
) -> None:
    with FakeGitHub(known(head, FILES | FAILING)) as github:
        done = judged(tmp_path, github, "merge_group")
    assert (done.status, done.outputs["delta"]) == (status, "0")
    assert f"against `{TIP[:12]}`" in done.summary


def test_a_root_is_a_folder_of_the_repository(tmp_path: Path) -> None:
    below = {f"ml/fraud/{path}": text for path, text in FILES.items()}
    with FakeGitHub(known(below)) as github:
        assert judged(tmp_path, github, "push", root="ml/fraud").status == 0
        assert (
            judged(tmp_path, github, "push", root="../x")
            .messages("error")[0]
            .startswith("the input root leaves the repository: ../x")
        )


@pytest.mark.parametrize("event", ["push", "merge_group"])
def test_reports_of_a_run_before_are_no_checkout(tmp_path: Path, event: str) -> None:
    reports = {"json_file": "out/report.json", "sarif_file": "report.sarif"}
    with FakeGitHub(known(FILES, FILES)) as github:
        done = [judged(tmp_path, github, event, **reports) for _ in range(2)]
    assert (tmp_path / "room" / "out" / "report.json").exists()
    assert [each.status for each in done] == [done[0].status] * 2
    assert done[0].outputs == done[1].outputs
    assert done[0].log == done[1].log


def test_results_need_a_checkout(tmp_path: Path) -> None:
    with FakeGitHub(known(FILES)) as github:
        done = judged(tmp_path, github, "push", junit="results.xml")
    assert done.status == 2
    assert done.messages("error")[0].startswith("the input junit needs the files of a checkout")


def test_without_a_token_there_is_nothing_to_read(tmp_path: Path) -> None:
    with FakeGitHub(known(FILES)) as github:
        done = judged(tmp_path, github, "push", token="")
    assert done.status == 2
    assert done.messages("error")[0].startswith("there is no token to ask GitHub with")


def test_a_pull_request_needs_its_checkout(tmp_path: Path) -> None:
    payload = {
        "pull_request": {
            "number": 7,
            "head": {"sha": "1" * 40},
            "base": {"sha": TIP, "ref": "main"},
        }
    }
    room = tmp_path / "room"
    room.mkdir()
    write(tmp_path / "elsewhere", {".git/HEAD": f"{COMMIT}\n"})
    done = step(
        tmp_path / "elsewhere",
        payload=payload,
        environment={"GITHUB_WORKSPACE": str(room)},
        comment="off",
    )
    assert done.status == 2
    assert done.messages("error") == [
        "nothing is checked out in the workspace\nadd actions/checkout before this step"
    ]
