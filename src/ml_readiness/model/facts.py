"""All that a verifier may look at: a tree, the answers of the web, and test results."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from typing import TypeVar, TypeVarTuple, cast

from msgspec import Struct

from ml_readiness.model.answer import Answer
from ml_readiness.model.results import Results
from ml_readiness.model.tree import TEXT_BYTES, Tree, Unreadable

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class Home(Struct, frozen=True, kw_only=True):
    """Where the repository itself lives on the web, so that links to its files are read as files.

    `address` has no trailing slash (`https://github.com/acme/fraud`); `refs` are the names that
    stand for the tree being judged; `prefix` is the root's path in the repository ("" or "a/b/").
    """

    address: str
    refs: frozenset[str]
    prefix: str


class Once:
    """What was found in a run, so that nothing is found twice. What raises is not kept.

    Before anything is found `on_time` is called, which raises where the run takes too long.
    """

    def __init__(self, on_time: Callable[[], None] = lambda: None) -> None:
        self._found: dict[Hashable, object] = {}
        self._on_time = on_time

    def of(self, find: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        """What a function gives for these arguments, which can all be hashed."""
        return self._keyed((find, arguments), lambda: find(*arguments))

    def read(self, reader: Callable[[bytes], T], name: Hashable, content: Callable[[], bytes]) -> T:
        """What a reader makes of the content that has this name."""
        return self._keyed((reader, name), lambda: reader(content()))

    def first(self, name: Hashable, value: T) -> T:
        """The value that was given first for this name."""
        return self._keyed(name, lambda: value)

    def has_read(self, reader: Callable[[bytes], T], name: Hashable) -> bool:
        """Whether a reader has made something of the content that has this name."""
        return (reader, name) in self._found

    def _keyed(self, key: Hashable, find: Callable[[], T]) -> T:
        if key not in self._found:
            self._on_time()
            self._found[key] = find()
        return cast(T, self._found[key])


class Facts(Struct, frozen=True, kw_only=True, eq=False):
    """The facts by which one tree is judged. Each is itself alone, and so an argument of `once`.

    `once` is that of the run: what a file says is found once for every tree that has the file.
    """

    tree: Tree
    answers: Mapping[str, Answer]
    offline: bool
    results: Results | None
    home: Home | None
    once: Once

    def learn(self, reader: Callable[[bytes], T], path: str, most: int = TEXT_BYTES) -> T:
        """What `reader` makes of a file of at most so many bytes; equal files are read once.

        Raises Unreadable.
        """
        if (name := self.tree.blob(path)) is not None:
            return self.once.read(reader, name, lambda: self.tree.read(path, most))
        return self.once.of(self._learn_by_content, reader, path, most)

    def _learn_by_content(self, reader: Callable[[bytes], T], path: str, most: int) -> T:
        content = self.tree.read(path, most)
        # Compared with the first one that may be equal: to keep all contents would be too much.
        first = self.once.first((self, len(content), hash(content)), path)
        with suppress(Unreadable):
            path = first if first == path or self.tree.read(first, most) == content else path
        return self.once.read(reader, (self, path), lambda: content)

    def has_learnt(self, reader: Callable[[bytes], T], path: str) -> bool:
        """Whether `reader` was given a file, or an equal one, before."""
        return self.once.has_read(reader, self.tree.blob(path) or (self, path))
