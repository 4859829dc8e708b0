"""The working copy as a tree: the paths of the git index, the bytes on disk."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import Limits
from ml_readiness.model.tree import (
    POINTER_BYTES,
    TEXT_BYTES,
    EntryKind,
    is_pointer,
    of_workflows,
)
from ml_readiness.repo.files import FILESYSTEM, file_size, lies_at, read_file
from ml_readiness.repo.gitdir import (
    Repository,
    default_branch,
    find_repository,
    hash_bytes,
    head_branch,
    head_commit,
    read_index_bytes,
)
from ml_readiness.repo.index import read_index
from ml_readiness.repo.origin import web_address
from ml_readiness.repo.scan import EVERYTHING, matching_files, walk
from ml_readiness.repo.staged import Staged


class WorkTree(Struct, frozen=True, kw_only=True):
    """The files below a root, which is absolute and free of links.

    `prefix` is the root's path in the repository: "" or "a/b/". Without a repository `tracked` is
    False, the prefix is "", and every regular file below the root counts.
    """

    root: Path
    prefix: str
    limits: Limits
    repository: Repository | None
    index: Mapping[str, EntryKind]  # paths from the repository's top
    below: Mapping[str, EntryKind]  # paths from the root
    staged: Staged | None = None

    @property
    def tracked(self) -> bool:
        """Whether git says what counts."""
        return self.repository is not None

    def paths(self) -> Mapping[str, EntryKind]:
        """Every tracked path below the root and what it is."""
        return self.below

    def size(self, path: str) -> int:
        """The size of a file in bytes; raises Unreadable."""
        return file_size(self.root, path)

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        """The content of a file of at most so many bytes; raises Unreadable."""
        return read_file(self.root, path, most)

    def blob(self, path: str) -> str | None:
        """None: what lies in the working copy need not be what the index names."""
        del path
        return None

    def has_pointer(self, path: str) -> bool:
        """Whether git has a pointer of Git LFS for a file that is here; raises Unreadable."""
        size = self.size(path)
        staged = self.staged.has_pointer(self.prefix + path) if self.staged else None
        return size <= POINTER_BYTES and is_pointer(self.read(path)) if staged is None else staged

    def exists(self, path: str) -> bool:
        """Whether a file, a folder or a link lies at a path, tracked or not."""
        return lies_at(self.root, path)

    def expect(self, paths: Iterable[str]) -> None:
        """Nothing to do: every file is here already."""

    def workflows(self) -> "WorkTree":
        """The repository's own workflows, from its top; this tree where that is the root."""
        if self.repository is None or not self.prefix:
            return self
        below = {path: kind for path, kind in self.index.items() if of_workflows(path)}
        return replace(self, root=self.repository.top, prefix="", below=below)

    def glob(self, pattern: str) -> tuple[str, ...]:
        """The regular files on disk, tracked or not, that match a pattern; sorted.

        A relative pattern starts at the root and stays below it. Matches of an absolute pattern
        are absolute, but for those below the root. Raises InputError when a limit is passed.
        """
        return matching_files(self.root, pattern, self.limits)

    def read_any(self, path: str, most: int) -> bytes:
        """The content of a match of `glob`, at most `most` bytes; raises Unreadable."""
        return read_file(FILESYSTEM if path.startswith("/") else self.root, path, most)

    def tracks(self, path: str) -> bool:
        """Whether git tracks a match of `glob`, also one outside the root."""
        if self.repository is None:
            return False
        if not path.startswith("/"):
            return self.prefix + path in self.index
        top = f"{self.repository.top}/".replace("//", "/")
        return path.startswith(top) and path.removeprefix(top) in self.index

    def head(self) -> str | None:
        """The hash of the commit that HEAD stands for, None where there is none."""
        return head_commit(self.repository) if self.repository else None

    def home(self, server: str | None, repository: str | None) -> Home | None:
        """Where the repository lives on the web, and the names of what is checked out.

        `server` (`https://github.com`) and `repository` (`acme/fraud`) are what the runner says;
        without them the remote `origin` says it. None when neither does.
        """
        address = web_address(f"{server}/{repository}") if server and repository else None
        address = address or self._origin()
        if address is None:
            return None
        return Home(address=address, refs=self._refs(), prefix=self.prefix)

    def _origin(self) -> str | None:
        if self.repository is None:
            return None
        remotes = self.repository.settings.get("remote.origin.url", ())
        return web_address(remotes[0]) if remotes else None  # git fetches from the first

    def _refs(self) -> frozenset[str]:
        if self.repository is None:
            return frozenset()
        names = (reader(self.repository) for reader in (head_branch, head_commit, default_branch))
        return frozenset(name for name in names if name)


def open_worktree(root: Path, limits: Limits) -> WorkTree:
    """The working copy at a folder, in the repository that it lies in, if any.

    Raises InputError when there is no such folder, when the repository or its index cannot be
    read, and for more than `limits.paths` paths.
    """
    root = _resolve(root)
    repository = find_repository(root)
    if repository is None:
        scanned: dict[str, EntryKind] = dict.fromkeys(walk(root, EVERYTHING, limits.paths), "file")
        return WorkTree(
            root=root, prefix="", limits=limits, repository=None, index=scanned, below=scanned
        )
    prefix = _prefix(repository.top, root)
    index = _load_index(repository, limits)
    below = {path[len(prefix) :]: kind for path, kind in index.items() if path.startswith(prefix)}
    return WorkTree(
        root=root,
        prefix=prefix,
        limits=limits,
        repository=repository,
        index=index,
        below=below,
        staged=Staged(repository, index),
    )


def _resolve(root: Path) -> Path:
    try:
        resolved = root.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise _no_folder(root) from error
    if not resolved.is_dir():
        raise _no_folder(root)
    return resolved


def _no_folder(root: Path) -> InputError:
    return mistake(
        f"the root {str(root)!r} is not a folder",
        hint="name the folder that the manifest's paths start at",
    )


def _prefix(top: Path, root: Path) -> str:
    inside = b"".join(os.fsencode(name) + b"/" for name in root.relative_to(top).parts)
    return inside.decode("utf-8", "surrogateescape")


def _load_index(repository: Repository, limits: Limits) -> Mapping[str, EntryKind]:
    data = read_index_bytes(repository)
    if data is None:
        return {}
    index = read_index(data, hash_bytes(repository))
    if len(index) > limits.paths:
        raise mistake(
            f"the git index has more than {limits.paths:,} paths", hint="judge a smaller repository"
        )
    return index
