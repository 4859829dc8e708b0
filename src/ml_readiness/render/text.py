"""The report for a terminal: the verdict, this change, the sections, the way up, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence

from ml_readiness.model.errors import Problem
from ml_readiness.model.number import plain, signed
from ml_readiness.model.report import (
    Entry,
    FailOn,
    Gone,
    Plan,
    Report,
    Run,
    SectionScore,
    Statement,
    Step,
)
from ml_readiness.model.view import View
from ml_readiness.rules.change import (
    MOST_OPEN,
    Bearing,
    Effect,
    Wrong,
    effects,
    findings,
    standing,
    way_to_pass,
)
from ml_readiness.rules.headline import (
    entry_words,
    explained,
    lag,
    left_unasked,
    lowest,
    tally,
    told,
)
from ml_readiness.rules.named import named_step
from ml_readiness.rules.plan import plan_title, plans_shown
from ml_readiness.rules.policy import section_minimum
from ml_readiness.rules.remarks import Weight, gravity
from ml_readiness.rules.weakness import SAID, weak_pieces
from ml_readiness.visible import clipped, visible

STYLES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
WEIGHT_COLOURS: Mapping[Weight, str] = {"fails": "red", "warns": "yellow", "notes": "dim"}
BEARING_COLOURS: Mapping[Bearing, str] = {"fails": "red", "warns": "yellow", "gains": "green"}
LONGEST_VALUE = 120
CHECKLIST = "Checklist"
BAR = 28
# How many digits of a hash tell a commit from the others.
HASH_DIGITS = 7


def render(run: Run, view: View) -> str:
    """Every entry in turn, and a line that sums up when there are several."""
    blocks = ["\n".join(_entry(entry, run, view)) for entry in run.entries]
    blocks += [_gone(gone, view) for gone in run.gone]
    count = tally(run)
    if said := lag(run):
        blocks.append(said)
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
        end = start + view.width
        yield f"    {before}{visible(problem.excerpt[column - 1 : end])}"
        yield f"    {' ' * len(before)}{_style('^', 'red', view)}"
    if problem.hint:
        yield f"    {_style('hint', 'dim', view)}: {_short(problem.hint, 300)}"


def _entry(entry: Entry, run: Run, view: View) -> Iterator[str]:
    yield _headline(entry, run, view)
    yield f"The {visible(explained(entry.report)).removeprefix('the ')}."
    reasons, warnings = standing(entry.verdict)
    yield from _statements("Why it fails", reasons, "red", view)
    yield from _change(effects(entry, run.fail_on), run.fail_on, view)
    yield from _statements("Worth a look", warnings, "yellow", view)
    yield ""
    width = max(
        len(CHECKLIST), *(len(visible(each.section.title)) for each in entry.report.sections)
    )
    for section in entry.report.sections:
        yield _bar(section, entry, width, view)
    yield _checklist(entry, width, view)
    for plan in plans_shown(entry.plans):
        yield from _plan(plan, entry.report, run, view)
    yield from _wrong(entry, run, view)
    yield from _weak(entry, view)
    if view.everything:
        from ml_readiness.render.criteria import every_criterion

        yield from (
            "",
            _style("All criteria and points", "bold", view),
            *every_criterion(entry.report),
        )


def _statements(
    title: str, statements: Sequence[Statement], colour: str, view: View
) -> Iterator[str]:
    if statements:
        yield from ("", _style(title, "bold", view))
    for statement in statements:
        yield f"  {_style('*', colour, view)} {visible(statement.message)}"


def _change(found: Sequence[Effect], fail_on: FailOn, view: View) -> Iterator[str]:
    if found:
        yield from ("", _style("This change", "bold", view))
    for each in found:
        about = f"{each.verb} {each.about.label}: " if each.about else ""
        text = visible(f"{about}{each.message}")
        yield f"  {_style('*', BEARING_COLOURS[each.bearing], view)} {text}"
    if way := way_to_pass(found, fail_on):
        yield f"  {way}"


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
    notes = "" if entry.comparison is None or entry.comparison.changed else "; as the base"
    notes += "".join(f"; {each.words}" for each in left_unasked(run))
    words = entry_words(entry, run.fail_on)
    place = f"{run.repository}@{(run.head or '')[:HASH_DIGITS]}: " if run.repository else ""
    return f"{verdict}  {name}  {words}  [{visible(place + report.path)}{notes}]"


def _bar(section: SectionScore, entry: Entry, width: int, view: View) -> str:
    earned = int(section.points / section.maximum * BAR)
    claimed = int(section.claimed_points / section.maximum * BAR)
    bar = "█" * earned + "▒" * (claimed - earned) + "░" * (BAR - claimed)
    notes = []
    if entry.comparison and (delta := entry.comparison.sections[section.section.id]):
        notes.append(signed(delta))
    if needed := section_minimum(entry.policy, section.section.id):
        notes.append(f"needs {plain(needed)}")
    if section.claimed_points != section.points:
        notes.append(f"claimed {plain(section.claimed_points)}")
    if section in lowest(entry.report):
        notes.append("lowest")
    points = f"{plain(section.points):>4} of {plain(section.maximum)}"
    return f"  {visible(section.section.title):<{width}}  {bar} {points}{_notes(notes, view)}"


def _checklist(entry: Entry, width: int, view: View) -> str:
    report, minimum = entry.report, entry.policy.checklist_minimum
    notes = [f"needs {plain(minimum.value)}"] if minimum else []
    trusted = sum(finding.judgement.reason == "accept-links" for finding in report.findings)
    if trusted:
        notes.append(f"{trusted} link{'s' * (trusted > 1)} accepted, not asked")
    considered = f"{report.considered} of {len(report.checklist)} points considered"
    return f"  {CHECKLIST:<{width}}  {considered}{_notes(notes, view)}"


def _notes(notes: list[str], view: View) -> str:
    return f"   {_style(', '.join(notes), 'dim', view)}" if notes else ""


def _wrong(entry: Entry, run: Run, view: View) -> Iterator[str]:
    """What is wrong, each at its line; what the change brings comes first."""
    found = findings(entry)
    if not found:
        return
    yield from ("", _style("What is wrong", "bold", view))
    most = len(found) if view.everything else MOST_OPEN
    for each in found[:most]:
        weight = gravity(each.annotation, entry.verdict, run.fail_on)
        yield from _finding(each, weight, entry.report.path, view)
    yield from _more(len(found) - most)


def _finding(wrong: Wrong, weight: Weight, path: str, view: View) -> Iterator[str]:
    annotation = wrong.annotation
    place = ":".join(str(part) for part in (annotation.line, annotation.column) if part)
    state = _style(annotation.state, WEIGHT_COLOURS[weight], view)
    new = "new, " if wrong.new else ""
    about = f"  {_short(wrong.about.label, LONGEST_VALUE)}" if wrong.about else ""
    yield f"  {visible(path)}:{place}{about}"
    yield f"      {new}{state}: {_short(annotation.subject, LONGEST_VALUE)}"
    yield f"      {visible(annotation.message)}"
    if annotation.hint:
        yield f"      hint: {visible(annotation.hint)}"


def _weak(entry: Entry, view: View) -> Iterator[str]:
    """What holds and proves little, each piece once."""
    weak = weak_pieces(entry.report.findings)
    if weak:
        yield from ("", _style("Weak evidence", "bold", view))
        most = len(weak) if view.everything else MOST_OPEN
        for text, weakness in list(weak.items())[:most]:
            shown = f"{_short(text, LONGEST_VALUE)}: {SAID[weakness]}"
            yield f"  {_style('*', 'dim', view)} {shown}"
        yield from _more(len(weak) - most)


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield f"  and {left:,} more: --all shows them"


def _plan(plan: Plan, report: Report, run: Run, view: View) -> Iterator[str]:
    yield ""
    yield _style(f"{plan_title(plan, run.fail_on)}", "bold", view)
    have = {section.section.id: section.points for section in report.sections}
    titles = {section.section.id: section.section.title for section in report.sections}
    for section, lack in plan.lacks.items():
        points = f"{plain(have[section])}, needs {plain(have[section] + lack)}"
        yield f"  {visible(titles[section])} has {points}"
        yield from (_step(step, report) for step in plan.steps if step.section == section)
    yield from (_step(step, report) for step in plan.steps if step.section is None)


def _step(step: Step, report: Report) -> str:
    label = visible(named_step(step, report.rubric).label)
    return f"    {step.action:<8} {label} ({visible(step.criterion)})  +{plain(step.gain)}"


def _short(text: str, most: int) -> str:
    return clipped(visible(text), most)


def _style(text: str, name: str, view: View) -> str:
    return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if view.colour else text
