"""The index reader says what git says, and refuses what it does not know."""

import contextlib
import hashlib
import os
import struct
from pathlib import Path

import pytest
from helpers.gitrepo import commit, git, init, listed, write
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_readiness.model.errors import InputError
from ml_readiness.model.tree import EntryKind
from ml_readiness.repo.index import read_index

SHA = "1" * 40


def read(repo: Path, hash_bytes: int = 20) -> dict[str, EntryKind]:
    return read_index((repo / ".git/index").read_bytes(), hash_bytes)


def set_version(repo: Path, version: int) -> int:
    """Rewrites the index; the version that git made of it."""
    git(repo, "update-index", "--index-version", str(version))
    return int.from_bytes((repo / ".git/index").read_bytes()[4:8], "big")


def entry(path: bytes, *, mode: int = 0o100644, flags: int = 0, hash_bytes: int = 20) -> bytes:
    head = struct.pack(">10I", 0, 0, 0, 0, 0, 0, mode, 0, 0, 0) + bytes(hash_bytes)
    raw = head + struct.pack(">H", flags | min(len(path), 0xFFF)) + path
    return raw + bytes(8 - len(raw) % 8)


def make(*entries: bytes, version: int = 2, tail: bytes = b"", hash_bytes: int = 20) -> bytes:
    body = b"DIRC" + struct.pack(">II", version, len(entries)) + b"".join(entries) + tail
    return body + bytes(hash_bytes)


def refusal(data: bytes, hash_bytes: int = 20) -> str:
    with pytest.raises(InputError) as caught:
        read_index(data, hash_bytes)
    (problem,) = caught.value.problems
    assert problem.hint
    return f"{problem.message} | {problem.hint}"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A repository with every kind of entry and odd names."""
    repo = init(tmp_path / "odd")
    names = [
        "a",
        "a b",
        "ä/ö ü",
        "new\nline",
        "tab\t",
        'quo"te',
        "deep/er/and/deeper/f.py",
        "x" * 250,
    ]
    write(repo, *names)
    (repo / os.fsdecode(b"bytes\xff\xfe")).write_bytes(b"x")
    (repo / "run.sh").write_bytes(b"x")
    (repo / "run.sh").chmod(0o755)
    (repo / "link").symlink_to("a")
    git(repo, "add", "-A")
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{SHA},sub")
    return repo


@pytest.mark.parametrize("version", [2, 4])
def test_what_git_lists(odd: Path, version: int) -> None:
    assert set_version(odd, version) == version
    entries = read(odd)
    assert entries == listed(odd)
    assert (entries["link"], entries["sub"], entries["run.sh"]) == ("symlink", "submodule", "file")
    assert "bytes\udcff\udcfe" in entries
    assert "ä/ö ü" in entries


@pytest.mark.parametrize("version", [3, 4])
def test_extended_flags(odd: Path, version: int) -> None:
    write(odd, "intended", "skipped")
    git(odd, "add", "skipped")
    git(odd, "add", "-N", "intended")
    git(odd, "update-index", "--skip-worktree", "skipped")
    assert set_version(odd, version) == version
    entries = read(odd)
    assert entries == listed(odd)
    assert {"intended", "skipped"} <= entries.keys()


@pytest.mark.parametrize("version", [2, 4])
def test_sha256(tmp_path: Path, version: int) -> None:
    repo = init(tmp_path / "r", "--object-format=sha256")
    commit(repo, "a", "b/c", "b/d")
    set_version(repo, version)
    assert read(repo, 32) == listed(repo) == {"a": "file", "b/c": "file", "b/d": "file"}


@pytest.mark.parametrize("version", [2, 4])
def test_a_path_in_conflict_counts_once(tmp_path: Path, version: int) -> None:
    repo = init(tmp_path / "r")
    commit(repo, "same", "other")
    git(repo, "checkout", "-qb", "side")
    write(repo, "same", text="side\n")
    git(repo, "commit", "-qam", "side")
    git(repo, "checkout", "-q", "main")
    write(repo, "same", text="main\n")
    git(repo, "commit", "-qam", "main")
    git(repo, "merge", "side", fails=True)
    set_version(repo, version)
    assert len(git(repo, "ls-files", "-u").splitlines()) == 3
    assert read(repo) == {"same": "file", "other": "file"}


@pytest.mark.parametrize("version", [2, 4])
def test_five_thousand_files(tmp_path: Path, version: int) -> None:
    repo = init(tmp_path / "r")
    blob = git(repo, "hash-object", "-w", "--stdin", data=b"x").decode().strip()
    lines = (f"100644 {blob}\tpackage{i % 97}/{'sub/' * (i % 5)}file{i}\0" for i in range(5_000))
    git(repo, "update-index", "-z", "--index-info", data="".join(lines).encode())
    set_version(repo, version)
    entries = read(repo)
    assert len(entries) == 5_000
    assert entries == listed(repo)


def test_paths_longer_than_the_length_in_the_flags(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    blob = git(repo, "hash-object", "-w", "--stdin", data=b"x").decode().strip()
    long = "/".join(["d" * 200] * 20)
    for name in (long + "/" + "e" * 50, long + "/" + "e" * 60):
        git(repo, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    assert read(repo) == listed(repo)
    set_version(repo, 4)
    assert read(repo) == listed(repo)


def test_extensions_that_may_be_ignored_are(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    commit(repo, "a/b", "c")  # writes TREE
    git(repo, "update-index", "--untracked-cache")
    assert b"TREE" in (repo / ".git/index").read_bytes()
    assert b"UNTR" in (repo / ".git/index").read_bytes()
    assert read(repo) == {"a/b": "file", "c": "file"}


def test_an_empty_index() -> None:
    assert read_index(make(), 20) == {}


@pytest.mark.parametrize("version", [2, 4])
def test_a_split_index_is_refused_with_the_way_out(tmp_path: Path, version: int) -> None:
    repo = init(tmp_path / "r")
    commit(repo, "a", "b", "c")
    set_version(repo, version)
    git(repo, "update-index", "--split-index")
    write(repo, "a", text="changed")
    git(repo, "add", "a")  # an entry without a name that replaces the shared one
    said = refusal((repo / ".git/index").read_bytes())
    assert "split" in said
    assert "git update-index --no-split-index" in said
    git(repo, "update-index", "--no-split-index")
    assert read(repo) == listed(repo)


def test_a_sparse_index_is_refused_with_the_way_out(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    commit(repo, "top", "in/a", "out/b", "out/c/d")
    git(repo, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    said = refusal((repo / ".git/index").read_bytes())
    assert "sparse" in said
    assert "git sparse-checkout reapply --no-sparse-index" in said
    git(repo, "sparse-checkout", "reapply", "--no-sparse-index")
    assert read(repo) == listed(repo)
    assert "out/c/d" in read(repo)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends too early"),
        (b"DIRC", "ends too early"),
        (b"TREE" + bytes(40), "DIRC"),
        (make(version=5), "version 5"),
        (make(version=1), "version 1"),
        (make(entry(b"a"))[:-1], "ends too early"),
        (make(entry(b"a"))[:50], "ends too early"),
        (make(entry(b"a"), tail=b"zz"), "ends too early"),
        (make(tail=b"TREE" + struct.pack(">I", 5) + b"four"), "ends too early"),
        (make(tail=b"sdir" + bytes(4)), "sparse"),
        (make(tail=b"link" + bytes(4)), "split"),
        (make(tail=b"next" + bytes(4)), "extension we do not know: 'next'"),
        (make(tail=b"\x1b[2J" + bytes(4)), r"extension we do not know: '\x1b[2J'"),
        (make(entry(b"a", mode=0o040000)), "sparse"),
        (make(entry(b"a", mode=0o100600)), "mode 100600"),
        (make(entry(b"a", mode=0)), "mode 000000"),
        (make(entry(b"")), "without a path"),
        (make(entry(b"\xff\xff\0a", flags=0x4000), version=3), "flags"),
        (make(entry(b"\x01a\0"), version=4), "path that cannot be"),
        (make(entry(b"\xff\xff\xff\x7fa\0"), version=4), "path that cannot be"),
        (make(entry(b"\0" + b"a" * 4097 + b"\0"), version=4), "path that cannot be"),
        (b"DIRC" + struct.pack(">II", 2, 2**32 - 1) + entry(b"a") * 3, "ends too early"),
    ],
)
def test_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_the_wrong_hash_is_not_silently_read(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    commit(repo, "a", "b/c", "b/d")
    refusal((repo / ".git/index").read_bytes(), 32)


@given(data=st.binary(max_size=300), version=st.integers(2, 4), count=st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_an_index_or_refused(data: bytes, version: int, count: int) -> None:
    for whole in (data, b"DIRC" + struct.pack(">II", version, count) + data):
        for hash_bytes in (20, 32):
            with contextlib.suppress(InputError):
                assert all(read_index(whole, hash_bytes))


NAMES = st.lists(
    st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name), max_size=8
)


@given(names=NAMES, cut=st.integers(0, 600), place=st.integers(0, 600), byte=st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_damage_is_refused_or_harmless(names: list[bytes], cut: int, place: int, byte: int) -> None:
    data = make(*map(entry, names))
    assert list(read_index(data, 20)) == list(
        dict.fromkeys(name.decode("utf-8", "surrogateescape") for name in names)
    )
    if cut < len(data):
        refusal(data[:cut])
    flipped = bytearray(data)
    flipped[place % len(data)] = byte
    with contextlib.suppress(InputError):
        assert all(read_index(bytes(flipped), 20))


def test_the_checksum_is_not_needed(tmp_path: Path) -> None:
    """`index.skipHash` leaves zeros."""
    repo = init(tmp_path / "r")
    commit(repo, "a")
    data = (repo / ".git/index").read_bytes()
    assert hashlib.sha1(data[:-20]).digest() == data[-20:]
    assert read_index(data[:-20] + bytes(20), 20) == {"a": "file"}
