"""What is asked of the web, and what the web said."""

from typing import Literal

from msgspec import Struct

Fault = Literal[
    "no-such-host",
    "name-lookup",
    "private-address",
    "bad-redirect",
    "too-many-redirects",
    "timeout",
    "connection",
    "tls",
    "run-deadline",
    "allowance",
    "unapproved",
]


# What some hosts answer to programs, in place of 403; it is in no standard.
NOT_FOR_PROGRAMS = 999


class Wanted(Struct, frozen=True, kw_only=True):
    """An http or https address without fragment; `anchored` where its page's anchors are wanted."""

    address: str
    anchored: bool = False


class Answer(Struct, frozen=True, kw_only=True):
    """What the web said about one address: a status, or the fault that kept us from one.

    `address` is the final one, after redirects. `anchors` are the ids and names that the page
    defines: None when no anchor was wanted or the page is not HTML. `complete` is false when the
    page was longer than we read. `detail` is a few words about the fault. With the fault
    "allowance" nobody was asked: a stranger's change has more new links than are asked for it. With
    "unapproved" neither: no person has looked at the change yet.
    """

    address: str
    status: int | None = None
    fault: Fault | None = None
    anchors: frozenset[str] | None = None
    complete: bool = True
    detail: str | None = None
