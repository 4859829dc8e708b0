"""What a table of claims says, ready for a manifest."""

from collections.abc import Mapping

from msgspec import Struct


class Row(Struct, frozen=True, kw_only=True):
    """What a table says of one criterion or point; `statements` are no evidence."""

    claimed: str = ""
    evidence: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    reviewed: str = ""
    owner: str = ""
    note: str = ""
    reason: str = ""


class Claims(Struct, frozen=True, kw_only=True):
    """The rows by id; `left_out` counts texts that cannot stand in a manifest, and unknown rows."""

    criteria: Mapping[str, Row]
    points: Mapping[str, Row]
    left_out: int = 0
