"""A fake GitHub with many repositories, and a survey of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fakegithub import FakeGitHub, State

from helpers.harness import TODAY, Outcome, run
from helpers.step import MANIFEST, Clock

FILES = {
    "ml-readiness.yml": MANIFEST.encode(),
    "model/cost.jsonl": b"# Cost\n",
    "model/age.jsonl": b"# Age\n",
}


def hosted(name: str, files: Mapping[str, bytes] | None = FILES, **more: Any) -> State:
    """A repository with one commit, which is named after it; None is an empty one."""
    if files is None:
        return State(repository=name, **more)
    commit = hashlib.sha1(name.encode() + repr(sorted(files.items())).encode()).hexdigest()
    return State(repository=name, files={commit: dict(files)}, heads={"main": commit}, **more)


def named_servers(github: FakeGitHub, token: str = "token-of-the-run") -> dict[str, str]:
    """The variables of somebody at home who asks a server of their own."""
    return {
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_TOKEN": token,
    }


def survey(  # noqa: PLR0913
    folder: Path,
    github: FakeGitHub,
    *argv: str,
    today: date = TODAY,
    clock: Clock | None = None,
    token: str = "token-of-the-run",
    output: str = "survey.ndjson",
    **options: Any,
) -> Outcome:
    argv = ("survey", *argv, "--output", output)
    environment = named_servers(github, token)
    given = {"environment": environment, "today": today, "clock": clock or Clock(), **options}
    return run(folder, *argv, **given)


def lines(folder: Path, name: str = "survey.ndjson") -> list[Any]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def states(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {line["repository"]: line["state"] for line in found}


def requests(github: FakeGitHub) -> list[tuple[str, str]]:
    """What was asked since the last time that this was asked."""
    seen = [(each.method, each.path) for each in github.seen]
    github.seen.clear()
    return seen
