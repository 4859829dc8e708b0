"""Names to their words, and what of a tree has the words or the calls of signs."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache

NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a name in any style, in lower case."""
    return frozenset(part.lower() for part in NAME_PART.findall(name))


class Index:
    """Which entries, such as tests, have which words or calls."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._having: defaultdict[str, set[str]] = defaultdict(set)
        for entry, words in entries:
            for word in words:
                self._having[word].add(entry)

    def matched(self, signs: Iterable[str]) -> dict[str, str]:
        """The entries that have all words of a sign, and the words; the first sign wins.

        A word may be a glob such as `reproduc*`. A word after `-` must not be there; a sign of
        nothing else says so for all of them.
        """
        found: dict[str, str] = {}
        never: set[str] = set()
        for sign in signs:
            wanted = [word for word in sign.split() if not word.startswith("-")]
            unwanted = self._having_any(word[1:] for word in sign.split() if word.startswith("-"))
            if not wanted:
                never |= unwanted
                continue
            entries = set.intersection(*map(self._with, wanted)) - unwanted
            found = {**dict.fromkeys(entries, " ".join(wanted)), **found}
        return {entry: words for entry, words in found.items() if entry not in never}

    def calling(self, signs: Iterable[str]) -> dict[str, str]:
        """The entries with a dotted name that is one of these or stands below it, and which."""
        every = tuple(signs)
        found: dict[str, str] = {}
        for call in sorted(self._having if every else (), reverse=True):
            if _is_called(every, call):
                found |= dict.fromkeys(self._having[call], call.strip("."))
        return found

    def _having_any(self, words: Iterable[str]) -> set[str]:
        return set[str]().union(*map(self._with, words))

    def _with(self, word: str) -> set[str]:
        if "*" not in word:
            return self._having.get(word, set())
        return self._united(lambda each: fnmatchcase(each, word))

    def _united(self, fits: Callable[[str], bool]) -> set[str]:
        return set().union(*(entries for word, entries in self._having.items() if fits(word)))


def _is_called(signs: Iterable[str], name: str) -> bool:
    return any(
        name == sign or name.startswith(f"{sign}.") or ("*" in sign and fnmatchcase(name, sign))
        for sign in signs
    )
