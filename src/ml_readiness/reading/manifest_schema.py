"""The shape of a manifest as a JSON Schema, made from the rubric that it is scored by."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ml_readiness.model.number import as_json
from ml_readiness.model.rubric import LEVELS, Rubric, Section

Schema = dict[str, Any]

ADDRESS = "https://raw.githubusercontent.com/ml-readiness/ml-readiness/main/schema/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# `errorMessage` is not JSON Schema's own; editors show it, and so do we, in place of a general one.
EVIDENCE: Schema = {
    "description": "What proves it: tests, jobs of a workflow, alerts, values, files, links.",
    "type": "array",
    "maxItems": 100,
    "items": {"type": "string", "maxLength": 1000},
    "examples": [
        ["tests/test_data.py::test_feature_ranges"],
        [".github/workflows/ci.yml#data-tests"],
        ["docs/feature-cost.md#results"],
    ],
}
OWNER: Schema = {"description": "Who answers for it.", "type": "string", "maxLength": 200}
NOTE: Schema = {
    "description": "Anything a reader should know.",
    "type": "string",
    "maxLength": 2000,
}

CLAIM: Schema = {
    "type": ["object", "null"],
    "required": ["level"],
    "additionalProperties": False,
    "properties": {
        "level": {
            "description": "none, manual (done by hand) or automated (runs by itself).",
            "enum": list(LEVELS),
            "errorMessage": "write none, manual or automated; an analysis of why a criterion does"
            " not matter is manual evidence",
        },
        "evidence": {"$ref": "#/$defs/evidence"},
        "reviewed": {
            "description": "The day of the manual run, YYYY-MM-DD.",
            "type": "string",
            "format": "date",
        },
        "owner": OWNER,
        "note": NOTE,
    },
    "if": {"properties": {"level": {"enum": ["manual", "automated"]}}, "required": ["level"]},
    "then": {
        "required": ["evidence"],
        "properties": {"evidence": {"minItems": 1}},
        "errorMessage": "'evidence' is missing: manual and automated need at least one piece",
    },
}

CONSIDERATION: Schema = {
    "type": ["object", "null"],
    "required": ["status"],
    "additionalProperties": False,
    "properties": {
        "status": {
            "description": "done needs evidence, not-applicable needs a reason.",
            "enum": ["done", "not-applicable", "open"],
        },
        "evidence": {"$ref": "#/$defs/evidence"},
        "reason": {
            "description": "Why the point does not apply.",
            "type": "string",
            "minLength": 1,
            "maxLength": 2000,
        },
        "owner": OWNER,
        "note": NOTE,
    },
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "done"}}, "required": ["status"]},
            "then": {
                "required": ["evidence"],
                "properties": {"evidence": {"minItems": 1}},
                "errorMessage": "'evidence' is missing: done needs at least one piece",
            },
        },
        {
            "if": {"properties": {"status": {"const": "not-applicable"}}, "required": ["status"]},
            "then": {
                "required": ["reason"],
                "errorMessage": "'reason' is missing: say why the point does not apply",
            },
        },
        {
            "if": {"properties": {"status": {"enum": ["done", "open"]}}, "required": ["status"]},
            "then": {
                "properties": {
                    "reason": {
                        "not": {},
                        "errorMessage": "only a point that is not-applicable has a 'reason'",
                    }
                }
            },
        },
    ],
}

DEFINITIONS: Schema = {"evidence": EVIDENCE, "claim": CLAIM, "consideration": CONSIDERATION}


def manifest_schema(rubric: Rubric) -> Schema:
    """The schema of a manifest that is scored by one rubric; numbers may be Decimals."""
    sections = {section.id: _section(section) for section in rubric.sections}
    points = {
        point.id: {"title": point.title, "description": point.summary}
        | {"$ref": "#/$defs/consideration"}
        for point in rubric.checklist
    }
    return _manifest(
        tests=_names(sections, "section"),
        checklist=_names(points, "checklist point"),
        policy=_policy(
            maximum=rubric.maximum,
            sections={
                section.id: _bar(rubric.section_maximum(section)) for section in rubric.sections
            },
            points=[point.id for point in rubric.checklist],
        ),
    )


def resolved(schema: Schema) -> Schema:
    """The same schema with each reference replaced by what it refers to: quicker to follow."""
    definitions: Schema = schema.get("$defs", {})

    def follow(value: Any) -> Any:
        if isinstance(value, dict):
            if reference := value.get("$ref"):
                return follow(definitions[reference.removeprefix("#/$defs/")])
            return {key: follow(item) for key, item in value.items() if key != "$defs"}
        return [follow(item) for item in value] if isinstance(value, list) else value

    plain: Schema = follow(schema)
    return plain


def published_schema(rubrics: Iterable[Rubric]) -> Schema:
    """The schema for editors: strict for the built-in rubrics, general for one of your own."""
    general = _manifest(
        tests=_names(_any(_names(_any({"$ref": "#/$defs/claim"}), "criterion")), "section"),
        checklist=_names(_any({"$ref": "#/$defs/consideration"}), "checklist point"),
        policy=_policy(maximum=None, sections=_any(_bar(None)), points=None),
    )
    definitions = general.pop("$defs")
    choices: list[Schema] = []
    names: list[str] = []
    for rubric in rubrics:
        strict = manifest_schema(rubric)
        definitions[rubric.id] = {
            "properties": {
                key: strict["properties"][key] for key in ("tests", "checklist", "policy")
            }
        }
        # The default rubric is the first: a manifest that names none is scored by it.
        condition: Schema = {"properties": {"rubric": {"const": rubric.id}}}
        if names:
            condition["required"] = ["rubric"]
        choices.append({"if": condition, "then": {"$ref": f"#/$defs/{rubric.id}"}})
        names.append(rubric.id)
    head: Schema = {
        "$schema": DIALECT,
        "$id": ADDRESS + "ml-readiness.schema.json",
        "title": "ml-readiness manifest",
        "description": "How ready a machine-learning system is for production, with evidence.",
    }
    general["properties"]["rubric"]["examples"] = names
    plain: Schema = _plain(head | general | {"allOf": choices, "$defs": definitions})
    return plain


def _manifest(*, tests: Schema, checklist: Schema, policy: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["version", "name"],
        "additionalProperties": False,
        "properties": {
            "version": {"description": "The version of this format.", "const": 1},
            "name": {
                "description": "What the system is called.",
                "type": "string",
                "minLength": 1,
                "maxLength": 100,
            },
            "description": {"type": "string", "maxLength": 2000},
            "rubric": {
                "description": "A built-in rubric, or the path of a rubric file.",
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
            },
            "tests": tests,
            "checklist": checklist,
            "policy": policy,
        },
        "$defs": DEFINITIONS.copy(),
    }


def _section(section: Section) -> Schema:
    criteria = {
        criterion.id: {
            "title": f"{criterion.code}: {criterion.title}",
            "description": criterion.question,
            "$ref": "#/$defs/claim",
        }
        for criterion in section.criteria
    }
    return {"title": section.title} | _names(criteria, "criterion")


def _names(properties: Schema, noun: str) -> Schema:
    """A mapping whose keys are known, or any (see `_any`); empty is the same as absent."""
    if "additionalProperties" in properties:
        return {"type": ["object", "null"]} | properties
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": properties,
        "errorMessage": f"unknown {noun}",
    }


def _any(schema: Schema) -> Schema:
    return {"additionalProperties": schema}


def _bar(maximum: Decimal | None) -> Schema:
    bar: Schema = {"type": "number", "minimum": 0}
    return bar if maximum is None else bar | {"maximum": maximum}


def _policy(*, maximum: Decimal | None, sections: Schema, points: list[str] | None) -> Schema:
    point: Schema = {"type": "string"} if points is None else {"enum": points}
    section: Schema = (
        {"type": "string"} if "additionalProperties" in sections else {"enum": list(sections)}
    )
    count = _bar(None if points is None else Decimal(len(points)))
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "minimum": {"description": "The lowest score that passes."} | _bar(maximum),
            "sections": {"description": "The lowest points of single sections."}
            | _names(sections, "section"),
            "checklist": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {
                    "minimum": {"description": "How many points are considered."} | count,
                    "required": {"type": "array", "items": point, "maxItems": 100},
                },
            },
            "max-age-days": {
                "description": "A manual run older than this no longer counts.",
                "type": "integer",
                "minimum": 1,
                "maximum": 36_500,
            },
            "prove-automation": {
                "description": "Sections where automation needs a verified test, job or alert.",
                "type": "array",
                "items": section,
                "maxItems": 100,
            },
            "accept-links": {
                "description": "Hosts with a path that are behind a login: counted, not fetched.",
                "type": "array",
                "maxItems": 100,
                "items": {
                    "type": "string",
                    "maxLength": 300,
                    "pattern": "^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[^ ?#*]*)?$",
                    "errorMessage": "a host in lower case, then a path: 'grafana.example.com/d/'",
                },
            },
            "max-job-age-days": {
                "description": "A cited job must have passed on the default branch since.",
                "type": "integer",
                "minimum": 1,
                "maximum": 36_500,
            },
            "refuse-weak": {
                "description": "Evidence that holds and proves little does not count.",
                "type": "boolean",
            },
        },
    }


def _plain(value: Any) -> Any:
    """The same schema with JSON's own numbers."""
    if isinstance(value, Decimal):
        return as_json(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
