from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.rules.naming import choice, edits, meant, nearest

CRITERIA = ("feature-cost", "feature-code", "baseline", "canary")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("feature-costs", "feature-cost"),
        ("faeture-cost", "feature-cost"),
        ("feature_code", "feature-code"),
        ("baselin", "baseline"),
        ("canary", "canary"),
        ("drift", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_the_one_that_was_meant(word: str, meant: str | None) -> None:
    assert nearest(word, CRITERIA) == meant


def test_of_equals_the_last_in_order_is_the_nearest() -> None:
    assert nearest("abcd", ["abc", "bcd"]) == "bcd"
    assert nearest("abcd", ["bcd", "abc"]) == "bcd"


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        # The first letters: three at least.
        ("fea", ["feature", "x"], "feature"),
        ("fe", ["feature-long-name", "x"], None),
        ("feat", ["feature-long", "feature-short"], None),
        # The first letters of its parts: two at least, of two parts at least.
        ("fc", ["feature-cost", "x-y"], "feature-cost"),
        ("f", ["feature-cost", "x-y"], None),
        ("fi", ["feature_importance", "feature-interplay"], None),
        ("ab", ["a-long-b", "x"], None),
        # A part, or the last letters: four at least.
        ("cost", ["feature-cost", "x"], "feature-cost"),
        ("cos", ["feature-of-cost", "x"], None),
        ("ecost", ["feature-cost", "x"], "feature-cost"),
        ("middle", ["a-very-long-middle-of-it", "x"], "a-very-long-middle-of-it"),
        ("cost", ["feature-of-a-cost", "data-of-a-cost"], None),
        # Its own letters go before its first ones, and these before a part.
        ("data-cost", ["datacost", "data-cost-total"], "datacost"),
        ("cost", ["cost-of-it", "feature-cost"], "cost-of-it"),
        # Of one letter case, what is near.
        ("BASELIN", ["baseline"], "baseline"),
        # A text for several of them is none of them.
        ("manual automated", ["none", "manual", "automated"], None),
        ("manual,automated", ["none", "manual", "automated"], None),
        ("manual/x", ["none", "manual", "automated"], "manual"),
        # Opposites, and words with a meaning of their own.
        ("done", ["none", "open"], None),
        ("not-applied", ["applied", "x"], None),
        ("true", ["tune", "x"], None),
        ("off", ["of", "x"], None),
    ],
)
def test_what_a_word_stands_for(word: str, known: list[str], found: str | None) -> None:
    assert meant(word, known) == found


def test_among_no_words_none_is_near() -> None:
    assert nearest("canary", ()) is None


def test_only_the_first_sixty_characters_of_a_word_are_compared() -> None:
    known = "a" * 60
    assert nearest(known + "b" * 10_000, [known]) == known
    assert nearest("b" * 60 + "a" * 60, [known]) is None


@pytest.mark.parametrize(("others", "meant"), [(499, "canary"), (500, None)])
def test_only_the_first_five_hundred_words_are_compared(others: int, meant: str | None) -> None:
    assert nearest("canary", ["x"] * others + ["canary"]) == meant


def test_a_near_word_is_offered_alone() -> None:
    assert choice("baselin", CRITERIA) == "did you mean 'baseline'?"


@pytest.mark.parametrize("word", ["score-2016", "Data 8"])
def test_another_number_is_no_slip(word: str) -> None:
    assert choice(word, ("score", "score-2017", "Data 3")) is not None
    assert meant(word, ("score-2017", "Data 3")) is None
    assert meant("score-2O17", ("score-2017",)) is None
    assert meant("scroe-2017", ("score-2017",)) == "score-2017"


def test_without_a_near_word_all_are_named() -> None:
    assert choice("x", CRITERIA) == "there is: feature-cost, feature-code, baseline, canary"


def test_where_nothing_is_known_nothing_is_offered() -> None:
    assert choice("x", ()) is None


def test_words_may_come_one_by_one() -> None:
    assert choice("x", iter(["one", "two"])) == "there is: one, two"
    assert choice("tow", iter(["one", "two"])) == "did you mean 'two'?"


@cache
def slips(one: str, other: str) -> int:
    """The fewest slips by their definition, from the first letter on."""
    if not one or not other:
        return len(one) + len(other)
    fewest = min(
        slips(one[1:], other) + 1,
        slips(one, other[1:]) + 1,
        slips(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if len(one) > 1 and one[1::-1] == other[:2]:
        fewest = min(fewest, slips(one[2:], other[2:]) + 1)
    return fewest


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_as_few_as_they_can_be(one: str, other: str) -> None:
    assert edits(one, other) == slips(one, other)


@pytest.mark.parametrize(("count", "more"), [(11, ""), (12, ""), (13, ", …"), (100, ", …")])
def test_at_most_twelve_words_are_named(count: int, more: str) -> None:
    names = [f"n{number:03}" for number in range(count)]
    assert choice("zzz", names) == f"there is: {', '.join(names[:12])}{more}"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("root", "root", 0),
        ("rot", "root", 1),
        ("roots", "root", 1),
        ("rood", "root", 1),
        ("orot", "root", 1),
        ("route", "root", 2),
        ("minimum", "minumim", 2),
        ("", "root", 4),
        ("root", "", 4),
        ("", "", 0),
    ],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert edits(one, other) == edits(other, one) == count
