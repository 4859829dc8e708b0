"""Every obstacle between a path and its bytes has its name."""

import os
import socket
from pathlib import Path

import pytest

from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.files import FILESYSTEM, file_size, lies_at, read_file


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "top"
    (top / "folder/inner").mkdir(parents=True)
    (top / "folder/file").write_bytes(b"twelve bytes")
    (top / "link").symlink_to("folder/file")
    (top / "dangling").symlink_to("nowhere")
    (top / "linked-folder").symlink_to("folder")
    (top / ".git").mkdir()
    (top / ".git/config").write_bytes(b"[core]")
    (top / "folder/.git").write_bytes(b"gitdir: x")
    (top / ".GIT").mkdir()  # where names have no case, this is the same folder
    (top / ".GIT/config").write_bytes(b"[core]")
    os.mkfifo(top / "fifo")
    return top


OBSTACLES = [
    ("absent", "not-in-worktree"),
    ("absent/file", "not-in-worktree"),
    ("folder/file/below", "not-in-worktree"),
    ("fifo/below", "not-in-worktree"),
    ("folder", "not-regular"),
    ("folder/inner", "not-regular"),
    ("fifo", "not-regular"),
    ("link", "symlink"),
    ("dangling", "symlink"),
    ("linked-folder", "symlink"),
    ("linked-folder/file", "symlink"),
    ("linked-folder/absent", "symlink"),
    ("link/below", "symlink"),
    ("", "not-in-worktree"),
    (".", "not-in-worktree"),
    ("./folder/file", "not-in-worktree"),
    ("folder//file", "not-in-worktree"),
    ("folder/file/", "not-in-worktree"),
    ("folder/../folder/file", "not-in-worktree"),
    (".git/config", "not-in-worktree"),
    (".GIT/config", "not-in-worktree"),
    ("folder/.git", "not-in-worktree"),
    ("folder/fi\0le", "not-in-worktree"),
    ("\ud800", "not-in-worktree"),
    ("n" * 300, "not-in-worktree"),
    ("n/" * 3000 + "n", "not-in-worktree"),
]


@pytest.mark.parametrize(("path", "obstacle"), OBSTACLES)
def test_obstacles(top: Path, path: str, obstacle: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_file(top, path, 100)
    assert (caught.value.path, caught.value.obstacle) == (path, obstacle)
    with pytest.raises(Unreadable) as caught:
        file_size(top, path)
    assert caught.value.obstacle == obstacle


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(Unreadable, match="not-regular"):
            read_file(tmp_path.resolve(), "socket", 100)
        assert not lies_at(tmp_path.resolve(), "socket")


def test_size_and_content(top: Path) -> None:
    assert file_size(top, "folder/file") == 12
    assert read_file(top, "folder/file", 12) == b"twelve bytes"
    with pytest.raises(Unreadable, match="too-large"):
        read_file(top, "folder/file", 11)


def test_a_file_that_hides_its_size_is_bounded() -> None:
    process = Path("/proc/self").resolve()
    with pytest.raises(Unreadable, match="too-large"):
        read_file(process, "stat", 5)
    assert read_file(process, "comm", 100)


def test_a_file_that_we_may_not_open(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def forbidding(path: object, flags: int, *, dir_fd: int | None = None) -> int:
        if path == b"file":
            raise PermissionError
        return real(path, flags, dir_fd=dir_fd)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", forbidding)  # root may open every file, so pretend
    with pytest.raises(Unreadable, match="not-in-worktree"):
        read_file(top, "folder/file", 100)


def test_a_top_that_is_gone(top: Path) -> None:
    with pytest.raises(Unreadable, match="not-in-worktree"):
        read_file(top / "gone", "file", 100)
    with pytest.raises(Unreadable, match="not-in-worktree"):
        read_file(top / "linked-folder", "file", 100)


def test_absolute_paths_only_below_the_filesystem(top: Path) -> None:
    path = f"{top}/folder/file"
    assert read_file(FILESYSTEM, path, 100) == b"twelve bytes"
    for bad in (path, f"/{path}", f"{top}/linked-folder/file", "/", "//"):
        with pytest.raises(Unreadable) as caught:
            read_file(FILESYSTEM if bad != path else top, bad, 100)
        assert caught.value.path == bad


@pytest.mark.parametrize("path", ["folder", "folder/inner", "folder/file", "link", "dangling"])
def test_lies_there(top: Path, path: str) -> None:
    assert lies_at(top, path)


@pytest.mark.parametrize(
    "path",
    ["absent", "fifo", "linked-folder/file", "../top", "", ".git/config", "/etc/passwd", "a\0"],
)
def test_does_not_lie_there(top: Path, path: str) -> None:
    assert not lies_at(top, path)


def test_no_file_stays_open(top: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path, _ in [*OBSTACLES, ("folder/file", "")]:
        lies_at(top, path)
        for most in (1, 100):
            try:
                read_file(top, path, most)
            except Unreadable:
                continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before
