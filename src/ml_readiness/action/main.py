"""One run of the action: what its event asks for, judged and then delivered."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ml_readiness.action.deliver import deliver
from ml_readiness.action.inputs import read_inputs, unread
from ml_readiness.action.task import Judged, Task, guard_of
from ml_readiness.action.ways.api import judge_commit
from ml_readiness.action.ways.checkout import judge_checkout
from ml_readiness.gate import refused
from ml_readiness.github import runner
from ml_readiness.github.event import read_trigger
from ml_readiness.github.runner import Message
from ml_readiness.github.trigger import (
    Commit,
    FollowedRun,
    MergeGroup,
    ProtectedPull,
    PullRequest,
    Trigger,
)
from ml_readiness.machine import Machine
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Request


def main(machine: Machine) -> int:
    """Judge and deliver; the exit status is fixed before anything is delivered."""

    def failed(problems: Sequence[Problem]) -> int:
        messages = [
            Message(importance="error", title="ml-readiness", text=problem.message)
            for problem in problems
        ]
        machine.say(runner.commands(messages))
        return 2

    return guard_of(machine).carry_out(lambda: _run(machine), failed)


def _run(machine: Machine) -> int:
    task, trigger = _task(machine)
    judged = _judge(trigger, task)
    deliver(judged, task)
    return max(each.run.status for each in judged)


def _task(machine: Machine) -> tuple[Task, Trigger | None]:
    """What is asked, and by which event; None where that cannot be read."""
    inputs, mistakes = read_inputs(machine.environment)
    trigger, problems = _trigger(machine.environment)
    task = Task(
        machine=machine,
        inputs=inputs,
        mistakes=(*mistakes, *problems),
        notices=unread(machine.environment),
        request=Request(
            manifests=(inputs.manifest,),
            minimum=inputs.minimum_score or None,
            rubric=inputs.rubric,
            fail_on=inputs.fail_on,
            offline=inputs.links == "skip",
            event=trigger.context.event if trigger else None,
            today=machine.today(),
        ),
        workspace=(machine.folder / machine.environment.get("GITHUB_WORKSPACE", ".")).resolve(),
        guard=guard_of(machine),
        on_time=machine.deadline(DEFAULT_LIMITS.whole_seconds),
    )
    return task, trigger


def _trigger(environment: Mapping[str, str]) -> tuple[Trigger | None, tuple[Problem, ...]]:
    try:
        payload = Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes()
    except OSError:
        payload = None
    try:
        return read_trigger(environment, payload), ()
    except InputError as error:
        return None, error.problems


def _judge(trigger: Trigger | None, task: Task) -> Sequence[Judged]:
    """At least one: what is judged, or why nothing is."""
    match trigger:
        case ProtectedPull() | FollowedRun():
            from ml_readiness.action.ways.protected import judge_pulls

            return judge_pulls(trigger, task)
        case None:
            return [Judged(run=refused(task.request, task.mistakes), subject=None)]
        case _ if task.mistakes:
            return [Judged(run=refused(task.request, task.mistakes), subject=trigger)]
        case MergeGroup() | Commit() if not task.has_files:
            return [judge_commit(trigger, task)]
        case PullRequest() | MergeGroup() | Commit():
            return [judge_checkout(trigger, task)]
