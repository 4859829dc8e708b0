"""What a commit lists: how a path is found, what is in the way of it, and how much is too much."""

from collections.abc import Iterable

import pytest

from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import Limits
from ml_readiness.model.listing import Listed, Listing, listing_of, reserved
from ml_readiness.model.tree import PATH_CHARACTERS, EntryKind, Unreadable

ENTRIES: list[Listed[int]] = [
    ("a.py", "file", 1),
    ("app", None, 2),
    ("app/b.py", "file", 3),
    ("app/up", "symlink", 4),
    ("b\udcff", "file", 5),
    ("link", "symlink", 6),
    ("sub", "submodule", 7),
    ("é", "file", 8),
    ("ü", "symlink", 9),
]
FILES = {"a.py": 1, "app/b.py": 3, "b\udcff": 5, "é": 8, "\udcc3\udca9": 8}
ELSE = {
    **dict.fromkeys(["link", "link/x", "link/x/y", "app/up", "app/up/b.py"], "symlink"),
    "\udcc3\udcbc/x": "symlink",
    **dict.fromkeys(["app", "sub"], "not-regular"),
    **dict.fromkeys(["absent", "app/absent", "a.py/x", "sub/x", "A.py", "linked"], "absent"),
    **dict.fromkeys(["", "/", "/a.py", "app/", "app//b.py", "link/", "link//x"], "absent"),
    **dict.fromkeys([".", "..", "./a.py", "app/../a.py", "link/.", "link/.."], "absent"),
    **dict.fromkeys([".git", ".GIT/HEAD", "link/.git", "link/.Git/x"], "absent"),
    **dict.fromkeys(["\0", "a.py\0", "link/\0", "\ud800", "link/\ud800"], "absent"),
}


def listed(entries: Iterable[Listed[int]] = ENTRIES, limits: Limits | None = None) -> Listing[int]:
    return listing_of(entries, "the commit 'c'", limits or Limits())


def test_the_paths_come_as_they_are_listed() -> None:
    assert list(listed().paths.items()) == [
        (path, kind) for path, kind, _ in ENTRIES if kind is not None
    ]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_found_by_the_bytes_of_its_path(path: str) -> None:
    listing = listed()
    assert listing.file(path) == listing.find(path) == FILES[path]
    assert listing.exists(path)


@pytest.mark.parametrize("path", ELSE)
def test_what_is_no_file_has_an_obstacle(path: str) -> None:
    listing = listed()
    with pytest.raises(Unreadable) as caught:
        listing.file(path)
    obstacle = ELSE[path].replace("absent", "not-in-worktree")
    assert (caught.value.path, caught.value.obstacle) == (path, obstacle)
    assert listing.find(path) is None
    assert listing.exists(path) == (path in {"link", "app/up", "app", "sub"})


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "../a", "a/../b", "a/..", "./a", "a/.", "/a", "a//b", "a/", "/", "//"),
        *(".git", ".GIT", ".Git/config", "a/.git", "a/.gIt/hooks/x", "a\0b", "\0"),
    ],
)
def test_paths_that_git_checks_out_nowhere(path: str) -> None:
    assert reserved(path)


@pytest.mark.parametrize(
    "path",
    ["...", ".gitignore", "a.git", ".git2/x", "..a", "a..", ".g\u0131t", ".git\n", "git", " "],
)
def test_names_that_only_look_reserved(path: str) -> None:
    assert not reserved(path)
    assert listed([(path, "file", 1)]).file(path) == 1


@pytest.mark.parametrize("kind", ["file", "symlink", "submodule", None])
def test_as_many_files_and_as_many_folders_as_the_limit(kind: EntryKind | None) -> None:
    both: list[Listed[int]] = [("d", None, 0), ("e", None, 0)]
    both += [("f", "file", 0), ("g", "file", 0)]
    listed(both, Limits(paths=2))
    with pytest.raises(InputError) as caught:
        listed([*both, ("h", kind, 0)], Limits(paths=2))
    [problem] = caught.value.problems
    assert problem.message == "the commit 'c' has more than 2 paths"
    assert problem.hint == "judge a smaller repository"


@pytest.mark.parametrize("kind", ["file", None])
def test_few_paths_that_are_very_long(kind: EntryKind | None) -> None:
    limits, longest = Limits(paths=2), PATH_CHARACTERS * 2
    listed([("x" * longest, kind, 0)], limits)
    with pytest.raises(InputError, match="more than 2 paths"):
        listed([("x" * longest, kind, 0), ("y", kind, 0)], limits)


def test_nothing_is_taken_after_too_much() -> None:
    endless = iter(lambda: ("x" * 100, None, 0), None)
    with pytest.raises(InputError):
        listed(endless, Limits(paths=2))
