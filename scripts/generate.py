"""Writes what is made from the code: the schemas and the reference pages.

Run it after a change to a rubric, a reason or an option; `--check` only says what is out of date.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ml_readiness.evidence import VERIFIERS
from ml_readiness.model.evidence import OUTCOMES, REASONS
from ml_readiness.model.number import plain
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.editor_schema import for_editors
from ml_readiness.reading.manifest_schema import published_schema
from ml_readiness.reading.rubric import built_in, built_in_names

TOP = Path(__file__).parent.parent
SAID = "<!-- Made by scripts/generate.py: edit what it is made from. -->\n\n"


def generated() -> dict[str, str]:
    """Every generated file: its path from the top of the repository, and its whole text."""
    rubrics = [built_in(name) for name in built_in_names()]
    return {
        "schema/ml-readiness.schema.json": written(for_editors(published_schema(rubrics))),
        "schema/report.schema.json": written(report_schema()),
        "docs/reference/rubrics.md": SAID + "".join(f"{line}\n" for line in rubric_page(rubrics)),
        "docs/reference/reasons.md": SAID + "".join(f"{line}\n" for line in reasons_page()),
    }


def written(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def report_schema() -> Any:
    """The report's schema as it is, with the kinds and reasons that there are now."""
    schema = json.loads((TOP / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    finding = schema["$defs"]["finding"]["properties"]
    finding["kind"]["enum"] = [*VERIFIERS]
    finding["reason"]["enum"] = [*OUTCOMES, None]
    return schema


def rubric_page(rubrics: list[Rubric]) -> Iterator[str]:
    """The criteria once, since the built-in rubrics share them; points and bands of each."""
    first = rubrics[0]
    yield "# Rubrics"
    for rubric in rubrics:
        manual, automated = (plain(rubric.points[level]) for level in ("manual", "automated"))
        yield ""
        yield f"## {rubric.title}"
        yield ""
        yield f"`rubric: {rubric.id}`. A manual test is worth {manual}, an automated {automated}."
        yield f"The score is the lowest sum of a section, at most {plain(rubric.maximum)}."
        yield ""
        yield "| score | band |"
        yield "|---|---|"
        for band in rubric.bands:
            bound = "from" if band.inclusive else "above"
            yield f"| {bound} {plain(band.bound)} | {band.label} |"
    yield ""
    yield "## Criteria"
    for section in first.sections:
        yield ""
        yield f"### {section.title}"
        for criterion in section.criteria:
            yield ""
            yield f"**{criterion.code}: {criterion.title}** (`{section.id}.{criterion.id}`)"
            yield ""
            yield f"{criterion.question} {criterion.summary}"
            yield ""
            yield f"*Example of evidence:* {criterion.example}"
    yield ""
    yield "## Checklist"
    for point in first.checklist:
        yield ""
        yield f"**{point.title}** (`{point.id}`)"
        yield ""
        yield point.summary
        yield ""
        yield from (f"- {question}" for question in point.questions)
        yield from (f"- [{resource.title}]({resource.url})" for resource in point.resources)


def reasons_page() -> Iterator[str]:
    """The fixed words that a report uses for what was found."""
    yield "# Outcomes and reasons"
    yield ""
    yield "Every piece of evidence has one outcome. All but `verified` come with a reason: a fixed"
    yield "word that stays the same from release to release, while sentences may change."
    yield ""
    yield "| outcome | reasons |"
    yield "|---|---|"
    yield "| verified | |"
    for outcome, reasons in REASONS.items():
        yield f"| {outcome} | {', '.join(f'`{reason}`' for reason in reasons)} |"


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
