import pytest
from helpers.effort import calls
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.rules.branches import lets_through

NAMES = ("main", "mai", "maain", "releases/1", "releases/1/a", "v2", "v22", "a.b", "a+b")


@pytest.mark.parametrize(
    ("patterns", "through"),
    [
        (["main"], ["main"]),
        (["**"], list(NAMES)),
        (["*"], [name for name in NAMES if "/" not in name]),
        (["releases/*"], ["releases/1"]),
        (["releases/**"], ["releases/1", "releases/1/a"]),
        (["**/1"], ["releases/1"]),
        (["main?"], ["main", "mai"]),
        (["ma+in"], ["main", "maain"]),
        (["v[0-9]+"], ["v2", "v22"]),
        (["[m]ai[xn]"], ["main"]),
        (["v[29a]", "[ma-][a-]i[-n]"], ["main", "v2"]),
        (["a\\+b", "a.b"], ["a.b", "a+b"]),
        (["**", "!releases/**"], [name for name in NAMES if "/" not in name]),
        (["**", "!releases/**", "releases/1"], [name for name in NAMES if name[-2:] != "/a"]),
        (["!main", "main"], ["main"]),
        (["!main"], []),
        (["+", "?", "[", ""], []),
        (["v[0-2]", "v[3-9]2", "mai[a-n]"], ["main", "v2"]),
        (["v[0-1]", "mai[a-m]", "v2[]", "[]main"], []),
        (["[l-n]ain", "a[.-.]b", "v[x2-2y]"], ["main", "v2", "a.b"]),
        (["v[3-9x2]"], ["v2"]),
        (["v[0-12]"], ["v2"]),
        (["[]m]ain"], ["main"]),
        (["\\main", "v\\2"], ["main", "v2"]),
        ([], []),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns: list[str], through: list[str]) -> None:
    assert [name for name in NAMES if lets_through(patterns, name)] == through


def test_names_and_patterns_have_at_most_255_letters() -> None:
    assert lets_through(["a" * 255], "a" * 255)
    assert not lets_through(["a" * 256], "a" * 256)
    assert not lets_through(["**"], "a" * 256)


def test_a_range_has_at_most_128_letters() -> None:
    assert lets_through(["[!-\u00ff]"], "\u00a0")
    assert not lets_through(["[!-\u00ff]"], "\u00a1")


@given(st.lists(st.text("ab*?+[]!\\-/", max_size=12)), st.text("ab/-", max_size=12))
def test_whatever_is_written_is_taken(patterns: list[str], branch: str) -> None:
    assert lets_through(patterns, branch) in {True, False}
    assert lets_through([*patterns, "**"], branch)
    assert not lets_through([*patterns, "!**"], branch)


@pytest.mark.parametrize("piece", ["a*", "**a", "a+", "[a-\U0010ffff]+", "a?", "?", "["])
def test_no_letter_is_held_against_a_piece_twice(piece: str) -> None:
    pattern, branch = f"{(piece * 254)[:253]}]!", "a" * 255
    tried = calls(lambda: lets_through([pattern], branch))
    assert tried < 6 * len(pattern) * len(branch)
    assert not lets_through([pattern], branch)


def test_neither_a_pattern_nor_a_branch_is_longer_than_a_name() -> None:
    assert calls(lambda: lets_through(["a*" * 128], "a" * 255)) < 10
    assert calls(lambda: lets_through(["a*" * 127], "a" * 256)) < 10
