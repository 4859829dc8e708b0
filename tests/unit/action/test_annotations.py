"""What is wrong, beside the lines of the files."""

from pathlib import Path

from helpers.runner import read
from helpers.runs import FILES, MANIFEST, example_run, judged
from helpers.twosided import alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.action.deliver.annotations import messages
from ml_readiness.github.runner import MOST_OF_EACH, Message, commands
from ml_readiness.model.errors import Problem
from ml_readiness.model.report import Run, Statement

BARS = [
    "the score is 0, below the minimum of 3 (manifest)",
    "Monitoring has 1 point, below its minimum of 4 (manifest)",
    "2 of 11 points of the checklist are considered, below the minimum of 3 (manifest)",
    "the checklist point 'ethics' is required and is open",
]


def said(run: Run, folder: str = "") -> list[Message]:
    return list(messages(run, folder))


def test_missed_bars_then_what_is_wrong_line_by_line(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    bars = [
        Message(
            importance="error", title="ml-readiness: not ready", text=text, path="ml-readiness.yml"
        )
        for text in BARS
    ]
    stale = Message(
        importance="warning",
        title="ml-readiness: stale",
        text="feature-cost: the manual run of 2026-01-01 is older than 90 days\n"
        "do it again, and set 'reviewed' to the day",
        path="ml-readiness.yml",
        line=8,
    )
    missing = Message(
        importance="error",
        title="ml-readiness: missing",
        text="docs/cost.md#resluts: docs/cost.md has no heading #resluts\ndid you mean 'results'?",
        path="ml-readiness.yml",
        line=13,
        column=45,
    )
    unproven = Message(
        importance="warning",
        title="ml-readiness: not-proven",
        text="model-age: here automation has to be proven, and no test, job or alert is verified\n"
        "cite a test or a job that runs, or an alert",
        path="ml-readiness.yml",
        line=17,
    )
    assert said(run) == [*bars, stale, missing, unproven]


def test_what_does_not_fail_the_gate_is_no_error(tmp_path: Path) -> None:
    run = judged(tmp_path, FILES | {"ml-readiness.yml": MANIFEST}, fail_on="regression")
    assert run.passed
    found = said(run)
    assert [each.importance for each in found] == ["warning"] * 7
    assert [each.text for each in found[:4]] == BARS
    assert {each.title for each in found[:4]} == {"ml-readiness"}


def test_how_the_gate_was_asked_is_a_notice(tmp_path: Path) -> None:
    run = example_run(tmp_path, "version: 1\nname: x\n")
    [entry] = run.entries
    remarks = (
        Statement(reason="no-repository", message="no repository"),
        Statement(reason="manifest-not-tracked", message="not tracked"),
    )
    entry = replace(entry, verdict=replace(entry.verdict, warnings=remarks))
    found = said(replace(run, entries=(entry,)))
    assert [(each.importance, each.text) for each in found] == [
        ("notice", "no repository"),
        ("notice", "not tracked"),
    ]


def test_errors_are_said_at_their_places(tmp_path: Path) -> None:
    placed = Problem(message="unknown key 'nam'", hint="name?", path="a.yml", line=2, column=3)
    general = Problem(message="no such option")
    run = replace(example_run(tmp_path), errors=(placed, general), entries=())
    title = "ml-readiness: could not be evaluated"
    assert said(run, "ml/") == [
        Message(
            importance="error",
            title=title,
            text="unknown key 'nam'\nname?",
            path="ml/a.yml",
            line=2,
            column=3,
        ),
        Message(importance="error", title=title, text="no such option"),
    ]


def test_errors_come_before_what_could_be_judged(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    found = said(replace(run, errors=(Problem(message="no"),)))
    assert found[0].text == "no"
    assert found[1:] == said(run)


def test_several_manifests_stay_in_their_order(tmp_path: Path) -> None:
    files = FILES | {
        f"{name}/ml-readiness.yml": f"version: 1\nname: x\npolicy: {{minimum: {minimum}}}\n"
        for name, minimum in (("a", 1), ("b", 0), ("c", 2))
    }
    run = judged(tmp_path, files, manifests=("*/ml-readiness.yml",))
    found = [each.path for each in said(run)]
    assert found == ["a/ml-readiness.yml", "c/ml-readiness.yml"]


def test_paths_start_at_the_workspace(tmp_path: Path) -> None:
    found = said(example_run(tmp_path), "services/fraud/")
    assert {each.path for each in found} == {"services/fraud/ml-readiness.yml"}


def test_nothing_wrong_says_nothing(tmp_path: Path) -> None:
    assert said(example_run(tmp_path, "version: 1\nname: x\n")) == []


def test_M5_thousands_of_findings_are_counted(tmp_path: Path) -> None:
    """The runner shows ten of each importance, and drops the others without a word."""
    pieces = ", ".join(f"gone-{index}.md" for index in range(100))
    claims = "".join(
        f"    {name}: {{level: manual, reviewed: 2026-01-01, evidence: [{pieces}]}}\n"
        for name in ("feature-cost", "feature-benefit", "feature-policy")
    )
    policy = "policy: {minimum: 1, max-age-days: 90}\n"
    files = {"ml-readiness.yml": f"version: 1\nname: x\ntests:\n  data:\n{claims}{policy}"}
    run = judged(tmp_path, files)
    errors = [each for each in said(run) if each.importance == "error"]
    assert len(errors) == 1 + 300
    found = read(commands(said(run)))
    assert [name for name, _, _ in found].count("error") == MOST_OF_EACH
    assert found[0][2] == "the score is 0, below the minimum of 1 (manifest)"
    last = [text for name, _, text in found if name == "error"][-1]
    assert last.startswith(f"and {len(errors) - (MOST_OF_EACH - 1)} more errors: ")


COST = {"feature-cost": ("manual", "model/card.jsonl")}
PROVED = {"feature-cost": ("automated", "model/card.jsonl")}
LOWERS = "this change lowers"


def test_a_regression_is_an_error_only_where_it_fails(tmp_path: Path) -> None:
    before, after = alone(manifest(PROVED)), alone(manifest(COST))
    for fail_on, importance in (
        ("minimum", "warning"),
        ("regression", "error"),
        ("any", "error"),
        ("never", "warning"),
    ):
        run = compared(tmp_path / fail_on, before, after, fail_on=fail_on)
        found = [each for each in said(run, "ml/") if LOWERS in each.text]
        assert {(each.importance, each.path) for each in found} == {
            (importance, "ml/ml-readiness.yml")
        }
        assert len(found) == 2


def test_what_the_change_would_lower_is_a_warning_beside_the_manifest(tmp_path: Path) -> None:
    before = alone(manifest(policy="max-age-days: 30"))
    [found] = said(compared(tmp_path, before, alone(manifest())))
    assert found == Message(
        importance="warning",
        title="ml-readiness",
        text="this change would let a manual run count for ever, not 30 days; "
        "the base branch's bar stays",
        path="ml-readiness.yml",
    )


def test_a_manifest_that_is_gone_has_no_line_to_stand_beside(tmp_path: Path) -> None:
    for fail_on, importance in (
        ("minimum", "error"),
        ("regression", "error"),
        ("never", "warning"),
    ):
        run = compared(tmp_path / fail_on, alone(manifest()), {}, fail_on=fail_on)
        [found] = said(run, "ml/")
        assert (found.importance, found.title) == (importance, "ml-readiness: gone")
        assert found.text == "ml-readiness.yml is gone: the base branch has it"
        assert (found.path, found.line) == (None, None)


def test_what_is_gone_is_said_after_mistakes_and_before_the_rest(tmp_path: Path) -> None:
    base = {f"{name}/ml.yml": manifest(name=name) for name in "abc"}
    head = {"b/ml.yml": "version: 2\n", "c/ml.yml": manifest(name="c", policy="minimum: 1")}
    found = said(compared(tmp_path, base, head, manifests=("*/ml.yml",)))
    titles = [each.title.removeprefix("ml-readiness: ") for each in found]
    assert list(dict.fromkeys(titles)) == ["could not be evaluated", "gone", "not ready"]
