"""Certificates are checked whatever the environment says."""

import contextlib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
import trustme
from helpers.loopback import PUBLIC, QUICK, Handler, Loopback, Said, Server, ask, serving
from msgspec.structs import replace

LINK = "https://a.example/"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.example").configure_cert(context)

    class Secure(Handler):
        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()

        def finish(self) -> None:
            super().finish()
            self.request.close()

    with serving(lambda _: Said()) as running:
        running.RequestHandlerClass = Secure
        running.handle_error = lambda *_: None  # type: ignore[method-assign]
        yield running


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is trusted is this authority; all checks stay as they are."""
    bundle = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setattr(certifi, "where", lambda: str(bundle))


def test_an_unknown_certificate_is_a_fault(server: Server) -> None:
    network = Loopback(server.port)
    answer = ask(network, LINK)[LINK]
    assert answer.fault == "tls"
    assert answer.detail == "unable to get local issuer certificate"
    assert network.dialled == [(PUBLIC, 443)]
    assert server.asked == []


@pytest.mark.usefixtures("trusted")
def test_a_trusted_certificate_is_believed(server: Server) -> None:
    links = [f"https://a.example/{number}" for number in range(10)]
    answers = ask(Loopback(server.port), *links)
    assert {answer.status for answer in answers.values()} == {200}
    assert server.connections <= 4


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_is_a_fault(server: Server) -> None:
    answer = ask(Loopback(server.port), "https://b.example/")["https://b.example/"]
    assert answer.fault == "tls"
    assert answer.detail is not None
    assert "b.example" in answer.detail
    assert server.asked == []


def test_the_environment_cannot_add_trust(
    server: Server, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(str(bundle))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(bundle))
    assert ask(Loopback(server.port), LINK)[LINK].fault == "tls"
    assert server.asked == []


class Greeting(socketserver.BaseRequestHandler):
    """Speaks first, as mail servers do, and then listens until the other side has left."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.request.sendall(b"220 no TLS here\r\n")
            while self.request.recv(4096):
                pass


def test_a_server_without_tls_is_a_fault() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        limits = replace(QUICK, link_tries=1)
        answer = ask(Loopback(server.server_address[1]), LINK, limits=limits)[LINK]
        server.shutdown()
        thread.join()
    assert answer.fault == "tls"
