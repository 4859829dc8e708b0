"""A commit as a tree: its paths and bytes out of the object store, without git.

Bytes are what git stored: no filter runs and line ends stay, so a file of Git LFS is its pointer.
"""

import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import Limits
from ml_readiness.model.listing import Listed, Listing, listing_of
from ml_readiness.model.tree import (
    POINTER_BYTES,
    TEXT_BYTES,
    EntryKind,
    Unreadable,
    is_pointer,
    of_workflows,
)
from ml_readiness.repo.gitdir import Repository
from ml_readiness.repo.index import LONGEST_PATH
from ml_readiness.repo.objects import KIND_OF_TYPE, AbsentError, Store, hostile, readable
from ml_readiness.repo.worktree import WorkTree

REVISION = re.compile(r"([^\0-\x20~^:?*\[\\\x7f]+)((?:[~^][0-9]{0,6})*)")
COMMIT_START = re.compile(rb"tree ([0-9a-f]+)\n((?:parent [0-9a-f]+\n)*)")
TAG_START = re.compile(rb"object ([0-9a-f]+)\n")
MOST_HISTORY = 100_000


class CommitTree(Struct, frozen=True, kw_only=True):
    """The files of a commit below a root in it, which `prefix` names; `top` is its tree object."""

    commit: str
    top: bytes
    prefix: str
    listing: Listing[bytes]  # of names of objects
    store: Store
    limits: Limits

    def paths(self) -> Mapping[str, EntryKind]:
        """Every path below the root and what it is."""
        return self.listing.paths

    def size(self, path: str) -> int:
        """The size of a file in bytes; raises Unreadable."""
        return self.store.size(self.listing.file(path))

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        """The content of a file of at most so many bytes; raises Unreadable.

        Raises InputError when it is damaged, or not in this clone.
        """
        name = self.listing.file(path)
        if self.store.size(name) > most:
            raise Unreadable(path, "too-large")
        return self.store.read(name, "blob")[1]

    def blob(self, path: str) -> str | None:
        """Git's name for a file's content; None for what is no file."""
        name = self.listing.find(path)
        return name.decode() if name else None

    def has_pointer(self, path: str) -> bool:
        """Whether a file is a pointer of Git LFS; raises Unreadable and InputError."""
        name = self.listing.file(path)
        return self.store.size(name) <= POINTER_BYTES and is_pointer(self.read(path))

    def exists(self, path: str) -> bool:
        """Whether a file, a folder or a link lies at a path."""
        return self.listing.exists(path)

    def expect(self, paths: Iterable[str]) -> None:
        """Nothing to do: the whole commit is here, or it is not."""

    def workflows(self) -> "CommitTree":
        """The repository's own workflows, from its top; this tree where that is the root."""
        if not self.prefix:
            return self
        entries = _walk(self.store, self.top, of_workflows)
        listing = listing_of(entries, f"the commit {self.commit!r}", self.limits)
        return replace(self, prefix="", listing=listing)


def open_commit(tree: WorkTree, revision: str, limits: Limits) -> CommitTree:
    """A commit of the repository that a working copy belongs to, at the same root.

    `revision` is a branch, a tag, a hash or its beginning, with steps back such as `~2` and `^`.
    A branch that only `origin` has needs no `origin/`. Raises InputError when there is no such
    commit, when it cannot be read, and for more than `limits.paths` paths.
    """
    if tree.repository is None:
        message = f"there is no git repository, so there is no commit {revision!r}"
        raise mistake(message, hint="run this in a clone of the repository")
    store = Store(tree.repository)
    commit, top = _resolve(store, revision)
    entries = _walk(store, _folder(store, top, tree.prefix))
    listing = listing_of(entries, f"the commit {revision!r}", limits)
    return CommitTree(
        commit=commit.decode(),
        top=top,
        prefix=tree.prefix,
        listing=listing,
        store=store,
        limits=limits,
    )


def commit_parents(repository: Repository, sha: str) -> tuple[str, ...]:
    """The parents that a commit names, whether or not the clone has them.

    Raises InputError when it does not have the commit itself.
    """
    return tuple(parent.decode() for parent in _parse(Store(repository), sha.encode())[1])


def contains(repository: Repository, head: str, base: str) -> bool | None:
    """Whether a commit is another or came before it; None when the clone is too shallow to say.

    None also when it would take too long to find out. Raises InputError for a damaged commit.
    """
    store, wanted = Store(repository), base.encode()
    seen = {head.encode()}
    queue = deque(seen)
    shallow = False
    while queue:
        commit = queue.popleft()
        if commit == wanted:
            return True
        if len(seen) > MOST_HISTORY:
            return None
        try:
            parents = set(_parse(store, commit)[1]) - seen
        except AbsentError:
            shallow = True
        else:
            seen |= parents
            queue.extend(parents)
    return None if shallow else False


def _resolve(store: Store, revision: str) -> tuple[bytes, bytes]:
    """The commit that a revision means, and its tree object; raises InputError."""
    match = REVISION.fullmatch(revision)
    if not match or ".." in revision or "@{" in revision or "" in match[1].split("/"):
        message = f"{revision!r} is no revision that we can read"
        hint = "write a branch, a tag or a hash, and perhaps steps back, such as HEAD~1"
        raise mistake(message, hint=hint)
    try:
        commit = _peel(store, _named(store, match[1], revision))
        for step, digits in re.findall(r"([~^])([0-9]*)", match[2]):
            number = int(digits or 1)  # how often the first parent, or once which parent
            for parent in [0] * number if step == "~" else [number - 1] * (number > 0):
                commit = _parse(store, commit)[1][parent]
        return commit, _parse(store, commit)[0]
    except AbsentError as error:
        raise _missing(revision, error.name) from error
    except IndexError as error:
        message = f"there is no commit {revision!r}: a commit on the way has no such parent"
        raise mistake(message, hint="take fewer steps back") from error


def _named(store: Store, name: str, revision: str) -> bytes:
    """The object that a hash, a reference or the beginning of a hash stands for."""
    digits = name.lower().encode("utf-8", "surrogateescape")
    if store.is_name(digits):
        return digits
    if found := store.reference(name):
        return found
    is_start = re.fullmatch(rb"[0-9a-f]{4,63}", digits)
    matches = store.starting(digits) if is_start else set()
    commits = [match for match in matches if _is_commit(store, match)]
    if len(commits) > 1:
        message = f"{revision!r} is ambiguous: {len(commits)} commits start like that"
        raise mistake(message, hint="write more of the hash")
    if not commits:
        if name == "HEAD":
            message = f"there is no commit {revision!r}: this repository has none"
            raise mistake(message, hint="commit something first, or name a branch")
        branch = name.removeprefix("origin/")
        fetched = f"{branch}:refs/remotes/origin/{branch}"
        raise _missing(revision, "<the whole hash>" if is_start else fetched)
    return commits[0]


def _missing(revision: str, wanted: str) -> InputError:
    return mistake(
        f"there is no commit {revision!r} in this clone",
        hint=f"fetch it: git fetch origin {wanted}, or actions/checkout with fetch-depth: 0",
    )


def _is_commit(store: Store, name: bytes) -> bool:
    try:
        return bool(_peel(store, name))
    except InputError:
        return False


def _peel(store: Store, name: bytes) -> bytes:
    """The commit that an object is, or that it tags."""
    while (found := store.read(name, "commit", "tag"))[0] == "tag":
        name = _match(TAG_START, found[1], name)[1]
    return name


def _parse(store: Store, name: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """A commit's tree object and its parents: they come first, and the rest can be anything."""
    match = _match(COMMIT_START, store.read(name, "commit")[1], name)
    return match[1], tuple(match[2].split()[1::2])


def _match(pattern: re.Pattern[bytes], data: bytes, name: bytes) -> re.Match[bytes]:
    with readable(f"object {name.decode()}"):
        if match := pattern.match(data):
            return match
        raise ValueError(data)


def _folder(store: Store, tree: bytes, prefix: str) -> bytes | None:
    """The tree object of a folder, None where the commit has no such folder."""
    for part in prefix.split("/")[:-1]:
        found = {name: child for name, mode, child in store.tree(tree) if stat.S_ISDIR(mode)}
        if part not in found:
            return None
        tree = found[part]
    return tree


def _walk(
    store: Store, top: bytes | None, wanted: Callable[[str], bool] = bool
) -> Iterator[Listed[bytes]]:
    """Every path below a tree object in git's order, what it is (None: a folder), its object.

    A path that is not wanted is left out, with all that lies below it.
    """
    entries = lru_cache(64)(store.tree)  # few objects can make many folders
    ahead = [("", stat.S_IFDIR, top)] if top else []
    while ahead:
        path, mode, name = ahead.pop()
        if len(path) > LONGEST_PATH:
            raise hostile(name)
        if not stat.S_ISDIR(mode):
            yield path, KIND_OF_TYPE[stat.S_IFMT(mode)], name
            continue
        if path:
            yield path, None, name
        start = f"{path}/" if path else ""
        inner = reversed(entries(name))
        found = ((start + entry, mode, child) for entry, mode, child in inner)
        ahead += [each for each in found if wanted(each[0])]
