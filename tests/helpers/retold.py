"""A report that says the same in other words: those of whoever wrote the manifest or the rubric."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

# What users write, or what quotes it.
FREE = ("text", "message", "hint", "title", "label", "name", "code", "subject")


def retold(value: Any, word: Callable[[str], str]) -> Any:
    """The same result with another word for each text that a user may have written."""
    if isinstance(value, Struct):
        return replace(
            value,
            **{
                name: word(held) if name in FREE and isinstance(held, str) else retold(held, word)
                for name, held in asdict(value).items()
            },
        )
    if isinstance(value, Mapping):
        return {key: retold(held, word) for key, held in value.items()}
    if not isinstance(value, tuple):
        return value
    found = (retold(each, word) for each in value)
    return type(value)(*found) if hasattr(value, "_fields") else tuple(found)
