"""One look at a pull request: who we are there, where its head is, which files it has there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ml_readiness.github.api import Api, ApiError

MOST_FILES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """`viewer` is the login that the token writes as, `head` the live head commit.

    `blobs` maps each path that was asked for to git's hash of it in the commit that was asked for,
    None where that has no such file.
    """

    viewer: str
    head: str
    blobs: Mapping[str, str | None]


def look(api: Api, repository: str, number: int, commit: str, paths: Sequence[str]) -> Snapshot:
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
