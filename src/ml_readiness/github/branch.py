"""Where a branch stands now."""

from urllib.parse import quote

from ml_readiness.github.api import Api, ApiError
from ml_readiness.model.commit import COMMIT


def tip(api: Api, repository: str, branch: str) -> str:
    """The commit at the tip of a branch, asked live; raises ApiError."""
    match api.get(f"/repos/{repository}/git/ref/heads/{quote(branch)}"):
        case {"object": {"sha": str(commit)}} if COMMIT.fullmatch(commit):
            return commit
    raise ApiError("unreadable", "GitHub's answer names no commit")
