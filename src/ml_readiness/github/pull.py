"""Pull requests as they are now: which ones there are, what one would merge, who writes there."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from msgspec import Struct

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.event import read_pull
from ml_readiness.github.trigger import Pull, RunHead
from ml_readiness.model.commit import COMMIT

MOST_FILES = 50

LIVE = """
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefOid baseRefName baseRef { target { oid } } mergeable
      potentialMergeCommit { oid committedDate parents(first: 3) { nodes { oid } } }
      timelineItems(
        last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]
      ) {
        nodes {
          ... on BaseRefChangedEvent { createdAt }
          ... on AutomaticBaseChangeSucceededEvent { createdAt }
        }
      }
    }
  }
}
"""


class LivePull(Struct, frozen=True, kw_only=True):
    """A pull request as it is now; `tip` is where the base branch stands, None where it is gone.

    `merge` is the test merge, which may be an old one, and None where there is none. `made` is when
    it was made, and `retargeted` when the base branch was last changed for another one, in seconds
    since 1970.
    """

    open: bool
    head: str
    branch: str
    tip: str | None
    conflicts: bool
    merge: str | None
    parents: tuple[str | None, ...]
    made: float | None
    retargeted: float | None


def live_pull(api: Api, repository: str, number: int) -> LivePull:
    """What GitHub knows of a pull request now, in one question; raises ApiError."""
    owner, _, name = repository.partition("/")
    data = api.query(LIVE, {"owner": owner, "name": name, "number": number})
    match data:
        case {
            "repository": {
                "pullRequest": {
                    "state": str(state),
                    "headRefOid": str(head),
                    "baseRefName": str(branch),
                    "baseRef": base,
                    "mergeable": str(mergeable),
                    "potentialMergeCommit": merge,
                    "timelineItems": {"nodes": list(changes)},
                }
            }
        } if branch:
            commit, *parents = _commits(merge)
            return LivePull(
                open=state == "OPEN",
                head=head,
                branch=branch,
                tip=_commits(base.get("target") if isinstance(base, dict) else base)[0],
                conflicts=mergeable == "CONFLICTING",
                merge=commit,
                parents=tuple(parents),
                made=_moment(merge) if commit else None,
                retargeted=max((_moment(change) for change in changes), default=None),
            )
    raise ApiError("unreadable", "GitHub's answer has no pull request")


def _moment(said: object) -> float:
    """The seconds since 1970 of what was made at some time."""
    match said:
        case {"committedDate": str(text)} | {"createdAt": str(text)}:
            with suppress(ValueError):
                moment = datetime.fromisoformat(text)
                if moment.tzinfo:
                    return moment.timestamp()
    raise ApiError("unreadable", "GitHub's answer has something that is no time")


def _commits(commit: object) -> list[str | None]:
    """The name of a commit, and those of its parents where they were asked for."""
    match commit:
        case None:
            return [None]
        case {"oid": str(oid), "parents": {"nodes": list(parents)}} if COMMIT.fullmatch(oid):
            return [oid, *(_commits(parent)[0] for parent in parents)]
        case {"oid": str(oid)} if COMMIT.fullmatch(oid):
            return [oid]
    raise ApiError("unreadable", "GitHub's answer has something that is no commit")


def open_pulls(api: Api, repository: str, head: RunHead) -> list[Pull]:
    """The open pull requests into a repository whose head is a commit of a branch.

    Raises ApiError.
    """
    owner = head.repository.partition("/")[0]
    items = api.pages(f"/repos/{repository}/pulls", state="open", head=f"{owner}:{head.branch}")
    own = head.repository == repository
    return [pull for item in items if (pull := _pull_of(item, head, own=own))]


def _pull_of(item: object, head: RunHead, *, own: bool) -> Pull | None:
    """The pull request, where its head is that; the list may hold heads that were not asked for.

    A branch of the repository's `own` is one whatever the repository is called by now.
    """
    match item:
        case {
            "head": {"sha": head.commit, "ref": head.branch, "repo": {"full_name": str(name)}},
            "base": {"repo": {"full_name": str(here)}},
        } if name == (here if own else head.repository):
            return read_pull(item)
    return None


class Snapshot(Struct, frozen=True, kw_only=True):
    """`viewer` is the login that the token writes as, `head` the live head commit.

    `blobs` maps each path that was asked for to git's hash of it in the commit that was asked for,
    None where that has no such file.
    """

    viewer: str
    head: str
    blobs: Mapping[str, str | None]


def snapshot(api: Api, repository: str, number: int, commit: str, paths: Sequence[str]) -> Snapshot:
    """What GitHub knows now, in one question; the first paths only where there are very many.

    Raises ApiError.
    """
    asked = list(islice(paths, MOST_FILES))
    owner, _, name = repository.partition("/")
    expressions = {f"file{index}": f"{commit}:{path}" for index, path in enumerate(asked)}
    data = api.query(
        _question(list(expressions)),
        {"owner": owner, "name": name, "number": number, **expressions},
    )
    found = _part(data, "repository")
    files = (found.get(alias) for alias in expressions)
    return Snapshot(
        viewer=_text(_part(data, "viewer"), "login"),
        head=_text(_part(found, "pullRequest"), "headRefOid"),
        blobs={
            path: file.get("oid") if isinstance(file, dict) else None
            for path, file in zip(asked, files, strict=True)
        },
    )


def _question(aliases: Sequence[str]) -> str:
    """Paths go in as variables, so that none of them can be part of the query."""
    variables = "".join(f", ${alias}: String!" for alias in aliases)
    files = " ".join(
        f"{alias}: object(expression: ${alias}) {{ ... on Blob {{ oid }} }}" for alias in aliases
    )
    return (
        f"query($owner: String!, $name: String!, $number: Int!{variables}) {{ viewer {{ login }} "
        f"repository(owner: $owner, name: $name) {{ "
        f"pullRequest(number: $number) {{ headRefOid }} {files} }} }}"
    )


def _part(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = data.get(name)
    if not isinstance(part, dict):
        raise ApiError("unreadable", f"GitHub's answer has no {name}")
    return part


def _text(data: Mapping[str, Any], name: str) -> str:
    text = data.get(name)
    if not isinstance(text, str) or not text:
        raise ApiError("unreadable", f"GitHub's answer has no {name}")
    return text
