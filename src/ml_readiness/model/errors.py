"""What is wrong with an input, where, and what to write instead."""

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.visible import clipped

# Of a sentence that may quote the input.
MESSAGE_CHARACTERS = 300
# Of one file; the rest is counted.
MOST_SAID = 100


class Problem(Struct, frozen=True, kw_only=True):
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

    def short(self) -> "Problem":
        """The same problem, where it may quote the input at length."""
        hint = clipped(self.hint, MESSAGE_CHARACTERS) if self.hint else self.hint
        return replace(self, message=clipped(self.message, MESSAGE_CHARACTERS), hint=hint)


class InputError(Exception):
    """The input cannot be evaluated: exit status 2, with every problem that was found in it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(problem.short() for problem in problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def mistake(
    message: str,
    *,
    hint: str | None = None,
    path: str | None = None,
    line: int | None = None,
    column: int | None = None,
) -> InputError:
    """The error of a single problem, to be raised; the arguments are those of `Problem`."""
    problem = Problem(message=message, hint=hint, path=path, line=line, column=column)
    return InputError(problem)
