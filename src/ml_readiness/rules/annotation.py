"""What is wrong, in the order of the manifest: evidence that does not hold, claims that fall."""

from collections.abc import Iterator, Mapping
from typing import Literal

from ml_readiness.model.evidence import HOLDING
from ml_readiness.model.number import plain
from ml_readiness.model.report import Annotation, CriterionScore, Policy, Report

ClaimState = Literal["stale", "weak", "only-prose", "not-proven"]
# Claims whose evidence holds, and is not enough for them: what is said, and what to do.
PROVES_LITTLE: Mapping[ClaimState, tuple[str, str]] = {
    "weak": (
        "the policy refuses weak evidence, and nothing else holds here",
        "cite evidence of this criterion alone, in which a failure fails",
    ),
    "only-prose": (
        "all that holds here are documents: they show that somebody looked, not that it runs",
        "cite a test, a job or code, or claim manual",
    ),
    "not-proven": (
        "here automation has to be proven, and no test, job or alert is verified",
        "cite a test or a job that runs, or an alert",
    ),
}


def annotate(report: Report, policy: Policy) -> tuple[Annotation, ...]:
    """One annotation for each piece of evidence and each claim that earns less than it says."""
    found = [*_of_findings(report), *_of_claims(report, policy)]
    return tuple(sorted(found, key=lambda each: (each.line, each.column or 0)))


def _of_findings(report: Report) -> Iterator[Annotation]:
    for finding in report.findings:
        judgement = finding.judgement
        if judgement.outcome not in HOLDING:
            yield Annotation(
                line=finding.citation.line,
                column=finding.citation.column,
                state=judgement.outcome,
                subject=finding.citation.text,
                message=judgement.message,
                hint=judgement.hint,
            )


def _of_claims(report: Report, policy: Policy) -> Iterator[Annotation]:
    for score in report.criteria:
        if score.line is None:
            continue
        if score.shortfall == "stale":
            hint = "do it again, and set 'reviewed' to the day"
            yield _claim(score, "stale", score.line, _stale(score, policy), hint)
        else:
            for state, (message, hint) in PROVES_LITTLE.items():
                if state == score.shortfall:
                    yield _claim(score, state, score.line, message, hint)


def _claim(
    score: CriterionScore, state: ClaimState, line: int, message: str, hint: str
) -> Annotation:
    return Annotation(
        line=line,
        column=None,
        state=state,
        subject=score.criterion.id,
        message=message,
        hint=hint,
    )


def _stale(score: CriterionScore, policy: Policy) -> str:
    days = plain(policy.max_age_days.value) if policy.max_age_days else "?"
    if score.reviewed is None:
        return f"the manual run has no day, and only the last {days} days count"
    return f"the manual run of {score.reviewed} is older than {days} days"
