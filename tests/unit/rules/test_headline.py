"""The verdict in one line, the same on the terminal, in the comment, the status and the badge."""

from pathlib import Path

import pytest
from helpers.runs import FILES, MANIFEST, every_link, example_run, judged
from helpers.twosided import alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.model.errors import Problem
from ml_readiness.model.report import THEMES, Jobs, Run, Statement, StatementReason, Verdict
from ml_readiness.rules.headline import (
    Headline,
    Tally,
    explained,
    headline,
    mood_of,
    only_entry,
    tally,
    told,
)

UNBARRED = "version: 1\nname: a-users-word\n"
# A bar that it clears.
PASSING = f"{UNBARRED}checklist: {{drift: {{status: not-applicable, reason: x}}}}\n"
PASSING += "policy: {checklist: {minimum: 1}}\n"


def warned(run: Run, *warnings: Statement) -> Run:
    [entry] = run.entries
    verdict = Verdict(passed=True, reasons=(), warnings=warnings)
    return replace(run, entries=(replace(entry, verdict=verdict),))


def test_what_passes_and_what_does_not(tmp_path: Path) -> None:
    assert headline(example_run(tmp_path)) == Headline("not-ready", "Not ready: 0 of 14, needs 3")
    passing = example_run(tmp_path / "passing", PASSING)
    assert headline(passing) == Headline("ready", "Ready: 0 of 14")


@pytest.mark.parametrize(
    "policy",
    ["", "policy: {minimum: 0}", "policy: {max-age-days: 9}", "policy: {sections: {data: 0}}"],
)
def test_what_has_no_bar_is_never_ready(tmp_path: Path, policy: str) -> None:
    run = example_run(tmp_path, UNBARRED + policy)
    assert headline(run) == Headline("no-minimum", "No minimum set: 0 of 14")
    twice = replace(run, entries=run.entries * 2)
    assert headline(twice) == Headline("no-minimum", "No minimum set: 2 manifests")


def test_what_is_no_worse_says_what_it_is_still_below(tmp_path: Path) -> None:
    below = alone(manifest(policy="minimum: 3"))
    run = compared(tmp_path / "score", below, below, fail_on="regression")
    assert headline(run).words == "Not worse than the base, still below 3: 0 of 14"
    below = alone(manifest(policy="sections: {data: 1}"))
    run = compared(tmp_path / "section", below, below, fail_on="regression")
    assert headline(run).words == "Not worse than the base, still below a bar: 0 of 14"


def test_what_only_gets_worse_says_so(tmp_path: Path) -> None:
    before = alone(manifest({"feature-cost": ("manual", "model/card.jsonl")}))
    run = compared(tmp_path, before, alone(manifest()), fail_on="regression")
    assert headline(run) == Headline("not-ready", "Worse than the base: 0 of 14")


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        ((), "Data, Model, Infrastructure and Monitoring tie"),
        (("data",), "Model, Infrastructure and Monitoring tie"),
        (("data", "model", "monitoring"), "Infrastructure"),
    ],
)
def test_the_lowest_section_is_named(tmp_path: Path, claimed: tuple[str, ...], said: str) -> None:
    one = {"data": "feature-cost", "model": "baseline", "monitoring": "model-age"}
    text = "version: 1\nname: x\ntests:\n" + "".join(
        f"  {each}: {{{one[each]}: {{level: manual, evidence: [docs/cost.md]}}}}\n"
        for each in claimed
    )
    [entry] = example_run(tmp_path, text if claimed else UNBARRED).entries
    mark = ", " if len(claimed) == 3 else "; "
    start = f"the score is the lowest section{mark}{said} ("
    assert explained(entry.report) == f"{start}research project)"


def test_of_many_that_tie_some_are_counted(tmp_path: Path) -> None:
    [entry] = example_run(tmp_path, UNBARRED).entries
    report = replace(entry.report, sections=entry.report.sections * 2)
    assert "; Data, Model, Infrastructure and 5 more tie (" in explained(report)


def test_what_passes_below_a_bar(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST}
    run = judged(tmp_path, files, fail_on="regression", fetch=every_link)
    assert headline(run) == Headline("below-a-bar", "Passes below a bar: 0 of 14, needs 3")


@pytest.mark.parametrize("reason", THEMES)
def test_only_a_missed_bar_is_one(tmp_path: Path, reason: StatementReason) -> None:
    run = warned(example_run(tmp_path, PASSING), Statement(reason=reason, message="x"))
    [entry] = run.entries
    assert mood_of(entry) == ("below-a-bar" if THEMES[reason] == "bar" else "ready")


def test_a_mistake_is_all_that_is_said(tmp_path: Path) -> None:
    run = replace(example_run(tmp_path, PASSING), errors=(Problem(message="no"),))
    assert headline(run) == Headline("not-evaluated", "Could not be evaluated")
    assert only_entry(run) is None


def test_a_change_is_said_with_its_sign(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(PASSING), alone(PASSING))
    [entry] = run.entries
    assert headline(run).words == "Ready: 0 of 14"
    assert entry.comparison is not None
    comparison = replace(entry.comparison, delta=entry.report.rubric.maximum)
    changed = replace(run, entries=(replace(entry, comparison=comparison),))
    assert headline(changed).words == "Ready: 0 of 14 (+14)"


def test_several_manifests_are_counted(tmp_path: Path) -> None:
    good = example_run(tmp_path / "good", PASSING)
    bad = example_run(tmp_path / "bad")
    several = replace(good, entries=(*good.entries, *bad.entries, *good.entries))
    assert tally(several) == Tally(2, 3)
    assert headline(several) == Headline("not-ready", told(Tally(2, 3)))
    assert told(Tally(2, 3)) == "2 of 3 manifests pass"
    all_good = replace(good, entries=good.entries * 2)
    assert headline(all_good) == Headline("ready", "2 of 2 manifests pass")


def test_what_is_gone_counts_and_does_not_pass(tmp_path: Path) -> None:
    gone = compared(tmp_path / "gone", alone(manifest()), {}).gone
    run = replace(example_run(tmp_path / "kept", PASSING), gone=gone)
    assert only_entry(run) is None
    assert headline(run) == Headline("not-ready", "1 of 2 manifests pass")


def test_links_that_were_not_checked_are_said_to_be(tmp_path: Path) -> None:
    run = example_run(tmp_path, PASSING, offline=True)
    assert headline(run).words == "Ready: 0 of 14 (links were not checked)"
    twice = replace(run, entries=run.entries * 2)
    assert headline(twice).words == "2 of 2 manifests pass (links were not checked)"


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ("asked", ""),
        (None, ""),
        ("read", " (runs of jobs were not asked for)"),
        ("restricted", " (runs of jobs were not shown)"),
    ],
)
def test_runs_of_jobs_that_were_not_asked_for_are_said_to_be(
    tmp_path: Path, jobs: Jobs | None, said: str
) -> None:
    run = replace(example_run(tmp_path, PASSING), jobs=jobs)
    assert headline(run).words == f"Ready: 0 of 14{said}"
    if jobs == "read":
        both = " (links were not checked, runs of jobs were not asked for)"
        assert headline(replace(run, links_checked=False)).words == f"Ready: 0 of 14{both}"


def test_no_word_of_a_user_is_in_it(tmp_path: Path) -> None:
    assert "a-users-word" not in headline(example_run(tmp_path, PASSING)).words
