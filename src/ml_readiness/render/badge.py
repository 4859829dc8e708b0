"""The score as a badge: the endpoint that shields.io draws."""

import json

from ml_readiness.model.number import plain
from ml_readiness.model.report import REMARKS, Entry, Run
from ml_readiness.model.view import View

# From the lowest band to the highest, of what passes.
COLOURS = ("orange", "yellow", "yellowgreen", "green", "brightgreen")
FAILING = "red"


def render(run: Run, _: View) -> str:
    """One JSON object, without a word that a user wrote."""
    message, colour = _verdict(run)
    unchecked = "" if run.links_checked else ", links unchecked"
    badge = {
        "schemaVersion": 1,
        "label": "ML readiness",
        "message": f"{message}{unchecked}",
        "color": colour,
    }
    return json.dumps(badge) + "\n"


def _verdict(run: Run) -> tuple[str, str]:
    """What is said, and its colour. Shields would draw over both for its own `isError`."""
    total = len(run.entries) + len(run.gone)
    if run.errors or not total:
        return "error", FAILING
    if len(run.entries) == 1 and not run.gone:
        report = run.entries[0].report
        score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
        return score, _colour(run.entries[0])
    passed = sum(entry.verdict.passed for entry in run.entries)
    return f"{passed} of {total} pass", COLOURS[-1] if run.passed else FAILING


def _colour(entry: Entry) -> str:
    """Red is what fails; what passes gets the colour of its band, the lowest below a bar."""
    report = entry.report
    if not entry.verdict.passed:
        return FAILING
    if any(statement.reason not in REMARKS for statement in entry.verdict.warnings):
        return COLOURS[0]
    bands = report.rubric.bands
    above = len(bands) - 1 - bands.index(report.rubric.band(report.score))
    return COLOURS[-1 - round(above * (len(COLOURS) - 1) / max(1, len(bands) - 1))]
