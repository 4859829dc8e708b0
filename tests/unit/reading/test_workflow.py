"""A workflow is read for what starts it and which of its jobs can run, as GitHub reads it."""

import pytest

from ml_readiness.reading.workflow import Job, Workflow, read_workflow

STEPS = Job(works=True, off=False, needs=(), calls=None)


def job(text: str) -> Job:
    workflow = read_workflow(f"on: push\njobs:\n  a:\n{text}".encode())
    assert workflow.error is None
    return workflow.jobs["a"]


def test_a_whole_workflow() -> None:
    workflow = read_workflow(b"""\
name: tests
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions: {contents: read}
env: &common
  PYTHON: "3.13"
jobs:
  unit:
    runs-on: ubuntu-latest
    env: *common
    steps: &steps
      - uses: actions/checkout@v4
      - run: |
          make test
  again:
    needs: unit
    if: github.ref == 'refs/heads/main'
    steps: *steps
  shared:
    needs: [unit, again]
    uses: ./.github/workflows/shared.yml
""")
    assert workflow == Workflow(
        triggers=frozenset({"push", "workflow_dispatch"}),
        jobs={
            "unit": STEPS,
            "again": Job(works=True, off=False, needs=("unit",), calls=None),
            "shared": Job(
                works=True,
                off=False,
                needs=("unit", "again"),
                calls="./.github/workflows/shared.yml",
            ),
        },
        error=None,
    )


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("on: push", {"push"}),
        ("on: [push, pull_request]", {"push", "pull_request"}),
        ("on: {schedule: [{cron: 0 0 * * *}], push: }", {"schedule", "push"}),
        ("'on': push", {"push"}),
        ("on: []", set()),
        ("on: {}", set()),
        ("on:", set()),
        ("on: 5", set()),
        ("on: [[push], 5, true]", set()),
        ("true: push", set()),
        ("jobs: {}", set()),
    ],
)
def test_the_three_ways_to_write_what_starts_it(text: str, triggers: set[str]) -> None:
    assert read_workflow(text.encode()) == Workflow(triggers=frozenset(triggers), jobs={})


@pytest.mark.parametrize(
    ("condition", "off"),
    [
        *(("false", True), ("'false'", True), ("${{ false }}", True), ("${{false}}", True)),
        *(('"${{  false  }}"', True), ("' false '", True)),
        *(("true", False), ("", False), ("${{ true }}", False), ("${{ false || x }}", False)),
        *(("failure()", False), ("${{ !false }}", False), ("0", False), ("'${{ false'", False)),
        *(("[false]", False), ("falsey", False), ("'${{ falsexx'", False), ("'xxxfalse}}'", False)),
    ],
)
def test_switched_off(condition: str, off: bool) -> None:
    assert job(f"    if: {condition}\n    steps: [run: x]\n") == Job(
        works=True, off=off, needs=(), calls=None
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("    steps: [run: x]\n", STEPS),
        ("    steps: []\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    steps:\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    steps: {run: x}\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    runs-on: x\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    uses: a/b@v1\n", Job(works=True, off=False, needs=(), calls="a/b@v1")),
        ("    uses: ''\n", Job(works=False, off=False, needs=(), calls="")),
        ("    uses: [a]\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    needs: b\n", Job(works=False, off=False, needs=("b",), calls=None)),
        ("    needs: [b, c, 5]\n", Job(works=False, off=False, needs=("b", "c"), calls=None)),
        ("    needs:\n", Job(works=False, off=False, needs=(), calls=None)),
        ("    word\n", Job(works=False, off=False, needs=(), calls=None)),
    ],
)
def test_what_a_job_does_and_needs(text: str, wanted: Job) -> None:
    assert job(text) == wanted


@pytest.mark.parametrize("jobs", ["", "[a]", "word", "5"])
def test_jobs_that_are_none(jobs: str) -> None:
    assert read_workflow(f"on: push\njobs: {jobs}\n".encode()) == Workflow(
        triggers=frozenset({"push"}), jobs={}
    )


def test_a_merge_key_merges_nothing() -> None:
    workflow = read_workflow(b"on: push\nx: &x {steps: [run: x]}\njobs:\n  a:\n    <<: *x\n")
    assert workflow.error is None
    assert workflow.jobs == {"a": Job(works=False, off=False, needs=(), calls=None)}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (
            b"on: push\njobs: [\n",
            "this is not valid YAML: did not find expected node content (line 3)",
        ),
        (b"on: push\non: pull_request\n", "the key 'on' is given twice, first on line 1 (line 2)"),
        (b"on: *push\n", "no anchor is called 'push' (line 1)"),
        (b"on: !x push\n", "tags are not read here: !x (line 1)"),
        (b"- push\n", "it is not a mapping (line 1)"),
        (b"on: \xff\n", "this is not UTF-8 text (line 1)"),
        (b"", "the file is empty (line 1)"),
    ],
)
def test_what_cannot_be_parsed_says_why_and_has_nothing(content: bytes, error: str) -> None:
    assert read_workflow(content) == Workflow(triggers=frozenset(), jobs={}, error=error)
