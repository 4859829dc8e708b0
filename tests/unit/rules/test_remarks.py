"""What is wrong and how grave it is, the same for every report."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from helpers.runs import FILES, MANIFEST, every_link, example_run, judged
from helpers.twosided import alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.action.deliver.annotations import messages
from ml_readiness.model.errors import MOST_SAID, Problem
from ml_readiness.model.report import THEMES, FailOn, Run, Statement, StatementReason, Verdict
from ml_readiness.model.view import View
from ml_readiness.render import render
from ml_readiness.rules.remarks import NOT_EVALUATED, Remark, first_of_each, gravity, remarks
from ml_readiness.rules.weakness import weak_pieces

NOTIFICATIONS = "toolExecutionNotifications"


def weights(run: Run) -> list[tuple[str, str]]:
    return [(each.word, each.weight) for each in remarks(run)]


def words(kind: object) -> Iterator[str]:
    for each in get_args(kind):
        if isinstance(each, str):
            yield each
        else:
            yield from words(each)


def test_every_reason_has_a_theme() -> None:
    assert set(THEMES) == {*words(StatementReason)}


def test_a_missed_bar_and_broken_evidence_fail_and_the_rest_warns(tmp_path: Path) -> None:
    assert weights(example_run(tmp_path)) == [
        ("below-minimum", "fails"),
        ("section-below-minimum", "fails"),
        ("checklist-below-minimum", "fails"),
        ("required-point-open", "fails"),
        ("stale", "warns"),
        ("missing", "fails"),
        ("not-proven", "warns"),
    ]


@pytest.mark.parametrize("fail_on", ["regression", "never"])
def test_what_the_gate_was_asked_to_tolerate_warns(tmp_path: Path, fail_on: FailOn) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST}
    run = judged(tmp_path, files, fail_on=fail_on, fetch=every_link)
    assert {each.weight for each in remarks(run)} == {"warns"}
    assert len([*remarks(run)]) == 7


@pytest.mark.parametrize("fail_on", get_args(FailOn))
def test_annotations_and_alerts_are_as_grave_as_each_other(tmp_path: Path, fail_on: str) -> None:
    """A rule of code scanning on errors must not block what `never` was asked not to block."""
    files = FILES | {"ml-readiness.yml": MANIFEST}
    run = judged(tmp_path, files, fail_on=fail_on, fetch=every_link)
    [analysis] = json.loads(render("sarif", run, View()))["runs"]
    alerts = sorted(each["level"] for each in analysis["results"])
    assert alerts == sorted(each.importance for each in messages(run, ""))
    assert ("error" in alerts) == (run.status == 1)


@pytest.mark.parametrize(
    ("fail_on", "weight"), [("minimum", "fails"), ("any", "fails"), ("never", "warns")]
)
def test_a_manifest_that_is_gone(tmp_path: Path, fail_on: FailOn, weight: str) -> None:
    run = compared(tmp_path, alone(manifest()), {}, fail_on=fail_on)
    [remark] = remarks(run)
    assert (remark.word, remark.weight, remark.path) == ("gone", weight, "ml-readiness.yml")
    assert remark.subject is None
    assert remark.line is None


def test_a_manifest_that_is_gone_says_each_of_its_reasons(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(manifest()), {})
    [gone] = run.gone
    reasons = (*gone.verdict.reasons, Statement(reason="bar-lowered", message="lower"))
    gone = replace(gone, verdict=replace(gone.verdict, reasons=reasons))
    assert weights(replace(run, gone=(gone,))) == [("gone", "fails"), ("bar-lowered", "fails")]


def test_evidence_that_breaks_a_claim_warns_where_the_manifest_passes(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST.partition("policy:")[0]}
    run = judged(tmp_path, files, fetch=every_link)
    assert run.passed
    assert weights(run) == [("missing", "warns")]


def test_how_the_gate_was_asked_is_only_noted(tmp_path: Path) -> None:
    run = example_run(tmp_path, "version: 1\nname: x\n")
    [entry] = run.entries
    said = tuple(Statement(reason=reason, message=reason) for reason in THEMES)
    verdict = Verdict(passed=True, reasons=(), warnings=said)
    run = replace(run, entries=(replace(entry, verdict=verdict),))
    assert dict(weights(run)) == {
        reason: "notes" if theme == "asked" else "warns" for reason, theme in THEMES.items()
    }


@pytest.mark.parametrize("fail_on", get_args(FailOn))
def test_a_mistake_fails_whatever_was_asked(tmp_path: Path, fail_on: FailOn) -> None:
    problem = Problem(message="no key", hint="write one", path="a.yml", line=2, column=3)
    run = replace(example_run(tmp_path), errors=(problem,), entries=(), fail_on=fail_on)
    assert [*remarks(run)] == [
        Remark(
            word=NOT_EVALUATED,
            weight="fails",
            message="no key",
            hint="write one",
            path="a.yml",
            line=2,
            column=3,
        )
    ]


def test_mistakes_then_gone_then_manifests(tmp_path: Path) -> None:
    gone = compared(tmp_path / "gone", alone(manifest()), {}).gone
    run = example_run(tmp_path / "kept")
    found = weights(replace(run, gone=gone, errors=(Problem(message="no"),)))
    assert found == [(NOT_EVALUATED, "fails"), ("gone", "fails"), *weights(run)]


def test_a_remark_has_all_that_an_annotation_has(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    [entry] = run.entries
    found = [*remarks(run)][len(entry.verdict.reasons) :]
    for remark, annotation in zip(found, entry.annotations, strict=True):
        assert remark == Remark(
            word=annotation.state,
            weight=gravity(annotation, entry.verdict, run.fail_on),
            message=annotation.message,
            subject=annotation.subject,
            hint=annotation.hint,
            path="ml-readiness.yml",
            line=annotation.line,
            column=annotation.column,
        )


def test_610_at_most_a_hundred_errors_of_a_file_are_said_and_the_rest_is_counted() -> None:
    one = [Problem(message=f"{number}", path="a.yml", line=number) for number in range(250)]
    other = [Problem(message="x", path="b.yml", line=1)]
    placeless = [Problem(message="no")] * 250
    said, left = first_of_each([*one, *other, *placeless])
    assert said == (*one[:MOST_SAID], *other, *placeless)
    assert left == 150


MANY = "".join(f"        - {number}\n" for number in range(98))
CROWDED = f"""\
version: 1
name: x
tests:
  data:
    feature-cost:
      level: manual
      evidence:
{MANY}    feature-code:
      level: manual
      evidence:
{MANY}"""


def test_610_every_report_says_how_many_errors_it_leaves_out(tmp_path: Path) -> None:
    run = judged(tmp_path, {"ml-readiness.yml": CROWDED})
    assert (len(run.errors), run.errors_left_out, run.status) == (MOST_SAID, 96, 2)
    assert json.loads(render("json", run, View()))["errors_left_out"] == 96
    assert "and 96 more" in render("markdown", run, View())
    [*_, last] = remarks(run)
    assert (last.message, last.path, last.weight) == ("96 more errors are not shown", None, "fails")
    [log] = json.loads(render("sarif", run, View()))["runs"]
    notices = [each["message"]["text"] for each in log["invocations"][0][NOTIFICATIONS]]
    assert notices == ["96 more errors are not shown."]
    assert len(log["results"]) == MOST_SAID


CRITERIA = (
    *("feature-expectations", "feature-benefit", "feature-cost", "feature-policy"),
    *("privacy-controls", "feature-lead-time"),
)
SHARED = "docs/a.md#a"
PAGE = {"docs/a.md": "# A\n\nText.\n"}


@pytest.mark.parametrize(("criteria", "weak"), [(6, 6), (5, 0)])
def test_weak_evidence_that_holds_is_a_note(tmp_path: Path, criteria: int, weak: int) -> None:
    text = manifest(dict.fromkeys(CRITERIA[:criteria], ("manual", SHARED)))
    run = compared(tmp_path, None, alone(text, **PAGE))
    found = [each for each in remarks(run) if each.word == "weak"]
    assert len(found) == weak
    assert {(each.weight, each.message, each.subject) for each in found} <= {
        ("notes", "it stands under more than 5 criteria", SHARED)
    }


@pytest.mark.parametrize(("refused", "considered"), [("false", 1), ("true", 0)])
def test_a_point_does_not_count_for_weak_evidence_that_is_refused(
    tmp_path: Path, refused: str, considered: int
) -> None:
    source = "def test_a():\n    try:\n        assert f()\n    except Exception:\n        pass\n"
    points = {"ethics": "status: done, evidence: ['test_a.py::test_a']"}
    text = manifest(points=points, policy=f"refuse-weak: {refused}")
    [entry] = compared(tmp_path, None, alone(text, **{"test_a.py": source})).entries
    assert entry.report.considered == considered


def test_what_does_not_hold_is_not_called_weak(tmp_path: Path) -> None:
    text = manifest({"feature-cost": ("manual", "model/card.jsonl, gone.md")})
    [entry] = compared(tmp_path, None, alone(text)).entries
    shared = [
        replace(each, judgement=replace(each.judgement, weakness="shared"))
        for each in entry.report.findings
    ]
    assert weak_pieces(shared) == {"model/card.jsonl": "shared"}
    assert weak_pieces(entry.report.findings) == {}
