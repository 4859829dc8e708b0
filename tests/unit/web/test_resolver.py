import socket

import pytest
from helpers.loopback import PUBLIC, Loopback

from ml_readiness.web.resolver import Barred, Resolver


def test_a_name_is_resolved_once() -> None:
    network = Loopback(0)
    resolver = Resolver(network)
    assert not resolver.resolved
    assert resolver.addresses("a.example", 80) == (PUBLIC,)
    assert resolver.addresses("a.example", 443) == (PUBLIC,)
    assert network.resolved == ["a.example"]
    assert resolver.resolved


def test_one_private_address_bars_the_name() -> None:
    resolver = Resolver(Loopback(0, {"a.example": (PUBLIC, "10.0.0.1")}))
    for _ in range(2):
        with pytest.raises(Barred) as caught:
            resolver.addresses("a.example", 80)
        assert (caught.value.fault, caught.value.detail) == ("private-address", "a private address")


def test_a_literal_is_not_looked_up() -> None:
    network = Loopback(0)
    resolver = Resolver(network)
    assert resolver.addresses("134744072", 80) == ("8.8.8.8",)
    with pytest.raises(Barred):
        resolver.addresses("127.1", 80)
    assert network.resolved == []
    assert not resolver.resolved


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), "no-such-host"),
        (socket.gaierror(socket.EAI_AGAIN, ""), "name-lookup"),
        (socket.gaierror(socket.EAI_FAIL, ""), "name-lookup"),
        (OSError(), "name-lookup"),
        (UnicodeError(), "name-lookup"),
        (None, "name-lookup"),
    ],
)
def test_what_keeps_a_name_from_an_address(error: Exception | None, fault: str) -> None:
    class Broken(Loopback):
        def resolve(self, host: str, port: int) -> tuple[str, ...]:
            super().resolve(host, port)
            if error is not None:
                raise error
            return ()

    resolver = Resolver(Broken(0))
    with pytest.raises(Barred) as caught:
        resolver.addresses("a.example", 80)
    assert caught.value.fault == fault
    assert not resolver.resolved
