"""How an object lies in a pack of git, by the start of its entry and of the pack's index.

The formats: https://git-scm.com/docs/gitformat-pack
"""

import struct
import zlib
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ENTRY_BYTES = 4096  # of an entry, which hold all that is read of it here
COUNTS = struct.Struct(">256I")  # of the objects whose names begin with each byte or a lower one
INDEX_MARK = b"\xfftOc"  # before a version and the counts; the first version has neither
DELTA_BYTES = 32  # of the start of a difference at most: two sizes


class Packed(NamedTuple):
    """The size of an object in bytes, of what is compressed for it, and what it differs from.

    The two sizes are one where it is no difference from another object. That one is known by how
    far back it lies in the same pack, or by its binary name.
    """

    size: int
    stored: int
    base: int | bytes | None


def read_packed(start: bytes, hash_length: int) -> Packed:
    """The entry that starts like this; raises whatever comes to it for one that cannot be."""
    from dulwich.pack import OFS_DELTA, REF_DELTA, take_msb_bytes

    head = BytesIO(start)
    first, *more = take_msb_bytes(head.read)[0]
    stored = _number(more) << 4 | first & 15
    kind = first >> 4 & 7
    base: int | bytes
    if kind == OFS_DELTA:
        base = _distance(take_msb_bytes(head.read)[0])
    elif kind == REF_DELTA:
        base = head.read(hash_length)
    else:
        return Packed(stored, stored, None)
    delta = BytesIO(zlib.decompressobj().decompress(head.read(), DELTA_BYTES))
    take_msb_bytes(delta.read)  # the size of its base
    return Packed(_number(take_msb_bytes(delta.read)[0]), stored, base)


def check_index(path: Path, hash_length: int) -> None:
    """Raises ValueError for an index whose counts are not of the objects that it lists.

    Without that a search between two of them could take hours.
    """
    with path.open("rb") as file:
        if file.read(len(INDEX_MARK)) == INDEX_MARK:
            file.seek(len(INDEX_MARK) + 4)
        else:
            file.seek(0)
        counts = COUNTS.unpack(file.read(COUNTS.size))
    listed = path.stat().st_size // hash_length
    if counts[-1] > listed or any(one > other for one, other in pairwise(counts)):
        raise ValueError(counts)


def _number(digits: list[int]) -> int:
    return sum((digit & 0x7F) << 7 * place for place, digit in enumerate(digits))


def _distance(digits: list[int]) -> int:
    """How far back a base lies: each digit but the last counts from one."""
    number = -1
    for digit in digits:
        number = (number + 1) << 7 | digit & 0x7F
    return number
