"""The protected way: pull requests judged over the API, and nothing of the workspace read.

The workflow is the default branch's, so what it judges has no say in how. That holds only as long
as nothing is run, and nothing is read from where a pull request might have been checked out.
"""

from functools import partial
from posixpath import normpath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.action.deliver.status import status_on, verdict
from ml_readiness.action.task import Judged, Task, evaluated, guarded
from ml_readiness.action.ways.api import misplaced, ports_to
from ml_readiness.gate import refused
from ml_readiness.github.merge import PATIENCE, settled
from ml_readiness.github.trigger import FollowedRun, Merged, Protected, ProtectedPull
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base
from ml_readiness.model.tree import Tree
from ml_readiness.ports.root import root_folder
from ml_readiness.rules.pattern import matching

if TYPE_CHECKING:
    from ml_readiness.github.api import Api
    from ml_readiness.github.pull import LivePull
    from ml_readiness.github.status import State
    from ml_readiness.github.tree import Fetched

NO_PULL = "there is nothing to judge: no open pull request has the head of that workflow's run"
NO_MANIFEST = "there is nothing to judge: neither the pull request nor its base has a manifest"
MAY_READ = "give the job the permission `pull-requests: write`, or read"
MAY_READ_FILES = "give the job the permission `contents: read`"
MAY_WRITE = "give the job the permission `statuses: write`"


def judge_pulls(trigger: Protected, task: Task) -> list[Judged]:
    """The pull request of the event, or each whose head another workflow ran on."""
    event = trigger.context.event
    proves_nothing = f"proves nothing on {event}: a stranger writes the file"
    task = replace(task, mistakes=(*task.mistakes, *misplaced(task, proves_nothing)))

    def refusal(problems: tuple[Problem, ...]) -> list[Judged]:
        return [Judged(run=refused(task.request, problems), subject=trigger)]

    judged = task.guard.carry_out(lambda: _judge_each(trigger, task), refusal)
    judged[0] = replace(judged[0], warnings=_ignored(event, task))
    return judged


def _ignored(event: str, task: Task) -> tuple[str, ...]:
    """What there is to say of files in the workspace."""
    if not task.has_files:
        return ()
    message = f"there is a checkout in the workspace, and {event} reads nothing of it"
    return (f"{message}: remove actions/checkout from this job",)


def _judge_each(trigger: Protected, task: Task) -> list[Judged]:
    """At least one; raises InputError where the pull requests cannot be listed."""
    match trigger:
        case ProtectedPull():
            pulls = [trigger]
        case FollowedRun():
            pulls = _pulls_of(trigger, task)
    if not pulls:
        run = refused(task.request, task.mistakes)
        return [Judged(run=run, subject=trigger, notices=(NO_PULL,))]
    from ml_readiness.github.tree import Fetched

    blobs = Fetched()  # most files of several pull requests are the same
    return [_judge(pull, task, blobs) for pull in pulls]


def _pulls_of(trigger: FollowedRun, task: Task) -> list[ProtectedPull]:
    from ml_readiness.github.api import needed
    from ml_readiness.github.pull import open_pulls

    if trigger.head is None:
        return []
    context = trigger.context
    api = task.api(context)
    with needed("the pull requests of the run cannot be listed", hint=MAY_READ):
        pulls = open_pulls(api, context.repository, trigger.head)
    return [ProtectedPull(context=context, pull=pull) for pull in pulls]


def _judge(trigger: ProtectedPull, task: Task, blobs: "Fetched") -> Judged:
    """One pull request, and its status, which is part of the verdict here."""
    folder = root_folder(task.inputs.root)

    def unseen(problems: tuple[Problem, ...]) -> Judged:
        run = refused(task.request, problems)
        refusal = Judged(run=run, subject=trigger, prefix=folder)
        return _with_status(refusal, trigger, trigger.pull.into, task)

    def judge() -> Judged:
        live = _Live(api=task.api(trigger.context, patience=PATIENCE), trigger=trigger)
        first = live.look()
        # The base branch may be another one than the event says, and the status is named after it.
        of_this = partial(_judge_live, first, live, trigger, task, blobs)
        done = guarded(trigger, task, of_this, prefix=folder)
        return _with_status(done, trigger, first.branch, task)

    return task.guard.carry_out(judge, unseen)


class _Live(Struct, frozen=True, kw_only=True):
    """What GitHub says of a pull request, asked as often as needed; it raises InputError."""

    api: "Api"
    trigger: ProtectedPull

    def look(self) -> "LivePull":
        from ml_readiness.github.api import needed
        from ml_readiness.github.pull import live_pull

        with needed("the pull request cannot be read", hint=MAY_READ):
            return live_pull(self.api, self.trigger.context.repository, self.trigger.pull.number)

    def comes_from(self, commit: str, older: str) -> bool:
        from ml_readiness.github.api import needed
        from ml_readiness.github.branch import comes_from

        lost = f"GitHub could not be asked whether {commit} comes from {older}"
        with needed(lost, hint=MAY_READ_FILES):
            return comes_from(self.api, self.trigger.context.repository, commit, older)


def _judge_live(
    first: "LivePull",
    live: _Live,
    trigger: ProtectedPull,
    task: Task,
    blobs: "Fetched",
) -> Judged:
    """The pull request as it is now, once it has a test merge; raises InputError."""
    _write(trigger, first.branch, task, "pending", "Being judged")
    if task.mistakes:
        raise InputError(*task.mistakes)
    merge = settled(first, live, trigger, task.machine.clock)
    subject = Merged(
        context=trigger.context,
        pull=trigger.pull,
        branch=first.branch,
        base=merge.base,
        commit=merge.commit,
        tip=merge.tip,
    )
    return _judge_merge(subject, task, blobs)


def _judge_merge(subject: Merged, task: Task, blobs: "Fetched") -> Judged:
    """The test merge, compared with what it merges into; raises InputError."""
    from ml_readiness.github.tree import open_api_tree

    context, folder = subject.context, root_folder(task.inputs.root)
    api = task.api(context, reading=True)
    commits = [subject.commit, subject.base, *([subject.tip] if subject.tip else [])]
    head, base, *tips = (
        open_api_tree(api, context.repository, commit, folder, DEFAULT_LIMITS, blobs)
        for commit in commits
    )
    lag = tuple(_lag(subject.branch, subject.base, tip.commit) for tip in tips)
    if not any(_has(task.inputs.manifest, tree) for tree in (head, base, *tips)):
        run = replace(
            refused(task.request, ()),
            head=subject.commit,
            base=subject.base,
            base_tip=subject.tip,
        )
        return Judged(run=run, subject=subject, prefix=folder, notices=(NO_MANIFEST, *lag))
    ports = ports_to(head, Base(tree=base, commit=subject.base), subject, task)
    for tip in tips:
        # What is read of both sides comes in one answer.
        ports = replace(
            ports, tip=Base(tree=replace(tip, expected=base.expected), commit=tip.commit)
        )
    return replace(evaluated(subject, task, ports, folder), notices=lag)


def _lag(branch: str, base: str, tip: str) -> str:
    return (
        f"GitHub's test merge is with {base}, and {branch} is at {tip} by now: the bar is the "
        f"newer one's, and the change is compared with the older one"
    )


def _has(pattern: str, tree: Tree) -> bool:
    """Whether a tree has anything that a manifest's path or glob names.

    A link or a folder counts: that is a mistake to tell, and no absence that passes.
    """
    path = normpath(pattern)
    return tree.exists(path) or ("*" in path and any(matching(path, sorted(tree.paths()))))


def _with_status(judged: Judged, trigger: ProtectedPull, branch: str, task: Task) -> Judged:
    """What was judged, its status written; one that cannot be is an error of the run."""

    def write() -> Judged:
        _write(trigger, branch, task, *verdict(judged))
        return judged

    def unwritten(problems: tuple[Problem, ...]) -> Judged:
        errors = dict.fromkeys((*judged.run.errors, *problems))
        failed = replace(judged, run=replace(judged.run, errors=tuple(errors)))
        if verdict(judged)[0] == "success":
            # It may stand there all the same: an answer was lost, and the run does not pass.
            task.guard.carry_out(
                lambda: _write(trigger, branch, task, *verdict(failed)), lambda _: None
            )
        return failed

    return task.guard.carry_out(write, unwritten)


def _write(
    trigger: ProtectedPull, branch: str, task: Task, state: "State", description: str
) -> None:
    """Write the status, where one is wanted; raises InputError."""
    from ml_readiness.github.api import needed

    if not task.inputs.status or not task.inputs.github_token:
        return
    status = status_on(trigger.context, trigger.pull.head, branch, task)
    with needed("the commit status cannot be written", hint=MAY_WRITE):
        status.write(task.client(trigger.context), task.machine.clock, state, description)
