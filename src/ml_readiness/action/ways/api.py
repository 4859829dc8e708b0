"""Commits judged over the API, where nothing is checked out."""

from functools import partial
from pathlib import Path, PurePosixPath

from ml_readiness.action.base_commit import tip_of
from ml_readiness.action.task import Job, Judged
from ml_readiness.gate import run as evaluate
from ml_readiness.github.event import Occasion
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base, Ports
from ml_readiness.model.tree import Tree
from ml_readiness.model.world import Home
from ml_readiness.ports import ask_web, silently
from ml_readiness.repo.origin import web_address


def is_empty(workspace: Path) -> bool:
    """Whether there is nothing in the workspace; what is there is not opened."""
    try:
        return next(workspace.iterdir(), None) is None
    except OSError:
        return True


def judge_commit(occasion: Occasion, job: Job) -> Judged:
    """The commit of the event; a merge group is compared with the tip of its base branch."""
    from ml_readiness.github.api import BUDGET
    from ml_readiness.github.tree import open_api_tree

    tree: Tree | None = None
    try:
        if problems := misplaced(job, "needs the files of a checkout: there is none"):
            raise InputError(*problems)  # noqa: TRY301 - to where all of them become a run
        # Files are read after all links were asked, which has a time of its own.
        api = job.api(occasion, BUDGET + DEFAULT_LIMITS.run_seconds)
        blobs: dict[str, bytes] = {}
        opening = (prefix(job), DEFAULT_LIMITS, blobs)
        tree = open_api_tree(api, occasion.repository, occasion.commit, *opening)
        base: Base | None = None
        if occasion.branch:
            commit = tip_of(api, occasion.repository, occasion.branch)
            old = open_api_tree(api, occasion.repository, commit, *opening)
            base = Base(tree=old, commit=commit)
        run = evaluate(job.request, ports_to(tree, base, occasion, job, strange=False))
    except Exception as error:  # noqa: BLE001 - the last place where a fault becomes a message
        run = job.refused(error)
    return Judged(run=run, occasion=occasion, tree=tree, prefix=prefix(job))


def prefix(job: Job) -> str:
    """The root as the beginning of paths in the repository: "" or "a/b/"."""
    return "".join(f"{part}/" for part in PurePosixPath(job.inputs.root).parts)


def misplaced(job: Job, why_no_results: str) -> tuple[Problem, ...]:
    """Inputs that mean nothing without a checkout."""
    problems = []
    if job.inputs.junit:
        hint = "leave it out here, and give it to a workflow on pull_request"
        problems.append(Problem(message=f"the input junit {why_no_results}", hint=hint))
    root = PurePosixPath(job.inputs.root)
    if root.is_absolute() or ".." in root.parts:
        message = f"the input root leaves the repository: {job.inputs.root}"
        hint = "name a folder of the repository, like services/fraud"
        problems.append(Problem(message=message, hint=hint))
    return tuple(problems)


def ports_to(
    head: Tree, base: Base | None, occasion: Occasion, job: Job, *, strange: bool
) -> Ports:
    """The ports to a commit; `strange` says that anybody may have written it."""
    address = web_address(occasion.page)
    names = occasion.names | {occasion.commit}
    return Ports(
        tree=head,
        fetch=partial(ask_web, job.machine.internet, silently),
        base=base,
        strange=strange,
        home=Home(address=address, refs=names, prefix=prefix(job)) if address else None,
        head=occasion.commit,
    )
