"""The action: from the occasion to what is judged, each of it judged and then delivered."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ml_readiness.action.base_commit import base_of
from ml_readiness.action.deliver import deliver
from ml_readiness.action.inputs import Inputs, read_inputs
from ml_readiness.action.task import Job, Judged, Machine
from ml_readiness.action.ways.api import is_empty, judge_commit
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.github.event import Occasion, read_occasion
from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Ports, Request
from ml_readiness.ports import checked_out, silently
from ml_readiness.repo.worktree import WorkTree, open_worktree

__all__ = ["Machine", "main"]


def main(machine: Machine) -> int:
    """One run of the action; the exit status is fixed before anything is delivered."""
    inputs, mistakes = read_inputs(machine.environment)
    occasion, problems = _occasion(machine.environment)
    job = Job(
        machine=machine,
        inputs=inputs,
        mistakes=(*mistakes, *problems),
        request=Request(
            manifests=(inputs.manifest,),
            minimum=inputs.minimum_score or None,
            rubric=inputs.rubric,
            fail_on=inputs.fail_on,
            offline=inputs.links == "skip",
            event=occasion.event if occasion else None,
            today=machine.today(),
        ),
        workspace=Path(machine.environment.get("GITHUB_WORKSPACE", ".")).resolve(),
    )
    judged = _judge(occasion, job)
    deliver(judged, job)
    return max(each.run.status for each in judged)


def _occasion(environment: Mapping[str, str]) -> tuple[Occasion | None, tuple[Problem, ...]]:
    try:
        payload = Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes()
    except OSError:
        payload = None
    try:
        return read_occasion(environment, payload), ()
    except InputError as error:
        return None, error.problems


def _judge(occasion: Occasion | None, job: Job) -> list[Judged]:
    """At least one: what is judged, or why nothing is."""
    if occasion and occasion.protected:
        from ml_readiness.action.ways.protected import judge_pulls

        return judge_pulls(occasion, job)
    if occasion is None or job.mistakes:
        return [Judged(run=refused(job.request, job.mistakes), occasion=occasion)]
    if occasion.pull is None and is_empty(job.workspace):
        return [judge_commit(occasion, job)]
    return [_judge_checkout(occasion, job)]


def _judge_checkout(occasion: Occasion, job: Job) -> Judged:
    tree: WorkTree | None = None
    try:
        tree = _tree(job.workspace, job.inputs)
        run = evaluate(job.request, _ports(tree, occasion, job))
    except Exception as error:  # noqa: BLE001 - the last place where a fault becomes a message
        run = job.refused(error)
    return Judged(run=run, occasion=occasion, tree=tree, prefix=_prefix(job.workspace, tree))


def _tree(workspace: Path, inputs: Inputs) -> WorkTree:
    """The working copy at the root, which has to lie in the workspace."""
    if is_empty(workspace):
        message = "nothing is checked out in the workspace"
        raise mistake(message, hint="add actions/checkout before this step")
    root = (workspace / inputs.root).resolve()
    if not root.is_relative_to(workspace):
        message = f"the input root leaves the workspace: {inputs.root}"
        hint = "name a folder of the repository, like services/fraud"
        raise mistake(message, hint=hint)
    return open_worktree(root, DEFAULT_LIMITS)


def _ports(tree: WorkTree, occasion: Occasion, job: Job) -> Ports:
    """What the checkout has, with what the event adds: the base, and names that links may have."""
    machine, inputs = job.machine, job.inputs
    ports = checked_out(
        tree,
        junit=("the input junit", inputs.junit) if inputs.junit else None,
        environment=machine.environment,
        internet=machine.internet,
        progress=silently,
    )
    base = base_of(occasion, tree, _prefix(job.workspace, tree), inputs, machine.clock)
    home = ports.home and replace(ports.home, refs=ports.home.refs | occasion.names)
    return replace(ports, base=base, home=home)


def _prefix(workspace: Path, tree: WorkTree | None) -> str:
    """The root's path in the repository; without one, in the workspace."""
    if tree is None:
        return ""
    if tree.tracked:
        return tree.prefix
    inside = tree.root.relative_to(workspace).as_posix()
    return "" if inside == "." else f"{inside}/"
