"""Run the action under seeded schedules of faults, and report what did not hold.

The schedules, and what has to hold in each, are those of `tests/helpers/schedules.py` and
`promises.py`: `PYTHONPATH=tests` is needed. Prints how runs ended by way and by kind of fault, and
each schedule that broke a promise; then the status is 1.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from helpers.promises import Result, carried_out, words
from helpers.schedules import schedule

ENDINGS = ("equal", "error 2", "doubt", "killed, then equal", "killed, then error 2")


def outcome(seed: int) -> Result:
    """What became of the schedule of a seed."""
    with tempfile.TemporaryDirectory() as folder:
        return carried_out(schedule(seed, words), Path(folder))


def ending(result: Result) -> str:
    """How the last run with faults ended, beside the run without."""
    *killed, last = result.ends
    if last == result.expected:
        how = "equal"
    elif last == 2:
        how = "error 2"
    else:
        how = "doubt"
    return f"killed, then {how}" if killed else how


def table(results: Iterable[tuple[str, str]]) -> str:
    """A line for each name, with how often each ending was its."""
    counts: dict[str, Counter[str]] = {}
    for name, how in results:
        counts.setdefault(name, Counter())[how] += 1
    shown = [*ENDINGS, *sorted({how for each in counts.values() for how in each} - {*ENDINGS})]
    lines = [f"{'':<38}{'all':>6}" + "".join(f"{how:>22}" for how in shown)]
    for name, found in counts.items():
        cells = "".join(f"{found[how]:>22}" for how in shown)
        lines.append(f"{name:<38}{found.total():>6}{cells}")
    return "\n".join(lines)


def report(results: Sequence[Result], seconds: float) -> str:
    """How the runs ended, and what did not hold."""
    by_way = [(result.schedule.way, ending(result)) for result in results]
    by_kind = [(kind, ending(each)) for each in results for kind in sorted(each.schedule.kinds)]
    broken = [result for result in results if result.broken]
    total = Counter(how for _, how in by_way)
    parts = [table(sorted(by_way)), table(sorted(by_kind))]
    parts += [
        "\n".join([f"{each.schedule}: {each.ends}, {each.expected} without faults", *each.broken])
        for each in broken
    ]
    parts.append(
        f"{len(results)} schedules in {seconds:.0f} s: {len(broken)} broke a promise\n"
        + ", ".join(f"{how}: {count}" for how, count in total.most_common())
    )
    return "\n\n".join(parts)


def main() -> int:
    """1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    begun = time.monotonic()
    seeds = range(asked.first, asked.first + asked.seeds)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = [*pool.map(outcome, seeds, chunksize=10)]
    sys.stdout.write(report(results, time.monotonic() - begun) + "\n")
    return 1 if any(result.broken for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
