"""Servers on loopback, and a network that leads public-looking names to them."""

import contextlib
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.web.fetch import fetch

PUBLIC = "93.184.216.34"
QUICK = replace(DEFAULT_LIMITS, link_seconds=5.0, run_seconds=10.0)


class Asked(Struct, frozen=True, kw_only=True):
    """One request as a server received it."""

    method: str
    path: str
    headers: Mapping[str, str]
    connection: int


class Said(Struct, frozen=True, kw_only=True):
    """A proper reply; without a length it ends with the connection."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self, method: str) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Word", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return head if method == "HEAD" else head + self.body


def html(body: str, **headers: str) -> Said:
    return Said(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})


def moved(location: str, status: int = 302) -> Said:
    return Said(status=status, headers={"Location": location})


RESET = "reset"

# A proper reply; raw pieces, after which the connection ends; or RESET.
Site = Callable[[Asked], Said | Iterator[bytes] | str]


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site
        self.asked: list[Asked] = []
        self.connections = 0

    @property
    def port(self) -> int:
        return self.server_address[1]

    def paths(self, method: str = "") -> list[str]:
        return [asked.path for asked in self.asked if method in ("", asked.method)]


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        connection = self.server.connections
        with contextlib.suppress(OSError):
            while self.turn(connection):
                pass

    def turn(self, connection: int) -> bool:
        first = self.rfile.readline().decode("latin-1").split()
        if len(first) != 3:
            return False
        headers = {}
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        asked = Asked(method=first[0], path=first[1], headers=headers, connection=connection)
        self.server.asked.append(asked)
        said = self.server.site(asked)
        if isinstance(said, Said):
            self.wfile.write(said.encoded(asked.method))
            return True
        if isinstance(said, str):
            # A close with this option set sends a reset.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        for piece in said:
            self.wfile.write(piece)
        return False


@contextlib.contextmanager
def serving(site: Site) -> Iterator[Server]:
    with Server(site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Loopback:
    """Every name has the public address unless `names` says otherwise; keeps what was asked."""

    def __init__(self, port: int, names: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.port = port
        self.names = {} if names is None else names
        self.resolved: list[str] = []
        self.dialled: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        del port
        self.resolved.append(host)
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        if host.endswith(".again"):
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        return self.names.get(host, (PUBLIC,))

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def monotonic(self) -> float:
        return time.monotonic()


def silent(done: int, total: int) -> None:
    assert 0 < done <= total


def ask(
    network: Loopback, *links: str, anchors: bool = False, limits: Limits = QUICK
) -> dict[str, Answer]:
    wanted = [Wanted(address=link, anchored=anchors) for link in dict.fromkeys(links)]
    return fetch(wanted, network, limits, silent)
