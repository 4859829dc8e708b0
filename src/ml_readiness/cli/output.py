"""Reports written to files, whole or not at all."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from ml_readiness.model.errors import InputError, Problem

# More links than a path may lead over one after the other, as in Linux.
MOST_LINKS = 40


class _Linked(OSError):
    """A folder on the way is a link that the repository brings."""


def brought_below(root: Path) -> Path:
    """The folder whose links may be a stranger's: the repository that `root` is in, else `root`."""
    real = Path(os.path.realpath(root))
    return next((each for each in (real, *real.parents) if (each / ".git").exists()), real)


def write_file(folder: Path, path: Path, text: str, brought: Path) -> Problem | None:
    """Write a file in one step, so that none is half of a report; the problem if it fails.

    `path` is as the user wrote it, and starts at `folder`. No link below `brought` is followed: in
    the file's place it is replaced, on the way it is the problem. What is no regular file, such as
    a pipe, is written to directly. After a failure nothing of that name stands below `brought`
    that could be taken for this run's report.
    """
    try:
        final = _place(folder / path, brought)
    except OSError as error:
        return _problem(error, folder / path, path)
    try:
        _write(final, text, brought)
    except OSError as error:
        with suppress(OSError):
            if final.is_relative_to(brought) and _replaced(final.lstat().st_mode):
                final.unlink()
        return _problem(error, folder / path, path)
    return None


def folder_place(folder: Path, path: Path, brought: Path) -> Path:
    """Where a folder is to be made; its last name may be a link, which is not followed.

    `path` starts at `folder`. Raises InputError where a link below `brought` is on the way.
    """
    try:
        return _place(folder / os.path.normpath(path), brought)
    except OSError as error:
        raise InputError(_problem(error, folder / path, path)) from None


def _place(target: Path, brought: Path) -> Path:
    """Where a path leads over links that are the user's own; its last name may be a link."""
    place, ahead, links = Path(target.anchor), [*reversed(target.parts[1:])], 0
    while ahead:
        name = ahead.pop()
        following = place.parent if name == ".." else place / name
        if not following.is_symlink():
            place = following
        elif not following.is_relative_to(brought):
            if not ahead and following.exists() and not following.is_file():
                return following  # such as /dev/stdout, which leads to no name
            links += 1
            if links > MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            to = following.readlink()
            ahead += reversed(to.parts[1:] if to.is_absolute() else to.parts)
            place = Path(to.anchor) if to.is_absolute() else place
        elif ahead:
            raise _Linked(errno.ELOOP, f"{following.relative_to(brought)} is a symbolic link")
        else:
            place = following
    return place


def _replaced(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _write(final: Path, text: str, brought: Path) -> None:
    linked = final.is_symlink() and final.is_relative_to(brought)
    if final.exists() and not final.is_file() and not linked:
        final.write_text(text, encoding="utf-8")
        return
    from ml_readiness.replacing import replacing

    with replacing(final) as file:
        file.write(text.encode())


def _problem(error: OSError, target: Path, shown: Path) -> Problem:
    reason = error.strerror or str(error)
    said = reason if isinstance(error, _Linked) else reason.lower()
    problem = Problem(message=f"cannot write {shown}: {said}", hint=_hint(error, target, shown))
    return problem.short()


def _hint(error: OSError, target: Path, shown: Path) -> str | None:
    """What to do about a file that cannot be written."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return _folder(target, shown)
        case errno.EISDIR:
            return f"name a file in it, such as {shown / 'report'}"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "check the rights of its folder"
        case errno.ELOOP:
            return "name a file that the repository's links do not lead to"
        case errno.ENAMETOOLONG:
            return "write a shorter name"
    return None


def _folder(target: Path, shown: Path) -> str | None:
    """Which folder of a path is not there, or is something else; the first one."""
    for above, named in reversed([*zip(target.parents, shown.parents, strict=False)]):
        if above.exists() and not above.is_dir():
            return f"{named} is not a folder"
        if not above.exists():
            begun = "; the shell does not read '~' after '='" if str(named) == "~" else ""
            return f"there is no folder {named}: make it first{begun}"
    return None
