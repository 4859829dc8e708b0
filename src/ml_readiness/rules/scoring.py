"""From claims and findings to a score: what was claimed, and what the evidence supports."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from msgspec.structs import replace

from ml_readiness.model.evidence import HOLDING, Finding
from ml_readiness.model.manifest import Claim, Consideration, Manifest
from ml_readiness.model.report import (
    CriterionScore,
    PointScore,
    Policy,
    Report,
    SectionScore,
    Shortfall,
)
from ml_readiness.model.rubric import Criterion, Level, Point, Rubric, Section
from ml_readiness.rules.weakness import Findings, is_weak

# The kinds of evidence that something runs by itself.
PROVING = ("test", "job", "alert")


def score(
    rubric: Rubric, manifest: Manifest, findings: Findings, policy: Policy, today: date
) -> Report:
    """The report of one manifest; the score is the minimum of its sections' points, exactly."""
    age = policy.max_age_days
    oldest = date.fromordinal(max(1, today.toordinal() - int(age.value))) if age else None

    def scored(section: Section) -> SectionScore:
        prove = section.id in policy.prove_automation
        refuse = policy.refuse_weak is not None
        earn = partial(earned_level, prove=prove, oldest=oldest, refuse_weak=refuse)
        criteria = (
            _criterion(rubric, criterion, manifest.claims.get(criterion.id), findings, earn)
            for criterion in section.criteria
        )
        return _section(section, rubric.section_maximum(section), tuple(criteria))

    sections = tuple(map(scored, rubric.sections))
    return Report(
        path=manifest.path,
        name=manifest.name,
        rubric=rubric,
        score=min(section.points for section in sections),
        claimed_score=min(section.claimed_points for section in sections),
        sections=sections,
        checklist=tuple(
            _point(
                point,
                manifest.considerations.get(point.id),
                findings,
                refuse_weak=policy.refuse_weak is not None,
            )
            for point in rubric.checklist
        ),
    )


def earned_level(
    claim: Claim,
    findings: Sequence[Finding],
    *,
    prove: bool,
    oldest: date | None,
    refuse_weak: bool = False,
) -> tuple[Level, Shortfall | None]:
    """The level that the evidence of a claim supports, and why it is less than the claim.

    `oldest` is the first day on which a manual run still counts; `prove` asks for a verified test,
    job or alert behind automation. The order of the rules is the product page's.
    """
    if claim.level == "none":
        return "none", None
    if broken := _broken(findings):
        return "none", broken
    if oldest and claim.level == "manual" and (not claim.reviewed or claim.reviewed < oldest):
        return "none", "stale"
    holding = _holding(findings, refuse_weak=refuse_weak)
    if not holding:
        return "none", _silent(findings)
    if claim.level != "automated":
        return claim.level, None
    if all(finding.judgement.prose for finding in holding):
        return "manual", "only-prose"
    proven = any(
        finding.kind in PROVING and finding.judgement.outcome == "verified" for finding in holding
    )
    return ("manual", "not-proven") if prove and not proven else ("automated", None)


def _broken(findings: Sequence[Finding]) -> Shortfall | None:
    outcomes = [finding.judgement.outcome for finding in findings]
    if "missing" in outcomes:
        return "missing"
    return "invalid" if "invalid" in outcomes else None


def _holding(findings: Sequence[Finding], *, refuse_weak: bool) -> list[Finding]:
    """The pieces that support a claim; weak ones are set aside where the policy refuses them."""
    return [
        finding
        for finding in findings
        if finding.judgement.outcome in HOLDING and not (refuse_weak and is_weak(finding))
    ]


def _silent(findings: Sequence[Finding]) -> Shortfall:
    """Why evidence that is neither broken nor verified supports nothing."""
    outcomes = [finding.judgement.outcome for finding in findings]
    if "restricted" in outcomes:
        return "restricted"
    return "weak" if "verified" in outcomes and "unreachable" not in outcomes else "unreachable"


def _section(
    section: Section, maximum: Decimal, criteria: tuple[CriterionScore, ...]
) -> SectionScore:
    return SectionScore(
        section=section,
        points=sum((each.points for each in criteria), Decimal(0)),
        claimed_points=sum((each.claimed_points for each in criteria), Decimal(0)),
        maximum=maximum,
        criteria=criteria,
    )


def _criterion(
    rubric: Rubric,
    criterion: Criterion,
    claim: Claim | None,
    findings: Findings,
    earn: Callable[[Claim, Sequence[Finding]], tuple[Level, Shortfall | None]],
) -> CriterionScore:
    found = _found(claim, findings)
    claimed: Level = claim.level if claim else "none"
    earned: Level = "none"
    mended: Level = "none"
    shortfall: Shortfall | None = None
    if claim:
        earned, shortfall = earn(claim, found)
        mended, _ = earn(claim, [_mended(finding) for finding in found])
    return CriterionScore(
        criterion=criterion,
        claimed=claimed,
        earned=earned,
        mended=mended,
        points=rubric.points[earned],
        claimed_points=rubric.points[claimed],
        shortfall=shortfall,
        reviewed=claim.reviewed if claim else None,
        line=claim.line if claim else None,
        findings=found,
        owner=claim.owner if claim else "",
        note=claim.note if claim else "",
    )


def _mended(finding: Finding) -> Finding:
    """A piece of the same kind that holds, and proves what it is cited for."""
    return replace(finding, judgement=replace(finding.judgement, reason=None, weakness=None))


def _point(
    point: Point,
    consideration: Consideration | None,
    findings: Findings,
    *,
    refuse_weak: bool,
) -> PointScore:
    found = _found(consideration, findings)
    shortfall: Shortfall | None = None
    done = consideration is not None and consideration.status == "done"
    if done:
        holding = _holding(found, refuse_weak=refuse_weak)
        shortfall = _broken(found) or (None if holding else _silent(found))
    return PointScore(
        point=point,
        status=consideration.status if consideration else "open",
        counted=done and shortfall is None,
        shortfall=shortfall,
        line=consideration.line if consideration else None,
        findings=found,
        reason=consideration.reason if consideration else "",
        owner=consideration.owner if consideration else "",
        note=consideration.note if consideration else "",
    )


def _found(said: Claim | Consideration | None, findings: Findings) -> tuple[Finding, ...]:
    if said is None:
        return ()
    return tuple(findings[cited.line, cited.column] for cited in said.evidence)
