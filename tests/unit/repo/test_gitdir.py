"""A repository is found as git finds it, and HEAD is what git says it is."""

import subprocess
from pathlib import Path

import pytest
from helpers.commits import found
from helpers.gitrepo import commit, git, init

from ml_readiness.model.errors import InputError
from ml_readiness.repo.gitdir import (
    default_branch,
    find_repository,
    hash_bytes,
    head_branch,
    head_commit,
    read_index_bytes,
)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return init(tmp_path.resolve() / "repo")


def test_from_the_top_and_from_below(repo: Path) -> None:
    (repo / "a/b").mkdir(parents=True)
    for folder in (repo, repo / "a", repo / "a/b"):
        assert found(folder).top == repo
        assert found(folder).own == found(folder).common == repo / ".git"


def test_none(tmp_path: Path) -> None:
    assert find_repository(tmp_path.resolve()) is None


def test_an_empty_dot_git_is_passed_over(repo: Path) -> None:
    (repo / "a/.git").mkdir(parents=True)
    assert found(repo / "a").top == repo


def test_a_linked_working_tree(repo: Path, tmp_path: Path) -> None:
    first = commit(repo, "a")
    git(repo, "worktree", "add", "-q", "-b", "side", "../side")
    side = tmp_path.resolve() / "side"
    second = commit(side, "b")
    for folder, name, sha in ((repo, "main", first), (side, "side", second)):
        repository = found(folder)
        assert (repository.top, head_branch(repository), head_commit(repository)) == (
            folder,
            name,
            sha,
        )
    assert found(side).common.resolve() == repo / ".git"
    git(repo, "pack-refs", "--all")
    assert head_commit(found(side)) == second


def test_a_relative_gitdir(tmp_path: Path) -> None:
    work = init(tmp_path.resolve() / "work", "--separate-git-dir", "../elsewhere")
    sha = commit(work, "a")
    (work / ".git").write_text("gitdir: ../elsewhere\n")
    assert found(work).top == work
    assert head_commit(found(work)) == sha


@pytest.mark.parametrize("text", ["", "gitdir: ../nowhere", "../repo/.git", "gitdir: \0", "\xff"])
def test_a_dot_git_that_names_nothing(repo: Path, text: str) -> None:
    (repo / "a").mkdir()
    (repo / "a/.git").write_text(text)
    with pytest.raises(InputError, match=r"the file \.git names no git repository") as caught:
        find_repository(repo / "a")
    assert caught.value.problems[0].hint


def test_a_repository_that_cannot_be_read(repo: Path) -> None:
    (repo / ".git/config").unlink()
    assert found(repo).settings == {}
    (repo / ".git/config").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        find_repository(repo)


def test_an_index_that_cannot_be_read(repo: Path) -> None:
    assert read_index_bytes(found(repo)) is None
    (repo / ".git/index").mkdir()
    with pytest.raises(InputError, match="index cannot be read"):
        read_index_bytes(found(repo))


def test_object_formats(repo: Path, tmp_path: Path) -> None:
    assert hash_bytes(found(repo)) == 20
    assert hash_bytes(found(init(tmp_path.resolve() / "new", "--object-format=sha256"))) == 32
    git(repo, "config", "extensions.objectFormat", "sha3")
    with pytest.raises(InputError, match="'sha3'"):
        hash_bytes(found(repo))


def test_an_unborn_branch(repo: Path) -> None:
    assert head_commit(found(repo)) is None
    assert head_branch(found(repo)) == "main"


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_loose_packed_detached(tmp_path: Path, form: str) -> None:
    repo = init(tmp_path.resolve() / "r", f"--object-format={form}")
    first = commit(repo, "a")
    git(repo, "tag", "-am", "t", "annotated")
    git(repo, "checkout", "-qb", "feature/x")
    assert (head_branch(found(repo)), head_commit(found(repo))) == ("feature/x", first)
    git(repo, "pack-refs", "--all")
    assert not (repo / ".git/refs/heads/main").exists()
    assert head_commit(found(repo)) == first
    second = commit(repo, "b")  # a loose reference wins over the packed one
    assert head_commit(found(repo)) == second
    git(repo, "checkout", "-q", "--detach", first)
    assert (head_branch(found(repo)), head_commit(found(repo))) == (None, first)


def test_the_default_branch(repo: Path) -> None:
    assert default_branch(found(repo)) is None
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk/one")
    assert default_branch(found(repo)) == "trunk/one"


def test_reference_tables_are_not_read(repo: Path) -> None:
    commit(repo, "a")
    git(repo, "config", "extensions.refStorage", "reftable")
    repository = found(repo)
    assert head_commit(repository) is None
    assert head_branch(repository) is None
    assert default_branch(repository) is None


@pytest.mark.parametrize(
    "head",
    [
        "",
        "ref:",
        "ref: refs/heads/a",
        "ref: ../../secret",
        "ref: refs/../../secret",
        "ref: LOOSE",
        "1" * 41,
        "x" * 40,
    ],
)
def test_a_head_that_leads_nowhere(repo: Path, head: str) -> None:
    for file in (repo.parent / "secret", repo / "secret", repo / ".git/LOOSE"):
        file.write_text("1" * 40)
    (repo / ".git/refs/heads/a").write_text("ref: refs/heads/a")
    (repo / ".git/HEAD").write_text(head)
    assert head_commit(found(repo)) is None


def test_a_reference_to_a_reference_is_followed_as_far_as_git_does(repo: Path) -> None:
    name = commit(repo, "a")
    for number, target in enumerate(["main", *map(str, range(6))]):
        (repo / f".git/refs/heads/{number}").write_text(f"ref: refs/heads/{target}\n")
        (repo / ".git/HEAD").write_text(f"ref: refs/heads/{number}\n")
        said = subprocess.run(
            ["git", "rev-parse", "-q", "--verify", "HEAD"],
            cwd=repo,
            capture_output=True,
            check=False,
        )
        assert head_commit(found(repo)) == (said.stdout.decode().strip() or None)
    assert head_commit(found(repo)) is None
    (repo / ".git/HEAD").write_text("ref: refs/heads/3\n")
    assert head_commit(found(repo)) is None
    (repo / ".git/HEAD").write_text("ref: refs/heads/2\n")
    assert head_commit(found(repo)) == name


def test_a_packed_name_is_matched_whole(repo: Path) -> None:
    (repo / ".git/packed-refs").write_text(
        "# pack-refs with: peeled fully-peeled sorted \n"
        f"{'1' * 40} refs/heads/not/refs/heads/main\n{'2' * 40} refs/heads/main\n^{'3' * 40}\n"
    )
    assert head_commit(found(repo)) == "2" * 40
