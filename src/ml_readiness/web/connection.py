"""A line to the web: one connection at a time, only to vetted addresses, that can be cut."""

import contextlib
import socket
import ssl
from functools import partial
from threading import Lock
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ml_readiness import __version__
from ml_readiness.web.network import Network
from ml_readiness.web.resolver import Names

HEADERS = {
    "User-Agent": f"ml-readiness/{__version__} (+https://github.com/ml-readiness/ml-readiness)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}


class Line:
    """One thread's line; only `cut` may be called from another thread.

    A connection is kept for the next request to the same host. `trust` says which certificates
    are believed; there is no way to have none checked.
    """

    def __init__(self, names: Names, network: Network, trust: ssl.SSLContext) -> None:
        self.trust = trust
        self._names = names
        self._network = network
        self._lock = Lock()
        self._link: str | None = None
        self._is_cut = False
        self._connection: HTTPConnection | None = None
        self._leash: socket.socket | None = None
        self._adapter = _Adapter(self)

    def begin(self, link: str) -> None:
        """Says for which link the next requests are: `cut` tells links apart by it."""
        with self._lock:
            self._link, self._is_cut = link, False

    def send(self, method: str, address: str, seconds: float) -> Response:
        """The head of the answer to one request; no pause in it is longer than `seconds`.

        There is no session behind it, so no cookies, no `.netrc` and no proxies. Raises Barred,
        and what requests and urllib3 raise.
        """
        request = PreparedRequest()
        request.prepare_method(method)
        request.prepare_url(address, None)
        request.prepare_headers(HEADERS)
        return self._adapter.send(request, stream=True, timeout=seconds)

    def dial(self, connection: HTTPConnection, host: str, timeout: float) -> socket.socket:
        """A socket to the first vetted address of a host that answers; raises Barred, OSError."""
        addresses = self._names.addresses(host, connection.port)
        deadline = self._network.monotonic() + timeout
        failure: OSError = TimeoutError("no time left")
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = (deadline - self._network.monotonic()) / left
            if share <= 0 or self._is_cut:
                break
            try:
                dialled = self._network.connect(address, connection.port, share)
            except OSError as error:
                failure = error
                continue
            try:
                dialled.settimeout(timeout)
                self._hold(connection, dialled)
            except OSError:
                dialled.close()
                raise
            return dialled
        raise failure

    def _hold(self, connection: HTTPConnection, dialled: socket.socket) -> None:
        if self._connection is not connection:
            self._hang_up()
        with self._lock:
            self._drop_leash()
            # A socket that TLS wraps is no longer the same object. A duplicate shuts the same
            # connection whatever became of the first, and its number is nobody else's.
            self._connection, self._leash = connection, dialled.dup()
            if self._is_cut:
                self._shut()

    def rest(self) -> None:
        """Lets go of the connection when it cannot be used again; call it after each answer."""
        if self._connection is None or self._connection.is_closed:
            with self._lock:
                self._drop_leash()

    def cut(self, link: str) -> None:
        """Ends whatever is going on for a link at once; nothing if it is another link's turn."""
        with self._lock:
            if self._link == link:
                self._is_cut = True
                self._shut()

    def close(self) -> None:
        self._hang_up()
        self._adapter.close()
        with self._lock:
            self._drop_leash()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _shut(self) -> None:
        if self._leash is not None:
            with contextlib.suppress(OSError):
                self._leash.shutdown(socket.SHUT_RDWR)

    def _drop_leash(self) -> None:
        if self._leash is not None:
            self._leash.close()
            self._leash = None


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.dial(self, self._dns_host, float(self.timeout or 0))


class _SecureConnection(HTTPSConnection):
    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self._line = line

    def connect(self) -> None:
        # urllib3 would set up the context again for every connection, and threads share it.
        dialled = self._line.dial(self, self._dns_host, float(self.timeout or 0))
        self.sock = self._line.trust.wrap_socket(dialled, server_hostname=self.host)
        self.is_verified = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """requests' way to urllib3, with connections that only a line can open."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_PlainPool, line=self._line),
            "https": partial(_SecurePool, line=self._line),
        }

    def cert_verify(self, *_: Any) -> None:
        """Nothing to choose: the line's own context checks every certificate."""

    def build_response(self, _: PreparedRequest, reply: BaseHTTPResponse) -> Response:
        """No more than is looked at: not the cookies, and not the encoding, which may raise."""
        response = Response()
        response.status_code = reply.status
        response.headers = CaseInsensitiveDict(reply.headers)
        response.raw = reply
        return response
