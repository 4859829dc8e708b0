"""Row E2 of the threats: repositories whose few bytes would make long work, by what is called."""

import json
from pathlib import Path

import pytest
from helpers.effort import calls
from helpers.harness import check, track, write

from ml_readiness.evidence.tracked import MOST_LIKENESSES

CALLED = "on: workflow_call\njobs:\n"
MAKE = "{runs-on: x, steps: [{run: make}]}"


# More calls than this for one byte of what was written are more than reading takes.
CALLS = 40


def judged(folder: Path, files: dict[str, str], cited: list[str]) -> tuple[int, int]:
    """How many calls a check makes for a byte, and how many of the citations are verified."""
    workflows = {f".github/workflows/{name}": text for name, text in files.items()}
    pieces = [f".github/workflows/{each}" for each in cited]
    made, verified = work(folder, workflows, pieces)
    return made // sum(map(len, files.values())), verified


def work(folder: Path, files: dict[str, str], pieces: list[str]) -> tuple[int, int]:
    """How many calls a check makes, and how many of the pieces are verified."""
    evidence = "".join(f"        - {each}\n" for each in pieces)
    claim = (
        f"tests:\n  data:\n    feature-code:\n      level: automated\n      evidence:\n{evidence}"
    )
    write(folder, files | {"ml-readiness.yml": f"version: 1\nname: x\n{claim}"})
    track(folder)
    said: list[str] = []
    made = calls(lambda: said.append(check(folder, "--format", "json").stdout))
    return made, json.dumps(json.loads(said[0])).count('"outcome": "verified"')


@pytest.mark.parametrize("started", [False, True])
def test_E2_workflows_that_all_call_each_other(tmp_path: Path, *, started: bool) -> None:
    count = 120
    calls = "".join(f"  j{n}: {{uses: ./.github/workflows/w{n}.yml}}\n" for n in range(count))
    files = {f"w{n}.yml": f"{CALLED}{calls}  t: {MAKE}\n" for n in range(count)}
    if started:
        files["start.yml"] = "on: push\njobs: {a: {uses: ./.github/workflows/w0.yml}}\n"
    made, verified = judged(tmp_path, files, [f"w{n}.yml#t" for n in range(100)])
    assert made < CALLS
    assert verified == 100 * started


def test_E2_a_long_chain_of_callers(tmp_path: Path) -> None:
    files = {
        f"w{n}.yml": f"{CALLED}  j: {{uses: ./.github/workflows/w{n + 1}.yml}}\n"
        for n in range(600)
    }
    files["w600.yml"] = f"{CALLED}  t: {MAKE}\n"
    files["start.yml"] = "on: push\njobs: {a: {uses: ./.github/workflows/w0.yml}}\n"
    made, verified = judged(tmp_path, files, ["w600.yml#t"])
    assert made < CALLS
    assert verified == 1


def test_E2_a_long_chain_of_needs_of_which_every_job_is_cited(tmp_path: Path) -> None:
    jobs = f"  j0: {MAKE}\n" + "".join(
        f"  j{n}: {{needs: j{n - 1}, runs-on: x, steps: [{{run: make}}]}}\n"
        for n in range(1, 2_000)
    )
    cited = [f"ci.yml#j{n}" for n in range(0, 2_000, 20)]
    made, verified = judged(tmp_path, {"ci.yml": f"on: push\njobs:\n{jobs}"}, cited)
    assert made < CALLS
    assert verified == len(cited)


SAME = {
    "a source": ("t/test_{}.py", "::test_a", "def test_a(): f()\n" + "x = [1]\n" * 2_000),
    "a page": ("d/{}.md", "#a", "# A\n\nb\n" + "# C\n\nd\n" * 2_000),
    "a value": ("v/{}.json", "#/a", '{"a": 1, "b": [' + "[1], " * 5_000 + "1]}"),
    "a Makefile": ("m{}.mk", "#a", "a: ; x\n" + "b: ; x\n" * 2_000),
    "a workflow": (
        ".github/workflows/{}.yml",
        "#a",
        f"on: push\njobs:\n  a: {MAKE}\n" + "".join(f"  j{n}: {MAKE}\n" for n in range(300)),
    ),
}


@pytest.mark.parametrize("kind", SAME)
def test_E2_what_stands_under_many_paths_is_read_once(tmp_path: Path, kind: str) -> None:
    name, part, text = SAME[kind]

    def under(count: int) -> int:
        paths = [name.format(n) for n in range(count)]
        folder = tmp_path / str(count)
        made, verified = work(folder, dict.fromkeys(paths, text), [path + part for path in paths])
        assert verified == count
        return made

    assert under(40) < 1.8 * under(2)


def test_E2_a_likeness_is_looked_for_so_often_only(tmp_path: Path) -> None:
    """Each is slow: the rest are missing without a hint."""
    there = {f"docs/module-{n}.md": "a\n" for n in range(20)}
    sections = {"data": ["feature-cost", "feature-benefit"], "model": ["baseline"]}
    lines = ["version: 1", "name: x", "tests:"]
    for section, criteria in sections.items():
        lines.append(f"  {section}:")
        for each in criteria:
            pieces = ", ".join(f"docs/module-{n}{each[-3]}.md" for n in range(100))
            lines.append(f"    {each}: {{level: manual, evidence: [{pieces}]}}")
    write(tmp_path, there | {"ml-readiness.yml": "\n".join(lines) + "\n"})
    track(tmp_path)
    said = check(tmp_path, "--format", "json").stdout
    assert said.count("there is no file") == 300
    assert said.count('"hint": "did you mean') == MOST_LIKENESSES
