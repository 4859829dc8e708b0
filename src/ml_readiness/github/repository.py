"""A repository and its commits by the names that people have for them."""

from urllib.parse import quote

from msgspec import Struct

from ml_readiness.github.api import Api, ApiError
from ml_readiness.github.trigger import REPOSITORY
from ml_readiness.model.commit import COMMIT


class About(Struct, frozen=True, kw_only=True):
    """What a repository (`owner/name`) is called now, and its default branch."""

    repository: str
    default_branch: str


def described(api: Api, repository: str) -> About:
    """What GitHub says of a repository, also by a name that it had before; raises ApiError."""
    match api.get(f"/repos/{repository}"):
        case {"full_name": str(name), "default_branch": str(branch)} if (
            REPOSITORY.fullmatch(name) and branch
        ):
            return About(repository=name, default_branch=branch)
    raise ApiError("unreadable", "GitHub's answer describes no repository")


def commit_named(api: Api, repository: str, ref: str) -> str:
    """The whole hash of a branch's tip, of a tag's commit or of a short hash; raises ApiError."""
    # The files that it changed are on the first page, and nobody reads them.
    place = f"/repos/{repository}/commits/{quote(ref, safe='', errors='replace')}?per_page=1&page=2"
    match api.get(place):
        case {"sha": str(commit)} if COMMIT.fullmatch(commit):
            return commit
    raise ApiError("unreadable", "GitHub's answer names no commit")
