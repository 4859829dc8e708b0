"""Globs over paths: `*` stops at a slash, `**` crosses; without regular expressions, so linear."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import eq

# So many `**` may stand in a glob, of what is cited or of test results.
MOST_STARS = 4


def matching(pattern: str, ordered: Sequence[str]) -> Iterator[str]:
    """The paths that match a pattern; they come sorted, and stay so."""
    wanted = pattern.split("/")
    head = pattern.partition("*")[0]
    tail = pattern.rpartition("*")[2].lstrip("/")  # `**/x` is also `x`
    for index in range(bisect_left(ordered, head), len(ordered)):
        path = ordered[index]
        if not path.startswith(head):
            return
        if path.endswith(tail) and _fits(wanted, path.split("/"), "**", segment_matches):
            yield path


def segment_matches(wanted: str, given: str) -> bool:
    """Whether one path segment matches one of a glob."""
    return wanted == given or ("*" in wanted and _fits(wanted, given, "*", eq))


def _fits(
    wanted: Sequence[str], given: Sequence[str], star: str, same: Callable[[str, str], bool]
) -> bool:
    """Piece by piece; on a mismatch the latest star takes one piece more."""
    w = g = 0
    latest: tuple[int, int] | None = None  # the star, and where what it takes ends
    while g < len(given):
        if w < len(wanted) and wanted[w] == star:
            latest = w, g
            w += 1
        elif w < len(wanted) and same(wanted[w], given[g]):
            w, g = w + 1, g + 1
        elif latest:
            latest = latest[0], latest[1] + 1
            w, g = latest[0] + 1, latest[1]
        else:
            return False
    # Stars at the end of a word may take nothing; `**` at the end of a path takes something.
    return all(piece == star == "*" for piece in wanted[w:])
