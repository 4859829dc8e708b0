"""Where a branch stands now, and what it comes from."""

from urllib.parse import quote

from ml_readiness.github.api import Api, ApiError
from ml_readiness.model.commit import COMMIT


def tip(api: Api, repository: str, branch: str) -> str:
    """The commit at the tip of a branch, asked live; raises ApiError."""
    match api.get(f"/repos/{repository}/git/ref/heads/{quote(branch, errors='replace')}"):
        case {"object": {"sha": str(commit)}} if COMMIT.fullmatch(commit):
            return commit
    raise ApiError("unreadable", "GitHub's answer names no commit")


def comes_from(api: Api, repository: str, commit: str, older: str) -> bool:
    """Whether a commit is an older one or has it in its history, in one request; raises ApiError.

    A commit that GitHub has no longer is in no history.
    """
    # Files are listed on the first page only, and nobody reads the list of commits.
    place = f"/repos/{repository}/compare/{older}...{commit}?per_page=1&page=2"
    try:
        answer = api.get(place)
    except ApiError as error:
        if error.fault == "absent":
            return False
        raise
    match answer:
        case {"status": "ahead" | "identical"}:
            return True
        case {"status": "behind" | "diverged"}:
            return False
    raise ApiError("unreadable", "GitHub's answer does not compare the commits")
