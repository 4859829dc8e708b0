"""Every way to be checked out: where the base comes from, and what is decided by it.

In each, `main` has moved on after the branch began: the event's own base commit is the `old` one,
and GitHub's test merge is with the `new` one.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fakegithub import FakeGitHub, Pull, State
from helpers.gitrepo import git, init
from helpers.harness import write
from helpers.step import FILES, MANIFEST, Step, asked, blobs, clone, commit_of, step

TWICE = MANIFEST.replace("minimum: 1", "minimum: 2")
# The manifest of the base; that of the head is `MANIFEST`, with the score 1 and the minimum 1.
BASES: Mapping[str, str | None] = {
    "same": MANIFEST,
    "higher": TWICE,
    "lower": MANIFEST.replace("policy: {minimum: 1}\n", ""),
    "none": None,
    "invalid": TWICE.replace("baseline", "baselin"),
    "unreadable": TWICE.replace("minimum: 2", "minimum: two"),
    "rubric": f"rubric: ml-test-score-2017\n{MANIFEST}",
}
CLONES: Mapping[str, tuple[str, ...]] = {
    "full": (),
    "depth-2": ("--depth=2",),
    "depth-1": ("--depth=1",),
    "blobless": ("--filter=blob:none",),
}
# merge: the test merge of the event's head; stale: that of an earlier head; other: a merge, but not
# the commit of the event.
CHECKOUTS = {"merge": "merge", "stale": "merge", "other": "merge", "head": "feature"}
VERDICTS = {
    "ready": "✅ Ready: 1 of 14, needs 1",
    "below": "❌ Not ready: 1 of 14, needs 2",
    "rescaled": "❌ Not ready: 0.5 of 7, needs 1",
    "refused": "❌ Could not be evaluated",
}
SAID = {
    "no-token": "no comment: the input github-token is empty",
    "read-only": "no comment: GitHub answered 403 (Resource not accessible by integration): the token",
    "no-repository": "there is no git repository",
    "lowered": "this change would lower the minimum from 2 to 1",
    "base-invalid": "the base's ml-readiness.yml is not valid: only its policy was read",
    "base-unreadable": "the base's ml-readiness.yml cannot be read, line 8: 'minimum' must be",
    "rubric": "this change asks for the rubric ml-test-score; it is scored by the base's",
    "set-aside": "its own minimum of 1 is set aside with the rubric",
    "unknown-base": " is not in this clone, and there is no token to ask GitHub with",
    "unknown-tip": "the base is the tip of main, and there is no token to ask GitHub with",
}

# The base that was taken, and whether it came from the clone or over the API; what is said in
# warnings and notices, and in errors where nothing could be evaluated.
TABLE = """
event             clone    token     checkout base       | exit verdict  base over  comment said

# What the base has, and where it is read.
pull_request      full     writes    merge    same       | 0    ready    new  clone yes     -
pull_request      full     writes    merge    higher     | 1    below    new  clone yes     lowered
pull_request      full     writes    merge    lower      | 0    ready    new  clone yes     -
pull_request      full     writes    merge    none       | 0    ready    new  clone yes     -
pull_request      full     writes    merge    invalid    | 1    below    new  clone yes     base-invalid,lowered
pull_request      full     writes    merge    unreadable | 2    refused  new  clone yes     base-unreadable
pull_request      full     writes    merge    rubric     | 1    rescaled new  clone yes     rubric,set-aside
pull_request      depth-2  writes    merge    same       | 0    ready    new  clone yes     -
pull_request      depth-2  writes    merge    higher     | 1    below    new  clone yes     lowered
pull_request      depth-2  writes    merge    lower      | 0    ready    new  clone yes     -
pull_request      depth-2  writes    merge    none       | 0    ready    new  clone yes     -
pull_request      depth-2  writes    merge    invalid    | 1    below    new  clone yes     base-invalid,lowered
pull_request      depth-2  writes    merge    unreadable | 2    refused  new  clone yes     base-unreadable
pull_request      depth-2  writes    merge    rubric     | 1    rescaled new  clone yes     rubric,set-aside
pull_request      depth-1  writes    merge    same       | 0    ready    new  api   yes     -
pull_request      depth-1  writes    merge    higher     | 1    below    new  api   yes     lowered
pull_request      depth-1  writes    merge    lower      | 0    ready    new  api   yes     -
pull_request      depth-1  writes    merge    none       | 0    ready    new  api   yes     -
pull_request      depth-1  writes    merge    invalid    | 1    below    new  api   yes     base-invalid,lowered
pull_request      depth-1  writes    merge    unreadable | 2    refused  new  api   yes     base-unreadable
pull_request      depth-1  writes    merge    rubric     | 1    rescaled new  api   yes     rubric,set-aside
pull_request      blobless writes    merge    same       | 0    ready    new  any   yes     -
pull_request      blobless writes    merge    higher     | 1    below    new  api   yes     lowered
pull_request      blobless writes    merge    rubric     | 1    rescaled new  api   yes     rubric,set-aside
pull_request      nothing  writes    merge    same       | 0    ready    old  api   yes     no-repository
pull_request      nothing  writes    merge    higher     | 1    below    old  api   yes     no-repository,lowered
pull_request      nothing  writes    merge    lower      | 0    ready    old  api   yes     no-repository
pull_request      nothing  writes    merge    none       | 0    ready    old  api   yes     no-repository
pull_request      nothing  writes    merge    invalid    | 1    below    old  api   yes     no-repository,base-invalid,lowered
pull_request      nothing  writes    merge    unreadable | 2    refused  old  api   yes     base-unreadable
pull_request      nothing  writes    merge    rubric     | 1    rescaled old  api   yes     no-repository,rubric,set-aside

pull_request      blobless none      merge    higher     | 2    refused  -    -     -       no-token,unknown-base

# What is checked out.
pull_request      full     writes    head     same       | 0    ready    old  clone yes     -
pull_request      full     writes    head     higher     | 1    below    old  clone yes     lowered
pull_request      depth-2  writes    head     higher     | 1    below    old  clone yes     lowered
pull_request      depth-1  writes    head     same       | 0    ready    old  api   yes     -
pull_request      depth-1  writes    head     higher     | 1    below    old  api   yes     lowered
pull_request      full     writes    stale    same       | 0    ready    old  clone yes     -
pull_request      full     writes    stale    higher     | 1    below    old  clone yes     lowered
pull_request      depth-2  writes    stale    higher     | 1    below    old  api   yes     lowered
pull_request      depth-1  writes    stale    higher     | 1    below    old  api   yes     lowered
pull_request      full     writes    other    higher     | 1    below    old  clone yes     lowered
pull_request      depth-2  writes    other    higher     | 1    below    old  api   yes     lowered
pull_request      depth-1  writes    other    same       | 0    ready    old  api   yes     -

# What the token may.
pull_request      full     read-only merge    same       | 0    ready    new  clone -       read-only
pull_request      full     read-only merge    higher     | 1    below    new  clone -       read-only,lowered
pull_request      full     read-only merge    unreadable | 2    refused  new  clone -       read-only,base-unreadable
pull_request      depth-2  read-only merge    higher     | 1    below    new  clone -       read-only,lowered
pull_request      depth-1  read-only merge    same       | 0    ready    new  api   -       read-only
pull_request      depth-1  read-only merge    higher     | 1    below    new  api   -       read-only,lowered
pull_request      depth-1  read-only head     higher     | 1    below    old  api   -       read-only,lowered
pull_request      nothing  read-only merge    higher     | 1    below    old  api   -       read-only,no-repository,lowered
pull_request      full     none      merge    same       | 0    ready    new  clone -       no-token
pull_request      full     none      merge    higher     | 1    below    new  clone -       no-token,lowered
pull_request      full     none      head     higher     | 1    below    old  clone -       no-token,lowered
pull_request      full     none      stale    same       | 0    ready    old  clone -       no-token
pull_request      depth-2  none      merge    higher     | 1    below    new  clone -       no-token,lowered
pull_request      depth-2  none      stale    same       | 2    refused  -    -     -       no-token,unknown-base
pull_request      depth-1  none      merge    same       | 2    refused  -    -     -       no-token,unknown-base
pull_request      depth-1  none      merge    none       | 2    refused  -    -     -       no-token,unknown-base
pull_request      depth-1  none      head     same       | 2    refused  -    -     -       no-token,unknown-base
pull_request      nothing  none      merge    same       | 2    refused  -    -     -       no-token,unknown-base

# A merge group is held against what its branch is now.
merge_group       full     writes    merge    same       | 0    ready    new  clone -       -
merge_group       full     writes    merge    higher     | 1    below    new  clone -       lowered
merge_group       full     writes    merge    lower      | 0    ready    new  clone -       -
merge_group       full     writes    merge    none       | 0    ready    new  clone -       -
merge_group       full     writes    merge    invalid    | 1    below    new  clone -       base-invalid,lowered
merge_group       full     writes    merge    unreadable | 2    refused  new  clone -       base-unreadable
merge_group       full     writes    merge    rubric     | 1    rescaled new  clone -       rubric,set-aside
merge_group       depth-2  read-only merge    higher     | 1    below    new  clone -       lowered
merge_group       depth-1  writes    merge    same       | 0    ready    new  api   -       -
merge_group       depth-1  read-only merge    higher     | 1    below    new  api   -       lowered
merge_group       depth-1  read-only merge    none       | 0    ready    new  api   -       -
merge_group       nothing  read-only merge    higher     | 1    below    new  api   -       no-repository,lowered
merge_group       full     none      merge    same       | 2    refused  -    -     -       unknown-tip
merge_group       depth-1  none      merge    same       | 2    refused  -    -     -       unknown-tip
merge_group       nothing  none      merge    same       | 2    refused  -    -     -       unknown-tip

# There is nothing to compare with, whatever the clone has.
push              full     writes    merge    higher     | 0    ready    -    -     -       -
push              full     none      merge    higher     | 0    ready    -    -     -       -
push              depth-2  writes    merge    rubric     | 0    ready    -    -     -       -
push              depth-1  writes    merge    same       | 0    ready    -    -     -       -
push              depth-1  none      merge    higher     | 0    ready    -    -     -       -
push              nothing  none      merge    higher     | 0    ready    -    -     -       no-repository
schedule          full     writes    merge    higher     | 0    ready    -    -     -       -
schedule          depth-1  writes    merge    unreadable | 0    ready    -    -     -       -
schedule          depth-1  none      merge    invalid    | 0    ready    -    -     -       -
schedule          nothing  read-only merge    same       | 0    ready    -    -     -       no-repository
workflow_dispatch full     writes    head     higher     | 0    ready    -    -     -       -
workflow_dispatch depth-1  read-only merge    higher     | 0    ready    -    -     -       -
workflow_dispatch depth-1  none      head     same       | 0    ready    -    -     -       -
workflow_dispatch nothing  none      merge    rubric     | 0    ready    -    -     -       no-repository
"""


def rows() -> list[Any]:
    _, *lines = (line for line in TABLE.splitlines() if line and not line.startswith("#"))
    halves = ([half.split() for half in line.split("|")] for line in lines)
    return [pytest.param(given, expected, id=" ".join(given)) for given, expected in halves]


class Repositories:
    """Repositories and their clones, each made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origins: dict[str, Path] = {}
        self.workspaces: dict[tuple[str, str, str], Path] = {}
        self.files: dict[str, dict[str, dict[str, bytes]]] = {}

    def origin(self, base: str) -> Path:
        """A repository with `old`, `new`, `feature`, `later` and the `merge` of new and feature."""
        if base not in self.origins:
            root = self.origins[base] = self.folder / base / "origin"
            manifest = BASES[base]
            files = {name: text for name, text in FILES.items() if name != "ml-readiness.yml"}
            init(root)
            git(root, "config", "uploadpack.allowFilter", "true")
            commit(
                root, "old", files if manifest is None else files | {"ml-readiness.yml": manifest}
            )
            commit(root, "feature", {"ml-readiness.yml": MANIFEST})
            commit(root, "later", {"docs/later.md": "# Later\n"})
            git(root, "switch", "-q", "--detach", "old")
            commit(root, "new", {"docs/news.md": "# News\n"})
            git(root, "switch", "-qc", "merge")
            git(root, "merge", "-q", "--no-ff", "feature", "-m", "merge")
            names = ("old", "new", "feature", "later")
            self.files[base] = {name: blobs(root, name) for name in names}
        return self.origins[base]

    def workspace(self, base: str, made: str, checkout: str) -> Path:
        """What actions/checkout would have left; `nothing` is its files without a repository."""
        key = (base, made, checkout)
        if key not in self.workspaces:
            origin, folder = self.origin(base), self.folder / base / f"{made}-{checkout}"
            if made == "nothing":
                there = self.workspace(base, "full", checkout)
                shutil.copytree(there, folder, ignore=shutil.ignore_patterns(".git", "report.json"))
            else:
                git(origin, "switch", "-q", "--detach", checkout)
                clone(origin, folder, *CLONES[made])
            self.workspaces[key] = folder
        return self.workspaces[key]

    def known(self, base: str, head: str) -> State:
        """A GitHub on which `main` stands at `new`, and the pull request at a head."""
        root = self.origin(base)
        pull = Pull(number=7, head_sha=commit_of(root, head), base_sha=commit_of(root, "new"))
        files = {commit_of(root, name): files for name, files in self.files[base].items()}
        return State(pulls={7: pull}, files=files)


def commit(root: Path, branch: str, files: Mapping[str, str | bytes]) -> None:
    """A commit on a new branch, which begins where we are."""
    git(root, "switch", "-qc", branch)
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-qm", branch, "--allow-empty")


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Repositories:
    return Repositories(tmp_path_factory.mktemp("situations").resolve())


def payload_of(event: str, state: State, old: str) -> dict[str, Any]:
    pull = state.pulls[7]
    if event == "pull_request":
        sides = {"head": {"sha": pull.head_sha}, "base": {"sha": old, "ref": "main"}}
        return {"number": 7, "pull_request": {"number": 7, **sides}}
    group = {"base_ref": "refs/heads/main", "base_sha": old, "head_sha": pull.head_sha}
    return {"merge_group": group} if event == "merge_group" else {}


def said(done: Step) -> set[str]:
    """Warnings, notices and what could not be evaluated, each as a word of `SAID`."""
    kinds = ("warning", "notice", "error") if done.status == 2 else ("warning", "notice")
    return {word_of(text) for kind in kinds for text in done.messages(kind)}


def word_of(text: str) -> str:
    words = [word for word, start in SAID.items() if start in text]
    assert len(words) == 1, text
    return words[0]


def test_the_table_is_as_large_as_it_looks() -> None:
    given = [tuple(row.values[0]) for row in rows()]
    assert 90 < len(given) == len(set(given)) <= 100


@pytest.mark.parametrize(("given", "expected"), rows())
def test_situation(repositories: Repositories, given: list[str], expected: list[str]) -> None:
    event, made, token, checkout, base = given
    status, verdict, compared, over, commented, words = expected
    origin = repositories.origin(base)
    workspace = repositories.workspace(base, made, CHECKOUTS[checkout])
    head = "later" if checkout == "stale" else "feature"
    state = repositories.known(base, head)
    state.may_write = token == "writes"
    with FakeGitHub(state) as github:
        done = step(
            origin,
            github,
            event=event,
            payload=payload_of(event, state, commit_of(origin, "old")),
            environment={
                "GITHUB_WORKSPACE": str(workspace),
                "GITHUB_SHA": "c" * 40 if checkout == "other" else commit_of(origin, "merge"),
            },
            token="" if token == "none" else "token-of-the-run",
            json_file="report.json",
        )
    report = json.loads((workspace / "report.json").read_text())
    names = {commit_of(origin, name): name for name in ("old", "new")} | {None: "-"}
    headlines = [comment.body.splitlines()[1] for comment in github.state.comments]
    assert done.status == int(status)
    assert done.summary.splitlines()[0] == f"## {VERDICTS[verdict]}"
    assert headlines == ([f"## {VERDICTS[verdict]}"] if commented == "yes" else [])
    assert names[report["base"]] == compared
    assert said(done) == (set() if words == "-" else set(words.split(",")))
    assert over in (source(github, report["base"]), "any")
    if event not in ("pull_request", "merge_group") or token == "none":
        assert github.seen == []


def source(github: FakeGitHub, base: str | None) -> str:
    """Where the base came from."""
    if "list" in asked(github):
        return "api"
    return "-" if base is None else "clone"
