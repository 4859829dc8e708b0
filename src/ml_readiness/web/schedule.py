"""Who asks what next: a queue a host, few at a time of each, and a shelf for what has to wait."""

import heapq
from collections import deque
from itertools import count
from threading import Condition

from ml_readiness.web.attempt import Attempt


class Schedule:
    """Attempts handed out to many threads, at most `per_host` at once to any host."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._changed = Condition()
        self._waiting: dict[str, deque[Attempt]] = {}
        self._busy: dict[str, int] = {}
        # Hosts that may be asked now, as a set that keeps the order in which they came.
        self._open: dict[str, None] = {}
        self._shelf: list[tuple[float, int, Attempt]] = []
        self._number = count()
        self._closed = False

    def put(self, attempt: Attempt, *, first: bool = False) -> None:
        """Queues an attempt at its host; `first` before all that have not begun."""
        host = attempt.target.host
        with self._changed:
            waiting = self._waiting.setdefault(host, deque())
            if first:
                waiting.appendleft(attempt)
            else:
                waiting.append(attempt)
            self._reconsider(host)
            if host in self._open:
                self._changed.notify()

    def shelve(self, attempt: Attempt) -> None:
        """Keeps an attempt until it is due; `wake` queues it then."""
        with self._changed:
            heapq.heappush(self._shelf, (attempt.due, next(self._number), attempt))

    def wake(self, now: float) -> None:
        """Queues the shelved attempts that are due."""
        with self._changed:
            while self._shelf and self._shelf[0][0] <= now:
                self.put(heapq.heappop(self._shelf)[2], first=True)

    def take(self, done: str | None) -> Attempt | None:
        """The next attempt; waits for one; None when all is over.

        `done` is the host of the attempt that the thread has just finished, None if it had none.
        Its next attempt is preferred, as there is a connection for it.
        """
        with self._changed:
            if done is not None:
                self._busy[done] -= 1
                self._reconsider(done)
            while not self._open and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            host = done if done in self._open else next(iter(self._open))
            attempt = self._waiting[host].popleft()
            self._busy[host] = self._busy.get(host, 0) + 1
            # To the back of the line, so that every host gets its turn.
            del self._open[host]
            self._reconsider(host)
            return attempt

    def close(self) -> None:
        """Sends every thread home."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _reconsider(self, host: str) -> None:
        if self._waiting.get(host) and self._busy.get(host, 0) < self._per_host:
            self._open[host] = None
