"""A fault where no report can be made any more."""

import time
from io import StringIO
from pathlib import Path
from typing import NoReturn

from helpers.harness import no_internet

from ml_readiness.action.main import main
from ml_readiness.machine import Machine


def broken_day() -> NoReturn:
    raise ZeroDivisionError("of all things\n::error::x")


def log_of(folder: Path, **environment: str) -> str:
    stdout = StringIO()
    machine = Machine(
        stdout=stdout,
        stderr=StringIO(),
        environment=environment,
        folder=folder,
        today=broken_day,
        internet=no_internet,
        clock=time,
        token=str,
    )
    assert main(machine) == 2
    return stdout.getvalue()


def test_it_is_one_message_and_could_not_be_evaluated(tmp_path: Path) -> None:
    said = "::error title=ml-readiness::internal error: ZeroDivisionError: of all things%0A"
    [line] = log_of(tmp_path).splitlines()
    assert line.startswith(said)


def test_a_job_that_is_debugged_shows_the_traceback_and_no_command_in_it(tmp_path: Path) -> None:
    first, *others, _ = log_of(tmp_path, RUNNER_DEBUG="1").splitlines()
    assert first == "Traceback (most recent call last):"
    assert not [line for line in others if line.startswith("::")]
