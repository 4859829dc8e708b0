"""All hosts of the hostile links: a path says what happens, and all that is asked is noted.

A path is `/RUN/BEHAVIOUR`, so that each request can be told apart by the run that it belongs to.
"""

import contextlib
import gzip
import json
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PORT = 80
PAUSE = 1.0
BOMB = 200_000_000
SECOND = "http://site001.links-bench.org"
INSIDE = {
    "loopback": "http://127.0.0.1",
    "metadata": "http://169.254.169.254",
    "private": "http://10.0.0.1",
    "decimal": "http://2130706433",
    "mapped": "http://[::ffff:10.0.0.1]",
    "file": "file:///etc/passwd",
}
HTML = "Content-Type: text/html"
Bytes = Iterator[bytes]


def said(status: int, *headers: str, body: bytes = b"<title>a</title><p id=here>a</p>") -> bytes:
    lines = [f"HTTP/1.1 {status} Word", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def moved(to: str, *headers: str) -> bytes:
    return said(302, f"Location: {to}", *headers, body=b"")


def drip(start: bytes, piece: bytes) -> Bytes:
    """A piece a second, for ever."""
    yield start
    while True:
        time.sleep(PAUSE)
        yield piece


def endless(start: bytes, piece: bytes) -> Bytes:
    yield start
    while True:
        yield piece


def bomb() -> Bytes:
    body = gzip.compress(b"<p>" + b"a" * BOMB, 9)
    yield said(200, HTML, "Content-Encoding: gzip", body=body)


def answer(run: str, word: str, method: str, times: int) -> Bytes | bytes | None:
    """What is sent; None is a reset. `times` is how often this path was asked before."""
    kind, _, rest = word.partition("-")
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    simple: dict[str, Callable[[], Bytes | bytes | None]] = {
        "ok": lambda: said(200, HTML),
        "to": lambda: moved(f"{INSIDE[rest]}/{run}/ok"),
        "other": lambda: moved(f"{SECOND}/{run}/ok", "Set-Cookie: session=secret; Path=/"),
        "cookie": lambda: moved(f"/{run}/ok", "Set-Cookie: session=secret; Path=/"),
        "round": lambda: moved(f"/{run}/round-{times}"),
        "headers": lambda: endless(start, b"X: " + b"a" * 8_000 + b"\r\n"),
        "slow": lambda: drip(start, b"X: a\r\n"),
        "body": lambda: drip(start + b"\r\n", b"<p>a"),
        "page": lambda: endless(start + b"\r\n", b"<p>" + b"a" * 65_536),
        "bomb": bomb,
        "silent": lambda: drip(b"", b""),
        "reset": lambda: None,
        "busy": lambda: said(429, "Retry-After: 3600"),
        "later": lambda: said(503 if times < 1 else 200, HTML),
        "head": lambda: said(int(rest) if method == "HEAD" else 200, HTML),
        "status": lambda: said(int(rest), HTML),
    }
    return simple.get(kind, simple["ok"])()


class Handler(socketserver.StreamRequestHandler):
    """One request, and the end of the connection."""

    seen: dict[str, int] = {}  # noqa: RUF012 - one server, shared on purpose
    lock = threading.Lock()

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            method, path, _ = self.rfile.readline(65_536).decode("latin-1").split()
            headers = {}
            while line := self.rfile.readline(65_536).decode("latin-1").strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            self.note(path, headers)
            with self.lock:
                times = self.seen.get(path, 0)
                self.seen[path] = times + (method != "HEAD")
            _, run, word, *_ = [*path.split("?")[0].split("/"), "", ""]
            self.say(answer(run, word, method, times), method)

    def say(self, what: Bytes | bytes | None, method: str) -> None:
        if what is None:
            linger = struct.pack("ii", 1, 0)  # a close with this option sends a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        elif isinstance(what, bytes):
            self.wfile.write(
                what.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" else what
            )
        else:
            for piece in what:
                self.wfile.write(piece)

    def note(self, path: str, headers: dict[str, str]) -> None:
        at = self.connection.getsockname()[0].removeprefix("::ffff:")
        line = json.dumps({"at": at, "path": path, "headers": headers})
        with self.lock, Path(sys.argv[1]).open("a", encoding="utf-8") as log:
            log.write(line + "\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    address_family = socket.AF_INET6
    request_queue_size = 256


if __name__ == "__main__":
    with Server(("::", PORT), Handler) as server:
        print("listening", flush=True)
        server.serve_forever()
