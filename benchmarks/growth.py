"""What the worst inputs cost: each in four sizes, as processes; time, peak, and how both grow.

A size doubles from one to the next. What an empty repository takes is taken off before sizes are
compared; where there is little left, nothing is said about growth. With a name, only inputs whose
name or row has it.
"""

import argparse
import os
import sys
from itertools import pairwise
from multiprocessing import Process
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import NamedTuple

from measure import environment, module, workshop
from worst import INPUTS, Input, write

TIMES = (1, 2, 4, 8)
MOST_FACTOR = 2.5  # from one size to its double; n log n is 2.2 at most of these sizes
LITTLE = 0.3  # seconds of the processor that say nothing
MANY = ("many manifests",)


class Spent(NamedTuple):
    """One run: its status, seconds of the processor, and its peak in MB."""

    status: int
    processor: float
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="")
    name = parser.parse_args().name
    worse = 0
    with workshop() as folder:
        empty = nothing(folder)
        say("row", "input", "s at 1, 2, 4, 8 times", "grows by", "peak", "status", "")
        say(*["---"] * 7)
        say("", "nothing", f"{empty.processor:.2f}", "", f"{empty.megabytes:.0f} MB", "0", "")
        for title, each in INPUTS.items():
            if name in title or name == each.row:
                costs = [spent(folder, title, each, times) for times in TIMES]
                worse += shown(title, each, costs, empty)
    return 1 if worse else 0


def nothing(folder: Path) -> Spent:
    place = folder / "empty"
    place.mkdir()
    write(place, {"ml-readiness.yml": "version: 1\nname: x\n"})
    run(folder, place, ())
    return run(folder, place, ())


def spent(folder: Path, title: str, each: Input, times: int) -> Spent:
    place = folder / f"{title}-{times}"
    place.mkdir()
    # In a process of its own: a child's peak is never less than its parent's size.
    builder = Process(target=each.build, args=(place, each.most * times // TIMES[-1]))
    builder.start()
    builder.join()
    manifests = ("m/**/ml-readiness.yml",) if title in MANY else ()
    return run(folder, place, (*manifests, *each.options))


def run(folder: Path, place: Path, options: tuple[str, ...]) -> Spent:
    argv = module("ml_readiness", "check", "--offline", "--format", "text", *options)
    with Popen(argv, cwd=place, env=environment(folder), stdout=DEVNULL, stderr=DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return Spent(
        child.returncode,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
    )


def shown(title: str, each: Input, costs: list[Spent], empty: Spent) -> bool:
    """Print one input's row; whether it is worse than it may be."""
    own = [max(cost.processor - empty.processor, 0.001) for cost in costs]
    grown = [after / before for before, after in pairwise(own)]
    little = own[-1] < LITTLE
    worse = not little and grown[-1] > MOST_FACTOR
    broken = any(cost.status not in {0, 1, 2} for cost in costs)
    factors = "little" if little else " ".join(f"{factor:.1f}" for factor in grown)
    say(
        each.row,
        title,
        " ".join(f"{cost.processor:.2f}" for cost in costs),
        factors,
        f"{costs[-1].megabytes:.0f} MB",
        str(costs[-1].status),
        "BROKEN" if broken else "WORSE" if worse else "",
    )
    return worse or broken


def say(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
