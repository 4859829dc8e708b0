"""Globs over paths: `*` stops at a slash, `**` crosses; without regular expressions, so linear."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence


def matching(pattern: str, ordered: Sequence[str]) -> Iterator[str]:
    """The paths that match a pattern; they come sorted, and stay so."""
    wanted = pattern.split("/")
    head = pattern.partition("*")[0]
    tail = pattern.rpartition("*")[2].lstrip("/")  # `**/x` is also `x`
    for index in range(bisect_left(ordered, head), len(ordered)):
        path = ordered[index]
        if not path.startswith(head):
            return
        if path.endswith(tail) and _matches(wanted, path.split("/")):
            yield path


def _matches(wanted: list[str], given: list[str]) -> bool:
    """Segment by segment; on a mismatch the latest `**` takes one segment more."""
    w = g = 0
    star, taken = -1, 0
    while g < len(given):
        if w < len(wanted) and wanted[w] == "**":
            star, taken = w, g
            w += 1
        elif w < len(wanted) and segment_matches(wanted[w], given[g]):
            w, g = w + 1, g + 1
        elif star >= 0:
            taken += 1
            w, g = star + 1, taken
        else:
            return False
    return w == len(wanted)


def segment_matches(wanted: str, given: str) -> bool:
    """Whether one path segment matches one of a glob; the latest `*` takes one character more."""
    if "*" not in wanted:
        return wanted == given
    w = g = 0
    star, taken = -1, 0
    while g < len(given):
        if w < len(wanted) and wanted[w] == "*":
            star, taken = w, g
            w += 1
        elif w < len(wanted) and wanted[w] == given[g]:
            w, g = w + 1, g + 1
        elif star >= 0:
            taken += 1
            w, g = star + 1, taken
        else:
            return False
    return not wanted[w:].strip("*")
