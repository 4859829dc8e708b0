"""The runs of cited jobs: GitHub is asked once, for all manifests and both sides together."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from ml_readiness.evidence import verify
from ml_readiness.evidence.passed import judge_run
from ml_readiness.gate.opening import Opened
from ml_readiness.model.evidence import Finding
from ml_readiness.model.facts import Facts
from ml_readiness.model.report import Jobs, Policy
from ml_readiness.model.request import Ports
from ml_readiness.model.runs import Histories, Unasked
from ml_readiness.rules.cited import CitedJob
from ml_readiness.rules.imposed import References
from ml_readiness.rules.weakness import Findings


class JobRuns(NamedTuple):
    """What GitHub has said; `jobs` is None where no job is held to an age."""

    histories: Histories
    jobs: Jobs | None


def job_runs(opened: Iterable[Opened], sides: tuple[Facts, Facts | None], ports: Ports) -> JobRuns:
    """What GitHub says of the workflows whose jobs hold by reading; the base's come first.

    `sides` are the facts of head and base.
    """
    aged = [each for each in opened if each.policy.max_job_age_days]
    head, base = sides
    old = (path for each in aged if base for path in _workflows(each.old_references, base))
    new = (path for each in aged for path in _workflows(each.references, head))
    paths = tuple(dict.fromkeys((*old, *new)))
    if not paths:
        return JobRuns({}, None)
    histories = ports.runs(paths) if ports.runs else None
    if histories is None:
        return JobRuns({}, "read")
    hidden = any(
        isinstance(said, Unasked) and said.reason == "jobs-not-readable"
        for said in histories.values()
    )
    return JobRuns(histories, "restricted" if hidden else "asked")


def _workflows(references: References, facts: Facts) -> Iterator[str]:
    for _, cited in references:
        if isinstance(cited, CitedJob) and verify(cited, facts, ()).reason is None:
            yield cited.path


def with_runs(
    findings: Findings, policy: Policy, facts: Facts, histories: Histories, today: date
) -> Findings:
    """The findings, those of jobs that hold by reading judged by how they have run."""
    if policy.max_job_age_days is None:
        return findings
    days = int(policy.max_job_age_days.value)
    oldest = date.fromordinal(max(1, today.toordinal() - days))

    def judged(finding: Finding) -> Finding:
        cited, read = finding.reference, finding.judgement
        if not isinstance(cited, CitedJob) or read.reason or cited.path not in histories:
            return finding
        found = facts.once.of(judge_run, cited, read, histories[cited.path], facts, oldest)
        return replace(finding, judgement=found)

    return {place: judged(finding) for place, finding in findings.items()}
