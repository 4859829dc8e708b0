"""One call of the REST API, and what all of its answers are made with."""

import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fakegithub.contract import Asked
from fakegithub.exchange import Answer, Json, Refused, Seen
from fakegithub.state import Comment, Pull, State

WEB = "https://github.com"
REPOSITORY_ID = 700_000_001
NOT_ADMITTED = (
    "Although you appear to have the correct authorization credentials, the `acme` organization has "
    "an IP allow list enabled, and your IP address is not permitted to access this resource."
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One operation asked for, with the root that its answers name themselves by."""

    asked: Asked
    state: State
    url: str

    @property
    def values(self) -> Mapping[str, str]:
        return self.asked.values

    @property
    def seen(self) -> Seen:
        return self.asked.seen

    @property
    def repository_url(self) -> str:
        return f"{self.url}/repos/{self.state.repository}"

    def admit(self) -> None:
        if not self.state.admitted:
            raise Refused(403, NOT_ADMITTED)
        if f"{self.values['owner']}/{self.values['repo']}" != self.state.repository:
            raise Refused(404, "Not Found")
        if self.seen.method != "GET" and not self.state.may_write:
            raise Refused(403, "Resource not accessible by integration")
        if self.seen.method != "GET" and self.state.archived:
            raise Refused(403, "Repository was archived so is read-only.")

    def sent(self, name: str) -> str:
        """A string of the request's body."""
        body = self.seen.body
        if not isinstance(body, dict):
            raise Refused(400, "Problems parsing JSON")
        if not isinstance(body.get(name), str):
            raise Refused(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
        return str(body[name])

    def pull(self, name: str) -> Pull:
        number = self.values[name]
        pull = self.state.pulls.get(int(number)) if number.isdigit() else None
        if pull is None:
            raise Refused(404, "Not Found")
        return pull

    def comment(self) -> Comment:
        for comment in self.state.comments:
            if str(comment.id) == self.values["comment_id"]:
                return comment
        raise Refused(404, "Not Found")

    def own_comment(self) -> Comment:
        comment = self.comment()
        if comment.login != self.state.viewer:
            raise Refused(403, "Resource not accessible by integration")
        return comment


def paged(call: Call, items: Sequence[Json]) -> Answer:
    """The page of a list that is asked for, and where the others are."""
    size = min(number(call, "per_page", 30), 100)
    page = number(call, "page", 1)
    return Answer(
        status=200,
        body=page_of(call, items),
        headers=links(call, page, last=max(1, -(-len(items) // size))),
    )


def page_of(call: Call, items: Sequence[Json]) -> Sequence[Json]:
    size = min(number(call, "per_page", 30), 100)
    page = number(call, "page", 1)
    return items[(page - 1) * size : page * size]


def number(call: Call, name: str, default: int) -> int:
    said = call.seen.query.get(name, "")
    return int(said) if said.isdigit() and int(said) else default


def links(call: Call, page: int, last: int) -> dict[str, str]:
    """The pages around this one, named by the repository's id as GitHub does."""
    pages = {}
    if page > 1:
        pages["prev"] = min(page - 1, last)
    if page < last:
        pages |= {"next": page + 1, "last": last}
    if page > 1:
        pages["first"] = 1
    path = call.seen.path.replace(
        f"/repos/{call.state.repository}", f"/repositories/{REPOSITORY_ID}"
    )
    parts = (
        f'<{call.url}{path}?{urlencode({**call.seen.query, "page": there})}>; rel="{name}"'
        for name, there in pages.items()
    )
    return {"Link": ", ".join(parts)} if pages else {}


def user(call: Call, login: str) -> Json:
    bot = login.endswith("[bot]")
    there = f"{call.url}/users/{login.replace('[', '%5B').replace(']', '%5D')}"
    name = login.removesuffix("[bot]")
    number = zlib.crc32(login.encode())
    return {
        "login": login,
        "id": number,
        "node_id": node_id("Bot" if bot else "User", number),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": there,
        "html_url": f"{WEB}/apps/{name}" if bot else f"{WEB}/{name}",
        "followers_url": f"{there}/followers",
        "following_url": f"{there}/following{{/other_user}}",
        "gists_url": f"{there}/gists{{/gist_id}}",
        "starred_url": f"{there}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{there}/subscriptions",
        "organizations_url": f"{there}/orgs",
        "repos_url": f"{there}/repos",
        "events_url": f"{there}/events{{/privacy}}",
        "received_events_url": f"{there}/received_events",
        "type": "Bot" if bot else "User",
        "user_view_type": "public",
        "site_admin": False,
    }


def node_id(*parts: object) -> str:
    return b64encode("".join(map(str, parts)).encode()).decode()
