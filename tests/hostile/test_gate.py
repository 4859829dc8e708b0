"""Ways to look better than one is, and inputs that are too much: each counts for nothing."""

import json
from pathlib import Path

import pytest
from helpers.harness import check, track, write

FILES = {
    "tests/test_x.py": (
        "import pytest\n"
        "def test(): pass\n"
        "@pytest.mark.skip\ndef test_skipped(): assert run()\n"
        "def test_real(): assert run()\n"
    ),
    ".github/workflows/x.yml": (
        "on: push\njobs:\n  off: {runs-on: x, if: false, steps: [{run: pytest}]}\n  on: {runs-on: x, steps: [{run: pytest}]}\n"
    ),
    ".github/workflows/hand.yml": (
        "on: workflow_dispatch\njobs: {run: {runs-on: x, steps: [{run: pytest}]}}\n"
    ),
}
PASSED = '<testsuite><testcase classname="tests.test_x" name="test_real"/></testsuite>'
ALL_SKIPPED = PASSED.replace("/></", "><skipped/></testcase></")


def manifest(*pieces: str) -> dict[str, str]:
    cited = json.dumps(pieces)
    claim = f"tests:\n  data:\n    feature-code: {{level: automated, evidence: {cited}}}\n"
    return {"ml-readiness.yml": f"version: 1\nname: x\n{claim}"}


def points(folder: Path, *argv: str) -> int:
    report = json.loads(check(folder, *argv, "--format", "json").stdout)
    earned: int = report["manifests"][0]["sections"][0]["points"]
    return earned


@pytest.mark.parametrize(
    "piece",
    [
        "tests/test_x.py::test",
        "tests/test_x.py::test_skipped",
        ".github/workflows/x.yml#off",
        ".github/workflows/hand.yml#run",
    ],
)
def test_T3_what_never_runs_earns_nothing(tmp_path: Path, piece: str) -> None:
    write(tmp_path, FILES | manifest(piece, "tests/test_x.py::test_real"))
    track(tmp_path)
    assert points(tmp_path) == 0


def test_T3_the_same_without_it_earns_the_points(tmp_path: Path) -> None:
    write(tmp_path, FILES | manifest("tests/test_x.py::test_real", ".github/workflows/x.yml#on"))
    track(tmp_path)
    assert points(tmp_path) == 2


@pytest.mark.parametrize(
    ("results", "earned"), [(PASSED, 2), (ALL_SKIPPED, 0), ("<testsuite/>", 0)]
)
def test_T3_results_with_zero_tests_or_all_skipped_prove_nothing(
    tmp_path: Path, results: str, earned: int
) -> None:
    write(tmp_path, FILES | manifest("tests/test_x.py::test_real"))
    track(tmp_path)
    write(tmp_path, {"results.xml": results})
    assert points(tmp_path, "--junit", "results.xml") == earned


def test_T3_committed_results_are_2(tmp_path: Path) -> None:
    write(tmp_path, FILES | manifest("tests/test_x.py::test_real") | {"results.xml": PASSED})
    track(tmp_path)
    outcome = check(tmp_path, "--junit", "*.xml")
    assert outcome.status == 2
    assert "results.xml: error: test results that git tracks prove nothing" in outcome.stderr


def test_E1_a_rubric_of_ten_thousand_criteria_is_2(tmp_path: Path) -> None:
    criteria = "".join(f"      - {{id: c{n}, code: C{n}, title: t}}\n" for n in range(10_000))
    rubric = (
        "version: 1\nid: big\ntitle: t\npoints: {manual: 1, automated: 2}\n"
        "bands: [{id: a, label: a, from: 0}]\n"
        f"sections:\n  - id: s\n    title: S\n    criteria:\n{criteria}"
    )
    write(tmp_path, {"big.yml": rubric, "ml-readiness.yml": "version: 1\nname: x\n"})
    track(tmp_path)
    outcome = check(tmp_path, "--rubric", "big.yml")
    assert outcome.status == 2
    assert outcome.stderr.startswith("big.yml:")
    assert "Traceback" not in outcome.stderr


def test_E1_more_manifests_than_the_limit_are_2(tmp_path: Path) -> None:
    """They are counted before any is read: each of these would be a mistake of its own."""
    for number in range(20_001):
        (tmp_path / f"{number}.yml").touch()
    track(tmp_path)
    outcome = check(tmp_path, "*.yml")
    assert outcome.status == 2
    assert outcome.stderr.startswith("error: there are 20001 manifests, more than 20000\n")


@pytest.mark.parametrize("text", ["", "80%", "nan", "-1", "1e999", "\u0663", "inf", " 5", "0x5"])
def test_R3_a_minimum_is_a_plain_number(tmp_path: Path, text: str) -> None:
    write(tmp_path, manifest("tests/test_x.py::test_real"))
    track(tmp_path)
    outcome = check(tmp_path, "--minimum", text)
    assert outcome.status == 2
    assert "is not a number of 0 or more" in outcome.stderr
