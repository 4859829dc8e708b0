"""What git has staged of a file whose content in the working copy may be another: Git LFS."""

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from ml_readiness.model.errors import InputError
from ml_readiness.model.tree import POINTER_BYTES, TEXT_BYTES, EntryKind, Unreadable, is_pointer
from ml_readiness.repo.files import read_file
from ml_readiness.repo.gitdir import Repository, hash_bytes, read_index_bytes
from ml_readiness.repo.index import read_index_objects

if TYPE_CHECKING:
    from ml_readiness.repo.objects import Store

ATTRIBUTES = ".gitattributes"
FILTER = b"filter=lfs"


class Staged:
    """The objects that an index names; looked at only where files may be in Git LFS."""

    def __init__(self, repository: Repository, index: Mapping[str, EntryKind]) -> None:
        """`index` has every path from the repository's top."""
        self._repository = repository
        self._index = index

    def has_pointer(self, path: str) -> bool | None:
        """Whether git has a pointer for a path from the top.

        None where no attributes speak of Git LFS, so that the working copy is what git has, and
        where the object cannot be had.
        """
        if not self._in_use:
            return None
        with suppress(InputError):
            name = self._objects.get(path, b"").hex().encode()
            if self._store.size(name) > POINTER_BYTES:
                return False
            return is_pointer(self._store.read(name, "blob")[1])
        return None

    @cached_property
    def _in_use(self) -> bool:
        """Whether a tracked file of attributes speaks of Git LFS, or cannot be read."""
        return any(
            self._speaks(path)
            for path, kind in self._index.items()
            if path.endswith(ATTRIBUTES) and kind == "file"
        )

    def _speaks(self, path: str) -> bool:
        try:
            return FILTER in read_file(self._repository.top, path, TEXT_BYTES)
        except Unreadable:
            return True

    @cached_property
    def _objects(self) -> Mapping[str, bytes]:
        data = read_index_bytes(self._repository)
        return read_index_objects(data, hash_bytes(self._repository)) if data else {}

    @cached_property
    def _store(self) -> "Store":
        from ml_readiness.repo.objects import Store  # it costs a library

        return Store(self._repository)
