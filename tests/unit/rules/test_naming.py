import pytest

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
