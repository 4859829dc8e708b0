"""A workflow is read for what starts it and which of its jobs can run, as GitHub reads it."""

import pytest
from helpers.patience import patience

from ml_readiness.reading.trigger import Triggers
from ml_readiness.reading.workflow import Job, Workflow, behind, read_workflow

PUSH = Triggers(events=frozenset({"push"}), pushes=("**",))
STEPS = Job(works=True)


def read(text: str) -> Workflow:
    workflow = read_workflow(text.encode())
    assert workflow.error is None
    return workflow


def job(text: str) -> Job:
    """The job that has these lines; what each job needs is there unless it is what is tested."""
    return read(f"on: push\njobs:\n  a:\n    runs-on: x\n{text}").jobs["a"]


def steps(*each: str) -> Job:
    return job(f"    steps: [{', '.join(each)}]\n")


def test_a_whole_workflow() -> None:
    workflow = read("""\
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
    runs-on: ubuntu-latest
    steps: *steps
  shared:
    needs: [unit, again]
    uses: ./.github/workflows/shared.yml
""")
    assert workflow == Workflow(
        triggers=Triggers(events=frozenset({"push", "workflow_dispatch"}), pushes=("main",)),
        jobs={
            "unit": STEPS,
            "again": Job(works=True, needs=("unit",)),
            "shared": Job(
                works=True, needs=("unit", "again"), calls="./.github/workflows/shared.yml"
            ),
        },
    )


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("    steps: [run: make]\n", True),
        ("    uses: a/b@v1\n", True),
        ("    steps: []\n", False),
        ("    steps:\n", False),
        ("    steps: {run: x}\n", False),
        ("", False),
        ("    uses: ''\n", False),
        ("    uses: [a]\n", False),
    ],
)
def test_what_has_work(text: str, works: bool) -> None:
    assert job(text).works is works


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        *(("b", ("b",)), ("[b, c, 5]", ("b", "c")), ("", ()), ("{b: c}", ()), ("5", ())),
    ],
)
def test_what_it_needs(text: str, needs: tuple[str, ...]) -> None:
    assert job(f"    needs: {text}\n").needs == needs


@pytest.mark.parametrize(
    "text",
    [
        "    steps: [null]\n",
        "    steps: [{}]\n",
        "    steps: [{name: x}]\n",
        "    steps: [{run: make}, {name: x}]\n",
        "    steps: [make]\n",
        "    steps: [{run: }]\n",
        "    steps: [{run: [make]}]\n",
        "    steps: [{uses: x}]\n",
        "    steps: [{uses: 'actions/checkout'}]\n",
        "    steps: [{uses: '../x'}]\n",
        "    steps: [{uses: '${{ x }}'}]\n",
        "    steps: [{uses: './${{ x }}'}]\n",
        "    steps: [{uses: 'a/b@${{x}}'}]\n",
        "    steps: [{run: make, uses: a/b@v1}]\n",
        "    <<: {env: {}}\n    steps: [{run: make}]\n",
        "    env: {<<: {}}\n    steps: [{run: make}]\n",
        "    steps: [{run: make, <<: {}}]\n",
        "    steps: [{run: make, env: {<<: {}}}]\n",
        "    needs: b\n    steps: [{run: make}]\n",
        "    needs: a\n    steps: [{run: make}]\n",
        "    needs: [A]\n    steps: [{run: make}]\n",
        "    steps: [{run: make, id: x}, {run: make, id: X}]\n",
        "    timeout_minutes: 5\n    steps: [{run: make}]\n",
        "    need: b\n    steps: [{run: make}]\n",
        "    steps: [{run: make, shel: bash}]\n",
        "    steps: [{run: make, continue_on_error: true}]\n",
    ],
)
def test_202_what_github_refuses(text: str) -> None:
    assert job(text).refused


@pytest.mark.parametrize(
    "text",
    [
        "    steps: [{run: make, id: x}, {run: make, id: y}, {run: make}]\n",
        "    a-key-of-next-year: 1\n    steps: [{run: make, x: 1}]\n",
        "    Timeout-Minutes: 5\n    steps: [{run: make}]\n",
        "    if: x\n    iff: y\n    env: {needss: 1}\n    steps: [{run: make, with: {runs_on: 1}}]\n",
    ],
)
def test_202_what_github_may_take(text: str) -> None:
    assert job(text).refused is None


def test_202_a_misspelt_key_of_a_workflow_refuses_all_of_it() -> None:
    text = "jobs: {a: {runs-on: x, steps: [run: make]}}\n"
    assert read(f"on: push\npermission: {{}}\n{text}").refused == (
        "'permission' is no key there: write permissions"
    )
    assert read(f"on: push\nx-shared: {{}}\n{text}").refused is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("uses: x", "a 'uses' is no path, image, action or workflow"),
        ("uses: .github/workflows/x.yml", "a 'uses' is no path, image, action or workflow"),
        ("uses: a/b/c", "a 'uses' is no path, image, action or workflow"),
        ("uses: ./.github/workflows/x.yml\n    runs-on: x", "it has 'runs-on' beside 'uses'"),
        ("uses: ./.github/workflows/x.yml\n    steps: [{run: x}]", "it has 'steps' beside 'uses'"),
        ("uses: ./.github/workflows/x.yml\n    with: {a: 1}", None),
    ],
)
def test_202_a_call_of_a_workflow(text: str, refused: str | None) -> None:
    assert read(f"on: push\njobs:\n  a:\n    {text}\n").jobs["a"].refused == refused


@pytest.mark.parametrize(
    "runs_on", ["", "    runs-on:\n", "    runs-on: []\n", "    runs-on: ''\n"]
)
def test_202_a_job_runs_on_something(runs_on: str) -> None:
    [found] = read(f"on: push\njobs:\n  a:\n{runs_on}    steps: [run: make]\n").jobs.values()
    assert found.refused == "it has no 'runs-on'"


@pytest.mark.parametrize(
    "uses",
    [
        *("./a", "./", "$/a", "docker://alpine:3", "actions/checkout@v4", "a/b/c/d@main"),
        *("a.b/c-d_e@0123abc", "a/.github/workflows/x.yml@refs/heads/a/b"),
    ],
)
def test_forms_of_uses(uses: str) -> None:
    assert steps(f"uses: {uses}").refused is None
    assert read(f"on: push\njobs: {{a: {{uses: {uses}}}}}").jobs["a"].refused is None


def test_202_needs_in_a_circle_and_behind_it() -> None:
    jobs = read("""\
on: push
jobs:
  a: {needs: b, uses: a/b@v1}
  b: {needs: [c, free], uses: a/b@v1}
  c: {needs: A, uses: a/b@v1}
  behind: {needs: c, uses: a/b@v1}
  free: {uses: a/b@v1}
  after: {needs: [free, FREE], uses: a/b@v1}
""").jobs
    assert {name for name, job in jobs.items() if job.refused} == {"a", "b", "c", "behind"}


def test_202_a_merge_key_refuses_what_it_stands_in() -> None:
    workflow = read("""\
on: push
jobs:
  fine: {runs-on: x, steps: [{run: make}]}
  merging: &merging {<<: {}, runs-on: x, steps: [{run: make}]}
  alias: *merging
  steps: {runs-on: x, steps: &steps [{run: make, <<: {}}]}
  again: {runs-on: x, steps: *steps}
""")
    refused = {name for name, job in workflow.jobs.items() if job.refused}
    assert refused == {"merging", "alias", "steps", "again"}
    assert workflow.refused is None


@pytest.mark.parametrize("text", ["<<: {}", "env: {<<: {}}", "x: [{<<: {}}]", "jobs: {<<: {}}"])
def test_202_a_merge_key_outside_of_jobs_refuses_all(text: str) -> None:
    assert read(f"on: push\n{text}\n").refused


def test_201_an_event_that_is_none_refuses_all() -> None:
    assert read("on: pull-request\n").refused


@pytest.mark.parametrize(
    ("text", "off"),
    [
        *(("if: false", True), ("if: 0", True), ("if: \"''\"", True), ("if: '!true'", True)),
        *(("if: ${{ null }}", True), ("if:", False), ("if: ''", False), ("if: null", False)),
        *(("if: x", False), ("strategy: {matrix: []}", True), ("strategy: {matrix: {}}", True)),
        *(("strategy: {matrix: {a: []}}", True), ("strategy: {matrix: {include: []}}", True)),
        *(("strategy: {matrix: {a: [], b: [1]}}", True), ("strategy: {matrix:}", False)),
        *(("strategy: {matrix: {a: [1], include: []}}", False), ("strategy: {}", False)),
        *(("strategy: {matrix: {include: [{a: 1}]}}", False), ("strategy: x", False)),
        ("strategy: {matrix: '${{ fromJSON(x) }}'}", False),
    ],
)
def test_203_what_never_runs(text: str, off: bool) -> None:
    text = text.replace("{matrix:}", "{fail-fast: true}")
    assert (job(f"    {text}\n    steps: [run: make]\n").off is not None) is off


def test_203_every_step_is_off() -> None:
    assert steps("{run: make, if: false}", "{uses: a/b@v1, if: 1 == 2}").off
    assert steps("{run: make, if: false}", "{run: make}").off is None
    assert steps("{run: make, if: false}", "{run: 'true'}").idle


@pytest.mark.parametrize(
    ("each", "idle"),
    [
        *(("run: true", True), ("run: ':'", True), ("run: exit 0", True), ("run: echo ok", True)),
        *(("run: ''", True), ("run: '# make'", True), ("run: 5", False), ("run: false", False)),
        *(("uses: actions/checkout@v4", True), ("uses: actions/setup-python@v5", True)),
        *(("uses: astral-sh/setup-uv@v6", True), ("uses: a/b/Setup-x@v1", True)),
        *(
            ("uses: ./.github/actions/setup-env", True),
            ("uses: ./.github/actions/setup-env/", True),
        ),
        *(("uses: actions/cache@v4", False), ("uses: docker://setup-x", False)),
        *(("uses: a/setup@v1", False), ("uses: ./", False), ("run: make", False)),
    ],
)
def test_204_what_does_nothing(each: str, idle: bool) -> None:
    assert steps(each).idle is idle
    assert steps("uses: actions/checkout@v4", each, "run: echo done").idle is idle
    assert not steps(each, "run: make").idle


def test_204_what_calls_a_workflow_is_not_idle() -> None:
    assert not job("    uses: a/b@v1\n").idle


@pytest.mark.parametrize(
    ("each", "swallowed"),
    [
        *(("{run: make, continue-on-error: true}", True), ("{run: make || true}", True)),
        *(("{run: make, continue-on-error: '${{ true }}'}", True), ("{run: make}", False)),
        *(("{run: make, continue-on-error: false}", False), ("{uses: a/b@v1}", False)),
        *(("{run: make, continue-on-error: '${{ x }}'}", False), ("{run: make ; true}", False)),
        *(
            ("{run: make, continue-on-error: }", False),
            ("{run: make, continue-on-error: ''}", False),
        ),
        *(("{uses: a/b@v1, continue-on-error: true}", True), ("{run: 'true'}", False)),
    ],
)
def test_205_what_succeeds_whatever_it_does(each: str, swallowed: bool) -> None:
    assert steps(each).swallowed is swallowed
    assert steps("uses: actions/checkout@v4", each, "run: echo done").swallowed is swallowed
    assert not steps(each, "run: make").swallowed


@pytest.mark.parametrize(("value", "swallowed"), [("true", True), ("false", False), ("", False)])
def test_205_a_job_that_goes_on(value: str, swallowed: bool) -> None:
    text = f"    continue-on-error: {value}\n    steps: [run: make]\n"
    assert job(text).swallowed is swallowed


@pytest.mark.parametrize("condition", ["always()", "${{ !cancelled() }}"])
def test_206_a_job_that_runs_after_a_skip(condition: str) -> None:
    assert job(f"    if: '{condition}'\n    steps: [run: make]\n").heedless


def test_behind() -> None:
    jobs = read("""\
on: push
jobs:
  a: {uses: a/b@v1}
  b: {needs: a, uses: a/b@v1}
  c: {needs: [B, free], uses: a/b@v1}
  free: {uses: a/b@v1}
  d: {needs: free, uses: a/b@v1}
""").jobs
    assert behind(jobs, ["a"]) == {"b": "a", "c": "a"}
    assert behind(jobs, ["free", "a"]) == {"c": "free", "d": "free", "b": "a"}
    assert behind(jobs, []) == {}
    assert behind(jobs, ["c"]) == {}


ALIASED = 2_000
CHAINS = {
    "chain": "".join(f"  j{n}: {{needs: [j{n - 1}], uses: a/b@v}}\n" for n in range(1, 5_000)),
    "circle": "".join(f"  j{n}: {{needs: j{n - 1}, uses: a/b@v}}\n" for n in range(5_000))
    + "  j-1: {needs: j4999, uses: a/b@v}\n",
    "all need all": f"  x: {{uses: a/b@v, needs: &n [{', '.join(f'j{n}' for n in range(ALIASED))}]}}\n"
    + "".join(f"  j{n}: {{needs: *n, uses: a/b@v}}\n" for n in range(ALIASED)),
    "one script": "  x: {runs-on: x, steps: [{run: &r '"
    + "true;" * 50_000
    + "'}]}\n"
    + "".join(f"  j{n}: {{runs-on: x, steps: [{{run: *r}}]}}\n" for n in range(ALIASED)),
    "one step": "  x: {runs-on: x, steps: &s [&t {run: '"
    + "true;" * 50_000
    + "'}]}\n"
    + "".join(f"  j{n}: {{runs-on: x, steps: *s}}\n" for n in range(ALIASED))
    + "  y: {runs-on: x, steps: ["
    + "*t, " * ALIASED
    + "]}\n",
    "one condition": "  x: {if: &i '"
    + "x && " * 4_000
    + "x', uses: a/b@v}\n"
    + "".join(f"  j{n}: {{if: *i, uses: a/b@v}}\n" for n in range(ALIASED)),
}


@pytest.mark.parametrize("shape", CHAINS)
def test_E2_a_workflow_is_read_in_the_time_of_its_size(shape: str) -> None:
    text = f"on: push\njobs:\n{CHAINS[shape]}"
    assert len(text) < 1_000_000
    with patience():
        jobs = read(text).jobs
        behind(jobs, jobs)


@pytest.mark.parametrize("jobs", ["", "[a]", "word", "5"])
def test_jobs_that_are_none(jobs: str) -> None:
    assert read_workflow(f"on: push\njobs: {jobs}\n".encode()) == Workflow(triggers=PUSH, jobs={})


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
    assert read_workflow(content) == Workflow(jobs={}, error=error)
