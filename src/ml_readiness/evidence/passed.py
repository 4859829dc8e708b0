"""Whether a job that runs, by reading, has really passed on the default branch, and how long ago.

All that decides is what GitHub has answered, so that it is the same for head and base. What stands
in the tree decides only where GitHub did not give the workflow of the default branch.
"""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.model.runs import ACTIVE, History, Unasked, WorkflowRun
from ml_readiness.model.tree import Unreadable
from ml_readiness.reading.workflow import Workflow, read_workflow
from ml_readiness.rules.branches import lets_through
from ml_readiness.rules.cited import CitedJob
from ml_readiness.rules.job_names import SUCCESS, has_passed, matching_jobs
from ml_readiness.visible import clipped

SWITCHED_OFF: Mapping[str, str] = {
    "disabled_manually": "by hand",
    "disabled_inactivity": "because nothing happened in the repository for long",
    "disabled_fork": "as in every new fork",
    "deleted": "because it was deleted",
}
# What starts a workflow on the default branch, whatever changes; a push may.
STARTING_THERE = frozenset({"schedule", "repository_dispatch", "workflow_run"})
SHOWN_LETTERS = 60
LET_RUN = "let it run there again: a new run counts, a re-run of an old one does not"
MEND_RUN = "mend what fails, and let it run there again"
MAY_SEE_RUNS = "the token needs `actions: read`: give it to the job, under `permissions`"


def judge_run(
    cited: CitedJob, read: Judgement, said: History | Unasked, facts: Facts, oldest: date
) -> Judgement:
    """The judgement on a job that holds by reading, by what GitHub has said of its workflow.

    `oldest` is the first day on which a pass still counts.
    """
    if isinstance(said, Unasked):
        hint = MAY_SEE_RUNS if said.reason == "jobs-not-readable" else None
        return Judgement(reason=said.reason, message=said.message, hint=hint)
    if said.state not in {None, ACTIVE}:
        return _switched_off(cited, said.state or "")
    there = _parsed(said.source, facts)
    if said.state is None or said.lacking or (there and cited.job not in there.jobs):
        return _never(read, f"{said.branch} has no such job yet, so it has never run there")
    workflow = there or _in_tree(cited, facts)
    held = workflow is None or _starts(workflow, said.branch)
    if judged := _by_newest(cited, read, said, facts, oldest if held else date.min):
        return judged
    if not held:
        return _noted(read, f"nothing starts it on {said.branch} by itself, so it was only read")
    if not said.runs:
        return _never(read, f"it has not ended a run on {said.branch} yet")
    message = f"none of the newest runs of {cited.path} on {said.branch} tells whether it passes"
    return Judgement(reason="allowance", message=message, hint=LET_RUN)


def _switched_off(cited: CitedJob, state: str) -> Judgement:
    how = SWITCHED_OFF.get(state, f"({clipped(state, SHOWN_LETTERS)})")
    return Judgement(
        reason="switched-off",
        message=f"{cited.path} is switched off on GitHub, {how}",
        hint="enable it on the page of the workflow, or cite a job that runs",
    )


def _by_newest(
    cited: CitedJob, read: Judgement, said: History, facts: Facts, oldest: date
) -> Judgement | None:
    """By the newest run that counts; None where there is none."""
    if (run := said.newest) is None:
        return None
    then = _parsed(run.source, facts)
    if then and cited.job not in then.jobs and run.created >= oldest:
        return _never(read, f"it is newer than the last run on {said.branch}, of {run.created}")
    names = {name: job.name for name, job in then.jobs.items()} if then else {cited.job: ""}
    passed, note = _end(cited.job, names, run)
    if not passed:
        message = f"the job {cited.job} failed on {said.branch} on {run.created}: {run.page}{note}"
        return Judgement(reason="run-red", message=message, hint=MEND_RUN)
    if run.created < oldest:
        message = f"the job {cited.job} has not run on {said.branch} since {run.created}"
        message = f"{message}, and had to since {oldest}: {run.page}{note}"
        return Judgement(reason="run-too-old", message=message, hint=LET_RUN)
    when = f"on {said.branch} on {run.created}"
    return replace(read, message=f"{read.message}, and passed {when}{note}")


def _end(job: str, names: Mapping[str, str], run: WorkflowRun) -> tuple[bool, str]:
    """Whether a job passed in a run, and what there is to say of how that is known."""
    if run.jobs is None:
        why = "its jobs cannot be listed"
    else:
        found = matching_jobs(job, names, run.jobs)
        passed = has_passed(found)
        if passed is not None:
            return passed, ""
        why = "it was skipped there" if found else "no job of the run is clearly this one"
    return run.conclusion == SUCCESS, f" ({why}: the run as a whole decides)"


def _starts(workflow: Workflow, branch: str) -> bool:
    """Whether something starts a workflow on a branch, whatever changes there."""
    triggers = workflow.triggers
    return bool(triggers.events & STARTING_THERE) or lets_through(triggers.pushes, branch)


def _parsed(source: bytes | None, facts: Facts) -> Workflow | None:
    workflow = None if source is None else facts.once.of(read_workflow, source)
    return None if workflow is None or workflow.error else workflow


def _in_tree(cited: CitedJob, facts: Facts) -> Workflow | None:
    """The workflow as the tree that is judged has it."""
    try:
        return replace(facts, tree=facts.tree.workflows()).learn(read_workflow, cited.path)
    except Unreadable:
        return None


def _never(read: Judgement, why: str) -> Judgement:
    noted = _noted(read, why)
    return replace(noted, weakness=noted.weakness or "never-ran")


def _noted(read: Judgement, why: str) -> Judgement:
    return replace(read, message=f"{read.message}; {why}")
