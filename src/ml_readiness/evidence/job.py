"""Job evidence: a job of a workflow that can run, and that something starts without a person."""

from collections.abc import Sequence

from ml_readiness.evidence.tracked import untracked
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import Unreadable
from ml_readiness.reading.workflow import Workflow, read_workflow
from ml_readiness.rules.naming import choice
from ml_readiness.rules.reference import WORKFLOW, CitedJob

BY_HAND = "workflow_dispatch"
BY_CALL = "workflow_call"
CITE_ANOTHER = "remove the 'if', or cite a job that runs"


def verify_job(cited: CitedJob, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when the job has work to do, is not switched off, and starts without a person."""
    del accepted
    if judged := untracked(cited.path, facts):
        return judged
    workflow = facts.learn(read_workflow, cited.path)
    if workflow.error:
        message = f"{cited.path} cannot be parsed: {workflow.error}"
        return Judgement(reason="unparsable", message=message)
    return _idle(workflow, cited) or _unstarted(workflow, cited, facts) or _runs(cited)


def _runs(cited: CitedJob) -> Judgement:
    return Judgement(reason=None, message=f"the job {cited.job} runs in {cited.path}")


def _idle(workflow: Workflow, cited: CitedJob) -> Judgement | None:
    """Why the job itself does nothing, however its workflow is started."""
    job = workflow.jobs.get(cited.job)
    if job is None:
        running = [name for name, known in workflow.jobs.items() if known.works and not known.off]
        return Judgement(
            reason="no-such-job",
            message=f"{cited.path} has no job '{cited.job}'",
            hint=choice(cited.job, running) or "the workflow has no job that runs",
        )
    if not job.works:
        message = f"the job '{cited.job}' has neither steps nor 'uses'"
        return Judgement(reason="job-empty", message=message)
    if job.off:
        message = f"the job '{cited.job}' never runs: its 'if' is false"
        return Judgement(reason="job-disabled", message=message, hint=CITE_ANOTHER)
    for needed in _needed(workflow, cited.job):
        if needed in workflow.jobs and workflow.jobs[needed].off:
            return Judgement(
                reason="job-needs-disabled",
                message=f"the job '{cited.job}' never runs: it needs '{needed}', which is off",
                hint=CITE_ANOTHER,
            )
    return None


def _needed(workflow: Workflow, job: str) -> list[str]:
    """The jobs that one needs, directly or through others."""
    needed = list(workflow.jobs[job].needs)
    for name in needed:
        if name in workflow.jobs:
            needed += [more for more in workflow.jobs[name].needs if more not in needed]
    return needed


def _unstarted(workflow: Workflow, cited: CitedJob, facts: Facts) -> Judgement | None:
    """Why nothing starts the workflow without a person; None when something does."""
    if _starts(cited.path, facts, frozenset()):
        return None
    if BY_CALL in workflow.triggers:
        return Judgement(
            reason="not-called",
            message=f"no workflow that starts by itself calls {cited.path}",
            hint=f"add a job with 'uses: ./{cited.path}' to a workflow that runs on push",
        )
    return Judgement(
        reason="started-by-hand",
        message=f"only a person starts {cited.path}",
        hint="add a trigger such as push, pull_request or schedule",
    )


def _starts(path: str, facts: Facts, seen: frozenset[str]) -> bool:
    """Whether a workflow starts by itself, or is called by one that does, seen ones left out."""
    triggers = _read(path, facts).triggers
    if triggers - {BY_HAND, BY_CALL}:
        return True
    return BY_CALL in triggers and any(
        _starts(caller, facts, seen | {path})
        for caller in _callers(path, facts)
        if caller != path and caller not in seen
    )


def _callers(path: str, facts: Facts) -> tuple[str, ...]:
    """The tracked workflows with a job that runs and calls this one."""
    return facts.once.of(_calls, facts).get(path, ())


def _calls(facts: Facts) -> dict[str, tuple[str, ...]]:
    calls: dict[str, tuple[str, ...]] = {}
    for caller, kind in facts.tree.paths().items():
        if kind == "file" and WORKFLOW.fullmatch(caller):
            workflow = _read(caller, facts)
            for name, job in workflow.jobs.items():
                called = (job.calls or "").removeprefix("./")
                if called != job.calls and not _idle(workflow, CitedJob(path=caller, job=name)):
                    calls[called] = (*calls.get(called, ()), caller)
    return calls


def _read(path: str, facts: Facts) -> Workflow:
    try:
        return facts.learn(read_workflow, path)
    except Unreadable:
        return Workflow(triggers=frozenset(), jobs={}, error="it cannot be read")
