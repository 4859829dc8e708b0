"""A working copy and its own commit are the same tree, whatever the repository is like."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from helpers.gitrepo import commit, git, init, listed, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.tree import TEXT_BYTES, Tree, Unreadable
from ml_readiness.repo.commit import CommitTree, open_commit
from ml_readiness.repo.worktree import open_worktree

LARGE = TEXT_BYTES + 1
NAMES = [
    *(b"sp ace", b"new\nline", b"tab\t", b'"quote"', b"back\\slash", b"-dash", b"*.g[l]ob", b"~^:"),
    *(b"b\xff\xfe", b"f\xff/under", "ünï/cödé".encode(), b"\xc3\xa9", b"e\xcc\x81", b".hidden/.x"),
    *(b"same", b"same.d/x", b"same-d/x", b"same0", b"Same", b"deep/" * 40 + b"end"),
]
# What is not a file that can be read, and what every tree says of it.
OBSTACLES = {
    "large": "too-large",
    "link": "symlink",
    "dangling": "symlink",
    "to-folder": "symlink",
    "to-folder/b.py": "symlink",
    "link/x": "symlink",
    "app/up/a.py": "symlink",
    "inner": "not-regular",
    "app": "not-regular",
    "app/sub": "not-regular",
    "app/": "not-in-worktree",
    "app//b.py": "not-in-worktree",
    "app/../a.py": "not-in-worktree",
    "link/../a.py": "not-in-worktree",
    "./a.py": "not-in-worktree",
    "/a.py": "not-in-worktree",
    "a.py/x": "not-in-worktree",
    "A.py": "not-in-worktree",
    "APP/b.py": "not-in-worktree",
    "absent": "not-in-worktree",
    "absent/x": "not-in-worktree",
    "": "not-in-worktree",
    "/": "not-in-worktree",
    ".": "not-in-worktree",
    "..": "not-in-worktree",
    ".git": "not-in-worktree",
    ".git/HEAD": "not-in-worktree",
    "link/.GIT/x": "not-in-worktree",
    "n\0l": "not-in-worktree",
    "link/\0": "not-in-worktree",
    "\ud800": "not-in-worktree",
    "e\u0301\u0301": "not-in-worktree",
}


def fill(folder: Path, *options: str) -> Path:
    """A repository with a file of every kind, and two commits."""
    repo = init(folder / "repo", *options)
    commit(repo, "a.py", "gone.py", "app/b.py", "app/sub/c.py", "app/sub/deep/d.py")
    (repo / "gone.py").unlink()
    (repo / "empty").touch()
    (repo / "crlf").write_bytes(b"one\r\ntwo\r\n")
    (repo / "large").write_bytes(b"x" * LARGE)
    (repo / "most").write_bytes(b"x" * (LARGE - 1))
    (repo / "run.sh").touch(0o755)
    for name in NAMES:
        file = repo / os.fsdecode(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name)
    links = {"link": "a.py", "dangling": "no", "to-folder": "app", "app/up": "..", "out": "/etc"}
    for link, target in links.items():
        (repo / link).symlink_to(target)
    commit(init(repo / "inner", *options), "x.py")
    commit(repo, "app/last.py")
    return repo


def packed(repo: Path) -> Path:
    # both of them large and alike, so that one is kept as what differs from the other
    write(repo, "delta", text="".join(f"{line}\n" for line in range(100_000)))
    commit(repo)
    write(repo, "delta", text="".join(f"{line}\n" for line in range(50_000)))
    commit(repo)
    git(repo, "gc", "-q", "--prune=now")
    git(repo, "pack-refs", "--all")
    assert not [file for file in repo.glob(".git/objects/??/*") if "/inner/" not in str(file)]
    return repo


def clone(repo: Path, *options: str) -> Path:
    git(repo.parent, "clone", "-q", *options, f"file://{repo}", "clone")
    return repo.parent / "clone"


def shared(repo: Path) -> Path:
    """A clone that borrows from one that borrows from the repository."""
    for source, target in ((repo, "between"), (repo.parent / "between", "clone")):
        git(repo.parent, "clone", "-q", "--shared", str(source), target)
    return repo.parent / "clone"


def linked(repo: Path) -> Path:
    git(repo, "worktree", "add", "-q", "-b", "side", "../side")
    commit(repo.parent / "side", "only-here.py")
    return repo.parent / "side"


def detached(repo: Path) -> Path:
    git(repo, "checkout", "-q", "--detach")
    git(repo, "branch", "-qD", "main")
    return repo


def foreign(repo: Path) -> Path:
    if os.geteuid() == 0:
        for folder, _, files in os.walk(repo):
            for path in (folder, *(f"{folder}/{file}" for file in files)):
                os.chown(path, 12345, 12345, follow_symlinks=False)
    return repo


def many_packs(repo: Path) -> Path:
    git(repo, "repack", "-q", "-d")
    commit(repo, "later.py")
    git(repo, "repack", "-q", "-d")
    git(repo, "multi-pack-index", "write")
    commit(repo, "last.py")
    return repo


def submodule_of(repo: Path) -> Path:
    """A repository that is a submodule of another, so that its `.git` is a file."""
    outer = init(repo.parent / "outer")
    command = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(outer, *command, f"file://{repo}", "nested")
    return outer / "nested"


def sha256(folder: Path) -> Path:
    return fill(folder, "--object-format=sha256")


SHAPES: dict[str, Callable[[Path], Path]] = {
    "loose": fill,
    "loose-sha256": sha256,
    "packed": lambda folder: packed(fill(folder)),
    "packed-sha256": lambda folder: packed(sha256(folder)),
    "many-packs": lambda folder: many_packs(fill(folder)),
    "shallow": lambda folder: clone(fill(folder), "--depth=1"),
    "shallow-sha256": lambda folder: clone(sha256(folder), "--depth=1"),
    "shared": lambda folder: shared(fill(folder)),
    "shared-sha256": lambda folder: shared(packed(sha256(folder))),
    "linked": lambda folder: linked(fill(folder)),
    "detached": lambda folder: detached(fill(folder)),
    "submodule": lambda folder: submodule_of(fill(folder)),
    "foreign": lambda folder: foreign(packed(fill(folder))),
}


@pytest.fixture(scope="module", params=SHAPES)
def repo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SHAPES[request.param](tmp_path_factory.mktemp("trees").resolve())


def both(root: Path) -> tuple[Tree, CommitTree]:
    worktree = open_worktree(root, DEFAULT_LIMITS)
    return worktree, open_commit(worktree, "HEAD", DEFAULT_LIMITS)


def seen(tree: Tree, path: str) -> tuple[object, object, bool]:
    """All that a tree says of a path."""
    answers: list[object] = []
    for ask in (tree.size, tree.read):
        try:
            answers.append(ask(path))
        except Unreadable as error:
            answers.append(error.obstacle if error.path == path else error.path)
    return answers[0], answers[1], tree.exists(path)


def test_the_paths_are_those_of_git_and_in_its_order(repo: Path) -> None:
    worktree, tree = both(repo)
    ours = {"file": b"blob", "symlink": b"blob", "submodule": b"commit"}
    git_of_others = ("-c", "safe.directory=*")
    records = git(repo, *git_of_others, "ls-tree", "-r", "-l", "-z", "HEAD").split(b"\0")[:-1]
    assert len(tree.paths()) == len(records) >= 35
    for record, (path, kind) in zip(records, tree.paths().items(), strict=True):
        meta, name = record.split(b"\t", 1)
        mode, git_kind, _, size = meta.split()
        assert (path, ours[kind]) == (name.decode("utf-8", "surrogateescape"), git_kind)
        assert (kind == "symlink") == stat.S_ISLNK(int(mode, 8))
        if kind == "file":
            assert tree.size(path) == int(size)
    assert tree.paths() == worktree.paths()
    assert list(tree.paths()) == list(worktree.paths())


def test_every_path_is_the_same_in_both(repo: Path) -> None:
    worktree, tree = both(repo)
    for path in tree.paths():
        assert seen(tree, path) == seen(worktree, path), path
    assert tree.read("b\udcff\udcfe") == b"b\xff\xfe"
    assert tree.read("\udcc3\udca9") == tree.read("é") == b"\xc3\xa9"  # both are its bytes
    assert tree.read("e\u0301") == b"e\xcc\x81"
    assert tree.read("crlf") == b"one\r\ntwo\r\n"
    assert len(tree.read("most")) == LARGE - 1
    assert seen(tree, "empty") == (0, b"", True)
    assert seen(tree, "large") == (LARGE, "too-large", True)


def test_what_cannot_be_read_is_the_same_in_both(repo: Path) -> None:
    worktree, tree = both(repo)
    for path, obstacle in OBSTACLES.items():
        assert seen(tree, path) == seen(worktree, path), path
        assert seen(tree, path)[1] == obstacle, path


@pytest.mark.parametrize("root", ["app", "app/sub", "f\udcff", ".hidden"])
def test_a_root_in_a_subfolder(repo: Path, root: str) -> None:
    worktree, tree = both(repo / root)
    assert tree.paths() == worktree.paths() != {}
    for path in (*tree.paths(), *OBSTACLES, "b.py", "sub", "sub/c.py", "up", "up/a.py"):
        assert seen(tree, path) == seen(worktree, path), path


def test_what_is_expected_changes_nothing(tmp_path: Path) -> None:
    repo = fill(tmp_path.resolve())
    (repo / "a.py").unlink()
    for tree in both(repo):
        before = {path: seen(tree, path) for path in (*tree.paths(), *OBSTACLES)}
        tree.expect([*tree.paths(), *OBSTACLES])
        assert {path: seen(tree, path) for path in before} == before


names = st.binary(min_size=1, max_size=6).filter(
    lambda name: not {b"\0"[0], b"/"[0]} & set(name) and name.lower() not in {b".", b"..", b".git"}
)
paths = st.lists(names, min_size=1, max_size=3).map(b"/".join)


@settings(max_examples=25, deadline=None)
@given(
    files=st.dictionaries(paths, st.binary(max_size=300), min_size=1, max_size=8),
    pack=st.booleans(),
)
def test_any_names_and_contents(files: dict[bytes, bytes], pack: bool) -> None:
    folders = {path[:at] for path in files for at in range(len(path)) if path[at : at + 1] == b"/"}
    assume(not folders & files.keys())
    with TemporaryDirectory() as scratch:
        repo = init(Path(scratch).resolve())
        for path, content in files.items():
            file = repo / os.fsdecode(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        git(repo, "-c", "core.protectHFS=false", "-c", "core.protectNTFS=false", "add", "-Af")
        assume(len(listed(repo)) == len(files))  # .gitignore and .gitattributes mean something
        git(repo, "commit", "-qm", "c")
        if pack:
            git(repo, "repack", "-qad")
        worktree, tree = both(repo)
        assert tree.paths() == worktree.paths() == listed(repo)
        for path, content in files.items():
            assert tree.read(path.decode("utf-8", "surrogateescape")) == content
        for folder in folders:
            name = folder.decode("utf-8", "surrogateescape")
            assert seen(tree, name) == seen(worktree, name) == ("not-regular", "not-regular", True)


def test_208_a_folder_has_the_workflows_of_the_top(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repo")
    top = ["ci.yml", "sub/deep.yml", "app.md"]
    commit(repo, *(f".github/workflows/{name}" for name in top), ".github/x", "a.py", "app/b.py")
    commit(repo, "app/.github/workflows/own.yml")
    for tree in both(repo):
        assert tree.workflows() is tree
    for tree in both(repo / "app"):
        workflows = tree.workflows()
        assert list(workflows.paths()) == [f".github/workflows/{name}" for name in sorted(top)]
        assert workflows.workflows() is workflows
        assert list(tree.paths()) == [".github/workflows/own.yml", "b.py"]
        for name in top:
            assert seen(workflows, f".github/workflows/{name}") == (2, b"x\n", True)
        assert workflows.exists(".github/workflows/sub")
        assert seen(workflows, ".github/workflows/own.yml")[2] is False


@pytest.mark.parametrize("link", [".github", ".github/workflows", ".github/workflows/ci.yml"])
def test_208_a_link_on_the_way_to_workflows(tmp_path: Path, link: str) -> None:
    repo = init(tmp_path.resolve() / "repo")
    commit(repo, "app/b.py", "real/workflows/ci.yml")
    (repo / link).parent.mkdir(parents=True, exist_ok=True)
    (repo / link).symlink_to("real")
    commit(repo, "more.py")
    for tree in both(repo / "app"):
        workflows = tree.workflows()
        assert workflows.paths() == {link: "symlink"}
        assert seen(workflows, ".github/workflows/ci.yml")[:2] == ("symlink", "symlink")


def test_208_a_repository_without_workflows(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repo")
    commit(repo, "app/b.py", ".gitignore")
    for tree in both(repo / "app"):
        assert tree.workflows().paths() == {}
