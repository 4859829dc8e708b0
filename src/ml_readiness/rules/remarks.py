"""What is wrong and how grave it is, said once for every report that shows it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from ml_readiness.model.errors import MOST_SAID, Problem
from ml_readiness.model.evidence import BREAKING, Finding
from ml_readiness.model.report import (
    THEMES,
    Annotation,
    Entry,
    FailOn,
    Run,
    Statement,
    StatementReason,
    Verdict,
)
from ml_readiness.rules.weakness import SAID, is_weak

# Whether a thing fails the gate as it was asked, deserves a look, or is only to be known.
Weight = Literal["fails", "warns", "notes"]
# The word for a mistake, which no report can have as the reason of a verdict.
NOT_EVALUATED = "not-evaluated"


class Remark(Struct, frozen=True, kw_only=True):
    """One thing that is wrong.

    `word` is the fixed one: of a reason, of an annotation's state, or NOT_EVALUATED. `path` is from
    the root; `subject` is what an annotation is about, None for a whole manifest.
    """

    word: str
    weight: Weight
    message: str
    subject: str | None = None
    hint: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None


def first_of_each(problems: Iterable[Problem]) -> tuple[tuple[Problem, ...], int]:
    """The mistakes that are said, at most MOST_SAID of one file, and how many more there are."""
    counts: Counter[str | None] = Counter()
    said, left = [], 0
    for problem in problems:
        counts[problem.path] += 1
        if problem.path is None or counts[problem.path] <= MOST_SAID:
            said.append(problem)
        else:
            left += 1
    return tuple(said), left


def remarks(run: Run) -> Iterator[Remark]:
    """Mistakes, manifests that are gone, then each manifest's reasons, warnings and annotations."""
    yield from map(_of_problem, run.errors)
    if run.errors_left_out:
        yield _of_problem(Problem(message=f"{run.errors_left_out:,} more errors are not shown"))
    for gone in run.gone:
        failing = _of_verdict(gone.verdict, run.fail_on)
        for reason in gone.verdict.reasons:
            yield _of_statement(reason, failing, gone.path)
    for entry in run.entries:
        yield from _of_entry(entry, run.fail_on)


def gravity(annotation: Annotation, verdict: Verdict, fail_on: FailOn) -> Weight:
    """Evidence that breaks a claim fails where the verdict does; all else deserves a look."""
    return _of_verdict(verdict, fail_on) if annotation.state in BREAKING else "warns"


def _of_verdict(verdict: Verdict, fail_on: FailOn) -> Weight:
    return "warns" if verdict.passed or fail_on == "never" else "fails"


def _of_problem(problem: Problem) -> Remark:
    return Remark(
        word=NOT_EVALUATED,
        weight="fails",
        message=problem.message,
        hint=problem.hint,
        path=problem.path,
        line=problem.line,
        column=problem.column,
    )


def _of_entry(entry: Entry, fail_on: FailOn) -> Iterator[Remark]:
    path = entry.report.path
    failing = _of_verdict(entry.verdict, fail_on)
    for reason in entry.verdict.reasons:
        yield _of_statement(reason, failing, path)
    for warning in entry.verdict.warnings:
        weight: Weight = "notes" if THEMES[warning.reason] == "asked" else "warns"
        yield _of_statement(warning, weight, path)
    for finding in filter(is_weak, entry.report.findings):
        yield _of_weak(finding, path)
    for annotation in entry.annotations:
        yield Remark(
            word=annotation.state,
            weight=gravity(annotation, entry.verdict, fail_on),
            message=annotation.message,
            subject=annotation.subject,
            hint=annotation.hint,
            path=path,
            line=annotation.line,
            column=annotation.column,
        )


def _of_weak(finding: Finding, path: str) -> Remark:
    weakness = finding.judgement.weakness
    return Remark(
        word="weak",
        weight="notes",
        message=SAID[weakness] if weakness else "",
        subject=finding.citation.text,
        path=path,
        line=finding.citation.line,
        column=finding.citation.column,
    )


def _of_statement(statement: Statement, weight: Weight, path: str) -> Remark:
    word: StatementReason = statement.reason
    return Remark(word=word, weight=weight, message=statement.message, path=path)
