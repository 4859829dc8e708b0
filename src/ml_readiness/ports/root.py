"""A root that is a folder of a repository, where there is no disk that it lies on."""

from pathlib import PurePosixPath


def root_folder(root: str) -> str:
    """The root as the beginning of paths in the repository: "" or "a/b/"."""
    return "".join(f"{part}/" for part in PurePosixPath(root).parts)


def leaves_repository(root: str) -> bool:
    """Whether a root is no folder of the repository."""
    path = PurePosixPath(root)
    return path.is_absolute() or ".." in path.parts
