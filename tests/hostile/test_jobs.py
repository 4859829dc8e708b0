"""What a stranger, or GitHub's answers about runs of jobs, can make of a verdict and of a report."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.harness import TODAY
from helpers.hostile import HOSTILE
from helpers.rendered import page
from helpers.runs import SOURCE
from helpers.twosided import alone, compared, manifest, only, reasons, warnings
from msgspec.structs import replace

from ml_readiness.model.runs import Histories, History, JobRun, Unasked, WorkflowRun
from ml_readiness.model.view import View
from ml_readiness.render.markdown import render
from ml_readiness.render.text import render as render_text

CI = ".github/workflows/ci.yml"
JOB = "jobs: {test: {runs-on: x, steps: [{run: make}]}}\n"
PUSH = f"on: push\n{JOB}"
TEXT = manifest(
    {"feature-cost": ("automated", f"{CI}#test")},
    policy="max-job-age-days: 30, sections: {data: 2}",
)
FILES = alone(TEXT, **{CI: PUSH})
OLD = History(
    branch="main",
    state="active",
    source=PUSH.encode(),
    runs=1,
    newest=WorkflowRun(
        created=TODAY - timedelta(days=31),
        conclusion="success",
        page="https://github.com/acme/fraud/actions/runs/9",
        jobs=(JobRun(name="test", conclusion="success"),),
        source=PUSH.encode(),
    ),
)


@pytest.mark.parametrize(
    "change",
    [
        PUSH.replace("push", "pull_request"),
        PUSH.replace("push", "{push: {paths: [never]}}"),
        PUSH.replace("push", "{push: {branches: [other]}}"),
        PUSH.replace("push", "{release: }"),
    ],
)
def test_G9_a_change_lets_no_job_grow_old_by_what_starts_it(tmp_path: Path, change: str) -> None:
    def runs(paths: Sequence[str]) -> Histories:
        return dict.fromkeys(paths, OLD)

    entry = only(compared(tmp_path, FILES, FILES | {CI: change}, runs=runs))
    [finding] = entry.report.findings
    assert finding.judgement.reason == "run-too-old"
    assert (reasons(entry), warnings(entry)) == ([], ["job-not-passed"])


def test_G9_a_change_cannot_crowd_out_what_the_base_cites(tmp_path: Path) -> None:
    names = [f".github/workflows/{number}.yml" for number in range(30)]
    pieces = ", ".join(f"{name}#test" for name in names)
    many = TEXT.replace(f"[{CI}#test]", f"[{pieces}, {CI}#test]")
    asked: list[Sequence[str]] = []

    def runs(paths: Sequence[str]) -> Histories:
        asked.append(paths)
        return dict.fromkeys(paths, OLD)

    compared(tmp_path, FILES, alone(many, **{CI: PUSH}, **dict.fromkeys(names, PUSH)), runs=runs)
    assert asked == [(CI, *names)]


@pytest.mark.parametrize("word", HOSTILE)
def test_G9_what_github_says_is_shown_as_text(tmp_path: Path, word: str) -> None:
    assert OLD.newest
    jobs = (JobRun(name=word, conclusion=word),)
    for number, said in enumerate(
        (
            replace(OLD, state=word),
            replace(OLD, newest=replace(OLD.newest, jobs=jobs, conclusion=word)),
            Unasked(reason="server-error", message=f"GitHub answered 500 ({word})"),
        )
    ):
        folder = tmp_path / str(number)
        run = compared(folder, None, FILES, runs=lambda _, said=said: {CI: said})  # type: ignore[misc]
        shown = page(render(run, View(source=SOURCE)))
        assert shown.alive == []
        assert shown.images == []
        text = render_text(run, View(everything=True))
        assert not {"\u202e", "\u2066", "\u200b", "\x1b", "\r"} & set(text)
