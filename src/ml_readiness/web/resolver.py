"""Names to addresses: each name is resolved once in a run, and every address of it is vetted."""

import socket
from concurrent.futures import Future
from threading import Lock

from ml_readiness.model.answer import Fault
from ml_readiness.rules.address import literal
from ml_readiness.web.network import Network
from ml_readiness.web.public import refusal


class Barred(Exception):
    """A host that is not connected to: the fault, and a few words about it."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


class Resolver:
    """The names of one run; safe to ask from many threads.

    A name that has one address which must not be reached is refused as a whole. What was found
    first holds for the rest of the run, so that nobody can show one address to the check and
    another to the connection.
    """

    def __init__(self, network: Network) -> None:
        self.resolved = False
        self._network = network
        self._lock = Lock()
        self._found: dict[str, Future[tuple[str, ...] | Barred]] = {}

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses that may be connected to for a host, at least one; raises Barred."""
        spelt = literal(host)
        if spelt is not None:
            return _allowed(_vetted((spelt,)))
        with self._lock:
            first = host not in self._found
            found = self._found.setdefault(host, Future())
        if first:
            found.set_result(self._resolve(host, port))
        return _allowed(found.result())

    def _resolve(self, host: str, port: int) -> tuple[str, ...] | Barred:
        try:
            addresses = self._network.resolve(host, port)
        except socket.gaierror as error:
            if error.errno == socket.EAI_NONAME:
                return Barred("no-such-host", "the name does not exist")
            return Barred("name-lookup", "the name could not be looked up")
        except (OSError, UnicodeError):
            return Barred("name-lookup", "the name could not be looked up")
        if not addresses:
            return Barred("name-lookup", "the name has no address")
        self.resolved = True
        return _vetted(addresses)


def _vetted(addresses: tuple[str, ...]) -> tuple[str, ...] | Barred:
    for address in addresses:
        words = refusal(address)
        if words is not None:
            return Barred("private-address", words)
    return addresses


def _allowed(found: tuple[str, ...] | Barred) -> tuple[str, ...]:
    if isinstance(found, Barred):
        # A new one each time: an exception that many threads raise would collect their traces.
        raise Barred(found.fault, found.detail)
    return found
