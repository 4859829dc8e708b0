"""Everything that can be looked up has its texts, and what they show to be pasted holds."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from helpers.harness import TODAY, run
from jsonschema import Draft202012Validator

from ml_readiness.document import parse
from ml_readiness.gate.explaining import about, meanings
from ml_readiness.model import evidence, report
from ml_readiness.model.evidence import Malformed
from ml_readiness.reading.guide import GUIDES, built_in_guides
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema, resolved
from ml_readiness.reading.markdown import read_anchors
from ml_readiness.reading.rubric import built_in, built_in_names, schema_text
from ml_readiness.render.pasted import criterion_examples, point_examples
from ml_readiness.rules.cited import CitedFile
from ml_readiness.rules.prose import is_prose
from ml_readiness.rules.reference import read_reference

TOP = Path(__file__).parent.parent.parent
RUBRIC = built_in("ml-test-score")
GUIDE = built_in_guides("ml-test-score")
CRITERIA = [(section, each) for section in RUBRIC.sections for each in section.criteria]
WORDS = sorted(
    {
        *evidence.OUTCOMES,
        *get_args(evidence.Outcome),
        *get_args(evidence.Weakness),
        *get_args(report.Shortfall),
        *get_args(report.StatementReason),
    }
)
NAMES = [each.code for _, each in CRITERIA] + [each.id for each in RUBRIC.checklist]
NAMES += sorted(meanings())
EXPLAIN_SCHEMA = Draft202012Validator(json.loads(schema_text("explain")))
MANIFEST_SCHEMA = Draft202012Validator(json.loads(schema_text("ml-readiness")))


def pasted() -> Iterator[tuple[str, str, str]]:
    for section, criterion in CRITERIA:
        guide = GUIDE.criteria[criterion.id]
        for level, text in criterion_examples(section, criterion, guide, TODAY):
            yield criterion.id, level, text
    for point in RUBRIC.checklist:
        for status, text in point_examples(point, GUIDE.points[point.id]):
            yield point.id, status, text


PASTED = list(pasted())


@pytest.mark.parametrize("name", built_in_names())
def test_every_criterion_and_every_point_of_a_built_in_rubric_has_its_texts(name: str) -> None:
    guides, rubric = built_in_guides(name), built_in(name)
    assert [*guides.criteria] == [each.id for part in rubric.sections for each in part.criteria]
    assert [*guides.points] == [each.id for each in rubric.checklist]
    for guide in [*guides.criteria.values(), *guides.points.values()]:
        assert 2 <= guide.why.count(". ") + 1 <= 3
        assert 2 <= len(guide.counts) <= 4
        assert 2 <= len(guide.counts_not) <= 3
    assert all([*each.examples] == ["manual", "automated"] for each in guides.criteria.values())
    assert all([*each.examples] == ["done", "not-applicable"] for each in guides.points.values())


def test_no_two_criteria_have_a_text_in_common() -> None:
    every = [*GUIDE.criteria.values(), *GUIDE.points.values()]
    texts = [text for each in every for text in (each.why, *each.counts, *each.counts_not)]
    assert len(set(texts)) == len(texts)


def test_a_guide_file_keeps_the_rules_of_the_keys_in_a_rubric_file() -> None:
    schema = json.loads(schema_text("rubric"))
    for path in GUIDES.iterdir():
        data = parse(path.read_bytes(), path.name).data
        assert [*data] == ["version", "criteria", "checklist"]
        for kind, items in (("criterion", data["criteria"]), ("point", data["checklist"])):
            whole = {"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}
            for name, item in items.items():
                given = {"id": name, "code": "x", "title": "x"} | item
                given.pop("code" if kind == "point" else "", None)
                Draft202012Validator(whole).validate(given)


def test_there_are_examples_of_all_of_them() -> None:
    assert len(PASTED) == 2 * (28 + 11)


@pytest.mark.parametrize(("name", "level", "text"), PASTED)
def test_an_example_is_a_valid_manifest_once_it_is_pasted(name: str, level: str, text: str) -> None:
    document = parse(f"version: 1\nname: x\n{text}".encode(), "m.yml")
    MANIFEST_SCHEMA.validate({**document.data, "version": 1})
    schema = resolved(manifest_schema(RUBRIC))
    manifest = read_manifest(document, RUBRIC, schema, date.max)
    if level in ("manual", "automated"):
        assert manifest.claims[name].level == level
    else:
        assert manifest.considerations[name].status == level


@pytest.mark.parametrize(("name", "level", "text"), PASTED)
def test_an_example_cites_what_it_looks_like(name: str, level: str, text: str) -> None:
    guide = (GUIDE.points if text.startswith("checklist") else GUIDE.criteria)[name]
    cited = [] if level == "not-applicable" else guide.examples[level]
    found = [read_reference(each) for each in cited]
    for string, reference in zip(cited, found, strict=True):
        assert not isinstance(reference, Malformed)
        looks = (
            *(("://", "link"), ("#/", "value"), ("::", "test"), (".github/workflows/", "job")),
            *(("alerts.yml#", "alert"), ("", "file")),
        )
        assert reference.kind == next(kind for mark, kind in looks if mark in string)
    if level == "automated":
        assert not all(isinstance(each, CitedFile) and is_prose(each.path) for each in found)


def test_every_word_of_the_reports_has_a_meaning_and_says_what_it_is_about() -> None:
    told = meanings()
    assert {*WORDS, "not-evaluated"} == set(told)
    for word, meaning in told.items():
        assert meaning.said.endswith(".")
        assert meaning.remedy
        assert about(word)
    assert len({meaning.said for meaning in told.values()}) == len(told)


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_explained_in_both_formats(name: str, tmp_path: Path) -> None:
    shown = run(tmp_path, "explain", name)
    assert (shown.status, shown.stderr) == (0, "")
    done = run(tmp_path, "explain", name, "--format", "json")
    assert (done.status, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    EXPLAIN_SCHEMA.validate(told)
    assert told["topics"]
    flat = " ".join(shown.stdout.split())
    for topic in told["topics"]:
        keys = ("meaning", "remedy") if topic["kind"] == "word" else ("why", "summary")
        texts = [topic[key] for key in keys]
        texts += [*topic.get("counts", ()), *topic.get("counts_not", ())]
        assert all(texts)
        assert all(" ".join(text.split()) in flat for text in texts)
        for example in topic.get("examples", ()):
            assert f"\n\n{example['yaml']}" in shown.stdout
            data = parse(f"version: 1\nname: x\n{example['yaml']}".encode(), "m.yml").data
            MANIFEST_SCHEMA.validate({**data, "version": 1})


def test_the_pages_have_an_anchor_for_each_of_them() -> None:
    pages = TOP / "docs" / "reference"
    anchors = read_anchors((pages / "rubrics.md").read_bytes())
    codes = [each.code.lower().replace(" ", "-") for _, each in CRITERIA]
    assert {*codes, *(each.id for each in RUBRIC.checklist)} <= set(anchors)
    assert set(WORDS) <= set(read_anchors((pages / "reasons.md").read_bytes()))
