"""What a word means for a rubric and for this repository's manifest, which is judged offline."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ml_readiness.document import Document, parse
from ml_readiness.gate import run
from ml_readiness.gate.proposals import proposed
from ml_readiness.gate.rubrics import Rubrics, content
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.evidence import OUTCOMES, Finding
from ml_readiness.model.explanation import (
    CriterionTopic,
    Explanation,
    ManifestState,
    PointTopic,
    Sighting,
    Topic,
    WordTopic,
)
from ml_readiness.model.guide import Guide, Guides
from ml_readiness.model.report import Entry, Report
from ml_readiness.model.request import DEFAULT_MANIFEST, Ports, Request
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.signs import Signposts
from ml_readiness.reading.guide import built_in_guides, read_guides
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in, built_in_names
from ml_readiness.reading.signs import built_in_signs, own_signs
from ml_readiness.render.alerts import RULES
from ml_readiness.rules.meanings import MEANINGS, OTHER_WORDS, Meaning
from ml_readiness.rules.topics import topics_of, unknown_word
from ml_readiness.rules.weakness import SAID

NO_GUIDE = Guide(examples={})
# Stands for a manifest that is not there, or that cannot be read.
BLANK = b"version: 1\nname: none\n"


def explain(asked: str, request: Request, ports: Ports) -> Explanation:
    """What `asked` means, or all criteria and points where it is empty.

    Raises InputError for a word that nothing is called by, and for a rubric that is asked for and
    is not there. A manifest that is not valid, or not there, is no reason to say less.
    """
    rubrics = Rubrics(ports.tree, request.rubric, request.today)
    document = _document(ports)
    rubric, guides, signs = _rubric(rubrics, document, request)
    entry: Entry | None = None
    state: ManifestState = "absent"
    problems: tuple[Problem, ...] = ()
    left_out = 0
    if ports.tree.exists(DEFAULT_MANIFEST):
        result = run(replace(request, manifests=(DEFAULT_MANIFEST,), offline=True), ports)
        problems, left_out = result.errors, result.errors_left_out
        entry = next(iter(result.entries), None)
        state = "judged" if entry else "invalid"
    topics = _topics(asked, rubric, guides, entry)
    return Explanation(
        rubric=rubric,
        listing=not asked,
        topics=topics,
        found=proposed(ports.tree, rubric, _asked(topics, signs)) if asked else None,
        manifest=DEFAULT_MANIFEST,
        state=state,
        report=entry.report if entry else None,
        problems=problems,
        problems_left_out=left_out,
    )


def explain_unread(
    asked: str, rubric_name: str | None, problems: tuple[Problem, ...]
) -> Explanation:
    """The same where nothing of the folder can be read, for the reasons given."""
    if rubric_name is not None and rubric_name not in built_in_names():
        raise InputError(*problems)
    name = rubric_name or DEFAULT_RUBRIC
    rubric = built_in(name)
    return Explanation(
        rubric=rubric,
        listing=not asked,
        topics=_topics(asked, rubric, built_in_guides(name), None),
        manifest=DEFAULT_MANIFEST,
        state="unread",
        report=None,
        problems=problems,
    )


def meanings() -> Mapping[str, Meaning]:
    """What every fixed word of the reports means, by the word."""
    of_alerts = {word: Meaning(rule.full, rule.help) for word, rule in RULES.items()}
    return {**{str(word): said for word, said in MEANINGS.items()}, **OTHER_WORDS, **of_alerts}


def about(word: str) -> str:
    """The outcome that a reason belongs to, or what the word is said of."""
    of_reasons = {str(reason): outcome for reason, outcome in OUTCOMES.items()}
    if word in of_reasons:
        return of_reasons[word]
    if word in SAID:
        return "weak"
    if word in RULES:
        return RULES[word].tag
    return "evidence" if word in ("verified", "accepted") else "run"


def _document(ports: Ports) -> Document:
    """The manifest as far as it can be read, else a blank one."""
    try:
        return parse(content(DEFAULT_MANIFEST, "manifest", ports.tree), DEFAULT_MANIFEST)
    except InputError:
        return parse(BLANK, DEFAULT_MANIFEST)


def _rubric(
    rubrics: Rubrics, document: Document, request: Request
) -> tuple[Rubric, Guides, Signposts]:
    try:
        rubric, _ = rubrics.of(document)
        name, path = rubrics.place(document)
    except InputError:
        if request.rubric:
            raise
        rubric, name, path = built_in(DEFAULT_RUBRIC), DEFAULT_RUBRIC, None
    if path is None:
        return rubric, built_in_guides(name), built_in_signs(name)
    text = content(path, "rubric", rubrics.tree)
    return rubric, read_guides(text, path), own_signs(text, path)


def _asked(topics: Iterable[Topic], signs: Signposts) -> Signposts:
    """The signs of what was asked for, so that nothing else is looked for."""
    criteria = {each.criterion.id for each in topics if isinstance(each, CriterionTopic)}
    points = {each.point.id for each in topics if isinstance(each, PointTopic)}
    return Signposts(
        criteria={name: each for name, each in signs.criteria.items() if name in criteria},
        points={name: each for name, each in signs.points.items() if name in points},
    )


def _topics(asked: str, rubric: Rubric, guides: Guides, entry: Entry | None) -> tuple[Topic, ...]:
    words = meanings()
    named = topics_of(asked, rubric, words)
    if not named:
        raise unknown_word(asked, rubric, words)
    report = entry.report if entry else None
    criteria = {each.criterion.id: each for each in report.criteria} if report else {}
    points = {each.point.id: each for each in report.checklist} if report else {}
    found: list[Topic] = [
        CriterionTopic(
            section=section,
            criterion=criterion,
            guide=guides.criteria.get(criterion.id, NO_GUIDE),
            score=criteria.get(criterion.id),
        )
        for section in rubric.sections
        for criterion in section.criteria
        if ("criterion", criterion.id) in named
    ]
    found += [
        PointTopic(
            point=point,
            guide=guides.points.get(point.id, NO_GUIDE),
            score=points.get(point.id),
        )
        for point in rubric.checklist
        if ("point", point.id) in named
    ]
    found += [_word(word, entry) for kind, word in sorted(named) if kind == "word"]
    return tuple(found)


def _word(word: str, entry: Entry | None) -> WordTopic:
    meaning = meanings()[word]
    return WordTopic(
        word=word,
        about=about(word),
        said=meaning.said,
        remedy=meaning.remedy,
        seen=tuple(_seen(word, entry)) if entry else (),
    )


def _seen(word: str, entry: Entry) -> Iterator[Sighting]:
    """Where the report on the manifest says a word."""
    for subject, finding in _findings(entry.report):
        judgement = finding.judgement
        said = (judgement.reason, judgement.weakness, judgement.outcome)
        if word in said or (word == "weak" and judgement.weakness):
            yield Sighting(
                subject=f"{subject}: {finding.citation.text}",
                line=finding.citation.line,
                message=judgement.message,
            )
    for annotation in entry.annotations:
        if annotation.state == word and annotation.column is None:
            yield Sighting(
                subject=annotation.subject, line=annotation.line, message=annotation.message
            )
    for statement in (*entry.verdict.reasons, *entry.verdict.warnings):
        if statement.reason == word:
            yield Sighting(subject=entry.report.name, line=None, message=statement.message)


def _findings(report: Report) -> Iterator[tuple[str, Finding]]:
    for score in report.criteria:
        yield from ((score.criterion.id, finding) for finding in score.findings)
    for point in report.checklist:
        yield from ((point.point.id, finding) for finding in point.findings)
