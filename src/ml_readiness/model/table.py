"""What a table of claims says, ready for a manifest."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a table says of one criterion or point; `statements` are no evidence."""

    claimed: str = ""
    evidence: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    reviewed: str = ""
    owner: str = ""
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The rows by id; `left_out` counts texts that cannot stand in a manifest, and unknown rows."""

    criteria: Mapping[str, Row]
    points: Mapping[str, Row]
    left_out: int = 0
