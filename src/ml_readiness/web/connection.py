"""One connection at a time, only to vetted addresses, that another thread can cut."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from ml_readiness import __version__
from ml_readiness.rules.address import PORTS
from ml_readiness.web.network import Network
from ml_readiness.web.resolver import Resolver

LINK_HEADERS = {
    "User-Agent": f"ml-readiness/{__version__} (+https://github.com/ml-readiness/ml-readiness)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}


class Connection:
    """The connection of one thread; only `cut` may be called from another.

    It is kept for the next request to the same place. `trust` says which certificates are
    believed; there is no way to have none checked.
    """

    def __init__(self, resolver: Resolver, network: Network, trust: ssl.SSLContext) -> None:
        self._resolver = resolver
        self._network = network
        self._trust = trust
        self._lock = Lock()
        self._link: str | None = None
        self._is_cut = False
        self._place: _Place | None = None
        self._http: _Http | None = None
        self._handle: socket.socket | None = None

    def begin(self, link: str) -> None:
        """Says for which link the next requests are: `cut` tells links apart by it."""
        with self._lock:
            self._link, self._is_cut = link, False

    @contextlib.contextmanager
    def reply(self, method: str, address: str, seconds: float) -> Iterator[HTTPResponse]:
        """The answer to one request, of which the head has been read.

        `address` is encoded; no pause in connecting, sending or reading is longer than `seconds`.
        Only what stands here is sent: no cookies, no `.netrc`, no proxies. Raises Barred, OSError
        (TimeoutError and SSLError are such) and HTTPException.
        """
        kept = False
        try:
            with self._send(method, address, seconds) as response:
                yield response
                kept = _is_used_up(response)
        finally:
            if not kept:
                self.close()

    def cut(self, link: str) -> None:
        """Ends whatever is going on for a link at once; nothing if it is another link's turn."""
        with self._lock:
            if self._link == link:
                self._is_cut = True
                self._shut()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
        self._http = self._place = None
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None

    def _send(self, method: str, address: str, seconds: float) -> HTTPResponse:
        parts = urlsplit(address)
        place = _Place(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
        http = self._http
        if http is None or place != self._place or not self._is_quiet():
            self.close()
            self._http = http = self._opened(place, seconds)
            self._place = place
        http.sock.settimeout(seconds)
        http.request(method, parts._replace(scheme="", netloc="").geturl(), headers=LINK_HEADERS)
        response = http.getresponse()
        if _lengths(response) > 1:
            # Who believes one and who believes the other see two different replies.
            response.close()
            raise HTTPException("more than one length")
        return response

    def _is_quiet(self) -> bool:
        """Whether the server has neither hung up nor said anything that nobody asked for."""
        if self._handle is None:
            return False
        try:
            self._handle.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _opened(self, place: "_Place", seconds: float) -> "_Http":
        connected = self._connected(place, seconds)
        # The last dot of a name is for the resolver: neither certificates nor servers know it.
        host = place.host.removesuffix(".")
        try:
            connected.settimeout(seconds)
            self._hold(connected)
            if place.scheme == "https":
                connected = self._trust.wrap_socket(connected, server_hostname=host)
        except OSError:
            connected.close()
            raise
        return _Http(place._replace(host=host), connected)

    def _connected(self, place: "_Place", seconds: float) -> socket.socket:
        """A socket to the first vetted address of a host that answers."""
        addresses = self._resolver.addresses(place.host, place.port)
        deadline = self._network.monotonic() + seconds
        failure: OSError = TimeoutError("no time left")
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = (deadline - self._network.monotonic()) / left
            if share <= 0 or self._is_cut:
                break
            try:
                return self._network.connect(address, place.port, share)
            except OSError as error:
                failure = error
        raise failure

    def _hold(self, connected: socket.socket) -> None:
        # A socket that TLS wraps is no longer the same object. A duplicate shuts the same
        # connection whatever became of the first, and its number is nobody else's.
        handle = connected.dup()
        handle.setblocking(False)
        with self._lock:
            self._handle = handle
            if self._is_cut:
                self._shut()

    def _shut(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)


class _Place(NamedTuple):
    scheme: str
    host: str
    port: int


class _Http(HTTPConnection):
    """HTTP over a socket that is connected already: it must never connect one by itself."""

    auto_open = 0

    def __init__(self, place: _Place, connected: socket.socket) -> None:
        super().__init__(place.host, place.port)
        # The port of its scheme is not named in the header `Host`.
        self.default_port = PORTS[place.scheme]
        self.sock = connected


def _lengths(response: HTTPResponse) -> int:
    """How many different lengths the head of a reply names."""
    said = ",".join(response.headers.get_all("Content-Length", ())).split(",")
    return len({length.strip() for length in said})


def _is_used_up(response: HTTPResponse) -> bool:
    """Whether what comes next on the connection is the reply to the next request."""
    # After an informal reply (1xx) the real one follows.
    whole = response.isclosed() or response.length == 0
    return whole and not response.will_close and response.status >= 200
