"""What goes wrong on the way to GitHub."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from fakegithub.exchange import Seen

JSON = "application/json; charset=utf-8"


class Cut(enum.Enum):
    RESET = "the connection is reset before anything is done"
    AFTER = "the request is carried out, and then the connection is reset"


class Repeat(enum.Enum):
    TWICE = "the request arrives twice and is carried out twice; the second answer is given"


RESET = Cut.RESET
AFTER = Cut.AFTER
TWICE = Repeat.TWICE


@dataclass(frozen=True)
class Hang:
    """Nothing is done and nothing is said for a while; then the connection is reset."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer sent as it is; a Content-Length that is not the body's ends the connection."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Instead:
    """The request is carried out, and another answer is given to it."""

    reply: Reply


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """Something happens elsewhere once a request is there; then that goes its way, or is spoiled."""

    happens: Callable[[], object]
    then: "Spoilt | None" = None


Spoilt: TypeAlias = Reply | Instead | Cut | Repeat | Hang


@dataclass
class Fault:
    """A reply to the first requests that it is meant for."""

    when: Callable[[Seen], bool]
    reply: Spoilt | Meanwhile
    times: int = 1


def on(method: str, ending: str = "") -> Callable[[Seen], bool]:
    """The requests with this method and a path with this ending."""
    return lambda seen: seen.method == method and seen.path.endswith(ending)


def limited(retry_after: int = 60, status: int = 403) -> Reply:
    """GitHub's secondary rate limit."""
    return Reply(
        status=status,
        headers={"Content-Type": JSON, "Retry-After": str(retry_after)},
        body=b'{"message":"You have exceeded a secondary rate limit. Please wait a few minutes '
        b'before you try again.","documentation_url":"https://docs.github.com/rest/'
        b'overview/rate-limits-for-the-rest-api#about-secondary-rate-limits","status":"%d"}'
        % status,
    )


def exhausted(reset: int, status: int = 403) -> Reply:
    """GitHub's primary rate limit, until a second of the epoch."""
    return Reply(
        status=status,
        headers={
            "Content-Type": JSON,
            "X-RateLimit-Limit": "1000",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(reset),
        },
        body=b'{"message":"API rate limit exceeded for installation ID 1.","documentation_url":'
        b'"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api","status":"%d"}'
        % status,
    )


def html(status: int = 502) -> Reply:
    """The page that GitHub, or a proxy before it, shows to people."""
    return Reply(
        status=status,
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=b"<!DOCTYPE html><html><title>Unicorn!</title><p>No server is available.</html>",
    )


def truncated(body: bytes = b'[{"id": 1, "body": "', missing: int = 100) -> Reply:
    """A body that ends before its Content-Length."""
    return Reply(
        status=200,
        headers={"Content-Type": JSON, "Content-Length": str(len(body) + missing)},
        body=body,
    )
