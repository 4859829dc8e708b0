"""What a change does: two reports that were judged by the same rubric, policy, answers and day."""

from collections.abc import Iterator

from msgspec.structs import replace

from ml_readiness.model.evidence import Finding
from ml_readiness.model.number import plain
from ml_readiness.model.report import Comparison, CriterionScore, PointScore, Report, Statement
from ml_readiness.model.rubric import LEVELS, Level
from ml_readiness.rules.bounds import shown_value


def compare(before: Report, after: Report) -> Comparison:
    """The changes from base to head; the rubric of both is the same."""
    return Comparison(
        before=before,
        delta=after.score - before.score,
        sections={
            now.section.id: now.points - then.points
            for then, now in zip(before.sections, after.sections, strict=True)
        },
        levels={
            then.criterion.id: then.earned
            for then, now in zip(before.criteria, after.criteria, strict=True)
            if then.earned != now.earned
        },
        regressions=tuple(_regressions(before, after)),
        changed=_shown(before) != _shown(after),
    )


def with_regressions(comparison: Comparison, others: tuple[Statement, ...]) -> Comparison:
    """A comparison with further regressions, each thing that is lowered said once."""
    known = {_thing(each) for each in comparison.regressions}
    further = tuple(each for each in others if _thing(each) not in known)
    return replace(comparison, regressions=(*comparison.regressions, *further))


def _thing(lowered: Statement) -> str:
    return lowered.message.rpartition(" from ")[0]


def _shown(report: Report) -> object:
    """All that a report says, but for where it says it."""
    return (
        [(score.claimed, score.earned, _outcomes(score)) for score in report.criteria],
        [(score.status, score.counted, _outcomes(score)) for score in report.checklist],
    )


def _outcomes(score: CriterionScore | PointScore) -> list[tuple[str, str, str]]:
    return sorted(
        (each.citation.text, each.judgement.outcome, _value(each)) for each in score.findings
    )


def _value(finding: Finding) -> str:
    """The value that a piece cites, as it is compared."""
    measured = finding.judgement.measured
    return shown_value(measured.value) if measured else ""


def _regressions(before: Report, after: Report) -> Iterator[Statement]:
    """The score, a section or an earned level that this change lowers."""
    if after.score < before.score:
        yield _lowered("the score", plain(before.score), plain(after.score))
    for then, now in zip(before.sections, after.sections, strict=True):
        if now.points < then.points:
            yield _lowered(then.section.title, plain(then.points), plain(now.points))
    for was, has in zip(before.criteria, after.criteria, strict=True):
        if LEVELS.index(has.earned) < LEVELS.index(was.earned):
            yield lowered_level(was.criterion.id, was.earned, has.earned)


def lowered_level(criterion: str, before: Level, after: Level) -> Statement:
    """The regression of one criterion, by its id."""
    return _lowered(f"'{criterion}'", before, after)


def _lowered(what: str, before: str, after: str) -> Statement:
    message = f"this change lowers {what} from {before} to {after}"
    return Statement(reason="regression", message=message)
