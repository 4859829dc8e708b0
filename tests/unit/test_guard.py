"""Errors become messages in one place."""

from collections.abc import Sequence

import pytest

from ml_readiness.guard import Guard
from ml_readiness.model.errors import InputError, Problem

FIRST, SECOND = Problem(message="one is wrong", hint="mend it"), Problem(message="so is another")
HINT = "look closer"


def raising(error: BaseException) -> Sequence[Problem]:
    raise error


def told(error: BaseException, part: str | None = None) -> tuple[Sequence[Problem], list[str]]:
    """The problems that an error becomes, and the tracebacks that are shown."""
    shown: list[str] = []
    guard = Guard(hint=HINT, trace=shown.append)
    return guard.carry_out(lambda: raising(error), lambda problems: problems, part=part), shown


def test_what_goes_well_is_handed_on() -> None:
    guard = Guard(hint=HINT, trace=None)
    assert guard.carry_out(lambda: 7, lambda _: 0) == 7


def test_a_mistake_of_the_user_is_told_as_it_is() -> None:
    assert told(InputError(FIRST, SECOND)) == ((FIRST, SECOND), [])


def test_a_fault_of_ours_is_one_problem_with_its_traceback() -> None:
    problems, [shown] = told(ZeroDivisionError("of all things"))
    said = "internal error: ZeroDivisionError: of all things"
    assert problems == (Problem(message=said, hint=HINT),)
    assert shown.startswith("Traceback (most recent call last):\n")
    assert shown.endswith("ZeroDivisionError: of all things\n")


def test_a_fault_says_which_part_it_is_in() -> None:
    [problem], _ = told(ValueError("x"), part="the summary")
    assert problem.message == "internal error in the summary: ValueError: x"


def test_nobody_meets_a_traceback_unasked(capfd: pytest.CaptureFixture[str]) -> None:
    guard = Guard(hint=HINT, trace=None)
    assert guard.carry_out(lambda: raising(OSError("x")), lambda problems: problems)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("cancelled", [KeyboardInterrupt(), SystemExit(3)])
def test_whoever_cancels_is_not_held_up(cancelled: BaseException) -> None:
    with pytest.raises(type(cancelled)):
        told(cancelled)
