import pytest
from helpers.effort import calls
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.model.runs import JobRun
from ml_readiness.rules.job_names import MOST_JOBS, NAME_LETTERS, has_passed, matching_jobs

FITS = {
    "its id": ("test", {"test": ""}, ["test"], ["test"]),
    "its name": ("test", {"test": "All tests"}, ["All tests", "test"], ["All tests"]),
    "a matrix": ("test", {"test": ""}, ["test (3.12)", "test (3.13, x)"], "all"),
    "a called workflow": ("call", {"call": "Gate"}, ["Gate / a", "Gate / b (1)"], "all"),
    "a matrix that calls": ("call", {"call": ""}, ["call (eu) / a", "call (us) / a"], "all"),
    "an expression": (
        "test",
        {"test": "Python ${{ matrix.python }} tests"},
        ["Python 3.12 tests", "Python  tests", "Python 3.12"],
        ["Python 3.12 tests", "Python  tests"],
    ),
    "two expressions": (
        "t",
        {"t": "${{ a }}-${{ b }}"},
        ["x-y", "x-y / z", "xy"],
        ["x-y", "x-y / z"],
    ),
    "an expression that was not looked into, of a job that was skipped": (
        "t",
        {"t": "Tests (${{ matrix.os }})", "u": "Wheels (${{ matrix.os }})"},
        ["Tests (${{ matrix.os }})", "Wheels (${{ matrix.os }})"],
        ["Tests (${{ matrix.os }})"],
    ),
    "an expression that had no room": (
        "t",
        {"t": "a-${{ x }}-b"},
        ["a-b", "a--b", "a-1-b"],
        ["a--b", "a-1-b"],
    ),
    "expressions that said nothing": (
        "t",
        {"t": "${{ a }}${{ b }}x"},
        ["x", "x / y", "x (1)", "yx"],
        "all",
    ),
    "a whole name, and the beginning of a longer one": (
        "t",
        {"t": "${{ a }}c", "u": "abc ${{ x }}d"},
        ["abc 1d / zc"],
        "all",
    ),
    "an expression at the end": ("t", {"t": "on ${{ a }}"}, ["on a (b)", "one"], ["on a (b)"]),
    "an expression that a called job follows": (
        "t",
        {"t": "${{ a }} gate"},
        ["x gate / deep", "x gates"],
        ["x gate / deep"],
    ),
    "a longer word": ("test", {"test": ""}, ["test-all", "tests", "test(1)", "test/x"], []),
    "another case": ("test", {"test": ""}, ["Test"], []),
    "another job's own name": (
        "test",
        {"test": "", "slow": "test (slow)"},
        ["test (slow)", "test (fast)"],
        ["test (fast)"],
    ),
    "the beginning of another's name": (
        "test",
        {"test": "test", "deep": "test / deep"},
        ["test / deep (1)", "test"],
        ["test"],
    ),
    "another's plain name": ("any", {"any": "${{ a }}", "lint": ""}, ["lint", "x"], ["x"]),
    "two of one name": ("a", {"a": "${{ a }}", "b": "${{ b }}"}, ["x", "y"], []),
    "one that may be either": (
        "a",
        {"a": "${{ m }}-x", "b": "y-${{ n }}"},
        ["z-x", "y-x"],
        [],
    ),
    "a plain name, and one that could be filled up to it": (
        "t",
        {"t": "abc", "u": "abc${{ x }}"},
        ["abc"],
        ["abc"],
    ),
    "a plain name begun, and another begun": (
        "t",
        {"t": "abc", "u": "ab${{ x }}c"},
        ["abc / z"],
        ["abc / z"],
    ),
    "the whole of another's longer name": (
        "test",
        {"test": "", "slow": "test (${{ v }})"},
        ["test (3.12)"],
        [],
    ),
    "texts that do not overlap": ("t", {"t": "${{ a }}aa${{ b }}a"}, ["aa", "aaa"], ["aaa"]),
    "the same name": ("a", {"a": "x", "b": "x"}, ["x"], []),
    "a job that is not there": ("a", {"b": ""}, ["a"], []),
    "an expression without an end": ("a", {"a": "x ${{ b"}, ["x ${{ b", "x y"], ["x ${{ b"]),
    "an empty run": ("a", {"a": ""}, [], []),
}


@pytest.mark.parametrize("case", FITS)
def test_a_job_is_known_by_what_github_shows(case: str) -> None:
    job, names, shown, wanted = FITS[case]
    ran = [JobRun(name=name, conclusion="success") for name in shown]
    found = [each.name for each in matching_jobs(job, names, ran)]
    assert found == (shown if wanted == "all" else wanted)


@pytest.mark.parametrize(
    ("ends", "passed"),
    [
        (["success"], True),
        (["success", "skipped"], True),
        (["skipped"], None),
        ([], None),
        (["success", "failure"], False),
        (["cancelled"], False),
        (["skipped", None], False),
        (["success", "timed_out", "skipped"], False),
        (["neutral"], False),
    ],
)
def test_one_has_succeeded_and_none_has_failed(ends: list[str | None], passed: bool | None) -> None:
    assert has_passed([JobRun(name="a", conclusion=end) for end in ends]) is passed


names = st.text("ab ${}()/", max_size=12)


@given(st.dictionaries(names, names, max_size=4), st.lists(names, max_size=4), names)
def test_whatever_they_are_called(others: dict[str, str], shown: list[str], job: str) -> None:
    ran = tuple(JobRun(name=name, conclusion="success") for name in shown)
    assert set(matching_jobs(job, others, ran)) <= set(ran)


def test_no_name_takes_long() -> None:
    def tried(expressions: int, jobs: int, letters: int) -> int:
        names = {f"job{n}": f"{'a${{ x }}' * expressions}{n}" for n in range(jobs)}
        ran = [JobRun(name="a" * letters, conclusion="success")] * 50
        assert matching_jobs("job7", names, ran) == ()
        return calls(lambda: matching_jobs("job7", names, ran))

    most = tried(60, MOST_JOBS, NAME_LETTERS)
    assert most < 50 * MOST_JOBS * 10
    assert tried(60, 5_000, 5_000) < most * 1.01
    assert tried(5_000, MOST_JOBS, NAME_LETTERS) < most * 1.01
