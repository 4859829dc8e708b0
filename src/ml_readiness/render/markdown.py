"""The report in GitHub's Markdown: whole, or as much of it as a place has room for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import CriterionScore, Entry, PointScore, Run
from ml_readiness.model.view import View
from ml_readiness.render.escape import code, link, prose

COMMENT_CHARACTERS = 60_000
ICONS = {
    "verified": "✅",
    "accepted": "☑️",
    "missing": "❌",
    "invalid": "❌",
    "restricted": "🔒",
    "unreachable": "⏳",
    "stale": "🕰️",
    "not-proven": "❔",
}
BARS = (
    *("below-minimum", "section-below-minimum"),
    *("checklist-below-minimum", "required-point-open"),
    "in-doubt",
)
LEVELS = {"automated": "🟩", "manual": "🟨", "none": "⬜"}
STATUSES = {"done": "🟩", "not-applicable": "🟦", "open": "⬜"}
BROKEN = "🟥"
# A rubric of one's own may have hundreds of criteria in a section.
MOST_SQUARES = 16
EMPTY_LINES = re.compile(r"\n{3,}")
ONE_LINE = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of a run is shown: of manifests one by one, of what is wrong, of steps, of errors.

    `rows` are the manifests in the table of all of them, `sections` the rows of one manifest's
    table; `evidence` shows every criterion with what was cited for it.
    """

    manifests: int
    wrong: int
    steps: int
    errors: int
    rows: int
    sections: int
    evidence: bool


ALL = 1_000_000
WHOLE = Detail(
    manifests=ALL, wrong=ALL, steps=ALL, errors=ALL, rows=ALL, sections=ALL, evidence=True
)
# From much to little; the last is small whatever the run holds.
DETAILS = (
    Detail(manifests=5, wrong=15, steps=15, errors=30, rows=100, sections=20, evidence=True),
    Detail(manifests=5, wrong=15, steps=15, errors=30, rows=100, sections=20, evidence=False),
    Detail(manifests=1, wrong=10, steps=10, errors=10, rows=20, sections=20, evidence=False),
    Detail(manifests=0, wrong=0, steps=0, errors=3, rows=5, sections=0, evidence=False),
)


def render(run: Run, view: View) -> str:
    """The whole report."""
    return _show(run, view, WHOLE)


def summary(run: Run, view: View, most: int) -> str:
    """The report in at most so many bytes: whole, if it fits."""
    # What is left out here cannot be read on this page.
    source = replace(view.source, run=None) if view.source else None
    here = replace(view, source=source)
    return _fitting((WHOLE, *DETAILS), lambda detail: _show(run, here, detail), most)


def comment(run: Run, view: View, mark: str) -> str:
    """The report as a comment on a pull request, which begins with `mark`."""
    room = COMMENT_CHARACTERS - len(mark) - 1
    shown = _fitting(DETAILS, lambda detail: _show(run, view, detail), room, len)
    return f"{mark}\n{shown}"


def _fitting(
    details: Sequence[Detail],
    show: Callable[[Detail], str],
    most: int,
    measure: Callable[[str], int] = lambda text: len(text.encode()),
) -> str:
    """The first that fits, the last where none does."""
    for detail in details:
        shown = show(detail)
        if measure(shown) <= most:
            break
    return shown


def _show(run: Run, view: View, detail: Detail) -> str:
    # What fails is read first; the order is kept otherwise.
    entries = sorted(run.entries, key=lambda entry: entry.verdict.passed)
    shown = _template().render(
        run=run,
        entries=entries,
        detail=detail,
        source=view.source,
        headline=headline,
    )
    return f"{EMPTY_LINES.sub(ONE_LINE, shown).strip()}\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, not HTML: `code`, `prose`, `link` are the escapes
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plain": plain, "signed": signed}
    environment.filters |= {"code": code, "prose": prose, "link": link}
    environment.globals |= {"icons": ICONS, "squares": squares, "icon": icon}
    return environment.get_template("report.md.j2")


def headline(run: Run) -> str:
    """The verdict in one line: the only part that every reader sees, without a word of a user."""
    unchecked = "" if run.links_checked else " (links were not checked)"
    if run.errors:
        return f"❌ Could not be evaluated{unchecked}"
    if len(run.entries) == 1 and not run.gone:
        return f"{icon(run.entries[0])} {_verdict(run.entries[0])}{unchecked}"
    passed = sum(entry.verdict.passed for entry in run.entries)
    total = len(run.entries) + len(run.gone)
    return f"{'✅' if run.passed else '❌'} {passed} of {total} manifests pass{unchecked}"


def _verdict(entry: Entry) -> str:
    report, minimum = entry.report, entry.policy.minimum.value
    score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
    if entry.comparison and entry.comparison.delta:
        score += f" ({signed(entry.comparison.delta)})"
    needs = f", needs {plain(minimum)}" if minimum else ""
    if not entry.verdict.passed:
        return f"Not ready: {score}{needs}"
    return f"{'Passes below a bar' if _below_a_bar(entry) else 'Ready'}: {score}{needs}"


def icon(entry: Entry) -> str:
    """A verdict as one sign."""
    if not entry.verdict.passed:
        return "❌"
    return "⚠️" if _below_a_bar(entry) else "✅"


def _below_a_bar(entry: Entry) -> bool:
    """Whether a bar is missed that does not fail here: `fail-on: regression`, or an outage."""
    return any(warning.reason in BARS for warning in entry.verdict.warnings)


def squares(scores: Sequence[CriterionScore | PointScore]) -> str:
    """One square for each criterion or point, in the rubric's order; none where there are many."""
    return "".join(map(_square, scores)) if len(scores) <= MOST_SQUARES else ""


def _square(score: CriterionScore | PointScore) -> str:
    if isinstance(score, PointScore):
        return BROKEN if score.shortfall else STATUSES[score.status]
    if score.earned == "none" and score.claimed != "none":
        return BROKEN
    return LEVELS[score.earned]
