"""The score for a spreadsheet: a row for each criterion, as the rubric's first source has it."""

import csv
from io import StringIO

from ml_readiness.model.evidence import Finding
from ml_readiness.model.number import plain
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.rules.weakness import is_weak
from ml_readiness.visible import visible

COLUMNS = ("section", "code", "title", "claimed", "earned", "points", "evidence")
FORMULA = ("=", "+", "-", "@")


def render(run: Run, _: View) -> str:
    """One header, then the criteria of every manifest; several manifests add a first column."""
    several = len(run.entries) > 1
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((("manifest",) if several else ()) + COLUMNS)
    for entry in run.entries:
        for section in entry.report.sections:
            for score in section.criteria:
                row = (
                    section.section.id,
                    score.criterion.code,
                    score.criterion.title,
                    score.claimed,
                    score.earned,
                    plain(score.points),
                    "; ".join(map(_evidence, score.findings)),
                )
                writer.writerow(map(cell, ((entry.report.path,) if several else ()) + row))
    return text.getvalue()


def cell(text: str) -> str:
    """Text that a spreadsheet shows as it is: no formula, nothing invisible."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _evidence(finding: Finding) -> str:
    judgement = finding.judgement
    unchecked = ", not checked" if judgement.reason == "offline" else ""
    weak = f", weak: {judgement.weakness}" if is_weak(finding) else ""
    return f"{finding.citation.text} ({judgement.outcome}{unchecked}{weak})"
