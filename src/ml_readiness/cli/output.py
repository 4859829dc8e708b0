"""Reports written to files, whole or not at all."""

import errno
import os
from pathlib import Path

from ml_readiness.model.errors import Problem


def write_file(target: Path, text: str, shown: Path) -> Problem | None:
    """Write a file in one step, so that a full disk leaves the old one; the problem if it fails.

    What is no regular file, such as a pipe, is written to directly. `shown` is the path as the
    user wrote it.
    """
    from tempfile import NamedTemporaryFile

    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return None
        final = target.resolve()
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=final.parent, prefix=f".{final.name[:40]}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text)
        try:
            # A temporary file is private; the report gets the rights that any new file gets.
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(final)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problem = Problem(
            message=f"cannot write {shown}: {reason}", hint=_hint(error, target, shown)
        )
        return problem.short()
    return None


def _hint(error: OSError, target: Path, shown: Path) -> str | None:
    """What to do about a file that cannot be written."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return _folder(target, shown)
        case errno.EISDIR:
            return f"name a file in it, such as {shown / 'report'}"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "check the rights of its folder"
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
