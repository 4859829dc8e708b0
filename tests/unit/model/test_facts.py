"""What is found once in a run, for one tree or for all that have the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from ml_readiness.model.facts import Facts, Once
from ml_readiness.model.tree import TEXT_BYTES, EntryKind, Unreadable, is_pointer


@dataclass(kw_only=True)
class Files:
    """A tree of one file, which counts how often it is read."""

    content: bytes
    name: str | None = None
    read_times: int = 0

    def paths(self) -> Mapping[str, EntryKind]:
        return {"a.md": "file"}

    def size(self, path: str) -> int:
        return len(self.read(path))

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        if path != "a.md":
            raise Unreadable(path, "symlink")
        self.read_times += 1
        return self.content[:most]

    def blob(self, path: str) -> str | None:
        return self.name if path == "a.md" else None

    def has_pointer(self, path: str) -> bool:
        return is_pointer(self.read(path))

    def exists(self, path: str) -> bool:
        return path == "a.md"

    def expect(self, paths: Iterable[str]) -> None:
        del paths

    def workflows(self) -> "Files":
        return self


def two_sides(base: Files, head: Files) -> tuple[Facts, Facts]:
    facts = Facts(tree=head, answers={}, offline=True, results=None, home=None, once=Once())
    return replace(facts, tree=base), facts


def words(content: bytes) -> int:
    return len(content.split())


def size(content: bytes) -> int:
    return len(content)


def test_a_function_is_called_once_for_the_same_arguments() -> None:
    called: list[tuple[int, int]] = []

    def added(one: int, other: int) -> int:
        called.append((one, other))
        return one + other

    once = Once()
    assert [once.of(added, 1, 2), once.of(added, 1, 2), once.of(added, 2, 1)] == [3, 3, 3]
    assert called == [(1, 2), (2, 1)]


def test_base_and_head_share_what_a_blob_says() -> None:
    base, head = Files(content=b"a b", name="1"), Files(content=b"a b", name="1")
    sides = two_sides(base, head)
    assert [facts.learn(words, "a.md") for facts in sides] == [2, 2]
    assert base.read_times + head.read_times == 1


@pytest.mark.parametrize("names", [("1", "2"), (None, None), ("1", None)])
def test_other_content_is_read_for_itself(names: tuple[str | None, str | None]) -> None:
    base, head = Files(content=b"a b", name=names[0]), Files(content=b"a b c", name=names[1])
    sides = two_sides(base, head)
    assert [facts.learn(words, "a.md") for facts in sides] == [2, 3]
    assert [facts.learn(words, "a.md") for facts in sides] == [2, 3]
    assert (base.read_times, head.read_times) == (1, 1)


def test_each_reader_makes_its_own_of_a_file() -> None:
    _, facts = two_sides(Files(content=b""), Files(content=b"a b", name="1"))
    assert (facts.learn(words, "a.md"), facts.learn(size, "a.md")) == (2, 3)


def test_what_cannot_be_read_says_so_each_time() -> None:
    _, facts = two_sides(Files(content=b""), Files(content=b""))
    for _ in range(2):
        with pytest.raises(Unreadable, match="gone"):
            facts.learn(words, "gone")


def test_what_a_tree_holds_is_found_for_each_tree() -> None:
    base, head = two_sides(Files(content=b"a"), Files(content=b"a b"))

    def longest(facts: Facts) -> int:
        return facts.tree.size("a.md")

    assert [facts.once.of(longest, facts) for facts in (base, head)] == [1, 3]


class Folder(Files):
    """A checkout whose files are equal, but for one that is only as long."""

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        return b"b a" if path == "z.md" else self.content[:most]


def test_equal_files_of_a_checkout_are_given_to_a_reader_once() -> None:
    _, facts = two_sides(Files(content=b""), Folder(content=b"a b"))
    given: list[bytes] = []

    def noting(content: bytes) -> int:
        given.append(content)
        return len(given)

    assert [facts.learn(noting, f"{name}.md") for name in "abcza"] == [1, 1, 1, 2, 1]
    assert given == [b"a b", b"b a"]
