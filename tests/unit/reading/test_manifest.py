"""A manifest becomes claims, considerations and terms, each with its place in the file."""

from datetime import date
from decimal import Decimal

import pytest

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.model.manifest import Citation, Claim, Consideration, Manifest, Terms
from ml_readiness.reading.manifest import read_manifest, rubric_name
from ml_readiness.reading.manifest_schema import manifest_schema
from ml_readiness.reading.rubric import built_in

TODAY = date(2026, 11, 23)
RUBRIC = built_in("ml-test-score")
SCHEMA = manifest_schema(RUBRIC)
EMPTY = Manifest(path="m.yml", name="n", claims={}, considerations={}, terms=Terms(sections={}))


def read(text: str) -> Manifest:
    return read_manifest(parse(text.encode(), "m.yml"), RUBRIC, SCHEMA, TODAY)


def rest(text: str) -> Manifest:
    return read("version: 1\nname: n\n" + text)


def messages(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        rest(text)
    return [problem.message for problem in caught.value.problems]


def test_everything_a_manifest_can_say() -> None:
    manifest = read("""\
version: 1
name: fraud-detector
description: Scores card payments.
rubric: ml-test-score
tests:
  model:
    slices: {level: none}
  data:
    feature-cost:
      level: manual
      reviewed: 2026-11-23
      evidence: [docs/feature-cost.md#results]
      owner: "@acme/risk-ml"
      note: by hand
    feature-expectations:
      level: automated
      evidence:
        - tests/test_data.py::test_ranges
        - .github/workflows/ci.yml#data
checklist:
  ground-truth:
    status: not-applicable
    reason: no labels
  baseline:
    status: done
    evidence: [docs/card.md]
  drift: {status: open, note: later}
policy:
  minimum: 4.5
  sections: {monitoring: 6, data: 0}
  checklist: {minimum: 9, required: [baseline, ethics]}
  max-age-days: 180
  max-job-age-days: 30
  prove-automation: [infrastructure]
  accept-links: [grafana.example.com/d/, wiki.example.com:8443]
""")
    claims = {
        "feature-expectations": Claim(
            level="automated",
            evidence=(
                Citation(text="tests/test_data.py::test_ranges", line=18, column=11),
                Citation(text=".github/workflows/ci.yml#data", line=19, column=11),
            ),
            reviewed=None,
            line=15,
        ),
        "feature-cost": Claim(
            level="manual",
            evidence=(Citation(text="docs/feature-cost.md#results", line=12, column=18),),
            reviewed=date(2026, 11, 23),
            line=9,
            owner="@acme/risk-ml",
            note="by hand",
        ),
        "slices": Claim(level="none", evidence=(), reviewed=None, line=7),
    }
    considerations = {
        "baseline": Consideration(
            status="done",
            evidence=(Citation(text="docs/card.md", line=26, column=16),),
            line=24,
        ),
        "ground-truth": Consideration(
            status="not-applicable", evidence=(), line=21, reason="no labels"
        ),
        "drift": Consideration(status="open", evidence=(), line=27, note="later"),
    }
    assert manifest == Manifest(
        path="m.yml",
        name="fraud-detector",
        claims=claims,
        considerations=considerations,
        terms=Terms(
            minimum=Decimal("4.5"),
            sections={"monitoring": Decimal(6), "data": Decimal(0)},
            checklist_minimum=Decimal(9),
            checklist_required=("baseline", "ethics"),
            max_age_days=180,
            max_job_age_days=30,
            prove_automation=("infrastructure",),
            accept_links=("grafana.example.com/d/", "wiki.example.com:8443"),
        ),
    )
    # In the rubric's order, however the file is ordered.
    assert list(manifest.claims) == list(claims)
    assert list(manifest.considerations) == list(considerations)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tests:\nchecklist:\npolicy:\n",
        "tests: {}\nchecklist: {}\npolicy: {}\n",
        "tests: {data: , model: {}}\npolicy: {sections: , checklist: }\n",
        "tests: {data: {feature-cost: ~, feature-code: }}\n",
        "checklist: {baseline: , drift: null}\n",
        "policy: {checklist: {required: []}, prove-automation: [], accept-links: []}\n",
    ],
)
def test_what_is_left_empty_is_the_same_as_absent(text: str) -> None:
    assert rest(text) == EMPTY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tests: {data: {feature-cost: {}}}", "'level' is missing"),
        ("checklist: {baseline: {note: x}}", "'status' is missing"),
        (
            "tests: {data: {feature-cost: {level: none, evidence: }}}",
            "'evidence' must be a list, not nothing",
        ),
        (
            "tests: {data: {feature-cost: {level: none, evidence: [[a]]}}}",
            "this must be text, not a list",
        ),
        ("tests: {data: manual}", "'data' must be a mapping, not 'manual'"),
        ("tests: [data]", "'tests' must be a mapping, not a list"),
        ("tests: {speed: }", "unknown section 'speed'"),
        ("tests: {data: {speed: }}", "unknown criterion 'speed'"),
        ("checklist: {speed: }", "unknown checklist point 'speed'"),
        ("policy: {speed: 1}", "unknown key 'speed'"),
        ("policy: {sections: {speed: 1}}", "unknown section 'speed'"),
        ("policy: {checklist: {speed: 1}}", "unknown key 'speed'"),
        ("policy: {checklist: {required: [speed]}}", "this cannot be 'speed'"),
        ("policy: {prove-automation: [speed]}", "this cannot be 'speed'"),
        ("tests: {data: {feature-cost: {level: none, reason: x}}}", "unknown key 'reason'"),
        ("checklist: {drift: {status: open, reviewed: x}}", "unknown key 'reviewed'"),
        ("policy: {minimum: 14.1}", "'minimum' can be at most 14, not 14.1"),
        ("policy: {minimum: -1}", "'minimum' must be at least 0, not -1"),
        ("policy: {sections: {data: 15}}", "'data' can be at most 14, not 15"),
        ("policy: {checklist: {minimum: 12}}", "'minimum' can be at most 11, not 12"),
        ("policy: {max-job-age-days: 0}", "'max-job-age-days' must be at least 1, not 0"),
        ("policy: {max-age-days: 0}", "'max-age-days' must be at least 1, not 0"),
        ("policy: {max-age-days: 1.5}", "'max-age-days' must be a whole number, not 1.5"),
        ("policy: {minimum: '5'}", "'minimum' must be a number, not '5'"),
        ("policy: {minimum: }", "'minimum' must be a number, not nothing"),
    ],
)
def test_one_mistake(text: str, message: str) -> None:
    assert messages(text + "\n") == [message]


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ("status: done", "'evidence' is missing: done needs at least one piece"),
        ("status: done, evidence: []", "'evidence' needs at least 1 item"),
        ("status: not-applicable", "'reason' is missing: say why the point does not apply"),
        ("status: not-applicable, reason: ''", "'reason' is empty"),
        (
            "status: done, evidence: [a], reason: x",
            "only a point that is not-applicable has a 'reason'",
        ),
        ("status: open, reason: x", "only a point that is not-applicable has a 'reason'"),
    ],
)
def test_what_a_status_asks_for(point: str, message: str) -> None:
    assert messages(f"checklist: {{drift: {{{point}}}}}\n") == [message]


@pytest.mark.parametrize("level", ["manual", "automated"])
def test_what_a_level_asks_for(level: str) -> None:
    claim = f"tests: {{data: {{feature-cost: {{level: {level}"
    missing = "'evidence' is missing: manual and automated need at least one piece"
    assert messages(claim + "}}}\n") == [missing]
    assert messages(claim + ", evidence: []}}}\n") == ["'evidence' needs at least 1 item"]
    assert rest(claim + ", evidence: [a]}}}\n").claims["feature-cost"].level == level


@pytest.mark.parametrize(
    ("day", "ok"),
    [("2026-11-23", True), ("2026-11-22", True), ("2026-11-24", False), ("2027-01-01", False)],
)
def test_a_day_in_the_future_was_not_reviewed_yet(day: str, ok: bool) -> None:
    text = f"tests: {{data: {{feature-cost: {{level: none, reviewed: {day}}}}}}}\n"
    if ok:
        assert rest(text).claims["feature-cost"].reviewed == date.fromisoformat(day)
    else:
        assert messages(text) == [f"'{day}' is in the future: today is 2026-11-23 in UTC"]


def test_mistakes_of_form_and_of_content_come_together_in_the_order_of_the_file() -> None:
    assert messages("tests: {speed: , data: *x}\nname: again\nchecklist: 5\n") == [
        "unknown section 'speed'",
        "aliases are not read here: *x",
        "the key 'name' is given twice, first on line 2",
        "'checklist' must be a mapping, not 5",
    ]


@pytest.mark.parametrize("root", ["- 1\n", "word\n", "---\n"])
def test_the_root_is_a_mapping(root: str) -> None:
    with pytest.raises(InputError, match="this must be a mapping"):
        read(root)


def test_version_and_name_are_needed() -> None:
    with pytest.raises(InputError) as caught:
        read("tests:\n")
    assert [(p.message, p.line, p.column) for p in caught.value.problems] == [
        ("'version' is missing", 1, 1),
        ("'name' is missing", 1, 1),
    ]


def test_citations_are_those_of_tests_then_of_the_checklist() -> None:
    manifest = rest(
        "checklist: {drift: {status: open, evidence: [d, b]}}\n"
        "tests: {model: {slices: {level: none, evidence: [c]}}, "
        "data: {feature-cost: {level: none, evidence: [a]}}}\n"
    )
    assert [cited.text for cited in manifest.citations] == ["a", "c", "d", "b"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rubric: mine.yml\n", "mine.yml"),
        ("rubric: ''\n", None),
        ("rubric: 5\n", None),
        ("rubric:\n", None),
        ("name: n\n", None),
        ("- rubric\n", None),
    ],
)
def test_the_rubric_a_manifest_asks_for(text: str, name: str | None) -> None:
    assert rubric_name(parse(text.encode(), "m.yml")) == name
