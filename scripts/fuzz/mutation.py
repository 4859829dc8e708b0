"""Inputs that were real once, changed a little: bytes, and values of JSON."""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

MOST_SEED_BYTES = 1_500
MOST_SEEDS = 400
MOST_STEPS = 6


def seeds_of(endings: tuple[str, ...], folder: Path) -> list[bytes]:
    """Files that the reader is for, or the first part of larger ones."""
    found = (path for path in sorted(folder.rglob("*")) if path.name.endswith(endings))
    kept = (path for path in found if path.is_file() and not {"build", ".venv"} & set(path.parts))
    contents = {path.read_bytes()[:MOST_SEED_BYTES] for path in kept}
    return sorted(contents, key=lambda each: sha256(each).digest())[:MOST_SEEDS] or [b""]


def mutated(
    chance: random.Random, seeds: Sequence[bytes], words: Sequence[bytes], steps: int = MOST_STEPS
) -> bytes:
    """A seed after some changes, at most so many."""
    content = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, steps)):
        at = chance.randint(0, len(content))
        end = min(len(content), at + chance.choice((1, 4, 20, 200)))
        match chance.randrange(7):
            case 0:
                content[at:at] = chance.choice(words)
            case 1:
                del content[at:end]
            case 2:
                content[at:at] = content[at:end] * chance.choice((1, 3, 20))
            case 3 if at < len(content):
                content[at] = chance.randrange(256)
            case 4:
                other = chance.choice(seeds)
                start = chance.randint(0, len(other))
                content[at:at] = other[start : start + 200]
            case 5:
                content[at:end] = chance.choice(words) * chance.choice((1, 2, 50))
            case _:
                content[at:at] = chance.choice(
                    (b"\n", b"\t", b" ", b"\0", b"\r", b"\xff", b"\xef\xbb\xbf")
                )
    return bytes(content)


# What stands in for a value of JSON.
ODD: Sequence[Any] = (
    *(None, True, False, 0, -1, 1, 1.5, 2**63, 10**400, float("inf"), float("nan")),
    *("", "x", "\0", "\ud800", "..", "../..", "a" * 40, "A" * 40, "0" * 64, "é", "x" * 10_000),
    *("refs/heads/", "refs/heads/x\ny", "@", "https://10.0.0.1/", "2026-02-30", "9" * 5000),
    *("2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *([], {}, [None], [[]], {"": None}),
)


def altered(chance: random.Random, value: Any, times: int = 3) -> Any:
    """A value of JSON of the same outer type, in which a few inner ones are others."""
    changed = deepcopy(value)
    for _ in range(chance.randint(1, times)):
        places = list(_places(changed))
        if not places:
            break
        holder, key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]] * chance.choice((1, 3, 100))
            case 2:
                other, name = chance.choice(places)
                with suppress(KeyError, IndexError):
                    holder[key] = deepcopy(other[name])
            case 3 if isinstance(holder[key], str):
                held = holder[key]
                at = chance.randint(0, len(held))
                holder[key] = (
                    held[:at] + chance.choice(("", "\n", "/", "%2F", "é", held)) + held[at:]
                )
            case _:
                holder[key] = deepcopy(chance.choice(ODD))
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each inner value, by what holds it and where."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])
