"""What a step leaves behind, and when it fails."""

import json
import os
from pathlib import Path

import pytest
from fakegithub import FakeGitHub
from helpers.gitrepo import git
from helpers.harness import write
from helpers.loopback import Loopback, Said, serving
from helpers.step import FAILING, FILES, MANIFEST, head_of, repository, step

OUTPUTS = {
    "score": "1",
    "claimed-score": "1",
    "maximum": "14",
    "band": "serious-holes",
    "delta": "",
    "sections": '{"data": 1, "model": 1, "infrastructure": 1, "monitoring": 2}',
    "passed": "true",
    "report": "",
    "comment-url": "",
    "ref": "refs/heads/main",
}


def test_a_pass_on_a_push(root: Path) -> None:
    done = step(root, event="push")
    assert done.status == 0
    assert done.outputs == OUTPUTS | {"sha": head_of(root)}
    assert done.log.startswith("PASS  fraud-detector  Ready: 1 of 14, needs 1  [ml-readiness.yml]")
    assert done.log.endswith("exit status 0: passed\n")
    page = f"https://github.com/acme/fraud/blob/{head_of(root)}/model/cost.jsonl"
    assert f"[`model/cost.jsonl`]({page})" in done.summary


def test_a_failure_is_an_error_beside_the_manifest(tmp_path: Path) -> None:
    files = FILES | FAILING | {"model/age.jsonl": ""}
    done = step(repository(tmp_path, files), event="push")
    assert (done.status, done.outputs["passed"], done.outputs["score"]) == (1, "false", "0")
    assert done.messages("error") == [
        "the score is 0, below the minimum of 2 (manifest)",
        "model/age.jsonl: model/age.jsonl is empty",
    ]
    place = "title=ml-readiness%3A missing,file=ml-readiness.yml,line=7,col=57"
    assert f"::error {place}::model/age.jsonl" in done.log
    assert "exit status 1: the gate fails" in done.log


def test_a_mistake_in_the_manifest_has_its_place(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST.replace("level: manual", "level: manul", 1)}
    done = step(repository(tmp_path, files), event="push")
    assert done.status == 2
    assert done.outputs["score"] == ""
    assert done.outputs["passed"] == "false"
    place = "title=ml-readiness%3A could not be evaluated,file=ml-readiness.yml,line=4,col=32"
    assert f"::error {place}::" in done.log
    assert "exit status 2: could not be evaluated" in done.log
    assert done.summary.startswith("## ❌ Could not be evaluated\n")


def test_the_minimum_of_the_workflow_raises_the_bar_only(root: Path) -> None:
    assert step(root, event="push", minimum_score="2").status == 1
    write(root, FAILING)
    assert step(root, event="push", minimum_score="1").status == 1


def test_never_passes_and_says_what_minimum_would_have_said(root: Path) -> None:
    done = step(root, event="push", minimum_score="2", fail_on="never")
    assert (done.status, done.outputs["passed"]) == (0, "false")


def test_several_manifests_have_no_score_of_their_own(tmp_path: Path) -> None:
    files = {f"{name}/{path}": text for name in "ab" for path, text in FILES.items()}
    files = {path: text.replace("[model", "[./model") for path, text in files.items()}
    root = repository(tmp_path, files)
    done = step(root, event="push", manifest="**/ml-readiness.yml")
    empty = dict.fromkeys(["score", "claimed-score", "maximum", "band", "sections"], "")
    assert done.outputs == OUTPUTS | empty | {"sha": head_of(root)}
    assert done.summary.startswith("## ✅ 2 of 2 manifests pass\n")


def test_results_judge_the_tests_that_are_cited(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("[model/age.jsonl]", "['tests/test_age.py::test_age']")
    test = "def test_age():\n    assert age()\n"
    root = repository(tmp_path, FILES | {"ml-readiness.yml": manifest, "tests/test_age.py": test})
    case = '<testcase classname="tests.test_age" name="test_age">{}</testcase>'
    results = f"<testsuites><testsuite>{case}</testsuite></testsuites>"
    write(root, {"results.xml": results.format("")})
    assert step(root, event="push", junit="results.xml").status == 0
    write(root, {"results.xml": results.format("<failure/>")})
    done = step(root, event="push", junit="results.xml")
    assert (done.status, done.outputs["score"], done.outputs["claimed-score"]) == (1, "0", "1")
    done = step(root, event="push", junit="*.junit")
    [error] = done.messages("error")
    assert error.splitlines() == [
        "the input junit *.junit: no file matches",
        "paths start at the root; run the tests first, with --junitxml",
    ]


def test_links_are_asked_unless_skipped(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("[model/age.jsonl]", "['http://site.example.com/x']")
    root = repository(tmp_path, FILES | {"ml-readiness.yml": manifest})
    with serving(lambda _: Said(status=404)) as server:
        done = step(root, event="push", internet=Loopback(server.port))
    assert (done.status, server.paths()) == (1, ["/x", "/x"])
    assert step(root, event="push", links="skip").summary.startswith(
        "## ✅ Ready: 1 of 14, needs 1 (links were not checked)\n"
    )


def test_the_report_is_written_where_it_was_asked_for(root: Path) -> None:
    done = step(root, event="push", json_file="out/ml/report.json")
    report = json.loads((root / "out/ml/report.json").read_text())
    assert (report["event"], report["passed"], report["head"]) == ("push", True, head_of(root))
    assert done.outputs["report"] == "out/ml/report.json"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away, as the container does")
def test_files_belong_to_the_owner_of_the_workspace(root: Path) -> None:
    os.chown(root, 1234, 2345)
    step(root, event="push", json_file="out/report.json")
    for path in (root / "out", root / "out/report.json"):
        assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../report.json", "behind a link or leaves the workspace"),
        ("/tmp/report.json", "behind a link or leaves the workspace"),
        (".git/config", "behind a link or leaves the workspace"),
        ("linked/report.json", "behind a link or leaves the workspace"),
        ("model", "is a directory"),
        ("model/cost.jsonl/x", "cannot write model/cost.jsonl/x"),
    ],
)
def test_a_report_that_cannot_be_written_is_a_warning(
    root: Path, tmp_path: Path, path: str, why: str
) -> None:
    (root / "linked").symlink_to(tmp_path)
    done = step(root, event="push", json_file=path)
    [warning] = done.messages("warning")
    assert warning.startswith(f"cannot write {path}: ")
    assert why in warning.lower()
    assert (done.status, done.outputs["report"]) == (0, "")
    assert not (tmp_path / "report.json").exists()
    assert "out" not in git(root, "status", "--short").decode()


def test_a_link_in_the_place_of_the_report_is_replaced_not_followed(
    root: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("theirs")
    (root / "report.json").symlink_to(target)
    step(root, event="push", json_file="report.json")
    assert target.read_text() == "theirs"
    assert json.loads((root / "report.json").read_text())["passed"] is True


@pytest.mark.parametrize("root_input", ["..", "/", "../workspace-2", "linked"])
def test_a_root_outside_the_workspace_is_an_error(
    root: Path, tmp_path: Path, root_input: str
) -> None:
    (tmp_path / "workspace-2").mkdir()
    (root / "linked").symlink_to(tmp_path)
    done = step(root, event="push", root=root_input)
    assert done.status == 2
    assert done.messages("error")[0].startswith("the input root leaves the workspace: ")


def test_505_a_variable_of_the_workflows_own_is_a_notice(root: Path) -> None:
    done = step(root, event="push", environment={"INPUT_SIZE": "224", "INPUT_%0A::error::": "x"})
    assert (done.status, done.messages("error")) == (0, [])
    said = "not read, because the action has no such input: INPUT_SIZE, INPUT_%0A::error::"
    assert done.messages("notice") == [said]


def test_505_a_bar_that_is_misspelt_is_an_error(root: Path) -> None:
    done = step(root, event="push", environment={"INPUT_MINIMUM_SCORE": "2"})
    assert done.status == 2
    [said] = done.messages("error")
    assert said.startswith("INPUT_MINIMUM_SCORE is not the input minimum-score")


def test_a_checkout_of_the_head_says_so(root: Path, github: FakeGitHub) -> None:
    other = {"GITHUB_SHA": "c" * 40}
    assert step(root, github, environment=other, comment="off").outputs["ref"] == ""
    git(root, "checkout", "-q", "feature", "--detach")
    done = step(root, github, environment=other, comment="off")
    assert (done.outputs["ref"], done.outputs["sha"]) == ("refs/pull/7/head", head_of(root))


def test_without_a_repository_files_count_as_they_are(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    write(root, {f"sub/{path}": text for path, text in FILES.items()})
    git(tmp_path, "init", "-q", "elsewhere")
    outside = tmp_path / "elsewhere"
    git(outside, "commit", "-qm", "x", "--allow-empty")
    done = step(outside, event="push", environment={"GITHUB_WORKSPACE": str(root)}, root="sub")
    assert done.status == 0
    assert done.messages("notice") == ["there is no git repository: every file counts as tracked"]
    assert "file=sub/ml-readiness.yml::there is no git repository" in done.log


def test_a_report_never_takes_the_place_of_what_is_judged(root: Path) -> None:
    own = "./ml-readiness.yml"
    done = step(root, event="push", json_file=own, sarif_file=own)
    assert done.status == 0
    assert done.messages("warning") == [f"cannot write {own}: it is what is judged"]
    assert (root / "ml-readiness.yml").read_text() == MANIFEST
    assert done.outputs["report"] == ""


def test_a_switch_is_no_slip_for_another_word(root: Path) -> None:
    [said] = step(root, event="push", comment="false").messages("error")
    assert said == "the input comment cannot be false\nthere is: always, changes, failure, off"
