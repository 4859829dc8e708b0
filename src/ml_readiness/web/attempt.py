"""What to do next about a link: ask again, elsewhere or later, or be content with the answer."""

import math
from typing import Literal
from urllib.parse import urljoin

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.model.answer import NOT_FOR_PROGRAMS, Answer, Fault
from ml_readiness.model.limits import Limits
from ml_readiness.rules.address import FLAWS, Address, read_address

Method = Literal["HEAD", "GET"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5

# Seconds before the first new try; each further one doubles it.
PAUSE = 0.5


class Attempt(Struct, frozen=True, kw_only=True):
    """One request that is to be made for a link, and what has been done for it before.

    `due` and `deadline` are moments of the network's clock; `deadline` is that of the link,
    whatever number of requests it takes.
    """

    link: str
    target: Address
    anchored: bool
    method: Method
    hops: int = 0
    failures: int = 0
    due: float = 0.0
    deadline: float = math.inf

    def answer(
        self, status: int | None = None, fault: Fault | None = None, detail: str | None = None
    ) -> Answer:
        """The link's answer, with the address that was reached."""
        address = self.target.encoded if self.hops else self.link
        return Answer(address=address, status=status, fault=fault, detail=detail)


class Reply(Struct, frozen=True, kw_only=True):
    """What a server said; `wait` is its Retry-After in seconds. Anchors as in an Answer."""

    status: int
    location: str | None = None
    wait: float | None = None
    anchors: frozenset[str] | None = None
    complete: bool = True


class Failure(Struct, frozen=True, kw_only=True):
    """A request without a reply; `lasting` when there is no sense in asking again."""

    fault: Fault
    detail: str
    lasting: bool = False


def next_step(
    attempt: Attempt, reply: Reply | Failure, limits: Limits, now: float
) -> Answer | Attempt:
    """The answer that the link ends with, or the request that comes next."""
    if isinstance(reply, Failure):
        answer = attempt.answer(fault=reply.fault, detail=reply.detail)
        return answer if reply.lasting else _later(attempt, answer, None, limits, now)
    if reply.status in REDIRECTS and reply.location is not None:
        return _redirected(attempt, reply.location)
    answer = replace(
        attempt.answer(status=reply.status), anchors=reply.anchors, complete=reply.complete
    )
    if 200 <= reply.status < 400:
        return answer
    passing = reply.status >= 500 and reply.status != NOT_FOR_PROGRAMS
    # Who asks for a pause must not be asked again at once, not even in another way.
    if reply.status == 429 or (passing and reply.wait is not None):
        return _later(attempt, answer, reply.wait, limits, now)
    if attempt.method == "HEAD":
        return replace(attempt, method="GET")
    if passing:
        return _later(attempt, answer, None, limits, now)
    return answer


def _later(
    attempt: Attempt, answer: Answer, wait: float | None, limits: Limits, now: float
) -> Answer | Attempt:
    """A new try after a pause; the answer in hand when no try is left, or no time for it."""
    failures = attempt.failures + 1
    due = now + (PAUSE * 2 ** (failures - 1) if wait is None else wait)
    if failures >= limits.link_tries or due >= attempt.deadline:
        return answer
    return replace(attempt, method="GET", failures=failures, due=due)


def _redirected(attempt: Attempt, location: str) -> Answer | Attempt:
    if attempt.hops >= MOST_REDIRECTS:
        return attempt.answer(
            fault="too-many-redirects", detail=f"more than {MOST_REDIRECTS} redirects"
        )
    try:
        # Servers write UTF-8 into a header that is read as Latin-1.
        written = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        written = location
    try:
        there = read_address(urljoin(attempt.target.encoded, written))
    except ValueError:
        there = "unreadable"
    if isinstance(there, str):
        return attempt.answer(fault="bad-redirect", detail=FLAWS[there])
    return replace(attempt, target=there, hops=attempt.hops + 1)
