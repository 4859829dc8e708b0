"""`check --base REF`: the bar of another commit, and what has changed since."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers.gitrepo import git
from helpers.harness import Outcome, check, track, write
from jsonschema import Draft202012Validator

from ml_readiness.reading.rubric import schema_text

MANIFEST = """\
version: 1
name: fraud-detector
tests:
  data: {feature-cost: {level: manual, evidence: [./model/cost.jsonl]}}
  model: {baseline: {level: manual, evidence: [./model/cost.jsonl]}}
  infrastructure: {canary: {level: manual, evidence: [./model/cost.jsonl]}}
  monitoring: {model-age: {level: automated, evidence: [./model/cost.jsonl]}}
policy: {minimum: 1}
"""
FILES = {"ml-readiness.yml": MANIFEST, "model/cost.jsonl": "# Cost\n"}
LOWERED = MANIFEST.replace("minimum: 1", "minimum: 0.5")
WORSE = MANIFEST.replace("level: automated", "level: manual")


def sha(root: Path, revision: str = "HEAD") -> str:
    return git(root, "rev-parse", f"{revision}^{{commit}}").decode().strip()


def committed(root: Path, files: Mapping[str, str | bytes]) -> str:
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", "--allow-empty")
    return sha(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """`main` with the manifest, and a branch on it, which is checked out."""
    root = tmp_path.resolve() / "repository"
    write(root, FILES)
    track(root)
    git(root, "commit", "-qm", "base")
    git(root, "tag", "light")
    git(root, "tag", "-a", "-m", "heavy", "heavy")
    git(root, "switch", "-qc", "feature")
    return root


def report(root: Path, *argv: str) -> dict[str, Any]:
    """The JSON report, which is valid at every exit status."""
    found = json.loads(check(root, *argv, "--format", "json").stdout)
    Draft202012Validator(json.loads(schema_text("report"))).validate(found)
    assert isinstance(found, dict)
    return found


def reasons(found: dict[str, Any], kind: str) -> list[str]:
    return [each["reason"] for entry in found["manifests"] for each in entry["verdict"][kind]]


@pytest.mark.parametrize("revision", ["main", "light", "heavy", "HEAD~1", "refs/heads/main"])
def test_a_branch_a_tag_and_steps_back_name_the_base(root: Path, revision: str) -> None:
    committed(root, {"ml-readiness.yml": LOWERED})
    found = report(root, "--base", revision)
    assert found["base"] == sha(root, "main")
    assert found["head"] == sha(root)
    assert found["manifests"][0]["policy"]["minimum"] == {"value": 1, "from": "base"}
    assert reasons(found, "warnings") == ["bar-lowered"]


@pytest.mark.parametrize("digits", [40, 12, 7])
def test_a_hash_names_the_base(root: Path, digits: int) -> None:
    committed(root, {"ml-readiness.yml": LOWERED})
    assert report(root, "--base", sha(root, "main")[:digits])["base"] == sha(root, "main")


def test_a_branch_that_only_origin_has(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--branch", "feature", root.as_uri(), "clone")
    for name in ("main", "origin/main"):
        assert report(tmp_path / "clone", "--base", name)["base"] == sha(root, "main")


def test_what_is_not_committed_is_judged(root: Path) -> None:
    write(root, {"ml-readiness.yml": WORSE})
    found = report(root, "--base", "HEAD")
    assert found["base"] == found["head"]
    assert found["manifests"][0]["sections"][3]["delta"] == -1


def test_the_headline_says_how_it_compares(root: Path) -> None:
    start = "PASS  fraud-detector  Ready: 1 of 14, needs 1  [ml-readiness.yml"
    assert check(root).stdout.startswith(f"{start}]\n")
    assert check(root, "--base", "main").stdout.startswith(f"{start}; as the base]\n")
    write(root, {"ml-readiness.yml": MANIFEST.replace("level: manual", "level: automated")})
    assert check(root, "--base", "main").stdout.startswith(
        "PASS  fraud-detector  Ready: 2 of 14 (+1), needs 1  [ml-readiness.yml]\n"
    )


@pytest.mark.parametrize(
    ("fail_on", "status"), [("minimum", 0), ("regression", 1), ("any", 1), ("never", 0)]
)
def test_a_regression_fails_where_that_is_asked_for(root: Path, fail_on: str, status: int) -> None:
    write(root, {"ml-readiness.yml": WORSE})
    outcome = check(root, "--base", "main", "--fail-on", fail_on)
    assert outcome.status == status
    assert "  * this change lowers Monitoring from 2 to 1\n" in outcome.stdout
    only_worse = "Worse than the base: 1 of 14, needs 1"
    assert (only_worse in outcome.stdout) == bool(status)
    assert "\nThis change\n  * lowers Monitor 4 " in outcome.stdout
    assert outcome.stderr == ""


def test_an_option_can_raise_the_bar_of_the_base(root: Path) -> None:
    found = report(root, "--base", "main", "--minimum", "2")
    assert found["manifests"][0]["policy"]["minimum"] == {"value": 2, "from": "input"}
    found = report(root, "--base", "main", "--minimum", "0.5")
    assert found["manifests"][0]["policy"]["minimum"] == {"value": 1, "from": "base"}


UNKNOWN = {
    "nope": "fetch it: git fetch origin nope:refs/remotes/origin/nope, or actions/checkout with "
    "fetch-depth: 0",
    "origin/nope": "fetch it: git fetch origin nope:refs/remotes/origin/nope, or actions/checkout "
    "with fetch-depth: 0",
    "c" * 40: f"fetch it: git fetch origin {'c' * 40}, or actions/checkout with fetch-depth: 0",
    "cccccccc": "fetch it: git fetch origin <the whole hash>, or actions/checkout with "
    "fetch-depth: 0",
    "HEAD~9": "take fewer steps back",
    "main..feature": "write a branch, a tag or a hash, and perhaps steps back, such as HEAD~1",
    "": "write a branch, a tag or a hash, and perhaps steps back, such as HEAD~1",
}


@pytest.mark.parametrize("revision", UNKNOWN)
def test_an_unknown_base_is_2_and_says_how_to_get_it(root: Path, revision: str) -> None:
    outcome = check(root, "--base", revision)
    assert (outcome.status, outcome.stdout) == (2, "")
    message, hint = outcome.stderr.splitlines()
    assert message.startswith("error: ")
    assert repr(revision) in message
    assert hint == f"    hint: {UNKNOWN[revision]}"
    found = report(root, f"--base={revision}")
    assert (found["base"], found["passed"], found["manifests"]) == (None, False, [])
    assert len(found["errors"]) == 1


def test_a_shallow_clone_says_how_to_get_the_base(root: Path, tmp_path: Path) -> None:
    committed(root, {})
    git(tmp_path, "clone", "-q", "--depth=1", root.as_uri(), "shallow")
    for revision in ("main", "HEAD~1", sha(root, "main")):
        outcome = check(tmp_path / "shallow", "--base", revision)
        assert outcome.status == 2
        assert "    hint: fetch it: git fetch origin " in outcome.stderr


def test_without_a_repository_there_is_no_base(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    outcome = check(tmp_path, "--base", "main")
    assert outcome.status == 2
    assert outcome.stderr.splitlines() == [
        "error: there is no git repository, so there is no commit 'main'",
        "    hint: run this in a clone of the repository",
    ]


def test_a_branch_without_commits_has_no_base(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    track(tmp_path)
    assert check(tmp_path).status == 0
    assert check(tmp_path, "--base", "main").status == 2
    assert check(tmp_path, "--base", "HEAD").status == 2


class TestABaseThatTheHeadDoesNotContain:
    @pytest.fixture
    def behind(self, root: Path) -> Path:
        """`main` has moved on after the branch began."""
        committed(root, {"docs/other.md": "# Other\n"})
        git(root, "switch", "-q", "main")
        better = MANIFEST.replace("level: manual", "level: automated")
        committed(root, {"ml-readiness.yml": better.replace("minimum: 1", "minimum: 2")})
        git(root, "switch", "-q", "feature")
        return root

    def test_it_is_taken_as_it_is_with_a_warning(self, behind: Path) -> None:
        found = report(behind, "--base", "main")
        assert found["base"] == sha(behind, "main")
        assert reasons(found, "reasons") == ["below-minimum"]
        [warning] = [
            each
            for each in found["manifests"][0]["verdict"]["warnings"]
            if each["reason"] == "base-not-contained"
        ]
        assert warning["message"] == (
            "the head does not contain all of main: what is new there looks lowered here"
        )
        assert "* the head does not contain all of main: " in check(behind, "--base", "main").stdout

    def test_where_they_parted_there_is_nothing_to_warn_of(self, behind: Path) -> None:
        found = report(behind, "--base", "HEAD~1")
        assert "base-not-contained" not in reasons(found, "warnings")

    def test_after_a_merge_there_is_nothing_to_warn_of(self, behind: Path) -> None:
        git(behind, "merge", "-q", "main", "-m", "merge")
        found = report(behind, "--base", "main")
        assert reasons(found, "warnings") == []

    def test_a_shallow_clone_says_that_it_cannot_tell(self, behind: Path, tmp_path: Path) -> None:
        options = ("--depth=1", "--no-single-branch", "--no-tags")
        git(tmp_path, "clone", "-q", *options, behind.as_uri(), "shallow")
        found = report(tmp_path / "shallow", "--base", "main")
        assert found["base"] == sha(behind, "main")
        said = [each["message"] for each in found["manifests"][0]["verdict"]["warnings"]]
        assert (
            "it cannot be told in this clone whether the head contains all of main: "
            "what is new there looks lowered here"
        ) in said

    def test_sarif_shows_the_warning(self, behind: Path) -> None:
        log = json.loads(check(behind, "--base", "main", "--format", "sarif").stdout)
        rules = {result["ruleId"]: result["level"] for result in log["runs"][0]["results"]}
        assert rules["base-not-contained"] == "warning"


class TestBelowARoot:
    @pytest.fixture
    def services(self, tmp_path: Path) -> Path:
        root = tmp_path.resolve() / "services"
        write(root, {f"ml/{name}/{path}": FILES[path] for name in "ab" for path in FILES})
        track(root)
        git(root, "commit", "-qm", "base")
        return root

    def test_the_base_is_read_below_the_same_folder(self, services: Path) -> None:
        write(services, {"ml/a/ml-readiness.yml": WORSE})
        found = report(services, "--root", "ml/a", "--base", "main")
        assert found["manifests"][0]["path"] == "ml-readiness.yml"
        assert found["manifests"][0]["sections"][3]["delta"] == -1
        found = report(services / "ml" / "b", "--base", "main")
        assert found["manifests"][0]["sections"][3]["delta"] == 0

    def test_a_folder_that_the_base_lacks_has_nothing_before_it(self, services: Path) -> None:
        committed(services, {f"ml/new/{path}": text for path, text in FILES.items()})
        found = report(services, "--root", "ml/new", "--base", "HEAD~1")
        assert (found["manifests"][0]["delta"], found["passed"]) == (None, True)
        assert found["base"] == sha(services, "HEAD~1")

    def test_a_glob_is_expanded_over_both(self, services: Path) -> None:
        (services / "ml/a/ml-readiness.yml").unlink()
        new = {f"ml/c/{path}": text for path, text in FILES.items()}
        new["ml/c/ml-readiness.yml"] = MANIFEST.replace("fraud-detector", "new")
        committed(services, {"ml/b/ml-readiness.yml": WORSE} | new)
        found = report(services, "ml/*/ml-readiness.yml", "--base", "HEAD~1")
        shown = [(each["path"], each["score"], each["delta"]) for each in found["manifests"]]
        assert shown == [
            ("ml/b/ml-readiness.yml", 1, 0),
            ("ml/c/ml-readiness.yml", 1, None),
            ("ml/a/ml-readiness.yml", None, None),
        ]
        assert reasons(found, "reasons") == ["gone"]
        outcome = check(services, "ml/*/ml-readiness.yml", "--base", "HEAD~1")
        assert outcome.status == 1
        assert outcome.stdout.splitlines()[-3:] == [
            "FAIL  fraud-detector  ml/a/ml-readiness.yml is gone: the base branch has it",
            "",
            "2 of 3 manifests pass",
        ]

    def test_one_that_moved_keeps_its_bar(self, services: Path) -> None:
        git(services, "mv", "ml/a", "ml/z")
        committed(services, {"ml/z/ml-readiness.yml": LOWERED.replace("automated", "manual")})
        found = report(services, "ml/*/ml-readiness.yml", "--base", "HEAD~1")
        moved = found["manifests"][1]
        assert (moved["path"], moved["delta"], moved["sections"][3]["delta"]) == (
            "ml/z/ml-readiness.yml",
            0,
            -1,
        )
        assert moved["policy"]["minimum"] == {"value": 1, "from": "base"}
        assert len(found["manifests"]) == 2


class TestGone:
    @pytest.fixture
    def gone(self, root: Path) -> Path:
        (root / "ml-readiness.yml").unlink()
        committed(root, {})
        return root

    @pytest.mark.parametrize(
        ("fail_on", "status"), [("minimum", 1), ("regression", 1), ("any", 1), ("never", 0)]
    )
    def test_it_fails(self, gone: Path, fail_on: str, status: int) -> None:
        outcome = check(gone, "--base", "main", "--fail-on", fail_on)
        assert (outcome.status, outcome.stderr) == (status, "")
        assert outcome.stdout == (
            "FAIL  fraud-detector  ml-readiness.yml is gone: the base branch has it\n"
        )

    def test_programs_see_it(self, gone: Path) -> None:
        [entry] = report(gone, "--base", "main")["manifests"]
        assert (entry["score"], entry["band"], entry["verdict"]["passed"]) == (None, None, False)
        badge = json.loads(check(gone, "--base", "main", "--format", "badge").stdout)
        assert (badge["message"], badge["color"]) == ("0 of 1 pass", "red")
        log = json.loads(check(gone, "--base", "main", "--format", "sarif").stdout)
        assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["gone"]
        table = check(gone, "--base", "main", "--format", "csv").stdout
        assert len(table.splitlines()) == 1

    def test_a_badge_counts_it_among_others(self, gone: Path) -> None:
        committed(
            gone,
            {
                "b/ml-readiness.yml": MANIFEST.replace("fraud-detector", "other"),
                "b/model/cost.jsonl": "# Cost\n",
            },
        )
        argv = ("**/ml-readiness.yml", "--base", "main", "--format", "badge")
        assert json.loads(check(gone, *argv).stdout)["message"] == "1 of 2 pass"

    def test_without_the_base_it_is_a_mistake(self, gone: Path) -> None:
        assert check(gone).status == 2

    def test_what_neither_has_is_a_mistake(self, gone: Path) -> None:
        outcome: Outcome = check(gone, "other.yml", "--base", "main")
        assert outcome.status == 2
        assert "there is no manifest other.yml" in outcome.stderr
        assert check(gone, "x/*.yml", "--base", "main").status == 2


def test_a_base_that_cannot_be_read_is_2(root: Path) -> None:
    base = committed(root, {"ml-readiness.yml": "version: 1\nname: x\npolicy: {minimum: many}\n"})
    committed(root, {"ml-readiness.yml": MANIFEST})
    outcome = check(root, "--base", base)
    assert outcome.status == 2
    message, hint = outcome.stderr.splitlines()
    assert message.startswith("error: the base's ml-readiness.yml cannot be read, line 3: ")
    assert hint == "    hint: mend it in the base branch, with an administrator's bypass"


def test_a_damaged_object_store_is_2(root: Path) -> None:
    base = sha(root, "main")
    committed(root, {})
    file = root / ".git/objects" / base[:2] / base[2:]
    file.chmod(0o644)
    file.write_bytes(b"not zlib")
    outcome = check(root, "--base", "main")
    assert outcome.status == 2
    assert "cannot be read" in outcome.stderr
    assert "Traceback" not in outcome.stderr
