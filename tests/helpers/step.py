"""One step of a workflow: the action run in a real repository, as the runner runs it."""

import itertools
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from fakegithub import FakeGitHub, Link, Program, Pull, Seen, State

from helpers.gitrepo import git
from helpers.harness import TODAY, no_internet, track, write
from helpers.runner import outputs
from ml_readiness.action.main import main
from ml_readiness.machine import Machine
from ml_readiness.web.network import Network

MANIFEST = """\
version: 1
name: fraud-detector
tests:
  data: {feature-cost: {level: manual, evidence: [model/cost.jsonl]}}
  model: {baseline: {level: manual, evidence: [model/cost.jsonl]}}
  infrastructure: {canary: {level: manual, evidence: [model/cost.jsonl]}}
  monitoring: {model-age: {level: automated, evidence: [model/age.jsonl]}}
policy: {minimum: 1}
"""
FILES = {"ml-readiness.yml": MANIFEST, "model/cost.jsonl": "# Cost\n", "model/age.jsonl": "# Age\n"}
FAILING = {"ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 2")}
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.waits.append(seconds)
        self.now += seconds


@dataclass(kw_only=True)
class Step:
    """What a step left behind, read as the runner reads it."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str
    clock: Clock = field(repr=False)

    def messages(self, importance: str) -> list[str]:
        """The texts of the commands of one kind, in their order."""
        found = (COMMAND.fullmatch(line) for line in self.log.splitlines())
        return [
            match[3].replace("%0A", "\n").replace("%25", "%")
            for match in found
            if match and match[1] == importance
        ]


def repository(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    """A base with some files, a pull request that changes none, and their test merge checked out."""
    root = folder / "workspace"
    write(root, files)
    track(root)
    git(root, "commit", "-qm", "base")
    git(root, "switch", "-qc", "feature")
    push(root, {})
    return root


def push(root: Path, files: Mapping[str, str | bytes | None]) -> str:
    """A commit on the pull request, whose test merge is then checked out; the commit's hash.

    A file that is None is removed.
    """
    git(root, "switch", "-q", "feature")
    write(root, {path: content for path, content in files.items() if content is not None})
    for path, content in files.items():
        if content is None:
            (root / path).unlink()
    git(root, "add", "-A")
    git(root, "commit", "-qm", "head", "--allow-empty")
    merge(root)
    return commit_of(root, "feature")


def merge(root: Path) -> None:
    """The test merge of the pull request with what its base is now, checked out."""
    git(root, "switch", "-q", "--detach", "main")
    git(root, "merge", "-q", "--no-ff", "feature", "-m", "test merge")


def advance(root: Path, files: Mapping[str, str | bytes]) -> str:
    """A commit on the base, with which the pull request is then merged; the commit's hash."""
    git(root, "switch", "-q", "main")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    merge(root)
    return commit_of(root, "main")


def proposed(
    folder: Path, base: Mapping[str, str | bytes], head: Mapping[str, str | bytes | None]
) -> Path:
    """A base, and the test merge of a pull request that changes some of its files."""
    root = repository(folder, base)
    push(root, head)
    return root


def clone(root: Path, folder: Path, *options: str) -> Path:
    """What is checked out, in a clone of its own; `--depth=1` is what actions/checkout makes."""
    git(root, "clone", "-q", *options, root.as_uri(), str(folder))
    return folder


def commit_of(root: Path, name: str) -> str:
    return git(root, "rev-parse", name).decode().strip()


def head_of(root: Path) -> str:
    """The commit that is checked out, read without git: the folder may be somebody else's."""
    said = (root / ".git/HEAD").read_text().strip()
    name = said.removeprefix("ref: ")
    return said if name == said else (root / ".git" / name).read_text().strip()


def pull_of(root: Path) -> Pull:
    """The pull request that is checked out."""
    return Pull(number=7, head_sha=commit_of(root, "feature"), base_sha=commit_of(root, "main"))


def known(root: Path) -> State:
    """A GitHub that knows the pull request and the files of its commits."""
    pull = pull_of(root)
    return State(
        pulls={7: pull}, files={name: blobs(root, name) for name in (pull.head_sha, pull.base_sha)}
    )


MODES = {b"120000": Link, b"100755": Program}


def blobs(root: Path, commit: str) -> dict[str, bytes]:
    """The files of a commit, for the fake to know."""
    files = {}
    for line in git(root, "ls-tree", "-rz", commit).split(b"\0")[:-1]:
        mode, _, oid, name = re.split(rb"[ \t]", line, maxsplit=3)
        content = git(root, "cat-file", "blob", oid.decode())
        files[name.decode()] = MODES.get(mode, bytes)(content)
    return files


def asked(github: FakeGitHub) -> list[str]:
    """What was asked of GitHub, each request as one word."""
    return [_word(seen) for seen in github.seen]


def _word(seen: Seen) -> str:
    if seen.path == "/graphql":
        return "contents" if "GitObjectID" in seen.raw.decode() else "look"
    words = {"/git/trees/": "list", "/git/blobs/": "content", "/git/ref/": "tip"}
    found = [word for part, word in words.items() if part in seen.path]
    return found[0] if found else f"{seen.method} comments"


def step(  # noqa: PLR0913
    root: Path,
    github: FakeGitHub | None = None,
    /,
    *,
    event: str = "pull_request",
    payload: Any = None,
    environment: Mapping[str, str] | None = None,
    today: date = TODAY,
    token: str = "token-of-the-run",
    internet: Network | None = None,
    clock: Clock | None = None,
    **inputs: str,
) -> Step:
    """One run on an event; inputs are named with `_` for `-`. The pull request is number 7."""
    place = Path(tempfile.mkdtemp(prefix="step-", dir=root.parent))
    output, summary, event_file = place / "output", place / "summary", place / "event.json"
    for file in (output, summary):
        file.touch()
    if payload is None and github:
        payload = pull_payload(github)
    event_file.write_text(json.dumps(payload) if not isinstance(payload, str) else payload)
    given = {f"INPUT_{name.replace('_', '-').upper()}": value for name, value in inputs.items()}
    variables = {
        "GITHUB_WORKSPACE": str(root),
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(event_file),
        "GITHUB_REPOSITORY": "acme/fraud",
        "GITHUB_SHA": head_of(root),
        "GITHUB_REF": "refs/pull/7/merge" if event == "pull_request" else "refs/heads/main",
        "GITHUB_RUN_ID": "42",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_SERVER_URL": "https://github.com",
        "INPUT_GITHUB-TOKEN": token,
    }
    if github:
        variables |= {"GITHUB_API_URL": github.url, "GITHUB_GRAPHQL_URL": github.graphql_url}
    clock, stdout, tokens = clock or Clock(), StringIO(), itertools.count(1)
    status = main(
        Machine(
            stdout=stdout,
            stderr=StringIO(),
            folder=place,
            environment={**variables, **given, **(environment or {})},
            today=lambda: today,
            internet=(lambda: internet) if internet else no_internet,
            clock=clock,
            token=lambda: f"{next(tokens):032x}",
        )
    )
    return Step(
        status=status,
        log=stdout.getvalue(),
        outputs=outputs(output.read_text()),
        summary=summary.read_text(),
        clock=clock,
    )


def pull_payload(github: FakeGitHub) -> dict[str, Any]:
    """What the event file says of the pull request, as far as we read it."""
    pull = github.state.pulls[7]
    return {
        "action": "synchronize",
        "number": pull.number,
        "pull_request": {
            "number": pull.number,
            "head": {"sha": pull.head_sha, "ref": pull.head_ref},
            "base": {"sha": pull.base_sha, "ref": pull.base_ref},
        },
    }
