"""What a run leaves behind: each delivery is tried, and no failure of one changes the verdict."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from ml_readiness.action.deliver.comment import to_comment
from ml_readiness.action.deliver.delivered import Delivered, Done
from ml_readiness.action.deliver.files import to_files
from ml_readiness.action.deliver.log import to_log
from ml_readiness.action.deliver.notice import to_notice
from ml_readiness.action.deliver.outputs import to_outputs
from ml_readiness.action.deliver.status import to_status
from ml_readiness.action.deliver.summary import to_summary
from ml_readiness.action.task import Judged, Task
from ml_readiness.github import runner
from ml_readiness.github.trigger import commit_of, pull_of
from ml_readiness.model.errors import Problem
from ml_readiness.model.view import WebSource

T = TypeVar("T")
Deliveries: TypeAlias = Mapping[str, Callable[[T, Task, Delivered], Delivered]]


def deliver(judged: Sequence[Judged], task: Task) -> None:
    """Carry out every delivery in turn; what goes wrong is a warning."""
    done = []
    for each in judged:
        begun = _begun(each, task, among=len(judged))
        done.append((each, _tried(DELIVERIES, each, task, begun)))
    messages = dict.fromkeys(message for _, delivered in done for message in delivered.messages)
    _tried(LAST, done, task, Delivered(messages=tuple(messages)))


def _tried(deliveries: Deliveries[T], judged: T, task: Task, delivered: Delivered) -> Delivered:
    for name, delivery in deliveries.items():
        delivered = task.guard.carry_out(
            partial(delivery, judged, task, delivered),
            partial(_failed, delivered),
            part=f"the {name}",
        )
    return delivered


def _failed(delivered: Delivered, problems: Sequence[Problem]) -> Delivered:
    for problem in problems:
        delivered = delivered.saying("warning", problem.message)
    return delivered


def _begun(judged: Judged, task: Task, among: int) -> Delivered:
    delivered = Delivered(among=among, source=_source(judged, task))
    for text in judged.warnings:
        delivered = delivered.saying("warning", text)
    for text in (*task.notices, *judged.notices):
        delivered = delivered.saying("notice", text)
    return delivered


def to_annotations(done: Done, task: Task, delivered: Delivered) -> Delivered:
    """What is wrong beside its lines; last, so that what the others met is there too."""
    from ml_readiness.action.deliver.annotations import messages

    found = [message for judged, _ in done for message in messages(judged.run, judged.prefix)]
    task.machine.say(runner.commands([*delivered.messages, *found]))
    return delivered


# Of each report.
DELIVERIES: Deliveries[Judged] = {
    "log": to_log,
    "report files": to_files,
    "comment": to_comment,
    "status": to_status,
    "notice": to_notice,
    "summary": to_summary,
}
# Of all of them together.
LAST: Deliveries[Done] = {"outputs": to_outputs, "annotations": to_annotations}


def _source(judged: Judged, task: Task) -> WebSource | None:
    """Where the judged commit can be read; a comment links the pull request's head instead."""
    if judged.subject is None:
        return None
    pull = pull_of(judged.subject)
    commit = judged.run.head or commit_of(judged.subject)
    return WebSource(
        repository=judged.subject.context.page,
        commit=commit or (pull.head if pull else ""),
        prefix=judged.prefix,
        run=task.page(judged.subject.context),
    )
