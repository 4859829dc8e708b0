"""Which word was meant: the nearest of those that are there."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

COMPARED_CHARACTERS = 60
CLOSE = 0.6  # of what two words have in common, from 0 to 1
MOST_COMPARED = 500  # comparing is slow, and a hint is a courtesy
SHOWN_NAMES = 12
# So many letters of its beginning stand for a name, of a part of it, and of the parts' initials.
FEWEST_LETTERS = 3
FEWEST_OF_PART = 4
FEWEST_INITIALS = 2
LISTING = "there is: "
NEGATIONS = ("not", "non", "no", "un", "in")
OPPOSITES = frozenset({"done", "none"})
# Words with a meaning of their own: no slip for another word.
SWITCHES = frozenset({"true", "false", "yes", "off", "on", "null"})
DIGITS = re.compile("[0-9]+")
PART = re.compile(r"[^\W_]+")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if any is close: of equals the last in order."""
    from difflib import SequenceMatcher  # only bad input pays for it

    best = (CLOSE, "")
    matcher = SequenceMatcher(b=word[:COMPARED_CHARACTERS])
    for name in islice(known, MOST_COMPARED):
        matcher.set_seq1(name)
        # Each bounds the next one, and takes longer.
        if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
            best = max(best, (matcher.ratio(), name))
    return best[1] or None


def folded(word: str) -> str:
    """The letters and digits of a word, without case and without what joins its parts."""
    return "".join(PART.findall(word[:COMPARED_CHARACTERS].casefold()))


def meant(word: str, known: Iterable[str]) -> str | None:
    """The one known word that this is in another spelling, or short for, or close to.

    The opposite of a word is never taken for it, nor is a text for one of several words in it, nor
    a word for another that has other digits.
    """
    names = list(islice(known, MOST_COMPARED))
    if _several(word, names):
        return None
    found = _one_of(word, names)
    if found is None and word.casefold() not in SWITCHES:
        cases = {name.casefold(): name for name in reversed(names)}
        found = cases.get(nearest(word.casefold(), cases) or "")
    if found is None or _opposite(folded(word), folded(found)) or _other_number(word, found):
        return None
    return found


def listed(names: Sequence[str]) -> str | None:
    """The words that there are; None where there are none."""
    more = ", …" if len(names) > SHOWN_NAMES else ""
    return f"{LISTING}{', '.join(names[:SHOWN_NAMES])}{more}" if names else None


def choice(word: str, known: Iterable[str]) -> str | None:
    """What to write instead of an unknown word; None where nothing is known."""
    names = list(islice(known, MOST_COMPARED))
    found = meant(word, names)
    return listed(names) if found is None else f"did you mean '{found}'?"


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


def _one_of(word: str, names: Iterable[str]) -> str | None:
    """The only name that has the word's letters: all of its own, the first, or those of a part."""
    bare = folded(word)
    same, short, part = [], [], []
    for name in names:
        letters, parts = folded(name), PART.findall(name.casefold())
        initials = "".join(each[0] for each in parts)
        if letters == bare:
            same.append(name)
        elif (len(bare) >= FEWEST_LETTERS and letters.startswith(bare)) or (
            len(bare) >= FEWEST_INITIALS and len(parts) > 1 and initials == bare
        ):
            short.append(name)
        elif len(bare) >= FEWEST_OF_PART and (bare in parts or letters.endswith(bare)):
            part.append(name)
    return next((found[0] for found in (same, short, part) if len(found) == 1), None)


def _opposite(one: str, other: str) -> bool:
    negated = any(f"{no}{other}" == one or f"{no}{one}" == other for no in NEGATIONS)
    return negated or {one, other} == OPPOSITES


def _several(word: str, names: Iterable[str]) -> bool:
    """Whether a text names more than one of these, one beside the other."""
    parts = {*re.split(r"[\s,;|/+]+", word[:COMPARED_CHARACTERS].casefold())}
    return len(parts.intersection(name.casefold() for name in names)) > 1


def _other_number(one: str, other: str) -> bool:
    """Whether two names differ in their numbers, of which each has one."""
    mine, theirs = DIGITS.findall(one[:COMPARED_CHARACTERS]), DIGITS.findall(other)
    return bool(mine and theirs) and mine != theirs
