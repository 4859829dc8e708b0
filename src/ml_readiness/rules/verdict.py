"""The verdict: each bar that is missed is one plain sentence with its numbers."""

from collections.abc import Iterator
from decimal import Decimal

from ml_readiness.model.number import plain
from ml_readiness.model.report import Bar, FailOn, Policy, Report, Statement, Verdict

SOURCES = {
    "base": "base branch",
    "head": "manifest",
    "input": "set for this run",
    "default": "default",
}


def judge(
    report: Report, policy: Policy, fail_on: FailOn, notices: tuple[Statement, ...] = ()
) -> Verdict:
    """Whether a report clears its bars.

    Without a base to compare with there is no regression to find, so `regression` turns every
    missed bar into a warning. `never` changes the exit status only: `passed` says what `minimum`
    would have said.
    """
    missed = tuple(_missed(report, policy))
    if fail_on == "regression":
        return Verdict(passed=True, reasons=(), warnings=(*missed, *notices))
    return Verdict(passed=not missed, reasons=missed, warnings=notices)


def _missed(report: Report, policy: Policy) -> Iterator[Statement]:
    # `not (score >= minimum)`: whatever cannot be compared does not pass.
    if not (report.score >= policy.minimum.value):
        yield Statement(
            reason="below-minimum",
            message=f"the score is {plain(report.score)}, "
            f"below the minimum of {_from(policy.minimum)}",
        )
    for section in report.sections:
        bar = policy.sections.get(section.section.id)
        if bar and not (section.points >= bar.value):
            yield Statement(
                reason="section-below-minimum",
                message=f"{section.section.title} has {_points(section.points)}, "
                f"below its minimum of {_from(bar)}",
            )
    yield from _missed_by_checklist(report, policy)


def _missed_by_checklist(report: Report, policy: Policy) -> Iterator[Statement]:
    bar = policy.checklist_minimum
    if bar and not (report.considered >= bar.value):
        yield Statement(
            reason="checklist-below-minimum",
            message=f"{report.considered} of {len(report.checklist)} points of the checklist are "
            f"considered, below the minimum of {_from(bar)}",
        )
    for point in report.checklist:
        if point.point.id in policy.checklist_required and not point.considered:
            state = f"done, but its evidence is {point.shortfall}" if point.shortfall else "open"
            yield Statement(
                reason="required-point-open",
                message=f"the checklist point '{point.point.id}' is required and is {state}",
            )


def _from(bar: Bar) -> str:
    return f"{plain(bar.value)} ({SOURCES[bar.source]})"


def _points(points: Decimal) -> str:
    return f"{plain(points)} point{'' if points == 1 else 's'}"
