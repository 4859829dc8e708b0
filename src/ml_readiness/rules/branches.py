"""Which branches a filter of a workflow lets through: GitHub's patterns, matched in one pass.

`*` stops at a slash and `**` crosses, `?` and `+` are about the letter before, `[…]` is one of some
letters, and a pattern with `!` takes away again (GitHub's page on the syntax of workflows, read on
2026-11-25).
"""

from collections.abc import Iterable
from typing import NamedTuple

# A name of a branch is at most so long, and no longer pattern is tried.
MOST_LETTERS = 255


class _Piece(NamedTuple):
    """What stands for letters: which ones (None: any but a slash), whether for none, for many."""

    letters: str | None
    crosses: bool = False
    none: bool = False
    many: bool = False

    def takes(self, letter: str) -> bool:
        if self.letters is not None:
            return letter in self.letters
        return self.crosses or letter != "/"


def lets_through(patterns: Iterable[str], branch: str) -> bool:
    """Whether the last pattern that matches a branch is one without `!`."""
    through = False
    for pattern in patterns:
        wanted = not pattern.startswith("!")
        if through != wanted and _matches(pattern.removeprefix("!"), branch):
            through = wanted
    return through


def _matches(pattern: str, branch: str) -> bool:
    if len(pattern) > MOST_LETTERS or len(branch) > MOST_LETTERS:
        return False
    pieces = _pieces(pattern)
    here = _past(pieces, {0})
    for letter in branch:
        there = set()
        for place in here:
            if place < len(pieces) and pieces[place].takes(letter):
                there |= {place, place + 1} if pieces[place].many else {place + 1}
        here = _past(pieces, there)
    return len(pieces) in here


def _past(pieces: list[_Piece], places: set[int]) -> set[int]:
    """The places, and those behind pieces that may stand for nothing."""
    found = set(places)
    for place, piece in enumerate(pieces):
        if place in found and piece.none:
            found.add(place + 1)
    return found


def _pieces(pattern: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        place += 1
        if letter == "*":
            crosses = pattern.startswith("*", place)
            place += crosses
            pieces.append(_Piece(None, crosses=crosses, none=True, many=True))
        elif letter in "?+" and pieces:
            last = pieces.pop()
            # `+` behind what may be many already changes nothing.
            pieces.append(last._replace(none=True) if letter == "?" else last._replace(many=True))
        elif letter == "[" and (end := pattern.find("]", place + 1)) != -1:
            pieces.append(_Piece(_listed(pattern[place:end])))
            place = end + 1
        else:
            if letter == "\\" and place < len(pattern):
                letter = pattern[place]
                place += 1
            pieces.append(_Piece(letter))
    return pieces


def _listed(inside: str) -> str:
    """The letters between brackets, ranges such as `a-z` written out."""
    letters = ""
    place = 0
    while place < len(inside):
        if inside[place + 1 : place + 2] == "-" and place + 2 < len(inside):
            first, last = ord(inside[place]), ord(inside[place + 2])
            letters += "".join(map(chr, range(first, min(last, first + 127) + 1)))
            place += 3
        else:
            letters += inside[place]
            place += 1
    return letters
