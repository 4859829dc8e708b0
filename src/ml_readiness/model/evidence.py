"""Evidence: what a citation refers to, and what was found there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple, get_args

from msgspec import Struct

from ml_readiness.model.manifest import Citation
from ml_readiness.model.view import WebSource

Outcome = Literal["verified", "accepted", "missing", "restricted", "unreachable", "invalid"]
# The outcomes that support a claim, and those that break it; the others are set aside.
HOLDING: tuple[Outcome, ...] = ("verified", "accepted")
BREAKING: tuple[Outcome, ...] = ("missing", "invalid")

# Every reason belongs to one outcome, and only a verified piece needs none.
AcceptedReason = Literal["accept-links", "offline"]
InvalidReason = Literal[
    "malformed",
    "outside-root",
    "directory",
    "submodule",
    "symlink",
    "not-regular",
    "fragment-not-allowed",
    "glob-too-wide",
    "private-address",
    "credentials",
    "bad-redirect",
    "cites-itself",
]
MissingReason = Literal[
    "no-such-file",
    "not-tracked",
    "not-in-worktree",
    "wrong-case",
    "no-match",
    "empty-file",
    "says-nothing",
    "in-lfs",
    "too-large",
    "unparsable",
    "no-such-heading",
    "no-such-line",
    "no-such-part",
    "no-such-test",
    "class-alone",
    "not-collected",
    "fixture",
    "test-disabled",
    "skipped",
    "xfail",
    "empty-parametrize",
    "hollow",
    "junit-absent",
    "junit-failed",
    "junit-errored",
    "junit-skipped",
    "junit-xfailed",
    "junit-ambiguous",
    "no-such-job",
    "job-empty",
    "job-disabled",
    "job-needs-disabled",
    "job-idle",
    "workflow-refused",
    "started-by-hand",
    "not-called",
    "no-such-alert",
    "page-gone",
    "no-such-host",
    "no-such-anchor",
    "no-such-value",
    "bound-not-kept",
    "switched-off",
    "run-red",
    "run-too-old",
]
RestrictedReason = Literal["denied", "login-page", "private-repository", "jobs-not-readable"]
UnreachableReason = Literal[
    "timeout",
    "rate-limited",
    "server-error",
    "connection",
    "name-lookup",
    "tls",
    "too-many-redirects",
    "unexpected-status",
    "page-too-long",
    "run-deadline",
    "allowance",
    "unapproved",
]
Reason = AcceptedReason | InvalidReason | MissingReason | RestrictedReason | UnreachableReason

REASONS: Mapping[Outcome, tuple[Reason, ...]] = {
    "accepted": get_args(AcceptedReason),
    "invalid": get_args(InvalidReason),
    "missing": get_args(MissingReason),
    "restricted": get_args(RestrictedReason),
    "unreachable": get_args(UnreachableReason),
}
OUTCOMES: Mapping[Reason, Outcome] = {
    reason: outcome for outcome, reasons in REASONS.items() for reason in reasons
}


# Why a piece that holds proves little.
Weakness = Literal["shared", "everything", "swallowed", "never-ran"]


# What a file says at a pointer; None where that is nothing, a list, a mapping, or not known.
Scalar = Decimal | str | bool | None
BoundSource = Literal["base", "head"]


class Bound(NamedTuple):
    """What a number has to keep: one of `>=`, `>`, `<=`, `<`, `==`, and a plain decimal."""

    operator: str
    limit: Decimal

    @property
    def text(self) -> str:
        return f"{self.operator} {self.limit:f}"


class Measured(NamedTuple):
    """A value that a piece cites, the bound that decides on it, and the value in the base."""

    name: str
    value: Scalar
    bound: Bound | None = None
    bound_from: BoundSource | None = None
    before: Scalar = None


class Judgement(Struct, frozen=True, kw_only=True):
    """What was found for one reference: verified when there is no reason against it.

    `line` is where a part of a file stands in it, counted from 1. `prose` says that it is a
    document, `about` which document or glob it is, however it is spelt. `measured` is of values.
    """

    reason: Reason | None
    message: str
    hint: str | None = None
    line: int | None = None
    weakness: Weakness | None = None
    prose: bool = False
    about: str | None = None
    measured: Measured | None = None

    @property
    def outcome(self) -> Outcome:
        return "verified" if self.reason is None else OUTCOMES[self.reason]


class Cited:
    """What a citation refers to; the kinds of it are the shapes in `rules/cited.py`."""

    __slots__ = ()

    kind: ClassVar[str]

    @property
    def from_top(self) -> bool:
        """Whether its paths start at the top of the repository, whatever the root."""
        return False

    @property
    def reads(self) -> tuple[str, ...]:
        """The files whose content may decide; none where it is enough that files are there."""
        return ()

    def page(self, source: WebSource, line: int | None = None) -> str | None:
        """The page that shows it, at a line of its file; None where there is no one page."""
        raise NotImplementedError

    def place(self, judgement: Judgement, source: WebSource | None) -> str | None:
        """Where it can be seen, by what was found; None where nothing is shown or known."""
        if source is None or judgement.outcome != "verified":
            return None
        return self.page(source, judgement.line)


class Malformed(Struct, frozen=True, kw_only=True):
    """A citation that refers to nothing; `kind` is the one that it looks like."""

    kind: str
    judgement: Judgement


Reference = Cited | Malformed


class Finding(Struct, frozen=True, kw_only=True):
    """A citation of the manifest together with its judgement."""

    citation: Citation
    reference: Reference
    judgement: Judgement

    @property
    def kind(self) -> str:
        return self.reference.kind

    def place(self, source: WebSource | None) -> str | None:
        """The page that shows what was cited; None where none is known."""
        cited = self.reference
        return cited.place(self.judgement, source) if isinstance(cited, Cited) else None
