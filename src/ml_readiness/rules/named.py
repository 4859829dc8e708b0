"""What a criterion or a point is called, the same in every report, and where it is explained."""

from collections.abc import Sequence
from typing import NamedTuple

from ml_readiness.model.report import Report, Step
from ml_readiness.model.rubric import Criterion, Point, Rubric


class Named(NamedTuple):
    """A criterion, or a point, which has no `code`; `page` is None where nothing explains it."""

    id: str
    code: str
    title: str
    page: str | None

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}" if self.code else self.title


def named_criterion(criterion: Criterion, rubric: Rubric) -> Named:
    """A criterion by its code and title."""
    anchor = criterion.code.lower().replace(" ", "-")
    page = f"{rubric.page}#{anchor}" if rubric.page else None
    return Named(criterion.id, criterion.code, criterion.title, page)


def named_point(point: Point, rubric: Rubric) -> Named:
    """A point of the checklist by its title."""
    page = f"{rubric.page}#{point.id}" if rubric.page else None
    return Named(point.id, "", point.title, page)


def named_step(step: Step, rubric: Rubric) -> Named:
    """What a step of a plan is about."""
    if step.section is None:
        points = (each for each in rubric.checklist if each.id == step.criterion)
        return named_point(next(points), rubric)
    criteria = (
        each
        for section in rubric.sections
        for each in section.criteria
        if each.id == step.criterion
    )
    return named_criterion(next(criteria), rubric)


def named_places(report: Report) -> dict[tuple[int, int | None], Named]:
    """What each place of a manifest is about: (line, column), the column None for a whole claim."""
    found: dict[tuple[int, int | None], Named] = {}
    for score in report.criteria:
        named = named_criterion(score.criterion, report.rubric)
        if score.line is not None:
            found[score.line, None] = named
        for finding in score.findings:
            found[finding.citation.line, finding.citation.column] = named
    for point in report.checklist:
        named = named_point(point.point, report.rubric)
        for finding in point.findings:
            found[finding.citation.line, finding.citation.column] = named
    return found


def shared_prefix(codes: Sequence[str]) -> str:
    """The word that all codes of a section begin with: `Data` for `Data 1`, `Data 2`."""
    words = {code.rpartition(" ")[0] for code in codes}
    return words.pop() if len(words) == 1 else ""
