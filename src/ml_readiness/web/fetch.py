"""Many links at once, politely, and over by the deadline whatever the servers do."""

import contextlib
import math
import queue
import ssl
from collections import deque
from collections.abc import Callable, Collection
from threading import Thread

import certifi
from msgspec.structs import replace

from ml_readiness.model.answer import Answer, Fault, Wanted
from ml_readiness.model.limits import Limits
from ml_readiness.rules.address import FLAWS, read_address
from ml_readiness.web.attempt import Attempt, next_step
from ml_readiness.web.connection import Connection
from ml_readiness.web.exchange import exchange
from ml_readiness.web.network import Network
from ml_readiness.web.resolver import Resolver
from ml_readiness.web.schedule import Schedule

# Connections to one host at a time.
PER_HOST = 4

# Seconds between two looks at the deadlines when nothing else happens.
TICK = 0.05

# Seconds that threads get in all to close their connections before they are left behind.
FAREWELL = 0.5


def fetch(
    wanted: Collection[Wanted],
    network: Network,
    limits: Limits,
    progress: Callable[[int, int], None],
) -> dict[str, Answer]:
    """What the web says about each address; never raises for what an address or a server does.

    Each address is wanted once. All of it takes at most `limits.run_seconds`; what is not answered
    by then has the fault "run-deadline". An address that nobody could ask has the fault
    "no-such-host", as a name that does not exist has; both have "name-lookup" when no name at all
    was resolved, as we may be offline. `progress` is called with how many are answered, and of how
    many, from this thread.
    """
    visit = _Visit(wanted, network, limits, progress)
    try:
        visit.start()
        visit.wait()
    finally:
        visit.leave()
    return visit.result()


class _Visit:
    """One call of `fetch`: this thread keeps the answers and the time, the others ask."""

    def __init__(
        self,
        wanted: Collection[Wanted],
        network: Network,
        limits: Limits,
        progress: Callable[[int, int], None],
    ) -> None:
        self.wanted = wanted
        self.network = network
        self.limits = limits
        self.progress = progress
        self.resolver = Resolver(network)
        self.schedule = Schedule(PER_HOST)
        self.answers: dict[str, Answer] = {}
        self.inbox: queue.SimpleQueue[tuple[str, Answer] | BaseException] = queue.SimpleQueue()
        self.threads: list[Thread] = []
        # Rising, as every link has the same time from its first request on.
        self.deadlines: deque[tuple[float, str]] = deque()
        self.connections: dict[str, Connection] = {}
        self.over = False
        self.end = network.monotonic() + limits.run_seconds

    def start(self) -> None:
        attempts = [self._attempt(each) for each in self.wanted]
        asked = [attempt for attempt in attempts if attempt is not None]
        for attempt in asked:
            self.schedule.put(attempt)
        if not asked:
            return
        trust = ssl.create_default_context(cafile=certifi.where())
        for _ in range(min(self.limits.link_threads, len(asked))):
            connection = Connection(self.resolver, self.network, trust)
            # Daemons: a name server that never answers must not keep the process alive.
            thread = Thread(target=self._work, args=(connection,), name="links", daemon=True)
            self.threads.append(thread)
            thread.start()

    def _attempt(self, wanted: Wanted) -> Attempt | None:
        link, anchored = wanted.address, wanted.anchored
        there = read_address(link)
        if isinstance(there, str):
            self._record(link, Answer(address=link, fault="no-such-host", detail=FLAWS[there]))
            return None
        return Attempt(
            link=link, target=there, anchored=anchored, method="GET" if anchored else "HEAD"
        )

    def wait(self) -> None:
        """Gathers answers until there is one for every link, or no time is left."""
        while len(self.answers) < len(self.wanted):
            now = self.network.monotonic()
            if now >= self.end:
                return
            self._expire(now)
            self.schedule.wake(now)
            with contextlib.suppress(queue.Empty):
                post = self.inbox.get(timeout=min(TICK, self.end - now))
                if isinstance(post, BaseException):
                    raise post
                self._record(*post)

    def _record(self, link: str, answer: Answer) -> None:
        if link not in self.answers:
            self.answers[link] = answer
            self.progress(len(self.answers), len(self.wanted))

    def _expire(self, now: float) -> None:
        """Answers for the links whose time is up, and ends what still goes on for them."""
        while self.deadlines and self.deadlines[0][0] <= now:
            link = self.deadlines.popleft()[1]
            if link not in self.answers:
                self._record(link, self._late(link, "timeout", self.limits.link_seconds))
                self._cut(link)

    def _late(self, link: str, fault: Fault, seconds: float) -> Answer:
        return Answer(address=link, fault=fault, detail=f"no answer within {seconds:g} seconds")

    def _cut(self, link: str) -> None:
        connection = self.connections.get(link)
        if connection is not None:
            connection.cut(link)

    def leave(self) -> None:
        """Ends everything that still goes on."""
        self.over = True
        self.schedule.close()
        for link in list(self.connections):
            self._cut(link)
        end = self.network.monotonic() + FAREWELL
        for thread in self.threads:
            thread.join(max(0.0, end - self.network.monotonic()))

    def result(self) -> dict[str, Answer]:
        links = [each.address for each in self.wanted]
        late = {
            link: self._late(link, "run-deadline", self.limits.run_seconds)
            for link in links
            if link not in self.answers
        }
        if late:
            self.progress(len(self.wanted), len(self.wanted))
        return {link: self._settled(late.get(link) or self.answers[link]) for link in links}

    def _settled(self, answer: Answer) -> Answer:
        """A name that does not exist is only believed when some other name does."""
        if answer.fault == "no-such-host" and not self.resolver.resolved:
            return replace(answer, fault="name-lookup")
        return answer

    def _work(self, connection: Connection) -> None:
        """What a thread does: one attempt after the other."""
        host = None
        try:
            while (attempt := self.schedule.take(host)) is not None:
                host = attempt.target.host
                following = self._make(attempt, connection)
                # Not through the queue, or another thread would have to connect for it again.
                while following is not None and following.target.host == host:
                    following = self._make(following, connection)
                if following is not None:
                    self.schedule.put(following, first=True)
        except BaseException as error:  # noqa: BLE001 - a thread has nobody above it to see it
            self.inbox.put(error)
        finally:
            connection.close()

    def _make(self, attempt: Attempt, connection: Connection) -> Attempt | None:
        """Makes one request, unless the link is answered already; the next one, if it is due."""
        now = self.network.monotonic()
        if attempt.deadline == math.inf:
            attempt = replace(attempt, deadline=now + self.limits.link_seconds)
            self.deadlines.append((attempt.deadline, attempt.link))
        connection.begin(attempt.link)
        self.connections[attempt.link] = connection
        # After the connection is known, so that nothing can begin between the end and its cut.
        if self.over or attempt.link in self.answers:
            return None
        pause = min(attempt.deadline - now, self.limits.link_seconds / self.limits.link_tries)
        reply = exchange(attempt, connection, self.limits, max(pause, TICK))
        del self.connections[attempt.link]
        now = self.network.monotonic()
        if now >= attempt.deadline:
            return None
        following = next_step(attempt, reply, self.limits, now)
        if isinstance(following, Answer):
            self.inbox.put((attempt.link, following))
        elif following.due > now:
            self.schedule.shelve(following)
        else:
            return following
        return None
