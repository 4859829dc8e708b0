"""The action: the runner's environment to the gate, the gate's result to GitHub."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ml_readiness.action.deliver import Job, deliver
from ml_readiness.action.inputs import Inputs, read_inputs
from ml_readiness.checkout import checked_out
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.github import runner
from ml_readiness.github.event import Occasion, read_occasion
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.opening import Ports, Request
from ml_readiness.repo.worktree import WorkTree, open_worktree

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The world of the action, handed in by `__main__` and by tests.

    `internet` returns a `web.network.Network`, `clock` is what the module `time` offers, and
    `token` gives letters that nobody can foresee.
    """

    stdout: TextIO
    environment: Mapping[str, str]
    today: Callable[[], date]
    internet: Callable[[], object]
    clock: "Clock"
    token: Callable[[], str]

    def say(self, text: str) -> None:
        """Write to the log; the text is escaped for it already."""
        self.stdout.write(text)
        self.stdout.flush()


def main(machine: Machine) -> int:
    """One run of the action; the exit status is fixed before anything is delivered."""
    environment = machine.environment
    inputs, mistakes = read_inputs(environment)
    occasion, problems = _occasion(environment)
    request = Request(
        manifests=(inputs.manifest,),
        minimum=inputs.minimum_score or None,
        rubric=inputs.rubric,
        fail_on=inputs.fail_on,
        offline=inputs.links == "skip",
        event=occasion.event if occasion else None,
        today=machine.today(),
    )
    workspace = Path(environment.get("GITHUB_WORKSPACE", ".")).resolve()
    mistakes = (*mistakes, *problems)
    if mistakes:
        run, tree = refused(request, mistakes), None
    else:
        run, tree = _evaluate(request, inputs, workspace, machine)
    job = Job(
        inputs=inputs,
        occasion=occasion,
        environment=environment,
        workspace=workspace,
        tree=tree,
        prefix=_prefix(workspace, tree),
        clock=machine.clock,
        token=machine.token,
        say=machine.say,
    )
    deliver(run, job)
    return run.status


def _occasion(environment: Mapping[str, str]) -> tuple[Occasion | None, tuple[Problem, ...]]:
    try:
        payload = Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes()
    except OSError:
        payload = None
    try:
        return read_occasion(environment, payload), ()
    except InputError as error:
        return None, error.problems


def _evaluate(
    request: Request, inputs: Inputs, workspace: Path, machine: Machine
) -> tuple[Run, WorkTree | None]:
    """The run, and the tree that was judged, where there is one."""
    tree: WorkTree | None = None
    try:
        tree = _tree(workspace, inputs)
        return evaluate(request, _ports(tree, inputs, machine)), tree
    except InputError as error:
        return refused(request, error.problems), tree
    except Exception as error:  # noqa: BLE001 - the last place where a fault becomes a message
        if machine.environment.get("RUNNER_DEBUG") == "1":
            machine.say(runner.log(traceback.format_exc()))
        message = f"internal error: {type(error).__name__}: {error}"
        hint = "run the job again with debug logging, and report what it shows"
        return refused(request, [Problem(message=message, hint=hint)]), tree


def _tree(workspace: Path, inputs: Inputs) -> WorkTree:
    """The working copy at the root, which has to lie in the workspace."""
    root = (workspace / inputs.root).resolve()
    if not root.is_relative_to(workspace):
        message = f"the input root leaves the workspace: {inputs.root}"
        hint = "name a folder of the repository, like services/fraud"
        raise InputError(Problem(message=message, hint=hint))
    return open_worktree(root, DEFAULT_LIMITS)


def _ports(tree: WorkTree, inputs: Inputs, machine: Machine) -> Ports:
    return checked_out(
        tree,
        junit=("the input junit", inputs.junit) if inputs.junit else None,
        environment=machine.environment,
        internet=machine.internet,
        progress=lambda _done, _total: None,
    )


def _prefix(workspace: Path, tree: WorkTree | None) -> str:
    """The root's path in the repository; without one, in the workspace."""
    if tree is None:
        return ""
    if tree.tracked:
        return tree.prefix
    inside = tree.root.relative_to(workspace).as_posix()
    return "" if inside == "." else f"{inside}/"
