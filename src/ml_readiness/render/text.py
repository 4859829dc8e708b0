"""The report for a terminal: verdict first, sections as bars, what is wrong, the way up."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from textwrap import wrap

from ml_readiness.model.errors import Problem
from ml_readiness.model.evidence import BREAKING, Finding
from ml_readiness.model.number import plain
from ml_readiness.model.report import Entry, Plan, Report, Run, SectionScore, Step
from ml_readiness.model.view import View
from ml_readiness.visible import visible

ANSI = re.compile("\x1b\\[[0-9]+m")
STYLES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
LONGEST_VALUE = 120
PLAN_TITLES = {
    "minimum": "To pass, each section needs {}:",
    "band": "To reach the next band, each section needs {}:",
    "checklist": "To pass the checklist:",
}


def render(run: Run, view: View) -> str:
    """Every entry in turn, and a line that sums up when there are several."""
    blocks = ["\n".join(_entry(entry, run, view)) for entry in run.entries]
    if len(run.entries) + len(run.errors) > 1 and run.entries:
        passed = sum(entry.verdict.passed for entry in run.entries)
        blocks.append(f"{passed} of {len(run.entries)} manifests pass")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render_errors(problems: Iterable[Problem], view: View) -> str:
    """Each mistake with its place, the source line with a caret, and the way out."""
    return "".join(f"{line}\n" for problem in problems for line in _problem(problem, view))


def _problem(problem: Problem, view: View) -> Iterator[str]:
    place = visible(problem.path or "")
    if problem.path and problem.line:
        place += f":{problem.line}:{problem.column}"
    label = _style("error", "red", view)
    yield (
        f"{place}: {label}: {_short(problem.message, 300)}"
        if place
        else (f"{label}: {_short(problem.message, 300)}")
    )
    if problem.excerpt is not None and problem.excerpt.strip() and view.colour:
        column = problem.column or 1
        start = max(0, column - 60)
        before = visible(problem.excerpt[start : column - 1])
        yield f"    {before}{visible(problem.excerpt[column - 1 : start + view.width])}"
        yield f"    {' ' * len(before)}{_style('^', 'red', view)}"
    if problem.hint:
        yield f"    {_style('hint', 'dim', view)}: {_short(problem.hint, 300)}"


def _entry(entry: Entry, run: Run, view: View) -> Iterator[str]:
    yield _headline(entry, run, view)
    yield ""
    width = max(len(section.section.id) for section in entry.report.sections)
    for section in entry.report.sections:
        yield _bar(section, entry, max(width, len("checklist")), view)
    yield _checklist_line(entry.report, max(width, len("checklist")))
    for title, statements, colour in (
        ("Why it fails", entry.verdict.reasons, "red"),
        ("Worth a look", entry.verdict.warnings, "yellow"),
    ):
        if statements:
            yield ""
            yield _style(title, "bold", view)
            for statement in statements:
                mark = _style("*", colour, view)
                yield from _item(f"{visible(statement.message)}", view, mark)
    yield from _findings(entry.report, view)
    for plan in entry.plans:
        yield from _plan(plan, view)


def _headline(entry: Entry, run: Run, view: View) -> str:
    report = entry.report
    passed = entry.verdict.passed
    verdict = _style("PASS" if passed else "FAIL", "green" if passed else "red", view)
    score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
    claimed = report.claimed_score
    claims = f", claims {plain(claimed)}" if claimed != report.score else ""
    band = report.rubric.band(report.score).label
    unchecked = "" if run.links_checked else "; links were not checked"
    name = _style(_short(report.name, LONGEST_VALUE), "bold", view)
    return (
        f"{verdict}  {name}  {score}{claims}: {visible(band)}  ({visible(report.path)}{unchecked})"
    )


def _bar(section: SectionScore, entry: Entry, width: int, view: View) -> str:
    size = 28
    earned = int(section.points / section.maximum * size)
    claimed = int(section.claimed_points / section.maximum * size)
    bar = "█" * earned + "▒" * (claimed - earned) + "░" * (size - claimed)
    points = f"{plain(section.points):>4} of {plain(section.maximum)}"
    notes = []
    if section.claimed_points != section.points:
        notes.append(f"claims {plain(section.claimed_points)}")
    if bar_wanted := entry.policy.sections.get(section.section.id):
        notes.append(f"at least {plain(bar_wanted.value)}")
    if section.points == entry.report.score:
        notes.append("sets the score")
    note = f"   {_style(', '.join(notes), 'dim', view)}" if notes else ""
    return f"  {visible(section.section.id):<{width}}  {bar} {points}{note}"


def _checklist_line(report: Report, width: int) -> str:
    total = len(report.checklist)
    return f"  {'checklist':<{width}}  {report.considered} of {total} points considered"


def _findings(report: Report, view: View) -> Iterator[str]:
    """What does not hold, in the order of the manifest, each with its place and a hint."""
    scores = report.criteria
    found = report.wanting
    stale = [score for score in scores if score.shortfall == "stale"]
    unproven = [score for score in scores if score.shortfall == "not-proven"]
    if not (found or stale or unproven):
        return
    yield ""
    yield _style("What is wrong", "bold", view)
    path = visible(report.path)
    for finding in found:
        yield from _finding(finding, path, view)
    for score in stale:
        yield f"  {path}:{score.line}  stale: {visible(score.criterion.id)}"
        yield "      the manual run is too old; review it, and set 'reviewed'"
    for score in unproven:
        yield f"  {path}:{score.line}  not proven: {visible(score.criterion.id)}"
        yield "      automation has to be proven here: cite a test or a job that runs"


def _finding(finding: Finding, path: str, view: View) -> Iterator[str]:
    judgement, cited = finding.judgement, finding.citation
    outcome = judgement.outcome
    colour = "red" if outcome in BREAKING else "yellow"
    place = f"{path}:{cited.line}:{cited.column}"
    yield f"  {place}  {_style(outcome, colour, view)}: {_short(cited.text, LONGEST_VALUE)}"
    yield from _item(visible(judgement.message), view, "   ")
    if judgement.hint:
        yield from _item(f"hint: {visible(judgement.hint)}", view, "   ")


def _plan(plan: Plan, view: View) -> Iterator[str]:
    yield ""
    yield _style(PLAN_TITLES[plan.goal].format(plain(plan.target)), "bold", view)
    for section, lack in plan.lacks.items():
        yield f"  {visible(section)} lacks {_points(lack)}"
        for step in plan.steps:
            if step.section == section:
                yield _step(step)
    for step in plan.steps:
        if step.section is None:
            yield _step(step)


def _step(step: Step) -> str:
    return f"    {step.action:<8} {visible(step.criterion)}  +{plain(step.gain)}"


def _points(points: Decimal) -> str:
    return f"{plain(points)} point{'' if points == 1 else 's'}"


def _item(text: str, view: View, mark: str) -> Iterator[str]:
    """A sentence behind a mark, its later lines below its first word."""
    indent = " " * (2 + len(ANSI.sub("", mark)) + 1)
    lines = wrap(text, max(40, view.width - len(indent)), break_on_hyphens=False) or [""]
    yield f"  {mark} {lines[0]}"
    yield from (f"{indent}{line}" for line in lines[1:])


def _short(text: str, most: int) -> str:
    shown = visible(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _style(text: str, name: str, view: View) -> str:
    return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if view.colour else text
