"""The paths in a git index, read without git and without asking for anything else in it."""

import struct
from collections.abc import Mapping
from typing import Any, TypeVar

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.tree import EntryKind

Value = TypeVar("Value")

# mode in the index -> what the path is; 0o040000 (a folder) only occurs in a sparse index
MODES: dict[int, EntryKind] = {
    0o100644: "file",
    0o100755: "file",
    0o120000: "symlink",
    0o160000: "submodule",
}
FOLDER = 0o040000

HEADER = struct.Struct(">4sII")
EXTENSION = struct.Struct(">4sI")
EXTENDED = 0x4000
KNOWN_EXTENDED_FLAGS = 0x6000  # skip-worktree and intent-to-add: both are tracked

# Linux opens no longer path, and little must not become much.
LONGEST_PATH = 4096

REBUILD = "run `git status` here; if it fails too, delete the index and run `git reset`"
UNSPLIT = "run `git update-index --no-split-index` first"
UNSPARSE = "run `git sparse-checkout reapply --no-sparse-index` first"
REWRITE = "run `git update-index --index-version 4` first"
NEWER = "update ml-readiness, or check the repository out with an older git"


class _DamageError(Exception):
    """The bytes are no index; the message ends a sentence."""


def read_index(data: bytes, hash_bytes: int) -> dict[str, EntryKind]:
    """What each path in an index is; a path in conflict counts once.

    `data` is the whole file in version 2, 3 or 4; `hash_bytes` is 20 for SHA-1 and 32 for
    SHA-256. Paths are UTF-8, other bytes kept as lone surrogates. The checksum is not compared,
    as in git. Raises InputError for all that is damaged or not known.
    The format: https://git-scm.com/docs/index-format
    """
    # Of an entry's times, device, mode, owner, size, hash and flags: the mode and the flags.
    return _read(data, hash_bytes, struct.Struct(f">24xI12x{hash_bytes}xH"), MODES)


def read_index_objects(data: bytes, hash_bytes: int) -> dict[str, bytes]:
    """The object of each path in an index, by its binary name; as `read_index` otherwise."""
    return _read(data, hash_bytes, struct.Struct(f">40x{hash_bytes}sH"), _Itself())


class _Itself(dict[bytes, bytes]):
    """Gives for each key the key."""

    def __missing__(self, key: bytes) -> bytes:
        return key


def _read(
    data: bytes, hash_bytes: int, fields: struct.Struct, values: Mapping[Any, Value]
) -> dict[str, Value]:
    """The value of each path; `fields` are what it is found by, and the flags."""
    try:
        version, count = _read_header(data)
        read = _read_compressed if version == 4 else _read_padded
        entries, end = read(data, count, fields, values)
        _check_extensions(data, end, len(data) - hash_bytes)
    except _DamageError as error:
        raise _damaged(str(error)) from error
    except (struct.error, ValueError, IndexError) as error:  # looked for beyond the end
        raise _damaged("it ends too early") from error
    except KeyError as error:
        raise _unknown_mode(error.args[0]) from error
    if "" in entries:  # legal in a split index, which the extensions have refused by now
        raise _damaged("it has an entry without a path")
    return entries


def _read_header(data: bytes) -> tuple[int, int]:
    signature, version, count = HEADER.unpack_from(data)
    if signature != b"DIRC":
        raise _DamageError("it does not start with DIRC")
    if version not in {2, 3, 4}:
        raise mistake(f"the git index has version {version}", hint=REWRITE)
    return version, count


def _read_padded(
    data: bytes, count: int, fields: struct.Struct, values: Mapping[Any, Value]
) -> tuple[dict[str, Value], int]:
    unpack, size, find = fields.unpack_from, fields.size, data.index
    entries: dict[str, Value] = {}
    at = HEADER.size
    for _ in range(count):
        key, flags = unpack(data, at)
        start = at + size
        if flags & EXTENDED:
            start = _skip_extended(data, start)
        end = find(b"\0", start)
        entries[data[start:end].decode("utf-8", "surrogateescape")] = values[key]
        at += (end - at + 8) & ~7  # one to eight NULs, so that the next entry is aligned
    return entries, at


def _read_compressed(
    data: bytes, count: int, fields: struct.Struct, values: Mapping[Any, Value]
) -> tuple[dict[str, Value], int]:
    unpack, size, find = fields.unpack_from, fields.size, data.index
    entries: dict[str, Value] = {}
    at = HEADER.size
    path = b""
    for _ in range(count):
        key, flags = unpack(data, at)
        start = at + size
        if flags & EXTENDED:
            start = _skip_extended(data, start)
        dropped = data[start]
        start += 1
        if dropped & 0x80:
            dropped, start = _read_varint(data, start - 1)
        end = find(b"\0", start)
        kept = len(path) - dropped
        if kept < 0 or kept + end - start > LONGEST_PATH:
            raise _DamageError("it has a path that cannot be")
        path = path[:kept] + data[start:end]
        entries[path.decode("utf-8", "surrogateescape")] = values[key]
        at = end + 1
    return entries, at


def _skip_extended(data: bytes, at: int) -> int:
    if int.from_bytes(data[at : at + 2], "big") & ~KNOWN_EXTENDED_FLAGS:
        raise mistake("the git index has flags we do not know", hint=NEWER)
    return at + 2


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in git's offset encoding, and where it ends."""
    byte = data[at]
    number = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        number = ((number + 1) << 7) + (byte & 0x7F)
        if number > LONGEST_PATH:
            raise _DamageError("it has a path that cannot be")
    return number, at + 1


def _check_extensions(data: bytes, at: int, end: int) -> None:
    """Refuse extensions that change what the entries mean; git gives them lower-case names."""
    while at + EXTENSION.size <= end:
        name, size = EXTENSION.unpack_from(data, at)
        if not b"A" <= name[:1] <= b"Z":
            raise _unknown_extension(name)
        at += EXTENSION.size + size
    if at != end:
        raise _DamageError("it ends too early")


def _damaged(what: str) -> InputError:
    return mistake(f"the git index is damaged: {what}", hint=REBUILD)


def _unknown_extension(name: bytes) -> InputError:
    if name == b"link":
        return mistake("the git index is split over two files", hint=UNSPLIT)
    if name == b"sdir":
        return mistake("the git index is sparse: it leaves out files", hint=UNSPARSE)
    shown = ascii(name.decode("latin-1"))
    return mistake(f"the git index has an extension we do not know: {shown}", hint=NEWER)


def _unknown_mode(mode: int) -> InputError:
    if mode == FOLDER:
        return _unknown_extension(b"sdir")
    return _damaged(f"it has a file of mode {mode:06o}")
