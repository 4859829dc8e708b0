"""The report for a terminal: verdict first, sections as bars, what is wrong, the way up."""

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap

from ml_readiness.model.errors import Problem
from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import (
    Annotation,
    Entry,
    Gone,
    Plan,
    Report,
    Run,
    SectionScore,
    Step,
)
from ml_readiness.model.view import View
from ml_readiness.rules.headline import tally, told
from ml_readiness.rules.plan import TITLES, plans_shown
from ml_readiness.rules.remarks import Weight, gravity
from ml_readiness.rules.weakness import SAID, weak_pieces
from ml_readiness.visible import clipped, visible

ANSI = re.compile("\x1b\\[[0-9]+m")
STYLES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
WEIGHT_COLOURS: Mapping[Weight, str] = {"fails": "red", "warns": "yellow", "notes": "dim"}
LONGEST_VALUE = 120
CHECKLIST = "checklist"
MOST_WEAK = 5
BAR = 28


def render(run: Run, view: View) -> str:
    """Every entry in turn, and a line that sums up when there are several."""
    blocks = ["\n".join(_entry(entry, run, view)) for entry in run.entries]
    blocks += [_gone(gone, view) for gone in run.gone]
    count = tally(run)
    if count.total + len(run.errors) > 1 and count.total:
        blocks.append(told(count))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render_errors(run: Run, view: View) -> str:
    """Each mistake with its place, the source line with a caret, and the way out; how many."""
    lines = [line for problem in run.errors for line in _problem(problem, view)]
    if len(run.errors) > 1:
        left = run.errors_left_out
        shown = f", of which {len(run.errors):,} are shown" if left else ""
        lines.append(f"{len(run.errors) + left:,} errors{shown}")
    return "".join(f"{line}\n" for line in lines)


def render_failures(run: Run, view: View) -> str:
    """Why the run fails, a line a reason, for whoever wants no report."""
    if run.fail_on == "never":
        return ""
    label = _style("fails", "red", view)
    return "".join(
        f"{visible(path)}: {label}: {visible(reason.message)}\n"
        for path, verdict in [
            *((entry.report.path, entry.verdict) for entry in run.entries),
            *((gone.path, gone.verdict) for gone in run.gone),
        ]
        if not verdict.passed
        for reason in verdict.reasons
    )


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
    width = max(len(CHECKLIST), *(len(each.section.id) for each in entry.report.sections))
    for section in entry.report.sections:
        yield _bar(section, entry, width, view)
    yield _checklist(entry, width, view)
    if view.everything:
        from ml_readiness.render.criteria import every_criterion

        yield from (
            "",
            _style("All criteria and points", "bold", view),
            *every_criterion(entry.report),
        )
    for title, statements, colour in (
        ("Why it fails", entry.verdict.reasons, "red"),
        ("Worth a look", entry.verdict.warnings, "yellow"),
    ):
        if statements:
            yield from ("", _style(title, "bold", view))
            for statement in statements:
                yield from _item(visible(statement.message), view, _style("*", colour, view))
    if entry.annotations:
        yield from ("", _style("What is wrong", "bold", view))
        for annotation in entry.annotations:
            weight = gravity(annotation, entry.verdict, run.fail_on)
            yield from _annotation(annotation, weight, entry.report.path, view)
    yield from _weak(entry, view)
    for plan in plans_shown(entry.plans):
        yield from _plan(plan, entry.report, view)


def _gone(gone: Gone, view: View) -> str:
    verdict = _style("FAIL", "red", view)
    name = _style(_short(gone.name, LONGEST_VALUE), "bold", view)
    [reason] = gone.verdict.reasons
    return f"{verdict}  {name}  {visible(reason.message)}"


def _headline(entry: Entry, run: Run, view: View) -> str:
    report = entry.report
    passed = entry.verdict.passed
    verdict = _style("PASS" if passed else "FAIL", "green" if passed else "red", view)
    name = _style(_short(report.name, LONGEST_VALUE), "bold", view)
    score = f"{plain(report.score)} of {plain(report.rubric.maximum)}"
    notes = []
    if entry.comparison:
        delta = entry.comparison.delta
        notes.append(f"{signed(delta)} against the base" if delta else "as the base")
    if entry.policy.minimum.value:
        notes.append(f"at least {plain(entry.policy.minimum.value)}")
    if report.claimed_score != report.score:
        notes.append(f"claims {plain(report.claimed_score)}")
    noted = f" ({', '.join(notes)})" if notes else ""
    band = visible(report.rubric.band(report.score).label)
    unchecked = "" if run.links_checked else "; links were not checked"
    return f"{verdict}  {name}  {score}{noted}: {band}  [{visible(report.path)}{unchecked}]"


def _bar(section: SectionScore, entry: Entry, width: int, view: View) -> str:
    earned = int(section.points / section.maximum * BAR)
    claimed = int(section.claimed_points / section.maximum * BAR)
    bar = "█" * earned + "▒" * (claimed - earned) + "░" * (BAR - claimed)
    notes = []
    if entry.comparison and (delta := entry.comparison.sections[section.section.id]):
        notes.append(signed(delta))
    if section.section.id in entry.policy.sections:
        notes.append(f"at least {plain(entry.policy.sections[section.section.id].value)}")
    if section.claimed_points != section.points:
        notes.append(f"claims {plain(section.claimed_points)}")
    if section.points == entry.report.score:
        notes.append("sets the score")
    points = f"{plain(section.points):>4} of {plain(section.maximum)}"
    return f"  {visible(section.section.id):<{width}}  {bar} {points}{_notes(notes, view)}"


def _checklist(entry: Entry, width: int, view: View) -> str:
    report, minimum = entry.report, entry.policy.checklist_minimum
    notes = [f"at least {plain(minimum.value)}"] if minimum else []
    trusted = sum(finding.judgement.reason == "accept-links" for finding in report.findings)
    if trusted:
        notes.append(f"{trusted} link{'s' * (trusted > 1)} accepted, not asked")
    considered = f"{report.considered} of {len(report.checklist)} points considered"
    return f"  {CHECKLIST:<{width}}  {considered}{_notes(notes, view)}"


def _notes(notes: list[str], view: View) -> str:
    return f"   {_style(', '.join(notes), 'dim', view)}" if notes else ""


def _annotation(annotation: Annotation, weight: Weight, path: str, view: View) -> Iterator[str]:
    place = ":".join(str(part) for part in (annotation.line, annotation.column) if part)
    state = _style(annotation.state, WEIGHT_COLOURS[weight], view)
    yield f"  {visible(path)}:{place}  {state}: {_short(annotation.subject, LONGEST_VALUE)}"
    yield from _item(visible(annotation.message), view, "   ")
    if annotation.hint:
        yield from _item(f"hint: {visible(annotation.hint)}", view, "   ")


def _weak(entry: Entry, view: View) -> Iterator[str]:
    """What holds and proves little, each piece once."""
    weak = weak_pieces(entry.report.findings)
    if weak:
        yield from ("", _style("Weak evidence", "bold", view))
        for text, weakness in list(weak.items())[:MOST_WEAK]:
            shown = f"{_short(text, LONGEST_VALUE)}: {SAID[weakness]}"
            yield from _item(shown, view, _style("*", "dim", view))
        if len(weak) > MOST_WEAK:
            yield f"  and {len(weak) - MOST_WEAK} more"


def _plan(plan: Plan, report: Report, view: View) -> Iterator[str]:
    yield ""
    yield _style(f"{TITLES[plan.goal]}:", "bold", view)
    have = {section.section.id: section.points for section in report.sections}
    for section, lack in plan.lacks.items():
        points = f"{plain(have[section])}, needs {plain(have[section] + lack)}"
        yield f"  {visible(section)} has {points}"
        yield from (_step(step) for step in plan.steps if step.section == section)
    yield from (_step(step) for step in plan.steps if step.section is None)


def _step(step: Step) -> str:
    return f"    {step.action:<8} {visible(step.criterion)}  +{plain(step.gain)}"


def _item(text: str, view: View, mark: str) -> Iterator[str]:
    """A sentence behind a mark, its later lines below its first word."""
    indent = " " * (2 + len(ANSI.sub("", mark)) + 1)
    lines = wrap(text, max(40, view.width - len(indent)), break_on_hyphens=False) or [""]
    yield f"  {mark} {lines[0]}"
    yield from (f"{indent}{line}" for line in lines[1:])


def _short(text: str, most: int) -> str:
    return clipped(visible(text), most)


def _style(text: str, name: str, view: View) -> str:
    return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if view.colour else text
