"""The operations on what GitHub Actions has run: workflows, runs and jobs."""

from fakegithub.call import WEB, Call, node_id, paged, user
from fakegithub.contract import contract
from fakegithub.exchange import Answer, Json, Refused
from fakegithub.state import Run, Workflow

# A filter finds so many runs at most, however many there are.
MOST_FOUND = 1_000


def get_repository(call: Call) -> Answer:
    return Answer(status=200, body=contract().least("full-repository") | repository(call))


def list_workflows(call: Call) -> Answer:
    readable(call)
    shown = [workflow_shown(call, workflow) for workflow in call.state.workflows]
    return counted(call, "workflows", shown)


def list_runs(call: Call) -> Answer:
    """The newest first; of a branch means that the head is called so, also in a fork."""
    readable(call)
    wanted, asked = call.values["workflow_id"], call.seen.query
    found = [each for each in call.state.workflows if wanted in {str(each.id), each.file}]
    if not found:
        raise Refused(404, "Not Found")
    runs = [
        run
        for run in sorted(call.state.runs, key=lambda run: (run.created_at, run.id), reverse=True)
        if run.path == found[0].path
        and asked.get("branch", run.branch) == run.branch
        and asked.get("event", run.event) == run.event
        and asked.get("status", run.status) in {run.status, run.conclusion}
    ]
    shown = [run_shown(call, run, found[0]) for run in runs[:MOST_FOUND]]
    return counted(call, "workflow_runs", shown)


def list_jobs(call: Call) -> Answer:
    """The jobs of the latest attempt, unless all are asked for."""
    readable(call)
    wanted = call.values["run_id"]
    found = [run for run in call.state.runs if str(run.id) == wanted]
    if not found:
        raise Refused(404, "Not Found")
    [run] = found
    attempts = [run.jobs] if call.seen.query.get("filter") != "all" else [*run.before, run.jobs]
    shown = [
        job_shown(call, run, name, conclusion)
        for jobs in attempts
        for name, conclusion in jobs.items()
    ]
    return counted(call, "jobs", shown)


def readable(call: Call) -> None:
    if not call.state.may_read_actions:
        raise Refused(403, "Resource not accessible by integration")


def counted(call: Call, name: str, shown: list[Json]) -> Answer:
    """A page of a list that says how long all of it is."""
    page = paged(call, shown)
    body = {"total_count": len(shown), name: page.body}
    return Answer(status=200, body=body, headers=page.headers)


def repository(call: Call, full_name: str | None = None) -> Json:
    name = full_name or call.state.repository
    said = {
        "id": number_of(name),
        "name": name.partition("/")[2],
        "full_name": name,
        "owner": user(call, name.partition("/")[0]),
        "fork": name != call.state.repository,
        "html_url": f"{WEB}/{name}",
    }
    return said | ({} if full_name else {"default_branch": call.state.default_branch})


def number_of(name: str) -> int:
    return 700_000_000 + sum(name.encode())


def workflow_shown(call: Call, workflow: Workflow) -> Json:
    said = {
        "id": workflow.id,
        "node_id": node_id("Workflow", workflow.id),
        "name": workflow.path,
        "path": workflow.path,
        "state": workflow.state,
        "url": f"{call.repository_url}/actions/workflows/{workflow.id}",
    }
    return contract().least("workflow") | said


def run_shown(call: Call, run: Run, workflow: Workflow) -> Json:
    there = f"{call.repository_url}/actions/runs/{run.id}"
    minimal = contract().least("minimal-repository")
    said = {
        "id": run.id,
        "node_id": node_id("WorkflowRun", run.id),
        "head_branch": run.branch,
        "head_sha": run.head_sha,
        "path": run.path,
        "run_number": run.id,
        "run_attempt": len(run.before) + 1,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": workflow.id,
        "url": there,
        "html_url": f"{WEB}/{call.state.repository}/actions/runs/{run.id}",
        "jobs_url": f"{there}/jobs",
        "created_at": run.created_at,
        "updated_at": call.state.now(),
        "pull_requests": [],
        "repository": minimal | repository(call, call.state.repository),
        "head_repository": minimal | repository(call, run.fork or call.state.repository),
    }
    shown = contract().least("workflow-run") | said
    # No value of the schema's null is valid by the schema.
    shown["head_commit"] = contract().least_object("nullable-simple-commit")
    return shown


def job_shown(call: Call, run: Run, name: str, conclusion: str | None) -> Json:
    said = {
        "id": number_of(name),
        "run_id": run.id,
        "node_id": node_id("Job", name),
        "head_sha": run.head_sha,
        "name": name,
        "status": "completed",
        "conclusion": conclusion,
        "url": f"{call.repository_url}/actions/jobs/{number_of(name)}",
    }
    return contract().least("job") | said
