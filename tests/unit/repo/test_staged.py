"""What git has of a file, where the working copy may have another content: Git LFS."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.gitrepo import commit, git, init, write

from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.tree import POINTER_BYTES
from ml_readiness.repo.commit import open_commit
from ml_readiness.repo.worktree import open_worktree

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"


def fill(repo: Path, attributes: str = "*.bin filter=lfs -text\n") -> Path:
    """A repository whose working copy has `a.bin` in full, as Git LFS leaves it."""
    write(repo, "app/.gitattributes", text=attributes)
    write(repo, "app/a.bin", "top.bin", text=POINTER)
    write(repo, "app/b.bin", text="before it was in Git LFS\n")
    write(repo, "app/c.txt", text=POINTER + " " * POINTER_BYTES)
    commit(repo)
    write(repo, "app/a.bin", "top.bin", text="in full\n")
    return repo


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("folder", ["", "app"])
def test_316_a_working_copy_and_its_commit_have_the_same_pointers(
    tmp_path: Path, options: tuple[str, ...], version: str, packed: bool, folder: str
) -> None:
    repo = fill(init(tmp_path.resolve() / "repo", *options))
    git(repo, "update-index", "--index-version", version)
    if packed:
        git(repo, "gc", "-q")
    worktree = open_worktree(repo / folder, DEFAULT_LIMITS)
    tree = open_commit(worktree, "HEAD", DEFAULT_LIMITS)
    found = {path for path in worktree.paths() if worktree.has_pointer(path)}
    assert found == {path for path in tree.paths() if tree.has_pointer(path)}
    assert found == ({"a.bin"} if folder else {"app/a.bin", "top.bin"})


@pytest.mark.parametrize("attributes", ["", "*.bin -text\n", "*.bin filter=other\n"])
def test_316_without_attributes_the_working_copy_is_what_git_has(
    tmp_path: Path, attributes: str
) -> None:
    repo = fill(init(tmp_path.resolve()), attributes)
    write(repo, "app/b.bin", text=POINTER)
    tree = open_worktree(repo, DEFAULT_LIMITS)
    assert {path for path in tree.paths() if tree.has_pointer(path)} == {"app/b.bin"}


def test_316_without_git_the_file_itself_tells(tmp_path: Path) -> None:
    write(tmp_path, "a.bin", text=POINTER)
    write(tmp_path, "b.bin", text="x\n")
    tree = open_worktree(tmp_path, DEFAULT_LIMITS)
    assert [path for path in sorted(tree.paths()) if tree.has_pointer(path)] == ["a.bin"]


def test_316_an_object_that_is_gone_leaves_the_file_itself(tmp_path: Path) -> None:
    repo = fill(init(tmp_path.resolve()))
    name = git(repo, "rev-parse", "HEAD:app/a.bin").decode().strip()
    (repo / ".git/objects" / name[:2] / name[2:]).unlink()
    tree = open_worktree(repo, DEFAULT_LIMITS)
    assert tree.has_pointer("app/a.bin") is False


def test_316_attributes_that_cannot_be_read_may_speak_of_it(tmp_path: Path) -> None:
    repo = fill(init(tmp_path.resolve()))
    (repo / "app/.gitattributes").unlink()
    assert open_worktree(repo, DEFAULT_LIMITS).has_pointer("app/a.bin")


@pytest.mark.parametrize(
    ("attributes", "imported"), [("*.bin -text\n", 0), ("*.bin filter=lfs\n", 1)]
)
def test_316_objects_are_read_only_where_git_lfs_is_in_use(
    tmp_path: Path, attributes: str, imported: int
) -> None:
    repo = fill(init(tmp_path.resolve()), attributes)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from ml_readiness.model.limits import DEFAULT_LIMITS\n"
        "from ml_readiness.repo.worktree import open_worktree\n"
        "open_worktree(Path(sys.argv[1]), DEFAULT_LIMITS).has_pointer('app/b.bin')\n"
        "sys.exit('dulwich' in sys.modules)\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", code, str(repo)], check=False).returncode == imported
    )
