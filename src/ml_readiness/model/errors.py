"""What is wrong with an input, where, and what to write instead."""

from dataclasses import dataclass

from ml_readiness.model.limits import DEFAULT_LIMITS


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

    def __post_init__(self) -> None:
        """Cut what quotes the input at length, wherever the problem was found."""
        for name in ("message", "hint"):
            text = getattr(self, name)
            if text and len(text) > DEFAULT_LIMITS.message_characters:
                cut = f"{text[: DEFAULT_LIMITS.message_characters - 1]}…"
                object.__setattr__(self, name, cut)


class InputError(Exception):
    """The input cannot be evaluated: exit status 2, with every problem that was found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


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
