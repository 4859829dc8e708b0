"""The network as a port: names to addresses, addresses to sockets, and the time that it takes."""

import socket
import time
from typing import Protocol


class Network(Protocol):
    """All that checking links needs of the machine that it runs on."""

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """The IP addresses of a name, best first; raises socket.gaierror."""

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        """A socket connected to an IP address within `timeout` seconds; raises OSError."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""


class Internet:
    """The real network, of the machine that this runs on."""

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(str(place[0]) for *_, place in found))

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        connected = socket.create_connection((address, port), timeout)
        # A TLS handshake ends with two small writes: Nagle's algorithm would add 40 ms to it.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def monotonic(self) -> float:
        return time.monotonic()
