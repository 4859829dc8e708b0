"""Hostile paths and repositories: rows P1, P3 and P4 of the threats, as the working copy meets them."""

import os
from pathlib import Path

import pytest
from helpers.gitrepo import commit, git, init, write
from helpers.patience import patience

from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.files import read_file
from ml_readiness.repo.worktree import WorkTree, open_worktree


def opened(root: Path) -> WorkTree:
    return open_worktree(root, DEFAULT_LIMITS)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def repo(base: Path) -> Path:
    """A workspace in which a stranger tracked links, with secrets around it."""
    write(base, "secret", "ws-secret/file", "outside/file", text="SECRET")
    repo = init(base / "ws")
    write(repo, "good", "folder/good")
    (repo / "environ").symlink_to("/proc/self/environ")
    (repo / "out").symlink_to("../outside")
    (repo / "absolute").symlink_to(base / "outside")
    (repo / "folder/up").symlink_to("..")
    git(repo, "add", "-A")
    return repo


def refused(tree: WorkTree, path: str) -> str:
    """The obstacle, the same however the path is asked for."""
    obstacles = set()
    for attempt in (
        tree.read,
        tree.size,
        lambda path: read_file(tree.root, path, 10**9),
    ):
        with pytest.raises(Unreadable) as caught:
            attempt(path)
        assert "SECRET" not in str(caught.value)
        obstacles.add(caught.value.obstacle)
    (obstacle,) = obstacles
    return obstacle


@pytest.mark.parametrize(
    "path",
    [
        "environ",
        "out",
        "out/file",
        "absolute/file",
        "folder/up",
        "folder/up/good",
        "folder/up/out/file",
    ],
)
def test_P1_no_link_in_any_component(repo: Path, path: str) -> None:
    assert refused(opened(repo), path) == "symlink"
    with pytest.raises(Unreadable, match="symlink"):
        opened(repo).read_any(path, 10**9)


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "../ws-secret/file",
        "../ws/good",
        "folder/../../secret",
        "folder/../good",
        "-secret/file",
        "/etc/passwd",
        "//etc/passwd",
        "",
        ".",
        "..",
        "/",
        "good/",
        "good/.",
        "good\0",
        ".git/config",
        ".git/HEAD",
        ".Git/config",
    ],
)
def test_P1_no_path_leaves_the_root(repo: Path, path: str) -> None:
    tree = opened(repo)
    assert refused(tree, path) == "not-in-worktree"
    assert not tree.exists(path)


def test_P1_a_hostile_index_gives_no_way_out(repo: Path) -> None:
    """git adds no such path, but the file could say anything."""
    index = repo / ".git/index"
    index.write_bytes(index.read_bytes().replace(b"folder/good", b"../../secre"))
    tree = opened(repo)
    assert "../../secre" in tree.paths()
    assert refused(tree, "../../secre") == "not-in-worktree"


def test_P1_a_sibling_whose_name_starts_with_the_roots(repo: Path, base: Path) -> None:
    write(repo, "app/in", "app-secret/out", "apple")
    git(repo, "add", "-A")
    tree = opened(repo / "app")
    assert tree.paths().keys() == {"in"}
    assert opened(repo).glob(f"{base}/ws-secret/*") == (f"{base}/ws-secret/file",)
    assert opened(repo).glob("../ws-secret/*") == ()
    assert not opened(repo).tracks(f"{base}/ws-secret/file")


def test_P1_a_tracked_file_that_became_a_link(repo: Path) -> None:
    tree = opened(repo)
    (repo / "good").unlink()
    (repo / "good").symlink_to("../secret")
    (repo / "folder/good").unlink()
    (repo / "folder/up").unlink()
    (repo / "folder").rmdir()
    (repo / "folder").symlink_to("../outside")
    assert tree.paths()["good"] == "file"
    assert refused(tree, "good") == "symlink"
    assert refused(tree, "folder/good") == "symlink"


@pytest.mark.parametrize(
    "pattern", ["out/*", "absolute/*", "environ", "*/file", "folder/up/*", "**/file"]
)
def test_P1_patterns_follow_no_link(repo: Path, pattern: str) -> None:
    assert opened(repo).glob(pattern) == ()
    assert opened(repo).glob(f"{repo}/{pattern}") == ()


def test_P1_links_count_nowhere_without_a_repository(base: Path) -> None:
    write(base, "outside/file")
    write(base, "plain/good")
    (base / "plain/environ").symlink_to("/proc/self/environ")
    (base / "plain/out").symlink_to("../outside")
    tree = opened(base / "plain")
    assert tree.paths() == {"good": "file"}
    assert refused(tree, "environ") == "symlink"
    assert refused(tree, "out/file") == "symlink"


@pytest.mark.parametrize("tracked", [True, False])
def test_P3_link_cycles_are_never_walked(base: Path, tracked: bool) -> None:
    top = base / "top"
    names = [f"d{i}/e{j}/f.xml" for i in range(10) for j in range(10)]
    write(top, *names)
    for folder in [top, *top.glob("d*"), *top.glob("d*/e*")]:
        (folder / "self").symlink_to(".")
        (folder / "top").symlink_to(top)
        (folder / "root").symlink_to("/")
    (top / "ring-a").symlink_to("ring-b")
    (top / "ring-b").symlink_to("ring-a")
    if tracked:
        init(top)
        git(top, "add", "-A")
    with patience():
        tree = opened(top)
        files = [path for path, kind in tree.paths().items() if kind == "file"]
        assert sorted(files) == sorted(names)
        assert tree.glob("**/*/**/*") == tuple(sorted(names))
        assert tree.glob("**/top/**") == ()
        assert tree.glob("../*") == ()


def test_P4_nothing_of_the_repository_is_run(base: Path) -> None:
    repo = init(base / "ws")
    commit(repo, "a.py")
    marker = base / "marker"
    script = base / "script"
    script.write_text(f"#!/bin/sh\ntouch '{marker}'\n")
    script.chmod(0o755)
    for hook in ("post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman"):
        (repo / ".git/hooks").mkdir(exist_ok=True)
        (repo / ".git/hooks" / hook).unlink(missing_ok=True)
        (repo / ".git/hooks" / hook).symlink_to(script)
    write(repo, ".gitattributes", text="* filter=evil diff=evil\n")
    for name in (
        "core.fsmonitor",
        "core.pager",
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.external",
    ):
        git(repo, "config", name, str(script))
    marker.unlink(missing_ok=True)
    tree = opened(repo)
    tree.read("a.py")
    tree.exists("b.py")
    tree.glob("**/*.py")
    tree.home(None, None)
    assert tree.head()
    assert not marker.exists()
    git(repo, "status")  # git itself falls for it, so the trap was set
    assert marker.exists()


def test_P4_an_embedded_bare_repository_is_only_a_folder(base: Path) -> None:
    repo = init(base / "ws")
    bare = repo / "docs/bare"
    bare.mkdir(parents=True)
    git(bare, "init", "-q", "--bare")
    git(bare, "config", "core.fsmonitor", "/bin/false")
    sha = commit(repo, "a.py", "docs/bare/page.md")
    tree = opened(bare)
    assert tree.repository
    assert tree.repository.top == repo
    assert tree.prefix == "docs/bare/"
    assert "page.md" in tree.paths()
    assert tree.head() == sha


def test_P4_a_fifo_is_never_waited_for(base: Path) -> None:
    repo = init(base / "ws")
    commit(repo, "data.xml")
    (repo / "data.xml").unlink()
    os.mkfifo(repo / "data.xml")
    with patience():
        tree = opened(repo)
        assert tree.paths() == {"data.xml": "file"}
        assert refused(tree, "data.xml") == "not-regular"
        assert tree.glob("*.xml") == ()
        assert not tree.exists("data.xml")


@pytest.mark.parametrize("kind", ["fifo", "link"])
def test_P4_what_takes_a_files_place_at_the_last_moment(
    base: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "fifo":
        os.mkfifo(base / "data")
    else:
        (base / "data").symlink_to("/proc/self/environ")
    regular = Path(__file__).stat()
    real = os.stat
    monkeypatch.setattr(
        os, "stat", lambda path, **options: regular if path == b"data" else real(path, **options)
    )
    tree = opened(base)
    assert refused(tree, "data") == ("not-regular" if kind == "fifo" else "not-in-worktree")


def test_P4_a_device_is_never_opened(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = opened(repo)
    real = os.open

    def watched(path: str | bytes, flags: int, *, dir_fd: int | None = None) -> int:
        assert path != b"null"
        return real(path, flags, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", watched)
    with pytest.raises(Unreadable, match="not-regular"):
        tree.read_any("/dev/null", 10)
    assert not open_worktree(Path("/dev"), DEFAULT_LIMITS).exists("null")
    assert tree.glob("/dev/nul*") == tree.glob("/dev/null") == ()
