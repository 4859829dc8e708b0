"""An explanation for programs: `schema/explain.schema.json` is its contract."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ml_readiness import __version__
from ml_readiness.model.errors import Problem
from ml_readiness.model.explanation import (
    CriterionTopic,
    Explanation,
    PointTopic,
    Topic,
    WordTopic,
    suggestions,
)
from ml_readiness.model.guide import Guide
from ml_readiness.model.report import CriterionScore, PointScore
from ml_readiness.model.rubric import Resource
from ml_readiness.model.signs import Proposals
from ml_readiness.render.json import dumped, finding_object, problem_object
from ml_readiness.render.pasted import criterion_examples, point_examples


def explanation_json(explanation: Explanation, today: date) -> str:
    """One JSON object, ASCII, ending in a newline; `today` stands in the examples."""
    manifest = {
        "path": explanation.manifest,
        "state": explanation.state,
        "name": explanation.report.name if explanation.report else None,
        "errors": [problem_object(problem) for problem in explanation.problems],
        "errors_left_out": explanation.problems_left_out,
    }
    topics = [
        _topic(topic, today) | _candidates(topic, explanation.found) for topic in explanation.topics
    ]
    return _written(explanation.rubric.id, manifest, topics, ())


def refusal_json(problems: Iterable[Problem]) -> str:
    """The same object where nothing can be explained."""
    return _written(None, None, [], problems)


def _written(
    rubric: str | None, manifest: Any, topics: list[dict[str, Any]], problems: Iterable[Problem]
) -> str:
    told = {
        "version": 1,
        "tool": __version__,
        "rubric": rubric,
        "manifest": manifest,
        "errors": [problem_object(problem) for problem in problems],
        "topics": topics,
    }
    return dumped(told)


def _topic(topic: Topic, today: date) -> dict[str, Any]:
    match topic:
        case CriterionTopic(section=section, criterion=criterion, guide=guide, score=score):
            return {
                "kind": "criterion",
                "id": criterion.id,
                "code": criterion.code,
                "section": section.id,
                "title": criterion.title,
                "question": criterion.question or None,
                "summary": criterion.summary or None,
                "example": criterion.example or None,
                **_guide(guide, criterion_examples(section, criterion, guide, today)),
                "resources": _resources(criterion.resources),
                "state": _criterion_state(score) if score else None,
            }
        case PointTopic(point=point, guide=guide, score=score):
            return {
                "kind": "point",
                "id": point.id,
                "title": point.title,
                "summary": point.summary or None,
                "questions": [*point.questions],
                **_guide(guide, point_examples(point, guide)),
                "resources": _resources(point.resources),
                "state": _point_state(score) if score else None,
            }
        case WordTopic():
            return {
                "kind": "word",
                "id": topic.word,
                "about": topic.about,
                "meaning": topic.said,
                "remedy": topic.remedy,
                "seen": [
                    {"subject": each.subject, "line": each.line, "message": each.message}
                    for each in topic.seen
                ],
            }


def _guide(guide: Guide, examples: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "why": guide.why or None,
        "counts": [*guide.counts],
        "counts_not": [*guide.counts_not],
        "examples": [{"of": level, "yaml": text} for level, text in examples],
    }


def _resources(resources: Iterable[Resource]) -> list[dict[str, Any]]:
    return [{"title": each.title, "url": each.url} for each in resources]


def _criterion_state(score: CriterionScore) -> dict[str, Any]:
    return {
        "claimed": score.claimed,
        "earned": score.earned,
        "reason": score.shortfall,
        "line": score.line,
        "evidence": [finding_object(finding) for finding in score.findings],
    }


def _point_state(score: PointScore) -> dict[str, Any]:
    return {
        "status": score.status,
        "counted": score.counted,
        "reason": score.shortfall,
        "line": score.line,
        "evidence": [finding_object(finding) for finding in score.findings],
    }


def _candidates(topic: Topic, found: Proposals | None) -> dict[str, Any]:
    """The key that has them, where they were looked for."""
    if found is None or isinstance(topic, WordTopic):
        return {}
    told = [
        {"ref": each.reference, "grade": each.grade, "why": each.why}
        for each in suggestions(topic, found)
    ]
    return {"candidates": told}
