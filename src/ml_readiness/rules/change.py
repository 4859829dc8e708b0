"""What a change breaks, mends, lowers or lifts, and which findings it brings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from ml_readiness.model.report import (
    THEMES,
    Annotation,
    Comparison,
    CriterionScore,
    Entry,
    FailOn,
    PointScore,
    Report,
    Statement,
    Verdict,
)
from ml_readiness.model.rubric import LEVELS
from ml_readiness.rules.annotation import annotate
from ml_readiness.rules.bounds import movement
from ml_readiness.rules.comparison import lowered_level
from ml_readiness.rules.named import Named, named_criterion, named_places, named_point
from ml_readiness.rules.policy import section_minimum

# A claim that stands and no longer counts is broken; one that is taken back is lowered. The other
# way round, one that counts again is mended, and a new one lifts.
Verb = Literal["breaks", "lowers", "mends", "lifts", "moves"]
Bearing = Literal["fails", "warns", "gains"]
BY_GRAVITY: tuple[Bearing, ...] = get_args(Bearing)
# Where nothing but a change can fail, the way to the minimum is not the way to pass.
TAKE_BACK = "To pass, mend or take back what it makes worse."
# How many findings a reader sees at once.
MOST_OPEN = 5
# How many values that moved are told one by one.
MOST_MOVED = 5


class Effect(NamedTuple):
    """One thing that a change does; `verb` and `about` are None where `message` says all of it."""

    bearing: Bearing
    verb: Verb | None
    about: Named | None
    message: str


class Wrong(NamedTuple):
    """One finding of a report; `new` says whether the base has it not, None without a base."""

    annotation: Annotation
    about: Named | None
    new: bool | None


def effects(entry: Entry, fail_on: FailOn) -> tuple[Effect, ...]:
    """What the change does, the worst first; nothing where it does nothing or nothing is known."""
    verdict = entry.verdict
    said = [
        (statement, bearing)
        for statements, bearing in (
            (verdict.reasons, _failing(fail_on)),
            (verdict.warnings, "warns"),
        )
        for statement in statements
        if THEMES[statement.reason] == "change"
    ]
    found: list[Effect] = []
    told: set[str] = set()
    if entry.comparison:
        failing = {each.message for each, _ in said if each in verdict.reasons}
        missed = _newly_missed(entry, entry.comparison)
        for statement, effect in _of_criteria(entry.comparison, entry.report, told):
            guilty = statement in failing or effect.about in missed
            fails = effect.bearing == "warns" and guilty
            found.append(effect._replace(bearing=_failing(fail_on)) if fails else effect)
        found += _of_points(entry.comparison, entry.report)
    found += _of_values(entry.report)
    found += [
        Effect(bearing, None, None, statement.message)
        for statement, bearing in said
        if statement.message not in told
    ]
    return tuple(sorted(found, key=lambda each: BY_GRAVITY.index(each.bearing)))


def way_to_pass(found: Iterable[Effect], fail_on: FailOn) -> str | None:
    """What to do where only what the change makes worse fails, and something does."""
    fails = any(each.bearing == "fails" for each in found)
    return TAKE_BACK if fail_on == "regression" and fails else None


def standing(verdict: Verdict) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The reasons and the warnings that are not about the change."""
    reasons, warnings = (
        tuple(each for each in statements if THEMES[each.reason] != "change")
        for statements in (verdict.reasons, verdict.warnings)
    )
    return reasons, warnings


def findings(entry: Entry) -> tuple[Wrong, ...]:
    """What is wrong: what the change brings first, then what the base has, too."""
    places = named_places(entry.report)
    comparison = entry.comparison
    known: Counter[object] = Counter()
    if comparison:
        before = comparison.before
        there = named_places(before)
        known.update(_key(each, there) for each in annotate(before, entry.policy))
    found = []
    for each in entry.annotations:
        key = _key(each, places)
        new = known[key] == 0 if comparison else None
        known[key] -= 1 if known[key] else 0
        found.append(Wrong(each, places.get((each.line, each.column)), new))
    return tuple(sorted(found, key=lambda wrong: wrong.new is False))


def _key(annotation: Annotation, places: Mapping[tuple[int, int | None], Named]) -> object:
    return annotation.state, annotation.subject, places.get((annotation.line, annotation.column))


def _failing(fail_on: FailOn) -> Bearing:
    return "warns" if fail_on == "never" else "fails"


def _newly_missed(entry: Entry, comparison: Comparison) -> set[Named]:
    """The criteria of sections that reached what they need, and no longer do."""
    if entry.verdict.passed:
        return set()
    pairs = zip(comparison.before.sections, entry.report.sections, strict=True)
    fallen = [
        now.section
        for then, now in pairs
        if then.points >= section_minimum(entry.policy, now.section.id) > now.points
    ]
    rubric = entry.report.rubric
    return {named_criterion(each, rubric) for section in fallen for each in section.criteria}


def _of_criteria(
    comparison: Comparison, report: Report, told: set[str]
) -> Iterator[tuple[str, Effect]]:
    """What became of each criterion, with the sentence of the verdict that says the same."""
    for then, now in zip(comparison.before.criteria, report.criteria, strict=True):
        if then.earned == now.earned:
            continue
        about = named_criterion(now.criterion, report.rubric)
        message = f"from {then.earned} to {now.earned}{_why(now)}"
        if LEVELS.index(now.earned) > LEVELS.index(then.earned):
            kept = LEVELS.index(then.claimed) >= LEVELS.index(now.earned)
            yield "", Effect("gains", "mends" if kept else "lifts", about, message)
            continue
        statement = lowered_level(now.criterion.id, then.earned, now.earned)
        told.add(statement.message)
        kept = LEVELS.index(now.claimed) >= LEVELS.index(then.earned)
        effect = Effect("warns", "breaks" if kept else "lowers", about, message)
        yield statement.message, effect


def _of_points(comparison: Comparison, report: Report) -> Iterator[Effect]:
    for then, now in zip(comparison.before.checklist, report.checklist, strict=True):
        if then.considered == now.considered:
            continue
        about = named_point(now.point, report.rubric)
        if now.considered:
            mends = then.status == "done" and now.status == "done"
            yield Effect("gains", "mends" if mends else "lifts", about, _status(now))
        else:
            breaks = now.status == "done"
            yield Effect("warns", "breaks" if breaks else "lowers", about, _status(now))


def _of_values(report: Report) -> Iterator[Effect]:
    """Each value with a bound that moved, once, under what first cites it."""
    scores: list[tuple[Named, CriterionScore | PointScore]] = [
        (named_criterion(each.criterion, report.rubric), each) for each in report.criteria
    ]
    scores += [(named_point(each.point, report.rubric), each) for each in report.checklist]
    found: dict[tuple[str, str], Effect] = {}
    for about, score in scores:
        for finding in score.findings:
            measured = finding.judgement.measured
            if measured and (moved := movement(measured)):
                gains, message = moved
                key = finding.citation.text, message
                found.setdefault(
                    key, Effect("gains" if gains else "warns", "moves", about, message)
                )
    worst_first = sorted(found.values(), key=lambda each: each.bearing == "gains")
    yield from worst_first[:MOST_MOVED]
    if (left := len(worst_first) - MOST_MOVED) > 0:
        said = f"{left:,} more value{'s' if left > 1 else ''} with a bound moved"
        yield Effect(worst_first[MOST_MOVED].bearing, None, None, said)


def _status(score: PointScore) -> str:
    if score.considered:
        return "counts" if score.status == "done" else "not applicable"
    return f"no longer counts{_why(score)}"


def _why(score: CriterionScore | PointScore) -> str:
    return f" ({score.shortfall})" if score.shortfall else ""
