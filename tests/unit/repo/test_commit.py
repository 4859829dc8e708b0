"""A commit as a tree: what a revision means, what is hostile or not there."""

import subprocess
import zlib
from contextlib import suppress
from hashlib import sha1
from pathlib import Path

import pytest
from helpers.commits import (
    FILE,
    FOLDER,
    committed,
    entry,
    found,
    hashed,
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
from ml_readiness.model.limits import Limits
from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.commit import commit_parents, contains


@pytest.fixture
def merged(repo: Path) -> Path:
    """A history with a merge, tags, and branches at a remote."""
    git(repo, "checkout", "-qb", "side")
    commit(repo, "side.py")
    git(repo, "tag", "light")
    git(repo, "tag", "-am", "t", "v1.0", "HEAD~1")
    git(repo, "tag", "-am", "t", "of-a-tag", "v1.0")
    git(repo, "tag", "both", "light")
    git(repo, "branch", "both", "main")
    git(repo, "branch", "wide/name.x-1")
    git(repo, "checkout", "-q", "main")
    commit(repo, "main.py")
    git(repo, "merge", "-q", "--no-ff", "-m", "m", "side")
    git(repo, "update-ref", "refs/remotes/origin/trunk", "side")
    git(repo, "update-ref", "refs/remotes/origin/main", "side~1")
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    git(repo, "symbolic-ref", "refs/heads/alias", "refs/heads/side")
    return repo


REVISIONS = [
    *("HEAD", "main", "heads/main", "refs/heads/main", "light", "tags/light", "v1.0", "of-a-tag"),
    *("both", "heads/both", "wide/name.x-1", "alias", "origin", "origin/main", "origin/trunk"),
    *("HEAD~", "HEAD^", "HEAD~1", "HEAD~2", "HEAD^1", "HEAD^2", "HEAD^2~1", "HEAD^^", "HEAD^2^"),
    *("HEAD~0", "HEAD^0", "main~1^1", "v1.0^0", "v1.0~0", "origin/trunk~1", "HEAD~1~1"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_a_revision_means_what_git_says(merged: Path, *, packed: bool) -> None:
    if packed:
        git(merged, "gc", "-q")
        git(merged, "pack-refs", "--all")
    for revision in REVISIONS:
        assert opened(merged, revision).commit == sha(merged, revision), revision
    assert opened(merged, "HEAD^2").paths().keys() == {"a.py", "app/b.py", "side.py"}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_hash_and_the_beginning_of_one(tmp_path: Path, algorithm: str, *, packed: bool) -> None:
    repo = init(tmp_path.resolve() / "repo", f"--object-format={algorithm}")
    name = commit(repo, "a")
    git(repo, "tag", "-am", "t", "tag")
    tag = git(repo, "rev-parse", "tag").decode().strip()
    if packed:
        git(repo, "gc", "-q")
    for length in (4, 5, 7, 12, 39, len(name)):
        for text in (name[:length], name[:length].upper(), tag[:length]):
            assert opened(repo, text).commit == name
        assert opened(repo, f"{name[:length]}~0").commit == name
    assert "no commit" in refused(repo, name[:3])
    assert "no commit" in refused(repo, f"{name[:-1]}{'0' if name[-1] != '0' else '1'}")


def test_a_branch_that_only_origin_has(merged: Path) -> None:
    assert opened(merged, "trunk").commit == sha(merged, "origin/trunk")
    assert opened(merged, "main").commit == sha(merged, "main") != sha(merged, "origin/main")


def test_a_branch_that_looks_like_a_hash(merged: Path) -> None:
    git(merged, "branch", sha(merged, "main")[:8], "side")
    assert opened(merged, sha(merged, "main")[:8]).commit == sha(merged, "side")
    git(merged, "update-ref", f"refs/heads/{sha(merged, 'main')}", "side")
    assert opened(merged, sha(merged, "main")).commit == sha(merged, "main")


def test_a_file_that_starts_like_a_commit_is_not_meant(repo: Path) -> None:
    start = sha(repo)[:4]
    blobs = (b"%d" % number for number in range(1_000_000))
    text = next(
        b for b in blobs if sha1(b"blob %d\0%b" % (len(b), b)).hexdigest().startswith(start)
    )
    assert hashed(repo, "blob", text).decode().startswith(start)
    assert opened(repo, start).commit == sha(repo)


@pytest.mark.parametrize("packed", [False, True])
def test_an_ambiguous_beginning(repo: Path, *, packed: bool) -> None:
    """Of a thousand commits some begin alike; the times are fixed, so they are always the same."""
    stream = b"".join(
        b"commit refs/heads/many\ncommitter t <t@t> %d +0000\ndata 0\n" % number
        for number in range(1000)
    )
    git(
        repo,
        "-c",
        f"fastimport.unpackLimit={0 if packed else 5000}",
        "fast-import",
        "--quiet",
        data=stream,
    )
    names = git(repo, "rev-list", "many").decode().split()
    starts: dict[str, list[str]] = {}
    for name in names:
        starts.setdefault(name[:4], []).append(name)
    start, alike = next((start, alike) for start, alike in starts.items() if len(alike) > 1)
    assert f"{start!r} is ambiguous: {len(alike)} commits" in refused(repo, start)
    for name in alike:
        assert opened(repo, name[:12]).commit == name


UNKNOWN = [
    *("absent", "v9", "origin/absent", "HEAD~99", "HEAD^3", "side^2", "FETCH_HEAD", "config"),
    *(
        "beefbeefbeef",
        "0" * 40,
        "0" * 64,
        "main.lock",
        "refs/heads",
        "heads",
        "-",
        "--all",
        "é",
        "\udcff",
    ),
    *("HEAD~999999", "x" * 5000, "unborn", "config.lock"),
]
NONSENSE = [
    *(
        "../HEAD",
        "refs/../HEAD",
        "a//b",
        "/etc/passwd",
        "main/",
        "/",
        "main/../side",
        "",
        " ",
        "a b",
        "n\0l",
        "main\n",
        "@{u}",
        "main@{1}",
        "*",
    ),
    *("main..side", "HEAD^{tree}", ":/c", "HEAD:a.py", "^main", "~1", "HEAD~1x", "HEAD~9999999"),
]


@pytest.mark.parametrize("revision", UNKNOWN)
def test_no_such_commit(merged: Path, revision: str) -> None:
    (merged / ".git/refs/heads/unborn").write_text("ref: refs/heads/none\n")
    said = refused(merged, revision)
    assert said.startswith(f"there is no commit {revision!r}"[:200])


@pytest.mark.parametrize("revision", NONSENSE)
def test_what_is_no_revision(merged: Path, revision: str) -> None:
    assert f"{revision!r} is no revision that we can read; write a branch" in refused(
        merged, revision
    )


def test_references_to_something_else(merged: Path) -> None:
    git(merged, "tag", "blob", "HEAD:a.py")
    git(merged, "tag", "-am", "t", "tag-of-tree", "HEAD^{tree}")
    assert "is a blob, not a commit" in refused(merged, "blob")
    assert "is a tree, not a commit" in refused(merged, "tag-of-tree")
    for name, text in {"loop": "ref: refs/heads/loop", "broken": "nonsense"}.items():
        (merged / ".git/refs/heads" / name).write_text(f"{text}\n")
        assert f"the git reference {name} cannot be read" in refused(merged, name)


def test_before_the_first_commit(tmp_path: Path) -> None:
    assert "no commit 'HEAD'" in refused(init(tmp_path / "r"))


def test_without_a_repository(tmp_path: Path) -> None:
    assert "no git repository" in refused(tmp_path)


def test_a_root_that_the_commit_has_not(repo: Path) -> None:
    write(repo, "app/new/x", "a.py.d/x")
    (repo / "link").symlink_to("app")
    commit(repo)
    for folder in ("app/new", "a.py.d"):
        old = opened(repo / folder, "HEAD~1")
        assert (old.paths(), old.exists("x"), old.exists("")) == ({}, False, False)
        with pytest.raises(Unreadable, match="not-in-worktree"):
            old.read("x")
    assert opened(repo / "app/new").paths() == {"x": "file"}
    (repo / "link").unlink()
    write(repo, "link/b.py")
    assert opened(repo / "link").paths() == {}  # it is a link there


def test_what_lies_on_disk_plays_no_part(repo: Path) -> None:
    tree = opened(repo)
    write(repo, "a.py", "new.py", text="changed")
    git(repo, "rm", "-q", "--cached", "app/b.py")
    assert opened(repo).paths() == tree.paths() == {"a.py": "file", "app/b.py": "file"}
    assert opened(repo).read("a.py") == tree.read("a.py") == b"x\n"
    assert not opened(repo).exists("new.py")


def test_filters_and_replacements_play_no_part(repo: Path) -> None:
    write(repo, ".gitattributes", text="*.txt text eol=crlf ident\n*.up filter=up\n")
    write(repo, "a.txt", text="one $Id$\n")
    write(repo, "a.up", text="low")
    git(repo, "config", "filter.up.smudge", "tr a-z A-Z")
    git(repo, "config", "filter.up.clean", "tr A-Z a-z")
    name = commit(repo)
    git(repo, "replace", name, "HEAD~1")
    tree = opened(repo, name)
    assert tree.read("a.txt") == b"one $Id$\n"
    assert tree.read("a.up") == b"low"


def test_no_program_is_run(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    assert opened(repo).read("a.py") == b"x\n"


def test_limits(repo: Path) -> None:
    assert len(opened(repo, limits=Limits(paths=2)).paths()) == 2
    assert "'HEAD' has more than 1 paths" in refused(repo, limits=Limits(paths=1))


# --- hostile ---


def test_folders_that_multiply(repo: Path) -> None:
    """Ten small objects that stand for ten thousand million paths."""
    for start in (
        tree_of(repo, (FILE, b"f", git(repo, "rev-parse", "HEAD:a.py").strip())),
        tree_of(repo),
    ):
        tree = start
        for _ in range(10):
            tree = tree_of(repo, *((FOLDER, b"%d" % number, tree) for number in range(10)))
        assert "more than 20,000 paths" in refused(
            repo, committed(repo, tree), Limits(paths=20_000)
        )


def test_names_that_multiply(repo: Path) -> None:
    tree = tree_of(repo, (FILE, b"f", git(repo, "rev-parse", "HEAD:a.py").strip()))
    for letter in b"abcdefgh":
        name = bytes([letter]) * 250
        tree = tree_of(repo, (FOLDER, name, tree), (FOLDER, name + b"2", tree))
    # 256 files and 510 folders
    assert "more than 600 paths" in refused(repo, committed(repo, tree), Limits(paths=600))
    assert len(opened(repo, committed(repo, tree), Limits(paths=6000)).paths()) == 256


def test_folders_without_files(repo: Path) -> None:
    empty = tree_of(repo)
    tree = tree_of(repo, *((FOLDER, b"%d" % number, empty) for number in range(101)))
    assert "more than 100 paths" in refused(repo, committed(repo, tree), Limits(paths=100))
    assert opened(repo, committed(repo, tree), Limits(paths=101)).paths() == {}


def test_folders_that_lie_too_deep(repo: Path) -> None:
    tree = git(repo, "rev-parse", "HEAD:app").strip()
    for _ in range(20):
        tree = tree_of(repo, (FOLDER, b"d" * 250, tree))
    assert "would not check out" in refused(repo, committed(repo, tree))


def test_a_folder_that_contains_itself(repo: Path) -> None:
    name = "1" * 40
    data = entry(FOLDER, b"a", name.encode()) + entry(FOLDER, b"b", name.encode())
    file = object_file(repo, name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(b"tree %d\0%b" % (len(data), data)))
    assert f"object {name} cannot be read" in refused(repo, committed(repo, name.encode()))


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=60)
    | st.lists(
        st.tuples(
            st.sampled_from([FILE, FOLDER, b"", b"1"]),
            st.binary(max_size=4),
            st.binary(min_size=19, max_size=20),
        )
    ).map(
        lambda entries: b"".join(
            mode + b" " + name + b"\0" + child for mode, name, child in entries
        )
    )
)
def test_any_folder_or_commit(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    repo = init(tmp_path_factory.getbasetemp() / "any")
    for name in (
        committed(repo, hashed(repo, "tree", data)),
        hashed(repo, "commit", data).decode(),
    ):
        with suppress(InputError):
            opened(repo, name)


# --- clones that are not whole ---


@pytest.fixture
def shallow(merged: Path) -> Path:
    git(merged.parent, "clone", "-q", "--depth=1", f"file://{merged}", "shallow")
    return merged.parent / "shallow"


def test_a_commit_that_a_shallow_clone_has_not(merged: Path, shallow: Path) -> None:
    base = sha(merged, "HEAD^1")
    message = refused(shallow, base)
    assert f"no commit {base!r} in this clone" in message
    assert f"git fetch origin {base}, or actions/checkout with fetch-depth: 0" in message
    assert "git fetch origin <the whole hash>" in refused(shallow, base[:8])
    assert f"no commit 'HEAD~1' in this clone; fetch it: git fetch origin {base}," in refused(
        shallow, "HEAD~1"
    )


@pytest.mark.parametrize("revision", ["side", "origin/side", "v1.0"])
def test_the_advice_for_a_shallow_clone_helps(merged: Path, shallow: Path, revision: str) -> None:
    advice = refused(shallow, revision).partition("fetch it: ")[2].partition(",")[0]
    program, *command = advice.split()
    assert program == "git"
    git(shallow, *command, "--depth=1")
    name = revision.removeprefix("origin/")
    assert opened(shallow, revision).commit == sha(merged, name)


def test_the_parents_of_a_merge_in_a_shallow_clone(merged: Path, shallow: Path) -> None:
    parents = sha(merged, "HEAD^1"), sha(merged, "HEAD^2")
    assert git(shallow, "rev-list", "--parents", "HEAD").split()[1:] == []  # git hides them
    assert commit_parents(found(shallow), sha(shallow)) == parents
    assert commit_parents(found(merged), sha(merged)) == parents
    assert commit_parents(found(merged), sha(merged, "v1.0")) == ()
    for name in (parents[0], "v1.0", "HEAD", "", f"..{shallow}/a.py"):
        with pytest.raises(InputError, match="is not in this clone"):
            commit_parents(found(shallow), name)


def test_parents_are_the_first_lines_only(repo: Path) -> None:
    tree, one, two = sha(repo, "HEAD").encode(), b"1" * 40, b"2" * 40
    data = b"tree %b\nparent %b\nauthor x\nparent %b\n\nparent %b\n" % (tree, one, two, two)
    assert commit_parents(found(repo), hashed(repo, "commit", data).decode()) == ("1" * 40,)


def test_whether_a_commit_contains_another(merged: Path, shallow: Path) -> None:
    repository = found(merged)
    names = ("HEAD", "HEAD^1", "HEAD^2", "v1.0", "light", "origin/trunk")
    for head in names:
        for base in names:
            says = subprocess.run(
                ["git", "merge-base", "--is-ancestor", base, head], cwd=merged, check=False
            ).returncode
            assert contains(repository, sha(merged, head), sha(merged, base)) is (says == 0)
    assert contains(repository, sha(merged), "0" * 40) is False
    head, cut = sha(shallow), found(shallow)
    assert contains(cut, head, head) is True
    assert contains(cut, head, sha(merged, "HEAD^1")) is True  # it says so itself
    assert contains(cut, head, sha(merged, "v1.0")) is None
    assert contains(cut, sha(merged, "HEAD^1"), head) is None


def test_a_history_is_not_walked_for_ever(repo: Path) -> None:
    parents = b"".join(b"parent %040x\n" % number for number in range(100_001))
    tree = git(repo, "rev-parse", "HEAD^{tree}").strip()
    name = hashed(repo, "commit", b"tree %b\n%b\nc\n" % (tree, parents)).decode()
    assert contains(found(repo), name, f"{100_000:040x}") is None
    few = parents[: 48 * 1000]
    name = hashed(repo, "commit", b"tree %b\n%b\nc\n" % (tree, few)).decode()
    assert contains(found(repo), name, f"{999:040x}") is True


def test_a_clone_without_contents(merged: Path) -> None:
    git(merged, "config", "uploadpack.allowFilter", "true")
    options = ("--filter=blob:none", "--no-checkout")
    git(merged.parent, "clone", "-q", *options, f"file://{merged}", "partial")
    tree = opened(merged.parent / "partial")
    assert tree.paths() == opened(merged).paths()
    assert tree.exists("a.py")
    for ask in (tree.read, tree.size):
        with pytest.raises(InputError, match="not in this clone") as caught:
            ask("a.py")
        assert "--filter" in str(caught.value.problems[0].hint)
