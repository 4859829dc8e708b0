"""The report in GitHub's Markdown: whole, or as much of it as a place has room for."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import CriterionScore, Entry, PointScore, Run
from ml_readiness.model.view import View
from ml_readiness.render.escape import code, link, prose
from ml_readiness.rules.bounds import measured_words
from ml_readiness.rules.change import MOST_OPEN, Bearing, effects, findings, standing, way_to_pass
from ml_readiness.rules.headline import (
    Mood,
    explained,
    has_minimum,
    headline,
    lag,
    lowest,
    mood_of,
    only_entry,
)
from ml_readiness.rules.local_command import PRODUCT, PURPOSE, command
from ml_readiness.rules.named import named_criterion, named_point, named_step, shared_prefix
from ml_readiness.rules.plan import plan_title, plans_shown
from ml_readiness.rules.policy import section_minimum
from ml_readiness.rules.weakness import weak_pieces

COMMENT_CHARACTERS = 60_000
ICONS = {
    "verified": "✅",
    "accepted": "☑️",
    "missing": "❌",
    "invalid": "❌",
    "restricted": "🔒",
    "unreachable": "⏳",
    "stale": "🕰️",
    "weak": "❓",
    "only-prose": "❓",
    "not-proven": "❓",
}
# Where the words of the reports are explained, and the keys of a manifest.
PAGE_OF_REASONS = f"{PRODUCT}/blob/main/docs/reference/reasons.md"
PAGE_OF_MANIFESTS = f"{PRODUCT}/blob/main/docs/manifest.md"
MOODS: Mapping[Mood, str] = {
    "ready": "✅",
    "no-minimum": "⚪",
    "below-a-bar": "⚠️",
    "not-ready": "❌",
    "not-evaluated": "❌",
}
BEARINGS: Mapping[Bearing, str] = {"fails": "❌", "warns": "⚠️", "gains": "✅"}
LEVEL_SQUARES = {"automated": "🟩", "manual": "🟨", "none": "⬜"}
STATUS_SQUARES = {"done": "🟩", "not-applicable": "🟦", "open": "⬜"}
BROKEN = "🟥"
# A rubric of one's own may have hundreds of criteria in a section.
MOST_SQUARES = 16
EMPTY_LINES = re.compile(r"\n{3,}")
ONE_LINE = "\n\n"


class Detail(Struct, frozen=True, kw_only=True):
    """How much of a run is shown: of manifests one by one, of what is wrong, of steps, of errors.

    Of what is wrong, `open` is what a reader sees at once. `rows` are the manifests in the table of
    all of them, `sections` the rows of one manifest's table; `evidence` shows every criterion with
    what was cited for it.
    """

    manifests: int
    effects: int
    open: int
    wrong: int
    steps: int
    errors: int
    rows: int
    sections: int
    evidence: bool


ALL = 1_000_000
WHOLE = Detail(
    manifests=ALL,
    effects=ALL,
    open=MOST_OPEN,
    wrong=ALL,
    steps=ALL,
    errors=ALL,
    rows=ALL,
    sections=ALL,
    evidence=True,
)
SHORT = replace(
    WHOLE, manifests=5, effects=15, wrong=15, steps=15, errors=30, rows=100, sections=20
)
# From much to little; the last is small whatever the run holds.
DETAILS = (
    SHORT,
    replace(SHORT, evidence=False),
    replace(SHORT, manifests=1, effects=5, wrong=10, steps=10, errors=10, rows=20, evidence=False),
    Detail(
        manifests=0,
        effects=0,
        open=0,
        wrong=0,
        steps=0,
        errors=3,
        rows=5,
        sections=0,
        evidence=False,
    ),
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
    text = _fitting(DETAILS, lambda detail: _show(run, view, detail), room, len)
    return f"{mark}\n{text}"


def _fitting(
    details: Sequence[Detail],
    show: Callable[[Detail], str],
    most: int,
    measure: Callable[[str], int] = lambda text: len(text.encode()),
) -> str:
    """The first that fits, the last where none does."""
    for detail in details:
        text = show(detail)
        if measure(text) <= most:
            break
    return text


def _show(run: Run, view: View, detail: Detail) -> str:
    # What fails is read first; the order is kept otherwise.
    entries = sorted(run.entries, key=lambda entry: entry.verdict.passed)
    text = _template().render(
        run=run,
        entries=entries,
        several=only_entry(run) is None,
        detail=detail,
        source=view.source,
        headline=headline(run),
    )
    return f"{EMPTY_LINES.sub(ONE_LINE, text).strip()}\n"


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
    environment.globals |= {"icons": ICONS, "squares": squares, "icon": icon, "moods": MOODS}
    environment.globals |= {"bearings": BEARINGS, "effects": effects, "findings": findings}
    environment.globals |= {
        "standing": standing,
        "explained": explained,
        "lag": lag,
        "lowest": lowest,
        "way_to_pass": way_to_pass,
    }
    environment.globals |= {"named_criterion": named_criterion, "named_point": named_point}
    environment.globals |= {"named_step": named_step, "command": command}
    environment.globals |= {"measured_words": measured_words}
    environment.globals |= {"section_minimum": section_minimum, "has_minimum": has_minimum}
    environment.globals |= {"product": PRODUCT, "purpose": PURPOSE}
    environment.globals |= {"page_of_reasons": PAGE_OF_REASONS}
    environment.globals |= {"page_of_manifests": PAGE_OF_MANIFESTS}
    environment.globals |= {
        "weak_pieces": weak_pieces,
        "plans_shown": plans_shown,
        "plan_title": plan_title,
    }
    return environment.get_template("report.md.j2")


def icon(entry: Entry) -> str:
    """A verdict as one sign."""
    return MOODS[mood_of(entry)]


def squares(scores: Sequence[CriterionScore | PointScore]) -> str:
    """One square for each criterion or point, in the rubric's order; none where there are many.

    A criterion has its code behind it, and the word that all codes share stands before the first.
    """
    if len(scores) > MOST_SQUARES:
        return ""
    codes = [each.criterion.code for each in scores if isinstance(each, CriterionScore)]
    if not codes:
        return "".join(map(_square, scores))
    prefix = shared_prefix(codes)
    shown = (prose(code.removeprefix(prefix).strip()) for code in codes)
    # A word joiner, so that a square and its number stay on one line.
    marked = (f"{_square(score)}\u2060{code}" for score, code in zip(scores, shown, strict=True))
    return " ".join([prose(prefix), *marked] if prefix else marked)


def _square(score: CriterionScore | PointScore) -> str:
    if isinstance(score, PointScore):
        return BROKEN if score.shortfall else STATUS_SQUARES[score.status]
    if score.earned == "none" and score.claimed != "none":
        return BROKEN
    return LEVEL_SQUARES[score.earned]
