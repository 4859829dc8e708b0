"""Which manifests are meant: paths and globs, in the tree of the head and in those beside it."""

from collections.abc import Collection, Sequence
from posixpath import normpath

from ml_readiness.model.errors import Problem, mistake
from ml_readiness.model.tree import Tree
from ml_readiness.rules.pattern import matching


def manifest_paths(
    patterns: Sequence[str], tree: Tree, others: Collection[Tree], most: int
) -> tuple[list[str], list[Problem]]:
    """The head's manifests in the order asked for, each once; what is nowhere is a mistake.

    `others` are the trees that it is held against. Raises InputError when there are more than
    `most`.
    """
    old = {path for other in others for path in matches_of(patterns, other)}
    problems: list[Problem] = []
    found: dict[str, None] = {}
    for pattern in patterns:
        path = normpath(pattern) if pattern else pattern
        matches = _expand(path, tree)
        if matches is None:
            if path in tree.paths() or path not in old or tree.exists(path):
                found[path] = None
        else:
            found.update(dict.fromkeys(matches))
            if not matches and all(_expand(path, other) == [] for other in others):
                message = f"no tracked file matches {pattern}"
                problems.append(Problem(message=message, hint="globs match files git tracks"))
    if len(found) > most:
        message = f"there are {len(found)} manifests, more than {most}"
        raise mistake(message, hint="check them in several runs")
    return list(found), problems


def matches_of(patterns: Sequence[str], tree: Tree) -> list[str]:
    """The manifests that a tree has of those asked for."""
    found: dict[str, None] = {}
    for pattern in patterns:
        path = normpath(pattern) if pattern else pattern
        matches = _expand(path, tree)
        if matches is None:
            matches = [path] if tree.paths().get(path) == "file" else []
        found.update(dict.fromkeys(matches))
    return list(found)


def _expand(path: str, tree: Tree) -> list[str] | None:
    """The files that a glob matches; None where it is no glob, or is the name of a file."""
    paths = tree.paths()
    if "*" not in path or paths.get(path) == "file":
        return None
    return [match for match in matching(path, sorted(paths)) if paths[match] == "file"]
