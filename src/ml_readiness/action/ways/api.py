"""Commits judged over the API, where nothing is checked out."""

from functools import partial

from ml_readiness.action.base_commit import tip_of
from ml_readiness.action.task import Judged, Task, evaluated, guarded
from ml_readiness.github.trigger import Commit, Merged, MergeGroup, own_names
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base, Ports
from ml_readiness.model.tree import Tree
from ml_readiness.ports.root import leaves_repository, root_folder
from ml_readiness.repo.origin import web_address
from ml_readiness.web import ask_nobody, ask_web, silently


def judge_commit(trigger: MergeGroup | Commit, task: Task) -> Judged:
    """The commit of the event; a merge group is compared with the tip of its base branch."""
    judge = partial(_judge, trigger, task)
    return guarded(trigger, task, judge, prefix=root_folder(task.inputs.root))


def _judge(trigger: MergeGroup | Commit, task: Task) -> Judged:
    from ml_readiness.github.tree import Fetched, open_api_tree

    if problems := misplaced(task, "needs the files of a checkout: there is none"):
        raise InputError(*problems)
    context, folder = trigger.context, root_folder(task.inputs.root)
    api = task.api(context, reading=True)
    blobs = Fetched()
    head = open_api_tree(api, context.repository, trigger.commit, folder, DEFAULT_LIMITS, blobs)
    base: Base | None = None
    if isinstance(trigger, MergeGroup):
        commit = tip_of(api, context.repository, trigger.branch)
        old = open_api_tree(api, context.repository, commit, folder, DEFAULT_LIMITS, blobs)
        base = Base(tree=old, commit=commit)
    return evaluated(trigger, task, ports_to(head, base, trigger, task), folder)


def misplaced(task: Task, why_no_results: str) -> tuple[Problem, ...]:
    """Inputs that mean nothing without a checkout."""
    problems = []
    if task.inputs.junit:
        hint = "leave it out here, and give it to a workflow on pull_request"
        problems.append(Problem(message=f"the input junit {why_no_results}", hint=hint))
    if leaves_repository(task.inputs.root):
        message = f"the input root leaves the repository: {task.inputs.root}"
        hint = "name a folder of the repository, like services/fraud"
        problems.append(Problem(message=message, hint=hint))
    return tuple(problems)


def ports_to(
    head: Tree, base: Base | None, subject: MergeGroup | Commit | Merged, task: Task
) -> Ports:
    """The ports to a commit; anybody may have written one that a protected way judges."""
    context = subject.context
    address = web_address(context.page)
    asking = partial(ask_web, task.machine.internet, silently)
    refs = own_names(subject) | {subject.commit}
    folder = root_folder(task.inputs.root)
    return Ports(
        tree=head,
        fetch=asking if context.approved else ask_nobody,
        runs=partial(task.runs, context),
        base=base,
        strange=isinstance(subject, Merged) and context.approved,
        home=Home(address=address, refs=refs, prefix=folder) if address else None,
        head=subject.commit,
        on_time=task.on_time,
    )
