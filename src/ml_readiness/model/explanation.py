"""What `explain` says of criteria, points and words, and of their state in this repository."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ml_readiness.model.errors import Problem
from ml_readiness.model.guide import Guide
from ml_readiness.model.report import CriterionScore, PointScore, Report
from ml_readiness.model.rubric import Criterion, Point, Rubric, Section

# What became of the manifest: judged, not there, not valid, or nothing of the folder can be read.
ManifestState = Literal["judged", "absent", "invalid", "unread"]


class Clue(Protocol):
    """Evidence in this repository that may hold up a claim, how sure that is, and why."""

    @property
    def reference(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def why(self) -> str: ...


class Clues(Protocol):
    """What was found in this repository for each criterion and for each point, by id."""

    @property
    def criteria(self) -> Mapping[str, Sequence[Clue]]: ...
    @property
    def points(self) -> Mapping[str, Sequence[Clue]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTopic:
    """One criterion; `score` is None where there is no manifest that could be judged."""

    section: Section
    criterion: Criterion
    guide: Guide
    score: CriterionScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTopic:
    """One point of the checklist; `score` as that of a criterion."""

    point: Point
    guide: Guide
    score: PointScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A place of the manifest where a word is said, `line` None for all of it."""

    subject: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTopic:
    """A fixed word of the reports.

    `about` is the outcome that a reason belongs to, or what the word is said of.
    """

    word: str
    about: str
    said: str
    remedy: str
    seen: tuple[Sighting, ...]


Topic = CriterionTopic | PointTopic | WordTopic


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is explained, and the state of the manifest that it is held against.

    `problems` are those of the manifest. `listing` says that nothing in particular was asked for.
    """

    rubric: Rubric
    listing: bool
    topics: tuple[Topic, ...]
    manifest: str
    state: ManifestState
    report: Report | None
    problems: tuple[Problem, ...]
    problems_left_out: int = 0


def clues_of(topic: Topic, candidates: Clues) -> Sequence[Clue]:
    """What was found for a criterion or a point; nothing for a word."""
    match topic:
        case CriterionTopic(criterion=criterion):
            return candidates.criteria.get(criterion.id, ())
        case PointTopic(point=point):
            return candidates.points.get(point.id, ())
        case WordTopic():
            return ()
