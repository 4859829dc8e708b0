"""GitHub's API: its answers as data, retried and paged within one budget of time."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from msgspec import Struct
from requests.auth import AuthBase

from ml_readiness import __version__
from ml_readiness.github.trigger import Site
from ml_readiness.model.errors import mistake
from ml_readiness.visible import clipped

# How long all calls together may take, waiting included, in seconds.
BUDGET = 60.0
LONGEST_CALL = 15.0
FIRST_PAUSE = 1.0
# GitHub's word for how long to wait where it gives no time.
UNTOLD_WAIT = 60.0
MOST_PAGES = 100
# How GitHub answers where a repository has another name now: the same again, elsewhere.
MOVED = (301, 307)
MOST_MOVES = 3
PAGE = 100
API_HEADERS = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
    "User-Agent": f"ml-readiness/{__version__}",
}
TOKEN_LETTERS = re.compile(r"[\x21-\x7e]+")
# What GitHub says where no permission of the token would help.
BARRED = re.compile(
    r"\b(locked|archived|allow list|saml|sso|single sign-on|blocked|suspended|disabled|quota)\b",
    re.IGNORECASE,
)
# What GitHub calls a limit, now and in older servers, where no header says it.
LIMITED = re.compile("rate limit|abuse detection", re.IGNORECASE)
SAID_CHARACTERS = 300
# GitHub's documentation of rate limits, looked up on 2026-11-25.
ANONYMOUS = "without a token it answers 60 requests an hour: set GITHUB_TOKEN"

ApiFault = Literal[
    "denied", "barred", "absent", "refused", "limited", "unreachable", "unreadable", "unaddressed"
]
GRAPHQL_FAULTS: Mapping[str, ApiFault] = {
    "INSUFFICIENT_SCOPES": "denied",
    "NOT_FOUND": "absent",
    "RATE_LIMITED": "limited",
}


class ApiError(Exception):
    """A call that did not give what was asked for; `message` is a sentence for the user.

    A call is denied where the token lacks a permission, and barred where GitHub has another cause,
    as a locked conversation. It is unaddressed where nobody knows whom to ask. `unsure` says that
    the call may have been carried out all the same, `answered` that GitHub has said anything.
    """

    def __init__(
        self, fault: ApiFault, message: str, *, unsure: bool = False, answered: bool = True
    ) -> None:
        super().__init__(message)
        self.answered = answered
        self.fault = fault
        self.message = message
        self.unsure = unsure


@contextmanager
def needed(lost: str, *, hint: str | None = None) -> Iterator[None]:
    """Around calls without which nothing can be judged: an ApiError becomes an InputError.

    `lost` says what that means ("the pull request cannot be read"), `hint` what the token needs,
    which is told where GitHub hides or refuses what is asked for.
    """
    try:
        yield
    except ApiError as error:
        way_out = hint if error.fault in {"absent", "denied"} else None
        raise mistake(f"{lost}: {error.message}", hint=way_out) from None


class Clock(Protocol):
    """What the module `time` offers: seconds since some start, since 1970, and a pause."""

    def monotonic(self) -> float: ...
    def time(self) -> float: ...
    def sleep(self, seconds: float, /) -> None: ...


class Bearer(AuthBase):
    """The token; as an `auth` object, so that no .netrc file takes its place."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Anonymous(AuthBase):
    """No token; an `auth` object all the same, so that no .netrc file gives one."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Session(requests.Session):
    """One that follows nothing, and reads no Location: a bad one would raise a ValueError."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        del resp


class Meter(Struct):
    """The requests that a run may still make, and what has kept it from an answer.

    `patience` is how long GitHub may make it wait in all, in seconds, beside the budgets of time,
    and `told` hears of each wait. `spent` says that no request is left, here or at GitHub; `missed`
    counts the failures to reach it, and `lost` those in a row.
    """

    left: int
    patience: float = 0.0
    told: Callable[[float], None] = lambda _: None
    waited: float = 0.0
    spent: bool = False
    lost: int = 0
    missed: int = 0
    made: int = 0

    def count(self) -> None:
        """One request more; raises ApiError where none is left."""
        if self.left <= 0:
            self.spent = True
            raise ApiError("limited", "the requests of this run are spent", answered=False)
        self.left -= 1
        self.made += 1

    def waits(self, seconds: float) -> bool:
        """Whether so long a wait that GitHub asks for is granted."""
        if seconds > self.patience:
            return False
        self.patience -= seconds
        self.waited += seconds
        self.told(seconds)
        return True

    def ended(self, fault: ApiFault | None) -> None:
        """How a request ended, all its repetitions done; None with an answer."""
        self.spent = self.spent or fault == "limited"
        unreachable = fault == "unreachable"
        self.missed += unreachable
        self.lost = self.lost + 1 if unreachable else 0


class Api:
    """The calls of one run, which share a connection and a budget of time.

    It honours the runner's proxy and certificates. Every method raises ApiError. A token of None
    makes it `anonymous`: GitHub then answers few requests, and no query. `meter` counts them.
    """

    def __init__(
        self,
        site: Site,
        token: str | None,
        clock: Clock,
        budget: float = BUDGET,
        meter: Meter | None = None,
    ) -> None:
        if token is not None and not TOKEN_LETTERS.fullmatch(token):
            raise ApiError("barred", "the token has a character that no token has")
        self._site = site
        self._clock = clock
        self._end = clock.monotonic() + budget
        self._session = Session()
        self._session.headers.update(API_HEADERS)
        self._session.auth = Anonymous() if token is None else Bearer(token)
        self.anonymous = token is None
        self._meter = meter

    def restart(self, budget: float) -> None:
        """Give what comes next a budget of its own, in seconds."""
        self._end = self._clock.monotonic() + budget

    def pages(
        self, path: str, *, inside: str | None = None, most: int = MOST_PAGES, **query: str
    ) -> Iterator[Any]:
        """The items of a list, over all its pages; `query` says which are wanted.

        `inside` is the key of the list, where an answer is more than that; `most` are the pages.
        """
        url = f"{self._rest}{path}?{urlencode({**query, 'per_page': PAGE}, errors='replace')}"
        for _ in range(most):
            response = self._ask("GET", url)
            items = _json(response)
            if inside and isinstance(items, dict):
                items = items.get(inside)
            if not isinstance(items, list):
                raise ApiError("unreadable", "GitHub answered with something that is no list")
            yield from items
            if "next" not in response.links:
                return
            url = response.links["next"]["url"]
            if not _same_origin(url, self._rest):
                raise ApiError("unreadable", "GitHub's next page is on another host")
        raise ApiError("unreadable", f"GitHub's list has more than {most} pages")

    def get(self, path: str) -> Any:
        return _json(self._ask("GET", self._rest + path))

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """What was made; never sent a second time when the first may have been carried out."""
        response = self._ask("POST", self._rest + path, body, repeatable=False)
        try:
            return _json(response)
        except ApiError as error:
            raise ApiError(error.fault, error.message, unsure=True) from None

    def patch(self, path: str, body: Mapping[str, object]) -> Any:
        return _json(self._ask("PATCH", self._rest + path, body))

    def delete(self, path: str) -> None:
        response = self._ask("DELETE", self._rest + path)
        if response.status_code != 204:  # what stands between may say 200 to anything
            said = f"GitHub answered {response.status_code} to what deletes, and not 204"
            raise ApiError("unreadable", said)

    def query(self, text: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """The `data` of a GraphQL query."""
        data, faults = self.query_parts(text, variables)
        for fault in faults.values():
            raise fault
        return data

    def query_parts(
        self, text: str, variables: Mapping[str, object]
    ) -> tuple[dict[str, Any], dict[str, ApiError]]:
        """The `data` of a GraphQL query as far as there is some, and why parts are null.

        Faults have their places in it (`r7`, `owner.repositories.nodes.3`). Raises the first one
        where there is no data at all.
        """
        answer = _json(self._ask("POST", self._graphql, {"query": text, "variables": variables}))
        if not isinstance(answer, dict):
            raise ApiError("unreadable", "GitHub answered with something that is no object")
        faults = _graphql_errors(answer["errors"]) if answer.get("errors") else {}
        if any(fault.fault == "limited" for fault in faults.values()):
            self._ended("limited")
        data = answer.get("data")
        if not isinstance(data, dict):
            for fault in faults.values():
                raise fault
            raise ApiError("unreadable", "GitHub's answer has no data")
        return data, faults

    @property
    def _rest(self) -> str:
        return _known(self._site.rest, "REST", "GITHUB_API_URL")

    @property
    def _graphql(self) -> str:
        return _known(self._site.graphql, "GraphQL", "GITHUB_GRAPHQL_URL")

    def _ask(
        self,
        method: str,
        url: str,
        body: Mapping[str, object] | None = None,
        *,
        repeatable: bool = True,
    ) -> requests.Response:
        """The successful answer; asked again while that is safe, useful and in the budget."""
        pause, moves = FIRST_PAUSE, 0
        while True:
            wait: float | None = pause if repeatable else None
            if self._meter:
                self._meter.count()
            try:
                response = self._session.request(
                    method, url, json=body, timeout=self._timeout(), allow_redirects=False
                )
            except requests.RequestException as error:
                said = f"GitHub could not be reached ({type(error).__name__})"
                failure = ApiError("unreachable", said, unsure=not repeatable, answered=False)
            else:
                if 200 <= response.status_code < 300:
                    self._ended(None)
                    return response
                if moves < MOST_MOVES and (moved := _moved(response, url)):
                    url, moves = moved, moves + 1
                    continue
                failure = _failure(response, unsure=not repeatable)
                if self.anonymous and failure.fault == "limited":
                    failure = ApiError("limited", f"{failure.message}; {ANONYMOUS}")
                if failure.fault == "limited":
                    wait = max(pause, _told_wait(response, self._clock.time()))
                elif failure.fault != "unreachable":
                    wait = None
            if failure.fault == "limited" and wait and self._meter and self._meter.waits(wait):
                self._end += wait
            elif wait is None or self._clock.monotonic() + wait >= self._end:
                self._ended(failure.fault)
                raise failure
            self._clock.sleep(wait)
            pause *= 2

    def _ended(self, fault: ApiFault | None) -> None:
        if self._meter:
            self._meter.ended(fault)

    def _timeout(self) -> float:
        return max(1.0, min(LONGEST_CALL, self._end - self._clock.monotonic()))


def _known(address: str | None, what: str, variable: str) -> str:
    if address is None:
        message = f"the address of this server's {what} API is not known ({variable})"
        raise ApiError("unaddressed", message)
    return address


def _moved(response: requests.Response, asked: str) -> str | None:
    """Where to ask the same again; None for another host, which the token is not for."""
    if response.status_code not in MOVED:
        return None
    try:
        there = urlsplit(urljoin(asked, response.headers.get("location", "")))
        same = (there.scheme, there.netloc.lower()) == _origin(asked)
    except ValueError:
        return None
    # From its parts: what else reads the address must not find another host in it.
    return there.geturl() if same else None


def _failure(response: requests.Response, *, unsure: bool) -> ApiError:
    status, said = response.status_code, _said(response)
    answered = f"GitHub answered {status}{f' ({said})' if said else ''}"
    if status == 429 or (status == 403 and _is_limit(response, said)):
        return ApiError("limited", f"GitHub asks to come back later: {answered}")
    if status == 403:
        return ApiError(_denial(said), answered)
    if status in (404, 410):
        return ApiError("absent", answered)
    if status >= 500 or status == 408:
        return ApiError("unreachable", answered, unsure=unsure)
    return ApiError("refused", answered)


def _denial(said: str) -> ApiFault:
    """What a refusal is, by GitHub's own words; where they name no cause, it is the token's."""
    return "barred" if BARRED.search(said) else "denied"


def _is_limit(response: requests.Response, said: str) -> bool:
    headers = response.headers
    spent = headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in headers or bool(LIMITED.search(said))


def _told_wait(response: requests.Response, now: float) -> float:
    """The seconds that GitHub asks us to wait."""
    after = response.headers.get("retry-after", "")
    if after.isascii() and after.isdigit():
        return float(after)
    reset = response.headers.get("x-ratelimit-reset", "")
    if response.headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(0.0, float(reset) - now) + 1  # its clock and ours need not agree
    return UNTOLD_WAIT


def _said(response: requests.Response) -> str:
    """GitHub's own words about a failure, where it has any."""
    try:
        message = response.json()["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return clipped(message, SAID_CHARACTERS) if isinstance(message, str) else ""


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        message = f"GitHub answered {response.status_code} with something that is no JSON"
        raise ApiError("unreadable", message) from None


def _graphql_errors(errors: object) -> dict[str, ApiError]:
    """What each error says, by its place in the data; at least one."""
    found: dict[str, ApiError] = {}
    for error in errors if isinstance(errors, list) and errors else [None]:
        path = error.get("path") if isinstance(error, dict) else None
        place = ".".join(map(str, path)) if isinstance(path, list) else ""
        found.setdefault(place, _graphql_error(error))
    return found


def _graphql_error(error: object) -> ApiError:
    if not isinstance(error, dict):
        return ApiError("unreadable", "GitHub answered with errors that cannot be read")
    kind, said = str(error.get("type")), clipped(str(error.get("message")), SAID_CHARACTERS)
    fault = _denial(said) if kind == "FORBIDDEN" else GRAPHQL_FAULTS.get(kind, "refused")
    return ApiError(fault, f"GitHub answered: {said}")


def _same_origin(url: str, other: str) -> bool:
    try:
        return _origin(url) == _origin(other)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str]:
    """The scheme and the host of an address; raises ValueError for one that is none."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
