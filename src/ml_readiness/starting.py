"""How a program starts: its imports, without a look for garbage among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

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
