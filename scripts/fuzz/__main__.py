"""Hold whatever reads or shows what others wrote against hostile inputs: a clear end of each, soon.

    PYTHONPATH=scripts python -m fuzz [KIND…] [--inputs N] [--growth]

A kind is a reader of one text, which has a row in `readers.py` or `documents.py`, or one of
`KINDS`, which gets a share of the inputs that a reader gets. Prints for each how many inputs it was
given, the slowest, and how the cost of a reader grows. An input that does harm is written to
`build/fuzz/`; then the status is 1.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests"))

from fuzz import answers, events, reports, store  # noqa: E402 - the tests' helpers have to be found first
from fuzz.documents import DOCUMENTS  # noqa: E402
from fuzz.mutation import mutated, seeds_of  # noqa: E402
from fuzz.readers import READERS, Fuzzed  # noqa: E402
from fuzz.trial import Trial, peak_memory, tried  # noqa: E402

FOUND = ROOT / "build" / "fuzz"
GROWTH = (1, 2, 4, 8)
# What a shape is long at most; a file that is longer is not read.
SHAPE_BYTES = 1_000_000


class Kind(NamedTuple):
    """Endless trials, and the share of the inputs of a reader of one text that they get."""

    trials: Callable[[random.Random], Iterator[Trial]]
    share: float


KINDS = {
    "store": Kind(store.trials, 0.05),
    "events": Kind(events.trials, 0.05),
    "answers": Kind(answers.trials, 0.05),
    "reports": Kind(reports.trials, 0.02),
}

TEXTS = {**READERS, **DOCUMENTS}


def main() -> int:
    options = _options()
    bad = 0
    for name in options.kinds or [*TEXTS, *KINDS]:
        if name in KINDS:
            trials, share = KINDS[name]
            bad += _hold(name, trials, round(options.inputs * share), options.seed)
            continue
        trials = texts(TEXTS[name], options.seeds)
        bad += _hold(name, trials, options.inputs, options.seed)
        if options.growth:
            bad += _grow(name, TEXTS[name])
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", help="what is held; all by default")
    parser.add_argument("--inputs", type=int, default=100_000, help="for each reader of one text")
    parser.add_argument("--seeds", type=Path, default=ROOT, help="a folder with files of the kinds")
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers")
    parser.add_argument("--growth", action="store_true", help="also measure how the cost grows")
    options = parser.parse_args()
    if unknown := set(options.kinds) - TEXTS.keys() - KINDS.keys():
        known = ", ".join([*TEXTS, *KINDS])
        parser.error(f"there is no kind {', '.join(sorted(unknown))}; there is {known}")
    return options


def texts(fuzzed: Fuzzed, folder: Path) -> Callable[[random.Random], Iterator[Trial]]:
    """Endless trials of a reader, made from the files of a folder."""
    seeds = seeds_of(fuzzed.seeds, folder)

    def trials(chance: random.Random) -> Iterator[Trial]:
        words = fuzzed.words.split(b" ")
        while True:
            yield _text(fuzzed, fuzzed.made(mutated(chance, seeds, words)))

    return trials


def _text(fuzzed: Fuzzed, content: bytes) -> Trial:
    def judge() -> None:
        with suppress(*fuzzed.refusals):
            fuzzed.read(content)

    return Trial(content, judge)


def _hold(
    name: str, trials: Callable[[random.Random], Iterator[Trial]], inputs: int, seed: int
) -> int:
    chance = random.Random(seed)  # noqa: S311 - it has to be the same again
    bad, slowest, began = 0, 0.0, time.monotonic()
    for trial in islice(trials(chance), inputs):
        took, fault = tried(trial)
        slowest = max(slowest, took)
        if fault:
            bad += 1
            _keep(name, trial.content, fault)
    sys.stdout.write(
        f"{name}: {inputs:,} inputs in {time.monotonic() - began:.0f} s, the slowest "
        f"{slowest * 1000:.0f} ms, {bad} bad, {peak_memory() / 1e6:.0f} MB at the peak\n"
    )
    sys.stdout.flush()
    return bad


def _grow(name: str, fuzzed: Fuzzed) -> int:
    """How long each shape takes at an eighth of the largest file, at a quarter, and so on."""
    bad = 0
    for shape, make in fuzzed.shapes.items():
        contents = [make(SHAPE_BYTES * part // GROWTH[-1])[:SHAPE_BYTES] for part in GROWTH]
        took = []
        for content in contents:
            seconds, fault = tried(_text(fuzzed, content))
            took.append(seconds)
            if fault and not fault.startswith("took "):
                bad += 1
                _keep(name, content, fault)
        shown = " ".join(f"{seconds * 1000:.0f}" for seconds in took)
        sys.stdout.write(
            f"  {name}, {shape}: {shown} ms at 1, 2, 4, 8 times {SHAPE_BYTES // 8:,} bytes\n"
        )
        sys.stdout.flush()
    return bad


def _keep(name: str, content: bytes, why: str) -> None:
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{name}-{sha256(content).hexdigest()[:12]}"
    path.write_bytes(content)
    sys.stderr.write(f"{name}: {why}: {path}\n")


if __name__ == "__main__":
    sys.exit(main())
