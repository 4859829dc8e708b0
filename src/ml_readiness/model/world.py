"""All that a verifier may look at: a tree, the answers of the web, and test results."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar, cast

from ml_readiness.model.tree import Tree

Fault = Literal[
    "no-such-host",
    "name-lookup",
    "private-address",
    "bad-redirect",
    "too-many-redirects",
    "timeout",
    "connection",
    "tls",
    "run-deadline",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the web said about one address: a status, or the fault that kept us from one.

    `address` is the final one, after redirects. `anchors` are the ids and names that the page
    defines: None when no anchor was wanted or the page is not HTML. `complete` is false when the
    page was longer than we read. `detail` is a few words about the fault.
    """

    address: str
    status: int | None = None
    fault: Fault | None = None
    anchors: frozenset[str] | None = None
    complete: bool = True
    detail: str | None = None


Result = Literal["passed", "failed", "errored", "skipped", "xfailed"]


class Case(NamedTuple):
    """One test case of a result file: the dotted class name, the name with its parameters."""

    classname: str
    name: str
    result: Result


# The cases of all result files, by the test's name without its parameters.
Results = Mapping[str, tuple[Case, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the repository itself lives on the web, so that links to its files are read as files.

    `address` has no trailing slash (`https://github.com/acme/fraud`); `refs` are the names that
    stand for the tree being judged; `prefix` is the root's path in the repository ("" or "a/b/").
    """

    address: str
    refs: frozenset[str]
    prefix: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The facts of one run; `accept_links` are those of the manifest being judged."""

    tree: Tree
    answers: Mapping[str, Answer]
    offline: bool
    accept_links: tuple[str, ...]
    results: Results | None
    home: Home | None
    known: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` finds, found once in a run."""
        if key not in self.known:
            self.known[key] = find()
        return cast(T, self.known[key])

    def learn(self, reader: Callable[[bytes], T], path: str) -> T:
        """What `reader` makes of a file; each file is read and parsed once. Raises Unreadable."""
        return self.once((reader, path), lambda: reader(self.tree.read(path)))
