"""GitHub's test merge of a pull request: asked for until it is of what is to be judged."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from ml_readiness.github.api import MOST_PAGES, Api, ApiError, Clock
from ml_readiness.github.event import COMMIT, Origin, Pull, read_pull
from ml_readiness.model.errors import mistake

# GitHub makes the merge when it is asked for it: how long that may take, in seconds.
PATIENCE = 60.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 8.0
PAGE = 100
AGAIN = "run the job again"

QUESTION = """
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefOid baseRefName baseRef { target { oid } } mergeable
      potentialMergeCommit { oid parents(first: 3) { nodes { oid } } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A pull request as it is now; `tip` is where the base branch stands, None where it is gone.

    `merge` is the test merge, which may be an old one, and None where there is none.
    """

    open: bool
    head: str
    branch: str
    tip: str | None
    conflicts: bool
    merge: str | None
    parents: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A commit that is what the base branch becomes, and the commit of it that this is with."""

    commit: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why there is nothing to judge; `lasting` says that waiting does not help."""

    message: str
    hint: str
    lasting: bool = False


def look(api: Api, repository: str, number: int) -> Look:
    """What GitHub knows of a pull request now, in one question; raises ApiError."""
    owner, _, name = repository.partition("/")
    data = api.query(QUESTION, {"owner": owner, "name": name, "number": number})
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
                }
            }
        } if branch:
            commit, *parents = _commits(merge)
            return Look(
                open=state == "OPEN",
                head=head,
                branch=branch,
                tip=_commits(base.get("target") if isinstance(base, dict) else base)[0],
                conflicts=mergeable == "CONFLICTING",
                merge=commit,
                parents=tuple(parents),
            )
    raise ApiError("unreadable", "GitHub's answer has no pull request")


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


def decide(seen: Look, head: str, branch: str) -> Merge | Obstacle:
    """Whether the test merge is of a head with the live tip of a branch, and of nothing else."""
    if not seen.open:
        return Obstacle(
            message="the pull request is closed",
            hint="reopen it to have it judged",
            lasting=True,
        )
    if seen.head != head:
        return Obstacle(
            message=f"the pull request has moved on to {seen.head}: this run is of {head}",
            hint="the run of the newer commit judges it",
        )
    if seen.branch != branch:
        return Obstacle(
            message=f"the pull request was for {branch}, and is for {seen.branch} now",
            hint=AGAIN,
            lasting=True,
        )
    if seen.tip is None:
        return Obstacle(
            message=f"the base branch {branch} is gone",
            hint="choose another base for the pull request",
            lasting=True,
        )
    if seen.conflicts:
        return Obstacle(
            message=f"the pull request conflicts with {branch}",
            hint=f"merge {branch} into it, and push",
            lasting=True,
        )
    if seen.merge is None:
        return Obstacle(message="GitHub has made no test merge of the pull request", hint=AGAIN)
    if seen.parents == (seen.tip, head):
        return Merge(commit=seen.merge, base=seen.tip)
    if seen.parents[1:] == (head,):
        message = f"the test merge is with {seen.parents[0]}, and {branch} is at {seen.tip} now"
    else:
        message = f"the test merge {seen.merge} is not of {head} with {branch}"
    return Obstacle(message=message, hint=AGAIN)


def settled(first: Look, again: Callable[[], Look], head: str, clock: Clock) -> Merge:
    """The test merge to judge; asked for again while that may help.

    Raises InputError: nothing else is judged in its place.
    """
    end = clock.monotonic() + PATIENCE
    pause = FIRST_PAUSE
    found = decide(first, head, first.branch)
    while isinstance(found, Obstacle):
        if found.lasting or clock.monotonic() + pause > end:
            raise mistake(found.message, hint=found.hint)
        clock.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        found = decide(again(), head, first.branch)
    return found


def open_pulls(api: Api, repository: str, origin: Origin) -> list[Pull]:
    """The open pull requests into a repository whose head is a commit of a branch.

    Raises ApiError.
    """
    owner = origin.repository.partition("/")[0]
    asked = {"state": "open", "head": f"{owner}:{origin.branch}", "per_page": PAGE}
    found = []
    for page in range(1, MOST_PAGES + 1):
        items = api.get(f"/repos/{repository}/pulls?{urlencode({**asked, 'page': page})}")
        if not isinstance(items, list):
            raise ApiError("unreadable", "GitHub answered with something that is no list")
        found += [pull for item in items if (pull := _pull_of(item, origin))]
        if len(items) < PAGE:
            return found
    raise ApiError("unreadable", f"GitHub's list has more than {MOST_PAGES} pages")


def _pull_of(item: object, origin: Origin) -> Pull | None:
    """The pull request, where its head is that; the list may hold heads that were not asked for."""
    match item:
        case {
            "head": {
                "sha": origin.commit,
                "ref": origin.branch,
                "repo": {"full_name": origin.repository},
            }
        }:
            return read_pull(item)
    return None
