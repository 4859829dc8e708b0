"""Whether a path is a tracked regular file; if not, what is there instead."""

from collections.abc import Mapping
from posixpath import basename, dirname

from ml_readiness.model.evidence import Judgement, Reason
from ml_readiness.model.tree import EntryKind, Obstacle, Tree, Unreadable
from ml_readiness.model.world import World
from ml_readiness.rules.naming import nearest

FEW_PATHS = 5_000  # so many are compared letter by letter for a hint

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


def untracked(path: str, world: World) -> Judgement | None:
    """Why a path is not a tracked file, as a judgement; None when it is one."""
    kind = world.tree.paths().get(path)
    if kind == "file":
        return None
    if kind is not None:
        return _special(path, kind)
    return _absent(path, world.tree)


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


def _absent(path: str, tree: Tree) -> Judgement:
    paths = tree.paths()
    folder = path.rstrip("/") + "/"
    if any(name.startswith(folder) for name in paths):
        hint = f"cite a file in it, or the glob {folder}**"
        return Judgement(reason="directory", message=f"{path} is a folder", hint=hint)
    parents = path.split("/")
    for depth in range(1, len(parents)):
        parent = "/".join(parents[:depth])
        if parent in paths and paths[parent] != "file":
            return _special(parent, paths[parent])
    folded = path.casefold()
    for name in paths:
        if name.casefold() == folded:
            message = f"{path} is not there in this spelling"
            return Judgement(reason="wrong-case", message=message, hint=f"write {name}")
    if tree.exists(path):
        message = f"{path} is there, but git does not track it"
        return Judgement(reason="not-tracked", message=message, hint=f"git add {path}")
    found = _nearest_path(path, paths)
    return Judgement(
        reason="no-such-file",
        message=f"there is no file {path}",
        hint=f"did you mean {found}?" if found else None,
    )


def _nearest_path(path: str, paths: Mapping[str, EntryKind]) -> str | None:
    """A file of that name elsewhere, or a like name in the same folder, or a like path."""
    folder, name = dirname(path), basename(path)
    elsewhere = [known for known in paths if basename(known) == name]
    if elsewhere:
        return min(elsewhere, key=lambda known: (len(known), known))
    beside = {basename(known): known for known in paths if dirname(known) == folder}
    if found := nearest(name, beside):
        return beside[found]
    return nearest(path, paths) if len(paths) <= FEW_PATHS else None
