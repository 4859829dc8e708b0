"""Rows L1 to L6 of the threats: links that a stranger wrote, and servers that mean harm."""

import contextlib
import gzip
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.harness import check, track, write
from helpers.loopback import (
    PUBLIC,
    QUICK,
    RESET,
    Asked,
    Handler,
    Loopback,
    Said,
    Site,
    ask,
    html,
    moved,
    serving,
)
from helpers.patience import patience
from msgspec.structs import replace

from ml_readiness.model.answer import Answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

PRIVATE = (
    "127.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)

LITERALS = (
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "127.0.0.1.",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "１２７.0.0.1",  # noqa: RUF001 - the point of it
    "127。0。0。1",
    "2852039166",
    "[::ffff:7f00:1]",
    *(f"[{address}]" if ":" in address else address for address in PRIVATE if "%" not in address),
)


def faults(answers: dict[str, Answer]) -> dict[str, str | None]:
    return {link: answer.fault for link, answer in answers.items()}


def test_L1_a_private_literal_is_refused_before_a_packet_leaves() -> None:
    network = Loopback(0)
    links = [f"http://{host}/" for host in LITERALS]
    links += [f"https://{host}:8443/latest/meta-data/" for host in LITERALS]
    assert faults(ask(network, *links)) == dict.fromkeys(links, "private-address")
    assert network.dialled == []
    assert network.resolved == []


@pytest.mark.parametrize("others", [(), (PUBLIC,)])
def test_L1_a_name_with_a_private_address_is_refused(others: tuple[str, ...]) -> None:
    names = {f"{number}.example": (*others, address) for number, address in enumerate(PRIVATE)}
    network = Loopback(0, names)
    links = [f"http://{name}/" for name in names]
    assert faults(ask(network, *links)) == dict.fromkeys(links, "private-address")
    assert network.dialled == []


def test_L1_a_redirect_to_a_private_address_is_refused() -> None:
    hosts = [*LITERALS, "inside.example"]

    def site(asked: Asked) -> Said:
        location = f"http://{hosts[int(asked.path[1:])]}/"
        return moved(location.encode().decode("latin-1"))

    with serving(site) as server:
        network = Loopback(server.port, {"inside.example": ("10.0.0.1",)})
        links = [f"http://a.example/{number}" for number in range(len(hosts))]
        answers = ask(network, *links)
    assert faults(answers) == dict.fromkeys(links, "private-address")
    assert set(network.dialled) == {(PUBLIC, 80)}
    assert len(server.asked) == len(hosts)


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://b.example/", "ftp://b.example/", "javascript:x", "data:,x"],
)
def test_L1_only_http_and_https_are_followed(location: str) -> None:
    with serving(lambda _: moved(location)) as server:
        network = Loopback(server.port)
        answer = ask(network, "http://a.example/", location)
    assert answer["http://a.example/"].fault == "bad-redirect"
    assert answer[location].fault == "no-such-host"
    assert network.dialled == [(PUBLIC, 80)]


def test_L2_the_connection_goes_to_the_checked_address() -> None:
    class Rebinding(Loopback):
        def resolve(self, host: str, port: int) -> tuple[str, ...]:
            first = host not in self.resolved
            super().resolve(host, port)
            return (PUBLIC,) if first else ("127.0.0.1",)

    # Each request ends its connection, so that the name is needed again and again.
    with serving(lambda _: Said(status=404, headers={"Connection": "close"})) as server:
        network = Rebinding(server.port)
        ask(network, *(f"http://a.example/{number}" for number in range(5)))
    assert network.resolved == ["a.example"]
    assert len(network.dialled) >= 10
    assert set(network.dialled) == {(PUBLIC, 80)}


def test_L3_no_credentials_of_any_kind_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://somebody:secret@127.0.0.1:9/")

    def site(asked: Asked) -> Said:
        cookie = {"Set-Cookie": "session=secret; Path=/"}
        if asked.path == "/start":
            return Said(status=302, headers={**cookie, "Location": "http://b.example/end"})
        return Said(status=404 if asked.method == "HEAD" else 200, headers=cookie)

    with serving(site) as server:
        network = Loopback(server.port)
        links = [f"http://a.example/{number}" for number in range(8)]
        answers = ask(network, "http://a.example/start", *links)
    assert {answer.status for answer in answers.values()} == {200}
    assert {address for address, _ in network.dialled} == {PUBLIC}
    assert {asked.headers["host"] for asked in server.asked} == {"a.example", "b.example"}
    sent = {name for asked in server.asked for name in asked.headers}
    assert sent == {"host", "user-agent", "accept", "accept-encoding"}


def test_L3_credentials_in_an_address_are_not_used() -> None:
    with serving(lambda _: moved("http://user:pw@b.example/")) as server:
        network = Loopback(server.port)
        answers = ask(network, "http://user:pw@a.example/", "http://a.example/")
    assert answers["http://user:pw@a.example/"].detail == "credentials in the address"
    assert answers["http://a.example/"].fault == "bad-redirect"
    assert len(server.asked) == 1


def drip(_: Asked) -> Iterator[bytes]:
    for number in range(100):
        yield bytes([b"HTTP/1.1 200 OK\r\nX: "[number] if number < 20 else 120])
        time.sleep(0.05)


def drip_page(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"Connection: close\r\n\r\n<p id=x>"
    for _number in range(100):
        yield b" "
        time.sleep(0.05)


def endless_line(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    yield from itertools.repeat(b"x" * 1000)


def endless_headers(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from itertools.repeat(b"X: y\r\n" * 100)


def endless_continues(_: Asked) -> Iterator[bytes]:
    for _number in range(2000):
        yield b"HTTP/1.1 100 Continue\r\n\r\n"
        time.sleep(0.005)


def endless_page(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"\r\n<p id=x>"
    yield from itertools.repeat(b" " * 10_000)


@pytest.mark.parametrize(
    ("site", "allowed"),
    [
        (drip, {"timeout"}),
        (drip_page, {"timeout"}),
        (endless_line, {"connection", "timeout"}),
        (endless_headers, {"connection", "timeout"}),
        (endless_continues, {"timeout"}),
    ],
)
def test_L4_a_link_is_over_by_its_deadline(site: Site, allowed: set[str]) -> None:
    with serving(site) as server, patience():
        limits = replace(QUICK, link_seconds=0.5, link_tries=1)
        link = "http://a.example/"
        answer = ask(Loopback(server.port), link, anchors=True, limits=limits)[link]
    assert answer.fault in allowed
    assert answer.status is None


def test_L4_a_server_that_stalls_in_tls_is_cut_off() -> None:
    class Stalling(Handler):
        def handle(self) -> None:
            # The head of a long record, and then a byte of it now and then.
            with contextlib.suppress(OSError):
                for byte in b"\x16\x03\x03\x40\x00" + bytes(100):
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)

    with serving(lambda _: RESET) as server:
        server.RequestHandlerClass = Stalling
        with patience():
            limits = replace(QUICK, link_seconds=0.5, link_tries=1)
            link = "https://a.example/"
            answer = ask(Loopback(server.port), link, limits=limits)[link]
    assert answer.fault == "timeout"


@pytest.mark.parametrize("anchors", [False, True])
def test_L4_the_run_is_over_by_its_deadline(anchors: bool) -> None:
    with serving(drip) as server, patience():
        limits = replace(QUICK, run_seconds=0.5)
        links = [f"http://{number}.example/" for number in range(50)]
        answers = ask(Loopback(server.port), *links, anchors=anchors, limits=limits)
    assert {answer.fault for answer in answers.values()} == {"run-deadline"}


def test_L4_a_bomb_is_not_unpacked_and_an_endless_page_is_left() -> None:
    bomb = gzip.compress(b"<p id=x>" + bytes(20_000_000))

    def site(asked: Asked) -> Said | Iterator[bytes]:
        if asked.path == "/bomb":
            headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
            return Said(body=bomb, headers=headers)
        return endless_page(asked)

    with serving(site) as server:
        links = ("http://a.example/bomb", "http://a.example/")
        answers = ask(Loopback(server.port), *links, anchors=True)
    assert {asked.headers["accept-encoding"] for asked in server.asked} == {"identity"}
    bombed, endless = (answers[link] for link in links)
    assert (bombed.status, bombed.anchors, bombed.complete) == (200, frozenset(), False)
    assert (endless.status, endless.anchors, endless.complete) == (200, frozenset({"x"}), False)


def test_L4_a_body_that_nobody_wants_is_not_read() -> None:
    def site(asked: Asked) -> Said | Iterator[bytes]:
        return Said(status=405) if asked.method == "HEAD" else endless_page(asked)

    with serving(site) as server, patience():
        answer = ask(Loopback(server.port), "http://a.example/")["http://a.example/"]
    assert (answer.status, answer.anchors) == (200, None)


def test_L4_endless_redirects_end() -> None:
    def site(asked: Asked) -> Said:
        number = int(asked.path[1:])
        return moved(f"http://{number}.example/{number + 1}")

    with serving(site) as server:
        answer = ask(Loopback(server.port), "http://a.example/0")["http://a.example/0"]
    assert answer.fault == "too-many-redirects"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "link",
    [
        f"http://{'a' * 70}.example/",
        f"http://{'ä' * 70}.example/",
        "http://[",
        "http://[]/",
        "http://[::1",
        "http:///x",
        "http://",
        "http:",
        "",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:x/",
        "http://xn--a/",
        "http://\ud800.example/",
        "http://a.example\x00.b.example/",
    ],
)
def test_L5_an_odd_address_has_an_outcome(link: str) -> None:
    with serving(lambda asked: moved(link) if asked.path == "/x" and link else Said()) as server:
        network = Loopback(server.port, {"xn--a": ()})
        answers = ask(network, link, "http://a.example/")
    assert answers[link].fault in ("no-such-host", "name-lookup")
    assert answers["http://a.example/"].status == 200


def test_L5_an_international_name_is_asked() -> None:
    with serving(lambda _: html("")) as server:
        network = Loopback(server.port)
        link = "http://bücher.example/straße?ß=ü"
        assert ask(network, link)[link].status == 200
    assert network.resolved == ["xn--bcher-kva.example"]
    assert server.asked[0].path == "/stra%C3%9Fe?%C3%9F=%C3%BC"


def test_L6_a_pause_that_does_not_fit_is_not_waited_for() -> None:
    with serving(lambda _: Said(status=429, headers={"Retry-After": "3600"})) as server, patience():
        answer = ask(Loopback(server.port), "http://a.example/")["http://a.example/"]
    assert answer.status == 429
    assert len(server.asked) == 1


def test_L6_what_passes_is_asked_again() -> None:
    def site(asked: Asked) -> Said | str:
        first = server.paths().count(asked.path) == 1
        if asked.path == "/reset":
            return RESET if first else Said()
        if asked.path == "/later":
            return Said(status=429, headers={"Retry-After": "1"}) if first else Said()
        return Said() if server.paths("GET").count(asked.path) > 1 else Said(status=503)

    with serving(site) as server:
        links = [f"http://a.example/{path}" for path in ("503", "reset", "later")]
        answers = ask(Loopback(server.port), *links)
    assert [answers[link].status for link in links] == [200, 200, 200]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_L6_a_head_that_fails_is_asked_again_with_get(status: int) -> None:
    with serving(lambda asked: Said(status=status if asked.method == "HEAD" else 200)) as server:
        answer = ask(Loopback(server.port), "http://a.example/")["http://a.example/"]
    assert answer.status == 200
    assert [asked.method for asked in server.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_L6_a_definite_answer_is_not_asked_again(status: int) -> None:
    with serving(lambda _: Said(status=status)) as server:
        answer = ask(Loopback(server.port), "http://a.example/")["http://a.example/"]
    assert (answer.status, answer.fault) == (status, None)
    assert len(server.asked) == 2


def test_L6_a_reset_without_end_is_a_fault() -> None:
    with serving(lambda _: RESET) as server:
        limits = replace(QUICK, link_tries=2)
        answer = ask(Loopback(server.port), "http://a.example/", limits=limits)["http://a.example/"]
    assert (answer.fault, answer.detail) == ("connection", "the connection broke off")
    assert len(server.asked) == 2


def test_L1_a_private_literal_in_a_manifest_is_invalid_and_asked_for_nothing(
    tmp_path: Path,
) -> None:
    links = [f"http://{host}/d/quality" for host in LITERALS]
    cited = "".join(f"        - {json.dumps(link)}\n" for link in links)
    claim = "    feature-cost:\n      level: automated\n      evidence:\n"
    accepted = "policy: {accept-links: [10.0.0.1, 127.0.0.1/d, 169.254.169.254]}\n"
    text = f"version: 1\nname: x\ntests:\n  data:\n{claim}{cited}{accepted}"
    write(tmp_path, {"ml-readiness.yml": text})
    track(tmp_path)
    network = Loopback(0)
    for asking in ([], ["--offline"]):
        outcome = check(tmp_path, "--format", "json", *asking, network=network)
        [found] = [
            each["evidence"]
            for each in json.loads(outcome.stdout)["manifests"][0]["sections"][0]["criteria"]
            if each["evidence"]
        ]
        assert {piece["ref"]: piece["reason"] for piece in found} == dict.fromkeys(
            links, "private-address"
        )
    assert (network.dialled, network.resolved) == ([], [])
