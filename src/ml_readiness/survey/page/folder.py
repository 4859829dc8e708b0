"""The folder of a page: written beside its place, and put there whole."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.visible import visible

GENERATOR = "ml-readiness page"
# What a page consists of; a folder with anything else is not ours to replace.
OURS = frozenset(
    {
        *("index.html", "findings.html", "changes.html", "others.html", "repositories", "charts"),
        *("page.css", "page.js", "survey.csv", "survey.parquet"),
    }
)
BEGINNING_BYTES = 2000


@contextmanager
def replaced(place: Path, shown: str) -> Iterator[tuple[Path, Path]]:
    """A new folder that becomes `place` at the end, and one beside it for what is not kept.

    Both are gone, and what was there stays, where it ends with an error. Raises InputError where
    the folder is a link, is no page of ours, or cannot be written; `shown` is what the user calls
    it.
    """
    _refuse(place, shown)
    try:
        workshop = Path(tempfile.mkdtemp(prefix=f".{place.name[:40]}.", dir=place.parent))
    except OSError as error:
        raise _cannot(shown, error) from None
    try:
        made, kept_aside = workshop / "page", workshop / "aside"
        made.mkdir()
        kept_aside.mkdir()
        yield made, kept_aside
        _refuse(place, shown)
        if place.exists():
            place.rename(workshop / "before")
        try:
            made.rename(place)
        except OSError:
            if (workshop / "before").exists():
                (workshop / "before").rename(place)
            raise
    except OSError as error:
        raise _cannot(shown, error) from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _refuse(place: Path, shown: str) -> None:
    """Raises InputError for what must not be replaced."""
    if place.is_symlink():
        hint = "remove the link, or name another folder"
        raise mistake(f"--output {shown} is a symbolic link", hint=hint)
    if not place.exists():
        return
    if not place.is_dir():
        raise mistake(
            f"--output {shown} is not a folder", hint="name a folder that is not there yet"
        )
    try:
        names = sorted(each.name for each in place.iterdir())
    except OSError as error:
        raise _cannot(shown, error) from None
    if names and (set(names) - OURS or not _is_ours(place / "index.html")):
        strange = next(iter(sorted(set(names) - OURS)), names[0])
        raise mistake(
            f"--output {shown} has something else in it: {visible(strange)}",
            hint="name a folder that is empty, not there yet, or an older page",
        )


def _is_ours(index: Path) -> bool:
    try:
        with os.fdopen(os.open(index, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return f'content="{GENERATOR}"'.encode() in file.read(BEGINNING_BYTES)
    except OSError:
        return False


def _cannot(shown: str, error: OSError) -> InputError:
    said = (error.strerror or str(error)).lower()
    hint = (
        "make the folder that it is to be in first"
        if isinstance(error, FileNotFoundError)
        else None
    )
    return mistake(f"cannot write --output {shown}: {said}", hint=hint)
