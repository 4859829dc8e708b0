"""What is said of a mistake is short, however long the input that it quotes."""

import pytest

from ml_readiness.model.errors import MESSAGE_CHARACTERS, InputError, Problem, mistake

LONG = "k" * 1_000_000
CUT = "k" * (MESSAGE_CHARACTERS - 1) + "…"


@pytest.mark.parametrize(
    "error", [mistake(LONG, hint=LONG), InputError(Problem(message=LONG, hint=LONG))]
)
def test_long_messages_and_hints_are_cut(error: InputError) -> None:
    [problem] = error.problems
    assert (problem.message, problem.hint) == (CUT, CUT)
    assert str(error) == CUT


def test_the_rest_stays() -> None:
    problem = Problem(message="m", hint=None, path="p" * 999, line=1, column=2, excerpt=LONG)
    assert problem.short() == problem
