"""Benefit of the doubt: what a change did not cause must not block it.

That is an outage, and a job that is red on the default branch: the change may be what mends it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ml_readiness.model.evidence import BREAKING, Reason
from ml_readiness.model.report import CriterionScore, PointScore, Report, SectionScore
from ml_readiness.model.rubric import LEVELS, Level, Rubric

# What only the runs of a job on the default branch say.
NOT_PASSED: frozenset[Reason | None] = frozenset({"switched-off", "run-red", "run-too-old"})


class Believed(NamedTuple):
    """The citations that are believed, by the section or the checklist's point they count in.

    `jobs` are those that did not pass; the others could not be reached.
    """

    sections: Mapping[str, tuple[str, ...]]
    points: Mapping[str, tuple[str, ...]]
    jobs: frozenset[str] = frozenset()


NOTHING = Believed({}, {})


def doubted(report: Report, before: Report) -> tuple[Report, Believed]:
    """The report if what the change did not cause were mended, and the citations it rests on.

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
    if not (in_sections or in_points):
        return met, NOTHING
    jobs = frozenset(
        finding.citation.text
        for finding in report.findings
        if finding.judgement.reason in NOT_PASSED
    )
    return met, Believed(in_sections, in_points, jobs)


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
    cited = {finding.citation.text for finding in old.findings}
    if now.shortfall == "missing":
        pieces = [each for each in now.findings if each.judgement.outcome in BREAKING]
        own = [each for each in pieces if each.judgement.reason not in NOT_PASSED]
        mended = not own and all(each.citation.text in cited for each in pieces)
        return tuple(each.citation.text for each in pieces) if mended else ()
    if now.shortfall not in ("unreachable", "restricted"):
        return ()
    return tuple(
        finding.citation.text
        for finding in now.findings
        if finding.judgement.outcome == "unreachable" and finding.citation.text in cited
    )
