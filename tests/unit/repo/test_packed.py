"""An object in a pack: what it costs to read is known before it is read."""

import tracemalloc
import zlib
from hashlib import sha1
from pathlib import Path

import pytest
from helpers.commits import found

from ml_readiness.model.errors import InputError
from ml_readiness.repo.objects import Store
from ml_readiness.repo.packed import check_index


def sized(number: int, first: int = 0) -> bytes:
    """A size in groups of seven bits, the lowest four of them beside the kind in `first`."""
    digits = [first | number & 15] if first else []
    number >>= 4 if first else 0
    while number or not digits:
        digits.append(number & 0x7F)
        number >>= 7
    return bytes([digit | 0x80 for digit in digits[:-1]] + digits[-1:])


def packed_by(repo: Path, base: bytes, delta: bytes, name: bytes) -> None:
    """A pack of a blob, and of an object of some name that is a difference from it."""
    start = b"PACK" + (2).to_bytes(4, "big") + (2).to_bytes(4, "big")
    whole = sized(len(base), 3 << 4) + zlib.compress(base)
    named = sha1(b"blob %d\0%b" % (len(base), base)).digest()
    difference = sized(len(delta), 7 << 4) + named + zlib.compress(delta)
    content = start + whole + difference
    checksum = sha1(content).digest()
    places = sorted({named: len(start), bytes.fromhex(name.decode()): len(start + whole)}.items())
    counts = [sum(each[0] <= first for each, _ in places) for first in range(256)]
    numbers = [2, *counts], [0, 0], [place for _, place in places]
    fanout, sums, offsets = (b"".join(n.to_bytes(4, "big") for n in each) for each in numbers)
    index = b"\xfftOc" + fanout + b"".join(each for each, _ in places) + sums + offsets + checksum
    folder = repo / ".git/objects/pack"
    folder.mkdir(exist_ok=True)
    (folder / "pack-x.pack").write_bytes(content + checksum)
    (folder / "pack-x.idx").write_bytes(index + sha1(index).digest())


@pytest.mark.parametrize(("base", "refused_"), [(1_000_000, False), (60_000_000, True)])
def test_P6_a_small_object_that_is_kept_as_a_difference_from_a_large_one(
    repo: Path, base: int, *, refused_: bool
) -> None:
    data = b"a small file"
    delta = sized(base) + sized(len(data)) + bytes([len(data)]) + data
    blob = sha1(b"blob %d\0%b" % (len(data), data)).hexdigest()
    packed_by(repo, bytes(base), delta, blob.encode())
    store = Store(found(repo))
    assert store.size(blob.encode()) == len(data)
    tracemalloc.start()
    if refused_:
        with pytest.raises(InputError, match=f"object {blob} cannot be read"):
            store.read(blob.encode(), "blob")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    else:
        assert store.read(blob.encode(), "blob") == ("blob", data)
    tracemalloc.stop()


@pytest.mark.parametrize("start", [b"\xfftOc\0\0\0\2", b""])
@pytest.mark.parametrize(
    ("counts", "sound"),
    [([3] * 256, True), ([0] * 255 + [3], True), ([3] * 255 + [2], False), ([4] * 256, False)],
)
def test_P6_an_index_counts_what_it_lists(
    tmp_path: Path, start: bytes, counts: list[int], *, sound: bool
) -> None:
    """In both versions; a file of so many bytes can list three names at most."""
    size = len(start) + 1024
    length = (size + 60) // 3
    path = tmp_path / "x.idx"
    path.write_bytes(start + b"".join(each.to_bytes(4, "big") for each in counts) + bytes(60))
    if sound:
        check_index(path, length)
    else:
        with pytest.raises(ValueError):
            check_index(path, length)
