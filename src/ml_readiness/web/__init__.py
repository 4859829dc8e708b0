"""The only door to other people's web pages: which addresses may be reached, and how politely."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from ml_readiness.web.network import Network

# Told how many of all links have been answered.
Progress: TypeAlias = Callable[[int, int], None]


def ask_web(
    internet: Callable[[], "Network"], progress: Progress, wanted: Collection[Wanted]
) -> Mapping[str, Answer]:
    """The answers of the internet, as `web.fetch.fetch` gives them.

    Nothing that speaks HTTP is imported by a run without links.
    """
    from ml_readiness.web.fetch import fetch

    return fetch(wanted, internet(), DEFAULT_LIMITS, progress)


def ask_nobody(wanted: Collection[Wanted]) -> Mapping[str, Answer]:
    """An answer for each link of a change that nobody has approved: none of them is asked."""
    return {link.address: Answer(address=link.address, fault="unapproved") for link in wanted}


def silently(done: int, total: int) -> None:
    """No progress is shown."""
    del done, total
