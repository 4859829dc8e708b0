"""A rubric: what is asked, what each level is worth, and what a score is called."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Level = Literal["none", "manual", "automated"]
LEVELS: tuple[Level, ...] = ("none", "manual", "automated")


class Resource(Struct, frozen=True, kw_only=True):
    """Something to read: a title and an address."""

    title: str
    url: str


class Criterion(Struct, frozen=True, kw_only=True):
    """One test of a rubric; `id` is unique in the rubric, `code` is the source's own number."""

    id: str
    code: str
    title: str
    question: str
    summary: str
    example: str
    resources: tuple[Resource, ...] = ()


class Section(Struct, frozen=True, kw_only=True):
    """Criteria whose points are added up together."""

    id: str
    title: str
    criteria: tuple[Criterion, ...]


class Band(Struct, frozen=True, kw_only=True):
    """A name for scores from `bound` up; the bound itself belongs to it only if `inclusive`."""

    id: str
    label: str
    bound: Decimal
    inclusive: bool

    def holds(self, score: Decimal) -> bool:
        return score >= self.bound if self.inclusive else score > self.bound


class Point(Struct, frozen=True, kw_only=True):
    """One point of the production checklist, with the questions that help to consider it."""

    id: str
    title: str
    summary: str
    questions: tuple[str, ...]
    resources: tuple[Resource, ...] = ()


class Rubric(Struct, frozen=True, kw_only=True):
    """Sections of criteria, points per level, bands in rising order, and a checklist.

    `page` is where each entry is explained on the web; only the built-in rubrics have one.
    """

    id: str
    title: str
    points: Mapping[Level, Decimal]
    bands: tuple[Band, ...]
    sections: tuple[Section, ...]
    checklist: tuple[Point, ...]
    page: str | None = None

    def asks_as(self, other: "Rubric") -> bool:
        """Whether both ask and count the same, wherever that is explained."""
        return replace(self, page=other.page) == other

    def section_maximum(self, section: Section) -> Decimal:
        return self.points["automated"] * len(section.criteria)

    @property
    def maximum(self) -> Decimal:
        """The highest score there is: the score is the minimum of its sections."""
        return min(self.section_maximum(section) for section in self.sections)

    def band(self, score: Decimal) -> Band:
        """The highest band that holds the score; the first one starts at 0, so there is one."""
        return next(band for band in reversed(self.bands) if band.holds(score))
