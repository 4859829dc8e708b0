"""Hostile rubrics, scores and paths of evidence: rows F1 and P2 of the threats, from file to report."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers.harness import Outcome, check, track, write

from ml_readiness.model.errors import InputError
from ml_readiness.model.evidence import Malformed
from ml_readiness.reading.rubric import built_in, read_rubric
from ml_readiness.rules.reference import read_reference

RUBRIC = """\
version: 1
id: small
title: Small
points: {manual: 79.95, automated: 80}
bands:
  - {id: low, from: 0, label: low}
  - {id: high, from: 80, label: high}
sections:
  - id: data
    title: Data
    criteria: [{id: cost, code: D1, title: Cost}]
  - id: model
    title: Model
    criteria: [{id: slices, code: M1, title: Slices}]
"""

MANIFEST = """\
version: 1
name: system
rubric: rubric.yml
tests:
  data: {cost: {level: manual, evidence: [docs/Card.md]}}
  model: {slices: {level: automated, evidence: [rubric.yml]}}
policy:
  minimum: 80
"""


def judged(folder: Path, *argv: str, rubric: str = RUBRIC, manifest: str = MANIFEST) -> Outcome:
    write(folder, {"rubric.yml": rubric, "ml-readiness.yml": manifest, "docs/Card.md": "# Card\n"})
    track(folder)
    return check(folder, *argv)


def report(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(outcome.stdout, parse_float=Decimal)
    return found


# What is put in place of a part of the rubric, and the words that the mistake is named with.
BROKEN = {
    "no sections": (RUBRIC[RUBRIC.index("sections:") :], "sections: []\n"),
    "no criteria": ("[{id: slices, code: M1, title: Slices}]", "[]"),
    "an empty section": ("[{id: slices, code: M1, title: Slices}]", ""),
    "a criterion twice": ("id: slices", "id: cost"),
    "a section twice": ("id: model", "id: data"),
    "negative points": ("manual: 79.95", "manual: -1"),
    "negative points of a machine": ("automated: 80", "automated: -80"),
    "automation worth nothing": ("{manual: 79.95, automated: 80}", "{manual: 0, automated: 0}"),
    "manual above automated": ("manual: 79.95", "manual: 80.01"),
    "infinite points": ("automated: 80", "automated: .inf"),
    "points that are no number": ("automated: 80", "automated: .nan"),
    "points that are no number in words": ("automated: 80", "automated: NaN"),
    "points without end": ("automated: 80", "automated: 1e999"),
    "points in another script": ("automated: 80", "automated: ٨"),
    "a band that never starts": ("from: 80", "from: .inf"),
    "no band for nothing": ("from: 0", "from: 1"),
    "bands that fall": ("from: 80", "from: 0"),
}


@pytest.mark.parametrize(("part", "instead"), BROKEN.values(), ids=BROKEN)
def test_F1_a_rubric_whose_score_means_nothing_is_refused(part: str, instead: str) -> None:
    assert read_rubric(RUBRIC.encode(), "rubric.yml").maximum == 80
    assert RUBRIC.count(part) == 1
    with pytest.raises(InputError) as caught:
        read_rubric(RUBRIC.replace(part, instead).encode(), "rubric.yml")
    assert all(problem.path == "rubric.yml" and problem.line for problem in caught.value.problems)


@pytest.mark.parametrize(("part", "instead"), BROKEN.values(), ids=BROKEN)
def test_F1_a_rubric_whose_score_means_nothing_cannot_be_evaluated(
    part: str, instead: str, tmp_path: Path
) -> None:
    outcome = judged(tmp_path, "--format", "json", rubric=RUBRIC.replace(part, instead))
    found = report(outcome)
    assert (outcome.status, found["passed"], found["manifests"]) == (2, False, [])
    assert {error["path"] for error in found["errors"]} == {"rubric.yml"}


@pytest.mark.parametrize("content", ["", "# nothing\n", "null\n", "[]\n", "{}\n"])
def test_F1_an_empty_rubric_or_manifest_cannot_be_evaluated(content: str, tmp_path: Path) -> None:
    assert judged(tmp_path, rubric=content).status == 2
    assert judged(tmp_path, manifest=content).status == 2


def test_F1_79_95_is_not_80_in_any_form(tmp_path: Path) -> None:
    outcome = judged(tmp_path, "--format", "json")
    (entry,) = report(outcome)["manifests"]
    assert outcome.status == 1
    assert entry["score"] == Decimal("79.95")
    assert entry["band"]["id"] == "low"
    assert [section["points"] for section in entry["sections"]] == [Decimal("79.95"), 80]
    assert entry["verdict"]["passed"] is False
    (reason,) = entry["verdict"]["reasons"]
    assert "the score is 79.95, below the minimum of 80" in reason["message"]
    for form in ("text", "markdown", "csv"):
        assert "79.95" in check(tmp_path, "--format", form).stdout


def test_F1_79_95_passes_at_79_95_and_fails_at_79_950001(tmp_path: Path) -> None:
    passing = MANIFEST.replace("minimum: 80", "minimum: 79.95")
    failing = MANIFEST.replace("minimum: 80", "minimum: 79.950001")
    assert judged(tmp_path, manifest=passing).status == 0
    assert judged(tmp_path, manifest=failing).status == 1


@pytest.mark.parametrize(
    "minimum", ["-1", ".nan", "NaN", ".inf", "1e999", "80.01", "٣", "'80'", "80%", "true", "[80]"]
)
def test_F1_a_minimum_that_is_no_reachable_number_cannot_be_evaluated(
    minimum: str, tmp_path: Path
) -> None:
    manifest = MANIFEST.replace("minimum: 80", f"minimum: {minimum}")
    outcome = judged(tmp_path, "--format", "json", manifest=manifest)
    found = report(outcome)
    assert (outcome.status, found["passed"], found["manifests"]) == (2, False, [])


def test_F1_no_claim_at_all_scores_nothing_and_misses_the_smallest_minimum(tmp_path: Path) -> None:
    manifest = "version: 1\nname: system\npolicy: {minimum: 0.001}\n"
    outcome = judged(tmp_path, "--format", "json", manifest=manifest)
    (entry,) = report(outcome)["manifests"]
    assert (outcome.status, entry["score"], entry["verdict"]["passed"]) == (1, 0, False)


def test_F1_the_built_in_rubrics_have_no_empty_section() -> None:
    for name in ("ml-test-score", "ml-test-score-2017"):
        assert [len(section.criteria) for section in built_in(name).sections] == [7, 7, 7, 7]


UNUSABLE = {
    "NUL": "docs/Card\0.md",
    "300 characters": "d" * 300,
    "empty": "",
    "a point": ".",
}


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("folder", ["", "sub/folder"])
def test_P2_a_path_that_can_be_none_has_no_reading(text: str, folder: str) -> None:
    reference = read_reference(text, folder)
    assert isinstance(reference, Malformed)
    assert (reference.kind, reference.judgement.outcome) == ("file", "invalid")


def evidence(folder: Path, text: str) -> dict[str, Any]:
    """The one piece of evidence of the first criterion, and that it brings nothing."""
    manifest = MANIFEST.replace("[docs/Card.md]", f"[{json.dumps(text)}]", 1)
    outcome = judged(folder, "--format", "json", manifest=manifest)
    (entry,) = report(outcome)["manifests"]
    (criterion,) = entry["sections"][0]["criteria"]
    assert (outcome.status, entry["score"], criterion["earned"]) == (1, 0, "none")
    (found,) = criterion["evidence"]
    assert found["ref"] == text
    return dict(found)


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE)
def test_P2_a_path_that_can_be_none_is_invalid_evidence(text: str, tmp_path: Path) -> None:
    assert evidence(tmp_path, text)["outcome"] == "invalid"


@pytest.mark.parametrize("text", ["docs/card.md", "Docs/Card.md", "docs/card.md#card"])
def test_P2_wrong_case_is_missing_and_names_the_right_one(text: str, tmp_path: Path) -> None:
    found = evidence(tmp_path, text)
    assert (found["outcome"], found["reason"]) == ("missing", "wrong-case")
    assert "docs/Card.md" in found["hint"]
