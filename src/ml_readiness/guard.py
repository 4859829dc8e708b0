"""Where an error becomes a message: a mistake of the user's, or a fault of ours."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from ml_readiness.model.errors import InputError, Problem, mistake

T = TypeVar("T")


class Guard(Struct, frozen=True, kw_only=True):
    """How faults of ours are told here.

    `hint` says how to see where one happened, and `trace` is given that, a traceback. It is None
    where nobody asked for it: no user meets one otherwise.
    """

    hint: str
    trace: Callable[[str], None] | None

    def carry_out(
        self,
        work: Callable[[], T],
        otherwise: Callable[[tuple[Problem, ...]], T],
        *,
        part: str | None = None,
    ) -> T:
        """What `work` gives, or what `otherwise` makes of the problems that it ended with.

        `part` is what a fault is said to be in. Whoever cancels the program is not held up.
        """
        try:
            return work()
        except InputError as error:
            return otherwise(error.problems)
        except Exception as error:  # noqa: BLE001 - the one place where a fault becomes a message
            if self.trace:
                from traceback import format_exception

                self.trace("".join(format_exception(error)))
            where = f" in {part}" if part else ""
            said = f"internal error{where}: {type(error).__name__}: {error}"
            return otherwise(mistake(said, hint=self.hint).problems)
