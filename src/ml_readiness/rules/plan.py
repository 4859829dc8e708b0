"""The cheapest way up: the fewest steps that reach a target, exactly."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import ceil

from ml_readiness.model.evidence import HOLDING
from ml_readiness.model.report import (
    ACTIONS,
    Action,
    CriterionScore,
    FailOn,
    Goal,
    Plan,
    PointScore,
    Policy,
    Report,
    SectionScore,
    Step,
)
from ml_readiness.model.rubric import Rubric
from ml_readiness.rules.policy import section_minimum

# A way up to one target: (number of steps, what it prefers, its steps); the smallest is the best.
Order = tuple[int, int]
Way = tuple[int, tuple[Order, ...], tuple[Step, ...]]

TITLES: Mapping[Goal, str] = {
    "minimum": "To pass",
    "band": "To reach the next band",
    "checklist": "To pass the checklist",
}
# What `fail-on: regression` asks for is less than the bars.
BEYOND: Mapping[Goal, str] = {
    "minimum": "To reach the minimum",
    "checklist": "To reach the minimum of the checklist",
}


def plans(report: Report, policy: Policy) -> tuple[Plan, ...]:
    """The ways to every bar that is missed, and to the next band; none for what is reached."""
    rubric = report.rubric
    bars = {each.section.id: section_minimum(policy, each.section.id) for each in report.sections}
    found = [_raise(report, "minimum", policy.minimum.value, bars)]
    if (target := next_band_target(rubric, report.score)) is not None:
        found.append(_raise(report, "band", target, dict.fromkeys(bars, target)))
    found.append(_checklist(report, policy))
    return tuple(plan for plan in found if plan)


def plan_title(plan: Plan, fail_on: FailOn) -> str:
    """What the steps of a plan lead to."""
    return (BEYOND if fail_on == "regression" else TITLES).get(plan.goal, TITLES[plan.goal])


def plans_shown(found: Sequence[Plan]) -> Sequence[Plan]:
    """The plans that a reader is shown.

    The band above is no news for who has to reach the minimum first.
    """
    return [plan for plan in found if plan.goal != "band" or plan is found[0]]


def next_band_target(rubric: Rubric, score: Decimal) -> Decimal | None:
    """The lowest score that any manifest can reach in the band above; None at the top."""
    current = rubric.bands.index(rubric.band(score))
    manual, automated = rubric.points["manual"], rubric.points["automated"]
    most = max(len(section.criteria) for section in rubric.sections)
    scores = sorted(
        {
            manual * ones + automated * twos
            for twos in range(most + 1)
            for ones in range(most + 1 - twos)
        }
    )
    for band in rubric.bands[current + 1 :]:
        for reachable in scores:
            if band.holds(reachable) and score < reachable <= rubric.maximum:
                return reachable
    return None


def ladder(score: CriterionScore, rubric: Rubric) -> tuple[tuple[Action, Decimal], ...]:
    """The steps that one criterion can still take, in order, each with the points that it brings.

    Mending brings what the claim earns once its evidence holds; each other step is one level.
    """
    manual, automated = rubric.points["manual"], rubric.points["automated"]
    automate: tuple[Action, Decimal] = ("automate", automated - manual)
    if score.earned == "automated":
        return ()
    if score.earned == "manual":
        return (automate,)
    if score.claimed == "none":
        return (("start", manual), automate)
    supported = any(each.judgement.outcome in HOLDING for each in score.findings)
    if score.shortfall == "stale" and supported:
        return (("review", manual), automate)
    mend: tuple[Action, Decimal] = ("mend", rubric.points[score.mended])
    if score.mended == "automated":
        return (mend,)
    return (mend, automate) if score.mended == "manual" else (mend, ("review", manual), automate)


def _raise(report: Report, goal: Goal, target: Decimal, bars: Mapping[str, Decimal]) -> Plan | None:
    lacks: dict[str, Decimal] = {}
    steps: list[Step] = []
    for section in report.sections:
        lack = bars[section.section.id] - section.points
        if lack > 0:
            lacks[section.section.id] = lack
            steps += _fewest(_offers(section, report.rubric), lack)
    return Plan(goal=goal, target=target, lacks=lacks, steps=tuple(steps)) if steps else None


def _offers(section: SectionScore, rubric: Rubric) -> list[tuple[Step, ...]]:
    return [
        tuple(
            Step(section=section.section.id, criterion=score.criterion.id, action=action, gain=gain)
            for action, gain in ladder(score, rubric)
        )
        for score in section.criteria
    ]


def _fewest(offers: Sequence[tuple[Step, ...]], lack: Decimal) -> tuple[Step, ...]:
    """The fewest steps that bring `lack` points; each offer is taken from its start, in order.

    Kept for every gain is the best way there, so the number of states is the number of different
    sums. Among ways of equal length the earlier actions win, then the earlier criteria.
    """
    best: dict[Decimal, Way] = {Decimal(0): (0, (), ())}
    for place, offer in enumerate(offers):
        after = dict(best)
        for gained, (count, order, steps) in best.items():
            for length in range(1, len(offer) + 1):
                taken = offer[:length]
                total = min(lack, gained + sum((step.gain for step in taken), Decimal(0)))
                ranks = ((ACTIONS.index(step.action), place) for step in taken)
                way = (count + length, tuple(sorted((*order, *ranks))), (*steps, *taken))
                if total not in after or way[:2] < after[total][:2]:
                    after[total] = way
        best = after
    steps = best[lack][2]
    return tuple(sorted(steps, key=lambda step: ACTIONS.index(step.action)))


def _checklist(report: Report, policy: Policy) -> Plan | None:
    """Required points first, then the cheapest others until enough points are considered."""
    missing = [point for point in report.checklist if not point.considered]
    required = [point for point in missing if point.point.id in policy.checklist_required]
    bar = policy.checklist_minimum
    lack = max(ceil(bar.value) - report.considered if bar else 0, len(required))
    others = [point for point in missing if point not in required]
    chosen = [*required, *_by_action(others)][:lack]
    steps = tuple(map(_consider, _by_action(chosen)))
    target = Decimal(report.considered + len(steps))
    return Plan(goal="checklist", target=target, lacks={}, steps=steps) if steps else None


def _by_action(points: Iterable[PointScore]) -> list[PointScore]:
    return sorted(points, key=lambda point: point.shortfall is None)


def _consider(point: PointScore) -> Step:
    action: Action = "mend" if point.shortfall else "start"
    return Step(section=None, criterion=point.point.id, action=action, gain=Decimal(1))
