"""The schemas of manifests: one for each rubric, and the published one that editors use."""

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.editor_schema import for_editors
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema, published_schema
from ml_readiness.reading.rubric import built_in, built_in_names, read_rubric, schema_text

TODAY = date(2026, 11, 23)
NAMES = built_in_names()
BUILT_IN = {name: built_in(name) for name in NAMES}

PUBLISHED = published_schema(BUILT_IN.values())
EDITOR = Draft202012Validator(
    PUBLISHED,
    registry=Registry(),
    format_checker=FormatChecker(["date"]),
)

OWN = read_rubric(
    b"""\
version: 1
id: mine
title: Mine
points: {manual: 0.5, automated: 1.5}
bands: [{id: low, from: 0, label: low}]
sections:
  - id: speed
    title: Speed
    criteria: [{id: latency, code: S 1, title: Latency}, {id: memory, code: S 2, title: Memory}]
  - {id: size, title: Size, criteria: [{id: disk, code: Z 1, title: Disk}]}
checklist: [{id: cost, title: Cost}]
""",
    "r.yml",
)


def test_what_editors_are_given_is_the_committed_file() -> None:
    made = for_editors(published_schema([built_in(name) for name in NAMES]))
    assert made == json.loads(schema_text("ml-readiness"))


def accepted(data: object, rubric: Rubric) -> bool:
    document = parse(json.dumps(data).encode(), "m.yml")
    try:
        read_manifest(document, rubric, manifest_schema(rubric), TODAY)
    except InputError:
        return False
    return True


def manifest(**more: Any) -> dict[str, Any]:
    return {"version": 1, "name": "n"} | more


def claim(section: str, criterion: str) -> dict[str, Any]:
    return {section: {criterion: {"level": "none"}}}


@pytest.mark.parametrize("schema", [PUBLISHED, *map(manifest_schema, [*BUILT_IN.values(), OWN])])
def test_every_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(json.loads(json.dumps(schema, default=float)))


def test_the_published_schema_is_plain_json_and_names_itself() -> None:
    assert json.loads(json.dumps(PUBLISHED)) == PUBLISHED
    assert PUBLISHED["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert PUBLISHED["$id"] == (
        "https://raw.githubusercontent.com/ml-readiness/ml-readiness/main/schema/"
        "ml-readiness.schema.json"
    )
    assert PUBLISHED["properties"]["rubric"]["examples"] == list(NAMES)


def test_the_published_schema_tells_editors_what_each_criterion_asks() -> None:
    tests = PUBLISHED["$defs"]["ml-test-score"]["properties"]["tests"]
    shown = tests["properties"]["data"]["properties"]["feature-cost"]
    criterion = BUILT_IN["ml-test-score"].sections[0].criteria[2]
    assert shown == {
        "title": f"Data 3: {criterion.title}",
        "description": criterion.question,
        "$ref": "#/$defs/claim",
    }


@pytest.mark.parametrize("name", [None, *NAMES])
@pytest.mark.parametrize(
    "part",
    [
        {"tests": {"speed": {}}},
        {"tests": claim("data", "latency")},
        {"tests": claim("data", "slices")},
        {"checklist": {"cost": {"status": "open"}}},
        {"policy": {"sections": {"speed": 1}}},
        {"policy": {"checklist": {"required": ["cost"]}}},
        {"policy": {"checklist": {"minimum": 12}}},
        {"policy": {"prove-automation": ["speed"]}},
        {"policy": {"minimum": 15}},
        {"policy": {"sections": {"data": 15}}},
    ],
)
def test_the_published_schema_is_strict_for_built_in_rubrics(
    name: str | None, part: dict[str, Any]
) -> None:
    assert EDITOR.is_valid(manifest(**({"rubric": name} if name else {})))
    assert not EDITOR.is_valid(manifest(**({"rubric": name} if name else {}), **part))
    assert EDITOR.is_valid(manifest(rubric="mine.yml", **part))


@pytest.mark.parametrize(
    ("rubric", "minimum", "valid"),
    [
        ("ml-test-score", 14, True),
        ("ml-test-score-2017", 7, True),
        ("ml-test-score-2017", 7.5, False),
        ("mine.yml", 1000, True),
        ("mine.yml", -1, False),
    ],
)
def test_bars_have_the_maximum_of_the_rubric(rubric: str, minimum: float, valid: bool) -> None:
    for policy in ({"minimum": minimum}, {"sections": {"data": minimum}}):
        assert EDITOR.is_valid(manifest(rubric=rubric, policy=policy)) is valid


@pytest.mark.parametrize(
    "part",
    [
        {"tests": {"any": {"thing": {"level": "often"}}}},
        {"tests": {"any": {"thing": {"level": "manual"}}}},
        {"tests": {"any": {"thing": "manual"}}},
        {"tests": {"any": []}},
        {"checklist": {"thing": {"status": "not-applicable"}}},
        {"checklist": {"thing": {"status": "open", "reason": "x"}}},
        {"policy": {"speed": 1}},
        {"policy": {"checklist": {"minimum": -1}}},
        {"policy": {"checklist": {"required": [1]}}},
        {"policy": {"prove-automation": [1]}},
        {"policy": {"accept-links": ["https://a.b/"]}},
        {"extra": 1},
    ],
)
def test_the_published_schema_keeps_the_form_for_rubrics_of_ones_own(part: dict[str, Any]) -> None:
    assert not EDITOR.is_valid(manifest(rubric="mine.yml", **part))


@pytest.mark.parametrize(
    ("part", "valid"),
    [
        ({"tests": claim("speed", "latency") | claim("size", "disk")}, True),
        ({"tests": claim("speed", "disk")}, False),
        ({"tests": claim("data", "feature-cost")}, False),
        ({"checklist": {"cost": {"status": "open"}}}, True),
        ({"checklist": {"baseline": {"status": "open"}}}, False),
        ({"policy": {"minimum": 1.5, "sections": {"speed": 3, "size": 1.5}}}, True),
        ({"policy": {"minimum": 1.6}}, False),
        ({"policy": {"sections": {"size": 1.6}}}, False),
        ({"policy": {"checklist": {"minimum": 1, "required": ["cost"]}}}, True),
        ({"policy": {"checklist": {"minimum": 2}}}, False),
        ({"policy": {"prove-automation": ["size", "speed"]}}, True),
    ],
)
def test_a_rubric_of_ones_own_has_a_strict_schema_of_its_own(
    part: dict[str, Any], valid: bool
) -> None:
    assert accepted(manifest(**part), OWN) is valid


@pytest.mark.parametrize(
    "part",
    [
        {"name": "n" * 101},
        {"description": "d" * 2001},
        {"rubric": "r" * 256},
        {"tests": {"data": {"feature-cost": {"level": "none", "evidence": ["a"] * 101}}}},
        {"tests": {"data": {"feature-cost": {"level": "none", "evidence": ["a" * 1001]}}}},
        {"tests": {"data": {"feature-cost": {"level": "none", "owner": "a" * 201}}}},
        {"tests": {"data": {"feature-cost": {"level": "none", "note": "a" * 2001}}}},
        {"checklist": {"drift": {"status": "not-applicable", "reason": "a" * 2001}}},
        {"policy": {"max-age-days": 36501}},
        {"policy": {"max-job-age-days": 36501}},
        {"policy": {"accept-links": ["a.b"] * 101}},
        {"policy": {"accept-links": ["a" * 301]}},
        {"policy": {"prove-automation": ["data"] * 101}},
        {"policy": {"checklist": {"required": ["drift"] * 101}}},
    ],
)
def test_everything_has_a_length(part: dict[str, Any]) -> None:
    data = manifest() | part
    assert not EDITOR.is_valid(data)
    assert not accepted(data, BUILT_IN["ml-test-score"])
    shorter = shortened(data)
    assert EDITOR.is_valid(shorter)
    assert accepted(shorter, BUILT_IN["ml-test-score"])


def shortened(value: Any) -> Any:
    """The same with one less of whatever there is much of."""
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value[: 100 if len(value) > 100 else None]]
    if isinstance(value, str) and len(value) > 90:
        return value[:-1]
    return value - 1 if isinstance(value, int) and value > 36_500 else value


@pytest.mark.parametrize(
    ("link", "valid"),
    [
        ("grafana.example.com/d/", True),
        ("grafana.example.com", True),
        ("localhost:3000/a%20b/c", True),
        ("10.0.0.1", True),
        ("Grafana.example.com", False),
        ("https://grafana.example.com", False),
        ("a.b/c?d", False),
        ("a.b/c#d", False),
        ("a.b/*", False),
        ("*.b", False),
        ("a b", False),
        ("user@a.b", False),
        ("a.b:", False),
        ("-a.b", False),
        ("", False),
        ("ä.b", False),
    ],
)
def test_accepted_links_are_a_host_and_a_path(link: str, valid: bool) -> None:
    data = manifest(policy={"accept-links": [link]})
    assert EDITOR.is_valid(data) is valid
    assert accepted(data, BUILT_IN["ml-test-score"]) is valid


FULL = manifest(
    description="d",
    tests={
        "data": {
            "feature-cost": {
                "level": "manual",
                "evidence": ["a", "b"],
                "reviewed": "2026-09-30",
                "owner": "o",
                "note": "x",
            },
            "feature-code": {"level": "automated", "evidence": ["a"]},
            "feature-policy": None,
        },
        "model": {"slices": {"level": "none"}},
        "monitoring": None,
    },
    checklist={
        "baseline": {"status": "done", "evidence": ["a"]},
        "drift": {"status": "not-applicable", "reason": "r"},
        "ethics": {"status": "open"},
        "limits": None,
    },
    policy={
        "minimum": 5,
        "sections": {"data": 6, "model": 0.5},
        "checklist": {"minimum": 9, "required": ["baseline"]},
        "max-age-days": 180,
        "max-job-age-days": 30,
        "prove-automation": ["infrastructure"],
        "accept-links": ["a.b/c"],
    },
)
KEYS = [
    *("version", "name", "description", "rubric", "tests", "checklist", "policy", "data", "model"),
    *("feature-cost", "slices", "level", "evidence", "reviewed", "owner", "note", "status"),
    *("reason", "baseline", "ethics", "minimum", "sections", "required", "max-age-days"),
    "max-job-age-days",
    *("prove-automation", "accept-links", "misspelt"),
]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, 1, 2, -1, 7, 7.5, 11, 12, 14, 14.5, 36501, "", "x", "1"),
        *("none", "manual", "automated", "done", "open", "not-applicable", "data", "baseline"),
        *("2026-11-23", "2026-02-30", "2026-1-1", "٢٠٢٦-01-01", "20260101", "a.b/c", "A.b"),
        *([], ["a"], [1], ["data"], ["drift", "x"], [[]], {}, {"level": "none"}),
        *({"level": "manual"}, {"status": "open"}, {"minimum": 12}, {"data": 7.5}, {"x": None}),
        *(*NAMES, "mine.yml"),
    ]
)


def containers(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [value] if isinstance(value, dict | list) else []
    return found + [each for item in inner for each in containers(item)]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The full manifest with a few things replaced, removed and added, wherever they stand."""
    data = copy.deepcopy(FULL)
    for _ in range(draw(st.integers(0, 3))):
        places = containers(data)
        place = places[draw(st.integers(0, len(places) - 1))]
        value = copy.deepcopy(draw(VALUES))
        if isinstance(place, list):
            place.append(value)
            continue
        key = draw(st.sampled_from([*place, *place, *KEYS]))
        if draw(st.booleans()):
            place.pop(key, None)
        else:
            place[key] = value
    return data


@settings(max_examples=250, deadline=None)
@given(mutated(), st.sampled_from(NAMES))
def test_editors_and_the_gate_accept_the_same_manifests(data: dict[str, Any], name: str) -> None:
    """But for days in the future, which a schema cannot know."""
    if data.get("rubric") not in NAMES:
        data["rubric"] = name
    assert EDITOR.is_valid(data) is accepted(data, BUILT_IN[data["rubric"]])


def test_the_day_is_what_a_schema_cannot_know() -> None:
    later = {"level": "none", "reviewed": "2026-11-24"}
    data = manifest(tests={"data": {"feature-cost": later}})
    assert EDITOR.is_valid(data)
    assert not accepted(data, BUILT_IN["ml-test-score"])
