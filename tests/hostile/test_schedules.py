"""Several things go wrong in one run, and it may be killed: the verdict, or an honest error."""

from pathlib import Path

import pytest
from helpers.promises import carried_out, words
from helpers.schedules import LASTING, Planned, Schedule, schedule
from helpers.ways import WAYS

# As many of each way; `make faults` runs a thousand.
SEEDS = range(4 * len(WAYS))


def fault(kind: str, at: int, word: str | None = None, times: int = 1) -> Planned:
    return Planned(kind=kind, at=at, word=word, times=times)


def named(way: str, case: str, *faults: Planned, before: str = "nothing") -> Schedule:
    return Schedule(seed=-1, way=way, case=case, before=before, faults=faults)


LOST = "reset after it was done"
TARGET, CLONE = "pull_request_target", "pull_request, full clone"
# What seeds found, and what was found beside them, without what was of no matter there.
FIRST_FAILED = {
    "a workspace that is kept has our own reports (any seed without a checkout)": named(
        "merge_group, no checkout", "passes"
    ),
    "an object in place of the status that was sent (28, 41, 51, 56, 108)": named(
        "push, clone", "worse", fault("an empty object", 0, times=5)
    ),
    "a list in place of the status that was sent (68)": named(
        CLONE, "passes", fault("a next page elsewhere", 3, "status", LASTING)
    ),
    "an answer in place of a deletion (950, 988)": named(
        CLONE, "not valid", fault("a query's error", 3, times=1), before="two comments"
    ),
    "every answer to the status is lost": named(
        TARGET, "passes", fault(LOST, 3, "status", LASTING)
    ),
    "four answers to the status are lost": named(TARGET, "passes", fault(LOST, 3, "status", 4)),
}

# What so few seeds need not meet.
AIMED = {
    "a post that is done twice": named(CLONE, "passes", fault("twice", 2)),
    "a post whose answer is lost, and then the list": named(
        CLONE, "passes", fault("500", 4, "GET comments", LASTING), fault(LOST, 2)
    ),
    "a next page on another host": named(CLONE, "passes", fault("a next page elsewhere", 1)),
    "a base that cannot be read": named(
        "pull_request, shallow clone", "a lower bar", fault("404", 0, times=LASTING)
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_G10_a_schedule_of_faults_changes_no_verdict(tmp_path: Path, seed: int) -> None:
    held(schedule(seed, words), tmp_path)


@pytest.mark.parametrize("name", FIRST_FAILED)
def test_G10_what_failed_once(tmp_path: Path, name: str) -> None:
    held(FIRST_FAILED[name], tmp_path)


@pytest.mark.parametrize("name", AIMED)
def test_G10_what_is_aimed_at(tmp_path: Path, name: str) -> None:
    held(AIMED[name], tmp_path)


def held(planned: Schedule, folder: Path) -> None:
    result = carried_out(planned, folder)
    assert not result.broken, f"{planned}: {result}"
