"""What is checked out, judged with the base that the event gives it."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace

from ml_readiness.action.base_commit import base_of
from ml_readiness.action.task import Judged, Task, evaluated, guarded
from ml_readiness.github.trigger import OnCommit, own_names
from ml_readiness.model.errors import mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Ports
from ml_readiness.ports.checkout import ports_of_checkout
from ml_readiness.repo.worktree import WorkTree, open_worktree
from ml_readiness.web import silently


def judge_checkout(trigger: OnCommit, task: Task) -> Judged:
    """The working copy at the root, whatever commit that is of."""

    def judge() -> Judged:
        tree = _tree(task)
        folder = _folder(task.workspace, tree)

        def judge_tree() -> Judged:
            return evaluated(trigger, task, _ports(tree, folder, trigger, task), folder)

        return guarded(trigger, task, judge_tree, tree=tree, prefix=folder)

    return guarded(trigger, task, judge)


def _tree(task: Task) -> WorkTree:
    """The working copy at the root, which has to lie in the workspace."""
    if not task.has_files:
        message = "nothing is checked out in the workspace"
        raise mistake(message, hint="add actions/checkout before this step")
    root = (task.workspace / task.inputs.root).resolve()
    if not root.is_relative_to(task.workspace):
        message = f"the input root leaves the workspace: {task.inputs.root}"
        hint = "name a folder of the repository, like services/fraud"
        raise mistake(message, hint=hint)
    return open_worktree(root, DEFAULT_LIMITS)


def _folder(workspace: Path, tree: WorkTree) -> str:
    """The root's path in the repository; without one, in the workspace ("" or "a/b/")."""
    if tree.tracked:
        return tree.prefix
    inside = tree.root.relative_to(workspace).as_posix()
    return "" if inside == "." else f"{inside}/"


def _ports(tree: WorkTree, folder: str, trigger: OnCommit, task: Task) -> Ports:
    """What the checkout has, with what the event adds: the base, and names that links may have."""
    machine, inputs = task.machine, task.inputs
    ports = ports_of_checkout(
        tree,
        junit=("the input junit", inputs.junit) if inputs.junit else None,
        environment=machine.environment,
        internet=machine.internet,
        progress=silently,
    )
    base = base_of(trigger, tree, folder, task)
    home = ports.home and replace(ports.home, refs=ports.home.refs | own_names(trigger))
    runs = partial(task.runs, trigger.context)
    return replace(ports, runs=runs, base=base, home=home, on_time=task.on_time)
