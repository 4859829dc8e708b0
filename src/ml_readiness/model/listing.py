"""What a stored commit lists below a root: what lies at each path, and how a file is found."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

from ml_readiness.model.errors import mistake
from ml_readiness.model.limits import Limits
from ml_readiness.model.tree import PATH_CHARACTERS, EntryKind, Unreadable

Object = TypeVar("Object")
# A path from the root, what lies there (None: a folder), and its object.
Listed: TypeAlias = tuple[str, EntryKind | None, Object]

# Names that git checks out nowhere, in any case.
RESERVED = frozenset({"", ".", "..", ".git"})


def reserved(path: str) -> bool:
    """Whether a path is one that git checks out nowhere."""
    return "\0" in path or not RESERVED.isdisjoint(path.lower().split("/"))


class Listing(Struct, Generic[Object], frozen=True, kw_only=True):
    """The paths of a commit from a root in it, and for each file the object that is its content.

    Paths are UTF-8, other bytes kept as lone surrogates. A root that is no folder in the commit
    has none.
    """

    paths: Mapping[str, EntryKind]
    folders: AbstractSet[str]
    objects: Mapping[str, Object]

    def exists(self, path: str) -> bool:
        """Whether a file, a folder or a link lies at a path."""
        spelt = _spelt(path)
        return spelt in self.paths or spelt in self.folders

    def find(self, path: str) -> Object | None:
        """The object of a file; None for what is no file."""
        return self.objects.get(_spelt(path))

    def file(self, path: str) -> Object:
        """The object of a file; raises Unreadable for what is no file, or behind a link."""
        spelt = _spelt(path)
        if spelt in self.objects:
            return self.objects[spelt]
        if reserved(spelt):
            raise Unreadable(path, "not-in-worktree")
        parts = spelt.split("/")
        if "symlink" in {self.paths.get("/".join(parts[: end + 1])) for end in range(len(parts))}:
            raise Unreadable(path, "symlink")
        raise Unreadable(path, "not-regular" if self.exists(path) else "not-in-worktree")


def listing_of(entries: Iterable[Listed[Object]], commit: str, limits: Limits) -> Listing[Object]:
    """The listing of what lies below a root, in that order.

    `commit` names it in the error: raises InputError for more than `limits.paths` files or folders.
    """
    paths: dict[str, EntryKind] = {}
    folders: set[str] = set()
    objects: dict[str, Object] = {}
    room = limits.paths * PATH_CHARACTERS  # few objects can make many long paths
    for path, kind, content in entries:
        room -= len(path)
        if kind is None:
            folders.add(path)
        else:
            paths[path] = kind
        if kind == "file":
            objects[path] = content
        if len(paths) > limits.paths or len(folders) > limits.paths or room < 0:
            message = f"{commit} has more than {limits.paths:,} paths"
            raise mistake(message, hint="judge a smaller repository")
    return Listing(paths=paths, folders=folders, objects=objects)


def _spelt(path: str) -> str:
    """A path as it is listed: with lone surrogates only for what is not UTF-8."""
    try:
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return ""
