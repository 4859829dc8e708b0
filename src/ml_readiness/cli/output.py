"""Reports written to files, whole or not at all."""

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
            message=f"cannot write {shown}: {reason}", hint="check the folder's rights"
        )
        return problem.short()
    return None
