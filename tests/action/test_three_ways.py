"""One pull request, judged by a full clone, a shallow one, and over the API alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakegithub import FakeGitHub, State
from helpers import target
from helpers.step import FILES, MANIFEST, blobs, clone, head_of, known, proposed, step

CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "better": {"ml-readiness.yml": MANIFEST.replace("manual", "automated", 1)},
    "worse": {"model/age.jsonl": None},
    "a lower bar": {"ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 0")},
    "not valid": {"ml-readiness.yml": MANIFEST.replace("level", "lvel")},
    "gone": {"ml-readiness.yml": None},
    "nothing": {"README.md": "# x\n"},
}


def with_merge(root: Path) -> State:
    """A GitHub that has made the test merge which is checked out."""
    state, merge = known(root), head_of(root)
    pull = state.pulls[7]
    pull.merge_sha = merge
    state.parents[merge] = [pull.base_sha, pull.head_sha]
    state.files[merge] = blobs(root, merge)
    return state


@pytest.mark.parametrize("change", CHANGES)
def test_all_say_the_same(tmp_path: Path, change: str) -> None:
    root = proposed(tmp_path, FILES, CHANGES[change])
    shallow = clone(root, tmp_path / "shallow", "--depth=1")
    reports: list[dict[str, Any]] = []
    with FakeGitHub(with_merge(root)) as github:
        for folder, event in (
            (root, "pull_request"),
            (shallow, "pull_request"),
            (None, "pull_request_target"),
        ):
            if folder:
                step(folder, github, event=event, json_file="report.json", comment="off")
                report = (folder / "report.json").read_text()
            else:
                target.judged(tmp_path, github, event, json_file="report.json", comment="off")
                [place] = tmp_path.glob("place-*/workspace/report.json")
                report = place.read_text()
            reports.append(json.loads(report))
    events = [report.pop("event") for report in reports]
    assert events == ["pull_request", "pull_request", "pull_request_target"]
    assert reports[0] == reports[1] == reports[2]
    assert reports[0]["base"] == github.state.pulls[7].base_sha
