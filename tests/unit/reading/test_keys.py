"""Rows 601, 602, 606 and 607: which key was meant, and what is wrong below it."""

from datetime import date

import pytest

from ml_readiness.document import parse
from ml_readiness.model.errors import MOST_SAID, InputError
from ml_readiness.reading.keys import MOST_GUESSES
from ml_readiness.reading.manifest import NO_KEYS, read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema, resolved
from ml_readiness.reading.rubric import built_in

RUBRIC = built_in("ml-test-score")
SCHEMA = resolved(manifest_schema(RUBRIC))


def said(text: str) -> list[tuple[str, str | None]]:
    """What is wrong with a manifest, and what to write instead, in the order of the file."""
    document = parse(f"version: 1\nname: x\n{text}".encode(), "m.yml")
    with pytest.raises(InputError) as caught:
        read_manifest(document, RUBRIC, SCHEMA, date(2026, 11, 25))
    return [(problem.message, problem.hint) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "name",
    ["Data 1", "data-1", "DATA1", "Feature_Expectations", "feature expectations", "expectations"],
)
def test_601_a_criterion_by_its_code_or_in_another_spelling(name: str) -> None:
    text = f"tests: {{data: {{'{name}': {{level: none}}}}}}\n"
    assert said(text) == [(f"unknown criterion '{name}'", "did you mean 'feature-expectations'?")]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "tests: {Data 1: {level: none}}",
            "'Data 1' is 'feature-expectations', which belongs under 'data'",
        ),
        (
            "tests: {data: {Infra 3: {level: none}}}",
            "'Infra 3' is 'pipeline-integration', which belongs under 'infrastructure'",
        ),
        (
            "tests: {data: {infrastructure-3: {level: none}}}",
            "'infrastructure-3' is 'pipeline-integration', which belongs under 'infrastructure'",
        ),
        (
            "checklist: {Data 1: {status: open}}",
            "'Data 1' is 'feature-expectations', which belongs under 'tests', 'data'",
        ),
        ("tests: {data: {Canary: {level: none}}}", "'canary' belongs under 'infrastructure'"),
        ("tests: {ethics: {status: open}}", "'ethics' belongs under 'checklist'"),
        ("data: {}", "'data' belongs under 'tests'"),
        ("canary: {level: none}", "'canary' belongs under 'tests', 'infrastructure'"),
        ("max-age-days: 5", "'max-age-days' belongs under 'policy'"),
        ("policy: {required: [baseline]}", "'required' belongs under 'checklist'"),
        ("policy: {monitoring: 5}", "'monitoring' belongs under 'sections'"),
        ("policy: {rubric: x}", "'rubric' belongs at the top of the file"),
        ("tests: {data: {level: none}}", "'level' belongs under a criterion: "),
        ("evidence: [a]", "'evidence' belongs under a criterion or a checklist point: "),
        ("checklist: {level: manual}", "'level' belongs under a criterion: "),
        ("checklist: {minimum: 9}", "'minimum' belongs under 'policy', 'checklist'"),
    ],
)
def test_601_a_key_in_the_wrong_place_is_told_where_it_belongs(text: str, hint: str) -> None:
    [(_, first), *_] = said(f"{text}\n")
    assert first is not None
    assert first.startswith(hint)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tests: {infra: {}}", "infrastructure"),
        ("tests: {mon: {}}", "monitoring"),
        ("tests: {Data: {}}", "data"),
        ("checklist: {perf: {status: open}}", "performance"),
        ("checklist: {truth: {status: open}}", "ground-truth"),
        ("tests: {data: {feature-cost: {level: auto}}}", "automated"),
        ("tests: {data: {feature-cost: {level: MANUAL}}}", "manual"),
        ("checklist: {baseline: {status: n/a}}", "not-applicable"),
        ("checklist: {baseline: {status: NA}}", "not-applicable"),
        ("checklist: {baseline: {status: not_applicable}}", "not-applicable"),
        ("policy: {max_age: 5}", "max-age-days"),
        ("policy: {minimum-score: 5}", "minimum"),
    ],
)
def test_602_short_for(text: str, meant: str) -> None:
    assert [hint for _, hint in said(f"{text}\n")] == [f"did you mean '{meant}'?"]


@pytest.mark.parametrize("word", ["not done", "undone", "todo", "yes"])
def test_602_the_opposite_of_a_word_is_not_meant_by_it(word: str) -> None:
    [(_, hint)] = said(f"checklist: {{baseline: {{status: {word}}}}}\n")
    assert hint == "there is: done, not-applicable, open"


@pytest.mark.parametrize("word", ["none", "~", "''", "done open", "done|open", "done, open"])
def test_602_nothing_and_several_words_are_no_spelling_of_one(word: str) -> None:
    [(_, hint)] = said(f"checklist: {{baseline: {{status: '{word}'}}}}\n".replace("'~'", "~"))
    assert hint == "there is: done, not-applicable, open"


@pytest.mark.parametrize("level", ["~", "", "done", "manual|automated"])
def test_602_no_level_is_guessed_from_nothing_or_from_another_word(level: str) -> None:
    [(_, hint)] = said(f"tests: {{data: {{feature-cost: {{level: {level}}}}}}}\n")
    assert hint is not None
    assert hint.startswith("write none, manual or automated")


@pytest.mark.parametrize("word", ["n/a", "not applicable"])
def test_602_nothing_of_the_score_is_not_applicable(word: str) -> None:
    [(_, hint)] = said(f"tests: {{data: {{feature-cost: {{level: {word}}}}}}}\n")
    assert hint is not None
    assert hint.endswith("is manual evidence")


@pytest.mark.parametrize("place", ["{}: x", "policy: {{{}: x}}"])
@pytest.mark.parametrize("option", [*sorted(NO_KEYS), "fail_on", "Fail-On", "failon"])
def test_606_an_option_is_no_key(place: str, option: str) -> None:
    [(message, hint)] = said(f"{place.format(option)}\n")
    assert message == f"unknown key '{option}'"
    assert hint == f"'{option}' is an option of the command or an input of the action, not a key"


def test_606_a_word_that_is_an_option_elsewhere_is_a_key_like_any_other() -> None:
    [(_, hint)] = said("tests: {data: {feature-cost: {level: none, status: x}}}\n")
    assert hint == "there is: level, evidence, reviewed, owner, note"


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        (
            "tests: {data: {feature-cost: {}}}",
            ["add 'level: …', with one of none, manual, automated"],
        ),
        ("tests: {data: {feature-cost: {Level: none}}}", [None, "did you mean 'level'?"]),
        ("tests: {data: {feature-cost: {lvl: none}}}", [None, "did you mean 'level'?"]),
    ],
)
def test_607_a_missing_key_is_shown_unless_it_is_there_in_another_spelling(
    text: str, hints: list[str | None]
) -> None:
    assert [hint for _, hint in said(f"{text}\n")] == hints


def test_607_what_is_wrong_below_an_unknown_key_is_said_in_the_same_run() -> None:
    text = """\
tests:
  infra:
    canary: {level: auto}
    roll-back: {level: none, evidense: []}
    what: {level: perhaps}
  Data 1: {level: manual}
  nobody: {knows: {level: this}}
policies:
  min: high
checklist:
  feature-cost: {status: open}
"""
    assert [message for message, _ in said(text)] == [
        "unknown section 'infra'",
        "'level' cannot be 'auto'",
        "unknown criterion 'roll-back'",
        "unknown key 'evidense'",
        "unknown criterion 'what'",
        "unknown section 'Data 1'",
        "'evidence' is missing: manual and automated need at least one piece",
        "unknown section 'nobody'",
        "unknown key 'policies'",
        "unknown key 'min'",
        "'min' must be a number, not 'high'",
        "unknown checklist point 'feature-cost'",
    ]


def test_609_a_character_of_an_unknown_key_is_named() -> None:
    text = "tests: {data: {feature\u2011cost: {level: none, note\uff1a x}}}\n"
    assert [hint for _, hint in said(text)] == [
        "did you mean 'feature-cost'? This one has a non-breaking hyphen (U+2011)",
        "this has a fullwidth colon (U+FF1A): write ':'",
    ]


def test_609_what_hides_in_a_line_is_said_in_place_of_what_comes_of_it() -> None:
    text = "tests:\n  data:\n\xa0\xa0\xa0\xa0feature-cost:\n      level: none\n"
    assert said(text) == [("this is a no-break space (U+00A0)", "write a space")]


def test_610_a_list_of_ids_is_said_once() -> None:
    text = "tests: {data: {x: {}, y: {}, feature-cosst: {level: x}, baselin: {}}, model: {x: {}}}\n"
    hints = [hint for message, hint in said(text) if "'level' is missing" not in message]
    assert [hint[:19] if hint else None for hint in hints] == [
        *("there is: feature-e", None, "did you mean 'featu", "write none, manual ", None),
        "there is: spec-revi",
    ]


def test_610_what_is_not_shown_gets_no_thought() -> None:
    keys = "".join(f"    canar{number}: {{}}\n" for number in range(2_000))
    found = said(f"tests:\n  infrastructure:\n{keys}")
    assert len(found) == 2_000 + MOST_GUESSES
    hinted = [index for index, (_, hint) in enumerate(found) if hint]
    assert hinted == [0, 1, *range(2, MOST_SAID, 2)]  # what is missing is said once
