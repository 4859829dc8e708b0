"""Files that hold values, each sort with its reader."""

from collections.abc import Callable
from posixpath import splitext

from ml_readiness.reading.structured.contents import Structure


def reader_of(path: str) -> Callable[[bytes], Structure]:
    """What reads a file of this name; the others are not imported."""
    match splitext(path)[1].lower():
        case ".json":
            from ml_readiness.reading.structured.of_json import read_json

            return read_json
        case ".toml":
            from ml_readiness.reading.structured.of_toml import read_toml

            return read_toml
        case _:
            from ml_readiness.reading.structured.of_yaml import read_yaml

            return read_yaml
