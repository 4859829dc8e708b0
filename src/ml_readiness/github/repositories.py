"""Many repositories at a glance: a hundred a request, with what a survey has to know of each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ml_readiness.github.api import BUDGET, PAGE, Api, ApiError
from ml_readiness.github.trigger import REPOSITORY
from ml_readiness.model.commit import COMMIT

# What GitHub lists of one owner, as far as we follow.
MOST_LISTED_REPOSITORIES = 100_000
SHOWN = """
  nameWithOwner
  defaultBranchRef { name target { oid } }
  object(expression: $manifest) { __typename }
"""
OF_OWNER = f"""
query($login: String!, $after: String, $archived: Boolean, $fork: Boolean, $manifest: String!) {{
  repositoryOwner(login: $login) {{
    repositories(
      first: {PAGE}, after: $after, orderBy: {{field: NAME, direction: ASC}},
      ownerAffiliations: [OWNER], isArchived: $archived, isFork: $fork
    ) {{
      nodes {{ {SHOWN} }}
      pageInfo {{ endCursor hasNextPage }}
    }}
  }}
}}
"""


class Glimpse(Struct, frozen=True, kw_only=True):
    """A repository (`owner/name`), the tip of its default branch, and whether it has a manifest.

    An empty repository has neither branch nor commit.
    """

    repository: str
    branch: str | None
    commit: str | None
    has_manifest: bool


def owned_by(
    api: Api, login: str, manifest: str, *, archived: bool, forks: bool
) -> Iterator[Glimpse | None]:
    """The repositories of an organization or a user; None for each that is not shown to us.

    Archived ones and forks are left out unless they are wanted. `manifest` is a path. Raises
    ApiError, with the fault `absent` where there is no such owner.
    """
    asked = {
        "login": login,
        "archived": None if archived else False,
        "fork": None if forks else False,
        "manifest": f"HEAD:{manifest}",
    }
    after: str | None = None
    for _ in range(MOST_LISTED_REPOSITORIES // PAGE):
        api.restart(BUDGET)  # the budget is of a page: thousands of repositories take minutes
        data, faults = api.query_parts(OF_OWNER, {**asked, "after": after})
        match data.get("repositoryOwner"):
            case {
                "repositories": {
                    "nodes": list(nodes),
                    "pageInfo": {"endCursor": end, "hasNextPage": bool(more)},
                }
            } if isinstance(end, str | None):
                yield from (None if node is None else _glimpse(node) for node in nodes)
            case None:
                for fault in faults.values():
                    raise fault
                raise ApiError("absent", "GitHub knows no such organization or user")
            case _:
                raise ApiError("unreadable", "GitHub's list of repositories cannot be read")
        if not more:
            return
        if end is None or end == after:
            raise ApiError("unreadable", "GitHub's list of repositories does not go on")
        after = end
    raise ApiError("refused", f"it has more than {MOST_LISTED_REPOSITORIES:,} repositories")


def by_name(api: Api, names: Sequence[str], manifest: str) -> Iterator[Glimpse | ApiError]:
    """What GitHub shows of each repository, in their order; a page of names is one request.

    Raises ApiError for what concerns all of them.
    """
    for start in range(0, len(names), PAGE):
        page = names[start : start + PAGE]
        variables: dict[str, object] = {"manifest": f"HEAD:{manifest}"}
        for index, name in enumerate(page):
            variables[f"o{index}"], _, variables[f"n{index}"] = name.partition("/")
        api.restart(BUDGET)
        data, faults = api.query_parts(_query(len(page)), variables)
        yield from (_one(data, faults, f"r{index}") for index in range(len(page)))


def _query(count: int) -> str:
    declared = "".join(f", $o{index}: String!, $n{index}: String!" for index in range(count))
    asked = "".join(
        f" r{index}: repository(owner: $o{index}, name: $n{index}) {{ ...Shown }}"
        for index in range(count)
    )
    return (
        f"query($manifest: String!{declared}) {{{asked} }} fragment Shown on Repository {{{SHOWN}}}"
    )


def _one(data: Mapping[str, Any], faults: Mapping[str, ApiError], key: str) -> Glimpse | ApiError:
    node = data.get(key)
    if node is not None:
        return _glimpse(node)
    told = (fault for place, fault in faults.items() if place.partition(".")[0] == key)
    return next(told, ApiError("unreadable", "GitHub's answer has no such repository"))


def _glimpse(node: Any) -> Glimpse:
    match node:
        case {"nameWithOwner": str(name), "defaultBranchRef": None} if REPOSITORY.fullmatch(name):
            return Glimpse(repository=name, branch=None, commit=None, has_manifest=False)
        case {
            "nameWithOwner": str(name),
            "defaultBranchRef": {"name": str(branch), "target": {"oid": str(commit)}},
        } if REPOSITORY.fullmatch(name) and branch and COMMIT.fullmatch(commit):
            has = node.get("object") is not None
            return Glimpse(repository=name, branch=branch, commit=commit, has_manifest=has)
    raise ApiError("unreadable", "GitHub describes a repository in a way that cannot be read")
