"""What is wrong with an input, where, and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in an input: a sentence, its place and the way out.

    `path` is relative to the root; `line` and `column` count from 1, columns in characters;
    all three are None where there is nothing to point at (a command-line option).
    `excerpt` is the source line, for showing it with a caret.
    """

    message: str
    hint: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None


class InputError(Exception):
    """The input cannot be evaluated: exit status 2, with every problem that was found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems
