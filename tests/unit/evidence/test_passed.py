"""What GitHub says of a workflow, and what that makes of a job that holds by reading."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.harness import track, write
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ml_readiness.evidence.job import verify_job
from ml_readiness.evidence.passed import judge_run
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts, Once
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.runs import History, JobRun, Unasked, WorkflowRun
from ml_readiness.repo.worktree import open_worktree
from ml_readiness.rules.cited import CitedJob

CITED = CitedJob(path=".github/workflows/ci.yml", job="test")
TODAY = date(2026, 11, 25)
OLDEST = TODAY - timedelta(days=30)
JOB = "jobs: {test: {runs-on: x, steps: [{run: make}]}}\n"
SOURCE = f"on: push\n{JOB}".encode()
RUN = WorkflowRun(
    created=TODAY,
    conclusion="success",
    page="https://github.com/acme/fraud/actions/runs/9",
    jobs=(JobRun(name="test", conclusion="success"),),
    source=SOURCE,
)
HISTORY = History(branch="main", state="active", source=SOURCE, runs=1, newest=RUN)
Judge = Callable[..., Judgement]


def on(events: str) -> bytes:
    return f"on: {events}\n{JOB}".encode()


def jobs(**ends: str) -> WorkflowRun:
    ran = tuple(JobRun(name=name, conclusion=end) for name, end in ends.items())
    return replace(RUN, jobs=ran)


def facts_of(folder: Path) -> Facts:
    tree = open_worktree(folder, DEFAULT_LIMITS)
    return Facts(tree=tree, answers={}, offline=True, results=None, home=None, once=Once())


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The judgement on the job, in a tree with another `on` where a test wants one."""

    def judged(said: History | Unasked, tree: bytes = SOURCE) -> Judgement:
        write(tmp_path, {CITED.path: tree})
        track(tmp_path)
        facts = facts_of(tmp_path)
        read = verify_job(CITED, facts, ())
        assert read.reason is None
        return judge_run(CITED, read, said, facts, OLDEST)

    return judged


def test_a_job_that_has_passed_says_when(judge: Judge) -> None:
    found = judge(HISTORY)
    assert (found.reason, found.weakness) == (None, None)
    assert found.message.endswith("and passed on main on 2026-11-25")


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (replace(RUN, created=OLDEST), None),
        (replace(RUN, created=OLDEST - timedelta(days=1)), "run-too-old"),
        (jobs(test="failure"), "run-red"),
        (replace(jobs(test="failure"), created=date(2020, 1, 1)), "run-red"),
        (jobs(test="cancelled"), "run-red"),
        # The run is red for another job.
        (replace(jobs(test="success", lint="failure"), conclusion="failure"), None),
        (jobs(**{"test (1)": "success", "test (2)": "failure"}), "run-red"),
        (jobs(**{"test (1)": "success", "test (2)": "skipped"}), None),
    ],
)
def test_the_job_has_passed_since(judge: Judge, run: WorkflowRun, reason: str | None) -> None:
    found = judge(replace(HISTORY, newest=run))
    assert found.reason == reason
    if reason:
        assert run.page in found.message
        assert str(run.created) in found.message
        assert found.hint


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (replace(RUN, jobs=None), "cannot be listed"),
        (jobs(other="success"), "clearly this one"),
        (jobs(test="skipped"), "skipped there"),
    ],
)
def test_without_a_clear_job_the_run_as_a_whole_decides(
    judge: Judge, run: WorkflowRun, why: str
) -> None:
    for conclusion, reason in (("success", None), ("timed_out", "run-red")):
        found = judge(replace(HISTORY, newest=replace(run, conclusion=conclusion)))
        assert found.reason == reason
        assert why in found.message


@pytest.mark.parametrize("known", [True, False])
def test_a_name_is_that_of_the_commit_that_ran(judge: Judge, *, known: bool) -> None:
    named = SOURCE.replace(b"{runs-on", b"{name: All, runs-on")
    run = replace(jobs(All="failure"), source=named if known else None)
    found = judge(replace(HISTORY, newest=run))
    assert found.reason == ("run-red" if known else None)
    assert ("clearly" in found.message) is not known


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("disabled_manually", "by hand"),
        ("disabled_inactivity", "nothing happened"),
        ("disabled_fork", "fork"),
        ("deleted", "deleted"),
        ("x" * 999, "xxx"),
    ],
)
def test_what_is_not_active_does_not_run(judge: Judge, state: str, said: str) -> None:
    found = judge(replace(HISTORY, state=state))
    assert found.reason == "switched-off"
    assert said in found.message
    assert len(found.message) < 200


@pytest.mark.parametrize(
    "said",
    [
        replace(HISTORY, state=None),
        replace(HISTORY, lacking=True),
        replace(HISTORY, source=SOURCE.replace(b"test:", b"other:")),
        replace(HISTORY, newest=replace(RUN, source=SOURCE.replace(b"test:", b"other:"))),
        replace(HISTORY, runs=0, newest=None),
    ],
)
def test_what_the_default_branch_lacks_is_weak(judge: Judge, said: History) -> None:
    found = judge(said)
    assert (found.reason, found.weakness) == (None, "never-ran")


def test_a_job_is_not_new_for_ever(judge: Judge) -> None:
    then = replace(RUN, source=SOURCE.replace(b"test:", b"other:"), created=OLDEST)
    assert judge(replace(HISTORY, newest=then)).weakness == "never-ran"
    long_ago = replace(then, created=OLDEST - timedelta(days=1))
    assert judge(replace(HISTORY, newest=long_ago)).reason == "run-too-old"


def test_a_worse_weakness_stays(judge: Judge) -> None:
    found = judge(
        replace(HISTORY, lacking=True), SOURCE.replace(b"run: make", b"run: make || true")
    )
    assert found.weakness == "swallowed"


OLD = replace(RUN, created=date(2020, 1, 1))
NOT_HELD = [
    "pull_request",
    "[pull_request, workflow_dispatch]",
    "{push: {paths: [a]}}",
    "{push: {paths-ignore: [a]}}",
    "{push: {tags: [v*]}}",
    "{push: {tags-ignore: [v*]}}",
    "{push: {branches: [other]}}",
    "{push: {branches-ignore: [ma*]}}",
    "{release: {types: [published]}}",
]
HELD = [
    "push",
    "{push: , pull_request: }",
    "{push: {branches: [ma*], tags: [v*]}}",
    "{push: {branches-ignore: [other]}}",
    "{push: {paths: [a]}, schedule: [{cron: 0 0 * * *}]}",
    "repository_dispatch",
    "{workflow_run: {workflows: [a]}}",
]


@pytest.mark.parametrize("events", NOT_HELD)
def test_what_nothing_starts_there_is_held_to_no_age(judge: Judge, events: str) -> None:
    said = replace(HISTORY, source=on(events), newest=OLD)
    assert judge(said).reason is None
    assert judge(replace(said, newest=jobs(test="failure"))).reason == "run-red"
    for runs in (0, 100):
        found = judge(replace(said, runs=runs, newest=None))
        assert (found.reason, found.weakness) == (None, None)
        assert "only read" in found.message


@pytest.mark.parametrize("events", HELD)
def test_what_something_starts_there_is(judge: Judge, events: str) -> None:
    said = replace(HISTORY, source=on(events), newest=OLD)
    assert judge(said).reason == "run-too-old"
    assert judge(replace(said, runs=100, newest=None)).reason == "allowance"


def test_the_tree_is_looked_at_only_where_the_default_branch_is_not_known(judge: Judge) -> None:
    said = replace(HISTORY, newest=OLD)
    for broken in (None, b"on: ["):
        unknown = replace(said, source=broken)
        assert judge(unknown, on("pull_request")).reason is None
        assert judge(unknown).reason == "run-too-old"
    assert judge(said, on("pull_request")).reason == "run-too-old"
    assert judge(replace(said, source=on("pull_request"))).reason is None


@pytest.mark.parametrize("reason", ["jobs-not-readable", "rate-limited"])
def test_what_was_not_told_says_why(judge: Judge, reason: str) -> None:
    found = judge(Unasked(reason=reason, message="GitHub answered 403"))  # type: ignore[arg-type]
    assert (found.reason, found.message) == (reason, "GitHub answered 403")
    assert ("actions: read" in (found.hint or "")) is (reason == "jobs-not-readable")


ENDS = st.sampled_from(["success", "failure", "skipped", "cancelled", "", "x"])
NAMES = st.sampled_from(["test", "test (1)", "test / a", "other", "", "(", " / "])
SOURCES = st.none() | st.sampled_from(
    [SOURCE, b"", b"on: [", on("pull_request"), on("{push: [}"), b"\xff"]
)
RUNS = st.builds(
    WorkflowRun,
    created=st.dates(),
    conclusion=ENDS,
    page=st.just(RUN.page),
    jobs=st.none()
    | st.lists(st.builds(JobRun, name=NAMES, conclusion=st.none() | ENDS), max_size=4).map(tuple),
    source=SOURCES,
)
HISTORIES = st.builds(
    History,
    branch=st.text(max_size=5),
    state=st.sampled_from([None, "active", "active", "disabled_manually", ""]),
    source=SOURCES,
    lacking=st.booleans(),
    runs=st.integers(0, 2),
    newest=st.none() | RUNS,
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("fixed")
    write(folder, {CITED.path: SOURCE})
    track(folder)
    return facts_of(folder)


@given(HISTORIES)
def test_whatever_is_said_there_is_a_judgement(facts: Facts, said: History) -> None:
    found = judge_run(CITED, verify_job(CITED, facts, ()), said, facts, OLDEST)
    assert found.outcome in {"verified", "missing", "unreachable"}
    # Nothing that failed, or that nobody looked at, is said to have passed.
    if "passed on" in found.message:
        assert said.newest
        assert said.state == "active"
        ends = {each.conclusion for each in said.newest.jobs or ()}
        assert "success" in ends | {said.newest.conclusion}
