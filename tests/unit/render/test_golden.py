"""Whole comments, kept in `tests/golden/`.

`GOLDEN=write pytest tests/unit/render/test_golden.py` writes them anew; look at the difference
before you commit it.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.rendered import page
from helpers.runs import FILES, MANIFEST, SOURCE, every_link, example_run, judged
from helpers.twosided import compared
from msgspec.structs import replace

from ml_readiness.model.report import Run
from ml_readiness.model.view import View, WebSource
from ml_readiness.reading.rubric import built_in
from ml_readiness.render.markdown import comment

TOP = Path(__file__).parents[3]
GOLDEN = TOP / "tests" / "golden"
WRITE = os.environ.get("GOLDEN") == "write"
MARK = "<!-- ml-readiness -->"

FEW_CLAIMS = """\
version: 1
name: churn
tests:
  data:
    feature-cost: {level: manual, reviewed: 2026-11-01, evidence: [docs/cost.md]}
"""
INVALID = """\
version: 1
nam: fraud-detector
tests:
  data:
    feature-expectation:
      level: automatic
      evidence: ["tests/test_data.py::test_ranges"]
  model:
    feature-cost: {level: manual, reviewed: 2026-13-01, evidence: [docs/cost.md]}
policy:
  minimum: 15
"""
RUBRIC = """\
version: 1
id: house-rules
title: House rules
points: {manual: 0.5, automated: 1}
bands:
  - {id: early, label: not for customers, from: 0}
  - {id: late, label: for customers, above: 1}
sections:
  - id: words
    title: Words | numbers
    criteria:
      - {id: spelling, code: W-1, title: "Spelling, by hand"}
      - {id: grammar, code: W-2, title: Grammar}
  - id: pictures
    title: Pictures
    criteria:
      - {id: alt, code: P-1, title: A text for each}
      - {id: size, code: P-2, title: Nothing huge}
checklist:
  - {id: asked, title: Somebody was asked}
"""
HOUSE = """\
version: 1
name: newsletter
rubric: ./rubric.yml
tests:
  words:
    spelling: {level: manual, evidence: ["docs/cost.md#cost"]}
    grammar: {level: automated, evidence: ["tests/test_data.py::test_ranges"]}
  pictures:
    alt: {level: manual, evidence: [docs/cost.md]}
checklist:
  asked: {status: not-applicable, reason: nobody was there}
policy:
  minimum: 1
"""
LINKS = """\
version: 1
name: fraud-detector
tests:
  data:
    feature-cost:
      level: manual
      reviewed: 2026-11-01
      evidence: ["https://wiki.example.com/cost?page=2&tab=x#results", docs/cost.md]
checklist:
  baseline: {status: done, evidence: ["https://github.com/acme/fraud/issues/1"]}
"""


def an_example(folder: Path, name: str, *, offline: bool = False) -> Run:
    """One of our examples, in a repository of its own."""
    top = TOP / "examples" / name
    files = {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return judged(folder, files, offline=offline)


def several(folder: Path) -> Run:
    files = FILES | {
        "fails/ml-readiness.yml": MANIFEST,
        "invalid/ml-readiness.yml": INVALID,
        "passes/ml-readiness.yml": FEW_CLAIMS,
    }
    return judged(folder, files, manifests=("*/ml-readiness.yml",))


def changing(folder: Path) -> Run:
    """A pull request that mends one thing, makes another worse, and would lower the bar."""
    head = (
        MANIFEST.replace("#resluts", "#results")
        .replace("level: automated", "level: manual\n      reviewed: 2026-11-01", 1)
        .replace("minimum: 3", "minimum: 1", 1)
    )
    before, after = (FILES | {"ml-readiness.yml": text} for text in (MANIFEST, head))
    return compared(folder, before, after)


def better(folder: Path) -> Run:
    """A pull request that mends one claim and makes a new one."""
    head = MANIFEST.replace("#resluts", "#results").replace(
        "tests:\n  data:\n",
        "tests:\n  data:\n    feature-benefit: {level: manual, reviewed: 2026-11-01, "
        "evidence: [docs/cost.md]}\n",
    )
    before, after = (FILES | {"ml-readiness.yml": text} for text in (MANIFEST, head))
    return compared(folder, before, after)


def worse(folder: Path) -> Run:
    """A pull request that takes a document away, where only what gets worse fails."""
    files = FILES | {"ml-readiness.yml": MANIFEST}
    without = {path: text for path, text in files.items() if path != "docs/cost.md"}
    return compared(folder, files, without, fail_on="regression")


def weak(folder: Path) -> Run:
    """One document for six criteria, which clears the bar all the same."""
    first = example_rubric()
    claims = "".join(
        f"  {section}:\n"
        + "".join(
            f"    {each}: {{level: manual, reviewed: 2026-11-01, evidence: [docs/cost.md]}}\n"
            for each in criteria
        )
        for section, criteria in first.items()
    )
    text = f"version: 1\nname: churn\ntests:\n{claims}policy: {{minimum: 2}}\n"
    return judged(folder, FILES | {"ml-readiness.yml": text})


def short(folder: Path) -> Run:
    """What the README shows: one point is missing, and one document stands under six criteria."""
    proved = 'level: automated, evidence: ["tests/test_data.py::test_ranges"]'
    written = "level: manual, reviewed: 2026-11-01, evidence: [docs/cost.md]"
    claims = {
        "data": {
            "feature-expectations": proved,
            "feature-benefit": written,
            "feature-cost": written,
        },
        "model": {"spec-review": written, "baseline": proved, "slices": proved},
        "infrastructure": {"reproducibility": proved, "canary": written, "rollback": written},
        "monitoring": {"data-invariants": proved, "model-age": written},
    }
    text = "version: 1\nname: fraud-detector\ntests:\n" + "".join(
        f"  {section}:\n" + "".join(f"    {each}: {{{said}}}\n" for each, said in those.items())
        for section, those in claims.items()
    )
    policy = "policy: {minimum: 4}\n"
    return judged(folder, FILES | {"ml-readiness.yml": text + policy})


def example_rubric() -> dict[str, tuple[str, ...]]:
    """Two criteria of each section."""
    rubric = built_in("ml-test-score")
    return {each.id: tuple(one.id for one in each.criteria[:2]) for each in rubric.sections}


def three(folder: Path) -> Run:
    """Three systems: one fails, one clears its bar, one has none."""
    passing = FEW_CLAIMS.replace("churn", "prices") + "policy: {sections: {data: 1}}\n"
    files = FILES | {
        "churn/ml-readiness.yml": FEW_CLAIMS,
        "fraud/ml-readiness.yml": MANIFEST,
        "prices/ml-readiness.yml": passing,
    }
    return judged(folder, files, manifests=("*/ml-readiness.yml",))


def lagging(folder: Path) -> Run:
    """A merge that is older than its base branch, which asks for more since."""
    before, after, tip = (
        FILES | {"ml-readiness.yml": text}
        for text in (
            MANIFEST.replace("minimum: 3", "minimum: 1", 1),
            MANIFEST.replace("minimum: 3", "minimum: 1", 1).replace("#resluts", "#results"),
            MANIFEST,
        )
    )
    return compared(folder, before, after, tip=tip)


def measuring(folder: Path) -> Run:
    """A change that loosens a bound, renames a pointer, and edits a result so that it passes."""

    def side(auc: str, drift: str, slices: str, recall: str) -> dict[str, str]:
        claims = {
            "model": {"baseline": f"#/auc >= {auc}", "slices": f"#/{slices}"},
            "monitoring": {"data-invariants": "#/drift <= 0.2", "prediction-quality": "#/recall"},
        }
        text = "version: 1\nname: fraud-detector\ntests:\n" + "".join(
            f"  {section}:\n"
            + "".join(
                f'    {name}: {{level: automated, evidence: ["reports/eval.json{each}"]}}\n'
                for name, each in those.items()
            )
            for section, those in claims.items()
        )
        numbers = f'"auc": 0.{recall}12, "drift": {drift}, "worst": 0.81, "weakest": 0.62'
        report = f'{{\n  {numbers},\n  "recall": 0.{recall}\n}}\n'.replace(", ", ",\n  ")
        return {"ml-readiness.yml": text, "reports/eval.json": report}

    before = side("0.9", "0.31", "worst >= 0.8", "93")
    return compared(folder, before, side("0.85", "0.18", "weakest >= 0.6", "91"))


# What happened, and where the files are; each is the name of a file.
SITUATIONS: dict[str, tuple[Callable[[Path], Run], WebSource | None]] = {
    "passing": (lambda folder: an_example(folder, "fraud-detector", offline=True), SOURCE),
    "first-run": (lambda folder: judged(folder, FILES | {"ml-readiness.yml": FEW_CLAIMS}), SOURCE),
    "failing": (lambda folder: an_example(folder, "churn-model"), SOURCE),
    "invalid": (lambda folder: judged(folder, FILES | {"ml-readiness.yml": INVALID}), SOURCE),
    "several": (several, SOURCE),
    "values": (measuring, SOURCE),
    "own-rubric": (
        lambda folder: judged(folder, FILES | {"ml-readiness.yml": HOUSE, "rubric.yml": RUBRIC}),
        replace(SOURCE, prefix="news/"),
    ),
    "links-checked": (
        lambda folder: judged(folder, FILES | {"ml-readiness.yml": LINKS}, fetch=every_link),
        SOURCE,
    ),
    "links-not-checked": (
        lambda folder: judged(folder, FILES | {"ml-readiness.yml": LINKS}, offline=True),
        SOURCE,
    ),
    "regression": (worse, SOURCE),
    "below-a-bar": (
        lambda folder: judged(folder, FILES | {"ml-readiness.yml": MANIFEST}, fail_on="regression"),
        SOURCE,
    ),
    "mending": (better, SOURCE),
    "weak": (weak, SOURCE),
    "short": (short, SOURCE),
    "three": (three, SOURCE),
    "lagging": (lagging, SOURCE),
    "changing": (changing, SOURCE),
    "changed-by-the-merge": (example_run, replace(SOURCE, moved=("ml-readiness.yml",))),
    "without-pages": (example_run, None),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_comment_is_the_one_that_is_kept(name: str, tmp_path: Path) -> None:
    situation, source = SITUATIONS[name]
    run = replace(situation(tmp_path), tool="0.0.0")
    found = comment(run, View(source=source), MARK)
    kept = GOLDEN / f"{name}.md"
    if WRITE:
        assert os.environ.get("CI") != "true", "CI compares with what is kept"
        kept.write_text(found, "utf-8", newline="\n")
    assert found == kept.read_text("utf-8")


def test_nothing_is_kept_that_is_not_compared() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.md" for name in SITUATIONS}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_is_kept_is_a_whole_page(name: str) -> None:
    shown = page((GOLDEN / f"{name}.md").read_text("utf-8"))
    assert shown.comments == [" ml-readiness "]
    assert shown.alive == []
    assert shown.images == []
    assert [level for level, _ in shown.headings].count("h2") == 1
    for table in shown.tables:
        assert len({len(row) for row in table}) == 1
        assert len(table) > 1
    pages = ("https://github.com/acme/fraud/", "https://grafana.example.com/", "https://wiki.")
    assert all(link.href.startswith(pages) for link in shown.cited)
