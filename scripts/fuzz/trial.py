"""One input and the judge of what becomes of it: soon, in little memory, in the right way."""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from helpers.patience import patience

MOST_SECONDS = 1.0
HANGS_AFTER = 20
MOST_MEMORY = 500_000_000
RESIDENT = Path("/proc/self/statm")


class Trial(NamedTuple):
    """An input as it is kept when it does harm, and its judge, which raises for any harm."""

    content: bytes
    judge: Callable[[], object]
    seconds: float = MOST_SECONDS


def tried(trial: Trial) -> tuple[float, str]:
    """The seconds of processing that an input took, and what is wrong, or nothing."""
    fault = ""
    peak, held = peak_memory(), resident()
    began = time.process_time()
    try:
        with patience(HANGS_AFTER):
            trial.judge()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it should not have come
        fault = repr(error)
    took = time.process_time() - began
    if not fault and took > trial.seconds:
        fault = f"took {took:.1f} s"
    # A judge that keeps memory, as the bindings to GitHub's parser do, is not what is judged.
    if not fault and peak < peak_memory() > held + MOST_MEMORY:
        fault = f"took {peak_memory() - held:,} bytes of memory"
    return took, fault


def peak_memory() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def resident() -> int:
    """The bytes that this process holds now, where the system says so."""
    return int(RESIDENT.read_text().split()[1]) * resource.getpagesize() if RESIDENT.exists() else 0
