"""What `explain` says of criteria, points and words, and of their state in this repository."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from ml_readiness.model.errors import Problem
from ml_readiness.model.guide import Guide
from ml_readiness.model.report import CriterionScore, PointScore, Report
from ml_readiness.model.rubric import Criterion, Point, Rubric, Section
from ml_readiness.model.signs import Proposals, Suggestion

# What became of the manifest: judged, not there, not valid, or nothing of the folder can be read.
ManifestState = Literal["judged", "absent", "invalid", "unread"]


class CriterionTopic(Struct, frozen=True, kw_only=True):
    """One criterion; `score` is None where there is no manifest that could be judged."""

    section: Section
    criterion: Criterion
    guide: Guide
    score: CriterionScore | None


class PointTopic(Struct, frozen=True, kw_only=True):
    """One point of the checklist; `score` as that of a criterion."""

    point: Point
    guide: Guide
    score: PointScore | None


class Sighting(Struct, frozen=True, kw_only=True):
    """A place of the manifest where a word is said, `line` None for all of it."""

    subject: str
    line: int | None
    message: str


class WordTopic(Struct, frozen=True, kw_only=True):
    """A fixed word of the reports.

    `about` is the outcome that a reason belongs to, or what the word is said of.
    """

    word: str
    about: str
    said: str
    remedy: str
    seen: tuple[Sighting, ...]


Topic = CriterionTopic | PointTopic | WordTopic


class Explanation(Struct, frozen=True, kw_only=True):
    """What is explained, and the state of the manifest that it is held against.

    `problems` are those of the manifest. `listing` says that nothing in particular was asked for.
    `found` is what may be cited here, None where it was not looked for.
    """

    rubric: Rubric
    listing: bool
    topics: tuple[Topic, ...]
    manifest: str
    state: ManifestState
    report: Report | None
    problems: tuple[Problem, ...]
    problems_left_out: int = 0
    found: Proposals | None = None


def suggestions(topic: Topic, found: Proposals) -> Sequence[Suggestion]:
    """What was found for a criterion or a point; nothing for a word."""
    match topic:
        case CriterionTopic(criterion=criterion):
            return found.criteria.get(criterion.id, ())
        case PointTopic(point=point):
            return found.points.get(point.id, ())
        case WordTopic():
            return ()
