"""Benefit of the doubt: an outage must not block a change that did not cause it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ml_readiness.model.report import CriterionScore, PointScore, Report, SectionScore
from ml_readiness.model.rubric import LEVELS, Level, Rubric


class Believed(NamedTuple):
    """The citations that are believed, by the section or the checklist's point they count in."""

    sections: Mapping[str, tuple[str, ...]]
    points: Mapping[str, tuple[str, ...]]


NOTHING = Believed({}, {})


def doubted(report: Report, before: Report) -> tuple[Report, Believed]:
    """The report if what could not be reached were there, and the citations that it rests on.

    Only a piece that stands under the same criterion or point in the base is believed, and for at
    most the level that the base claims. The report is the same where there is none.
    """
    in_sections: dict[str, tuple[str, ...]] = {}
    in_points: dict[str, tuple[str, ...]] = {}
    sections = []
    for section, then in zip(report.sections, before.sections, strict=True):
        shown, pieces = _section(section, then, report.rubric)
        sections.append(shown)
        if pieces:
            in_sections[section.section.id] = pieces
    checklist = []
    for point, old in zip(report.checklist, before.checklist, strict=True):
        pieces = _shared(point, old) if old.status == "done" else ()
        checklist.append(replace(point, counted=True, shortfall=None) if pieces else point)
        if pieces:
            in_points[point.point.id] = pieces
    score = min(section.points for section in sections)
    met = replace(report, score=score, sections=tuple(sections), checklist=tuple(checklist))
    return met, Believed(in_sections, in_points)


def _section(
    section: SectionScore, then: SectionScore, rubric: Rubric
) -> tuple[SectionScore, tuple[str, ...]]:
    criteria: list[CriterionScore] = []
    believed: list[str] = []
    for score, old in zip(section.criteria, then.criteria, strict=True):
        pieces = _shared(score, old)
        # `mended` is what the claim earns once its evidence holds.
        earned: Level = min(score.mended, old.claimed, key=LEVELS.index)
        if pieces and earned != "none":
            believed += pieces
            points = rubric.points[earned]
            criteria.append(replace(score, earned=earned, points=points, shortfall=None))
        else:
            criteria.append(score)
    points = sum((score.points for score in criteria), Decimal(0))
    return replace(section, criteria=tuple(criteria), points=points), tuple(believed)


def _shared(now: CriterionScore | PointScore, old: CriterionScore | PointScore) -> tuple[str, ...]:
    """The pieces that alone would make up for a shortfall, and that the base cites there too."""
    if now.shortfall not in ("unreachable", "restricted"):
        return ()
    cited = {finding.citation.text for finding in old.findings}
    return tuple(
        finding.citation.text
        for finding in now.findings
        if finding.judgement.outcome == "unreachable" and finding.citation.text in cited
    )
