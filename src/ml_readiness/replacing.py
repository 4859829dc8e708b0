"""How a file is written whole or not at all: beside its place, which it then takes in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(place: Path) -> Iterator[IO[bytes]]:
    """A new file, of a name that nobody can foresee, that becomes `place` at the end.

    A link there is replaced, not followed. After an error nothing of the new file is left. Raises
    OSError.
    """
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name[:40]}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            yield file
            file.flush()
            # A temporary file is private; this one gets the rights that any new file gets.
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(place)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
