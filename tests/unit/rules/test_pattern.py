import re
from typing import SupportsIndex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml_readiness.rules.pattern import matching, segment_matches

PATHS = ("a.md", "docs/a.md", "docs/b.txt", "docs/deep/a.md", "docs/deep/er/c.md", "other/a.md")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("*.md", ["a.md"]),
        ("docs/*", ["docs/a.md", "docs/b.txt"]),
        ("docs/*.md", ["docs/a.md"]),
        ("*/a.md", ["docs/a.md", "other/a.md"]),
        ("docs/*/a.md", ["docs/deep/a.md"]),
        ("docs/**", ["docs/a.md", "docs/b.txt", "docs/deep/a.md", "docs/deep/er/c.md"]),
        ("docs/**/*.md", ["docs/a.md", "docs/deep/a.md", "docs/deep/er/c.md"]),
        ("docs/**/a.md", ["docs/a.md", "docs/deep/a.md"]),
        ("**/a.md", ["a.md", "docs/a.md", "docs/deep/a.md", "other/a.md"]),
        ("**/deep/**", ["docs/deep/a.md", "docs/deep/er/c.md"]),
        ("**", list(PATHS)),
        ("**/**", list(PATHS)),
        ("*", ["a.md"]),
        ("d*s/*.*", ["docs/a.md", "docs/b.txt"]),
        ("*d*s*/*", ["docs/a.md", "docs/b.txt"]),
        ("docs/**/er/*", ["docs/deep/er/c.md"]),
        ("docs/**/**/c.md", ["docs/deep/er/c.md"]),
        ("docs*", []),
        ("docs/*/", []),
        ("docs/a.md/**", []),
        ("a.md*", ["a.md"]),
        ("/*", []),
        ("DOCS/*", []),
    ],
)
def test_a_star_stops_at_a_slash_and_two_cross_it(pattern: str, matches: list[str]) -> None:
    assert list(matching(pattern, PATHS)) == matches


@pytest.mark.parametrize("path", ["a?c", "[a-z]c", "a.c", "a+c", "(a)c", "{a,b}c", "a\\c"])
def test_nothing_but_a_star_is_special(path: str) -> None:
    others = ["abc", "ac", "a", "bc", "aac"]
    assert list(matching(f"{path}*", sorted([path, *others]))) == [path]


@pytest.mark.parametrize("pattern", ["docs/**.md", "docs/d**", "docs/**a.md"])
def test_two_stars_in_a_word_are_as_one(pattern: str) -> None:
    single = pattern.replace("**", "*")
    assert list(matching(pattern, PATHS)) == list(matching(single, PATHS))


def test_paths_are_given_back_in_their_order_and_as_often_as_they_come() -> None:
    assert list(matching("*", ["a", "b", "b"])) == ["a", "b", "b"]


def oracle(pattern: str) -> re.Pattern[str]:
    """The same glob as a regular expression: `**/` is any number of folders."""
    *folders, name = pattern.split("/")
    text = ""
    for folder in folders:
        text += "(?:[^/]+/)*" if folder == "**" else f"{words(folder)}/"
    return re.compile(text + ("(?:[^/]+/)*[^/]+" if name == "**" else words(name)), re.DOTALL)


def words(segment: str) -> str:
    return re.sub(r"\*+", "[^/]*", "".join(c if c == "*" else re.escape(c) for c in segment))


segments = st.text("ab\n", min_size=1, max_size=3)
globs = st.lists(
    st.just("**") | st.text("ab*\n", min_size=1, max_size=4), min_size=1, max_size=4
).map("/".join)


@settings(deadline=None, max_examples=500)
@given(
    globs.filter(lambda pattern: "*" in pattern),
    st.lists(st.lists(segments, min_size=1, max_size=4).map("/".join), min_size=1, max_size=8),
)
@example("**/a", ["a", "b/a", "ba"])
@example("a/**/a", ["a", "a/a"])
@example("*a*b/**", ["aab/b", "aab"])
def test_a_glob_matches_what_its_regular_expression_matches(pattern: str, paths: list[str]) -> None:
    expected = [path for path in sorted(paths) if oracle(pattern).fullmatch(path)]
    assert list(matching(pattern, sorted(paths))) == expected


@settings(deadline=None, max_examples=500)
@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_segment_matches_what_its_regular_expression_matches(wanted: str, given: str) -> None:
    assert segment_matches(wanted, given) == bool(re.fullmatch(words(wanted), given))


class Counted(str):
    """A text that counts how often one of its characters is looked at."""

    __slots__ = ("looks",)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        self.looks = getattr(self, "looks", 0) + 1
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("a*" * 50, "a" * 200),
        ("a*" * 50 + "b", "a" * 200),
        ("*a" * 50 + "*b", "a" * 200),
        ("*" * 100 + "b", "a" * 200),
        ("*aab" * 20, "a" * 200),
    ],
)
def test_the_work_on_a_hostile_segment_is_bounded_by_the_product_of_the_lengths(
    wanted: str, given: str
) -> None:
    text = Counted(given)
    assert segment_matches(wanted, text) == (wanted[-1] != "b")
    assert text.looks <= 2 * len(wanted) * len(given)


@pytest.mark.parametrize(
    "pattern", ["**/a*a*a*/" * 15 + "b", "**/a/" * 40 + "b", "**/*/" * 40 + "b"]
)
def test_a_hostile_glob_over_a_deep_path_comes_to_an_end(pattern: str) -> None:
    assert list(
        matching(pattern, sorted(["a/" * 60 + "b", "aaaa/" * 100 + "b", "a/" * 60 + "c"]))
    ) == [
        path
        for path in ["a/" * 60 + "b", "aaaa/" * 100 + "b"]
        if ("a*a*a" in pattern) == path.startswith("aaaa") or "*/*/" in pattern
    ]
