"""The commit status: one word on a commit, which a branch can require."""

from typing import Literal

from msgspec import Struct

from ml_readiness.github.api import Api, ApiError, Clock

State = Literal["pending", "success", "failure", "error"]

# GitHub refuses a longer one.
DESCRIPTION_CHARACTERS = 140
# How long is waited before it is written again, in seconds.
PAUSES = (1.0, 4.0, 16.0)


def label(name: str, branch: str) -> str:
    """What a status is called: by its branch, so that none stands in for another branch's.

    `name` tells several gates apart.
    """
    return f"ml-readiness{f'/{name}' if name else ''} ({branch})"


class CommitStatus(Struct, frozen=True, kw_only=True):
    """A status of a commit in a repository (`owner/name`); `page` is what it links.

    GitHub's API calls the label its context.
    """

    repository: str
    commit: str
    label: str
    page: str | None

    def write(self, api: Api, clock: Clock, state: State, description: str) -> None:
        """Write it, again where that may not have arrived: the last one counts. Raises ApiError."""
        body: dict[str, object] = {
            "state": state,
            "context": self.label,
            "description": description[:DESCRIPTION_CHARACTERS],
        }
        if self.page:
            body["target_url"] = self.page
        for pause in (*PAUSES, None):
            try:
                _check(api.post(f"/repos/{self.repository}/statuses/{self.commit}", body), state)
            except ApiError as error:
                if pause is None or not error.unsure:
                    raise
                clock.sleep(pause)
            else:
                return


def _check(made: object, state: State) -> None:
    """Whether GitHub's answer is the status; what stands between may say 200 to anything."""
    match made:
        case {"state": said} if said == state:
            return
    raise ApiError("unreadable", "GitHub's answer is not the status that was sent", unsure=True)
