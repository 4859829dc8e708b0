"""The schema for editors takes what the gate takes, and its snippets are valid where they stand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ml_readiness.reading.editor_schema import CLAIMS, CONSIDERATIONS, PIECES, for_editors
from ml_readiness.reading.manifest_schema import manifest_schema, published_schema
from ml_readiness.reading.rubric import built_in, built_in_names
from ml_readiness.rules.reference import read_reference

PUBLISHED = published_schema(map(built_in, built_in_names()))
WRITTEN = for_editors(PUBLISHED)
EDITORS = Draft202012Validator(WRITTEN)
GENERAL = Draft202012Validator(PUBLISHED)
HEAD = {"version": 1, "name": "x"}

NOTHINGS: list[Any] = [None, 1, 0.5, True, "", "x", [], [None], {}, {"x": 1}, "2026-13-01", -1, 99]


def variants(value: Any) -> list[Any]:
    """A manifest with each of its parts left out, or something else in its place."""
    if not isinstance(value, dict):
        return []
    found = [{key: value[key] for key in value if key != left} for left in value]
    found.append(value | {"unknown": 1})
    for key in value:
        found += [value | {key: other} for other in [*NOTHINGS, *variants(value[key])]]
    return found


WHOLE: dict[str, Any] = {
    "version": 1,
    "name": "x",
    "description": "x",
    "rubric": "ml-test-score",
    "tests": {
        "data": {
            "feature-cost": {"level": "manual", "evidence": ["a"], "reviewed": "2026-01-31"},
            "feature-code": {"level": "automated", "evidence": ["a"], "owner": "x", "note": "x"},
            "feature-policy": {"level": "none"},
        }
    },
    "checklist": {
        "baseline": {"status": "done", "evidence": ["a"]},
        "ethics": {"status": "not-applicable", "reason": "x"},
        "drift": {"status": "open"},
    },
    "policy": {
        "minimum": 5,
        "sections": {"data": 3},
        "checklist": {"minimum": 3, "required": ["ethics"]},
        "max-age-days": 3,
        "max-job-age-days": 3,
        "prove-automation": ["data"],
        "accept-links": ["a.example/b"],
        "refuse-weak": True,
    },
}


@pytest.mark.parametrize("rubric", [None, "ml-test-score", "ml-test-score-2017", "own.yml"])
def test_the_schema_for_editors_takes_what_the_general_one_takes(rubric: str | None) -> None:
    base = {key: WHOLE[key] for key in WHOLE if key != "rubric"} | (
        {"rubric": rubric} if rubric else {}
    )
    taken = 0
    for manifest in [base, *variants(base)]:
        expected = GENERAL.is_valid(manifest)
        taken += expected
        assert EDITORS.is_valid(manifest) == expected, manifest
    assert taken > 60


def filled(snippet: Any) -> Any:
    """What is written when every place of a snippet is left as it is."""
    if isinstance(snippet, str):
        return re.sub(r"\$\{[0-9]+:([^}]*)\}", r"\1", snippet)
    if isinstance(snippet, list):
        return [filled(each) for each in snippet]
    if isinstance(snippet, dict):
        return {key: filled(each) for key, each in snippet.items()}
    return snippet


@pytest.mark.parametrize("snippet", CLAIMS, ids=lambda each: each["label"])
def test_a_snippet_of_a_criterion_is_valid(snippet: dict[str, Any]) -> None:
    claim = yaml.load(yaml.safe_dump(filled(snippet["body"])), yaml.BaseLoader)
    manifest = HEAD | {"tests": {"data": {"feature-cost": claim}}}
    Draft202012Validator(manifest_schema(built_in("ml-test-score"))).validate(manifest)
    assert claim["level"] == snippet["label"]


@pytest.mark.parametrize("snippet", CONSIDERATIONS, ids=lambda each: each["label"])
def test_a_snippet_of_a_point_is_valid(snippet: dict[str, Any]) -> None:
    manifest = HEAD | {"checklist": {"ethics": filled(snippet["body"])}}
    Draft202012Validator(manifest_schema(built_in("ml-test-score"))).validate(manifest)


def test_the_snippets_of_evidence_are_of_the_kinds_that_they_say() -> None:
    kinds = {each["label"]: read_reference(filled(each["body"])).kind for each in PIECES}
    assert kinds == {
        "test": "test",
        "job": "job",
        "alert": "alert",
        "value": "value",
        "part of a file": "file",
        "file heading": "file",
        "link": "link",
    }


def test_every_key_of_a_manifest_has_a_description() -> None:
    definitions = WRITTEN["$defs"]

    def told(keys: dict[str, Any]) -> set[str]:
        return {
            key
            for key, value in keys.items()
            if value is not False
            and not (value | definitions.get(value.get("$ref", "")[8:], {})).get("description")
        }

    assert told(WRITTEN["properties"]) == set()
    for name in ("claim", "consideration"):
        assert told(definitions[name]["properties"]) == set()
    for name in built_in_names():
        keys = definitions[name]["properties"]
        policy = keys["policy"]["properties"]
        assert told(keys["tests"]["properties"]) == set()
        assert told(keys["checklist"]["properties"]) == set()
        assert told(policy) == set()
        assert told(policy["sections"]["properties"]) == set()
        assert told(policy["checklist"]["properties"]) == set()
        for section in keys["tests"]["properties"].values():
            assert told(section["properties"]) == set()


def test_an_editor_is_told_of_nothing_as_a_value() -> None:
    """`null` in a list of types is offered as something to write."""
    assert '"null"' not in json.dumps(WRITTEN)


def test_it_is_the_one_that_editors_fetch() -> None:
    fetched = Path(__file__).parents[3] / "schema" / "ml-readiness.schema.json"
    assert json.loads(fetched.read_text("utf-8")) == for_editors(PUBLISHED)
