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


CI = "on: push\njobs: {fraud: {runs-on: x, steps: [{run: make}]}, off: {if: false, runs-on: x, steps: [{run: make}]}}\n"
BELOW = {
    "services/fraud/ml-readiness.yml": MANIFEST.replace(
        "model/age.jsonl", ".github/workflows/ci.yml#fraud"
    ),
    "services/fraud/model/cost.jsonl": "# Cost\n",
    "services/fraud/.github/workflows/ci.yml": "on: push\n",
    ".github/workflows/ci.yml": CI,
}


@pytest.mark.parametrize(
    ("job", "earned"), [(CI, 2), (CI.replace("fraud: {", "fraud: {if: false, "), 0)]
)
def test_208_all_find_the_workflows_of_the_top(tmp_path: Path, job: str, earned: int) -> None:
    root = proposed(tmp_path, BELOW, {".github/workflows/ci.yml": job, "README.md": "# x\n"})
    shallow = clone(root, tmp_path / "shallow", "--depth=1")
    with FakeGitHub(with_merge(root)) as github:
        for folder in (root, shallow):
            step(folder, github, root="services/fraud", json_file="report.json")
            points(folder, earned)
        target.judged(tmp_path, github, root="services/fraud", json_file="report.json")
        [place] = tmp_path.glob("place-*/workspace")
        points(place, earned)
        [comment] = github.state.comments
    assert ("/.github/workflows/ci.yml" in comment.body) == (earned > 0)
    assert "services/fraud/.github" not in comment.body


def points(folder: Path, earned: int) -> None:
    [report] = folder.glob("**/report.json")
    entry = json.loads(report.read_text())["manifests"][0]
    assert entry["sections"][3]["points"] == earned
    assert entry["sections"][3]["delta"] == earned - 2


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
IN_LFS = {
    "ml-readiness.yml": MANIFEST.replace("model/age.jsonl", "model/age.jsonl#L1"),
    "model/age.jsonl": POINTER,
    ".gitattributes": "*.jsonl filter=lfs diff=lfs merge=lfs -text\n",
}


def test_316_what_git_lfs_puts_in_place_of_a_pointer_changes_nothing(tmp_path: Path) -> None:
    root = proposed(tmp_path, IN_LFS | {"model/cost.jsonl": "# Cost\n"}, {"README.md": "# x\n"})
    shallow = clone(root, tmp_path / "shallow", "--depth=1")
    for folder in (root, shallow):
        (folder / "model/age.jsonl").write_text("a whole file\n")
    with FakeGitHub(with_merge(root)) as github:
        for folder in (root, shallow):
            step(folder, github, json_file="report.json")
        target.judged(tmp_path, github, json_file="report.json")
    [place] = tmp_path.glob("place-*/workspace")
    for folder in (root, shallow, place):
        report = json.loads((folder / "report.json").read_text())
        pieces = [
            piece["reason"]
            for section in report["manifests"][0]["sections"]
            for criterion in section["criteria"]
            for piece in criterion["evidence"]
            if piece["ref"] == "model/age.jsonl#L1"
        ]
        assert set(pieces) == {"in-lfs"}, folder


MEASURED = MANIFEST.replace("model/age.jsonl", "a.json#/auc >= 0.9, b.json#/auc, c.json#/auc")


def measures(auc: str) -> dict[str, str | bytes]:
    return {name: f'{{"auc": {auc}, "of": "{name}"}}' for name in ("a.json", "b.json", "c.json")}


def test_all_compare_values_with_those_of_the_base_and_ask_for_them_together(
    tmp_path: Path,
) -> None:
    # The base has the files, and its manifest does not cite all of them.
    base = {**FILES, **measures("0.934")}
    base["ml-readiness.yml"] = MEASURED.replace(", b.json#/auc, c.json#/auc", "")
    head: dict[str, str | bytes | None] = {**measures("0.912"), "ml-readiness.yml": MEASURED}
    root = proposed(tmp_path, base, head)
    with FakeGitHub(with_merge(root)) as github:
        step(root, github, json_file="report.json", comment="off")
        reports = [json.loads((root / "report.json").read_text())]
        github.seen.clear()
        target.judged(tmp_path, github, json_file="report.json", comment="off")
        [place] = tmp_path.glob("place-*/workspace/report.json")
        reports.append(json.loads(place.read_text()))
        asked = [f"{each.path} {each.body}" for each in github.seen]
    for report in reports:
        pieces = report["manifests"][0]["sections"][3]["criteria"][3]["evidence"]
        assert [(each["value"], each["value_before"]) for each in pieces] == [(0.912, 0.934)] * 3
    # Files come together or one by one: all values of the head, all of the base; a manifest alone.
    assert sum("blob0" in each for each in asked) == 3
    assert sum("/git/blobs/" in each for each in asked) == 1
