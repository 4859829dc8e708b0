"""The working copy as a tree: what counts, and what can be read of it."""

import os
from pathlib import Path

import pytest
from helpers.gitrepo import commit, git, init, listed, write

from ml_readiness.model.errors import InputError
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.repo.worktree import WorkTree, open_worktree


def opened(root: Path) -> WorkTree:
    return open_worktree(root, DEFAULT_LIMITS)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = init(tmp_path.resolve() / "repo")
    commit(repo, "a.py", "app/b.py", "app/sub/c.py", "app2/d.py")
    return repo


def test_it_is_a_tree(repo: Path) -> None:
    tree: Tree = opened(repo)
    assert tree.paths() == listed(repo)
    assert tree.size("a.py") == 2
    assert tree.read("app/b.py") == b"x\n"


def test_paths_are_from_the_index_and_content_from_the_disk(repo: Path) -> None:
    write(repo, "a.py", text="changed")
    write(repo, "untracked.py")
    (repo / "app/b.py").unlink()
    tree = opened(repo)
    assert tree.read("a.py") == b"changed"
    assert "untracked.py" not in tree.paths()
    assert tree.exists("untracked.py")
    assert tree.read("untracked.py") == b"x\n"  # a manifest need not be tracked
    assert "app/b.py" in tree.paths()
    assert not tree.exists("app/b.py")
    with pytest.raises(Unreadable, match="not-in-worktree"):
        tree.read("app/b.py")


def test_a_root_in_a_subfolder(repo: Path) -> None:
    tree = opened(repo / "app")
    assert (tree.tracked, tree.prefix) == (True, "app/")
    assert tree.paths() == {"b.py": "file", "sub/c.py": "file"}
    assert tree.read("sub/c.py") == b"x\n"
    assert opened(repo / "app/sub").prefix == "app/sub/"
    assert opened(repo).prefix == ""


def test_a_root_that_is_a_link_or_relative(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo.parent / "alias").symlink_to("repo/app")
    assert opened(repo.parent / "alias").prefix == "app/"
    monkeypatch.chdir(repo)
    assert opened(Path("app")).paths().keys() == {"b.py", "sub/c.py"}
    assert opened(Path()).root == repo


@pytest.mark.parametrize("name", ["absent", "a.py", "loop", "n\0l"])
def test_a_root_that_is_no_folder(repo: Path, name: str) -> None:
    (repo / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="is not a folder"):
        opened(repo / name)


def test_a_linked_working_tree(repo: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "side", "../side")
    side = repo.parent / "side"
    write(side, "app/new.py")
    git(side, "add", "-A")
    assert "app/new.py" in opened(side).paths()
    assert opened(side / "app").paths().keys() == {"b.py", "new.py", "sub/c.py"}
    assert "app/new.py" not in opened(repo).paths()


def test_a_submodule_is_one_entry_outside_and_a_repository_inside(repo: Path) -> None:
    inner = init(repo / "inner")
    commit(inner, "x.py")
    git(repo, "add", "inner")
    git(repo, "submodule", "absorbgitdirs", fails=True)
    assert opened(repo).paths()["inner"] == "submodule"
    assert opened(inner).paths() == {"x.py": "file"}
    with pytest.raises(Unreadable, match="not-regular"):
        opened(repo).read("inner")


def test_sha256(tmp_path: Path) -> None:
    repo = init(tmp_path / "r", "--object-format=sha256")
    commit(repo, "a", "b/c")
    assert opened(repo).paths() == {"a": "file", "b/c": "file"}


def test_without_an_index_nothing_is_tracked(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    write(repo, "a")
    tree = opened(repo)
    assert (tree.tracked, tree.paths(), tree.exists("a"), tree.head()) == (True, {}, True, None)


def test_without_a_repository_files_count(tmp_path: Path) -> None:
    write(tmp_path, "a", "b/c", "b/.git/config", ".hidden/d")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "linked").symlink_to("b")
    os.mkfifo(tmp_path / "fifo")
    tree = opened(tmp_path)
    assert (tree.tracked, tree.prefix) == (False, "")
    assert tree.paths() == {"a": "file", "b/c": "file", ".hidden/d": "file"}
    assert tree.read("b/c") == b"x\n"
    assert tree.head() is None
    assert not tree.tracks("a")


def test_limits(repo: Path, tmp_path: Path) -> None:
    assert len(open_worktree(repo, Limits(paths=4)).paths()) == 4
    with pytest.raises(InputError, match="more than 3 paths"):
        open_worktree(repo, Limits(paths=3))
    write(tmp_path / "plain", "a", "b", "c")
    with pytest.raises(InputError, match="more than 2 files"):
        open_worktree(tmp_path / "plain", Limits(paths=2))
    tree = opened(repo)
    assert tree.read_any("a.py", 2) == b"x\n"
    with pytest.raises(Unreadable, match="too-large"):
        tree.read_any("a.py", 1)


def test_a_refused_index_is_said_when_opening(repo: Path) -> None:
    git(repo, "update-index", "--split-index")
    with pytest.raises(InputError, match="split"):
        opened(repo)


def test_odd_names_can_be_read(repo: Path) -> None:
    names = [b"sp ace", b"new\nline", "ünï/cödé".encode(), b"b\xff\xfe"]
    for name in names:
        file = repo / os.fsdecode(name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(name)
    git(repo, "add", "-A")
    tree = opened(repo)
    for name in names:
        path = name.decode("utf-8", "surrogateescape")
        assert path in tree.paths()
        assert tree.read(path) == name


def test_a_prefix_that_is_no_text(repo: Path) -> None:
    folder = repo / os.fsdecode(b"f\xff")
    folder.mkdir()
    (folder / "a").write_bytes(b"x")
    git(repo, "add", "-A")
    assert opened(folder).prefix == "f\udcff/"
    assert opened(folder).paths() == {"a": "file"}


def test_matches_of_a_pattern_and_whether_git_tracks_them(repo: Path) -> None:
    write(repo, "app/junit.xml", "junit.xml")
    write(repo.parent, "junit.xml", "repo2/a.py")
    commit(repo, "tracked.xml")
    git(repo, "rm", "-q", "--cached", "app/junit.xml", "junit.xml")
    tree = opened(repo / "app")
    assert tree.glob("*.xml") == ("junit.xml",)
    assert tree.glob(f"{repo}/app/*.xml") == ("junit.xml",)
    assert tree.glob(f"{repo}/*.xml") == (f"{repo}/junit.xml", f"{repo}/tracked.xml")
    assert tree.read_any(f"{repo}/tracked.xml", 10) == b"x\n"
    assert tree.tracks(f"{repo}/tracked.xml")
    assert tree.tracks("b.py")
    assert not tree.tracks(f"{repo}/junit.xml")
    assert not tree.tracks("junit.xml")
    assert not tree.tracks(f"{repo.parent}/junit.xml")
    assert not tree.tracks(f"{repo.parent}/repo2/a.py")


def test_home_from_the_runner(repo: Path) -> None:
    sha = git(repo, "rev-parse", "HEAD").decode().strip()
    home = opened(repo / "app").home("https://github.com", "acme/fraud")
    assert home == Home(
        address="https://github.com/acme/fraud", refs=frozenset({"main", sha}), prefix="app/"
    )


def test_home_from_the_remote(repo: Path) -> None:
    git(repo, "remote", "add", "origin", "https://user:secret@example.com/acme/fraud.git")
    git(repo, "remote", "set-url", "--add", "origin", "https://example.com/acme/mirror")
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    sha = git(repo, "rev-parse", "HEAD").decode().strip()
    for server, name in ((None, None), ("https://github.com", None), ("", ""), ("bad", "bad")):
        assert opened(repo).home(server, name) == Home(
            address="https://example.com/acme/fraud",
            refs=frozenset({"main", "trunk", sha}),
            prefix="",
        )


def test_home_detached(repo: Path) -> None:
    git(repo, "checkout", "-q", "--detach")
    home = opened(repo).home("https://github.com", "acme/fraud")
    assert home
    assert home.refs == {opened(repo).head()}


def test_no_home(repo: Path, tmp_path: Path) -> None:
    assert opened(repo).home(None, None) is None
    git(repo, "remote", "add", "origin", "/srv/git/fraud.git")
    assert opened(repo).home(None, None) is None
    (tmp_path / "plain").mkdir()
    assert opened(tmp_path / "plain").home(None, None) is None
    home = opened(tmp_path / "plain").home("https://github.com", "acme/fraud")
    assert home == Home(address="https://github.com/acme/fraud", refs=frozenset(), prefix="")


def test_G5_shallow_detached_and_owned_by_another(repo: Path) -> None:
    sha = commit(repo, "later.py")
    git(repo.parent, "clone", "-q", "--depth=1", f"file://{repo}", "shallow")
    shallow = repo.parent / "shallow"
    git(shallow, "checkout", "-q", "--detach")
    if os.geteuid() == 0:
        for path in [shallow, shallow / ".git"]:
            os.chown(path, 12345, 12345)
    tree = opened(shallow)
    assert tree.paths() == opened(repo).paths()
    assert tree.head() == sha
