"""What GitHub knows: one repository with pull requests, comments, statuses, files and runs."""

import hashlib
import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

HEAD = "1" * 40
BASE = "2" * 40

Folder: TypeAlias = dict[str, "bytes | Folder"]


class Program(bytes):
    """The content of a file that can be executed."""


class Link(bytes):
    """Where a symbolic link leads."""


class Submodule(bytes):
    """The commit of another repository that a submodule stands at, in hexadecimal digits."""


MODES = {Program: b"100755", Link: b"120000", Submodule: b"160000"}


@dataclass(frozen=True, kw_only=True)
class BaseChange:
    """Another base branch for a pull request; GitHub itself changes it where the old one goes."""

    old: str
    new: str
    at: str
    automatic: bool


@dataclass(kw_only=True)
class Pull:
    number: int
    head_sha: str = HEAD
    base_sha: str = BASE
    head_ref: str = "feature"
    base_ref: str = "main"
    # "owner/name" of a fork; None where the branch is the repository's own.
    fork: str | None = None
    state: str = "OPEN"
    mergeable: str = "MERGEABLE"
    merge_sha: str | None = None
    changed_files: int = 1
    base_changes: list[BaseChange] = field(default_factory=list)
    locked: bool = False


@dataclass(kw_only=True)
class Comment:
    id: int
    pull: int
    login: str
    body: str
    created_at: str
    updated_at: str


@dataclass(frozen=True, kw_only=True)
class Status:
    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    created_at: str


@dataclass(kw_only=True)
class Workflow:
    id: int
    path: str
    state: str = "active"

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(kw_only=True)
class Run:
    """A run of the workflow at a path; each job has its name and how it ended."""

    id: int
    path: str
    created_at: str
    jobs: Mapping[str, str | None] = field(default_factory=dict)
    # The jobs of the attempts before the latest.
    before: list[Mapping[str, str | None]] = field(default_factory=list)
    conclusion: str | None = "success"
    status: str = "completed"
    event: str = "push"
    branch: str = "main"
    head_sha: str = BASE
    # "owner/name" of a fork whose branch it is.
    fork: str | None = None


@dataclass(kw_only=True)
class State:
    repository: str = "acme/fraud"
    # What it was called before it was renamed.
    former: str | None = None
    archived: bool = False
    a_fork: bool = False
    # Whether the organization's list of addresses has the client's.
    admitted: bool = True
    default_branch: str = "main"
    viewer: str = "github-actions[bot]"
    token: str = "token-of-the-run"
    may_write: bool = True
    may_read_actions: bool = True
    anonymous_ok: bool = False
    # The tips of branches beside those of pull requests, and the commits of tags.
    heads: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    workflows: list[Workflow] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    # The content of each path, of each commit: bytes, or of the classes above.
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    # When a commit was made, where a test cares.
    committed: dict[str, str] = field(default_factory=dict)
    # The entries that a list of a tree has at most.
    most_entries: int = 100_000
    # What GraphQL gives as the text of a blob, by its name, where that is not its content.
    texts: dict[str, str | None] = field(default_factory=dict)

    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    # Real ids have long been larger than 32 bits hold.
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(5_000_000_001), repr=False)
    seconds: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def now(self) -> str:
        """A later second each time."""
        moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=next(self.seconds))
        return moment.isoformat().replace("+00:00", "Z")

    def comment(self, pull: int, body: str, *, login: str | None = None) -> Comment:
        with self.lock:
            now = self.now()
            comment = Comment(
                id=next(self.ids),
                pull=pull,
                login=login or self.viewer,
                body=body,
                created_at=now,
                updated_at=now,
            )
            self.comments.append(comment)
            return comment

    def advance(self, branch: str, commit: str, files: Mapping[str, bytes]) -> None:
        """A push to a base branch. No test merge is made anew for it."""
        pulls = [pull for pull in self.pulls.values() if pull.base_ref == branch]
        self.rewrite(branch, commit, files, parents=[pulls[0].base_sha])

    def rewrite(
        self, branch: str, commit: str, files: Mapping[str, bytes], parents: Iterable[str] = ()
    ) -> None:
        """A base branch that is forced to a commit; what it had is still there for a while."""
        with self.lock:
            self.files[commit] = dict(files)
            self.parents[commit] = list(parents)
            for pull in self.pulls.values():
                if pull.base_ref == branch:
                    pull.base_sha = commit

    def retarget(self, number: int, into: str, tip: str, at: str, *, automatic: bool) -> None:
        """Another base branch for a pull request. No test merge is made anew for it."""
        with self.lock:
            pull = self.pulls[number]
            pull.base_changes.append(
                BaseChange(old=pull.base_ref, new=into, at=at, automatic=automatic)
            )
            pull.base_ref, pull.base_sha = into, tip

    def history(self, commit: str) -> set[str]:
        """A commit and all that it comes from."""
        found, ahead = set(), [commit]
        while ahead:
            here = ahead.pop()
            if here not in found:
                found.add(here)
                ahead += self.parents.get(here, [])
        return found

    def refs(self) -> dict[str, str]:
        """The commit of each full name of a ref."""
        refs = {f"refs/heads/{name}": sha for name, sha in self.heads.items()}
        refs |= {f"refs/tags/{name}": sha for name, sha in self.tags.items()}
        for pull in self.pulls.values():
            refs[f"refs/heads/{pull.base_ref}"] = pull.base_sha
            refs[f"refs/pull/{pull.number}/head"] = pull.head_sha
            if not pull.fork:
                refs[f"refs/heads/{pull.head_ref}"] = pull.head_sha
        return refs

    def named(self, name: str) -> str | None:
        """The commit of a branch, a tag, or a hash that may be short."""
        refs = self.refs()
        found = [refs.get(f"{kind}{name}") for kind in ("refs/heads/", "refs/tags/", "refs/")]
        found += [sha for sha in self.commits() if len(name) >= 4 and sha.startswith(name)]
        return next((sha for sha in found if sha), None)

    def commits(self) -> set[str]:
        shas = (
            sha
            for pull in self.pulls.values()
            for sha in (pull.head_sha, pull.base_sha, pull.merge_sha)
        )
        return {sha for sha in (*self.files, *shas) if sha}

    def objects(self) -> dict[str, bytes | Folder]:
        """The blobs and trees of the repository by their names."""
        return {
            oid(thing): thing
            for files in self.files.values()
            for thing in things(folder(files))
            if not isinstance(thing, Submodule)
        }


def folder(files: Mapping[str, bytes]) -> Folder:
    top: Folder = {}
    for path, content in files.items():
        *above, name = path.split("/")
        here = top
        for part in above:
            below = here.setdefault(part, {})
            assert isinstance(below, dict), f"{path} is below a file"
            here = below
        here[name] = content
    return top


def things(top: Folder) -> Iterator[bytes | Folder]:
    yield top
    for below in top.values():
        yield from things(below) if isinstance(below, dict) else (below,)


def oid(thing: bytes | Folder) -> str:
    """The name that git has for a blob or a tree, or the commit of a submodule."""
    if isinstance(thing, Submodule):
        return thing.decode()
    if isinstance(thing, bytes):
        return named("blob", thing)
    # Git sorts a folder as if its name ended with a slash.
    entries = sorted(thing.items(), key=lambda entry: entry[0] + "/" * isinstance(entry[1], dict))
    return named(
        "tree",
        b"".join(
            b"%s %s\0%s" % (mode(below), name.encode(), bytes.fromhex(oid(below)))
            for name, below in entries
        ),
    )


def mode(thing: bytes | Folder) -> bytes:
    return MODES.get(type(thing), b"100644") if isinstance(thing, bytes) else b"40000"


def kind(thing: bytes | Folder) -> str:
    if isinstance(thing, bytes):
        return "commit" if isinstance(thing, Submodule) else "blob"
    return "tree"


def named(kind: str, content: bytes) -> str:
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(content), content)).hexdigest()
