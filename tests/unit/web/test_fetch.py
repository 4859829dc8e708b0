import _thread
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from helpers.loopback import PUBLIC, QUICK, RESET, Asked, Loopback, Said, ask, html, moved, serving
from helpers.patience import patience
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ml_readiness import __version__
from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.web.fetch import PER_HOST, fetch


def test_no_second_client_of_http_is_imported() -> None:
    script = (
        "import sys\n"
        "import ml_readiness.web.fetch\n"
        "print(sorted({'requests', 'urllib3', 'idna'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_nothing_wanted_is_nothing_asked() -> None:
    network = Loopback(0)
    assert ask(network) == {}
    assert threading.active_count() == 1


def test_a_page_is_asked_for_its_head() -> None:
    with serving(lambda _: html("<p id=x>")) as server:
        network = Loopback(server.port)
        link = "http://a.example/page?q=1"
        assert ask(network, link) == {link: Answer(address=link, status=200)}
    assert network.dialled == [(PUBLIC, 80)]
    [asked] = server.asked
    assert (asked.method, asked.path) == ("HEAD", "/page?q=1")
    assert asked.headers == {
        "host": "a.example",
        "user-agent": f"ml-readiness/{__version__} (+https://github.com/ml-readiness/ml-readiness)",
        "accept": "*/*",
        "accept-encoding": "identity",
    }


def test_a_page_with_anchors_is_read() -> None:
    with serving(lambda _: html("<p id=x><a name=y>")) as server:
        link = "http://a.example/"
        answer = ask(Loopback(server.port), link, anchors=True)[link]
    assert answer == Answer(address=link, status=200, anchors=frozenset({"x", "y"}))
    assert server.paths("HEAD") == []


@pytest.mark.parametrize(
    ("said", "anchors", "complete"),
    [
        (Said(body=b"<p id=x>", headers={"Content-Type": "text/plain"}), None, True),
        (Said(body=b"<p id=x>"), None, True),
        (html("<p id=x>" + " " * 992), frozenset({"x"}), True),
        (html("<p id=x>" + " " * 993), frozenset({"x"}), False),
        (html("<p id=x>" + " " * 5000 + "<p id=y>"), frozenset({"x"}), False),
        (html("<p id=x>", **{"Content-Encoding": "gzip"}), frozenset(), False),
        (html("<p id=x>", **{"Content-Encoding": "Identity"}), frozenset({"x"}), True),
        (replace(html("<p id=x>"), status=404), None, True),
    ],
)
def test_how_much_of_a_page_is_read(
    said: Said, anchors: frozenset[str] | None, complete: bool
) -> None:
    with serving(lambda _: said) as server:
        link = "http://a.example/"
        limits = replace(QUICK, link_body_bytes=1000)
        answer = ask(Loopback(server.port), link, anchors=True, limits=limits)[link]
    assert (answer.status, answer.anchors, answer.complete) == (said.status, anchors, complete)


def test_pages_in_pieces_and_without_a_length() -> None:
    def site(asked: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        if asked.path == "/pieces":
            yield b"Transfer-Encoding: chunked\r\n\r\n"
            yield b"8\r\n<p id=x>\r\n8\r\n<p id=y>\r\n0\r\n\r\n"
        else:
            yield b"\r\n<p id=x><p id=y>"

    with serving(site) as server:
        answers = ask(
            Loopback(server.port), "http://a.example/pieces", "http://a.example/", anchors=True
        )
    assert [answer.anchors for answer in answers.values()] == [frozenset({"x", "y"})] * 2


def test_a_page_that_breaks_off_is_asked_again() -> None:
    def site(_: Asked) -> Said | Iterator[bytes]:
        if len(server.asked) > 1:
            return html("<p id=x>")
        return iter([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p"])

    with serving(site) as server:
        link = "http://a.example/"
        answer = ask(Loopback(server.port), link, anchors=True)[link]
    assert answer.anchors == frozenset({"x"})


REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", None),
        (b"\r\n", None),
        (b"SSH-2.0-OpenSSH\r\n", None),
        (b"HTTP/1.1 999999 OK\r\n\r\n", None),
        (b"HTTP/1.1 x OK\r\n\r\n", None),
        (b"HTTP/9.9 200\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\n", 200),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", 200),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset\r\n\r\n", 200),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: \xff;=\r\n : \r\n\0\r\n\r\n", 200),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=undefined\r\n\r\n\xff", 200),
        (REPLY + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", None),
        (REPLY + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", None),
        (REPLY + b"Transfer-Encoding: chunked\r\n\r\nfffffffff\r\nx", None),
        (REPLY + b"Content-Length: 999999999999\r\n\r\nx", None),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", None),
        (b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n", None),
    ],
)
def test_no_reply_is_too_broken(raw: bytes, status: int | None) -> None:
    with serving(lambda _: iter([raw])) as server:
        limits = replace(QUICK, link_tries=1)
        link = "http://a.example/"
        answer = ask(Loopback(server.port), link, anchors=True, limits=limits)[link]
    assert answer.status == status
    assert (answer.fault is None) == (status is not None)


def test_redirects_are_followed_to_other_hosts() -> None:
    def site(asked: Asked) -> Said:
        return moved("http://b.example/end#x") if asked.headers["host"] == "a.example" else html("")

    with serving(site) as server:
        network = Loopback(server.port)
        answers = ask(network, "http://a.example/")
    assert answers["http://a.example/"] == Answer(address="http://b.example/end", status=200)
    assert network.resolved == ["a.example", "b.example"]


def test_no_more_than_five_redirects() -> None:
    def site(asked: Asked) -> Said:
        left = int(asked.path[1:])
        return moved(f"/{left - 1}", 301) if left else Said()

    with serving(site) as server:
        five, six = ask(Loopback(server.port), "http://a.example/5", "http://a.example/6").values()
    assert (five.address, five.status) == ("http://a.example/0", 200)
    assert six.fault == "too-many-redirects"


def test_a_failure_is_tried_again() -> None:
    def site(asked: Asked) -> Said | str:
        return Said() if server.paths().count(asked.path) > 1 else RESET

    with serving(site) as server:
        answers = ask(Loopback(server.port), "http://a.example/x", "http://a.example/y")
    assert [answer.status for answer in answers.values()] == [200, 200]
    assert sorted(server.paths("GET")) == ["/x", "/y"]


def test_a_connection_serves_many_links() -> None:
    with serving(lambda _: Said()) as server:
        links = [f"http://a.example/{number}" for number in range(40)]
        answers = ask(Loopback(server.port), *links)
    assert list(answers) == links
    assert server.connections <= PER_HOST


def test_a_link_that_falls_back_to_get_stays_on_its_connection() -> None:
    with serving(lambda asked: Said(status=405 if asked.method == "HEAD" else 200)) as server:
        links = [f"http://a.example/{number}" for number in range(20)]
        ask(Loopback(server.port), *links)
    assert len(server.asked) == 40
    assert server.connections <= PER_HOST


def test_few_at_a_time_are_asked_of_one_host() -> None:
    now = {"a.example": 0, "b.example": 0}
    most = dict(now)
    lock = threading.Lock()

    def site(asked: Asked) -> Said:
        host = asked.headers["host"]
        with lock:
            now[host] += 1
            most[host] = max(most[host], now[host])
        time.sleep(0.02)
        with lock:
            now[host] -= 1
        return Said()

    with serving(site) as server:
        ask(Loopback(server.port), *(f"http://{host}/{n}" for host in now for n in range(20)))
    assert most == {"a.example": 4, "b.example": 4}


def test_a_pause_does_not_hold_others_up() -> None:
    def site(asked: Asked) -> Said:
        again = server.paths().count(asked.path) > 1
        return Said(status=200 if again or asked.path == "/" else 503, headers={"Retry-After": "1"})

    with serving(site) as server:
        links = [f"http://a.example/{number}" for number in range(20)] + ["http://a.example/"]
        answers = ask(Loopback(server.port), *links, limits=replace(QUICK, link_threads=2))
    assert {answer.status for answer in answers.values()} == {200}
    paths = server.paths()
    assert sorted(paths[:21]) == sorted({*paths}), "one was asked again before the last was asked"


def test_names_are_only_missing_when_others_are_found() -> None:
    with serving(lambda _: Said()) as server:
        links = ["http://x.invalid/", "http://y.again/", "http://93.184.216.34/"]
        offline = ask(Loopback(server.port), *links)
        online = ask(Loopback(server.port), *links, "http://a.example/")
    assert [offline[link].fault for link in links] == ["name-lookup", "name-lookup", None]
    assert [online[link].fault for link in links] == ["no-such-host", "name-lookup", None]


def test_the_next_address_is_tried() -> None:
    class Half(Loopback):
        def connect(self, address: str, port: int, timeout: float) -> socket.socket:
            if address == "8.8.8.8":
                raise ConnectionRefusedError
            return super().connect(address, port, timeout)

    with serving(lambda _: Said()) as server:
        network = Half(server.port, {"a.example": ("8.8.8.8", PUBLIC)})
        answers = ask(network, "http://a.example/")
    assert answers["http://a.example/"].status == 200


def test_a_refused_connection_is_a_fault() -> None:
    class Shut(Loopback):
        def connect(self, address: str, port: int, timeout: float) -> socket.socket:
            del timeout
            self.dialled.append((address, port))
            raise ConnectionRefusedError

    network = Shut(0)
    link = "http://a.example:8080/"
    answer = ask(network, link, limits=replace(QUICK, link_tries=2))[link]
    assert (answer.fault, answer.detail) == ("connection", "the connection was refused")
    assert network.dialled == [(PUBLIC, 8080)] * 2


def test_a_silent_server_is_a_timeout() -> None:
    def site(_: Asked) -> Iterator[bytes]:
        time.sleep(0.5)
        yield b""

    with serving(site) as server, patience():
        limits = replace(QUICK, link_seconds=0.3)
        answer = ask(Loopback(server.port), "http://a.example/", limits=limits)["http://a.example/"]
    assert (answer.fault, answer.status) == ("timeout", None)


def test_a_name_server_that_hangs_does_not_hold_the_run() -> None:
    release = threading.Event()

    class Hanging(Loopback):
        def resolve(self, host: str, port: int) -> tuple[str, ...]:
            if host == "slow.example":
                release.wait(10)
            return super().resolve(host, port)

    with serving(lambda _: Said()) as server:
        network = Hanging(server.port)
        with patience():
            links = ["http://slow.example/1", "http://slow.example/2", "http://a.example/"]
            limits = replace(QUICK, run_seconds=0.4)
            answers = ask(network, *links, limits=limits)
        release.set()
        for thread in threading.enumerate():
            if thread.name == "links":
                thread.join(2)
    assert [answer.fault for answer in answers.values()] == ["run-deadline", "run-deadline", None]
    assert network.dialled == [(PUBLIC, 80)]


def test_a_link_has_its_own_deadline_within_a_hanging_name_server() -> None:
    release = threading.Event()

    class Hanging(Loopback):
        def resolve(self, host: str, port: int) -> tuple[str, ...]:
            release.wait(10)
            return super().resolve(host, port)

    with patience():
        limits = replace(QUICK, link_seconds=0.2)
        answers = ask(Hanging(0), "http://a.example/", limits=limits)
    release.set()
    assert answers["http://a.example/"].fault == "timeout"


def test_ctrl_c_ends_it() -> None:
    def site(_: Asked) -> Iterator[bytes]:
        time.sleep(5)
        yield b""

    with serving(site) as server:
        network = Loopback(server.port)
        timer = threading.Timer(0.2, _thread.interrupt_main)
        timer.start()
        with patience(), pytest.raises(KeyboardInterrupt):
            ask(network, "http://a.example/")
        timer.join()


def test_what_goes_wrong_in_a_thread_is_raised_here() -> None:
    class Broken(Loopback):
        def resolve(self, host: str, port: int) -> tuple[str, ...]:
            raise RuntimeError(f"{host}:{port}")

    with pytest.raises(RuntimeError, match=r"a\.example:80"):
        ask(Broken(0), "http://a.example/")


def test_progress_is_told_from_this_thread() -> None:
    told: list[tuple[int, int, int]] = []
    with serving(lambda _: Said()) as server:
        links = [*(f"http://a.example/{number}" for number in range(5)), "http://["]
        fetch(
            [Wanted(address=link) for link in links],
            Loopback(server.port),
            QUICK,
            lambda done, total: told.append((done, total, threading.get_ident())),
        )
    assert told == [(number, 6, threading.get_ident()) for number in range(1, 7)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.text("http:/[]@%#?.0123456789aä\\ ").map("http://".__add__), max_size=5))
def test_every_text_gets_an_answer(links: set[str]) -> None:
    class Nowhere(Loopback):
        def connect(self, address: str, port: int, timeout: float) -> socket.socket:
            raise ConnectionRefusedError(address, port, timeout)

    limits = replace(QUICK, link_tries=1)
    answers = ask(Nowhere(0), *links, limits=limits)
    assert set(answers) == links
    assert all(answer.fault for answer in answers.values())
