"""Real git repositories for tests, out of reach of whoever's settings."""

import os
import subprocess
from pathlib import Path

from ml_readiness.model.tree import EntryKind

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@t",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@t",
}
_KINDS: dict[bytes, EntryKind] = {
    b"100644": "file",
    b"100755": "file",
    b"120000": "symlink",
    b"160000": "submodule",
}


def git(folder: Path, *arguments: str, data: bytes | None = None, fails: bool = False) -> bytes:
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env=_ENVIRONMENT,
        input=data,
        capture_output=True,
        check=not fails,
    )
    return done.stdout


def init(folder: Path, *options: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", *options)
    return folder


def write(folder: Path, *paths: str, text: str = "x\n") -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def commit(folder: Path, *paths: str) -> str:
    """Writes, adds and commits; the new commit's hash."""
    write(folder, *paths)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "c")
    return git(folder, "rev-parse", "HEAD").decode().strip()


def listed(folder: Path) -> dict[str, EntryKind]:
    """What git itself says is in the index."""
    entries: dict[str, EntryKind] = {}
    for record in git(folder, "ls-files", "-s", "-z").split(b"\0")[:-1]:
        meta, path = record.split(b"\t", 1)
        entries[path.decode("utf-8", "surrogateescape")] = _KINDS[meta[:6]]
    return entries
