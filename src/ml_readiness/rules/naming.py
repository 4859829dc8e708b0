"""Which word was meant: the nearest of those that are there."""

from collections.abc import Iterable
from itertools import islice

COMPARED_CHARACTERS = 60
MOST_COMPARED = 500  # comparing is slow, and a hint is a courtesy
SHOWN_NAMES = 12


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if any is close."""
    from difflib import get_close_matches  # only bad input pays for it

    close = get_close_matches(word[:COMPARED_CHARACTERS], list(islice(known, MOST_COMPARED)), n=1)
    return close[0] if close else None


def choice(word: str, known: Iterable[str]) -> str | None:
    """What to write instead of an unknown word; None where nothing is known."""
    names = list(islice(known, MOST_COMPARED))
    if found := nearest(word, names):
        return f"did you mean '{found}'?"
    more = ", …" if len(names) > SHOWN_NAMES else ""
    return f"there is: {', '.join(names[:SHOWN_NAMES])}{more}" if names else None


def edits(one: str, other: str) -> int:
    """How many slips of the pen lie between two words: letters left out, put in, or exchanged.

    Takes a time in proportion to the product of their lengths.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, before, row = before, row, [at]
        for place, there in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != there))
            if at > 1 and place > 1 and (letter, one[at - 2]) == (other[place - 2], there):
                cost = min(cost, above[place - 2] + 1)
            row.append(cost)
    return row[-1]
