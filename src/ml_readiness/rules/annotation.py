"""What is wrong, in the order of the manifest: evidence that does not hold, claims that fall."""

from collections.abc import Iterator

from ml_readiness.model.evidence import HOLDING
from ml_readiness.model.number import plain
from ml_readiness.model.report import Annotation, CriterionScore, Policy, Report


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
            yield _claim(score, score.line, _stale(score, policy), hint)
        elif score.shortfall == "not-proven":
            message = "here automation has to be proven, and no test or job is verified"
            yield _claim(score, score.line, message, "cite a test or a job that runs")


def _claim(score: CriterionScore, line: int, message: str, hint: str) -> Annotation:
    return Annotation(
        line=line,
        column=None,
        state="stale" if score.shortfall == "stale" else "not-proven",
        subject=score.criterion.id,
        message=message,
        hint=hint,
    )


def _stale(score: CriterionScore, policy: Policy) -> str:
    days = plain(policy.max_age_days.value) if policy.max_age_days else "?"
    if score.reviewed is None:
        return f"the manual run has no day, and only the last {days} days count"
    return f"the manual run of {score.reviewed} is older than {days} days"
