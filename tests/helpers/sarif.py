"""A SARIF log, held against the schema of the standard and taken apart."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.render.sarif import render

SCHEMA = Path(__file__).parent.parent / "contract" / "sarif" / "sarif-2.1.0.json"


@cache
def standard() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def analysis(run: Run, view: View | None = None) -> dict[str, Any]:
    """The one run of a log, which is valid by the standard's schema."""
    text = render(run, view or View())
    assert text.isascii()
    assert text.endswith("}\n")
    log = json.loads(text)
    standard().validate(log)
    assert log["version"] == "2.1.0"
    [found] = log["runs"]
    assert isinstance(found, dict)
    return found


def uris(found: dict[str, Any]) -> set[str]:
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in found["results"]
    ]
    assert {place["uriBaseId"] for place in places} <= set(found["originalUriBaseIds"])
    return {place["uri"] for place in places}


def notifications(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    [invocation] = found["invocations"]
    return [
        (each["descriptor"]["id"], each["level"], each["message"]["text"])
        for each in invocation["toolExecutionNotifications"]
    ]
