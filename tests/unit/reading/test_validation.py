"""A mistake against a schema is one sentence at one place, with what to write instead."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema
from ml_readiness.reading.rubric import built_in
from ml_readiness.reading.validation import schema_problems, shown

TODAY = date(2026, 11, 23)
Said = tuple[str, str | None, int | None, int | None]
NO_TEXT = "write a text; a '#' after a space begins a comment, so such a text needs quotes"


def problems(text: str, schema: dict[str, Any], **options: Any) -> list[Said]:
    found = schema_problems(parse(text.encode(), "m.yml"), schema, TODAY, **options)
    return sorted(map(said, found), key=lambda each: each[2:])


def said(problem: Problem) -> Said:
    assert problem.path == "m.yml"
    return problem.message, problem.hint, problem.line, problem.column


@pytest.mark.parametrize(
    ("value", "rule", "message", "hint"),
    [
        ("[a]", {"type": "object"}, "'k' must be a mapping, not a list", None),
        ("word", {"type": ["object", "null"]}, "'k' must be a mapping, not 'word'", None),
        ("word", {"type": "array"}, "'k' must be a list, not 'word'", "write [word]"),
        ("", {"type": "array"}, "'k' must be a list, not nothing", "write a list, such as […]"),
        ("{a: b}", {"type": "array"}, "'k' must be a list, not a mapping", "write [b]"),
        ("5", {"type": "string"}, "'k' must be text, not 5", 'write it in quotes: "5"'),
        ("1.50", {"type": "string"}, "'k' must be text, not 1.50", 'write it in quotes: "1.50"'),
        ("", {"type": "string"}, "'k' must be text, not nothing", NO_TEXT),
        ("[]", {"type": "string"}, "'k' must be text, not a list", None),
        ("'5'", {"type": "number"}, "'k' must be a number, not '5'", "write 5, without quotes"),
        ("true", {"type": "number"}, "'k' must be a number, not true", None),
        ("2.5", {"type": "integer"}, "'k' must be a whole number, not 2.5", None),
        ("0", {"type": "boolean"}, "'k' must be true or false, not 0", "write false"),
        ("false", {"type": "null"}, "'k' must be empty, not false", None),
        ("{}", {"type": ["string", "number"]}, "'k' must be text or a number, not a mapping", None),
        (
            "atomated",
            {"enum": ["automated"]},
            "'k' cannot be 'atomated'",
            "did you mean 'automated'?",
        ),
        ("x", {"enum": ["none", "manual"]}, "'k' cannot be 'x'", "there is: none, manual"),
        ("[x]", {"enum": ["none"]}, "'k' cannot be a list", "there is: none"),
        ("2", {"const": 1}, "'k' must be 1, not 2", "write 1"),
        ("'1'", {"const": 1}, "'k' must be 1, not '1'", "write 1, without quotes"),
        ("true", {"const": 1}, "'k' must be 1, not true", "write 1"),
        ("-0.5", {"minimum": 0}, "'k' must be at least 0, not -0.5", None),
        ("0", {"exclusiveMinimum": 0}, "'k' must be above 0, not 0", None),
        ("8", {"maximum": Decimal("7.5")}, "'k' can be at most 7.5, not 8", None),
        ("[]", {"minItems": 1}, "'k' needs at least 1 item", None),
        ("[a, b, c]", {"maxItems": 2}, "'k' has more than 2 items", None),
        ("''", {"minLength": 1}, "'k' is empty", None),
        ("abc", {"maxLength": 2}, "'k' is longer than 2 characters", None),
        ("{a: 1}", {"minProperties": 2}, "'k' needs at least 2 keys", None),
        ("{a: 1, b: 2}", {"maxProperties": 1}, "'k' has more than 1 keys", None),
        ("x", {"not": {}}, "'k' cannot stand here", None),
        ("x", {"not": {}, "errorMessage": "leave it out"}, "leave it out", None),
        ("a_b", {"pattern": "^[a-z]+$"}, "'a_b' is not right here: the form is ^[a-z]+$", None),
        (
            "A",
            {"pattern": "^[a-z]+$", "errorMessage": "small letters"},
            "'A' is not right here: small letters",
            "write a",
        ),
        ("[1, 1]", {"uniqueItems": True}, "'k' breaks the rule 'uniqueItems'", None),
        ("2026-9-3", {"format": "date"}, "'2026-9-3' is not a date: write 2026-09-03", None),
        ("2026-02-30", {"format": "date"}, "'2026-02-30' is not a day of the calendar", None),
        (
            "2026-11-24",
            {"format": "date"},
            "'2026-11-24' is in the future: today is 2026-11-23 in UTC",
            None,
        ),
    ],
)
def test_one_sentence_for_each_rule(
    value: str, rule: dict[str, Any], message: str, hint: str | None
) -> None:
    schema = {"properties": {"k": rule}}
    assert problems(f"x: 1\nk:  {value}\n", schema) == [(message, hint, 2, 5 if value else 3)]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("abcd", {"pattern": "[a-z]+"}),
        ("5", {"pattern": "[a-z]+"}),
        ("2026-11-23", {"format": "date"}),
        ("2024-02-29", {"format": "date"}),
        ("5", {"format": "date"}),
        ("word", {"format": "email"}),
        ("7.5", {"maximum": Decimal("7.5")}),
        ("0.10", {"minimum": Decimal("0.1")}),
        ("[a]", {"required": ["b"]}),
        ("word", {"additionalProperties": False}),
        ("{a: 1}", {"additionalProperties": {"type": "integer"}}),
        ("3", {"type": "integer"}),
        ("1.5", {"type": "number"}),
    ],
)
def test_what_keeps_a_rule_is_no_mistake(value: str, rule: dict[str, Any]) -> None:
    assert problems(f"k: {value}\n", {"properties": {"k": rule}}) == []


@pytest.mark.parametrize("value", ['"ok\\n"', "٣", "ok ok", "xok", "okx"])
def test_patterns_match_in_full_and_in_ascii(value: str) -> None:
    (problem,) = problems(f"k: {value}\n", {"properties": {"k": {"pattern": "^(ok|\\d)$"}}})
    assert problem[0].endswith("is not right here: the form is ^(ok|\\d)$")


@pytest.mark.parametrize("value", ["2026-09-30T10:00", "20260930", "2026-W40-1", "30.9.2026", ""])
def test_dates_have_one_form(value: str) -> None:
    (problem,) = problems(f"k: '{value}'\n", {"properties": {"k": {"format": "date"}}})
    assert problem[0].startswith(f"'{value}' is not a date: write ")


def test_a_text_that_is_too_long_is_not_matched() -> None:
    rule = {"pattern": "^[a-z]+$", "maxLength": 3}
    assert problems("k: ABCD\n", {"properties": {"k": rule}}) == [
        ("'k' is longer than 3 characters", None, 1, 4)
    ]


def test_missing_keys_are_reported_at_the_mapping_that_lacks_them() -> None:
    schema = {
        "required": ["a", "b"],
        "properties": {"c": {"required": ["d"]}, "e": {"items": {"required": ["f"]}}},
    }
    assert problems("\nc: {x: 1}\ne:\n - {}\n", schema) == [
        ("'a' is missing", "add 'a: …'", 2, 1),
        ("'b' is missing", "add 'b: …'", 2, 1),
        ("'d' is missing", "add 'd: …'", 2, 1),
        ("'f' is missing", "add 'f: …'", 4, 4),
    ]


def test_each_unknown_key_is_a_mistake_of_its_own_at_the_key() -> None:
    schema = {
        "properties": {
            "known": {
                "additionalProperties": False,
                "properties": {},
                "errorMessage": "unknown fruit",
            },
            "level": {},
        },
        "additionalProperties": False,
    }
    text = "levle: 1\nknown:\n  apple: 2\nx: 3\n"
    assert problems(text, schema, special={("x",): "leave it"}.get) == [
        ("unknown key 'levle'", "did you mean 'level'?", 1, 1),
        ("unknown fruit 'apple'", None, 3, 3),
        ("unknown key 'x'", "leave it", 4, 1),
    ]


def test_keys_that_a_schema_leaves_open_have_values_of_its_kind() -> None:
    schema = {"additionalProperties": {"type": "integer"}}
    assert problems("a: 1\nb: x\n", schema) == [("'b' must be a whole number, not 'x'", None, 2, 4)]


def test_members_without_a_name_of_their_own() -> None:
    schema = {"items": {"type": "string"}}
    assert problems("- a\n- 5\n", schema) == [
        ("this must be text, not 5", 'write it in quotes: "5"', 2, 3)
    ]
    assert problems("word\n", {"type": "object"}) == [
        ("this must be a mapping, not 'word'", None, 1, 1)
    ]


def test_a_broken_node_is_complained_about_once() -> None:
    text = "a: *x\nb: !t 5\nc: 1234567890123456\nd: 5\n"
    rule = {"type": "object"}
    assert problems(text, {"properties": dict.fromkeys("abcd", rule)}) == [
        ("'d' must be a mapping, not 5", None, 4, 4)
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1, "1"),
        (Decimal("1.50"), "1.50"),
        ("", "''"),
        ("word", "'word'"),
        ("x" * 61, f"'{'x' * 61}'"),
        ("x" * 62, f"'{'x' * 60}…'"),
        ([], "a list"),
        ({}, "a mapping"),
    ],
)
def test_values_in_messages_are_short(value: object, text: str) -> None:
    assert shown(value) == text


WRONG = """\
version: 2
name: ""
rubrik: ml-test-score
tests:
  data:
    feature-expectation:
      level: manual
      evidence: [a]
    feature-cost:
      level: atomated
      evidence: [docs/a.md]
    baseline:
      level: none
  model:
    slices: {level: manual, evidence: tests/test_slices.py}
    inclusion: {level: automated}
  monitoring:
    model-age:
      level: manual
      evidence: [docs/age.md]
      reviewed: 30.9.2026
checklist:
  ethics: {status: done, evidence: [], reason: none}
  drift: {status: not-applicable}
policy:
  minimum: 20
  accept-links: [https://grafana.example.com]
"""

LINK_FORM = "a host in lower case, then a path: 'grafana.example.com/d/'"
MISTAKES: list[Said] = [
    ("'version' must be 1, not 2", "write 1", 1, 10),
    ("'name' is empty", None, 2, 7),
    ("unknown key 'rubrik'", "did you mean 'rubric'?", 3, 1),
    ("unknown criterion 'feature-expectation'", "did you mean 'feature-expectations'?", 6, 5),
    ("'level' cannot be 'atomated'", "did you mean 'automated'?", 10, 14),
    ("unknown criterion 'baseline'", "'baseline' belongs under 'model'", 12, 5),
    (
        "'evidence' must be a list, not 'tests/test_slices.py'",
        "write [tests/test_slices.py]",
        15,
        39,
    ),
    ("'evidence' is missing: manual and automated need at least one piece", None, 16, 5),
    ("'30.9.2026' is not a date: write YYYY-MM-DD", None, 21, 17),
    ("'evidence' needs at least 1 item", None, 23, 36),
    ("only a point that is not-applicable has a 'reason'", None, 23, 48),
    ("'reason' is missing: say why the point does not apply", None, 24, 3),
    ("'minimum' can be at most 14, not 20", None, 26, 12),
    (
        f"'https://grafana.example.com' is not right here: {LINK_FORM}",
        "write grafana.example.com",
        27,
        18,
    ),
]


def test_many_mistakes_in_one_manifest_each_at_its_place_in_the_order_of_the_file() -> None:
    rubric = built_in("ml-test-score")
    document = parse(WRONG.encode(), "m.yml")
    with pytest.raises(InputError) as caught:
        read_manifest(document, rubric, manifest_schema(rubric), TODAY)
    assert list(map(said, caught.value.problems)) == MISTAKES
    lines = WRONG.split("\n")
    assert [problem.excerpt for problem in caught.value.problems] == [
        lines[line - 1] for _, _, line, _ in MISTAKES if line
    ]
