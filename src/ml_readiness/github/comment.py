"""The one comment on a pull request: found by its author and its marker, updated in place."""

from typing import Any

from msgspec import Struct

from ml_readiness.github.api import Api, ApiError

POSTS = 2


def marker(name: str) -> str:
    """What our comments begin with; `name` tells several gates on one pull request apart."""
    return f"<!-- ml-readiness:{name} -->" if name else "<!-- ml-readiness -->"


class Comment(Struct, frozen=True, kw_only=True):
    """A comment that is ours; `url` is its page."""

    id: int
    body: str
    url: str


class Thread(Struct, frozen=True, kw_only=True):
    """The comments of one pull request, as the login `viewer` who writes there."""

    api: Api
    repository: str
    number: int
    viewer: str

    def publish(self, body: str, mark: str, *, create: bool) -> Comment | None:
        """Bring our comment up to date, or post it; exactly one remains, the oldest.

        `body` begins with `mark`. Without `create` only a comment that is there is updated, and
        None says that there is none. Raises ApiError.
        """
        mine = self._mine(mark)
        if mine or not create:
            return self._settle(mine, body)
        posted = self._post(body, mark)
        # Another run may have posted between our look and our post: both look again.
        return self._settle(self._mine(mark), body) or posted

    def _post(self, body: str, mark: str) -> Comment | None:
        """The new comment; None when a post that seemed to fail is found to have succeeded."""
        for left in reversed(range(POSTS)):
            try:
                made = self.api.post(f"{self._path}/{self.number}/comments", {"body": body})
            except ApiError as error:
                if not error.unsure:
                    raise
                if self._mine(mark):
                    return None
                if not left:
                    raise
            else:
                return _comment(made)
        return None

    def _settle(self, mine: list[Comment], body: str) -> Comment | None:
        if not mine:
            return None
        kept, *others = mine
        if kept.body.strip() != body.strip():
            kept = _comment(self.api.patch(f"{self._path}/comments/{kept.id}", {"body": body}))
        for other in others:
            try:
                self.api.delete(f"{self._path}/comments/{other.id}")
            except ApiError as error:
                if error.fault != "absent":  # the other run was faster
                    raise
        return kept

    def _mine(self, mark: str) -> list[Comment]:
        """Our comments, oldest first, each once: pages shift while they are read."""
        found = {}
        for item in self.api.pages(f"{self._path}/{self.number}/comments"):
            comment = _comment(item)
            # A deleted account has no user. A login has its own spelling, so it is compared whole.
            match item:
                case {"user": {"login": self.viewer}} if comment.body.startswith(mark):
                    found[comment.id] = comment
        return [found[number] for number in sorted(found)]

    @property
    def _path(self) -> str:
        return f"/repos/{self.repository}/issues"


def _comment(item: Any) -> Comment:
    if not isinstance(item, dict):
        raise ApiError("unreadable", "GitHub's answer has something that is no comment")
    number, body, url = item.get("id"), item.get("body"), item.get("html_url")
    if type(number) is not int or not isinstance(url, str):
        raise ApiError("unreadable", "GitHub's answer has a comment without id or page")
    return Comment(id=number, body=body if isinstance(body, str) else "", url=url)
