import socket

import pytest

from ml_readiness.model.answer import Wanted
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.web.fetch import fetch
from ml_readiness.web.network import Internet


def test_the_real_network_resolves_and_connects() -> None:
    network = Internet()
    assert network.resolve("127.0.0.1", 80) == ("127.0.0.1",)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with network.connect("127.0.0.1", port, 1.0) as connected:
            assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert network.monotonic() <= network.monotonic()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_nothing_reaches_this_machine(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        link = f"http://{host}:{server.getsockname()[1]}/"
        answers = fetch([Wanted(address=link)], Internet(), DEFAULT_LIMITS, lambda *_: None)
        assert answers[link].fault == "private-address"
        with pytest.raises(TimeoutError):
            server.accept()
