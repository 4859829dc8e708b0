"""The protected way: a pull request that only GitHub knows, and a workspace with nothing in it."""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fakegithub import FakeGitHub, Pull, Seen, State

from helpers.harness import write
from helpers.step import FILES, Step, pull_payload, step
from ml_readiness.web.network import Network

HEAD, BASE, MERGE, OTHER, TIP = "1" * 40, "2" * 40, "3" * 40, "4" * 40, "6" * 40
WAYS = ("pull_request_target", "workflow_run")
PLACES = itertools.count()

Files = Mapping[str, str | bytes]


def known(head: Files = FILES, base: Files = FILES, **pull: Any) -> State:
    """A GitHub with the pull request 7, whose test merge has the files of its head."""
    state = State(parents={MERGE: [BASE, HEAD]})
    state.pulls[7] = Pull(
        **{"number": 7, "head_sha": HEAD, "base_sha": BASE, "merge_sha": MERGE, **pull}
    )
    for commit, files in {HEAD: head, MERGE: head, BASE: base}.items():
        state.files[commit] = encoded(files)
    return state


def lagging(head: Files = FILES, base: Files = FILES, tip: Files = FILES, **pull: Any) -> State:
    """The same, after a push to the base branch: the test merge is with an older commit of it."""
    state = known(head, base, **pull)
    state.advance("main", TIP, encoded(tip))
    return state


def encoded(files: Files) -> dict[str, bytes]:
    return {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
    }


def run_payload(github: FakeGitHub) -> dict[str, Any]:
    """What the event file says of the other workflow's run, as far as we read it."""
    pull = github.state.pulls[7]
    return {
        "action": "completed",
        "workflow_run": {
            "event": "pull_request",
            "head_branch": pull.head_ref,
            "head_repository": {"full_name": pull.fork or github.state.repository},
            "head_sha": pull.head_sha,
        },
        "repository": {"default_branch": github.state.default_branch},
    }


def judged(  # noqa: PLR0913
    folder: Path,
    github: FakeGitHub,
    event: str = "pull_request_target",
    *,
    payload: Any = None,
    workspace: Files | None = None,
    environment: Mapping[str, str] | None = None,
    internet: Network | None = None,
    token: str = "token-of-the-run",
    **inputs: Any,
) -> Step:
    """One run; the workspace, `place-…/workspace`, has just the files that are given."""
    place = folder / f"place-{next(PLACES)}"
    write(place / "elsewhere", {".git/HEAD": f"{OTHER}\n"})
    room = place / "workspace"
    room.mkdir()
    write(room, workspace or {})
    if payload is None:
        on_run = event == "workflow_run"
        payload = run_payload(github) if on_run else pull_payload(github)
    return step(
        place / "elsewhere",
        github,
        event=event,
        payload=payload,
        environment={"GITHUB_WORKSPACE": str(room), **(environment or {})},
        internet=internet,
        token=token,
        **inputs,
    )


def asked(github: FakeGitHub) -> list[str]:
    """What was asked of GitHub, each request as one word."""
    return [_word(seen) for seen in github.seen]


def _word(seen: Seen) -> str:
    if seen.path == "/graphql":
        said = seen.raw.decode()
        return next(
            word
            for part, word in {"GitObjectID": "files", "potential": "merge", "": "look"}.items()
            if part in said
        )
    words = {
        "/compare/": "compare",
        "/git/trees/": "paths",
        "/git/blobs/": "file",
        "/pulls": "pulls",
        "/statuses/": "status",
        "/comments": "comment" if seen.method != "GET" else "comments",
    }
    return next(word for part, word in words.items() if part in seen.path)


def statuses(github: FakeGitHub) -> list[tuple[str, str]]:
    """The context and the state of every status, in the order that they were written."""
    return [(status.context, status.state) for status in github.state.statuses]


def first_lines(github: FakeGitHub) -> list[str]:
    """What each comment says first."""
    return [comment.body.splitlines()[1] for comment in github.state.comments]
