"""Writes what is made from the code: schemas, reference pages, and pins of actions in examples.

Run it after a change to a rubric, a reason, an option or an action that our workflows use;
`--check` only says what is out of date.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ml_readiness.evidence import VERIFIERS
from ml_readiness.gate.explaining import about, meanings
from ml_readiness.model.evidence import OUTCOMES, REASONS
from ml_readiness.model.guide import Guide, Guides
from ml_readiness.model.number import plain
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.editor_schema import for_editors
from ml_readiness.reading.guide import built_in_guides
from ml_readiness.reading.manifest_schema import published_schema
from ml_readiness.reading.rubric import built_in, built_in_names
from ml_readiness.render.pasted import criterion_examples, point_examples
from ml_readiness.rules.weakness import SAID as WEAKNESSES

# The day of a manual run in the examples.
DAY = date(2026, 9, 30)
TOP = Path(__file__).parent.parent
SAID = "<!-- Made by scripts/generate.py: edit what it is made from. -->\n\n"


def generated() -> dict[str, str]:
    """Every generated file: its path from the top of the repository, and its whole text."""
    rubrics = [built_in(name) for name in built_in_names()]
    guides = built_in_guides(rubrics[0].id)
    report = report_schema()
    return {
        "schema/ml-readiness.schema.json": written(for_editors(published_schema(rubrics))),
        "schema/report.schema.json": written(report),
        "schema/explain.schema.json": written(explain_schema(report)),
        "docs/reference/rubrics.md": page(rubric_page(rubrics, guides)),
        "docs/reference/reasons.md": page(reasons_page()),
        **pinned(),
    }


def pinned() -> dict[str, str]:
    """What shows workflows to users, with each action at the commit that our own use it at."""
    use = re.compile(r"uses: ([\w./-]+)@[0-9a-f]{40} # v[\d.]+")
    ours = {
        found[1]: found[0]
        for workflow in sorted((TOP / ".github" / "workflows").glob("*.yml"))
        for found in use.finditer(workflow.read_text(encoding="utf-8"))
    }
    shown = [
        *(TOP / name for name in ("README.md", "src/ml_readiness/render/workflow.py")),
        *sorted((TOP / "docs").glob("*.md")),
        *sorted((TOP / "examples").glob("*/.github/workflows/*.yml")),
    ]
    return {
        str(path.relative_to(TOP)): use.sub(
            lambda found: ours.get(found[1], found[0]), path.read_text(encoding="utf-8")
        )
        for path in shown
    }


def written(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def page(lines: Iterable[str]) -> str:
    return SAID + "".join(f"{line}\n" for line in lines)


def report_schema() -> Any:
    """The report's schema as it is, with the kinds and reasons that there are now."""
    schema = json.loads((TOP / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    finding = schema["$defs"]["finding"]["properties"]
    finding["kind"]["enum"] = [*VERIFIERS]
    finding["reason"]["enum"] = [*OUTCOMES, None]
    return schema


def explain_schema(report: Any) -> Any:
    """The schema of explanations as it is, with the parts that it shares with the report's."""
    schema = json.loads((TOP / "schema" / "explain.schema.json").read_text(encoding="utf-8"))
    for name in ("problem", "finding", "level", "shortfall"):
        schema["$defs"][name] = report["$defs"][name]
    return schema


def rubric_page(rubrics: list[Rubric], guides: Guides) -> Iterator[str]:
    """The criteria once, since the built-in rubrics share them; points and bands of each.

    Each criterion has the anchor of its code (`data-3`), each point that of its id.
    """
    first = rubrics[0]
    yield "# Rubrics"
    for rubric in rubrics:
        yield from ("", *rubric_part(rubric))
    yield from ("", "## Criteria")
    for section in first.sections:
        yield from ("", f"### {section.title}")
        for criterion in section.criteria:
            guide = guides.criteria[criterion.id]
            yield from ("", f"#### {criterion.code}", "")
            yield f"**{criterion.title}** (`{section.id}.{criterion.id}`)"
            yield from ("", criterion.question, "", criterion.summary)
            yield from guide_part(guide)
            yield from ("", f"*Example of evidence:* {criterion.example}")
            yield from examples_part(criterion_examples(section, criterion, guide, DAY))
    yield from ("", "## Checklist")
    for point in first.checklist:
        guide = guides.points[point.id]
        yield from ("", f"#### {point.id}", "", f"**{point.title}**", "", point.summary)
        yield from guide_part(guide)
        yield from ("", "Questions:", "", *(f"- {question}" for question in point.questions))
        yield from examples_part(point_examples(point, guide))
        links = [f"- [{resource.title}]({resource.url})" for resource in point.resources]
        yield from ("", "To read:", "", *links) if links else ()


def rubric_part(rubric: Rubric) -> Iterator[str]:
    """What the levels of a rubric are worth, and what its scores are called."""
    manual, automated = (plain(rubric.points[level]) for level in ("manual", "automated"))
    yield from (f"## {rubric.title}", "")
    yield f"`rubric: {rubric.id}`. A manual test is worth {manual}, an automated {automated}."
    yield f"The score is the lowest sum of a section, at most {plain(rubric.maximum)}."
    yield from ("", "| score | band |", "|---|---|")
    for band in rubric.bands:
        bound = "from" if band.inclusive else "above"
        yield f"| {bound} {plain(band.bound)} | {band.label} |"


def guide_part(guide: Guide) -> Iterator[str]:
    """Why it is asked, what counts, and what does not."""
    yield from ("", f"*Why:* {guide.why}")
    yield from ("", "What counts:", "", *(f"- {each}" for each in guide.counts))
    yield from ("", "What does not:", "", *(f"- {each}" for each in guide.counts_not))


def examples_part(examples: Iterable[tuple[str, str]]) -> Iterator[str]:
    for _, text in examples:
        yield from ("", "```yaml", *text.splitlines(), "```")


def reasons_page() -> Iterator[str]:
    """The fixed words of a report, each with an anchor of its own, its meaning and a remedy."""
    yield "# Outcomes and reasons"
    yield ""
    yield "Every piece of evidence has one outcome. All but `verified` come with a reason: a fixed"
    yield "word that stays the same from release to release, while sentences may change."
    yield "`ml-readiness explain WORD` says the same, and where your manifest has it."
    yield ""
    yield "| outcome | reasons |"
    yield "|---|---|"
    yield f"| {linked('verified')} | |"
    for outcome, reasons in REASONS.items():
        yield f"| {linked(outcome)} | {', '.join(map(linked, reasons))} |"
    said = ["verified", *REASONS, *OUTCOMES, *WEAKNESSES]
    others = [word for word in meanings() if word not in said]
    yield from word_part("verified", "##")
    for outcome, reasons in REASONS.items():
        yield from word_part(outcome, "##")
        for reason in reasons:
            yield from word_part(reason, "###")
    yield from word_part("weak", "##")
    for weakness in WEAKNESSES:
        yield from word_part(weakness, "###")
    for theme, title in THEMES.items():
        yield from ("", f"## {title}")
        for word in others:
            if about(word) == theme and word != "weak":
                yield from word_part(word, "###")


# What the other words are said of, and the heading that they stand under.
THEMES = {
    "claim": "Of a claim",
    "policy": "Of the policy",
    "change": "Of a change",
    "manifest": "Of a manifest",
    "run": "Of a run",
}


def linked(word: str) -> str:
    return f"[`{word}`](#{word})"


def word_part(word: str, level: str) -> Iterator[str]:
    meaning = meanings()[word]
    yield from ("", f"{level} {word}", "", meaning.said)
    if meaning.remedy != "Nothing.":
        yield from ("", f"*What to do:* {meaning.remedy}")


def main() -> int:
    stale = 0
    for path, text in generated().items():
        target = TOP / path
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            sys.stdout.write(f"{path} is out of date: run scripts/generate.py\n")
            stale = 1
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
