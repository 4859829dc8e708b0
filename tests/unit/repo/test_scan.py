"""Patterns find regular files, and no more of the disk is walked than they ask for."""

import os
from pathlib import Path

import pytest

from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import Limits
from ml_readiness.repo.scan import EVERYTHING, matching_files, walk

FILES = [
    "a.xml",
    "b.txt",
    "r/a.xml",
    "r/s/a.xml",
    "r/s/t/b.xml",
    ".hidden/c.xml",
    "r/[x].xml",
    "r/x.xml",
]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "top"
    for name in [*FILES, ".git/a.xml", "r/.git/a.xml"]:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"x")
    (top / "link.xml").symlink_to("a.xml")
    (top / "linked").symlink_to("r")
    os.mkfifo(top / "fifo.xml")
    (top / "folder.xml").mkdir()
    return top


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.xml", ["a.xml"]),
        ("./a.xml", ["a.xml"]),
        ("r//a.xml", ["r/a.xml"]),
        ("*.xml", ["a.xml"]),
        ("?.xml", ["a.xml"]),
        ("[!b].xml", ["a.xml"]),
        ("*/*.xml", [".hidden/c.xml", "r/[x].xml", "r/a.xml", "r/x.xml"]),
        ("**/a.xml", ["a.xml", "r/a.xml", "r/s/a.xml"]),
        ("r/**/*.xml", ["r/[x].xml", "r/a.xml", "r/s/a.xml", "r/s/t/b.xml", "r/x.xml"]),
        ("r/**", ["r/[x].xml", "r/a.xml", "r/s/a.xml", "r/s/t/b.xml", "r/x.xml"]),
        ("**/**/s/**/*", ["r/s/a.xml", "r/s/t/b.xml"]),
        ("**", sorted(FILES)),
        ("r/[x].xml", ["r/[x].xml", "r/x.xml"]),
        ("linked/a.xml", []),
        ("link.xml", []),
        ("fifo.xml", []),
        ("folder.xml", []),
        ("a.xml/", []),
        ("../top/a.xml", []),
        ("r/../a.xml", []),
        (".git/a.xml", []),
        ("r", []),
        ("", []),
        (".", []),
        ("/", []),
        ("a.xml\0", []),
    ],
)
def test_relative(top: Path, pattern: str, found: list[str]) -> None:
    assert matching_files(top, pattern, Limits()) == tuple(found)


def test_absolute(top: Path) -> None:
    other = top.parent / "other"
    other.mkdir()
    (other / "j.xml").write_bytes(b"x")
    (top.parent / "alias").symlink_to("other")
    (top.parent / "loop").symlink_to("loop")
    (top.parent / "top-alias").symlink_to("top")
    limits = Limits()
    assert matching_files(top, f"{other}/*.xml", limits) == (f"{other}/j.xml",)
    assert matching_files(top, f"{other}/j.xml", limits) == (f"{other}/j.xml",)
    assert matching_files(top, f"{top}/../other/j.xml", limits) == (f"{other}/j.xml",)
    assert matching_files(top, f"{top.parent}/alias/j.xml", limits) == (f"{other}/j.xml",)
    assert matching_files(top, f"{top.parent}/*/j.xml", limits) == (f"{other}/j.xml",)
    assert matching_files(top, f"{top.parent}/loop/j.xml", limits) == ()
    assert matching_files(top, f"{top.parent}/none/j.xml", limits) == ()
    assert matching_files(top, f"{top.parent}/no\0ne/j.xml", limits) == ()


def test_below_the_root_a_match_is_relative(top: Path) -> None:
    (top.parent / "top-alias").symlink_to("top")
    limits = Limits()
    assert matching_files(top, f"{top}/r/a.xml", limits) == ("r/a.xml",)
    assert matching_files(top, f"{top.parent}/top-alias/r/a.xml", limits) == ("r/a.xml",)
    assert matching_files(top, f"{top.parent}/t*/a.xml", limits) == ("a.xml",)
    assert matching_files(top, f"{top}/linked/a.xml", limits) == ()
    assert matching_files(Path("/"), f"{top}/a.xml", limits) == (f"{top}/a.xml".removeprefix("/"),)


def test_names_that_are_no_text(top: Path) -> None:
    (top / os.fsdecode(b"r/\xff.xml")).write_bytes(b"x")
    assert "r/\udcff.xml" in matching_files(top, "r/*.xml", Limits())


def test_limits(top: Path) -> None:
    with pytest.raises(InputError, match=r"more than 4 `\*\*`"):
        matching_files(top, "**/a/**/b/**/c/**/d/**/e", Limits())
    with pytest.raises(InputError, match="more than 2 files match"):
        matching_files(top, "**", Limits(glob_matches=2))
    assert len(matching_files(top, "r/*", Limits(glob_matches=3))) == 3
    with pytest.raises(InputError, match="more than 5 files and folders"):
        matching_files(top, "**", Limits(paths=5))


def test_only_folders_that_can_match_are_walked(top: Path) -> None:
    (top / "huge").mkdir()
    for number in range(50):
        (top / f"huge/{number}.xml").write_bytes(b"x")
    assert matching_files(top, "r/s/*.xml", Limits(paths=30)) == ("r/s/a.xml",)
    assert matching_files(top, "*/s/*.xml", Limits(paths=80)) == ("r/s/a.xml",)
    assert matching_files(top, "*.xml", Limits(paths=30)) == ("a.xml",)
    assert matching_files(top, "*", Limits(paths=30)) == ("a.xml", "b.txt")


def test_a_folder_that_cannot_be_read_has_no_files(top: Path) -> None:
    assert list(walk(top / "absent", EVERYTHING, 10)) == []


def test_deep_folders_do_not_exhaust_the_stack(top: Path) -> None:
    deep = top / "deep"
    deep.mkdir()
    folder = os.open(deep, os.O_RDONLY)
    for _ in range(3_000):  # deeper than the longest path that can be opened
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    try:
        assert matching_files(top, "deep/**/*.xml", Limits()) == ()
    finally:
        os.system(f"rm -rf '{deep}'")  # pytest's own removal recurses
