"""A survey of 10,000 repositories in a fake GitHub: requests, time, memory, kills and shares.

    python benchmarks/organisation.py [REPOSITORIES] [MANIFESTS]

Fifty of the manifests are broken in different ways. Each survey is a process of its own.
"""

import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP / "tests"))

from fakegithub import FakeGitHub, State  # noqa: E402

EXAMPLES = TOP / "examples"
SEED = 20261125
BROKEN = 50
KILLS = 10
SHARES = 16


class Done(NamedTuple):
    """How a survey ended: its status, seconds, peak memory in megabytes and requests."""

    status: int
    seconds: float
    megabytes: float
    requests: int


def files_of(example: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(example)): path.read_bytes()
        for path in sorted(example.rglob("*"))
        if path.is_file()
    }


def repositories(count: int, manifests: int, chance: random.Random) -> Iterator[State]:
    """The repositories of one organization; those with a manifest lie scattered among them."""
    examples = [files_of(EXAMPLES / name) for name in ("fraud-detector", "churn-model")]
    judged = set(chance.sample(range(count), manifests))
    broken = set(chance.sample(sorted(judged), min(BROKEN, manifests)))
    for index in range(count):
        files = {"README.md": b"# %d\n" % index}
        if index in judged:
            files |= chance.choice(examples)
        if index in broken:
            text = files["ml-readiness.yml"]
            cut = chance.randrange(len(text))
            files["ml-readiness.yml"] = text[:cut] + chance.choice((b"\t", b": [", b"&a ", b"\0"))
        name = f"acme/system-{index:05}"
        commit = hashlib.sha1(name.encode()).hexdigest()
        yield State(repository=name, files={commit: files}, heads={"main": commit})


def survey(github: FakeGitHub, output: Path, *argv: str, kill_at: int | None = None) -> Done:
    """One survey; it is killed once so many requests were made."""
    before, begun = len(github.seen), time.monotonic()
    environment = {
        **os.environ,
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_TOKEN": github.state.token,
    }
    program = [sys.executable, "-m", "ml_readiness", "survey", "--organisation", "acme"]
    process = subprocess.Popen(
        [*program, "--requests", "100000", "--output", str(output), *argv],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        if kill_at is not None and len(github.seen) - before >= kill_at:
            process.kill()
        peak = max(peak, megabytes(process.pid))
        time.sleep(0.001 if kill_at else 0.05)
    return Done(
        status=process.returncode,
        seconds=time.monotonic() - begun,
        megabytes=peak,
        requests=len(github.seen) - before,
    )


def megabytes(process: int) -> float:
    """The most memory that a process has held since its program began; 0 once it has ended."""
    try:
        said = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", said)
    return int(found[1]) / 1024 if found else 0.0


def main(count: int = 10_000, manifests: int = 2_000) -> None:
    chance = random.Random(SEED)
    states = [*repositories(count, manifests, chance)]
    with FakeGitHub(*states) as github, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        whole = folder / "whole.ndjson"
        done = survey(github, whole)
        size = whole.stat().st_size / 1e6
        print(f"{count:,} repositories, {manifests:,} with a manifest, {BROKEN} of them broken:")
        print(f"  exit status {done.status}, {done.requests:,} requests, {done.seconds:.0f} s,")
        print(f"  {done.megabytes:.0f} MB at most, the file has {size:.1f} MB", flush=True)
        known = survey(github, folder / "next.ndjson", "--known", str(whole))
        same = (folder / "next.ndjson").read_bytes() == whole.read_bytes()
        print(f"with --known and nothing new: {known.requests:,} requests, {known.seconds:.0f} s,")
        print(f"  {known.megabytes:.0f} MB at most, the same file: {same}", flush=True)
        killed = folder / "killed.ndjson"
        moments = sorted(chance.sample(range(1, done.requests), KILLS))
        spent = 0
        for moment in moments:
            spent += survey(github, killed, kill_at=max(1, moment - spent)).requests
        last = survey(github, killed)
        equal = killed.read_bytes() == whole.read_bytes()
        print(f"killed at {KILLS} moments ({', '.join(map(str, moments))}) and continued:")
        print(f"  {spent + last.requests:,} requests in all, the same file: {equal}", flush=True)
        lines: list[bytes] = []
        asked = 0
        for number in range(1, SHARES + 1):
            share = folder / f"share-{number}.ndjson"
            asked += survey(github, share, "--shard", f"{number}/{SHARES}").requests
            lines += share.read_bytes().splitlines(keepends=True)
        joined = sorted(lines) == sorted(whole.read_bytes().splitlines(keepends=True))
        print(f"{SHARES} shares: {asked:,} requests in all, joined the same lines: {joined}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
