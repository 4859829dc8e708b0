"""The object store: what is large, damaged, of another format, or packed anew."""

import gc
import os
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from helpers.commits import (
    FILE,
    FOLDER,
    committed,
    found,
    object_file,
    opened,
    refused,
    sha,
    tree_of,
)
from helpers.gitrepo import commit, git, init, write
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_readiness.model.errors import InputError
from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.commit import commit_parents


def test_dulwich_is_imported_where_it_is_used() -> None:
    code = "import sys, ml_readiness.repo.commit; sys.exit('dulwich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_files_are_closed_again(repo: Path) -> None:
    git(repo, "gc", "-q")
    tree = opened(repo)
    assert tree.read("a.py") == b"x\n"
    before = len(list(Path("/proc/self/fd").iterdir()))
    del tree
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) < before


@pytest.mark.parametrize("packed", [False, True])
def test_a_repository_that_is_packed_anew_meanwhile(tmp_path: Path, *, packed: bool) -> None:
    repo = init(tmp_path.resolve() / "repo")
    for name in ("a", "b"):
        commit(repo, name)
        if packed:  # the files are in the first pack, which opening has not read from
            git(repo, "repack", "-qd")
    tree = opened(repo, sha(repo)[:8])
    commit(repo, "later")
    git(repo, "gc", "-q", "--prune=now")
    assert tree.size("a") == 2
    assert [tree.read(path) for path in tree.paths()] == [b"x\n"] * 2


# --- sizes ---


def test_P6_a_large_file_is_not_inflated_to_be_refused(repo: Path) -> None:
    (repo / "zeros").write_bytes(bytes(60_000_000))
    commit(repo)
    for _ in ("loose", "packed"):
        tree = opened(repo)
        tracemalloc.start()
        assert tree.size("zeros") == 60_000_000
        with pytest.raises(Unreadable, match="too-large"):
            tree.read("zeros")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()
        git(repo, "gc", "-q")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("ofs", ["true", "false"])
def test_the_size_of_what_is_kept_as_a_difference(tmp_path: Path, algorithm: str, ofs: str) -> None:
    repo = init(tmp_path.resolve() / "repo", f"--object-format={algorithm}")
    # each is most like the one before it, so that differences lie upon differences
    lines = [f"{sha1(b'%d' % number).hexdigest()}\n" for number in range(14_000)]
    texts = ["".join(lines[at * 1000 : (at + 8) * 1000 + at]) for at in range(6)]
    for text in texts:
        write(repo, "long", text=text)
        commit(repo)
    git(repo, "-c", f"repack.useDeltaBaseOffset={ofs}", "repack", "-qadf")
    (index,) = repo.glob(".git/objects/pack/*.idx")
    assert b"chain length = 3" in git(repo, "verify-pack", "-v", str(index))
    for back, text in enumerate(reversed(texts)):
        tree = opened(repo, f"HEAD~{back}")
        assert tree.size("long") == len(text)
        assert tree.read("long").decode() == text


@pytest.mark.parametrize("claimed", [60_000_000, 10])
def test_P6_a_little_that_inflates_to_much(repo: Path, claimed: int) -> None:
    data = b"tree %d\0" % claimed + bytes(60_000_000)
    name = sha1(data).hexdigest()
    file = object_file(repo, name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(data))
    revision = committed(repo, name.encode())
    del data
    opened(repo)
    tracemalloc.start()
    assert f"object {name} cannot be read" in refused(repo, revision)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@settings(max_examples=15, deadline=None)
@given(size=st.integers(0, 70_000) | st.sampled_from([15, 16, 127, 128, 2047, 2048, 2**18]))
def test_any_size(size: int) -> None:
    with TemporaryDirectory() as scratch:
        repo = init(Path(scratch).resolve())
        (repo / "a").write_bytes(os.urandom(size))
        commit(repo)
        assert opened(repo).size("a") == size
        git(repo, "repack", "-qad")
        assert opened(repo).size("a") == size


# --- hostile ---


@pytest.mark.parametrize(
    "name", [b"", b".", b"..", b".git", b".GIT", b"a/b", b"/etc/passwd", b"../x"]
)
@pytest.mark.parametrize("mode", [FILE, FOLDER, b"120000", b"160000"])
def test_a_name_that_cannot_be(repo: Path, name: bytes, mode: bytes) -> None:
    child = git(repo, "rev-parse", "HEAD:app" if mode == FOLDER else "HEAD:a.py").strip()
    bad = tree_of(repo, (mode, name, child))
    assert "would not check out" in refused(repo, committed(repo, bad))
    assert "would not check out" in refused(
        repo, committed(repo, tree_of(repo, (FOLDER, b"d", bad)))
    )


@pytest.mark.parametrize("second", [FILE, FOLDER, b"100755"])
def test_a_name_that_is_there_twice(repo: Path, second: bytes) -> None:
    blob, folder = git(repo, "rev-parse", "HEAD:a.py", "HEAD:app").split()
    child = folder if second == FOLDER else blob
    tree = tree_of(repo, (FILE, b"a", blob), (second, b"a", child))
    assert "would not check out" in refused(repo, committed(repo, tree))


@pytest.mark.parametrize(
    "mode", [b"0", b"10644", b"60000", b"140000", b"777777777", b"9", b"x", b"-1"]
)
def test_a_mode_that_cannot_be(repo: Path, mode: bytes) -> None:
    blob = git(repo, "rev-parse", "HEAD:a.py").strip()
    message = refused(repo, committed(repo, tree_of(repo, (mode, b"a", blob))))
    assert "would not check out" in message or "cannot be read" in message


@pytest.mark.parametrize("mode", [b"100664", b"100600", b"0100644", b"100000"])
def test_a_mode_that_git_once_wrote(repo: Path, mode: bytes) -> None:
    blob = git(repo, "rev-parse", "HEAD:a.py").strip()
    tree = opened(repo, committed(repo, tree_of(repo, (mode, b"a", blob))))
    assert tree.paths() == {"a": "file"}
    assert tree.read("a") == b"x\n"


def test_objects_that_are_not_what_they_should_be(repo: Path) -> None:
    blob, folder = git(repo, "rev-parse", "HEAD:a.py", "HEAD:app").split()
    nested = committed(repo, tree_of(repo, (FOLDER, b"a", blob)))
    for revision in (committed(repo, blob), nested):
        assert f"{blob.decode()} is a blob, not a tree" in refused(repo, revision)
    assert f"{folder.decode()} is a tree, not a commit" in refused(repo, folder.decode())
    tree = opened(repo, committed(repo, tree_of(repo, (FILE, b"a", folder))))
    with pytest.raises(InputError, match="is a tree, not a blob"):
        tree.read("a")


def test_objects_that_are_not_there(repo: Path) -> None:
    blob, absent = git(repo, "rev-parse", "HEAD:a.py").strip(), b"1" * 40
    parts = (FILE, b"a", blob), (FILE, b"b", absent), (b"160000", b"c", absent)
    tree = opened(repo, committed(repo, tree_of(repo, *parts)))
    assert tree.paths() == {"a": "file", "b": "file", "c": "submodule"}
    assert tree.read("a") == b"x\n"
    for ask in (tree.read, tree.size):
        with pytest.raises(InputError, match=f"object {absent.decode()} is not in this clone"):
            ask("b")
    name = committed(repo, tree_of(repo, (FOLDER, b"a", absent)))
    assert absent.decode() in refused(repo, name)
    assert absent.decode() in refused(repo, committed(repo, absent))


# --- damaged ---


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "garbage": lambda data: b"\xff" * len(data),
    "other": lambda _: zlib.compress(b"blob 3\0abc"),
    "no-header": lambda _: zlib.compress(b"abc"),
    "bad-size": lambda _: zlib.compress(b"tree x\0"),
    "negative": lambda _: zlib.compress(b"tree -1\0"),
    "huge": lambda _: zlib.compress(b"tree 99999999999999\0" + bytes(1000)),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("part", ["HEAD", "HEAD^{tree}", "HEAD:app"])
def test_P6_a_damaged_object(repo: Path, part: str, damage: str) -> None:
    name = git(repo, "rev-parse", part).decode().strip()
    file = object_file(repo, name)
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(DAMAGE[damage](data))
    assert f"object {name} cannot be read" in refused(repo)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file(repo: Path, damage: str) -> None:
    file = object_file(repo, git(repo, "rev-parse", "HEAD:a.py").decode().strip())
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(DAMAGE[damage](data))
    with pytest.raises(
        Unreadable if damage == "huge" else InputError, match=r"cannot be read|too-large"
    ):
        opened(repo).read("a.py")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = init(tmp_path_factory.mktemp("pack").resolve() / "repo")
    for count in (300, 200, 100):
        write(repo, "long", text="".join(f"{number}\n" for number in range(count)))
        commit(repo, "a.py", f"d/{count}")
    git(repo, "gc", "-q", "--prune=now")
    return repo


@settings(max_examples=60, deadline=None)
@given(
    suffix=st.sampled_from(["pack", "idx"]),
    place=st.floats(0, 1),
    value=st.integers(1, 255),
    cut=st.booleans(),
)
def test_P6_a_damaged_pack(pack: Path, suffix: str, place: float, value: int, cut: bool) -> None:
    """What is read of it is right, or it is refused."""
    sound = opened(pack)
    contents = {path: sound.read(path) for path in sound.paths()}
    with TemporaryDirectory() as scratch:
        repo = Path(copytree(pack, Path(scratch).resolve() / "repo"))
        (file,) = repo.glob(f".git/objects/pack/*.{suffix}")
        data = bytearray(file.read_bytes())
        at = int(place * (len(data) - 1))
        data[at] ^= value
        file.chmod(0o644)
        file.write_bytes(data[:at] if cut else data)
        try:
            tree = opened(repo, sound.commit)
            for path, content in contents.items():
                assert tree.read(path) == content
                assert tree.size(path) == len(content)
        except InputError:
            pass


@pytest.mark.parametrize("counted", [0xFFFF_FFFF, 100_000_000])
@pytest.mark.parametrize("upto", [256, 255])
def test_P6_an_index_that_counts_more_objects_than_it_lists(
    tmp_path: Path, pack: Path, counted: int, upto: int
) -> None:
    """A search for the beginning of a hash would look for each of them."""
    repo = Path(copytree(pack, tmp_path.resolve() / "repo"))
    (file,) = repo.glob(".git/objects/pack/*.idx")
    data, digits = bytearray(file.read_bytes()), sha(repo)[:8]
    for at in range(int(digits[:2], 16), upto):
        data[8 + 4 * at : 12 + 4 * at] = counted.to_bytes(4, "big")
    file.chmod(0o644)
    file.write_bytes(data)
    assert f"objects {digits} cannot be read" in refused(repo, digits)


def test_references_that_are_damaged(repo: Path) -> None:
    name = sha(repo)
    (repo / ".git/packed-refs").write_bytes(b"\xff\0nonsense\n")
    assert "reference absent cannot be read" in refused(repo, "absent")
    assert opened(repo, name).paths()


# --- formats ---


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        ({"core.repositoryformatversion": "2"}, "the format version '2'"),
        ({"core.repositoryformatversion": "1", "extensions.new": "1"}, "the extension 'new'"),
        ({"core.repositoryformatversion": "1", "extensions.objectformat": "x"}, "object format"),
    ],
)
def test_a_repository_of_a_format_that_is_not_known(
    repo: Path, settings_: dict[str, str], said: str
) -> None:
    for name, value in settings_.items():
        git(repo, "config", name, value)
    with pytest.raises(InputError, match=said):
        commit_parents(found(repo), "0" * 40)


def test_a_repository_with_extensions_that_are_known(repo: Path) -> None:
    git(repo, "config", "core.repositoryformatversion", "1")
    for name, value in {"worktreeConfig": "true", "partialClone": "origin", "noop": "1"}.items():
        git(repo, "config", f"extensions.{name}", value)
    assert opened(repo).read("a.py") == b"x\n"


def test_references_in_tables(repo: Path) -> None:
    name = sha(repo)
    with (repo / ".git/config").open("a") as config:
        config.write("[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n")
    assert "in tables" in refused(repo, "main")
    assert opened(repo, name).read("a.py") == b"x\n"


def test_P6_stores_that_borrow_from_each_other(repo: Path) -> None:
    git(repo.parent, "clone", "-q", "--shared", str(repo), "clone")
    clone = repo.parent / "clone"
    (repo / ".git/objects/info/alternates").write_text(
        f"# a loop\n\n{clone}/.git/objects\n/nonexistent\n../../../clone/.git/objects\n"
    )
    assert opened(clone).read("a.py") == b"x\n"
    assert "no commit" in refused(clone, "0" * 40)
