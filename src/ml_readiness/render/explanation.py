"""An explanation for a terminal: a list of everything, or each topic in full."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from textwrap import wrap

from ml_readiness.model.evidence import REASONS, Finding
from ml_readiness.model.explanation import (
    CriterionTopic,
    Explanation,
    PointTopic,
    Topic,
    WordTopic,
    suggestions,
)
from ml_readiness.model.guide import Guide
from ml_readiness.model.report import CriterionScore, PointScore
from ml_readiness.model.view import View
from ml_readiness.render.pasted import criterion_examples, point_examples
from ml_readiness.visible import clipped, visible

MOST_OF_A_LINE = 2000  # a text of a rubric of one's own
LONGEST_TITLE = 120
NARROWEST = 40
MOST_SIGHTINGS = 20
# What the words that are no reasons are said of.
ABOUT = {
    "evidence": "said of a piece of evidence",
    "weak": "a reason why evidence is weak",
    "claim": "said of a claim",
    "policy": "said of a bar of the policy",
    "change": "said of a change",
    "manifest": "said of a manifest",
    "run": "said of a run",
}
NEXT = "More on one of them by its code or its id, or on a word of a report:"
COMMANDS_SHOWN = ("ml-readiness explain Data 3", "ml-readiness explain not-called")


def explanation_text(explanation: Explanation, view: View, today: date) -> str:
    """The text, ending in a newline; `today` stands in the examples."""
    lines: list[str] = []
    if explanation.listing:
        lines += _listing(explanation, view)
    else:
        for topic in explanation.topics:
            lines += [""] if lines else []
            lines += _topic(topic, explanation, view, today)
            lines += _candidates(topic, explanation, view)
            lines += _resources(topic, view)
    return "".join(f"{line}\n" for line in lines)


def _listing(explanation: Explanation, view: View) -> Iterator[str]:
    yield from _wrapped(f"{_short(explanation.rubric.title)}. {_standing(explanation)}", view)
    for title, topics in groupby(explanation.topics, _heading):
        yield from ("", _bold(title, view), *_table(list(map(_row, topics)), view))
    yield ""
    yield from _wrapped(NEXT, view)
    yield from (f"  {command}" for command in COMMANDS_SHOWN)


def _heading(topic: Topic) -> str:
    return _short(topic.section.title) if isinstance(topic, CriterionTopic) else "Checklist"


def _row(topic: Topic) -> tuple[str, str, str, str]:
    """What it is called for short, its title, its state, and its id where that is another."""
    match topic:
        case CriterionTopic(criterion=criterion, score=score):
            state = _level(score) if score else ""
            return visible(criterion.code), _short(criterion.title), state, visible(criterion.id)
        case PointTopic(point=point, score=score):
            return visible(point.id), _short(point.title), _status(score) if score else "", ""
        case WordTopic(word=word, said=said):
            return word, said, "", ""


def _table(rows: list[tuple[str, str, str, str]], view: View) -> Iterator[str]:
    """Aligned rows; where there is no room the ids are left out, and titles are cut."""
    code, title, state, name = (max(map(len, column)) for column in zip(*rows, strict=True))
    room = view.width - 2 - code - 2 - (state + 2 if state else 0)
    named = name and title + 2 + name <= room
    title = min(title, max(NARROWEST // 2, room))
    for row in rows:
        cells = [f"{row[0]:<{code}}", f"{clipped(row[1], title):<{title}}"]
        cells += [f"{row[2]:<{state}}"] if state else []
        cells += [row[3]] if named else []
        yield f"  {'  '.join(cells)}".rstrip()


def _topic(topic: Topic, explanation: Explanation, view: View, today: date) -> Iterator[str]:
    match topic:
        case CriterionTopic(section=section, criterion=criterion, guide=guide, score=score):
            yield _bold(f"{_short(criterion.code)}: {_short(criterion.title)}", view)
            yield f"tests.{visible(section.id)}.{visible(criterion.id)}"
            yield from _paragraph("", criterion.question, view)
            yield from _taught(guide, criterion.summary, view)
            yield from _paragraph("For example", criterion.example, view)
            examples = criterion_examples(section, criterion, guide, today)
            yield from _examples(examples, "evidence", view)
            said = _level(score) if score else ""
            yield from _state(explanation, said, score, view)
        case PointTopic(point=point, guide=guide, score=score):
            yield _bold(f"Checklist: {_short(point.title)}", view)
            yield f"checklist.{visible(point.id)}"
            yield from _taught(guide, point.summary, view)
            yield from _items("Questions to ask", point.questions, view)
            yield from _examples(point_examples(point, guide), "status", view)
            said = _status(score) if score else ""
            yield from _state(explanation, said, score, view)
        case WordTopic():
            yield _bold(topic.word, view)
            of_reasons = topic.word != topic.about and topic.about in REASONS
            yield f"a reason why evidence is {topic.about}" if of_reasons else ABOUT[topic.about]
            yield from _paragraph("", topic.said, view)
            yield from _paragraph("What to do", topic.remedy, view)
            yield from _seen(topic, explanation, view)


def _taught(guide: Guide, summary: str, view: View) -> Iterator[str]:
    yield from _paragraph("Why", guide.why, view)
    yield from _paragraph("What is asked", summary, view)
    yield from _items("What counts", guide.counts, view)
    yield from _items("What does not", guide.counts_not, view)


def _examples(examples: Iterable[tuple[str, str]], noun: str, view: View) -> Iterator[str]:
    """The YAML starts at the margin, so that it can be pasted as it is."""
    for level, text in examples:
        words = f"{level} {noun}" if noun == "evidence" else level
        yield from ("", _bold(f"Example: {words}", view), "")
        yield from text.splitlines()


def _state(
    explanation: Explanation, said: str, score: CriterionScore | PointScore | None, view: View
) -> Iterator[str]:
    yield from ("", _bold("Here", view))
    if score is None:
        yield from _wrapped(_standing(explanation), view, "  ")
        return
    line = f":{score.line}" if score.line else ""
    why = f" ({score.shortfall})" if score.shortfall else ""
    yield from _wrapped(f"{explanation.manifest}{line}: {said}{why}", view, "  ")
    for finding in score.findings:
        yield from _item(_finding_said(finding), view)


def _finding_said(finding: Finding) -> str:
    judgement = finding.judgement
    word = judgement.reason or judgement.outcome
    weak = f", {judgement.weakness}" if judgement.weakness else ""
    return f"{_short(finding.citation.text)}: {word}{weak}"


def _seen(topic: WordTopic, explanation: Explanation, view: View) -> Iterator[str]:
    yield from ("", _bold("Here", view))
    if explanation.report is None:
        yield from _wrapped(_standing(explanation), view, "  ")
    elif not topic.seen:
        yield from _wrapped(f"{explanation.manifest} has nothing of the kind.", view, "  ")
    for place in topic.seen[:MOST_SIGHTINGS]:
        at = f"{explanation.manifest}:{place.line} " if place.line else ""
        yield from _item(f"{at}{_short(place.subject)}: {visible(place.message)}", view)
    if len(topic.seen) > MOST_SIGHTINGS:
        yield f"  and {len(topic.seen) - MOST_SIGHTINGS} more"


def _candidates(topic: Topic, explanation: Explanation, view: View) -> Iterator[str]:
    """What may be cited here; it claims nothing."""
    found = suggestions(topic, explanation.found) if explanation.found else ()
    if found:
        yield from ("", _bold("Found in this repository, to be looked at", view))
        for each in found:
            yield from _item(f"{each.grade}: {visible(each.reference)}", view)
            yield from _wrapped(_short(each.why), view, "    ")


def _resources(topic: Topic, view: View) -> Iterator[str]:
    match topic:
        case CriterionTopic(criterion=of) | PointTopic(point=of):
            told = [f"{each.title} {each.url}" for each in of.resources]
            yield from _items("To read", told, view)


def _standing(explanation: Explanation) -> str:
    """What stands in the way of a state; nothing does where the manifest was judged."""
    path, count = explanation.manifest, len(explanation.problems) + explanation.problems_left_out
    match explanation.state:
        case "judged":
            name = explanation.report.name if explanation.report else ""
            return f"{path}: {_short(name)}, links not checked."
        case "absent":
            return f"There is no {path} here."
        case "invalid":
            wrong = f"{count} error{'s' * (count != 1)}"
            return f"{path} has {wrong}, so it has no state: `ml-readiness check` shows them."
        case "unread":
            reasons = "; ".join(problem.message for problem in explanation.problems)
            return f"The folder cannot be read: {visible(reasons)}"


def _level(score: CriterionScore) -> str:
    if score.claimed == score.earned:
        return score.earned
    return f"{score.earned}, claims {score.claimed}"


def _status(score: PointScore) -> str:
    if score.status == "done" and not score.counted:
        return "open, claims done"
    return score.status


def _paragraph(title: str, text: str, view: View) -> Iterator[str]:
    if text:
        yield ""
        if title:
            yield _bold(title, view)
        yield from _wrapped(_flat(text), view, "  " if title else "")


def _items(title: str, texts: Iterable[str], view: View) -> Iterator[str]:
    told = [line for text in texts for line in _item(_flat(text), view)]
    if told:
        yield from ("", _bold(title, view), *told)


def _item(text: str, view: View) -> Iterator[str]:
    first, *more = _wrapped(text, view, "    ")
    yield f"  - {first[4:]}"
    yield from more


def _wrapped(text: str, view: View, indent: str = "") -> list[str]:
    width = max(NARROWEST, view.width)
    lines = wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return lines or [indent]


def _flat(text: str) -> str:
    """A text of several lines as one, with what hides or commands as an escape."""
    return clipped(visible(" ".join(text.split())), MOST_OF_A_LINE)


def _short(text: str) -> str:
    return clipped(_flat(text), LONGEST_TITLE)


def _bold(text: str, view: View) -> str:
    return f"\x1b[1m{text}\x1b[0m" if view.colour else text
