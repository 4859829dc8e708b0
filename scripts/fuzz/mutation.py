"""Inputs that were real once, changed a little: bytes, and values of JSON."""

import random
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

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
