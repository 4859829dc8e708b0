"""The verdict: each bar that is missed is one plain sentence with its numbers."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from ml_readiness.model.manifest import Status
from ml_readiness.model.number import plain
from ml_readiness.model.report import (
    Bar,
    Comparison,
    FailOn,
    PointScore,
    Policy,
    Report,
    Statement,
    Verdict,
)
from ml_readiness.rules.doubt import NOTHING, Believed, doubted

SOURCES = {
    "base": "base branch",
    "head": "manifest",
    "input": "set for this run",
    "default": "default",
}


class BarId(NamedTuple):
    """What a bar is about: the score, a section, the checklist, or one of its points.

    `name` is the id of the section or the point, and empty for the others.
    """

    of: Literal["score", "section", "checklist", "point"]
    name: str = ""


SCORE = BarId("score")
CONSIDERED = BarId("checklist")
# The bars that a report misses, each with its sentence.
Missed: TypeAlias = Mapping[BarId, Statement]


def judge(  # noqa: PLR0913
    report: Report,
    policy: Policy,
    fail_on: FailOn,
    notices: tuple[Statement, ...] = (),
    comparison: Comparison | None = None,
    *,
    exempt: Collection[str] | None = None,
) -> Verdict:
    """Whether a report clears its bars.

    A bar that is missed only for what the change did not cause is a warning (see `doubt`).
    `regression` fails only for what the change makes worse: without a base to compare with there is
    nothing to find, and every missed bar is a warning. `never` changes the exit status only:
    `passed` says what `minimum` would have said.

    `exempt` are the points of the checklist that do not apply by the word of what sets the bar;
    None is the base's word, and without a base the report's own.
    """
    base = comparison.before if comparison else None
    if exempt is None and base:
        exempt = inapplicable({point.point.id: point.status for point in base.checklist})
    certain, in_doubt = _certain_and_doubtful(report, policy, base, exempt)
    before = missed_bars(base, policy, exempt) if base else certain
    worse = comparison.regressions if comparison else ()
    new = tuple(statement for bar, statement in certain.items() if bar not in before)
    old = tuple(statement for bar, statement in certain.items() if bar in before)
    reasons, warnings = {
        "minimum": ((*new, *old), worse),
        "never": ((*new, *old), worse),
        "regression": ((*worse, *new), old),
        "any": ((*new, *old, *worse), ()),
    }[fail_on]
    return Verdict(passed=not reasons, reasons=reasons, warnings=(*warnings, *in_doubt, *notices))


def inapplicable(statuses: Mapping[str, Status]) -> Collection[str]:
    """The points that do not apply, of those that a manifest speaks of."""
    return {point for point, status in statuses.items() if status == "not-applicable"}


def _certain_and_doubtful(
    report: Report, policy: Policy, base: Report | None, exempt: Collection[str] | None
) -> tuple[Missed, tuple[Statement, ...]]:
    """The bars that are missed whatever did not answer, and why the others are in doubt."""
    missed = missed_bars(report, policy, exempt)
    met, believed = doubted(report, base) if base else (report, NOTHING)
    still = missed_bars(met, policy, exempt) if any(believed) else missed
    certain = {bar: statement for bar, statement in missed.items() if bar in still}
    in_doubt = tuple(
        _doubt(said, _resting(bar, report, policy, believed), believed.jobs)
        for bar, said in missed.items()
        if bar not in still
    )
    return certain, in_doubt


def gone(path: str, notices: tuple[Statement, ...] = ()) -> Verdict:
    """The verdict on a manifest that the change removes."""
    message = f"{path} is gone: the base branch has it"
    reasons = (Statement(reason="gone", message=message),)
    return Verdict(passed=False, reasons=reasons, warnings=notices)


def missed_bars(report: Report, policy: Policy, exempt: Collection[str] | None) -> Missed:
    """Every bar that a report misses; points that are not `exempt` have to be considered."""
    missed: dict[BarId, Statement] = {}
    # `not (score >= minimum)`: whatever cannot be compared does not pass.
    if not (report.score >= policy.minimum.value):
        missed[SCORE] = Statement(
            reason="below-minimum",
            message=f"the score is {plain(report.score)}, "
            f"below the minimum of {_from(policy.minimum)}",
        )
    for section in report.sections:
        bar = policy.sections.get(section.section.id)
        if bar and not (section.points >= bar.value):
            missed[BarId("section", section.section.id)] = Statement(
                reason="section-below-minimum",
                message=f"{section.section.title} has {_points(section.points)}, "
                f"below its minimum of {_from(bar)}",
            )
    bar = policy.checklist_minimum
    if bar and not (report.considered >= bar.value):
        missed[CONSIDERED] = Statement(
            reason="checklist-below-minimum",
            message=f"{report.considered} of {len(report.checklist)} points of the checklist are "
            f"considered, below the minimum of {_from(bar)}",
        )
    for point in report.checklist:
        if point.point.id in policy.checklist_required and (why := _open(point, exempt)):
            missed[BarId("point", point.point.id)] = Statement(
                reason="required-point-open",
                message=f"the checklist point '{point.point.id}' is required and {why}",
            )
    return missed


def _open(point: PointScore, exempt: Collection[str] | None) -> str | None:
    """Why a required point is not met: what sets the bar alone can say that it does not apply."""
    if point.counted:
        return None
    if point.status == "not-applicable":
        if exempt is None or point.point.id in exempt:
            return None
        return "is not-applicable, which the base branch does not say"
    return f"is done, but its evidence is {point.shortfall}" if point.shortfall else "is open"


def _resting(bar: BarId, report: Report, policy: Policy, believed: Believed) -> tuple[str, ...]:
    """The citations that a bar in doubt rests on."""
    match bar.of:
        case "score":
            low = [each for each in report.sections if not each.points >= policy.minimum.value]
            found = [believed.sections.get(each.section.id, ()) for each in low]
        case "section":
            found = [believed.sections.get(bar.name, ())]
        case "checklist":
            found = [believed.points.get(each.point.id, ()) for each in report.checklist]
        case "point":
            found = [believed.points.get(bar.name, ())]
    return tuple(dict.fromkeys(piece for pieces in found for piece in pieces))


def _doubt(missed: Statement, pieces: tuple[str, ...], jobs: Collection[str]) -> Statement:
    """Why a bar that is missed does not count, by the citations that it rests on."""
    red = [piece for piece in pieces if piece in jobs]
    away = [piece for piece in pieces if piece not in jobs]
    said = [f"{_listed(away)} could not be reached"] if away else []
    said += [f"{_listed(red)} did not pass on the default branch"] if red else []
    message = f"{missed.message}; only because {', and '.join(said)}"
    return Statement(reason="job-not-passed" if red else "in-doubt", message=message)


def _listed(pieces: list[str]) -> str:
    return " and ".join(pieces[:2]) + (f" and {len(pieces) - 2} more" if len(pieces) > 2 else "")


def _from(bar: Bar) -> str:
    return f"{plain(bar.value)} ({SOURCES[bar.source]})"


def _points(points: Decimal) -> str:
    return f"{plain(points)} point{'' if points == 1 else 's'}"
