"""What teaches a rubric: why a criterion is asked, what proves it, and what only looks like it."""

from collections.abc import Mapping

from msgspec import Struct


class Guide(Struct, frozen=True, kw_only=True):
    """The guide to one criterion or point; all of it may be empty.

    `examples` has citations by level or status (`manual`, `automated`, `done`), and under
    `not-applicable` the reason alone.
    """

    why: str = ""
    counts: tuple[str, ...] = ()
    counts_not: tuple[str, ...] = ()
    examples: Mapping[str, tuple[str, ...]]


class Guides(Struct, frozen=True, kw_only=True):
    """The guides of a rubric, by the id of the criterion and by that of the point."""

    criteria: Mapping[str, Guide]
    points: Mapping[str, Guide]
