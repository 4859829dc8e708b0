"""A request as it was seen, and what is answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# What is read from JSON is only known after it was held against a description.
Json = Any


@dataclass(kw_only=True)
class Seen:
    """One request; the names of its headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    raw: bytes = field(default=b"", repr=False)
    # None as long as the client has no answer.
    status: int | None = None

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> Mapping[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @cached_property
    def body(self) -> Json:
        """The JSON that was sent; None where there is none."""
        try:
            return json.loads(self.raw)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What GitHub says; a body of None is no body."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body).encode()


class Refused(Exception):
    """What GitHub says instead when it does not do what it is asked."""

    def __init__(self, status: int, message: str, error: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error = error

    def answer(self, documentation: str) -> Answer:
        errors = {} if self.error is None else {"errors": [self.error]}
        said = {"message": str(self), **errors, "documentation_url": documentation}
        return Answer(status=self.status, body={**said, "status": str(self.status)})
