"""The verdict on a run in one line: the only part that every reader sees."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import (
    THEMES,
    Entry,
    FailOn,
    Policy,
    Report,
    Run,
    SectionScore,
)

Mood = Literal["ready", "no-minimum", "below-a-bar", "not-ready", "not-evaluated"]
BEGINNINGS: Mapping[Mood, str] = {
    "ready": "Ready",
    "no-minimum": "No minimum set",
    "below-a-bar": "Passes below a bar",
    "not-ready": "Not ready",
}
NOT_WORSE = "Not worse than the base, still below "
WORSE = "Worse than the base"
NO_VERDICT = "Could not be evaluated"
# How many sections that tie are named.
MOST_TIED = 4


class Headline(NamedTuple):
    """How a run ended, and the sentence that says so, without a word of a user's."""

    mood: Mood
    words: str


class Tally(NamedTuple):
    """How many manifests pass, of all that were judged or are gone."""

    passed: int
    total: int


class Omitted(NamedTuple):
    """What was not asked for: its word, a sentence's end, and the same for a badge."""

    word: str
    words: str
    short: str


OMITTED: Mapping[str | None, Omitted] = {
    "links": Omitted("links-not-checked", "links were not checked", "links unchecked"),
    "read": Omitted("jobs-not-asked", "runs of jobs were not asked for", "jobs unchecked"),
    "restricted": Omitted("jobs-not-asked", "runs of jobs were not shown", "jobs unchecked"),
}


def headline(run: Run) -> Headline:
    """The one manifest's score, or how many of several pass."""
    unasked = ", ".join(each.words for each in left_unasked(run))
    mood, words = _of_run(run)
    return Headline(mood, f"{words} ({unasked})" if unasked else words)


def left_unasked(run: Run) -> list[Omitted]:
    """What a run has not asked for, which the first line of each report says."""
    links = [] if run.links_checked else [OMITTED["links"]]
    return links + ([OMITTED[run.jobs]] if run.jobs in OMITTED else [])


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
    """A bar can be missed and not fail: by `fail-on: regression`, or for an outage.

    What has no bar at all cannot be ready.
    """
    if not entry.verdict.passed:
        return "not-ready"
    if any(THEMES[warning.reason] == "bar" for warning in entry.verdict.warnings):
        return "below-a-bar"
    return "ready" if has_bar(entry.policy) else "no-minimum"


def has_bar(policy: Policy) -> bool:
    """Whether anything has to be reached."""
    return has_minimum(policy) or bool(policy.checklist_required)


def has_minimum(policy: Policy) -> bool:
    """Whether the score, a section or the checklist has a minimum."""
    bars = [policy.minimum, *policy.sections.values(), policy.checklist_minimum]
    return any(bar.value for bar in bars if bar)


def lag(run: Run) -> str | None:
    """What a merge is told that is older than its base branch; None for any other run."""
    if run.base is None or run.base_tip is None:
        return None
    return (
        f"this merge was made with {run.base[:12]}; the base branch has moved on to "
        f"{run.base_tip[:12]}, and that sets the bar"
    )


def lowest(report: Report) -> tuple[SectionScore, ...]:
    """The sections that set the score; several where they tie."""
    return tuple(each for each in report.sections if each.points == report.score)


def explained(report: Report) -> str:
    """Where the score comes from, as the rest of a sentence about a manifest."""
    names = [each.section.title for each in lowest(report)]
    if len(names) == 1:
        said = f"the score is the lowest section, {names[0]}"
    else:
        if len(names) > MOST_TIED:
            shown, last = names[: MOST_TIED - 1], f"{len(names) - MOST_TIED + 1} more"
        else:
            shown, last = names[:-1], names[-1]
        said = f"the score is the lowest section; {', '.join(shown)} and {last} tie"
    claims = ""
    if report.claimed_score != report.score:
        claims = f", claimed {plain(report.claimed_score)}"
    return f"{said} ({report.rubric.band(report.score).label}{claims})"


def entry_words(entry: Entry, fail_on: FailOn) -> str:
    """The verdict on one manifest with its score, change and bar."""
    report, minimum = entry.report, entry.policy.minimum.value
    score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
    if entry.comparison and entry.comparison.delta:
        score += f" ({signed(entry.comparison.delta)})"
    beginning, needs = BEGINNINGS[mood_of(entry)], f", needs {plain(minimum)}" if minimum else ""
    themes = {THEMES[reason.reason] for reason in entry.verdict.reasons}
    if themes == {"change"}:
        beginning = WORSE
    elif entry.comparison and fail_on == "regression" and mood_of(entry) == "below-a-bar":
        below = report.score < minimum
        beginning = NOT_WORSE + (plain(minimum) if below else "a bar")
        needs = "" if below else needs
    return f"{beginning}: {score}{needs}"


def _of_run(run: Run) -> Headline:
    if run.errors:
        return Headline("not-evaluated", NO_VERDICT)
    if entry := only_entry(run):
        return Headline(mood_of(entry), entry_words(entry, run.fail_on))
    moods = {mood_of(entry) for entry in run.entries}
    if moods == {"no-minimum"} and not run.gone:
        return Headline("no-minimum", f"No minimum set: {len(run.entries)} manifests")
    return Headline("ready" if run.passed else "not-ready", told(tally(run)))
