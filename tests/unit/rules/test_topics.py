"""What somebody means who asks about a word."""

import pytest
from msgspec.structs import replace

from ml_readiness.reading.rubric import built_in
from ml_readiness.rules.topics import topics_of, unknown_word

RUBRIC = built_in("ml-test-score")
WORDS = ("not-called", "stale")
DATA_3 = {("criterion", "feature-cost")}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("feature-cost", DATA_3),
        ("Feature_Cost", DATA_3),
        ("Data 3", DATA_3),
        ("data 3", DATA_3),
        ("data-3", DATA_3),
        ("DATA3", DATA_3),
        ("Cost of each feature", DATA_3),
        ("baseline", {("criterion", "baseline"), ("point", "baseline")}),
        ("Baseline", {("criterion", "baseline"), ("point", "baseline")}),
        ("stale", {("word", "stale")}),
        ("Not called", {("word", "not-called")}),
        ("Data 30", set()),
        ("cost", set()),
        ("-", set()),
        ("\x1b[31m", set()),
    ],
)
def test_what_is_meant(asked: str, wanted: set[tuple[str, str]]) -> None:
    assert topics_of(asked, RUBRIC, WORDS) == wanted


def test_nothing_asks_for_every_criterion_and_every_point_and_no_word() -> None:
    found = topics_of("", RUBRIC, WORDS)
    assert len(found) == 28 + 11
    assert {kind for kind, _ in found} == {"criterion", "point"}


def test_signs_alone_are_no_name() -> None:
    assert topics_of("-", RUBRIC, ("*",)) == set()


def test_an_exact_word_comes_before_one_of_the_same_letters() -> None:
    assert topics_of("not-called", RUBRIC, ("not-called", "notcalled")) == {("word", "not-called")}
    both = topics_of("NOT CALLED", RUBRIC, ("not-called", "notcalled"))
    assert both == {("word", "not-called"), ("word", "notcalled")}


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("feature-csot", "did you mean 'feature-cost'?"),
        ("not-caled", "did you mean 'not-called'?"),
        ("Moniter 3", "did you mean 'Monitor 3'?"),
        ("Data 9", "`ml-readiness explain` alone lists the criteria and points"),
        ("xyzzy", "`ml-readiness explain` alone lists the criteria and points"),
    ],
)
def test_an_unknown_word_names_the_nearest(asked: str, hint: str) -> None:
    [problem] = unknown_word(asked, RUBRIC, WORDS).problems
    assert (problem.message, problem.hint) == (f"nothing is called '{asked}'", hint)


def test_a_section_is_known_by_its_id_and_by_its_title() -> None:
    section = RUBRIC.sections[-1]
    other = replace(RUBRIC, sections=(replace(section, id="watching"),))
    for asked in ("watching", "Monitoring"):
        [problem] = unknown_word(asked, other, WORDS).problems
        assert problem.message == f"'{asked}' is a section"


@pytest.mark.parametrize("asked", ["data", "Data", "DATA"])
def test_a_section_is_no_word_but_its_criteria_are(asked: str) -> None:
    [problem] = unknown_word(asked, RUBRIC, WORDS).problems
    assert problem.message == f"'{asked}' is a section"
    assert problem.hint is not None
    assert problem.hint.startswith("write one of feature-expectations, feature-benefit, ")
