"""Files below a folder, opened name by name, so that no link leads anywhere else."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ml_readiness.model.tree import Obstacle, Unreadable

# The top for which a path may be absolute.
FILESYSTEM = Path("/")

OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: a FIFO that takes a file's place at the last moment must not make us wait for it
OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


def read_file(top: Path, path: str, most: int) -> bytes:
    """The bytes of a regular file below `top`, at most `most` of them; raises Unreadable.

    `top` is absolute and free of links. What we are not allowed to open counts as absent.
    """
    with _regular(top, path) as file:
        if os.fstat(file).st_size > most:
            raise Unreadable(path, "too-large")
        parts = []
        left = most + 1
        while left and (part := os.read(file, left)):
            parts.append(part)
            left -= len(part)
    if not left:  # it grew while it was read, or is of a kind that hides its size
        raise Unreadable(path, "too-large")
    return b"".join(parts)


def file_size(top: Path, path: str) -> int:
    """The size of a regular file below `top` in bytes; raises Unreadable."""
    with _regular(top, path) as file:
        return os.fstat(file).st_size


def replace_file(top: Path, path: str, data: bytes) -> None:
    """Write a regular file below `top` in one step; raises OSError and Unreadable.

    Folders that are missing are made. No link is followed: one in the file's place is replaced.
    What is made belongs to the owner of `top`. After a failure no file of that name is left that
    could be taken for what was to be written.
    """
    owner = top.stat()
    with _folder_of(top, path, make=owner) as (folder, name):
        # A name that nobody can foresee, or whoever brings a file of it keeps the report away.
        temporary = b".%s.%s" % (name[:40], os.urandom(8).hex().encode())
        try:
            file = os.open(temporary, NEW_FILE, 0o644, dir_fd=folder)
            with os.fdopen(file, "wb") as stream:
                os.fchown(file, owner.st_uid, owner.st_gid)
                stream.write(data)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            for each in (temporary, name):
                with suppress(OSError):
                    os.unlink(each, dir_fd=folder)
            raise


def lies_at(top: Path, path: str) -> bool:
    """Whether a file, a folder or a link, things that git can add, lies at a path below `top`."""
    try:
        with _folder_of(top, path) as (folder, name):
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except (OSError, Unreadable):
        return False
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)


@contextmanager
def _regular(top: Path, path: str) -> Iterator[int]:
    """A regular file, open for reading."""
    with _folder_of(top, path) as (folder, name):
        # looked at first, because to open a device can be to do something with it
        if obstacle := _obstacle(folder, name):
            raise Unreadable(path, obstacle)
        try:
            file = os.open(name, OPEN_FILE, dir_fd=folder)
        except OSError as error:
            raise Unreadable(path, _obstacle(folder, name) or "not-in-worktree") from error
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise Unreadable(path, "not-regular")
        yield file
    finally:
        os.close(file)


@contextmanager
def _folder_of(
    top: Path, path: str, *, make: os.stat_result | None = None
) -> Iterator[tuple[int, bytes]]:
    """The open folder in which the last component of a path lies, and that component.

    With `make`, folders that are missing are made and get that owner.
    """
    *folders, name = _components(top, path)
    try:
        folder = os.open(top, OPEN_FOLDER)
    except OSError as error:
        raise Unreadable(path, "not-in-worktree") from error
    try:
        for component in folders:
            if make:
                _make_folder(folder, component, make)
            inner = _open_folder(folder, component, path)
            os.close(folder)
            folder = inner
        yield folder, name
    finally:
        os.close(folder)


def _make_folder(folder: int, name: bytes, owner: os.stat_result) -> None:
    try:
        os.mkdir(name, 0o755, dir_fd=folder)
    except FileExistsError:
        return
    os.chown(name, owner.st_uid, owner.st_gid, dir_fd=folder, follow_symlinks=False)


def _open_folder(folder: int, name: bytes, path: str) -> int:
    try:
        return os.open(name, OPEN_FOLDER, dir_fd=folder)
    except OSError as error:
        linked = _obstacle(folder, name) == "symlink"
        raise Unreadable(path, "symlink" if linked else "not-in-worktree") from error


def _obstacle(folder: int, name: bytes) -> Obstacle | None:
    """What a component is, when it is not a regular file."""
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except OSError:
        return "not-in-worktree"
    if stat.S_ISLNK(mode):
        return "symlink"
    return None if stat.S_ISREG(mode) else "not-regular"


def _components(top: Path, path: str) -> list[bytes]:
    """The names in a path, which git could track; raises Unreadable where it could not."""
    relative = path[1:] if top == FILESYSTEM and path.startswith("/") else path
    try:
        components = relative.encode("utf-8", "surrogateescape").split(b"/")
    except UnicodeEncodeError as error:
        raise Unreadable(path, "not-in-worktree") from error
    for component in components:
        if component.lower() in {b"", b".", b"..", b".git"} or b"\0" in component:
            raise Unreadable(path, "not-in-worktree")
    return components
