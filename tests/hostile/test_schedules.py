"""Several things go wrong in one run, and it may be killed: the verdict, or an honest error."""

from pathlib import Path

import pytest
from helpers.promises import carried_out, words
from helpers.schedules import Schedule, schedule
from helpers.ways import WAYS

# As many of each way; `make faults` runs a thousand.
SEEDS = range(4 * len(WAYS))


@pytest.mark.parametrize("seed", SEEDS)
def test_G10_a_schedule_of_faults_changes_no_verdict(tmp_path: Path, seed: int) -> None:
    held(schedule(seed, words), tmp_path)


def held(planned: Schedule, folder: Path) -> None:
    result = carried_out(planned, folder)
    assert not result.broken, f"{planned}: {result}"
