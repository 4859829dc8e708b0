"""The score for a spreadsheet: a row for each criterion and point, which `init` reads back."""

import csv
from collections.abc import Iterator
from io import StringIO

from ml_readiness.model.number import plain
from ml_readiness.model.report import CriterionScore, PointScore, Report, Run
from ml_readiness.model.view import View
from ml_readiness.rules.bounds import measured_words
from ml_readiness.rules.formula import held
from ml_readiness.rules.weakness import is_weak
from ml_readiness.visible import visible

COLUMNS = (
    *("section", "id", "code", "title", "claimed", "earned", "points"),
    *("evidence", "reviewed", "owner", "note", "reason"),
)
CHECKLIST_ROWS = "checklist"


def render(run: Run, _: View) -> str:
    """One header, then the rows of every manifest; several manifests add a first column."""
    several = len(run.entries) > 1
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow((("manifest",) if several else ()) + COLUMNS)
    for entry in run.entries:
        for row in _rows(entry.report):
            writer.writerow(map(cell, ((entry.report.path,) if several else ()) + row))
    return text.getvalue()


def cell(text: str) -> str:
    """Text that a spreadsheet shows as it is: no formula, nothing invisible; lines stay lines."""
    return held("\n".join(map(visible, text.split("\n"))))


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    for section in report.sections:
        for score in section.criteria:
            yield (section.section.id, *_criterion(score))
    for point in report.checklist:
        yield (CHECKLIST_ROWS, *_point(point))


def _criterion(score: CriterionScore) -> tuple[str, ...]:
    return (
        score.criterion.id,
        score.criterion.code,
        score.criterion.title,
        score.claimed,
        score.earned,
        plain(score.points),
        _evidence(score),
        score.reviewed.isoformat() if score.reviewed else "",
        score.owner,
        visible(score.note),
        _told(score),
    )


def _point(score: PointScore) -> tuple[str, ...]:
    earned = score.status if score.considered else "open"
    told = score.reason or _told(score)
    title = score.point.title
    evidence = _evidence(score)
    row = (score.point.id, "", title, score.status, earned, "", evidence, "", score.owner)
    return (*row, visible(score.note), visible(told))


def _told(score: CriterionScore | PointScore) -> str:
    """Why less counts than is claimed, and what stands behind what does."""
    said = [score.shortfall] if score.shortfall else []
    weak = {f"weak: {each.judgement.weakness}": None for each in score.findings if is_weak(each)}
    unchecked = any(each.judgement.reason == "offline" for each in score.findings)
    return "; ".join((*said, *weak, *(["links not checked"] if unchecked else []), *_values(score)))


def _values(score: CriterionScore | PointScore) -> Iterator[str]:
    """Each value that is cited, with its bound and what it was."""
    for finding in score.findings:
        measured = finding.judgement.measured
        if measured and (words := measured_words(measured)):
            yield visible(f"{measured.name} {words}")


def _evidence(score: CriterionScore | PointScore) -> str:
    """One piece a line, as it is cited."""
    return "\n".join(visible(finding.citation.text) for finding in score.findings)
