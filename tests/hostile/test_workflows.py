"""Row E2 of the threats: workflows whose few bytes would make long work."""

import time
from pathlib import Path

import pytest
from helpers.harness import check, track, write

CALLED = "on: workflow_call\njobs:\n"
MAKE = "{runs-on: x, steps: [{run: make}]}"


def judged(folder: Path, files: dict[str, str], cited: list[str]) -> tuple[float, int]:
    """The seconds that a check takes, and how many of the citations are verified."""
    evidence = "".join(f"        - .github/workflows/{each}\n" for each in cited)
    claim = (
        f"tests:\n  data:\n    feature-code:\n      level: automated\n      evidence:\n{evidence}"
    )
    workflows = {f".github/workflows/{name}": text for name, text in files.items()}
    write(folder, workflows | {"ml-readiness.yml": f"version: 1\nname: x\n{claim}"})
    track(folder)
    started = time.monotonic()
    done = check(folder, "--format", "json")
    return time.monotonic() - started, done.stdout.count('"verified"')


@pytest.mark.parametrize("started", [False, True])
def test_E2_workflows_that_all_call_each_other(tmp_path: Path, *, started: bool) -> None:
    count = 120
    calls = "".join(f"  j{n}: {{uses: ./.github/workflows/w{n}.yml}}\n" for n in range(count))
    files = {f"w{n}.yml": f"{CALLED}{calls}  t: {MAKE}\n" for n in range(count)}
    if started:
        files["start.yml"] = "on: push\njobs: {a: {uses: ./.github/workflows/w0.yml}}\n"
    seconds, verified = judged(tmp_path, files, [f"w{n}.yml#t" for n in range(100)])
    assert seconds < 8
    assert verified == 100 * started


def test_E2_a_long_chain_of_callers(tmp_path: Path) -> None:
    files = {
        f"w{n}.yml": f"{CALLED}  j: {{uses: ./.github/workflows/w{n + 1}.yml}}\n"
        for n in range(600)
    }
    files["w600.yml"] = f"{CALLED}  t: {MAKE}\n"
    files["start.yml"] = "on: push\njobs: {a: {uses: ./.github/workflows/w0.yml}}\n"
    seconds, verified = judged(tmp_path, files, ["w600.yml#t"])
    assert seconds < 8
    assert verified == 1


def test_E2_a_long_chain_of_needs_of_which_every_job_is_cited(tmp_path: Path) -> None:
    jobs = f"  j0: {MAKE}\n" + "".join(
        f"  j{n}: {{needs: j{n - 1}, runs-on: x, steps: [{{run: make}}]}}\n"
        for n in range(1, 2_000)
    )
    cited = [f"ci.yml#j{n}" for n in range(0, 2_000, 20)]
    seconds, verified = judged(tmp_path, {"ci.yml": f"on: push\njobs:\n{jobs}"}, cited)
    assert seconds < 8
    assert verified == len(cited)
