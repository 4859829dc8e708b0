"""Schedules of faults, made from a seed: what goes wrong on the way to GitHub, and when."""

import random
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from fakegithub import (
    AFTER,
    RESET,
    TWICE,
    FakeGitHub,
    Fault,
    Instead,
    Meanwhile,
    Reply,
    Seen,
    exhausted,
    html,
    limited,
    truncated,
)
from fakegithub.faults import JSON, Spoilt

from helpers.step import FILES
from helpers.target import encoded
from helpers.ways import CASES, WAYS, Site

LASTING = 1_000
# The client gives a call so many seconds.
TIMEOUT, LATE = 15.0, 9.0
# More than a whole run may take.
TOO_LONG = 500.0
NEW_HEAD, NEW_TIP = "8" * 40, "9" * 40
BEFORE = ("nothing", "nothing", "a comment", "two comments", "somebody else's comment")


class Elsewhere:
    """A port of another host's, where nobody has to ask for anything."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.setblocking(False)
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def was_asked(self) -> bool:
        try:
            self.listening.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self.listening.close()


@dataclass(frozen=True, kw_only=True)
class World:
    """What a fault can do something to."""

    site: Site
    elsewhere: Elsewhere

    def passes(self, seconds: float) -> None:
        self.site.clock.now += seconds

    def head_moves(self) -> None:
        """A push to the pull request, whose test merge is not made yet."""
        state = self.site.github.state
        self.site.moved = len(self.site.github.seen) - 1
        with state.lock:
            state.files[NEW_HEAD] = encoded(FILES)
            for pull in state.pulls.values():
                pull.head_sha, pull.merge_sha = NEW_HEAD, None

    def base_moves(self) -> None:
        """A push to the base branch that changes nothing of what is judged."""
        state = self.site.github.state
        with state.lock:
            state.advance("main", NEW_TIP, state.files[state.pulls[7].base_sha])

    def closes(self) -> None:
        for pull in self.site.github.state.pulls.values():
            pull.state = "CLOSED"


def said(status: int, message: str, **headers: str) -> Reply:
    body = f'{{"message": "{message}"}}'.encode()
    spelt = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers={"Content-Type": JSON, **spelt}, body=body)


def answered(body: bytes, **headers: str) -> Reply:
    return Reply(status=200, headers={"Content-Type": JSON, **headers}, body=body)


Made: TypeAlias = Callable[[World], Spoilt | Meanwhile]


def always(reply: Spoilt) -> Made:
    return lambda _: reply


def after(seconds: float, then: Spoilt | None = None) -> Made:
    return lambda world: Meanwhile(happens=lambda: world.passes(seconds), then=then)


def away(status: int) -> Made:
    return lambda world: Reply(status=status, headers={"Location": f"{world.elsewhere.url}/x"})


def next_page(world: World) -> Spoilt:
    return answered(b"[]", Link=f'<{world.elsewhere.url}/x?page=2>; rel="next"')


FAULTS: Mapping[str, Made] = {
    "reset": always(RESET),
    "reset after it was done": always(AFTER),
    "timeout": after(TIMEOUT, RESET),
    "timeout after it was done": after(TIMEOUT, AFTER),
    "late": after(LATE),
    "far too late": after(TOO_LONG),
    "twice": always(TWICE),
    "401": always(said(401, "Bad credentials")),
    "403": always(said(403, "Resource not accessible by integration")),
    "403 barred": always(said(403, "Repository was archived so is read-only.")),
    "404": always(said(404, "Not Found")),
    "409": always(said(409, "Conflict")),
    "410": always(said(410, "Gone")),
    "422": always(said(422, "Validation Failed")),
    "500": always(html(500)),
    "502": always(html(502)),
    "502 after it was done": always(Instead(html(502))),
    "a page with 200": always(html(200)),
    "nothing with 200": always(Reply(status=200, headers={"Content-Type": JSON})),
    "a page with 200 after it was done": always(Instead(html(200))),
    "truncated": always(truncated()),
    "truncated after it was done": always(Instead(truncated())),
    "half": always(answered(b'{"data": {"repository": {')),
    "null": always(answered(b"null")),
    "an empty object": always(answered(b"{}")),
    "a query's error": always(answered(b'{"data": null, "errors": [{"message": "Something"}]}')),
    "a query's limit": always(
        answered(b'{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}')
    ),
    "403 with Retry-After": always(limited(retry_after=5)),
    "429 with Retry-After": always(limited(retry_after=5, status=429)),
    "Retry-After an hour": always(limited(retry_after=3600)),
    "403 with a reset": always(exhausted(reset=1_000_020)),
    "429 with a reset": always(exhausted(reset=1_000_020, status=429)),
    "a reset tomorrow": always(exhausted(reset=1_090_000)),
    "429 with neither": always(said(429, "Too Many Requests")),
    "403 limit with neither": always(said(403, "You have exceeded a secondary rate limit")),
    "moved to another host": away(301),
    "redirected to another host": away(307),
    "a next page elsewhere": next_page,
    "the head moves": lambda world: Meanwhile(happens=world.head_moves),
    "the base moves": lambda world: Meanwhile(happens=world.base_moves),
    "the pull request closes": lambda world: Meanwhile(happens=world.closes),
    "killed": lambda world: Meanwhile(happens=world.site.kill, then=RESET),
    "killed after it was done": lambda world: Meanwhile(happens=world.site.kill, then=AFTER),
}
KILLS = ("killed", "killed after it was done")
# The seconds that pass by themselves: a real clock would have to wait for them.
PASSING = {
    "timeout": TIMEOUT,
    "timeout after it was done": TIMEOUT,
    "late": LATE,
    "far too late": TOO_LONG,
}
MOVES = ("the head moves", "the base moves", "the pull request closes")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One fault: from which request on, for which requests (a word, or all), and how often."""

    kind: str
    at: int
    word: str | None
    times: int

    def __str__(self) -> str:
        often = "always" if self.times == LASTING else f"{self.times}x"
        return f"{self.kind} at {self.at} ({self.word or 'any'}, {often})"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What a seed stands for; `before` is what the pull request has of an earlier run."""

    seed: int
    way: str
    case: str
    before: str
    faults: tuple[Planned, ...]

    def __str__(self) -> str:
        faults = ", ".join(map(str, self.faults))
        return f"seed {self.seed}: {self.way}, {self.case}, {self.before} before: {faults}"

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(fault.kind for fault in self.faults)

    @property
    def kills(self) -> bool:
        return not self.kinds.isdisjoint(KILLS)

    @property
    def moves(self) -> bool:
        return not self.kinds.isdisjoint(MOVES)


def word(seen: Seen) -> str:
    """What a request is for."""
    if seen.path == "/graphql":
        text = seen.raw.decode()
        parts = {"GitObjectID": "files", "potential": "merge", "viewer": "look"}
        return next((name for part, name in parts.items() if part in text), "sources")
    parts = {
        "/compare/": "compare",
        "/git/trees/": "paths",
        "/git/blobs/": "file",
        "/git/ref/": "tip",
        "/pulls": "pulls",
        "/statuses/": "status",
        "/actions/": "runs",
    }
    found = [name for part, name in parts.items() if part in seen.path]
    return found[0] if found else f"{seen.method} comments"


def schedule(seed: int, words: Callable[[str, str], Sequence[str]]) -> Schedule:
    """The schedule of a seed; `words` are those of the requests that a way and a case take."""
    chance = random.Random(seed)
    way = [*WAYS][seed % len(WAYS)]
    case = chance.choice([*CASES])
    usual = words(way, case)
    faults = []
    for _ in range(chance.choice([1, 1, 2, 2, 3, 4, 6])):
        at = chance.randrange(len(usual) + 3)
        aimed = usual[at] if at < len(usual) and chance.random() < 0.5 else None
        kind = chance.choice([kind for kind in FAULTS if kind not in KILLS])
        times = 1 if kind in MOVES else chance.choice([1, 1, 1, 2, 3, 5, LASTING])
        faults.append(Planned(kind=kind, at=at, word=aimed, times=times))
    if chance.random() < 0.25:
        at = chance.randrange(len(usual))
        faults.append(Planned(kind=chance.choice(KILLS), at=at, word=None, times=1))
    return Schedule(
        seed=seed,
        way=way,
        case=case,
        before=chance.choice(BEFORE) if WAYS[way].comments else "nothing",
        # Of two that are due the later one comes: a lasting fault hides nothing.
        faults=tuple(sorted(faults, key=lambda fault: -fault.at)),
    )


def in_real_time(planned: Schedule) -> Schedule | None:
    """What is left of a schedule without what takes long; None where nothing is."""
    faults = tuple(
        replace(each, times=min(each.times, 2))
        for each in planned.faults
        if each.kind not in PASSING
    )
    # How old a job's run is depends on the day.
    return replace(planned, faults=faults) if faults and "job" not in planned.case else None


def set_faults(planned: Sequence[Planned], world: World) -> None:
    """Have the fake of GitHub do all that is planned."""
    github = world.site.github
    for each in planned:
        github.faults.append(Fault(_due(github, each), FAULTS[each.kind](world), times=each.times))


def _due(github: FakeGitHub, planned: Planned) -> Callable[[Seen], bool]:
    def due(seen: Seen) -> bool:
        reached = len(github.seen) > planned.at
        return reached and planned.word in {None, word(seen)}

    return due
