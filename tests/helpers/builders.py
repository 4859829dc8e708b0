"""Small pieces of manifests, findings and rubrics, with everything that a test does not care for filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from ml_readiness.model.evidence import (
    Finding,
    Judgement,
    Outcome,
    Reason,
    Reference,
)
from ml_readiness.model.manifest import Citation, Claim, Consideration, Manifest, Status, Terms
from ml_readiness.model.report import Bar, Policy, Report, Source
from ml_readiness.model.rubric import LEVELS, Band, Criterion, Level, Point, Rubric, Section
from ml_readiness.rules.cited import CitedAlert, CitedFile, CitedJob, CitedLink, CitedTest
from ml_readiness.rules.policy import effective_policy
from ml_readiness.rules.scoring import score

TODAY = date(2026, 11, 23)

# One reason for each outcome.
REASON: Mapping[Outcome, Reason | None] = {
    "verified": None,
    "accepted": "accept-links",
    "missing": "no-such-file",
    "restricted": "denied",
    "unreachable": "timeout",
    "invalid": "malformed",
}

REFERENCES: Mapping[str, Reference] = {
    "test": CitedTest(path="tests/test_x.py", names=("test_x",)),
    "alert": CitedAlert(path="alerts.yml", alert="A"),
    "job": CitedJob(path=".github/workflows/ci.yml", job="x"),
    "link": CitedLink(address="https://example.com/"),
    "file": CitedFile(text="x.md", path="x.md"),
}

# A piece of evidence: what it is and what was found.
Piece = tuple[str, Outcome]


def a_rubric(
    *sizes: int,
    manual: str = "1",
    automated: str = "2",
    points: int = 0,
    bands: Sequence[tuple[str, bool]] = (("0", True),),
) -> Rubric:
    """Sections s0, s1 … of so many criteria (s0c0, s0c1 …); points p0, p1 …; bands b0, b1 …."""
    return Rubric(
        id="small",
        title="Small",
        points={"none": Decimal(0), "manual": Decimal(manual), "automated": Decimal(automated)},
        bands=tuple(
            Band(id=f"b{index}", label=f"band {index}", bound=Decimal(bound), inclusive=inclusive)
            for index, (bound, inclusive) in enumerate(bands)
        ),
        sections=tuple(
            Section(
                id=f"s{s}",
                title=f"Section {s}",
                criteria=tuple(
                    Criterion(
                        id=f"s{s}c{c}",
                        code=f"S{s} {c}",
                        title=f"Criterion {c} of {s}",
                        question="",
                        summary="",
                        example="",
                    )
                    for c in range(size)
                ),
            )
            for s, size in enumerate(sizes)
        ),
        checklist=tuple(
            Point(id=f"p{index}", title=f"Point {index}", summary="", questions=())
            for index in range(points)
        ),
    )


def a_finding(kind: str = "file", outcome: Outcome = "verified") -> Finding:
    return Finding(
        citation=Citation(text=f"a {kind}", line=1, column=1),
        reference=REFERENCES[kind],
        judgement=Judgement(reason=REASON[outcome], message=f"it is {outcome}"),
    )


def a_claim(level: Level, *, pieces: int = 1, reviewed: date | None = None) -> Claim:
    citations = tuple(Citation(text="x", line=1, column=1 + index) for index in range(pieces))
    return Claim(level=level, evidence=citations, reviewed=reviewed, line=1)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


class Said:
    """What one manifest claims, and what was found for it: grown claim by claim."""

    def __init__(self) -> None:
        self.claims: dict[str, tuple[Level, tuple[Piece, ...], date | None]] = {}
        self.points: dict[str, tuple[Status, tuple[Piece, ...]]] = {}

    def claim(
        self, criterion: str, level: Level, *pieces: Piece, reviewed: date | None = None
    ) -> "Said":
        self.claims[criterion] = (level, pieces, reviewed)
        return self

    def consider(self, point: str, status: Status, *pieces: Piece) -> "Said":
        self.points[point] = (status, pieces)
        return self

    def scored(self, rubric: Rubric, policy: Policy, today: date = TODAY) -> Report:
        """The report; each claim has a line of its own, each piece a column."""
        findings: dict[tuple[int, int], Finding] = {}

        def cite(line: int, pieces: Iterable[Piece]) -> tuple[Citation, ...]:
            citations = []
            for column, (kind, outcome) in enumerate(pieces, start=1):
                citation = Citation(text=f"{kind} {line}.{column}", line=line, column=column)
                judgement = Judgement(reason=REASON[outcome], message=f"it is {outcome}")
                findings[line, column] = Finding(
                    citation=citation, reference=REFERENCES[kind], judgement=judgement
                )
                citations.append(citation)
            return tuple(citations)

        manifest = Manifest(
            path="ml-readiness.yml",
            name="system",
            claims={
                name: Claim(level=level, evidence=cite(line, pieces), reviewed=reviewed, line=line)
                for line, (name, (level, pieces, reviewed)) in enumerate(self.claims.items(), 1)
            },
            considerations={
                name: Consideration(status=status, evidence=cite(line, pieces), line=line)
                for line, (name, (status, pieces)) in enumerate(self.points.items(), 1001)
            },
            terms=Terms(sections={}),
        )
        return score(rubric, manifest, findings, policy, today)


def a_bar(value: str | int, source: Source = "head") -> Bar:
    return Bar(value=Decimal(value), source=source)


def a_policy(  # noqa: PLR0913
    minimum: str | int = 0,
    *,
    sections: Mapping[str, str] | None = None,
    checklist: str | int | None = None,
    required: Iterable[str] = (),
    age: int | None = None,
    prove: Iterable[str] = (),
) -> Policy:
    return Policy(
        minimum=a_bar(minimum),
        sections={name: a_bar(value) for name, value in (sections or {}).items()},
        checklist_minimum=None if checklist is None else a_bar(checklist),
        checklist_required=dict.fromkeys(required, "head"),
        max_age_days=None if age is None else a_bar(age),
        prove_automation=dict.fromkeys(prove, "head"),
        accept_links={},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A rubric, what a manifest says, and the policy that it is judged by."""

    rubric: Rubric
    said: Said
    policy: Policy

    def report(self) -> Report:
        return self.said.scored(self.rubric, self.policy)


# Points of a manual and of an automated check: concave, linear, steep, odd, and one that is free.
SCALES = (
    ("1", "2"),
    ("0.5", "1"),
    ("1", "10"),
    ("0", "1"),
    ("2", "2"),
    ("2", "2.5"),
    ("0.3", "0.7"),
    ("0.1", "0.35"),
)
AGE = 30
STATUSES: tuple[Status, ...] = get_args(Status)


def outcomes() -> st.SearchStrategy[Outcome]:
    return st.sampled_from(tuple(REASON))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Small rubrics with every kind of shortfall, several at once."""
    rubric = draw(rubrics())
    said = draw(sayings(rubric))
    return Situation(rubric=rubric, said=said, policy=draw(policies(rubric)))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Situation, Situation]:
    """A base and a head with the same rubric and policy; some claims are the same."""
    before = draw(situations())
    changed = draw(sayings(before.rubric))
    said = Said()
    # The same places of the same text: a piece may stand in both, under one name or two.
    for name in (*before.said.claims, *changed.claims):
        kept = draw(st.sampled_from((before.said, changed)))
        if name in kept.claims:
            said.claims[name] = kept.claims[name]
    for name in (*before.said.points, *changed.points):
        kept = draw(st.sampled_from((before.said, changed)))
        if name in kept.points:
            said.points[name] = kept.points[name]
    return before, Situation(rubric=before.rubric, said=said, policy=before.policy)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    manual, automated = draw(st.sampled_from(SCALES))
    bounds = draw(st.sets(st.integers(1, 60), max_size=3))
    bands = [(str(Decimal(bound) / 10), draw(st.booleans())) for bound in sorted(bounds)]
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    return a_rubric(
        *sizes,
        manual=manual,
        automated=automated,
        points=draw(st.integers(0, 4)),
        bands=[("0", True), *bands],
    )


@st.composite
def sayings(draw: st.DrawFn, rubric: Rubric) -> Said:
    said = Said()
    pieces = st.lists(
        st.tuples(st.sampled_from(sorted(REFERENCES)), outcomes()), min_size=1, max_size=3
    )
    days = st.sampled_from((None, TODAY, days_ago(AGE), days_ago(AGE + 1)))
    for section in rubric.sections:
        for criterion in section.criteria:
            level = draw(st.none() | st.sampled_from(LEVELS))
            if level == "none":
                said.claim(criterion.id, level)
            elif level is not None:
                said.claim(criterion.id, level, *draw(pieces), reviewed=draw(days))
    for point in rubric.checklist:
        status = draw(st.none() | st.sampled_from(STATUSES))
        if status is not None:
            said.consider(point.id, status, *(draw(pieces) if status == "done" else ()))
    return said


@st.composite
def policies(draw: st.DrawFn, rubric: Rubric) -> Policy:
    return effective_policy([("head", draw(terms(rubric)))])


@st.composite
def terms(draw: st.DrawFn, rubric: Rubric) -> Terms:
    """What a manifest of this rubric may ask for."""
    bars = {
        section.id: draw(st.integers(0, int(rubric.section_maximum(section) * 100))) / Decimal(100)
        for section in rubric.sections
        if draw(st.booleans())
    }
    points = [point.id for point in rubric.checklist]
    count = draw(st.none() | st.integers(0, len(points)))
    return Terms(
        minimum=draw(st.integers(0, int(rubric.maximum * 100))) / Decimal(100),
        sections=bars,
        checklist_minimum=None if count is None else Decimal(count),
        checklist_required=tuple(point for point in points if draw(st.booleans())),
        max_age_days=draw(st.sampled_from((None, AGE))),
        prove_automation=tuple(section.id for section in rubric.sections if draw(st.booleans())),
    )
