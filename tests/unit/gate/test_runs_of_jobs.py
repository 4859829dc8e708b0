"""How cited jobs have run: what is asked, for whom, and what it makes of the verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.harness import TODAY
from helpers.twosided import (
    alone,
    compared,
    manifest,
    only,
    points,
    reasons,
    said,
    warnings,
)
from msgspec.structs import replace

from ml_readiness.model.report import Run
from ml_readiness.model.runs import Histories, History, JobRun, Unasked, WorkflowRun

JOB = "jobs: {test: {runs-on: x, steps: [{run: make}]}}\n"
SOURCE = f"on: push\n{JOB}"
CI, NIGHTLY, OTHER = (f".github/workflows/{name}.yml" for name in ("ci", "nightly", "other"))
FILES = {CI: SOURCE, NIGHTLY: SOURCE, OTHER: SOURCE}
AGE = "max-job-age-days: 30"
GREEN = History(
    branch="main",
    state="active",
    source=SOURCE.encode(),
    runs=1,
    newest=WorkflowRun(
        created=TODAY,
        conclusion="success",
        page="https://github.com/acme/fraud/actions/runs/9",
        jobs=(JobRun(name="test", conclusion="success"),),
        source=SOURCE.encode(),
    ),
)


def ended(conclusion: str = "success", days: int = 0) -> History:
    """What is said of a workflow whose job ended so, some days ago."""
    assert GREEN.newest
    jobs = (JobRun(name="test", conclusion=conclusion),)
    created = TODAY - timedelta(days=days)
    return replace(GREEN, newest=replace(GREEN.newest, jobs=jobs, created=created))


RED = ended("failure")
HIDDEN = Unasked(reason="jobs-not-readable", message="GitHub answered 403")


@dataclass(kw_only=True)
class Actions:
    """Answers by path, else that all is green; `asked` is what was asked."""

    said: Mapping[str, History | Unasked] = field(default_factory=dict)
    asked: list[Sequence[str]] = field(default_factory=list)

    def __call__(self, paths: Sequence[str]) -> Histories:
        self.asked.append(paths)
        return {path: self.said.get(path, GREEN) for path in paths}


def citing(*paths: str, policy: str = AGE, level: str = "automated") -> str:
    names = ("feature-cost", "feature-code", "privacy-controls")
    claims = {name: (level, f"{path}#test") for name, path in zip(names, paths, strict=False)}
    return manifest(claims, policy=policy)


def test_each_workflow_is_asked_for_once_those_of_the_base_first(tmp_path: Path) -> None:
    actions = Actions()
    head = {"a.yml": citing(OTHER, CI), "b.yml": citing(CI, NIGHTLY).replace("system", "b")}
    base = {"a.yml": citing(CI), "b.yml": citing(NIGHTLY).replace("system", "b")}
    found = compared(
        tmp_path, base | FILES, head | FILES, runs=actions, manifests=("a.yml", "b.yml")
    )
    assert actions.asked == [(CI, NIGHTLY, OTHER)]
    assert found.jobs == "asked"


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (citing(CI, policy="minimum: 0"), FILES),
        (manifest(policy=AGE), FILES),
        (citing(CI), {CI: SOURCE.replace("test:", "other:")}),
        (citing(CI), {CI: SOURCE.replace("push", "workflow_dispatch")}),
        (citing(CI), {}),
    ],
)
def test_nothing_is_asked_where_nothing_is_held_to_an_age(
    tmp_path: Path, text: str, files: Mapping[str, str]
) -> None:
    actions = Actions()
    found = compared(tmp_path, None, alone(text, **files), runs=actions)
    assert actions.asked == []
    assert found.jobs is None


def test_only_the_manifests_with_an_age_ask(tmp_path: Path) -> None:
    actions = Actions()
    others = citing(OTHER, policy="minimum: 0").replace("system", "b")
    files = {"a.yml": citing(CI), "b.yml": others, **FILES}
    compared(tmp_path, files, files, runs=actions, manifests=("a.yml", "b.yml"))
    assert actions.asked == [(CI,)]


@pytest.mark.parametrize("runs", [None, lambda _: None])
def test_where_nobody_can_be_asked_jobs_are_judged_by_reading(
    tmp_path: Path, runs: Callable[[Sequence[str]], None] | None
) -> None:
    proven = citing(CI, policy=f"{AGE}, prove-automation: [data]")
    found = compared(tmp_path, None, alone(proven, **FILES), runs=runs)
    assert (found.jobs, points(only(found))) == ("read", 2)


@pytest.mark.parametrize(
    ("said_of_it", "outcome", "jobs"),
    [
        (GREEN, "verified", "asked"),
        (RED, "missing", "asked"),
        (ended(days=30), "verified", "asked"),
        (ended(days=31), "missing", "asked"),
        (HIDDEN, "restricted", "restricted"),
        (Unasked(reason="server-error", message="x"), "unreachable", "asked"),
    ],
)
def test_what_is_said_is_the_outcome(
    tmp_path: Path, said_of_it: History | Unasked, outcome: str, jobs: str
) -> None:
    found = compared(
        tmp_path, None, alone(citing(CI), **FILES), runs=Actions(said={CI: said_of_it})
    )
    [finding] = only(found).report.findings
    assert (finding.judgement.outcome, found.jobs) == (outcome, jobs)
    assert points(only(found)) == (2 if outcome == "verified" else 0)


def test_a_job_that_github_does_not_show_proves_nothing(tmp_path: Path) -> None:
    text = citing(CI, policy=f"{AGE}, prove-automation: [data]").replace(
        "#test", "#test, https://example.com/a"
    )
    policy = text.replace("policy: {", "policy: {accept-links: [example.com], ")
    found = only(compared(tmp_path, None, alone(policy, **FILES), runs=Actions(said={CI: HIDDEN})))
    assert points(found) == 1
    [score] = [each for each in found.report.criteria if each.claimed != "none"]
    assert score.shortfall == "not-proven"


@pytest.mark.parametrize("refuse", [True, False])
def test_a_job_that_has_never_run_counts_unless_what_is_weak_does_not(
    tmp_path: Path, *, refuse: bool
) -> None:
    text = citing(CI, policy=f"{AGE}, refuse-weak: {str(refuse).lower()}")
    new = replace(GREEN, state=None)
    found = only(compared(tmp_path, None, alone(text, **FILES), runs=Actions(said={CI: new})))
    assert points(found) == (0 if refuse else 2)
    [finding] = found.report.findings
    assert finding.judgement.weakness == "never-ran"


def two(tmp_path: Path, base: str, head: str, **said_of: History) -> Run:
    of = {f".github/workflows/{name}.yml": each for name, each in said_of.items()}
    actions = Actions(said=of)
    return compared(
        tmp_path, alone(base, **FILES), alone(head, **FILES), runs=actions, fail_on="any"
    )


def test_a_red_job_is_no_regression_of_the_change(tmp_path: Path) -> None:
    entry = only(two(tmp_path, citing(CI), citing(CI), ci=RED))
    assert (points(entry), reasons(entry)) == (0, [])


def test_a_red_job_that_the_change_cites_instead_is(tmp_path: Path) -> None:
    entry = only(two(tmp_path, citing(CI), citing(OTHER), other=RED))
    assert "regression" in reasons(entry)


def test_an_age_that_the_change_brings_hides_no_regression(tmp_path: Path) -> None:
    before = citing(CI, OTHER, policy="minimum: 0")
    entry = only(two(tmp_path, before, citing(CI), ci=RED, other=RED))
    assert entry.policy.max_job_age_days
    assert any("feature-code" in each or "Data 7" in each for each in said(entry, "regression"))


def test_an_age_that_the_change_brings_is_no_regression_by_itself(tmp_path: Path) -> None:
    entry = only(two(tmp_path, citing(CI, policy="minimum: 0"), citing(CI), ci=RED))
    assert (points(entry), reasons(entry)) == (0, [])


def test_the_stricter_age_is_in_force_and_the_longer_named(tmp_path: Path) -> None:
    longer = citing(CI, policy="max-job-age-days: 300")
    entry = only(two(tmp_path, citing(CI), longer, ci=ended(days=31)))
    assert points(entry) == 0
    [message] = said(entry, "bar-lowered")
    assert "let a run of a job count for 300 days, not 30 days" in message


BAR = f"{AGE}, sections: {{data: 2}}"
UNREACHED = Unasked(reason="server-error", message="GitHub answered 500")
LINK = "https://example.com/away"


@pytest.mark.parametrize("of_it", [RED, ended(days=31), replace(GREEN, state="disabled_manually")])
@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any"])
def test_a_red_default_branch_does_not_block_the_change_that_mends_it(
    tmp_path: Path, of_it: History, fail_on: str
) -> None:
    actions, files = Actions(said={CI: of_it}), alone(citing(CI, policy=BAR), **FILES)
    entry = only(compared(tmp_path, files, files, runs=actions, fail_on=fail_on))
    assert (reasons(entry), warnings(entry)) == ([], ["job-not-passed"])
    assert points(entry) == 0
    [message] = said(entry, "job-not-passed")
    assert message.endswith(f"only because {CI}#test did not pass on the default branch")


def test_on_a_push_it_fails(tmp_path: Path) -> None:
    files = alone(citing(CI, policy=BAR), **FILES)
    entry = only(compared(tmp_path, None, files, runs=Actions(said={CI: RED})))
    assert reasons(entry) == ["section-below-minimum"]


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (citing(OTHER, policy=BAR), citing(CI, policy=BAR)),
        (citing(OTHER, CI, policy=BAR), citing(CI, policy=BAR)),
        (manifest(policy=BAR), citing(CI, policy=BAR)),
        # Something else is missing beside it.
        (
            citing(CI, policy=BAR).replace("#test", "#test, docs/gone.md"),
            citing(CI, policy=BAR).replace("#test", "#test, docs/gone.md"),
        ),
        # The job does not run at all, by reading.
        (citing(CI, policy=BAR), citing(CI, policy=BAR).replace("#test", "#other")),
    ],
)
def test_what_the_base_does_not_cite_there_blocks(tmp_path: Path, base: str, head: str) -> None:
    actions = Actions(said={CI: RED})
    found = compared(tmp_path, alone(base, **FILES), alone(head, **FILES), runs=actions)
    assert "section-below-minimum" in reasons(only(found))


def test_at_most_what_the_base_claims_is_believed(tmp_path: Path) -> None:
    base, head = (citing(CI, level=level, policy=BAR) for level in ("manual", "automated"))
    actions = Actions(said={CI: RED})
    found = compared(tmp_path, alone(base, **FILES), alone(head, **FILES), runs=actions)
    assert "section-below-minimum" in reasons(only(found))


def test_an_outage_and_a_red_job_are_told_apart(tmp_path: Path) -> None:
    text = citing(CI, OTHER, policy=f"{AGE}, sections: {{data: 4}}")
    files = alone(text, **FILES)
    actions = Actions(said={CI: RED, OTHER: UNREACHED})
    entry = only(compared(tmp_path, files, files, runs=actions))
    assert (reasons(entry), warnings(entry)) == ([], ["job-not-passed"])
    [message] = said(entry, "job-not-passed")
    assert message.endswith(
        f"only because {OTHER}#test could not be reached, "
        f"and {CI}#test did not pass on the default branch"
    )
    actions = Actions(said={CI: UNREACHED, OTHER: UNREACHED})
    again = tmp_path / "again"
    entry = only(compared(again, files, files, runs=actions))
    assert warnings(entry) == ["in-doubt"]


def test_a_red_job_beside_what_could_not_be_reached_is_enough(tmp_path: Path) -> None:
    text = citing(CI, policy=BAR).replace("#test", f"#test, {LINK}")
    files = alone(text, **FILES)
    entry = only(compared(tmp_path, files, files, runs=Actions(said={CI: RED})))
    assert (reasons(entry), warnings(entry)) == ([], ["job-not-passed"])


def test_a_point_of_the_checklist_is_as_a_criterion(tmp_path: Path) -> None:
    points_said = {"drift": f"status: done, evidence: ['{CI}#test']"}
    text = manifest(points=points_said, policy=f"{AGE}, checklist: {{minimum: 1}}")
    files = alone(text, **FILES)
    entry = only(compared(tmp_path, files, files, runs=Actions(said={CI: RED})))
    assert (reasons(entry), warnings(entry)) == ([], ["job-not-passed"])
    assert entry.report.considered == 0
