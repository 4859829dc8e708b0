"""The protected way: pull requests judged over the API, and nothing of the workspace read.

The workflow is the default branch's, so what it judges has no say in how. That holds only as long
as nothing is run, and nothing is read from where a pull request might have been checked out.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from ml_readiness.action.deliver.status import status_of, verdict
from ml_readiness.action.task import Job, Judged
from ml_readiness.action.ways.api import is_empty, misplaced, ports_to, prefix
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.github.event import Occasion
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base
from ml_readiness.model.tree import Tree
from ml_readiness.rules.pattern import matching

if TYPE_CHECKING:
    from ml_readiness.github.merge import Look, Merge
    from ml_readiness.github.status import State

NO_PULL = "there is nothing to judge: no open pull request has the head of that workflow's run"
NO_MANIFEST = "there is nothing to judge: neither the pull request nor its base has a manifest"


def judge_pulls(occasion: Occasion, job: Job) -> list[Judged]:
    """The pull request of the event, or each whose head another workflow ran on."""
    proves_nothing = f"proves nothing on {occasion.event}: a stranger writes the file"
    job = replace(job, mistakes=(*job.mistakes, *misplaced(job, proves_nothing)))
    ignored = _ignored(occasion, job.workspace)
    try:
        occasions = _occasions(occasion, job)
    except Exception as error:  # noqa: BLE001 - the last place where a fault becomes a message
        return [Judged(run=job.refused(error), occasion=occasion, warnings=ignored)]
    if not occasions:
        run = refused(job.request, job.mistakes)
        return [Judged(run=run, occasion=occasion, notices=(NO_PULL,), warnings=ignored)]
    blobs: dict[str, bytes] = {}  # most files of several pull requests are the same
    judged = [_judge(each, job, blobs) for each in occasions]
    judged[0] = replace(judged[0], warnings=ignored)
    return judged


def _ignored(occasion: Occasion, workspace: Path) -> tuple[str, ...]:
    """What there is to say of files in the workspace; none of them is opened."""
    if is_empty(workspace):
        return ()
    message = f"there is a checkout in the workspace, and {occasion.event} reads nothing of it"
    return (f"{message}: remove actions/checkout from this job",)


def _occasions(occasion: Occasion, job: Job) -> list[Occasion]:
    """One for each pull request; raises InputError where they cannot be listed."""
    from ml_readiness.github.api import BUDGET, ApiError
    from ml_readiness.github.merge import open_pulls

    if occasion.pull:
        return [occasion]
    if occasion.origin is None:
        return []
    api = job.api(occasion, BUDGET)
    try:
        pulls = open_pulls(api, occasion.repository, occasion.origin)
    except ApiError as error:
        message = f"the pull requests of the run cannot be listed: {error.message}"
        raise mistake(message, hint=_permission(error.fault)) from None
    return [replace(occasion, pull=pull) for pull in pulls]


def _judge(occasion: Occasion, job: Job, blobs: dict[str, bytes]) -> Judged:
    """One pull request, and its status, which is part of the verdict here."""
    from ml_readiness.github.merge import settled

    assert occasion.pull
    try:
        look = _asking(occasion, job)
        first = look()
        # The base branch may be another one than the event says, and the status is named after it.
        pull = replace(occasion.pull, into=first.branch)
        occasion = replace(occasion, pull=pull)
        _write(occasion, job, "pending", "Being judged")
        if job.mistakes:
            raise InputError(*job.mistakes)  # noqa: TRY301 - to where all of them become a run
        merge = settled(first, look, pull.head, job.machine.clock)
        judged = _evaluated(merge, occasion, job, blobs)
    except Exception as error:  # noqa: BLE001 - the last place where a fault becomes a message
        judged = Judged(run=job.refused(error), occasion=occasion, prefix=prefix(job))
    try:
        _write(occasion, job, *verdict(judged))
    except Exception as error:  # noqa: BLE001 - likewise
        errors = (*judged.run.errors, *job.refused(error).errors)
        run = replace(judged.run, errors=tuple(dict.fromkeys(errors)))
        judged = replace(judged, run=run)
    return judged


def _asking(occasion: Occasion, job: Job) -> Callable[[], "Look"]:
    """How the pull request is looked at, as often as needed; a look raises InputError."""
    from ml_readiness.github.api import BUDGET, ApiError
    from ml_readiness.github.merge import PATIENCE, look

    api = job.api(occasion, PATIENCE + BUDGET)
    pull = occasion.pull
    assert pull

    def ask() -> "Look":
        try:
            return look(api, occasion.repository, pull.number)
        except ApiError as error:
            message = f"the pull request cannot be read: {error.message}"
            raise mistake(message, hint=_permission(error.fault)) from None

    return ask


def _permission(fault: str) -> str | None:
    denied = fault in {"absent", "denied"}
    return "give the job the permission `pull-requests: write`, or read" if denied else None


def _write(occasion: Occasion, job: Job, state: "State", description: str) -> None:
    """Write the status, where one is wanted; raises InputError."""
    from ml_readiness.github.api import ApiError

    status = status_of(occasion, job)
    if status is None or not job.inputs.status or not job.inputs.github_token:
        return
    try:
        status.write(state, description)
    except ApiError as error:
        message = f"the commit status cannot be written: {error.message}"
        hint = "give the job the permission `statuses: write`" if error.fault == "denied" else None
        raise mistake(message, hint=hint) from None


def _evaluated(merge: "Merge", occasion: Occasion, job: Job, blobs: dict[str, bytes]) -> Judged:
    """The test merge, compared with what it merges into; raises InputError."""
    from ml_readiness.github.api import BUDGET
    from ml_readiness.github.tree import open_api_tree

    pull, root = occasion.pull, prefix(job)
    assert pull
    occasion = replace(
        occasion,
        commit=merge.commit,
        ref=f"refs/pull/{pull.number}/merge",
        names=occasion.names | {pull.into, pull.head, merge.base, merge.commit},
    )
    # Files are read after all links were asked, which has a time of its own.
    api = job.api(occasion, BUDGET + DEFAULT_LIMITS.run_seconds)
    head, base = (
        open_api_tree(api, occasion.repository, commit, root, DEFAULT_LIMITS, blobs)
        for commit in (merge.commit, merge.base)
    )
    if not any(_has(job.inputs.manifest, tree) for tree in (head, base)):
        run = replace(refused(job.request, ()), head=merge.commit, base=merge.base)
        return Judged(run=run, occasion=occasion, prefix=root, notices=(NO_MANIFEST,))

    ports = ports_to(head, Base(tree=base, commit=merge.base), occasion, job, strange=True)
    run = evaluate(job.request, ports)
    return Judged(run=run, occasion=occasion, tree=head, prefix=root)


def _has(pattern: str, tree: Tree) -> bool:
    """Whether a tree has anything that a manifest's path or glob names."""
    path = normpath(pattern)
    return tree.exists(path) or ("*" in path and any(matching(path, sorted(tree.paths()))))
