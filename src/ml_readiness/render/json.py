"""The report for programs: `schema/report.schema.json` is its contract."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ml_readiness.model.errors import Problem
from ml_readiness.model.evidence import Finding, Measured, Scalar
from ml_readiness.model.number import as_json
from ml_readiness.model.report import (
    Bar,
    Comparison,
    CriterionScore,
    Entry,
    Gone,
    Plan,
    PointScore,
    Policy,
    Report,
    Run,
    SectionScore,
    Source,
    Statement,
    Verdict,
)
from ml_readiness.model.view import View

# Stands for a number that no binary float is: no text of a user's has a quote without a `\\`.
EXACT = "exact"
EXACTLY = re.compile(r'\{\s*"exact": "([-+.0-9E]+)"\s*\}')
UNMEASURED = Measured("", None)


def render(run: Run, _: View) -> str:
    """One JSON object, whole and valid at every exit status; ASCII, so nothing can be hidden."""
    return dumped(report_object(run))


def dumped(data: Mapping[str, Any]) -> str:
    """An object of ours as ASCII that ends in a newline, its numbers exact."""
    return EXACTLY.sub(r"\1", json.dumps(data, indent=2)) + "\n"


def dumped_line(data: Mapping[str, Any]) -> str:
    """The same as one line."""
    return EXACTLY.sub(r"\1", json.dumps(data)) + "\n"


def report_object(run: Run) -> dict[str, Any]:
    """A run as the report's contract has it; its numbers are exact once they are dumped."""
    return {
        "version": 1,
        "tool": run.tool,
        "passed": run.passed,
        "fail_on": run.fail_on,
        "links": "checked" if run.links_checked else "skipped",
        "jobs": run.jobs,
        "repository": run.repository,
        "head": run.head,
        "base": run.base,
        "base_tip": run.base_tip,
        "event": run.event,
        "errors": [problem_object(problem) for problem in run.errors],
        "errors_left_out": run.errors_left_out,
        "manifests": [*map(_entry, run.entries), *map(_gone, run.gone)],
    }


def problem_object(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    report, comparison = entry.report, entry.comparison
    band = report.rubric.band(report.score)
    return {
        "path": report.path,
        "name": report.name,
        "rubric": report.rubric.id,
        "score": as_json(report.score),
        "claimed_score": as_json(report.claimed_score),
        "maximum": as_json(report.rubric.maximum),
        "delta": as_json(comparison.delta) if comparison else None,
        "band": {"id": band.id, "label": band.label},
        "sections": [_section(section, entry) for section in report.sections],
        "checklist": _checklist(report),
        "policy": _policy(entry.policy),
        "verdict": _verdict(entry.verdict),
        "plans": [_plan(plan) for plan in entry.plans],
    }


def _gone(gone: Gone) -> dict[str, Any]:
    """A manifest that is not there has a verdict, and nothing that could be scored."""
    return {
        "path": gone.path,
        "name": gone.name,
        "rubric": gone.rubric.id,
        "score": None,
        "claimed_score": None,
        "maximum": as_json(gone.rubric.maximum),
        "delta": None,
        "band": None,
        "sections": [],
        "checklist": None,
        "policy": _policy(gone.policy),
        "verdict": _verdict(gone.verdict),
        "plans": [],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "passed": verdict.passed,
        "reasons": [_statement(statement) for statement in verdict.reasons],
        "warnings": [_statement(statement) for statement in verdict.warnings],
    }


def _section(section: SectionScore, entry: Entry) -> dict[str, Any]:
    bar, comparison = entry.policy.sections.get(section.section.id), entry.comparison
    return {
        "id": section.section.id,
        "points": as_json(section.points),
        "claimed_points": as_json(section.claimed_points),
        "maximum": as_json(section.maximum),
        "minimum": as_json(bar.value) if bar else None,
        "delta": as_json(comparison.sections[section.section.id]) if comparison else None,
        "criteria": [_criterion(criterion, comparison) for criterion in section.criteria],
    }


def _criterion(score: CriterionScore, comparison: Comparison | None) -> dict[str, Any]:
    before = comparison.levels.get(score.criterion.id, score.earned) if comparison else None
    return {
        "id": score.criterion.id,
        "code": score.criterion.code,
        "claimed": score.claimed,
        "earned": score.earned,
        "before": before,
        "points": as_json(score.points),
        "reason": score.shortfall,
        "line": score.line,
        "evidence": [finding_object(finding) for finding in score.findings],
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    return {
        "ref": finding.citation.text,
        "kind": finding.kind,
        "outcome": finding.judgement.outcome,
        "reason": finding.judgement.reason,
        "weakness": finding.judgement.weakness,
        **_measured(finding.judgement.measured or UNMEASURED),
        "message": finding.judgement.message,
        "hint": finding.judgement.hint,
        "line": finding.citation.line,
        "column": finding.citation.column,
    }


def _measured(measured: Measured) -> dict[str, Any]:
    return {
        "value": _scalar(measured.value),
        "bound": measured.bound.text if measured.bound else None,
        "bound_from": measured.bound_from,
        "value_before": _scalar(measured.before),
    }


def _scalar(value: Scalar) -> Any:
    """A value as JSON has it, a number with every digit."""
    if not isinstance(value, Decimal):
        return value
    number = as_json(value)
    return number if Decimal(repr(number)) == value else {EXACT: str(value)}


def _checklist(report: Report) -> dict[str, Any]:
    return {
        "considered": report.considered,
        "total": len(report.checklist),
        "items": [_point(point) for point in report.checklist],
    }


def _point(score: PointScore) -> dict[str, Any]:
    return {
        "id": score.point.id,
        "status": score.status,
        "counted": score.counted,
        "reason": score.shortfall,
        "line": score.line,
        "evidence": [finding_object(finding) for finding in score.findings],
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "minimum": _bar(policy.minimum),
        "sections": {name: _bar(bar) for name, bar in policy.sections.items()},
        "checklist": {
            "minimum": _bar(policy.checklist_minimum),
            "required": _words(policy.checklist_required),
        },
        "max_age_days": _bar(policy.max_age_days),
        "prove_automation": _words(policy.prove_automation),
        "accept_links": _words(policy.accept_links),
        "max_job_age_days": _bar(policy.max_job_age_days),
        "refuse_weak": {"value": True, "from": policy.refuse_weak} if policy.refuse_weak else None,
    }


def _bar(bar: Bar | None) -> dict[str, Any] | None:
    return {"value": as_json(bar.value), "from": bar.source} if bar else None


def _words(words: Mapping[str, Source]) -> list[dict[str, Any]]:
    return [{"value": word, "from": source} for word, source in words.items()]


def _statement(statement: Statement) -> dict[str, Any]:
    return {"reason": statement.reason, "message": statement.message}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "goal": plan.goal,
        "target": as_json(plan.target),
        "steps": [
            {
                "section": step.section,
                "criterion": step.criterion,
                "action": step.action,
                "gain": as_json(step.gain),
            }
            for step in plan.steps
        ],
    }
