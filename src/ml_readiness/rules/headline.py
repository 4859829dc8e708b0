"""The verdict on a run in one line: the only part that every reader sees."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import THEMES, Entry, Run

Mood = Literal["ready", "below-a-bar", "not-ready", "not-evaluated"]
BEGINNINGS: Mapping[Mood, str] = {
    "ready": "Ready",
    "below-a-bar": "Passes below a bar",
    "not-ready": "Not ready",
}


class Headline(NamedTuple):
    """How a run ended, and the sentence that says so, without a word of a user's."""

    mood: Mood
    words: str


class Tally(NamedTuple):
    """How many manifests pass, of all that were judged or are gone."""

    passed: int
    total: int


def headline(run: Run) -> Headline:
    """The one manifest's score, or how many of several pass."""
    unchecked = "" if run.links_checked else " (links were not checked)"
    mood, words = _of_run(run)
    return Headline(mood, f"{words}{unchecked}")


def tally(run: Run) -> Tally:
    """What passes of a run; a manifest that is gone does not."""
    passed = sum(entry.verdict.passed for entry in run.entries)
    return Tally(passed, len(run.entries) + len(run.gone))


def told(count: Tally) -> str:
    """A tally as a sentence."""
    return f"{count.passed} of {count.total} manifests pass"


def only_entry(run: Run) -> Entry | None:
    """The manifest that the whole run is about, if there is one."""
    return run.entries[0] if len(run.entries) == 1 and not run.gone and not run.errors else None


def mood_of(entry: Entry) -> Mood:
    """A bar can be missed and not fail: by `fail-on: regression`, or for an outage."""
    if not entry.verdict.passed:
        return "not-ready"
    below = any(THEMES[warning.reason] == "bar" for warning in entry.verdict.warnings)
    return "below-a-bar" if below else "ready"


def _of_run(run: Run) -> Headline:
    if run.errors:
        return Headline("not-evaluated", "Could not be evaluated")
    if entry := only_entry(run):
        return Headline(mood_of(entry), _of_entry(entry))
    return Headline("ready" if run.passed else "not-ready", told(tally(run)))


def _of_entry(entry: Entry) -> str:
    report, minimum = entry.report, entry.policy.minimum.value
    score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
    if entry.comparison and entry.comparison.delta:
        score += f" ({signed(entry.comparison.delta)})"
    needs = f", needs {plain(minimum)}" if minimum else ""
    return f"{BEGINNINGS[mood_of(entry)]}: {score}{needs}"
