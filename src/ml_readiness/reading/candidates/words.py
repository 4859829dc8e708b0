"""Names to their words, and signs that match them."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a name in any style, in lower case."""
    return frozenset(part.lower() for part in NAME_PART.findall(name))


def matched(signs: Iterable[str], words: frozenset[str]) -> str | None:
    """The first sign whose words are all there; a word may be a glob such as `reproduc*`.

    A word after `-` must not be there.
    """
    for sign in signs:
        wanted = sign.split()
        if all(_met(word, words) for word in wanted):
            return " ".join(word for word in wanted if not word.startswith("-"))
    return None


def possible(sign: str, vocabulary: frozenset[str]) -> bool:
    """Whether each word of a sign is found somewhere at all."""
    return all(_has(word, vocabulary) for word in sign.split() if not word.startswith("-"))


def _met(word: str, words: frozenset[str]) -> bool:
    if word.startswith("-"):
        return not _has(word[1:], words)
    return _has(word, words)


def _has(word: str, words: frozenset[str]) -> bool:
    if "*" in word:
        return any(fnmatchcase(each, word) for each in words)
    return word in words


def called(signs: Iterable[str], name: str) -> bool:
    """Whether a dotted name is one of these, or stands below it; a sign may be a glob."""
    return any(
        name == sign or name.startswith(f"{sign}.") or ("*" in sign and fnmatchcase(name, sign))
        for sign in signs
    )
