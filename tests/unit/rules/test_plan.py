from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations, product
from typing import get_args

import pytest
from helpers.builders import (
    AGE,
    TODAY,
    Piece,
    Said,
    Situation,
    a_policy,
    a_rubric,
    days_ago,
    situations,
)
from hypothesis import given, settings

from ml_readiness.model.evidence import HOLDING
from ml_readiness.model.report import Action, CriterionScore, Goal, Plan, Policy, Report, Step
from ml_readiness.model.rubric import Level, Rubric
from ml_readiness.reading.rubric import built_in
from ml_readiness.rules import plan as planning
from ml_readiness.rules.plan import TITLES, next_band_target, plan_title, plans, plans_shown

ORDER: tuple[Action, ...] = ("mend", "review", "start", "automate")

TEST: Piece = ("test", "verified")
FILE: Piece = ("file", "verified")
GONE: Piece = ("file", "missing")
SILENT: Piece = ("link", "unreachable")


# What the four actions mean, done to a manifest and its evidence.


def carry_out(said: Said, step: str, action: Action) -> None:
    """One step of a plan, on a criterion or on a point of the checklist."""
    if step in said.points or step.startswith("p"):
        if action == "mend":
            status, pieces = said.points[step]
            said.consider(step, status, *mended(pieces))
        else:
            assert action == "start"
            said.consider(step, "done", FILE)
        return
    if action == "start":
        said.claim(step, "manual", FILE, reviewed=TODAY)
    elif action == "automate":
        said.claim(step, "automated", TEST)
    else:
        level, pieces, reviewed = said.claims[step]
        if action == "mend":
            said.claim(step, level, *mended(pieces), reviewed=reviewed)
        else:
            said.claim(step, level, *pieces, reviewed=TODAY)


def mended(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple((kind, "verified") for kind, _ in pieces)


def copied(said: Said) -> Said:
    copy = Said()
    copy.claims, copy.points = dict(said.claims), dict(said.points)
    return copy


# The cheapest way up by trying everything.

Way = tuple[Action, ...]


def possible(score: CriterionScore, said: Said, policy: Policy) -> Iterator[Action]:
    """What can be done for one criterion, by what the actions mean."""
    if score.earned == "manual":
        yield "automate"
    elif score.claimed == "none":
        yield "start"
    elif score.earned == "none":
        level, _, reviewed = said.claims[score.criterion.id]
        if any(each.judgement.outcome not in HOLDING for each in score.findings):
            yield "mend"
        if policy.max_age_days and level == "manual":
            oldest = days_ago(int(policy.max_age_days.value))
            if reviewed is None or reviewed < oldest:
                yield "review"


def ways(situation: Situation, criterion: str) -> dict[Way, Decimal]:
    """Every sequence of actions on one criterion, with the points that it ends with."""
    found: dict[Way, Decimal] = {}
    waiting: list[tuple[Way, Said]] = [((), situation.said)]
    while waiting:
        way, said = waiting.pop()
        report = said.scored(situation.rubric, situation.policy)
        (score,) = [each for each in report.criteria if each.criterion.id == criterion]
        found[way] = score.points
        for action in possible(score, said, situation.policy):
            further = copied(said)
            carry_out(further, criterion, action)
            waiting.append(((*way, action), further))
    return {way: points for way, points in found.items() if way == tuple(sorted(way, key=rank))}


def rank(action: Action) -> int:
    return ORDER.index(action)


def cheapest(
    situation: Situation, report: Report, bars: Mapping[str, Decimal]
) -> list[tuple[str, str, Action]]:
    """The fewest actions that lift every section to its bar; earlier actions, then criteria."""
    steps: list[tuple[str, str, Action]] = []
    for section in report.sections:
        ids = [score.criterion.id for score in section.criteria]
        choices = [ways(situation, name).items() for name in ids]
        best: list[tuple[int, int]] | None = None
        for choice in product(*choices):
            if sum(points for _, points in choice) < bars[section.section.id]:
                continue
            taken = sorted(
                (rank(action), place) for place, (way, _) in enumerate(choice) for action in way
            )
            if best is None or (len(taken), taken) < (len(best), best):
                best = taken
        assert best is not None, "a bar that no manifest can reach"
        steps += [(section.section.id, ids[place], ORDER[number]) for number, place in best]
    return steps


def gains(situation: Situation, steps: list[tuple[str, str, Action]]) -> list[Decimal]:
    """The points that each step brings when it is done after those before it."""
    said = copied(situation.said)
    brought = []
    before = sum(each.points for each in situation.report().criteria)
    for _, criterion, action in steps:
        carry_out(said, criterion, action)
        report = said.scored(situation.rubric, situation.policy)
        after = sum(each.points for each in report.criteria)
        brought.append(Decimal(after - before))
        before = after
    return brought


def expected(
    situation: Situation, goal: Goal, target: Decimal, bars: Mapping[str, Decimal]
) -> Plan | None:
    report = situation.report()
    steps = cheapest(situation, report, bars)
    lacks = {
        section.section.id: bars[section.section.id] - section.points
        for section in report.sections
        if bars[section.section.id] > section.points
    }
    return (
        Plan(
            goal=goal,
            target=target,
            lacks=lacks,
            steps=tuple(
                Step(section=section, criterion=criterion, action=action, gain=gain)
                for (section, criterion, action), gain in zip(
                    steps, gains(situation, steps), strict=True
                )
            ),
        )
        if lacks
        else None
    )


def the_plan(found: tuple[Plan, ...], goal: Goal) -> Plan | None:
    chosen = [plan for plan in found if plan.goal == goal]
    assert len(chosen) < 2
    return chosen[0] if chosen else None


def done(situation: Situation, plan: Plan) -> Report:
    said = copied(situation.said)
    for step in plan.steps:
        carry_out(said, step.criterion, step.action)
    return said.scored(situation.rubric, situation.policy)


def reachable(rubric: Rubric) -> set[Decimal]:
    """Every score that some manifest has."""
    worth = rubric.points.values()
    sums = [
        {sum(levels, Decimal(0)) for levels in product(worth, repeat=len(section.criteria))}
        for section in rubric.sections
    ]
    return {min(choice) for choice in product(*sums)}


def higher_bands(rubric: Rubric, score: Decimal) -> list[Decimal]:
    """The reachable scores, rising, that have a higher band."""
    now = rubric.bands.index(rubric.band(score))
    return sorted(s for s in reachable(rubric) if rubric.bands.index(rubric.band(s)) > now)


def wanted(situation: Situation) -> dict[str, Decimal]:
    policy = situation.policy
    return {
        section.id: max(
            policy.minimum.value,
            policy.sections[section.id].value if section.id in policy.sections else Decimal(0),
        )
        for section in situation.rubric.sections
    }


@settings(max_examples=300, deadline=None)
@given(situations())
def test_the_plan_for_the_minimum_is_the_shortest_of_all(situation: Situation) -> None:
    found = the_plan(plans(situation.report(), situation.policy), "minimum")
    target = situation.policy.minimum.value
    assert found == expected(situation, "minimum", target, wanted(situation))


@settings(max_examples=200, deadline=None)
@given(situations())
def test_the_plan_for_the_next_band_is_the_shortest_of_all(situation: Situation) -> None:
    report = situation.report()
    found = the_plan(plans(report, situation.policy), "band")
    higher = higher_bands(situation.rubric, report.score)
    if not higher:
        assert found is None
    else:
        bars = dict.fromkeys((s.section.id for s in report.sections), higher[0])
        assert found == expected(situation, "band", higher[0], bars)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_a_plan_that_is_carried_out_reaches_its_target(situation: Situation) -> None:
    before = situation.report()
    found = plans(before, situation.policy)
    for plan in found:
        after = done(situation, plan)
        if plan.goal == "checklist":
            assert after.considered == plan.target
            assert all(
                point.considered
                for point in after.checklist
                if point.point.id in situation.policy.checklist_required
            )
            continue
        assert after.score >= plan.target
        won = [sum(s.points for s in each.sections) for each in (after, before)]
        assert won[0] - won[1] == sum(step.gain for step in plan.steps)
        if plan.goal == "minimum":
            for section in after.sections:
                assert section.points >= wanted(situation)[section.section.id]
        else:
            bands = situation.rubric.bands
            assert bands.index(after.rubric.band(after.score)) > bands.index(
                before.rubric.band(before.score)
            )


@settings(max_examples=200, deadline=None)
@given(situations())
def test_the_plan_for_the_checklist_is_the_shortest_of_all(situation: Situation) -> None:
    report, policy = situation.report(), situation.policy
    found = the_plan(plans(report, policy), "checklist")
    missing = [point for point in report.checklist if not point.considered]
    required = {p.point.id for p in missing if p.point.id in policy.checklist_required}
    least = policy.checklist_minimum.value if policy.checklist_minimum else Decimal(0)
    actions: dict[str, Action] = {
        p.point.id: "mend" if p.status == "done" else "start" for p in missing
    }
    ids = [p.point.id for p in missing]
    enough = [
        sorted((rank(actions[name]), ids.index(name)) for name in chosen)
        for size in range(len(ids) + 1)
        for chosen in combinations(ids, size)
        if required <= set(chosen) and report.considered + size >= least
    ]
    best = min(enough, key=lambda steps: (len(steps), steps))
    if not best:
        assert found is None
        return
    assert found is not None
    assert found.target == report.considered + len(best)
    assert found.lacks == {}
    assert sorted((rank(s.action), ids.index(s.criterion)) for s in found.steps) == best
    assert {(s.section, s.gain) for s in found.steps} == {(None, Decimal(1))}
    assert [rank(s.action) for s in found.steps] == [number for number, _ in best]


# The rules one by one, small enough to be read.


def steps(said: Said, rubric: Rubric, policy: Policy, goal: Goal = "minimum") -> list[str]:
    plan = the_plan(plans(said.scored(rubric, policy), policy), goal)
    return [f"{s.action} {s.criterion} +{s.gain}" for s in plan.steps] if plan else []


OLD = days_ago(AGE + 1)
PROVE = a_policy(2, age=AGE, prove=["s0"])


@pytest.mark.parametrize(
    ("level", "pieces", "old", "ladder"),
    [
        ("none", (), False, ["start s0c0 +1", "automate s0c0 +1"]),
        ("manual", (FILE,), False, ["automate s0c0 +1"]),
        ("manual", (FILE,), True, ["review s0c0 +1", "automate s0c0 +1"]),
        ("manual", (GONE,), False, ["mend s0c0 +1", "automate s0c0 +1"]),
        ("manual", (SILENT,), False, ["mend s0c0 +1", "automate s0c0 +1"]),
        ("manual", (GONE,), True, ["mend s0c0 +0", "review s0c0 +1", "automate s0c0 +1"]),
        ("manual", (SILENT,), True, ["mend s0c0 +0", "review s0c0 +1", "automate s0c0 +1"]),
        ("manual", (SILENT, FILE), True, ["review s0c0 +1", "automate s0c0 +1"]),
        ("automated", (("test", "missing"),), False, ["mend s0c0 +2"]),
        ("automated", (FILE, ("job", "missing")), True, ["mend s0c0 +2"]),
        ("automated", (GONE,), False, ["mend s0c0 +1", "automate s0c0 +1"]),
        ("automated", (FILE,), False, ["automate s0c0 +1"]),
        ("automated", (TEST,), False, []),
    ],
)
def test_a_criterion_goes_up_step_by_step(
    level: Level, pieces: tuple[Piece, ...], old: bool, ladder: list[str]
) -> None:
    said = Said().claim("s0c0", level, *pieces, reviewed=OLD if old else TODAY)
    assert steps(said, a_rubric(1), PROVE) == ladder
    [score] = said.scored(a_rubric(1), PROVE).criteria
    offered = planning.ladder(score, a_rubric(1))
    assert [f"{action} s0c0 +{gain}" for action, gain in offered] == ladder


def test_a_criterion_that_the_manifest_leaves_out_is_started() -> None:
    assert steps(Said(), a_rubric(1), a_policy(1)) == ["start s0c0 +1"]


def broken_of_every_kind() -> Said:
    said = Said().claim("s0c0", "manual", FILE).claim("s0c1", "none")
    said.claim("s0c2", "manual", FILE, reviewed=OLD).claim("s0c3", "manual", GONE, reviewed=TODAY)
    return said.claim("s0c0", "manual", FILE, reviewed=TODAY)


@pytest.mark.parametrize(
    ("minimum", "ladder"),
    [
        (1, []),
        (2, ["mend s0c3 +1"]),
        (3, ["mend s0c3 +1", "review s0c2 +1"]),
        (4, ["mend s0c3 +1", "review s0c2 +1", "start s0c1 +1"]),
        (5, ["mend s0c3 +1", "review s0c2 +1", "start s0c1 +1", "automate s0c0 +1"]),
    ],
)
def test_among_equal_steps_the_earlier_action_is_taken(minimum: int, ladder: list[str]) -> None:
    policy = a_policy(minimum, age=AGE)
    assert steps(broken_of_every_kind(), a_rubric(4), policy) == ladder


def test_among_equal_actions_the_earlier_criterion_is_taken() -> None:
    said = Said().claim("s0c2", "manual", FILE).claim("s0c1", "manual", FILE)
    policy = a_policy(3)
    assert steps(said, a_rubric(3), policy) == ["start s0c0 +1"]
    said.claim("s0c0", "manual", FILE)
    assert steps(said, a_rubric(3), a_policy(5)) == ["automate s0c0 +1", "automate s0c1 +1"]


def test_one_step_that_brings_enough_is_better_than_two_of_an_earlier_kind() -> None:
    said = Said().claim("s0c0", "manual", GONE).claim("s0c1", "manual", GONE)
    said.claim("s0c2", "manual", FILE)
    rubric = a_rubric(3, manual="1", automated="10")
    assert steps(said, rubric, a_policy(3)) == ["automate s0c2 +9"]


def test_a_free_step_is_taken_for_the_one_behind_it() -> None:
    rubric = a_rubric(2, manual="0", automated="3")
    assert steps(Said(), rubric, a_policy(3)) == ["start s0c0 +0", "automate s0c0 +3"]


def test_every_section_below_a_bar_is_raised_to_its_own() -> None:
    said = Said().claim("s1c0", "manual", FILE).claim("s2c0", "automated", TEST)
    rubric, policy = a_rubric(2, 2, 1), a_policy(1, sections={"s1": "2", "s2": "2"})
    (plan,) = plans(said.scored(rubric, policy), policy)
    assert plan == Plan(
        goal="minimum",
        target=Decimal(1),
        lacks={"s0": Decimal(1), "s1": Decimal(1)},
        steps=(
            Step(section="s0", criterion="s0c0", action="start", gain=Decimal(1)),
            Step(section="s1", criterion="s1c1", action="start", gain=Decimal(1)),
        ),
    )


def test_a_section_bar_below_the_minimum_does_not_lower_it() -> None:
    policy = a_policy(2, sections={"s0": "1"})
    assert steps(Said(), a_rubric(2), policy) == ["start s0c0 +1", "start s0c1 +1"]


def test_there_is_no_plan_where_nothing_is_missed() -> None:
    said = Said().claim("s0c0", "automated", TEST).consider("p0", "done", FILE)
    said.consider("p1", "not-applicable")
    rubric = a_rubric(1, points=3, bands=[("0", True), ("2", True)])
    policy = a_policy(2, sections={"s0": "2"}, checklist=2, required=["p0", "p1"])
    assert plans(said.scored(rubric, policy), policy) == ()


def test_plans_come_in_the_order_minimum_band_checklist() -> None:
    rubric = a_rubric(2, points=1, bands=[("0", True), ("3", True)])
    policy = a_policy(1, checklist=1)
    found = plans(Said().scored(rubric, policy), policy)
    assert {plan.goal: int(plan.target) for plan in found} == {
        "minimum": 1,
        "band": 3,
        "checklist": 1,
    }
    assert [plan.goal for plan in found] == ["minimum", "band", "checklist"]


@pytest.mark.parametrize(
    ("rubric", "targets"),
    [
        (
            "ml-test-score",
            {"0": "1", "1": "3", "2": "3", "3": "5", "5": "7", "6": "7", "7": "12", "11": "12"},
        ),
        (
            "ml-test-score-2017",
            {"0": "0.5", "0.5": "1.5", "1": "1.5", "1.5": "2.5", "2": "2.5", "2.5": "3.5"}
            | {"3": "3.5", "3.5": "5.5", "5": "5.5"},
        ),
    ],
)
def test_the_next_band_of_a_built_in_rubric_is_its_lowest_score(
    rubric: str, targets: dict[str, str]
) -> None:
    built = built_in(rubric)
    found = {score: next_band_target(built, Decimal(score)) for score in targets}
    assert found == {score: Decimal(target) for score, target in targets.items()}


@pytest.mark.parametrize(("rubric", "score"), [("ml-test-score", 12), ("ml-test-score-2017", 6)])
def test_there_is_no_band_above_the_last(rubric: str, score: int) -> None:
    assert next_band_target(built_in(rubric), Decimal(score)) is None


@pytest.mark.parametrize(
    ("bands", "target"),
    [
        ([("0", True), ("1.5", True)], "2"),
        ([("0", True), ("2", True)], "2"),
        ([("0", True), ("2", False)], "3"),
        ([("0", True), ("0", False)], "1"),
        ([("0", True), ("1.2", True), ("1.7", False), ("3", True)], "2"),
        ([("0", True), ("4", True)], "4"),
        ([("0", True), ("4", False)], None),
        ([("0", True), ("4.5", True)], None),
    ],
)
def test_the_target_of_a_band_is_a_score_that_can_be_reached(
    bands: list[tuple[str, bool]], target: str | None
) -> None:
    found = next_band_target(a_rubric(2, 3, bands=bands), Decimal(0))
    assert found == (None if target is None else Decimal(target))


def test_a_band_is_not_reached_by_more_points_than_there_are_criteria() -> None:
    def target(bound: str) -> Decimal | None:
        rubric = a_rubric(2, manual="1", automated="10", bands=[("0", True), (bound, True)])
        return next_band_target(rubric, Decimal(0))

    found = {bound: target(bound) for bound in ("1", "2", "2.5", "10.5", "11.5", "20.5")}
    assert found == {"1": 1, "2": 2, "2.5": 10, "10.5": 11, "11.5": 20, "20.5": None}


def test_a_band_is_not_reached_by_one_criterion_more() -> None:
    rubric = a_rubric(1, manual="1", automated="3", bands=[("0", True), ("2", True)])
    assert next_band_target(rubric, Decimal(0)) == 3


def test_a_larger_section_may_decide_the_score_of_a_band() -> None:
    rubric = a_rubric(1, 3, manual="1", automated="10", bands=[("0", True), ("1.5", True)])
    assert next_band_target(rubric, Decimal(0)) == 2


def test_a_band_is_not_reached_by_points_that_only_a_larger_section_has() -> None:
    rubric = a_rubric(1, 3, manual="1", automated="5", bands=[("0", True), ("6", True)])
    assert next_band_target(rubric, Decimal(0)) is None


def test_required_points_are_named_before_others_and_count_for_the_minimum() -> None:
    said = Said().consider("p2", "done", GONE).consider("p0", "open")
    rubric = a_rubric(1, points=4)
    policy = a_policy(checklist=2, required=["p3"])
    assert steps(said, rubric, policy, "checklist") == ["mend p2 +1", "start p3 +1"]
    assert steps(said, rubric, a_policy(checklist=1, required=["p3"]), "checklist") == [
        "start p3 +1"
    ]
    all_of_them = a_policy(checklist=4, required=["p3"])
    assert steps(said, rubric, all_of_them, "checklist") == [
        "mend p2 +1",
        "start p3 +1",
        "start p0 +1",
        "start p1 +1",
    ]


def test_more_required_points_than_the_minimum_are_all_named() -> None:
    policy = a_policy(checklist=1, required=["p1", "p0"])
    assert steps(Said(), a_rubric(1, points=3), policy, "checklist") == [
        "start p0 +1",
        "start p1 +1",
    ]


def test_a_checklist_without_a_bar_needs_no_plan() -> None:
    said = Said().consider("p0", "done", GONE)
    assert steps(said, a_rubric(1, points=2), a_policy(), "checklist") == []


def test_a_large_rubric_with_odd_points_has_its_plan() -> None:
    """Fifty criteria of different worth so far: by subsets this would never end."""
    said = Said()
    for place in range(50):
        said.claim(f"s0c{place}", ("none", "manual")[place % 2], *([FILE] * (place % 2)))
    rubric = a_rubric(50, manual="0.37", automated="1.01")
    found = steps(said, rubric, a_policy("50.5"))
    assert len(found) == 75
    assert found.count("automate s0c0 +0.64") == 1
    assert found[:25] == [f"start s0c{place} +0.37" for place in range(0, 50, 2)]


def test_a_checklist_minimum_between_two_counts_needs_the_larger() -> None:
    rubric = a_rubric(1, points=11)
    assert len(steps(Said(), rubric, a_policy(checklist="8.5"), "checklist")) == 9


def plan(goal: Goal) -> Plan:
    return Plan(goal=goal, target=Decimal(1), lacks={}, steps=())


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ((), []),
        (("minimum",), ["minimum"]),
        (("band",), ["band"]),
        (("minimum", "band"), ["minimum"]),
        (("band", "checklist"), ["band", "checklist"]),
        (("minimum", "band", "checklist"), ["minimum", "checklist"]),
        (("checklist",), ["checklist"]),
    ],
)
def test_the_band_above_is_shown_to_those_who_reach_the_minimum(
    found: tuple[Goal, ...], wanted: list[Goal]
) -> None:
    assert [each.goal for each in plans_shown(tuple(map(plan, found)))] == wanted


def test_every_goal_has_a_title() -> None:
    assert set(TITLES) == {*get_args(Goal)}


def test_what_a_regression_asks_for_is_not_called_passing() -> None:
    for goal in get_args(Goal):
        one = plan(goal)
        assert plan_title(one, "minimum") == TITLES[goal]
        assert "pass" not in plan_title(one, "regression")
