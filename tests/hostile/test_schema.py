"""Rows J1 to J4 of the threats: documents and schemas that mean harm to a validator."""

import json
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.harness import check, track, write
from jsonschema import Draft202012Validator
from referencing.exceptions import Unresolvable

from ml_readiness.document import parse
from ml_readiness.reading.editor_schema import for_editors
from ml_readiness.reading.manifest_schema import manifest_schema, published_schema
from ml_readiness.reading.rubric import built_in, built_in_names, schema_text
from ml_readiness.reading.validation import schema_problems

TODAY = date(2026, 11, 23)
OURS = {
    "rubric": json.loads(schema_text("rubric")),
    "published": published_schema(map(built_in, built_in_names())),
    "editors": for_editors(published_schema(map(built_in, built_in_names()))),
    **{name: manifest_schema(built_in(name)) for name in built_in_names()},
}
# Every keyword that our schemas may use. `errorMessage` is ours; the last two are for editors only.
KEYWORDS = {
    *("$schema", "$id", "$ref", "$defs", "title", "description", "examples", "errorMessage"),
    *("type", "enum", "const", "format", "pattern", "not", "if", "then", "else", "allOf"),
    *("minimum", "exclusiveMinimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties", "required", "properties", "additionalProperties", "items"),
    *("contains", "defaultSnippets", "doNotSuggest"),
}


def messages(text: str, schema: dict[str, Any]) -> list[str]:
    found = schema_problems(parse(text.encode(), "m.yml"), schema, TODAY)
    return [problem.message for problem in found]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """A port of our own that nobody may knock at, and name resolution that nobody may ask."""

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(socket.socket, "connect", asked)
    return server


def test_J1_a_reference_in_a_rubric_is_a_key_like_any_other(
    tmp_path: Path, listening: socket.socket
) -> None:
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/schema.json"
    with listening:
        rubric = f"version: 1\nid: mine\ntitle: Mine\nextends: ml-test-score\n$ref: {address}\n"
        write(
            tmp_path,
            {
                "ml-readiness.yml": "version: 1\nname: n\nrubric: rubrics/mine.yml\n",
                "rubrics/mine.yml": f"{rubric}$schema: {address}\n",
            },
        )
        track(tmp_path)
        outcome = check(tmp_path)
        assert outcome.status == 2
        assert "rubrics/mine.yml:5:1" in outcome.stderr
        assert "unknown key '$ref'" in outcome.stderr
        assert "unknown key '$schema'" in outcome.stderr
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_J1_a_schema_that_refers_elsewhere_fetches_nothing(listening: socket.socket) -> None:
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/schema.json"
    with listening:
        for schema in ({"$ref": address}, {"$id": address, "$ref": "other.json"}):
            with pytest.raises(Unresolvable):
                messages("a: 1\n", schema)
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    "link",
    ["a" * 300, "a." * 150, "a" * 299 + "!", "a." * 149 + "!", "a/" * 149 + "#", "1" * 299 + ":"],
)
def test_J2_patterns_are_linear(link: str) -> None:
    schema = OURS["ml-test-score"]
    many = ", ".join([f'"{link}"'] * 100)
    found = messages(f"version: 1\nname: n\npolicy: {{accept-links: [{many}]}}\n", schema)
    assert len(found) == (0 if link[-1] in "a." else 100)


@pytest.mark.parametrize(
    "name", ["a" * 60, "a-" * 29 + "a", "a" * 59 + "-", "a-" * 30, "a" * 59 + "_"]
)
def test_J2_patterns_of_rubrics_are_linear(name: str) -> None:
    text = f"version: 1\nid: {name}\ntitle: t\nextends: ml-test-score\n"
    assert len(messages(text, OURS["rubric"])) == (0 if name[-1] == "a" else 1)


def test_J2_lengths_are_checked_before_patterns() -> None:
    text = f"version: 1\nid: {'a-' * 200_000}\ntitle: t\nextends: ml-test-score\n"
    assert messages(text, OURS["rubric"]) == ["'id' is longer than 60 characters"]


@pytest.mark.parametrize("name", ['"mine\\n"', "٣", "a٣", '"mine\\r"', "Ａ"])  # noqa: RUF001
def test_J3_patterns_match_in_full_and_in_ascii(name: str) -> None:
    text = f"version: 1\nid: {name}\ntitle: t\nextends: ml-test-score\n"
    (message,) = messages(text, OURS["rubric"])
    assert message.endswith("is not right here: the form is ^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


@pytest.mark.parametrize("number", [".nan", ".NaN", "nan", ".inf", "-.inf", "1e999", "Infinity"])
def test_J3_numbers_are_finite(number: str) -> None:
    text = f"version: 1\nname: n\npolicy: {{minimum: {number}}}\n"
    assert messages(text, OURS["ml-test-score"]) == [f"'minimum' must be a number, not '{number}'"]
    points = f"points: {{manual: 0, automated: {number}}}"
    rubric = f"version: 1\nid: m\ntitle: t\nextends: ml-test-score\n{points}\n"
    assert messages(rubric, OURS["rubric"]) == [f"'automated' must be a number, not '{number}'"]


def subschemas(schema: Any) -> list[dict[str, Any]]:
    """A schema and all schemas in it."""
    if not isinstance(schema, dict):
        return []
    inner = [
        schema.get(key) for key in ("if", "then", "else", "not", "items", "additionalProperties")
    ]
    inner += schema.get("allOf", [])
    for key in ("properties", "$defs"):
        inner += schema.get(key, {}).values()
    return [schema, *(each for part in inner for each in subschemas(part))]


@pytest.mark.parametrize("name", OURS)
def test_J3_our_schemas_misspell_no_keyword(name: str) -> None:
    schema = json.loads(json.dumps(OURS[name], default=float))
    Draft202012Validator.check_schema(schema)
    assert len(subschemas(schema)) > 40
    for part in subschemas(schema):
        assert set(part) <= KEYWORDS


def test_J4_keys_are_text() -> None:
    found = messages("1: a\nnull: b\ntrue: c\nversion: 1\nname: n\n", OURS["ml-test-score"])
    assert sorted(found) == ["unknown key '1'", "unknown key 'null'", "unknown key 'true'"]


@pytest.mark.parametrize(
    "text",
    [
        "tests: {data: {feature-cost: {level: none, evidence: [MANY]}}}",
        "policy: {accept-links: [MANY]}",
        "policy: {checklist: {required: [MANY]}}",
        "policy: {prove-automation: [MANY]}",
    ],
)
def test_J4_lists_have_a_most(text: str) -> None:
    many = text.replace("MANY", ", ".join(["a.b"] * 3000))
    found = messages(f"version: 1\nname: n\n{many}\n", OURS["ml-test-score"])
    assert [message for message in found if "has more than 100 items" in message]


LONG = "k" * 300_000


@pytest.mark.parametrize(
    "text",
    [
        f"? {LONG}\n: 1\n",
        f"name: {LONG}\n",
        f"tests: {{data: {LONG}}}\n",
        f"policy: {{minimum: {LONG}, accept-links: [{LONG}], prove-automation: [{LONG}]}}\n",
        f"tests: {{data: {{feature-cost: {{level: {LONG}, reviewed: {LONG}}}}}}}\n",
        "policy: {" + ", ".join(f"k{number}: 1" for number in range(5000)) + "}\n",
    ],
)
def test_J4_messages_are_short_however_long_the_value(text: str) -> None:
    found = messages(f"version: 1\n{text}", OURS["ml-test-score"])
    assert found
    assert max(map(len, found)) <= 300
