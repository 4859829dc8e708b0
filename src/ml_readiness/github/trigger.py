"""What started a run of a workflow, and what is judged for it: a type for each case.

GitHub says that an event *triggers* a workflow. Here an *event* is its word, a *trigger* is what
one says, and a *subject* is what is judged for it. Each has the facts of its case, and no others.
"""

import re
from typing import TypeAlias

from msgspec import Struct

from ml_readiness.model.report import Event

BRANCHES = "refs/heads/"
# What GitHub lets an owner and a repository be called; with dots alone it is another address.
REPOSITORY = re.compile(r"(?!\.{1,2}/)[A-Za-z0-9_.-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+")


class Site(Struct, frozen=True, kw_only=True):
    """One GitHub: the addresses of its pages, its REST and its GraphQL interface, no last slash.

    An interface is None where its address is not known: the token is sent nowhere else instead.
    """

    server: str
    rest: str | None
    graphql: str | None


class Context(Struct, frozen=True, kw_only=True):
    """What every trigger says: the event, and the repository (`owner/name`) that it happened in.

    `default_branch` is None where the event does not name it. `approved` is false where the run
    that is followed ended because a person has to approve it first.
    """

    event: Event
    site: Site
    repository: str
    default_branch: str | None
    approved: bool = True

    @property
    def page(self) -> str:
        """The repository on the web."""
        return f"{self.site.server}/{self.repository}"


class Pull(Struct, frozen=True, kw_only=True):
    """A pull request: the commit that its author pushed last, the base's, and the base branch."""

    number: int
    head: str
    base: str
    into: str


class RunHead(Struct, frozen=True, kw_only=True):
    """What another workflow ran on: a commit of a branch, maybe a fork's (`owner/name`)."""

    repository: str
    branch: str
    commit: str


class PullRequest(Struct, frozen=True, kw_only=True):
    """A pull request in its own workflow; `commit` is GitHub's test merge, and `ref` is its."""

    context: Context
    commit: str
    ref: str
    pull: Pull


class MergeGroup(Struct, frozen=True, kw_only=True):
    """What a merge queue would make of `branch`."""

    context: Context
    commit: str
    ref: str
    branch: str


class Commit(Struct, frozen=True, kw_only=True):
    """A commit that is there already: pushed, or looked at by a clock or by hand."""

    context: Context
    commit: str
    ref: str

    @property
    def branch(self) -> str | None:
        """The branch that `ref` is; a tag is none."""
        return self.ref.removeprefix(BRANCHES) if self.ref.startswith(BRANCHES) else None


class ProtectedPull(Struct, frozen=True, kw_only=True):
    """A pull request in a workflow that it cannot change.

    The commit that the runner names is not what is judged, and the branch may be another one by
    now: both have to be asked for. `retargeted` says that the event is a change of that branch.
    """

    context: Context
    pull: Pull
    retargeted: bool = False


class FollowedRun(Struct, frozen=True, kw_only=True):
    """The end of another workflow's run; `head` is None where its repository or branch is gone."""

    context: Context
    head: RunHead | None


class Merged(Struct, frozen=True, kw_only=True):
    """A protected pull request with its test merge: `commit`, made with `base` of `branch`.

    `tip` is where the branch stands, None where that is the base.
    """

    context: Context
    pull: Pull
    branch: str
    base: str
    commit: str
    tip: str | None = None

    @property
    def ref(self) -> str:
        return f"refs/pull/{self.pull.number}/merge"


# What the runner checks out, or would.
OnCommit: TypeAlias = PullRequest | MergeGroup | Commit
# GitHub takes the workflow from the default branch, and gives it a token that may write.
Protected: TypeAlias = ProtectedPull | FollowedRun
Trigger: TypeAlias = OnCommit | Protected
# What is judged: the trigger itself, or what was asked for in its place.
Subject: TypeAlias = Trigger | Merged


def own_names(subject: Subject) -> frozenset[str]:
    """The branches and commits that a link to the repository's own files may name for a subject."""
    default = subject.context.default_branch
    always = frozenset([default] if default else ())
    match subject:
        case PullRequest(pull=pull):
            return always | {pull.into, pull.head, pull.base}
        case Merged(pull=pull):
            return always | {subject.branch, pull.head, subject.base}
        case ProtectedPull() | FollowedRun() | MergeGroup() | Commit():
            return always


def pull_of(subject: Subject) -> Pull | None:
    """The pull request that a subject is of."""
    match subject:
        case PullRequest() | ProtectedPull() | Merged():
            return subject.pull
        case FollowedRun() | MergeGroup() | Commit():
            return None


def commit_of(subject: Subject) -> str | None:
    """The commit that is judged; None where it was not asked for."""
    match subject:
        case PullRequest() | MergeGroup() | Commit() | Merged():
            return subject.commit
        case ProtectedPull() | FollowedRun():
            return None


def ref_of(subject: Subject, commit: str) -> str | None:
    """The ref that a commit was judged as; None where a checkout is of something else."""
    match subject:
        case PullRequest() | MergeGroup() | Commit() | Merged() if commit == subject.commit:
            return subject.ref
    pull = pull_of(subject)
    return f"refs/pull/{pull.number}/head" if pull and commit == pull.head else None
