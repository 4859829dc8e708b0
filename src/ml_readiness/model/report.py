"""The result of a run: scores, the verdict on each manifest, and the way up."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from ml_readiness.model.errors import Problem
from ml_readiness.model.evidence import Finding, Outcome
from ml_readiness.model.manifest import Status
from ml_readiness.model.rubric import Criterion, Level, Point, Rubric, Section

# Why a claim earns less than it says.
Shortfall = Literal[
    "missing",
    "invalid",
    "stale",
    "restricted",
    "unreachable",
    "weak",
    "only-prose",
    "not-proven",
]


class CriterionScore(Struct, frozen=True, kw_only=True):
    """Claimed and earned level of one criterion; `line` is None when the manifest is silent.

    `mended` is the level that the claim would earn if all its evidence held.
    """

    criterion: Criterion
    claimed: Level
    earned: Level
    mended: Level
    points: Decimal
    claimed_points: Decimal
    shortfall: Shortfall | None
    reviewed: date | None
    line: int | None
    findings: tuple[Finding, ...]
    owner: str = ""
    note: str = ""


class SectionScore(Struct, frozen=True, kw_only=True):
    """The points of one section: the sum of those of its criteria."""

    section: Section
    points: Decimal
    claimed_points: Decimal
    maximum: Decimal
    criteria: tuple[CriterionScore, ...]


class PointScore(Struct, frozen=True, kw_only=True):
    """One point of the checklist: `counted` when it is done and its evidence holds."""

    point: Point
    status: Status
    counted: bool
    shortfall: Shortfall | None
    line: int | None
    findings: tuple[Finding, ...]
    reason: str = ""
    owner: str = ""
    note: str = ""

    @property
    def considered(self) -> bool:
        return self.counted or self.status == "not-applicable"


class Report(Struct, frozen=True, kw_only=True):
    """The score of one manifest: the minimum of its sections' points."""

    path: str
    name: str
    rubric: Rubric
    score: Decimal
    claimed_score: Decimal
    sections: tuple[SectionScore, ...]
    checklist: tuple[PointScore, ...]

    @property
    def considered(self) -> int:
        return sum(point.considered for point in self.checklist)

    @property
    def criteria(self) -> tuple[CriterionScore, ...]:
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, of the tests and of the checklist."""
        found = [finding for criterion in self.criteria for finding in criterion.findings]
        found += [finding for point in self.checklist for finding in point.findings]
        return tuple(found)


Source = Literal["base", "head", "input", "default"]


class Bar(Struct, frozen=True, kw_only=True):
    """A number that must be met, and who asked for it."""

    value: Decimal
    source: Source


class Policy(Struct, frozen=True, kw_only=True):
    """The policy in force: each bar with its source; sets map a word to its source."""

    minimum: Bar
    sections: Mapping[str, Bar]
    checklist_minimum: Bar | None
    checklist_required: Mapping[str, Source]
    max_age_days: Bar | None
    prove_automation: Mapping[str, Source]
    accept_links: Mapping[str, Source]
    max_job_age_days: Bar | None = None
    refuse_weak: Source | None = None


StatementReason = Literal[
    "below-minimum",
    "section-below-minimum",
    "checklist-below-minimum",
    "required-point-open",
    "regression",
    "gone",
    "in-doubt",
    "job-not-passed",
    "bar-lowered",
    "renamed",
    "rubric-changed",
    "base-invalid",
    "base-not-contained",
    "no-repository",
    "manifest-not-tracked",
]

# What a reason is about: a bar that is missed, what the change does, the base that it is held
# against, or how the gate was asked, which is nothing wrong with the manifest.
Theme = Literal["bar", "change", "base", "asked"]
THEMES: Mapping[StatementReason, Theme] = {
    "below-minimum": "bar",
    "section-below-minimum": "bar",
    "checklist-below-minimum": "bar",
    "required-point-open": "bar",
    "in-doubt": "bar",
    "job-not-passed": "bar",
    "regression": "change",
    "gone": "change",
    "bar-lowered": "change",
    "renamed": "change",
    "rubric-changed": "change",
    "base-invalid": "base",
    "base-not-contained": "base",
    "no-repository": "asked",
    "manifest-not-tracked": "asked",
}


class Statement(Struct, frozen=True, kw_only=True):
    """One plain sentence with its numbers, and the fixed word for it."""

    reason: StatementReason
    message: str


class Comparison(Struct, frozen=True, kw_only=True):
    """What a change does to a report; `before` is the base's, judged as the head's was.

    `levels` are the earned levels of the base where the head's differ, by criterion. `changed` says
    whether anything differs that a report shows: a level, a point, a piece of evidence.
    """

    before: Report
    delta: Decimal
    sections: Mapping[str, Decimal]
    levels: Mapping[str, Level]
    regressions: tuple[Statement, ...]
    changed: bool


class Verdict(Struct, frozen=True, kw_only=True):
    """Reasons to fail, and what deserves a look but does not fail."""

    passed: bool
    reasons: tuple[Statement, ...]
    warnings: tuple[Statement, ...]


class Annotation(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, at its line of the manifest.

    `subject` is the citation as it was written, or the id of the criterion; `column` is None where
    it is about the whole criterion.
    """

    line: int
    column: int | None
    state: Outcome | Literal["stale", "weak", "only-prose", "not-proven"]
    subject: str
    message: str
    hint: str | None


Goal = Literal["minimum", "band", "checklist"]
Action = Literal["mend", "review", "start", "automate"]
ACTIONS: tuple[Action, ...] = ("mend", "review", "start", "automate")


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do; `section` is None for a point of the checklist."""

    section: str | None
    criterion: str
    action: Action
    gain: Decimal


class Plan(Struct, frozen=True, kw_only=True):
    """The fewest steps that reach `target`; `lacks` are the points missing in each section."""

    goal: Goal
    target: Decimal
    lacks: Mapping[str, Decimal]
    steps: tuple[Step, ...]


# How it was found whether cited jobs have passed: asked of GitHub, only read, or not shown to us.
Jobs = Literal["asked", "read", "restricted"]
FailOn = Literal["minimum", "regression", "any", "never"]
# The events of GitHub that the gate can be asked by.
Event = Literal[
    "pull_request",
    "pull_request_target",
    "workflow_run",
    "merge_group",
    "push",
    "schedule",
    "workflow_dispatch",
]


class Entry(Struct, frozen=True, kw_only=True):
    """Everything about one manifest that could be evaluated."""

    report: Report
    policy: Policy
    verdict: Verdict
    annotations: tuple[Annotation, ...]
    plans: tuple[Plan, ...]
    comparison: Comparison | None = None


class Gone(Struct, frozen=True, kw_only=True):
    """A manifest that the base has and the head has not."""

    path: str
    name: str
    rubric: Rubric
    policy: Policy
    verdict: Verdict


class Run(Struct, frozen=True, kw_only=True):
    """One run of the gate over all its manifests: what every renderer shows.

    `repository` (`owner/name`) is None where what lies here was judged, or what the event names.
    `head` is the commit that was judged, `base` the one that it was compared with, and `base_tip`
    the one that sets the bar, None where that is the base; `event` is None on the command line.
    `errors_left_out` counts those that are not among `errors`. `jobs` is None where no cited job is
    held to an age.
    """

    tool: str
    fail_on: FailOn
    links_checked: bool
    repository: str | None = None
    head: str | None
    base: str | None = None
    base_tip: str | None = None
    event: Event | None
    errors: tuple[Problem, ...]
    entries: tuple[Entry, ...]
    gone: tuple[Gone, ...] = ()
    errors_left_out: int = 0
    jobs: Jobs | None = None

    @property
    def read(self) -> frozenset[str]:
        """The manifests, from the root, and other files that a mistake was found in."""
        entries = [each.report.path for each in self.entries]
        return frozenset([*entries, *(error.path for error in self.errors if error.path)])

    @property
    def passed(self) -> bool:
        verdicts = [each.verdict for each in self.entries] + [each.verdict for each in self.gone]
        return not self.errors and all(verdict.passed for verdict in verdicts)

    @property
    def status(self) -> int:
        """The exit status: 2 could not be evaluated, 1 the gate fails, 0 passed."""
        if self.errors:
            return 2
        return 0 if self.passed or self.fail_on == "never" else 1
