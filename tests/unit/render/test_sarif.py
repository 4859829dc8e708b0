"""The report as SARIF, for GitHub's code scanning."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from helpers.harness import check, track, write
from helpers.runs import FILES, MANIFEST, SOURCE, every_link, example_run, judged
from helpers.sarif import analysis, notifications, standard, uris
from helpers.twosided import alone, compared
from helpers.twosided import manifest as a_manifest
from jsonschema import ValidationError
from msgspec.structs import replace

from ml_readiness.model.evidence import HOLDING
from ml_readiness.model.report import THEMES, Annotation, Jobs, Run
from ml_readiness.model.view import View, WebSource
from ml_readiness.render.alerts import RULES
from ml_readiness.render.sarif import render
from ml_readiness.rules.remarks import NOT_EVALUATED

TOP = Path(__file__).parents[3]
PASSING = "version: 1\nname: passing\n"
INVALID = "version: 1\nnam: x\ntests:\n  data:\n    feature-cost: {level: manaul}\n"
FINGERPRINT = re.compile("[0-9a-f]{16}:[1-9][0-9]*")


def region(result: dict[str, Any]) -> tuple[int, int]:
    found = result["locations"][0]["physicalLocation"]["region"]
    return found["startLine"], found["startColumn"]


def fingerprints(found: dict[str, Any]) -> dict[str, str]:
    """Each message with what its alert is known by."""
    return {
        result["message"]["text"]: result["partialFingerprints"]["primaryLocationLineHash"]
        for result in found["results"]
    }


def test_the_schema_tells_right_from_wrong(tmp_path: Path) -> None:
    log = json.loads(render(example_run(tmp_path), View()))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(ValidationError, match="'fatal' is not one of"):
        standard().validate(log)


def test_an_alert_for_each_missed_bar_and_each_wrong_thing(tmp_path: Path) -> None:
    found = analysis(example_run(tmp_path))
    assert [(result["ruleId"], result["level"], region(result)) for result in found["results"]] == [
        ("below-minimum", "error", (1, 1)),
        ("section-below-minimum", "error", (1, 1)),
        ("checklist-below-minimum", "error", (1, 1)),
        ("required-point-open", "error", (1, 1)),
        ("missing", "error", (13, 45)),
        ("stale", "warning", (8, 1)),
        ("not-proven", "warning", (17, 1)),
    ]
    texts = [result["message"]["text"] for result in found["results"]]
    assert texts[0] == "the score is 0, below the minimum of 3 (manifest)."
    assert texts[4] == (
        "docs/cost.md#resluts: docs/cost.md has no heading #resluts.\ndid you mean 'results'?"
    )
    assert found["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert found["properties"] == {"resultsLeftOut": 0}


def test_an_alert_names_its_rule_twice_the_same(tmp_path: Path) -> None:
    found = analysis(example_run(tmp_path))
    rules = found["tool"]["driver"]["rules"]
    assert found["results"]
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_tool_says_what_it_is(tmp_path: Path) -> None:
    driver = analysis(replace(example_run(tmp_path), tool="1.2.3"))["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("ml-readiness", "1.2.3")
    assert driver["informationUri"] == "https://github.com/ml-readiness/ml-readiness"


def words(kind: object) -> Iterator[str]:
    """Every word of a literal type, or of a union of them."""
    for each in get_args(kind):
        if isinstance(each, str):
            yield each
        else:
            yield from words(each)


def test_there_is_a_rule_for_every_word_that_an_alert_may_have() -> None:
    states = {*words(get_type_hints(Annotation)["state"])} - {*HOLDING}
    bars = {reason for reason, theme in THEMES.items() if theme != "asked"}
    assert "stale" in states
    assert "below-minimum" in bars
    assert set(RULES) == states | bars | {NOT_EVALUATED}


def test_every_rule_has_what_github_shows(tmp_path: Path) -> None:
    rules = analysis(example_run(tmp_path, PASSING))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*RULES]
    assert len({rule["name"] for rule in rules}) == len(rules)
    for rule in rules:
        assert re.fullmatch("([A-Z][a-z]+)+", rule["name"])
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= 1024
            assert text.endswith(".")
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert "`" not in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        properties = rule["properties"]
        assert properties["precision"] in ("very-high", "high", "medium", "low")
        assert properties["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < len(properties["tags"]) <= 10
        assert "security" not in properties["tags"]


def test_every_rule_leads_to_a_page_of_ours(tmp_path: Path) -> None:
    start = "https://github.com/ml-readiness/ml-readiness/blob/main/"
    for rule in analysis(example_run(tmp_path, PASSING))["tool"]["driver"]["rules"]:
        path, _, heading = rule["helpUri"].removeprefix(start).partition("#")
        page = (TOP / path).read_text()
        assert not heading or f"\n## {heading.capitalize()}\n" in page
        assert rule["helpUri"] in rule["help"]["text"]
        assert f"]({rule['helpUri']})" in rule["help"]["markdown"]


def test_nothing_wrong_is_an_empty_list_so_that_alerts_close(tmp_path: Path) -> None:
    found = analysis(example_run(tmp_path, PASSING))
    assert found["results"] == []
    assert found["invocations"][0]["executionSuccessful"] is True


def test_what_does_not_fail_is_a_warning(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST}
    found = analysis(judged(tmp_path, files, fail_on="regression", fetch=every_link))
    assert {result["level"] for result in found["results"]} == {"warning"}
    assert {"below-minimum", "missing"} <= {result["ruleId"] for result in found["results"]}


def test_how_the_gate_was_asked_is_no_alert(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": PASSING, "other.txt": ""})
    track(tmp_path, "other.txt")
    outcome = check(tmp_path, "--format", "sarif", "--offline")
    assert outcome.status == 0
    [found] = json.loads(outcome.stdout)["runs"]
    assert found["results"] == []
    said = "ml-readiness.yml is not tracked by git: it was read as it lies there."
    assert notifications(found) == [
        ("links-not-checked", "note", "links were not checked."),
        ("manifest-not-tracked", "note", said),
    ]


@pytest.mark.parametrize(
    ("jobs", "said"), [("read", "were not asked for."), ("restricted", "were not shown.")]
)
def test_runs_of_jobs_that_were_not_asked_for_are_a_note(
    tmp_path: Path, jobs: Jobs, said: str
) -> None:
    run = replace(example_run(tmp_path, PASSING), jobs=jobs)
    [found] = json.loads(render(run, View()))["runs"]
    assert notifications(found) == [("jobs-not-asked", "note", f"runs of jobs {said}")]


def test_what_is_said_of_the_whole_run_is_said_once(tmp_path: Path) -> None:
    write(tmp_path, {"a/ml.yml": PASSING, "b/ml.yml": PASSING})
    outcome = check(tmp_path, "*/ml.yml", "--format", "sarif")
    [found] = json.loads(outcome.stdout)["runs"]
    assert [rule for rule, _, _ in notifications(found)] == ["no-repository"]


def test_an_invalid_manifest_has_alerts_where_its_mistakes_are(tmp_path: Path) -> None:
    found = analysis(example_run(tmp_path, INVALID))
    assert found["invocations"][0]["executionSuccessful"] is False
    assert {(result["ruleId"], result["level"]) for result in found["results"]} == {
        (NOT_EVALUATED, "error")
    }
    places = {region(result): result["message"]["text"] for result in found["results"]}
    assert places[2, 1] == "unknown key 'nam'.\ndid you mean 'name'?"
    assert uris(found) == {"ml-readiness.yml"}


def test_a_mistake_in_the_options_has_no_place(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": PASSING})
    track(tmp_path)
    outcome = check(tmp_path, "--format", "sarif", "--minimum", "many")
    [found] = json.loads(outcome.stdout)["runs"]
    assert outcome.status == 2
    assert found["results"] == []
    assert found["invocations"][0]["executionSuccessful"] is False
    [(rule, level, text)] = notifications(found)
    assert (rule, level) == (NOT_EVALUATED, "error")
    assert text.startswith("--minimum ")


@pytest.mark.parametrize(
    "path", ["../ml-readiness.yml", "/etc/ml-readiness.yml", ".", "a/../../x.yml", ".."]
)
def test_what_is_outside_the_repository_has_no_place(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"ml-readiness.yml": PASSING})
    track(tmp_path)
    outcome = check(tmp_path, path, "--format", "sarif")
    [found] = json.loads(outcome.stdout)["runs"]
    assert found["results"] == []
    [(_, _, text)] = notifications(found)
    assert text.startswith(f"{path if '/../' not in path else '../x.yml'}: there is no manifest")


def test_a_path_starts_at_the_top_of_the_repository(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    source = replace(SOURCE, prefix="services/fraud/")
    assert uris(analysis(run, View(source=source))) == {"services/fraud/ml-readiness.yml"}
    assert uris(analysis(run, View(source=SOURCE))) == {"ml-readiness.yml"}
    assert uris(analysis(run)) == {"ml-readiness.yml"}


def test_a_mistake_above_the_root_is_still_inside_the_repository(tmp_path: Path) -> None:
    run = example_run(tmp_path, INVALID)
    moved = tuple(replace(problem, path="../ml-readiness.yml") for problem in run.errors)
    source = WebSource(repository=SOURCE.repository, commit=SOURCE.commit, prefix="a/b/")
    found = analysis(replace(run, errors=moved), View(source=source))
    assert uris(found) == {"a/ml-readiness.yml"}


def test_columns_count_characters(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        '    feature-cost: {level: manual, evidence: ["\U0001f600", gone.md]}\n'
    )
    found = analysis(example_run(tmp_path, manifest))
    assert found["columnKind"] == "unicodeCodePoints"
    assert [region(result) for result in found["results"]] == [(5, 46), (5, 51)]


def test_an_alert_is_known_by_the_same_word_wherever_its_line_is(tmp_path: Path) -> None:
    before = analysis(example_run(tmp_path / "before"))
    moved = MANIFEST.replace("tests:\n", "\n# A remark.\n\ntests:\n")
    after = analysis(example_run(tmp_path / "after", moved))
    assert [region(result) for result in before["results"]] != [
        region(result) for result in after["results"]
    ]
    assert fingerprints(before) == fingerprints(after)


def test_numbers_that_change_do_not_make_another_alert(tmp_path: Path) -> None:
    def bars(folder: str, manifest: str) -> list[tuple[str, str]]:
        found = analysis(example_run(tmp_path / folder, manifest))
        return [
            (result["message"]["text"], result["partialFingerprints"]["primaryLocationLineHash"])
            for result in found["results"]
            if result["ruleId"].endswith("-minimum")
        ]

    before = bars("before", MANIFEST)
    raised = MANIFEST.replace("minimum: 3", "minimum: 4").replace("monitoring: 4", "monitoring: 5")
    after = bars("after", raised)
    assert len(before) == 3
    assert not {text for text, _ in before} & {text for text, _ in after}
    assert [known for _, known in before] == [known for _, known in after]


def test_lines_that_a_message_quotes_do_not_make_another_alert(tmp_path: Path) -> None:
    def known(folder: str, manifest: str) -> set[str]:
        found = analysis(example_run(tmp_path / folder, manifest))
        [text] = fingerprints(found)
        assert "first on line" in text
        return {*fingerprints(found).values()}

    twice = "version: 1\nname: x\nname: x\n"
    assert known("before", twice) == known("after", f"# A remark.\n{twice}")


def test_different_things_are_known_by_different_words(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("{monitoring: 4}", "{data: 5, model: 5, monitoring: 4}").replace(
        "[ethics]", "[ethics, limits]"
    )
    found = analysis(example_run(tmp_path, manifest))
    known = fingerprints(found)
    assert len(set(known.values())) == len(found["results"]) == 10
    assert all(FINGERPRINT.fullmatch(word) for word in known.values())
    for result in found["results"]:
        assert len(set(result["partialFingerprints"].values())) == 1
        assert "mlReadiness/v1" in result["partialFingerprints"]


def test_the_same_thing_twice_is_counted_in_the_order_of_the_lines(tmp_path: Path) -> None:
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        "    feature-cost: {level: manual, evidence: [gone.md]}\n"
        "    feature-code: {level: manual, evidence: [gone.md]}\n"
    )
    found = analysis(example_run(tmp_path, manifest))
    first, second = (
        result["partialFingerprints"]["primaryLocationLineHash"] for result in found["results"]
    )
    assert first.endswith(":1")
    assert second == f"{first[:-1]}2"


def test_the_same_thing_in_two_manifests_is_two_alerts(tmp_path: Path) -> None:
    files = FILES | {"a/ml.yml": MANIFEST, "b/ml.yml": MANIFEST}
    run = judged(tmp_path, files, manifests=("a/ml.yml", "b/ml.yml"))
    found = analysis(run)
    assert uris(found) == {"a/ml.yml", "b/ml.yml"}
    known = [
        result["partialFingerprints"]["primaryLocationLineHash"] for result in found["results"]
    ]
    assert len(set(known)) == len(known) == 14
    # Each stays what it is when the other goes.
    alone = analysis(replace(run, entries=run.entries[1:]))
    assert set(fingerprints(alone).values()) < set(known)


def test_the_most_important_come_first(tmp_path: Path) -> None:
    files = FILES | {"a/ml.yml": MANIFEST, "b/ml.yml": MANIFEST, "c/ml.yml": INVALID}
    run = judged(tmp_path, files, manifests=("a/ml.yml", "b/ml.yml", "c/ml.yml"))
    levels = [result["level"] for result in analysis(run)["results"]]
    assert levels == sorted(levels)
    assert levels[0] == "error"
    assert levels[-1] == "warning"


def test_the_same_run_is_the_same_text(tmp_path: Path) -> None:
    once = render(example_run(tmp_path / "once"), View())
    assert once == render(example_run(tmp_path / "again"), View(colour=True, width=20))


COST = {"feature-cost": ("manual", "model/card.jsonl")}
PROVED = {"feature-cost": ("automated", "model/card.jsonl")}
AWAY = {"feature-cost": ("manual", "'https://x.example.com/'")}


def alerts(run: Run, view: View | None = None) -> list[tuple[str, str, str]]:
    """Each alert's rule, level and text, in a valid log."""
    found = analysis(run, view)
    return [
        (result["ruleId"], result["level"], result["message"]["text"])
        for result in found["results"]
    ]


@pytest.mark.parametrize(("fail_on", "level"), [("minimum", "warning"), ("regression", "error")])
def test_a_regression_is_an_alert(tmp_path: Path, fail_on: str, level: str) -> None:
    before, after = alone(a_manifest(PROVED)), alone(a_manifest(COST))
    assert alerts(compared(tmp_path, before, after, fail_on=fail_on)) == [
        ("regression", level, "this change lowers Data from 2 to 1."),
        ("regression", level, "this change lowers 'feature-cost' from automated to manual."),
    ]


def test_a_manifest_that_is_gone_is_an_alert_where_it_was(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(a_manifest()), {})
    found = analysis(run, View(source=replace(SOURCE, prefix="ml/a b/")))
    assert uris(found) == {"ml/a%20b/ml-readiness.yml"}
    assert region(found["results"][0]) == (1, 1)
    assert found["invocations"][0]["executionSuccessful"] is True
    assert alerts(run) == [("gone", "error", "ml-readiness.yml is gone: the base branch has it.")]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (a_manifest(policy="minimum: 0.5"), a_manifest(policy="minimum: 0"), "bar-lowered"),
        (a_manifest(rubric="ml-test-score-2017"), a_manifest(), "rubric-changed"),
        (a_manifest({"feature-kost": COST["feature-cost"]}), a_manifest(), "base-invalid"),
        (
            a_manifest(AWAY, policy="sections: {data: 1}"),
            a_manifest(AWAY, policy="sections: {data: 1}"),
            "in-doubt",
        ),
    ],
)
def test_what_the_change_does_to_the_bar_is_a_warning(
    tmp_path: Path, before: str, after: str, rule: str
) -> None:
    run = compared(tmp_path, alone(before), alone(after))
    found = {rule: level for rule, level, _ in alerts(run)}
    assert found[rule] == "warning"


def test_an_alert_about_the_same_bar_stays_the_same(tmp_path: Path) -> None:
    known = []
    for minimum in ("1", "0.5"):
        before = alone(a_manifest(policy="minimum: 2"))
        after = alone(a_manifest(policy=f"minimum: {minimum}"))
        found = analysis(compared(tmp_path / minimum, before, after))
        known.append([mark for text, mark in fingerprints(found).items() if "would lower" in text])
    assert known[0] == known[1]
    assert len(known[0]) == 1
