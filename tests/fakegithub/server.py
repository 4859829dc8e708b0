"""The server: what comes in is checked, spoiled where a fault is set, carried out, and checked."""

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self

from fakegithub.call import REPOSITORY_ID, Call
from fakegithub.contract import VERSION, Asked, contract, schema
from fakegithub.exchange import Answer, Refused, Seen
from fakegithub.faults import JSON, Cut, Fault, Hang, Instead, Meanwhile, Repeat, Reply, Spoilt
from fakegithub.query import answered
from fakegithub.rest import carried_out
from fakegithub.state import State

ACCEPT = "application/vnd.github+json"
DOCUMENTATION = "https://docs.github.com/rest"
FOLLOW_REDIRECTS = (
    "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects"
)


class FakeGitHub:
    """One that knows a repository, and others beside it; the first says who may ask."""

    def __init__(self, state: State | None = None, *others: State) -> None:
        self.state = state or State()
        self.states = {each.repository: each for each in (*others, self.state)}
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        # Called with a request before it is carried out, under no lock: two can meet there.
        self.before: Callable[[Seen], object] | None = None
        self.leaving = threading.Event()
        self.choosing = threading.Lock()

    def __enter__(self) -> Self:
        # What takes long to load is loaded before a client waits for it.
        contract()
        schema()
        self.server = Server(self)
        host, port = self.server.server_address[:2]
        self.url = f"http://{host!s}:{port}"
        self.graphql_url = f"{self.url}/graphql"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leaving.set()
        self.server.shutdown()
        self.thread.join()
        self.server.end()
        if kind is None and self.violations:
            raise AssertionError("\n".join(["This is not as GitHub has it:", *self.violations]))

    def settle(self) -> None:
        """Wait until all is done that a client, which is gone, has asked for."""
        for _, thread in list(self.server.open.items()):
            thread.join(timeout=10)

    def answer(self, seen: Seen) -> Answer | Reply | None:
        """What a client is to get; None is a reset."""
        graphql = seen.path == "/graphql"
        asked = None if graphql else contract().find(self.with_names(seen))
        self.violated(seen, self.wrong(seen, asked))
        fault = self.fault(seen)
        if isinstance(fault, Meanwhile):
            fault.happens()
            fault = fault.then
        match fault:
            case Reply():
                return fault
            case Hang(seconds):
                self.leaving.wait(seconds)
                return None
            case Cut.RESET:
                return None
        if self.before:
            self.before(seen)
        for _ in range(2 if fault is Repeat.TWICE else 1):
            answer = self.query(seen) if graphql else self.operation(seen, asked)
        if isinstance(fault, Instead):
            return fault.reply
        return None if fault is Cut.AFTER else answer

    def violated(self, seen: Seen, wrong: Iterable[str]) -> None:
        self.violations.extend(f"{seen}: {one}" for one in wrong)

    def with_names(self, seen: Seen) -> Seen:
        """The same request; GitHub's own links name a repository by its id."""
        start = f"/repositories/{REPOSITORY_ID}"
        if seen.path != start and not seen.target.startswith(f"{start}/"):
            return seen
        rest = seen.target.removeprefix(start)
        return replace(seen, target=f"/repos/{self.state.repository}{rest}")

    def fault(self, seen: Seen) -> Spoilt | Meanwhile | None:
        """The reply of the first fault that is meant for a request."""
        with self.choosing:
            for fault in self.faults:
                if fault.times and fault.when(seen):
                    fault.times -= 1
                    return fault.reply
        return None

    def wrong(self, seen: Seen, asked: Asked | None) -> Iterator[str]:
        """What is wrong with a request, but for what a query says."""
        if not seen.headers.get("user-agent"):
            yield "it has no User-Agent"
        if not self.state.anonymous_ok and not bearer(seen):
            yield "it has no Authorization: Bearer"
        if seen.path == "/graphql":
            return
        if seen.headers.get("accept") != ACCEPT:
            yield f"its Accept is not {ACCEPT}"
        if seen.headers.get("x-github-api-version") != VERSION:
            yield f"its X-GitHub-Api-Version is not {VERSION}"
        if asked:
            yield from contract().request(asked)
        else:
            yield "openapi.json has no such operation"

    def operation(self, seen: Seen, asked: Asked | None) -> Answer:
        refused = self.refused(seen)
        if asked is None:
            return (refused or Refused(404, "Not Found")).answer(DOCUMENTATION)
        if refused:
            answer = refused.answer(DOCUMENTATION)
        elif moved := self.moved(seen):
            answer = moved
        else:
            name = f"{asked.values['owner']}/{asked.values['repo']}"
            state = self.states.get(name, self.state)
            with state.lock:
                answer = carried_out(Call(asked=asked, state=state, url=self.url))
        self.violated(seen, contract().response(asked, answer))
        return answer

    def moved(self, seen: Seen) -> Answer | None:
        """Where GitHub sends who asks for a repository by the name that it had before."""
        start = f"/repos/{self.state.former}"
        if seen.path != start and not seen.target.startswith(f"{start}/"):
            return None
        there = f"{self.url}/repositories/{REPOSITORY_ID}{seen.target.removeprefix(start)}"
        status = HTTPStatus.MOVED_PERMANENTLY
        if seen.method != "GET":
            status = HTTPStatus.TEMPORARY_REDIRECT
        said = {"message": status.phrase, "url": there, "documentation_url": FOLLOW_REDIRECTS}
        return Answer(status=status, body=said, headers={"Location": there})

    def query(self, seen: Seen) -> Answer:
        if refused := self.refused(seen):
            return refused.answer(DOCUMENTATION)
        with self.state.lock:
            answer, wrong = answered(self.state, self.states, seen)
        self.violated(seen, wrong)
        return answer

    def refused(self, seen: Seen) -> Refused | None:
        token = bearer(seen)
        if not token and self.state.anonymous_ok and seen.method == "GET":
            return None
        if not token:
            return Refused(401, "Requires authentication")
        return None if token == self.state.token else Refused(401, "Bad credentials")


def bearer(seen: Seen) -> str:
    scheme, _, token = seen.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, github: FakeGitHub) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.github = github
        self.open: dict[socket.socket, threading.Thread] = {}

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        # Without a goodbye, so that a reset is one.
        self.close_request(request)

    def end(self) -> None:
        """Ends the connections that clients keep alive, and waits for what is still answered."""
        for connection, thread in list(self.open.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=1)
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.open[self.connection] = threading.current_thread()

    def finish(self) -> None:
        super().finish()
        self.server.open.pop(self.connection, None)

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def turn(self) -> None:
        github = self.server.github
        seen = Seen(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            raw=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )
        github.seen.append(seen)
        try:
            answer = github.answer(seen)
        except Exception as problem:  # noqa: BLE001 (nobody else would hear of it)
            github.violated(seen, [repr(problem)])
            answer = Reply(status=500)
        seen.status = answer.status if answer else None
        if isinstance(answer, Answer):
            answer = Reply(
                status=answer.status,
                headers={"Content-Type": JSON, "X-GitHub-Request-Id": "FA7E:1", **answer.headers},
                body=answer.raw,
            )
        if answer:
            self.say(answer)
        else:
            self.reset()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = turn  # noqa: N815 (names of its base)

    def say(self, reply: Reply) -> None:
        length = str(len(reply.body))
        headers = {"Content-Length": length, **reply.headers}
        if reply.status == HTTPStatus.NO_CONTENT:
            del headers["Content-Length"], headers["Content-Type"]
        elif headers["Content-Length"] != length:
            self.close_connection = True
        lines = [f"HTTP/1.1 {reply.status} {self.responses.get(reply.status, ['Word'])[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)

    def reset(self) -> None:
        # A close with this option set sends a reset.
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request that the base can read, or has another method."""
        self.server.github.violations.append(message or str(code))
        super().send_error(code, message, explain)

    def log_message(self, *_: object) -> None:
        pass
