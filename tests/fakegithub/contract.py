"""GitHub's own descriptions, and what is wrong with a request or an answer by them."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from fakegithub.exchange import Answer, Json, Seen

if TYPE_CHECKING:
    from graphql import GraphQLSchema
    from openapi_core.testing import MockRequest

HERE = Path(__file__).parent
API = "https://api.github.com"
VERSION = "2022-11-28"

# GitHub answers these everywhere, and lists them for some operations only.
ANYWHERE = ("301", "307", "400", "401", "403", "404", "422")

# When all happened that no test cares about.
DAY = "2026-11-23T00:00:00Z"
ONE, MANY = "[^/]+", ".+"
LEAST: Mapping[str | None, Json] = {
    "array": [],
    "boolean": False,
    "date-time": DAY,
    "integer": 0,
    "number": 0,
    "string": "",
    "uri": API,
}


@dataclass(frozen=True, kw_only=True)
class Operation:
    id: str
    method: str
    template: str
    documentation: str
    query: frozenset[str]
    properties: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An operation that a request asks for; the values are those of its path."""

    operation: Operation
    values: Mapping[str, str]
    seen: Seen

    def mocked(self) -> "MockRequest":
        from openapi_core.testing import MockRequest

        # A slash in a value that may have some would not fit its one place in the template.
        values = {name: quote(value, safe="") for name, value in self.values.items()}
        return MockRequest(
            API,
            self.seen.method,
            self.operation.template.format_map(values),
            args=dict(self.seen.query),
            headers=dict(self.seen.headers),
            data=self.seen.raw,
            content_type=self.seen.headers.get("content-type", ""),
        )


class Contract:
    """What is said of the REST API."""

    def __init__(self, description: Json) -> None:
        from openapi_core import Config, OpenAPI

        self.description = description
        self.operations = [
            self.operation(method, template)
            for template, methods in description["paths"].items()
            for method in methods
        ]
        # It is GitHub's, and would take seconds to check.
        config = Config(spec_validator_cls=None)  # type: ignore[arg-type]
        self.openapi = OpenAPI.from_dict(description, config=config)
        # Nobody promises that it can be used by two threads.
        self.lock = threading.Lock()

    def operation(self, method: str, template: str) -> Operation:
        said = self.description["paths"][template][method]
        for status in ANYWHERE:
            said["responses"].setdefault(status, {"$ref": "#/components/responses/forbidden"})
        parameters = [self.resolved(parameter) for parameter in said["parameters"]]
        pattern = template
        for parameter in parameters:
            name, value = parameter["name"], MANY if parameter.get("x-multi-segment") else ONE
            pattern = pattern.replace(f"{{{name}}}", f"(?P<{name}>{value})")
        media = said.get("requestBody", {"content": {"application/json": {"schema": {}}}})
        schema = self.resolved(media["content"]["application/json"]["schema"])
        return Operation(
            id=said["operationId"],
            method=method.upper(),
            template=template,
            documentation=said["externalDocs"]["url"],
            query=frozenset(one["name"] for one in parameters if one["in"] == "query"),
            properties=frozenset(schema.get("properties", ())),
            pattern=re.compile(pattern),
        )

    def resolved(self, node: Json) -> Json:
        while "$ref" in node:
            _, _, kind, name = node["$ref"].split("/")
            node = self.description["components"][kind][name]
        return node

    def find(self, seen: Seen) -> Asked | None:
        for operation in self.operations:
            match = operation.pattern.fullmatch(seen.path)
            if match and operation.method == seen.method:
                values = {name: unquote(value) for name, value in match.groupdict().items()}
                return Asked(operation=operation, values=values, seen=seen)
        return None

    def request(self, asked: Asked) -> Iterator[str]:
        """What is wrong with a request."""
        seen, operation = asked.seen, asked.operation
        yield from (f"{name} is no parameter of it" for name in seen.query.keys() - operation.query)
        if isinstance(seen.body, dict):
            unknown = seen.body.keys() - operation.properties
            yield from (f"{name} is no property of its body" for name in unknown)
        size = seen.query.get("per_page", "30")
        if not re.fullmatch("[1-9][0-9]?|100", size):
            yield f"per_page is {size}, and not from 1 to 100"
        with self.lock:
            errors = list(self.openapi.iter_request_errors(asked.mocked()))
        yield from map(sentence, errors)

    def response(self, asked: Asked, answer: Answer) -> Iterator[str]:
        """What is wrong with an answer."""
        from openapi_core.testing import MockResponse

        response = MockResponse(answer.raw, answer.status, dict(answer.headers))
        with self.lock:
            errors = list(self.openapi.iter_response_errors(asked.mocked(), response))
        yield from (f"the answer {answer.status}: {sentence(error)}" for error in errors)

    def least(self, name: str) -> Json:
        """The least that a schema lets be answered."""
        return self.least_of(self.description["components"]["schemas"][name])

    def least_object(self, name: str) -> Json:
        """The same, and an object also where null would do."""
        schema = self.description["components"]["schemas"][name]
        return self.least_of({key: said for key, said in schema.items() if key != "nullable"})

    def least_of(self, schema: Json) -> Json:
        schema = self.resolved(schema)
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return schema["enum"][0]
        if schema["type"] == "object":
            required = schema.get("required", ())
            return {name: self.least_of(schema["properties"][name]) for name in required}
        return LEAST.get(schema.get("format")) or LEAST[schema["type"]]


def sentence(error: Exception) -> str:
    """The innermost of what was wrong, without the whole value that it was wrong with."""
    from jsonschema import ValidationError
    from openapi_core.validation.request.exceptions import ParameterValidationError
    from openapi_core.validation.schemas.exceptions import InvalidSchemaValue

    name = f"{error.name}: " if isinstance(error, ParameterValidationError) else ""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, InvalidSchemaValue):
        wrong = (one for one in error.schema_errors if isinstance(one, ValidationError))
        return name + "; ".join(f"{one.json_path}: {one.message}" for one in wrong)
    return f"{name}{error}"


@cache
def contract() -> Contract:
    return Contract(json.loads((HERE / "openapi.json").read_text()))


@cache
def schema() -> "GraphQLSchema":
    from graphql import build_schema

    return build_schema((HERE / "schema.graphql").read_text())
