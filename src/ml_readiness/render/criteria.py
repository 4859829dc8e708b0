"""Every criterion and point with its evidence, as lines for a terminal."""

from collections.abc import Iterable, Iterator

from ml_readiness.model.evidence import Finding
from ml_readiness.model.number import plain
from ml_readiness.model.report import CriterionScore, PointScore, Report
from ml_readiness.rules.bounds import measured_words
from ml_readiness.visible import visible

INDENT = "    "


def every_criterion(report: Report) -> Iterator[str]:
    """Two columns of states behind each name, and a line for each piece below it."""
    for section in report.sections:
        yield f"  {visible(section.section.title)}"
        for score in section.criteria:
            yield f"  {visible(score.criterion.code):<10} {_criterion(score)}"
            yield from _pieces(score.findings)
    yield "  Checklist"
    for point in report.checklist:
        yield f"  {visible(point.point.id)}: {_point(point)}"
        yield from _pieces(point.findings)


def _criterion(score: CriterionScore) -> str:
    level: str = score.earned
    if score.claimed != score.earned:
        why = f", {score.shortfall}" if score.shortfall else ""
        level = f"{score.earned} (claims {score.claimed}{why})"
    return f"{visible(score.criterion.title)}: {level}, {plain(score.points)}"


def _point(score: PointScore) -> str:
    if score.status != "done" or score.counted:
        return score.status
    return f"done, but not counted ({score.shortfall})"


def _pieces(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        judgement = finding.judgement
        why = f" ({judgement.reason})" if judgement.reason else ""
        words = measured_words(judgement.measured) if judgement.measured else ""
        value = f"  {visible(words)}" if words else ""
        yield f"{INDENT}{judgement.outcome}: {visible(finding.citation.text)}{why}{value}"
