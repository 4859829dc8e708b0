"""A commit over the API: what a clone has, in few requests."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Fault, Link, Program, Reply, State, Submodule, on
from fakegithub.state import oid
from helpers.gitrepo import commit, git, init
from helpers.harness import write
from helpers.step import Clock

from ml_readiness.github.api import Api
from ml_readiness.github.tree import ApiTree, Fetched, open_api_tree
from ml_readiness.github.trigger import Site
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.tree import TEXT_BYTES, Tree, Unreadable
from ml_readiness.repo.worktree import open_worktree

MODES = {b"100755": Program, b"120000": Link, b"160000": Submodule}
ODD: dict[str, str | bytes] = {
    "a.md": "# A\n",
    "a-b/first": "sorts before a/",
    "a/b/deep.md": "# Deep\n",
    "a/b/c/deeper.md": "deeper",
    "a/x.md": "x",
    "ünï/cödé.md": "é\u2028\U0001f9ea",
    "sp ace": "x",
    "new\nline": "x",
    "hash#frag?query%2F": "x",
    ".gitignore": "*.pyc\n",
    "empty": b"",
    "crlf": b"a\r\nb\r\n",
    "cr": b"a\rb",
    "bom": b"\xef\xbb\xbfa: 1\n",
    "nul": b"a\0b\n",
    "latin": b"caf\xe9\n",
    "binary": bytes(range(256)) * 9,
    "replacement": "\ufffd",
    "half": b"x" * 600_000,
    "most": b"y" * 1_000_000,
    "large": b"z" * 1_000_001,
    "same-1": "the same",
    "same-2": "the same",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with all that a tree can have."""
    inner = init(tmp_path.resolve() / "inner")
    commit(inner, "x.py")
    repo = init(tmp_path.resolve() / "repo")
    write(repo, ODD)
    write(repo, {"run.sh": "#!/bin/sh\n"})
    (repo / "run.sh").chmod(0o755)
    for name, target in {
        "link": "a.md",
        "linked": "a",
        "dangling": "none",
        "a/up": "../..",
    }.items():
        (repo / name).symlink_to(target)
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    commit(repo)
    return repo


def contents(root: Path) -> dict[str, bytes]:
    """The files of HEAD, for the fake to know."""
    files = {}
    for record in git(root, "ls-tree", "-r", "-z", "HEAD").split(b"\0")[:-1]:
        meta, path = record.split(b"\t", 1)
        mode, kind, name = meta.split()
        content = name if kind == b"commit" else git(root, "cat-file", "blob", name.decode())
        files[path.decode()] = MODES.get(mode, bytes)(content)
    return files


@pytest.fixture
def github(repo: Path) -> Iterator[FakeGitHub]:
    sha = git(repo, "rev-parse", "HEAD").decode().strip()
    with FakeGitHub(State(files={sha: contents(repo)})) as github:
        yield github


def opened(
    github: FakeGitHub,
    sha: str | None = None,
    prefix: str = "",
    *,
    limits: Limits = DEFAULT_LIMITS,
    blobs: Fetched | None = None,
) -> ApiTree:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    api = Api(site, github.state.token, Clock())
    sha = sha or next(iter(github.state.files))
    known = Fetched() if blobs is None else blobs
    return open_api_tree(api, github.state.repository, sha, prefix, limits, known)


def asked(github: FakeGitHub) -> list[str]:
    """What was asked for since the last look: lists of paths, queries, and blobs."""
    said = []
    for seen in github.seen:
        deep = " and below" if seen.query.get("recursive") else ""
        said.append("query" if seen.method == "POST" else seen.path.split("/")[-2][:-1] + deep)
    github.seen.clear()
    return said


def found(tree: Tree, path: str) -> bytes | str:
    """The content of a path, or what is in the way of it."""
    try:
        content = tree.read(path)
    except Unreadable as error:
        return error.obstacle
    assert tree.size(path) == len(content)
    return content


PLACES = [
    *ODD,
    *("run.sh", "link", "linked", "dangling", "sub", "a", "a/b", "a/up"),
    *("linked/x.md", "linked/b/deep.md", "a/up/x", "dangling/x", "link/x", "a.md/x", "sub/y"),
    *("none", "none/x", "A.md", "a/none", "a/b/none", "", "/", "a/", "linked/../a.md", "a/.GIT/x"),
    *("linked/\0", "\ud800", "caf\udce9", "linked/\udce9", "\udcc3\udcbcn\udcc3\udcaf/c"),
]


@pytest.mark.parametrize("expected", [True, False])
@pytest.mark.parametrize("prefix", ["", "a/", "a/b/"])
def test_it_is_the_tree_of_a_fresh_clone(
    repo: Path, github: FakeGitHub, prefix: str, *, expected: bool
) -> None:
    git(repo, "clone", "-q", ".", "../clone")
    clone = open_worktree(repo.parent / "clone" / prefix, DEFAULT_LIMITS)
    tree = opened(github, prefix=prefix)
    assert list(tree.paths().items()) == list(clone.paths().items())
    places = {*PLACES, *(path.removeprefix(prefix) for path in PLACES)}
    if expected:
        tree.expect(places)
    for path in places:
        assert found(tree, path) == found(clone, path), path
        assert tree.exists(path) == clone.exists(path), path


@contextmanager
def having(*commits: Mapping[str, str | bytes]) -> Iterator[FakeGitHub]:
    """A GitHub with commits 1, 2 and so on of these files."""
    files = {
        str(number) * 40: {
            path: content.encode() if isinstance(content, str) else content
            for path, content in commit.items()
        }
        for number, commit in enumerate(commits, 1)
    }
    with FakeGitHub(State(files=files)) as github:
        yield github


def cited(tree: ApiTree, paths: Iterable[str]) -> list[bytes]:
    """The files of 39 pieces of evidence, or so: known before they are read, some twice."""
    paths = list(paths)
    tree.expect(paths)
    return [tree.read(path) for path in [*paths, *reversed(paths)]]


def test_evidence_costs_two_requests_and_a_base_one_more() -> None:
    files = {f"docs/{number}.md": f"# Page {number}\n" for number in range(25)}
    blobs = Fetched()
    with having(files, {**files, "moved/0.md": files["docs/0.md"]}) as github:
        head = opened(github, "1" * 40, blobs=blobs)
        assert cited(head, files)[:25] == [text.encode() for text in files.values()]
        assert asked(github) == ["tree and below", "query"]
        base = opened(github, "2" * 40, blobs=blobs)
        cited(base, [*files, "moved/0.md"])
        assert asked(github) == ["tree and below"]


def test_of_a_base_only_what_differs_is_fetched() -> None:
    files = {f"docs/{number}.md": f"# Page {number}\n" for number in range(25)}
    blobs = Fetched()
    with having(files, {**files, "docs/3.md": "other", "docs/4.md": "another"}) as github:
        head, base = (opened(github, sha * 40, blobs=blobs) for sha in "12")
        # Both are told before one is read.
        base.expect(files)
        cited(head, files)
        asked(github)
        assert base.read("docs/3.md") == b"other"
        assert base.read("docs/4.md") == b"another"
        [query] = github.seen
        assert len(query.body["variables"]) == len(["owner", "name", "docs/3.md", "docs/4.md"])


def test_a_thousand_files_come_in_batches_of_fifty() -> None:
    files = {f"docs/{number}.md": f"# Page {number}\n" for number in range(1000)}
    with having(files) as github:
        cited(opened(github), files)
        batches = [seen.body["variables"] for seen in github.seen if seen.method == "POST"]
        assert [len(batch) - len(["owner", "name"]) for batch in batches] == [50] * 20
        assert asked(github) == ["tree and below", *["query"] * 20]


def test_an_answer_stays_below_a_megabyte() -> None:
    sizes = [400_000, 400_000, 400_000, 200_000, 512_000, 488_000, 1]
    files = {name: name * size for name, size in zip("abcdefg", sizes, strict=True)}
    with having(files) as github:
        cited(opened(github), files)
        batches = [seen.body["variables"] for seen in github.seen if seen.method == "POST"]
        assert [len(batch) - len(["owner", "name"]) for batch in batches] == [
            3,
            3,
            1,
        ]  # a b d, c e g, f
        assert "blob" not in asked(github)


def test_what_graphql_would_cut_is_not_asked_of_it() -> None:
    with having({"a": "a", "long": "l" * 512_001}) as github:
        tree = opened(github)
        assert cited(tree, ["long", "a"])[:2] == [b"l" * 512_001, b"a"]
        assert asked(github) == ["tree and below", "blob", "query"]


def test_nothing_is_fetched_that_nobody_reads() -> None:
    with having({"a": "a", "b/c": "c", "empty": ""}) as github:
        tree = opened(github)
        tree.expect(["a", "b/c", "b", "none", ""])
        assert (tree.size("a"), tree.size("empty")) == (1, 0)
        assert tree.exists("b")
        assert asked(github) == ["tree and below"]


def test_what_was_not_expected_is_fetched_alone_and_once() -> None:
    with having({"a": "same", "b": "same", "c": "other"}) as github:
        tree = opened(github)
        assert [tree.read(path) for path in "abca"] == [b"same", b"same", b"other", b"same"]
        assert asked(github) == ["tree and below", "blob", "blob"]


ALTERED = {
    "none": None,
    "cut": "# Ca",
    "empty": "",
    "line ends": "# Café\n\n",
    "a mark more": "\ufeff# Café\r\n\n",
    "decomposed": "# Cafe\u0301\r\n\n",
    "replaced": "# Caf\ufffd\r\n\n",
    "no text": "# Caf\ud800\r\n\n",
}


@pytest.mark.parametrize("change", ALTERED)
def test_a_text_that_is_altered_is_not_believed(change: str) -> None:
    content = "# Café\r\n\n".encode()
    with having({"page.md": content, "other.md": "other"}) as github:
        github.state.texts[oid(content)] = ALTERED[change]
        tree = opened(github)
        assert cited(tree, ["page.md", "other.md"])[:2] == [content, b"other"]
        assert asked(github) == ["tree and below", "query", "blob"]


def test_only_what_may_be_read_is_fetched() -> None:
    long = "l" * (TEXT_BYTES + 1)
    with having({"a": "a", "long": long}) as github:
        tree = opened(github)
        tree.expect(["a", "long"])
        assert found(tree, "long") == "too-large"
        assert asked(github) == ["tree and below"]
        assert found(tree, "a") == b"a"
        [query] = github.seen
        assert oid(long.encode()) not in query.body["variables"].values()


MANY = {
    **{f"a/{number}": "x" for number in range(8)},
    **{f"b/c/d/{number}": "x" for number in range(8)},
    **{f"b/e/{number}": "x" for number in range(3)},
    "top": "x",
}
DEEP, FLAT = "tree and below", "tree"


@pytest.mark.parametrize(
    ("prefix", "requests"),
    [
        # The top, then it alone; `b` is too much again, and so is `b/c`; `b/c/d` is not.
        ("", [DEEP, FLAT, DEEP, FLAT, DEEP, DEEP, FLAT, DEEP, DEEP]),
        ("a/", [DEEP, FLAT, DEEP]),
        ("b/", [DEEP, FLAT, DEEP, FLAT, DEEP, DEEP, FLAT, DEEP]),
        ("b/e/", [DEEP, FLAT, FLAT, DEEP]),
        ("b/c/d/", [DEEP, FLAT, FLAT, FLAT, DEEP]),
        ("none/", [DEEP, FLAT]),
        ("top/", [DEEP, FLAT]),
    ],
)
def test_a_list_that_is_cut_is_asked_for_by_folder(prefix: str, requests: list[str]) -> None:
    with having(MANY) as github:
        whole = opened(github, prefix=prefix)
        assert asked(github) == [DEEP]
        github.state.most_entries = 8
        cut = opened(github, prefix=prefix)
        assert sorted(asked(github)) == sorted(requests)
        assert cut.paths() == whole.paths()
        assert list(cut.paths()) == [
            path.removeprefix(prefix) for path in sorted(MANY) if path.startswith(prefix)
        ]
        for tree in (whole, cut):
            assert tree.exists("c/d") == (prefix == "b/")
            assert tree.exists("b/c/d") == (prefix == "")


def reply(answer: object) -> Reply:
    body = json.dumps(answer).encode()
    return Reply(status=200, headers={"Content-Type": "application/json"}, body=body)


def listing(*entries: Mapping[str, object]) -> Reply:
    return reply({"sha": "1" * 40, "tree": entries, "truncated": False})


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *[("100644", "file"), ("100755", "file"), ("100664", "file"), ("100600", "file")],
        *[("120000", "symlink"), ("160000", "submodule"), ("040000", None), ("40000", None)],
    ],
)
def test_modes_of_all_times(mode: str, kind: str | None) -> None:
    entry = {"path": "a", "mode": mode, "type": "x", "sha": "2" * 40, "size": 3}
    with having({}) as github:
        github.faults.append(Fault(on("GET"), listing(entry)))
        tree = opened(github)
        assert tree.paths().get("a") == kind
        assert tree.exists("a")


@pytest.mark.parametrize("text", ["é", "e"])
def test_a_repository_with_longer_hashes(text: str) -> None:
    name = hashlib.sha256("blob 2\0é".encode()).hexdigest()
    entry = {"path": "a", "mode": "100644", "type": "blob", "sha": name, "size": 2}
    alone = {"content": "w6k=\n", "encoding": "base64"}
    with having({}) as github:
        github.faults += [
            Fault(on("GET", "1" * 64), listing(entry)),
            Fault(on("POST"), reply({"data": {"repository": {"blob0": {"text": text}}}})),
            Fault(on("GET", name), reply(alone)),
        ]
        tree = opened(github, "1" * 64)
        assert cited(tree, ["a"])[0] == "é".encode()
        assert ("blob" in asked(github)) == (text != "é")


@pytest.mark.parametrize("prefix", ["", "b/"])
def test_as_many_paths_as_the_limit(prefix: str) -> None:
    with having({"a": "", "b/c": "", "b/d": ""}) as github:
        count = 2 if prefix else 3
        assert opened(github, prefix=prefix, limits=Limits(paths=count)).paths()
        with pytest.raises(InputError, match=f"has more than {count - 1} paths"):
            opened(github, prefix=prefix, limits=Limits(paths=count - 1))


def test_a_root_that_is_no_folder() -> None:
    with having({"a": "", "b": "", "bc/d": ""}) as github:
        for prefix in ("b/", "none/", "bc/d/"):
            assert opened(github, prefix=prefix).paths() == {}


def test_a_commit_without_files() -> None:
    with having({}) as github:
        assert opened(github).paths() == {}


WORKFLOWS = {".github/workflows/ci.yml": "on: push", ".github/workflows/a/b.yml": "x"}
OTHERS = {".github/x": "", "a.md": "", "b/.github/workflows/own.yml": "", "b/c/d": "", "b/c/e": ""}


def test_208_a_folder_has_the_workflows_of_the_top_and_asks_no_more() -> None:
    with having({**WORKFLOWS, **OTHERS}) as github:
        tree = opened(github, prefix="b/")
        workflows = tree.workflows()
        assert list(tree.paths()) == [".github/workflows/own.yml", "c/d", "c/e"]
        assert list(workflows.paths()) == sorted(WORKFLOWS)
        assert workflows.workflows() is workflows
        assert workflows.exists(".github/workflows/a")
        assert not workflows.exists(".github/workflows/own.yml")
        tree.expect(["c/d"])
        workflows.expect(WORKFLOWS)
        assert workflows.read(".github/workflows/ci.yml") == b"on: push"
        assert workflows.read(".github/workflows/a/b.yml") == b"x"
        assert tree.read("c/d") == b""
        assert asked(github) == ["tree and below", "query"]
        top = opened(github)
        assert top.workflows() is top


def test_208_workflows_are_found_where_a_list_is_cut() -> None:
    with having({**WORKFLOWS, **OTHERS}) as github:
        github.state.most_entries = 4
        tree = opened(github, prefix="b/c/")
        assert list(tree.paths()) == ["d", "e"]
        assert list(tree.workflows().paths()) == sorted(WORKFLOWS)


def test_208_more_workflows_than_the_limit() -> None:
    one = pytest.raises(InputError, match="has more than 1 paths")
    with having({**WORKFLOWS, "b/c": ""}) as github, one:
        opened(github, prefix="b/", limits=Limits(paths=1))
