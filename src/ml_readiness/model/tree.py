"""The one view that the gate has of a repository: tracked paths and the bytes behind them."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

# What is read of a file that is text, and how long a path may be.
TEXT_BYTES = 1_000_000
PATH_CHARACTERS = 255

# Where GitHub looks for workflows, at the top of the repository.
WORKFLOWS = ".github/workflows/"

# Of a file in Git LFS git has a pointer, a short text that begins like this.
# The format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
POINTER_BYTES = 1024
POINTER_START = b"version https://git-lfs.github.com/spec/v1"

EntryKind = Literal["file", "symlink", "submodule"]

Obstacle = Literal["not-in-worktree", "symlink", "not-regular", "too-large"]


class Unreadable(Exception):
    """A tracked path whose content cannot be had; `obstacle` says why."""

    def __init__(self, path: str, obstacle: Obstacle) -> None:
        super().__init__(f"{path}: {obstacle}")
        self.path = path
        self.obstacle = obstacle


class Tree(Protocol):
    """Files as git tracks them, below the root; every path is relative to it, with `/`.

    Workflows alone are GitHub's only at the top of the repository: see `workflows`.
    """

    def paths(self) -> Mapping[str, EntryKind]:
        """Every tracked path and what it is."""

    def size(self, path: str) -> int:
        """The size of a tracked file in bytes; raises Unreadable."""

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        """The content of a tracked file of at most so many bytes; raises Unreadable."""

    def blob(self, path: str) -> str | None:
        """Git's name for the content that `read` gives, where that is known without reading."""

    def has_pointer(self, path: str) -> bool:
        """Whether git has a pointer of Git LFS in place of a file's content; raises Unreadable.

        The content that `read` gives may be the whole file all the same.
        """

    def exists(self, path: str) -> bool:
        """Whether something lies at a path that is not tracked (`git add` would track it)."""

    def expect(self, paths: Iterable[str]) -> None:
        """Say that these files will be read; nothing is promised.

        A tree that has to fetch them can do so together.
        """

    def workflows(self) -> "Tree":
        """The tree of the repository's own workflows, whose paths start at its top.

        It is this tree where the root is the top. Else it has WORKFLOWS and what lies below, and
        what stands in place of one of these folders. Raises InputError when it cannot be read.
        """


def is_pointer(content: bytes) -> bool:
    """Whether this is what git has of a file in Git LFS."""
    return len(content) <= POINTER_BYTES and content.startswith(POINTER_START)


def of_workflows(path: str) -> bool:
    """Whether a path from the top lies below WORKFLOWS, or is one of the folders on the way."""
    return path.startswith(WORKFLOWS) or WORKFLOWS.startswith(f"{path}/")
