"""Whether a path is a tracked regular file; if not, what is there instead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname
from typing import NamedTuple

from ml_readiness.model.evidence import Judgement, Reason
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import EntryKind, Obstacle, Unreadable
from ml_readiness.rules.naming import nearest

# How an address begins that somebody has shortened.
LIKE_A_LINK = re.compile(r"https?(?::/*|/(?=[\w-]+\.[\w-]+\.))|(?=www\.[\w-]+\.)", re.IGNORECASE)
MOST_LIKENESSES = 200  # in a run, of each tree: a hint is a courtesy

OBSTACLES: Mapping[Obstacle, tuple[Reason, str, str | None]] = {
    "not-in-worktree": (
        "not-in-worktree",
        "{} is tracked, but it is not in the working tree",
        "restore it, or remove it from git; a sparse checkout leaves files out",
    ),
    "symlink": ("symlink", "{} is reached through a symbolic link", "cite the file itself"),
    "not-regular": ("not-regular", "{} is not a regular file", None),
    "too-large": ("too-large", "{} is too large to be read", "cite a smaller file"),
}


def untracked(path: str, facts: Facts) -> Judgement | None:
    """Why a path is not a tracked file, as a judgement; None when it is one."""
    kind = facts.tree.paths().get(path)
    if kind == "file":
        return None
    if kind is not None:
        return _special(path, kind)
    return _absent(path, facts)


def in_lfs(path: str, facts: Facts) -> Judgement | None:
    """Why nothing in a tracked file can be cited, as a judgement; None where git has all of it.

    It is the same in every tree: what Git LFS has put into a working copy is not looked at.
    """
    if not has_pointer(path, facts):
        return None
    message = f"git has only a pointer of Git LFS for {path}, so nothing in it can be cited"
    hint = "cite the file alone, or a small file beside it that git has itself"
    return Judgement(reason="in-lfs", message=message, hint=hint)


def has_pointer(path: str, facts: Facts) -> bool:
    """Whether the size of a tracked file is all that counts of it. Raises Unreadable."""
    return facts.once.of(_has_pointer, path, facts)


def unreadable(error: Unreadable) -> Judgement:
    """The judgement on a tracked file whose content cannot be had."""
    reason, words, hint = OBSTACLES[error.obstacle]
    return Judgement(reason=reason, message=words.format(error.path), hint=hint)


def _special(path: str, kind: EntryKind) -> Judgement:
    if kind == "symlink":
        return Judgement(
            reason="symlink", message=f"{path} is a symbolic link", hint="cite the file itself"
        )
    return Judgement(
        reason="submodule",
        message=f"{path} is a submodule",
        hint="its files belong to another repository: cite a link to them",
    )


def _absent(path: str, facts: Facts) -> Judgement:
    paths = facts.tree.paths()
    around = facts.once.of(_surroundings, facts)
    bare = path.rstrip("/")
    if bare in around.folders:
        hint = f"cite a file in it, or the glob {bare}/**"
        return Judgement(reason="directory", message=f"{path} is a folder", hint=hint)
    for parent in _parents(bare):
        if paths.get(parent, "file") != "file":
            return _special(parent, paths[parent])
    if spelt := around.spellings.get(path.casefold()):
        message = f"{path} is not there in this spelling"
        return Judgement(reason="wrong-case", message=message, hint=f"write {spelt}")
    if facts.tree.exists(path):
        message = f"{path} is there, but git does not track it"
        return Judgement(reason="not-tracked", message=message, hint=f"git add {path}")
    return Judgement(
        reason="no-such-file",
        message=f"there is no file {path}",
        hint=_hint(path, paths, around, facts),
    )


def _has_pointer(path: str, facts: Facts) -> bool:
    return facts.tree.has_pointer(path)


class _Surroundings(NamedTuple):
    """What is looked up when a path is not tracked; found once for all that are not."""

    folders: Mapping[str, list[str]]  # each folder with the names that lie in it
    spellings: Mapping[str, str]  # by the path without regard to case
    places: Mapping[str, str]  # by the bare name, the shortest path
    guesses: Iterator[int]  # how many more likenesses are looked for: each is slow


def _hint(path: str, paths: Iterable[str], around: _Surroundings, facts: Facts) -> str | None:
    """The thing that has this name, or the file that has one like it."""
    from ml_readiness.evidence.whole import whole_reference  # only what is missing pays for it

    if whole := whole_reference(path, facts):
        return f"write {whole}"
    if begun := LIKE_A_LINK.match(path):
        return f"a link begins with https://: write https://{path[begun.end() :]}"
    found = _nearest_path(path, paths, around)
    return f"did you mean {found}?" if found else None


def _surroundings(facts: Facts) -> _Surroundings:
    paths = facts.tree.paths()
    folders: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for path in sorted(paths, key=lambda each: (len(each), each)):
        folders.setdefault(dirname(path), []).append(basename(path))
        places.setdefault(basename(path), path)
        for parent in _parents(path):
            folders.setdefault(parent, [])
    return _Surroundings(
        folders, {path.casefold(): path for path in paths}, places, iter(range(MOST_LIKENESSES))
    )


def _parents(path: str) -> Iterator[str]:
    """The folders above a path, the outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _nearest_path(path: str, paths: Iterable[str], around: _Surroundings) -> str | None:
    """A file of that name elsewhere, or a like name in the same folder, or a like path."""
    folder, name = dirname(path), basename(path)
    if name in around.places:
        return around.places[name]
    if next(around.guesses, None) is None:
        return None
    if found := nearest(name, around.folders.get(folder, [])):
        return f"{folder}/{found}" if folder else found
    return nearest(path, paths)
