"""The score as a badge: the endpoint that shields.io draws."""

import json

from ml_readiness.model.number import plain
from ml_readiness.model.report import Entry, Run
from ml_readiness.model.view import View
from ml_readiness.rules.headline import left_unasked, mood_of, only_entry, tally

# From the lowest band to the highest, of what passes.
BAND_COLOURS = ("orange", "yellow", "yellowgreen", "green", "brightgreen")
FAILING = "red"


def render(run: Run, _: View) -> str:
    """One JSON object, without a word that a user wrote."""
    message, colour = _verdict(run)
    unchecked = "".join(f", {each.short}" for each in left_unasked(run))
    badge = {
        "schemaVersion": 1,
        "label": "ML readiness",
        "message": f"{message}{unchecked}",
        "color": colour,
    }
    return json.dumps(badge) + "\n"


def _verdict(run: Run) -> tuple[str, str]:
    """What is said, and its colour. Shields would draw over both for its own `isError`."""
    passed, total = tally(run)
    if run.errors or not total:
        return "error", FAILING
    if entry := only_entry(run):
        report = entry.report
        return f"{plain(report.score)} of {plain(report.rubric.maximum)}", _colour(entry)
    return f"{passed} of {total} pass", BAND_COLOURS[-1] if run.passed else FAILING


def _colour(entry: Entry) -> str:
    """Red is what fails; what passes gets the colour of its band, the lowest below a bar."""
    report, mood = entry.report, mood_of(entry)
    if mood not in ("ready", "no-minimum"):
        return BAND_COLOURS[0] if mood == "below-a-bar" else FAILING
    bands = report.rubric.bands
    above = len(bands) - 1 - bands.index(report.rubric.band(report.score))
    return BAND_COLOURS[-1 - round(above * (len(BAND_COLOURS) - 1) / max(1, len(bands) - 1))]
