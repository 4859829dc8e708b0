"""What GitHub says of the workflows of a repository: whether they are on, and how they last ran."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from msgspec import Struct

from ml_readiness.model.evidence import RestrictedReason, UnreachableReason

# The one state of a workflow in which it runs.
ACTIVE = "active"


class JobRun(Struct, frozen=True, kw_only=True):
    """One job of a run, as GitHub shows it; `conclusion` is None where it has none."""

    name: str
    conclusion: str | None


class WorkflowRun(Struct, frozen=True, kw_only=True):
    """A completed run of a workflow.

    `created` is its day (UTC), which a re-run does not change. `page` shows it. `jobs` is None
    where they cannot be listed. `source` is the workflow in its commit, None where that cannot be
    read.
    """

    created: date
    conclusion: str
    page: str
    jobs: tuple[JobRun, ...] | None
    source: bytes | None


class History(Struct, frozen=True, kw_only=True):
    """A workflow on the default branch, `branch`.

    `state` is GitHub's word, None where it lists no such workflow. `source` is the workflow as it
    stands there, None where that cannot be read; `lacking` says that there certainly is none.
    `newest` is the newest run there that counts, None where none of the `runs` does.
    """

    branch: str
    state: str | None = None
    source: bytes | None = None
    lacking: bool = False
    runs: int = 0
    newest: WorkflowRun | None = None


class Unasked(Struct, frozen=True, kw_only=True):
    """Why nothing is known of a workflow."""

    reason: RestrictedReason | UnreachableReason
    message: str


# By the paths of workflows, from the repository's top.
Histories: TypeAlias = Mapping[str, History | Unasked]
