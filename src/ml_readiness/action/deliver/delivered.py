"""What the deliveries hand on from one to the next, and what several of them share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ml_readiness.action.task import Judged
from ml_readiness.github import runner
from ml_readiness.github.runner import Importance, Message
from ml_readiness.github.trigger import pull_of
from ml_readiness.model.view import WebSource

UNWRITTEN = "no {}: the input github-token is empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was delivered so far: where it can be read, and what there is to say about it.

    `among` is how many reports there are in this step. `denied` has what the token may not write,
    with GitHub's word for it.
    """

    among: int = 1
    source: WebSource | None = None
    report: str = ""
    comment_url: str = ""
    messages: tuple[Message, ...] = ()
    denied: Mapping[str, str] = field(default_factory=dict)

    def saying(self, importance: Importance, text: str) -> "Delivered":
        message = Message(importance=importance, title="ml-readiness", text=text)
        return replace(self, messages=(*self.messages, message))

    def refused(self, what: str, said: str) -> "Delivered":
        return replace(self, denied={**self.denied, what: said})


Done: TypeAlias = Sequence[tuple[Judged, Delivered]]


def appended(path: str, text: str, what: str, delivered: Delivered) -> Delivered:
    try:
        runner.append(path, text)
    except OSError as error:
        return delivered.saying("warning", f"cannot write {what}: {error.strerror}")
    return delivered


def title_of(judged: Judged) -> str:
    """What tells one report from the others of the step."""
    pull = pull_of(judged.subject) if judged.subject else None
    return f"Pull request {pull.number}" if pull else ""
