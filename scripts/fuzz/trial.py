"""One input and the judge of what becomes of it: soon, in little memory, in the right way."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

MOST_SECONDS = 1.0
HANGS_AFTER = 20
MOST_MEMORY = 500_000_000


class Trial(NamedTuple):
    """An input as it is kept when it does harm, and its judge, which raises for any harm."""

    content: bytes
    judge: Callable[[], object]
    seconds: float = MOST_SECONDS


class Hung(BaseException):
    """No answer in time; nothing that is judged may catch it."""


def tried(trial: Trial) -> tuple[float, str]:
    """The seconds of processing that an input took, and what is wrong, or nothing."""
    fault = ""
    memory = peak_memory()
    began = time.process_time()
    try:
        with _patience():
            trial.judge()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it should not have come
        fault = repr(error)
    took = time.process_time() - began
    if not fault and took > trial.seconds:
        fault = f"took {took:.1f} s"
    if not fault and memory < peak_memory() > MOST_MEMORY:
        fault = f"took {peak_memory():,} bytes of memory"
    return took, fault


def peak_memory() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def _patience() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _hung)
    signal.alarm(HANGS_AFTER)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _hung(number: int, frame: FrameType | None) -> None:
    raise Hung(number, frame)
