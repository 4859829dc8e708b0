"""Commits opened as a tree, and objects written as they are, for the tests of both."""

from pathlib import Path

import pytest

from helpers.gitrepo import git
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.repo.commit import CommitTree, open_commit
from ml_readiness.repo.gitdir import Repository, find_repository
from ml_readiness.repo.worktree import open_worktree

FOLDER, FILE = b"40000", b"100644"


def opened(root: Path, revision: str = "HEAD", limits: Limits = DEFAULT_LIMITS) -> CommitTree:
    return open_commit(open_worktree(root, DEFAULT_LIMITS), revision, limits)


def refused(root: Path, revision: str = "HEAD", limits: Limits = DEFAULT_LIMITS) -> str:
    """What is said of a commit that cannot be opened."""
    with pytest.raises(InputError) as caught:
        opened(root, revision, limits)
    (problem,) = caught.value.problems
    return f"{problem.message}; {problem.hint}"


def found(folder: Path) -> Repository:
    repository = find_repository(folder)
    assert repository
    return repository


def sha(repo: Path, revision: str = "HEAD") -> str:
    return git(repo, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()


def hashed(repo: Path, kind: str, data: bytes) -> bytes:
    """Writes an object as it is, however wrong; its hash."""
    return git(repo, "hash-object", "-t", kind, "--literally", "-w", "--stdin", data=data).strip()


def entry(mode: bytes, name: bytes, child: bytes) -> bytes:
    return mode + b" " + name + b"\0" + bytes.fromhex(child.decode())


def tree_of(repo: Path, *entries: tuple[bytes, bytes, bytes]) -> bytes:
    return hashed(repo, "tree", b"".join(entry(*each) for each in entries))


def committed(repo: Path, tree: bytes) -> str:
    return hashed(repo, "commit", b"tree %b\n\nc\n" % tree).decode()


def object_file(repo: Path, name: str) -> Path:
    return repo / ".git/objects" / name[:2] / name[2:]
