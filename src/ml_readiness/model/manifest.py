"""A manifest as its author wrote it: claims, evidence and policy, each with its place."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from ml_readiness.model.rubric import Level

Status = Literal["done", "not-applicable", "open"]


class Citation(Struct, frozen=True, kw_only=True):
    """One piece of evidence as it was written; line and column count from 1."""

    text: str
    line: int
    column: int


class Claim(Struct, frozen=True, kw_only=True):
    """What the manifest says about one criterion; a criterion that is absent has no claim."""

    level: Level
    evidence: tuple[Citation, ...]
    reviewed: date | None
    line: int
    owner: str = ""
    note: str = ""


class Consideration(Struct, frozen=True, kw_only=True):
    """What the manifest says about one point of the checklist."""

    status: Status
    evidence: tuple[Citation, ...]
    line: int
    reason: str = ""
    owner: str = ""
    note: str = ""


class Terms(Struct, frozen=True, kw_only=True):
    """The policy of one manifest as written; None where it says nothing."""

    minimum: Decimal | None = None
    sections: Mapping[str, Decimal]
    checklist_minimum: Decimal | None = None
    checklist_required: tuple[str, ...] = ()
    max_age_days: int | None = None
    prove_automation: tuple[str, ...] = ()
    accept_links: tuple[str, ...] = ()
    max_job_age_days: int | None = None
    refuse_weak: bool = False


class Manifest(Struct, frozen=True, kw_only=True):
    """One valid manifest; claims by criterion id, considerations by point id."""

    path: str
    name: str
    claims: Mapping[str, Claim]
    considerations: Mapping[str, Consideration]
    terms: Terms

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every piece of evidence, of the tests and of the checklist."""
        said: list[Claim | Consideration] = [*self.claims.values()]
        said += self.considerations.values()
        return tuple(cited for each in said for cited in each.evidence)
