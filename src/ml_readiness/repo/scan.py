"""The files below a folder that match a pattern, found without walking through a link."""

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import Limits
from ml_readiness.rules.pattern import MOST_STARS

ANY_FOLDERS = "**"
MAGIC = frozenset("*?[")

# every file, in every folder
EVERYTHING = (ANY_FOLDERS, "*")


def walk(top: Path, steps: tuple[str, ...], most: int) -> Iterator[str]:
    """The regular files below `top` whose path matches `steps`, relative to it, in no order.

    Each step stands for one name (`*`, `?`, `[…]`), `**` for any number of folders. Only folders
    that a match can lie in are read; `.git` never is. Raises InputError when there are more than
    `most` entries to look at.
    """
    start = os.fsencode(top) + b"/"
    pending = [(b"", _onward(steps, {0}))]
    seen = 0
    while pending:
        folder, before = pending.pop()
        for entry in _entries(start + folder):
            seen += 1
            if seen > most:
                raise _too_many(f"more than {most:,} files and folders to look at")
            name = entry.name.decode("utf-8", "surrogateescape")
            after = _advance(steps, before, name)
            if not after or name.lower() == ".git":
                continue
            if entry.is_dir(follow_symlinks=False):
                if min(after) < len(steps):
                    pending.append((folder + entry.name + b"/", after))
            elif len(steps) in after and entry.is_file(follow_symlinks=False):
                yield (folder + entry.name).decode("utf-8", "surrogateescape")


def matching_files(root: Path, pattern: str, limits: Limits) -> tuple[str, ...]:
    """The regular files that match a pattern, sorted: relative to `root`, elsewhere absolute.

    `root` is absolute and free of links. A relative pattern starts at it and cannot leave it. Of
    an absolute pattern, links are followed in the part before the first wildcard, which whoever
    runs us wrote, unless it leads through the root. Raises InputError when a limit is passed.
    """
    steps = tuple(step for step in pattern.split("/") if step not in {"", "."})
    if not steps or pattern.endswith("/"):
        return ()
    if steps[-1] == ANY_FOLDERS:
        steps = (*steps, "*")
    if steps.count(ANY_FOLDERS) > MOST_STARS:
        raise _too_many(f"more than {MOST_STARS} `**` in {pattern!r}")
    top = root
    if pattern.startswith("/"):
        top, steps = _anchor(root, steps)
    found: list[str] = []
    for path in walk(top, steps, limits.paths):
        if len(found) == limits.glob_matches:
            raise _too_many(f"more than {limits.glob_matches:,} files match {pattern}")
        found.append(path if top == root else _seen_from(root, f"{top}/{path}"))
    return tuple(sorted(found))


def _anchor(root: Path, steps: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """Where to start for an absolute pattern, and the steps from there."""
    inside = root.parts[1:]
    if steps[: len(inside)] == inside and ".." not in steps:
        return root, steps[len(inside) :]
    literal = 0
    while literal < len(steps) - 1 and not MAGIC.intersection(steps[literal]):
        literal += 1
    try:
        top = Path("/", *steps[:literal]).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return root, ()
    if top.is_relative_to(root):
        return root, (*top.relative_to(root).parts, *steps[literal:])
    return top, steps[literal:]


def _seen_from(root: Path, path: str) -> str:
    """An absolute path, relative to the root if it lies below it."""
    path = path.replace("//", "/", 1)  # the top was `/`
    return path.removeprefix(f"{root}/")


def _entries(folder: bytes) -> list[os.DirEntry[bytes]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # gone, or not ours to read: then its files are not either
        return []


def _advance(steps: tuple[str, ...], before: frozenset[int], name: str) -> frozenset[int]:
    """The positions in a pattern that a name leads to from those before it."""
    after = set()
    for position in before:
        if position == len(steps):
            continue
        step = steps[position]
        if step == ANY_FOLDERS:
            after.add(position)
        elif step in {"*", name} or fnmatch.fnmatchcase(name, step):
            after.add(position + 1)
    return _onward(steps, after)


def _onward(steps: tuple[str, ...], positions: set[int]) -> frozenset[int]:
    """Those positions and the ones that are reached because `**` may stand for no folder."""
    reached = set(positions)
    for position in positions:
        following = position
        while following < len(steps) and steps[following] == ANY_FOLDERS:
            following += 1
            reached.add(following)
    return frozenset(reached)


def _too_many(what: str) -> InputError:
    return mistake(what, hint="name a smaller folder or a narrower pattern")
