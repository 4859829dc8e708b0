"""How a program starts, without a look for garbage, and how it ends, without a tidy heap."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

# A run makes few circles of objects: it need not look for them as often as is usual.
COLLECTED_AFTER = 50_000


@contextmanager
def importing() -> Iterator[None]:
    """For a program's imports: nothing that they make is garbage, and all of it stays.

    Looking for some in it would be a twentieth of a short run.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(COLLECTED_AFTER)
        gc.enable()


def leave(status: int) -> NoReturn:
    """End the process at once: no thread is waited for, and no function of `atexit` is called.

    To take everything apart that is in memory would be a twentieth of a short run. What was written
    was flushed there, where a failure is told.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)
