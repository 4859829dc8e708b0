"""What the deliveries hand on from one to the next, and what several of them share."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from ml_readiness.action.task import Judged, Task
from ml_readiness.github import runner
from ml_readiness.github.runner import Importance, Message
from ml_readiness.github.trigger import pull_of
from ml_readiness.model.view import WebSource

if TYPE_CHECKING:
    from ml_readiness.github.api import ApiFault

# What is told in one notice, with GitHub's own words; everything else is a warning.
WITHHELD: "tuple[ApiFault, ...]" = ("denied", "barred", "unaddressed")
UNWRITTEN = "no {}: the input github-token is empty"


class Delivered(Struct, frozen=True, kw_only=True):
    """What was delivered so far: where it can be read, and what there is to say about it.

    `among` is how many reports there are in this step. `withheld` has what could not be written,
    with GitHub's word for it, and `denied` what of it the token has no permission for.
    """

    among: int = 1
    source: WebSource | None = None
    report: str = ""
    comment_url: str = ""
    messages: tuple[Message, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    denied: tuple[str, ...] = ()

    def saying(self, importance: Importance, text: str) -> "Delivered":
        message = Message(importance=importance, title="ml-readiness", text=text)
        return replace(self, messages=(*self.messages, message))

    def without(self, what: str, fault: "ApiFault", said: str) -> "Delivered":
        denied = (*self.denied, what) if fault == "denied" else self.denied
        return replace(self, withheld={**self.withheld, what: said}, denied=denied)


Done: TypeAlias = Sequence[tuple[Judged, Delivered]]


def appended(variable: str, text: str, what: str, task: Task, delivered: Delivered) -> Delivered:
    """The text added to the file that a variable of the runner names."""
    path = task.machine.environment.get(variable)
    if not path:
        return delivered.saying("warning", f"cannot write {what}: {variable} names no file")
    try:
        runner.append(path, text)
    except OSError as error:
        return delivered.saying("warning", f"cannot write {what}: {error.strerror}")
    return delivered


def title_of(judged: Judged) -> str:
    """What tells one report from the others of the step."""
    pull = pull_of(judged.subject) if judged.subject else None
    return f"Pull request {pull.number}" if pull else ""
