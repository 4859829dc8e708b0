"""A manifest file read, checked against its rubric, and turned into claims."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from ml_readiness.document import Document, NodePath, Place
from ml_readiness.model.errors import InputError
from ml_readiness.model.manifest import Citation, Claim, Consideration, Manifest, Terms
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.manifest_schema import Schema
from ml_readiness.reading.validation import place_of, schema_problems
from ml_readiness.rules.naming import folded

LAST_NUMBER = re.compile("[0-9]+$")
# Of the command's options and the action's inputs those that no key is called.
NO_KEYS = frozenset(
    {
        *("fail-on", "links", "offline", "junit", "root", "base", "manifest", "format", "output"),
        *("comment", "comment-id", "status", "json-file", "sarif-file", "github-token"),
    }
)


def read_manifest(document: Document, rubric: Rubric, schema: Schema, today: date) -> Manifest:
    """The claims of a document; raises InputError with every problem, in the order of the file.

    `schema` is `manifest_schema(rubric)`, made once for all manifests of a rubric.
    """
    _check(document, schema, today, lambda: _codes(rubric))
    return _build(document, rubric)


def read_terms(document: Document, schema: Schema, today: date) -> Terms:
    """The policy alone of a manifest whose other parts need not be valid; raises InputError."""
    alone = document.data
    if isinstance(alone, dict):
        alone = {"version": Decimal(1), "name": "x", "policy": alone.get("policy")}
    _check(replace(document, data=alone), schema, today, dict)
    return _terms(alone["policy"] or {})


def rubric_name(document: Document) -> str | None:
    """The rubric that a manifest asks for; None when it names none, or names it wrongly."""
    if isinstance(document.data, dict):
        name = document.data.get("rubric")
        if isinstance(name, str) and name:
            return name
    return None


def _codes(rubric: Rubric) -> Mapping[str, str]:
    """The ids of criteria and points by what else they are called: `Data 1`, or their title."""
    codes = {folded(point.title): point.id for point in rubric.checklist}
    for section in rubric.sections:
        for criterion in section.criteria:
            number = LAST_NUMBER.search(criterion.code)
            names = (criterion.title, f"{section.id}{number[0]}" if number else "", criterion.code)
            codes |= {folded(name): criterion.id for name in names if name}
    return codes


def _option(path: NodePath) -> str | None:
    """What is said of a key that is no key but an option; None for any other."""
    at_policy = len(path) == 1 or path[:-1] == ("policy",)
    key = str(path[-1])
    if at_policy and folded(key) in map(folded, NO_KEYS):
        return f"'{key}' is an option of the command or an input of the action, not a key"
    return None


def _check(
    document: Document, schema: Schema, today: date, codes: Callable[[], Mapping[str, str]]
) -> None:
    problems = [*document.problems, *schema_problems(document, schema, today, codes, _option)]
    if problems:
        # What hides in a line is said in place of all that comes of it.
        hidden = {line: document.strange(line) for line in {each.line or 1 for each in problems}}
        said = dict.fromkeys(hidden[each.line or 1] or each for each in problems)
        raise InputError(*sorted(said, key=place_of))


def _build(document: Document, rubric: Rubric) -> Manifest:
    data = document.data
    tests = data.get("tests") or {}
    claims = {
        criterion.id: claim
        for section in rubric.sections
        for criterion in section.criteria
        if (claim := _claim(document, ("tests", section.id, criterion.id), tests))
    }
    points = data.get("checklist") or {}
    considerations = {
        point.id: _consideration(document, ("checklist", point.id), points[point.id])
        for point in rubric.checklist
        if points.get(point.id)
    }
    return Manifest(
        path=document.path,
        name=data["name"],
        claims=claims,
        considerations=considerations,
        terms=_terms(data.get("policy") or {}),
    )


def _claim(document: Document, path: NodePath, tests: Mapping[str, Any]) -> Claim | None:
    _, section, criterion = path
    data = (tests.get(str(section)) or {}).get(criterion)
    if not data:
        return None
    return Claim(
        level=data["level"],
        evidence=_citations(document, path, data),
        reviewed=date.fromisoformat(data["reviewed"]) if "reviewed" in data else None,
        line=document.keys[path][0],
        owner=data.get("owner", ""),
        note=data.get("note", ""),
    )


def _consideration(document: Document, path: NodePath, data: Mapping[str, Any]) -> Consideration:
    return Consideration(
        status=data["status"],
        evidence=_citations(document, path, data),
        line=document.keys[path][0],
        reason=data.get("reason", ""),
        owner=data.get("owner", ""),
        note=data.get("note", ""),
    )


def _citations(document: Document, path: NodePath, data: Mapping[str, Any]) -> tuple[Citation, ...]:
    return tuple(
        _citation(text, document.values[(*path, "evidence", index)])
        for index, text in enumerate(data.get("evidence", ()))
    )


def _citation(text: str, place: Place) -> Citation:
    line, column = place
    return Citation(text=text, line=line, column=column)


def _terms(policy: Mapping[str, Any]) -> Terms:
    checklist = policy.get("checklist") or {}
    return Terms(
        minimum=_number(policy.get("minimum")),
        sections={
            section: Decimal(value) for section, value in (policy.get("sections") or {}).items()
        },
        checklist_minimum=_number(checklist.get("minimum")),
        checklist_required=tuple(checklist.get("required", ())),
        max_age_days=policy.get("max-age-days"),
        prove_automation=tuple(policy.get("prove-automation", ())),
        accept_links=tuple(policy.get("accept-links", ())),
        max_job_age_days=policy.get("max-job-age-days"),
        refuse_weak=policy.get("refuse-weak") or False,
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
