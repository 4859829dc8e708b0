"""Job evidence: a job that GitHub would run, without a person, and that does something."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from ml_readiness.evidence.tracked import in_lfs, untracked
from ml_readiness.model.evidence import Judgement, Weakness
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import PATH_CHARACTERS, Unreadable
from ml_readiness.reading.workflow import Job, Workflow, behind, read_workflow
from ml_readiness.rules.cited import CitedJob
from ml_readiness.rules.naming import choice
from ml_readiness.rules.reference import WORKFLOW
from ml_readiness.visible import clipped

BY_HAND = "workflow_dispatch"
BY_CALL = "workflow_call"
# How a job calls a workflow of its own repository, at its own commit.
HERE = ("./", "$/")
# So many characters of a name that stands in a workflow are shown.
SHOWN_NAME = 60
CITE_ANOTHER = "remove the 'if', or cite a job that runs"
# Of each job of a workflow what stands against it.
Standings = Mapping[str, Judgement | None]


def verify_job(cited: CitedJob, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when GitHub accepts the job, it runs without a person, and it does something."""
    del accepted
    if judged := untracked(cited.path, facts) or in_lfs(cited.path, facts):
        return judged
    workflow = facts.learn(read_workflow, cited.path)
    if workflow.error:
        message = f"{cited.path} cannot be parsed: {workflow.error}"
        return Judgement(reason="unparsable", message=message)
    standings = facts.once.of(_standings, cited.path, facts)
    if cited.job not in standings:
        return _absent(cited, standings)
    return standings[cited.job] or _unstarted(workflow, cited, facts) or _runs(workflow, cited)


def _runs(workflow: Workflow, cited: CitedJob) -> Judgement:
    message = f"the job {cited.job} runs in {cited.path}"
    weakness: Weakness | None = "swallowed" if workflow.jobs[cited.job].swallowed else None
    if not workflow.triggers.unknown:
        return Judgement(reason=None, message=message, weakness=weakness)
    unknown = f"'{clipped(workflow.triggers.unknown[0], SHOWN_NAME)}'"
    hint = "GitHub refuses a workflow with an event that it does not know"
    return Judgement(
        reason=None,
        message=f"{message}; we do not know its event {unknown}",
        hint=hint,
        weakness=weakness,
    )


def _absent(cited: CitedJob, standings: Standings) -> Judgement:
    running = [name for name, against in standings.items() if against is None]
    return Judgement(
        reason="no-such-job",
        message=f"{cited.path} has no job '{cited.job}'",
        hint=choice(cited.job, running) or "the workflow has no job that runs",
    )


def _standings(path: str, facts: Facts) -> Standings:
    """Of each job of a workflow why it does not run or does nothing, however it is started."""
    workflow = _read(path, facts)
    refused = {
        name: f"the job '{clipped(name, SHOWN_NAME)}': {why}"
        for name, job in workflow.jobs.items()
        if (why := _why_refused(job, facts))
    }
    if workflow.refused:
        refused = dict.fromkeys(workflow.jobs, workflow.refused)
    after_refused = behind(workflow.jobs, refused)
    after_off = behind(workflow.jobs, [name for name, job in workflow.jobs.items() if job.off])

    def standing(name: str, job: Job) -> Judgement | None:
        if not job.works:
            message = f"the job '{name}' has neither steps nor 'uses'"
            return Judgement(reason="job-empty", message=message)
        if name in refused or name in after_refused:
            source = name if name in refused else after_refused[name]
            return Judgement(
                reason="workflow-refused",
                message=f"GitHub refuses {path}: {refused[source]}",
                hint="mend the workflow: the page of its runs says what is wrong",
            )
        if job.off:
            message = f"the job '{name}' never runs: {job.off}"
            hint = CITE_ANOTHER if "'if'" in job.off else "fill it, or cite a job that runs"
            return Judgement(reason="job-disabled", message=message, hint=hint)
        if name in after_off and not job.heedless:
            needed = clipped(after_off[name], SHOWN_NAME)
            message = f"the job '{name}' never runs: it needs '{needed}', which is off"
            return Judgement(reason="job-needs-disabled", message=message, hint=CITE_ANOTHER)
        if job.idle:
            message = f"the job '{name}' does nothing: it only prepares and prints"
            hint = "cite a job with a step that runs a command or an action"
            return Judgement(reason="job-idle", message=message, hint=hint)
        return None

    return {name: standing(name, job) for name, job in workflow.jobs.items()}


def _why_refused(job: Job, facts: Facts) -> str | None:
    """Why GitHub refuses a job, for what stands in it and in the workflow that it calls."""
    if not job.works:
        return "it has neither steps nor 'uses'"
    if job.refused or not (job.calls and job.calls.startswith(HERE)):
        return job.refused
    called = job.calls[2 : PATH_CHARACTERS + 3]
    if not WORKFLOW.fullmatch(called) or facts.tree.paths().get(called) != "file":
        return f"there is no workflow {called} that it could call"
    if BY_CALL not in _read(called, facts).triggers.events:
        return f"{called} cannot be called: it has no '{BY_CALL}'"
    return None


def _unstarted(workflow: Workflow, cited: CitedJob, facts: Facts) -> Judgement | None:
    """Why nothing starts the workflow without a person; None when something does."""
    events = workflow.triggers.events
    if _starts_itself(workflow):
        return None
    if BY_CALL in events:
        if cited.path in facts.once.of(_started, facts):
            return None
        return Judgement(
            reason="not-called",
            message=f"no workflow that starts by itself calls {cited.path}",
            hint=f"add a job with 'uses: ./{cited.path}' to a workflow that runs on push",
        )
    if workflow.triggers.stopped and BY_HAND not in events:
        return Judgement(
            reason="job-disabled",
            message=f"nothing starts {cited.path}: {workflow.triggers.stopped}",
            hint="mend what is under 'on', or cite a job that runs",
        )
    return Judgement(
        reason="started-by-hand",
        message=f"only a person starts {cited.path}",
        hint="add a trigger such as push, pull_request or schedule",
    )


def _starts_itself(workflow: Workflow) -> bool:
    return bool(workflow.triggers.events - {BY_HAND, BY_CALL})


def _started(facts: Facts) -> AbstractSet[str]:
    """The workflows that start by themselves, or that one of these calls, through any number."""
    paths = [
        path
        for path, kind in facts.tree.paths().items()
        if kind == "file" and WORKFLOW.fullmatch(path)
    ]
    facts.tree.expect(paths)
    ahead = [path for path in paths if _starts_itself(_read(path, facts))]
    started = set(ahead)
    for path in ahead:  # it grows, by each workflow once
        called = _called(path, facts) - started
        ahead += called
        started |= called
    return started


def _called(path: str, facts: Facts) -> AbstractSet[str]:
    """The workflows of the repository that the jobs of one call, where these run."""
    jobs = _read(path, facts).jobs
    standings = facts.once.of(_standings, path, facts)
    uses = {job.calls for name, job in jobs.items() if job.calls and standings[name] is None}
    paths = {_own(each, facts) for each in uses}
    return {path for path in paths if path and BY_CALL in _read(path, facts).triggers.events}


def _own(uses: str, facts: Facts) -> str | None:
    """The path of a workflow that is called, where it is one of this repository."""
    if uses.startswith(HERE):
        return uses[2:]
    owner, name, path = (*uses.partition("@")[0].split("/", 2), "", "")[:3]
    home = facts.home.address.split("/")[-2:] if facts.home else []
    own = [owner.casefold(), name.casefold()] == [part.casefold() for part in home]
    return path if own else None


def _read(path: str, facts: Facts) -> Workflow:
    if facts.tree.paths().get(path) != "file":
        return Workflow(jobs={}, error="it is not there")
    try:
        return facts.learn(read_workflow, path)
    except Unreadable:
        return Workflow(jobs={}, error="it cannot be read")
