"""The published schema as editors use it: words, snippets, and nothing offered that is not valid.

Only the written file has this. The gate validates by the schema that it is made from.
"""

from collections.abc import Mapping
from typing import Any

from ml_readiness.reading.manifest_schema import DEFINITIONS, Schema

EMPTY_OR_MAPPING = ["object", "null"]
NO_MAPPING = ["string", "number", "boolean", "array"]
RUBRIC_KEYS = ("tests", "checklist", "policy")

# What a key is for, where the schema of the gate has no word on it.
DESCRIPTIONS: Mapping[str, str] = {
    "description": "What the system does, in a few sentences.",
    "tests": "The tests that the system has, by section. The lowest section is the score.",
    "checklist": "The points of the production checklist that have been considered.",
    "policy": "What is asked of this system. A change can raise it and never lower it for itself.",
    "required": "Points that have to be done or not-applicable.",
}
OF_SECTION = "A section and its criteria: none, manual or automated each."
OF_SECTION_BAR = "The fewest points of this section that pass."
OF_PIECE = "A test, a job of a workflow, an alert, a value, a file or a part of it, or a link."
OF_CHECKLIST_BAR = "What is asked of the checklist."

# How a kind of value is asked for, as the gate says it.
WANTED: Mapping[str, str] = {
    "object": "must be a mapping",
    "array": "must be a list",
    "string": "must be text",
    "number": "must be a number",
    "integer": "must be a whole number",
    "boolean": "must be true or false",
}

PIECES: list[Schema] = [
    {
        "label": "test",
        "description": "A test that pytest would run.",
        "body": "${1:tests/test_data.py}::${2:test_feature_ranges}",
    },
    {
        "label": "job",
        "description": "A job of a workflow, by its id.",
        "body": ".github/workflows/${1:ci.yml}#${2:job-id}",
    },
    {
        "label": "alert",
        "description": "An alert of a Prometheus rule file, by its name.",
        "body": "${1:ops/alerts.yml}#${2:ModelTooOld}",
    },
    {
        "label": "value",
        "description": "A number of a result file, with the bound that it has to keep.",
        "body": "${1:reports/metrics.json}#/${2:auc} ${3|>=,>,<=,<,==|} ${4:0.9}",
    },
    {
        "label": "part of a file",
        "description": "A target of a Makefile, a function of Python, a stage, a hook.",
        "body": "${1:Makefile}#${2:evaluate}",
    },
    {
        "label": "file heading",
        "description": "A heading of a Markdown file, as GitHub spells its anchor.",
        "body": "${1:docs/model-card.md}#${2:heading}",
    },
    {
        "label": "link",
        "description": "A page that answers without a login.",
        "body": "https://${1:example.com/page}",
    },
]
CLAIMS: list[Schema] = [
    {
        "label": "manual",
        "description": "Done by hand, and written down.",
        "body": {
            "level": "manual",
            "reviewed": "${1:2026-01-31}",
            "evidence": ["${2:docs/model-card.md}#${3:heading}"],
        },
    },
    {
        "label": "automated",
        "description": "Runs by itself.",
        "body": {
            "level": "automated",
            "evidence": ["${1:tests/test_data.py}::${2:test_feature_ranges}"],
        },
    },
]
CONSIDERATIONS: list[Schema] = [
    {
        "label": "done",
        "description": "Considered, with evidence.",
        "body": {"status": "done", "evidence": ["${1:docs/model-card.md}#${2:heading}"]},
    },
    {
        "label": "not-applicable",
        "description": "It does not matter here, and why.",
        "body": {"status": "not-applicable", "reason": "${1:why the point does not apply}"},
    },
]


def for_editors(published: Schema) -> Schema:
    """The published schema with what editors show; it takes and refuses the same manifests."""
    schema: Schema = _worded(published)
    definitions = schema["$defs"]
    definitions["evidence"]["items"] |= {"description": OF_PIECE, "defaultSnippets": PIECES}
    definitions["claim"]["defaultSnippets"] = CLAIMS
    definitions["consideration"]["defaultSnippets"] = CONSIDERATIONS
    rubrics = [name for name in definitions if name not in DEFINITIONS]
    _apart(schema, rubrics)
    for name in (*rubrics, "own-rubric"):
        _described(definitions[name]["properties"])
    return schema


def _apart(schema: Schema, rubrics: list[str]) -> None:
    """Let the general rules hold for a rubric of one's own only, or each key is offered twice."""
    keys = schema["properties"]
    schema["$defs"]["own-rubric"] = {"properties": {key: keys[key] for key in RUBRIC_KEYS}}
    for key in RUBRIC_KEYS:
        keys[key] = {"description": DESCRIPTIONS[key], "properties": {}}
    keys["description"]["description"] = DESCRIPTIONS["description"]
    chosen: Schema = {"$ref": "#/$defs/own-rubric"}
    for choice in reversed(schema["allOf"][: len(rubrics)]):
        chosen = choice | {"else": chosen}
    schema["allOf"][: len(rubrics)] = [chosen]


def _described(keys: Schema) -> None:
    """Words for the keys of a rubric that have none."""
    for key in RUBRIC_KEYS:
        keys[key].setdefault("description", DESCRIPTIONS[key])
    for section in _inner(keys["tests"]):
        section.setdefault("description", OF_SECTION)
    policy = keys["policy"]["properties"]
    for bar in _inner(policy["sections"]):
        bar.setdefault("description", OF_SECTION_BAR)
    policy["checklist"].setdefault("description", OF_CHECKLIST_BAR)
    policy["checklist"]["properties"]["required"].setdefault(
        "description", DESCRIPTIONS["required"]
    )
    policy["max-age-days"]["defaultSnippets"] = [{"label": "180", "body": 180}]
    policy["max-job-age-days"]["defaultSnippets"] = [{"label": "30", "body": 30}]


def _inner(names: Schema) -> list[Schema]:
    return (
        [*names["properties"].values()]
        if "properties" in names
        else [names["additionalProperties"]]
    )


def _worded(schema: Any, key: str | None = None) -> Any:
    """A schema whose mistakes are told in the gate's words; `key` is where its value stands."""
    if not isinstance(schema, dict):
        return schema
    made: Schema = {
        word: {name: _worded(inner, name) for name, inner in value.items()}
        if word in ("properties", "$defs")
        else [_worded(each) for each in value]
        if word == "allOf"
        else _worded(value)
        if word in ("then", "additionalProperties", "items")
        else value
        for word, value in schema.items()
    }
    said = made.get("errorMessage")
    more: list[Schema] = []
    if made.get("type") == EMPTY_OR_MAPPING:
        del made["type"]  # an editor would offer `null`
        more.append(_mapping(key))
    if made.get("additionalProperties") is False:
        made.setdefault("errorMessage", "unknown key")
        said = None
    else:
        _say(made, key)
    # apart from the keys themselves, or an editor offers all that are needed as one more item
    more += [
        {"required": [name], "errorMessage": said or f"'{name}' is missing"}
        for name in made.pop("required", ())
    ]
    _retell(made)
    return made | ({"allOf": [*made.get("allOf", ()), *more]} if more else {})


def _retell(made: Schema) -> None:
    """Rules of a condition for which a server has no words of ours, in forms for which it has."""
    evidence = made.get("properties", {}).get("evidence", {})
    if evidence == {"minItems": 1}:
        some = {"contains": {}, "errorMessage": "'evidence' needs at least 1 item"}
        made["properties"] = {"evidence": some | {"doNotSuggest": True}}
    reason = made.get("properties", {}).get("reason", {})
    if reason.get("not") == {}:
        made |= {"properties": {"reason": False}, "errorMessage": reason["errorMessage"]}


def _mapping(key: str | None) -> Schema:
    named = f"'{key}'" if key and key not in DEFINITIONS else "this"
    wanted = {"type": "object", "errorMessage": f"{named} {WANTED['object']}"}
    return {"if": {"type": NO_MAPPING}, "then": wanted}


def _say(made: Schema, key: str | None) -> None:
    """The words for a value of the wrong kind."""
    named = f"'{key}'" if key else "this"
    if "enum" in made:
        *others, last = made["enum"]
        words = f"{', '.join(others)} or {last}" if others else str(last)
        made.setdefault("errorMessage", f"{named} must be {words}")
    elif "const" in made:
        made.setdefault("errorMessage", f"{named} must be {made['const']}")
    elif made.get("format") == "date":
        made.setdefault("errorMessage", f"{named} must be a day of the calendar, as 2026-01-31")
    elif isinstance(made.get("type"), str) and made["type"] in WANTED:
        made.setdefault("errorMessage", f"{named} {WANTED[made['type']]}")
