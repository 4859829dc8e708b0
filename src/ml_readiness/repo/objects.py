"""The object store of a repository, and its references: read without git, held against hashes.

Hooks, replacements, grafts and git's environment play no part. What is read must fit its hash.
"""

import os
import re
import stat
import weakref
import zlib
from binascii import hexlify, unhexlify
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.listing import RESERVED
from ml_readiness.model.tree import EntryKind
from ml_readiness.repo.gitdir import Repository, follow_reference, has_tables, hash_bytes
from ml_readiness.repo.packed import ENTRY_BYTES, Packed, check_index, read_packed

if TYPE_CHECKING:
    from dulwich.objects import ObjectID
    from dulwich.pack import Pack

# the type in an entry's mode -> what the path is; git takes no notice of the other bits
KIND_OF_TYPE: Mapping[int, EntryKind] = {
    stat.S_IFREG: "file",
    stat.S_IFLNK: "symlink",
    0o160000: "submodule",
}

# where git looks for a name; and last, where a clone has a branch that is not checked out
PLACES = (
    *("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD"),
    "refs/remotes/origin/{}",
)
EXTENSIONS = frozenset(
    {
        *("compatobjectformat", "noop", "objectformat", "partialclone", "preciousobjects"),
        *("refstorage", "relativeworktrees", "worktreeconfig"),
    }
)
OBJECT_KINDS = ("", "commit", "tree", "blob", "tag")  # by their numbers in a pack
OBJECT_BYTES = 50_000_000  # of what is read whole: commits, tags, folders, and text
HEADER_BYTES = 32  # of a loose object at most
LONGEST_CHAIN = 4096  # one more than git writes


class AbsentError(InputError):
    """An object is not in the store."""

    def __init__(self, name: bytes) -> None:
        message = f"the git object {name.decode()} is not in this clone"
        super().__init__(Problem(message=message, hint="clone the repository without --filter"))
        self.name = name.decode()


class Store:
    """The objects and the references of a repository."""

    def __init__(self, repository: Repository) -> None:
        """Raises InputError for a repository of a format that we do not know."""
        from dulwich.object_format import SHA1, SHA256

        _check_format(repository)
        self.repository = repository
        self.format = SHA1 if hash_bytes(repository) == SHA1.oid_length else SHA256
        with readable("objects"):
            self.folders = _object_folders(repository.common / "objects")
        self.packs: dict[Path, Pack] = {}
        self.files: dict[str, int] = {}  # they stay readable when git packs anew
        self.opened = ExitStack()
        weakref.finalize(self, self.opened.close)
        self._look_for_packs()

    def is_name(self, text: bytes) -> bool:
        """Whether a text is a whole hash, of an object that is there or not."""
        return bool(re.fullmatch(rb"[0-9a-f]{%d}" % self.format.hex_length, text))

    def starting(self, digits: bytes) -> set[bytes]:
        """The objects whose hashes start with some digits, at least four; raises InputError."""
        start, rest = digits[:2].decode(), digits[2:].decode()
        found: list[bytes] = []
        with readable(f"objects {digits.decode()}"):
            for index, pack in self.packs.items():
                check_index(index, self.format.oid_length)
                found += map(hexlify, pack.index.iter_prefix(unhexlify(digits[:4])))
            for folder in self.folders:
                files = (folder / start).glob(f"{rest}*")
                found += (f"{start}{file.name}".encode() for file in files)
        return {name for name in found if name.startswith(digits)}

    def reference(self, name: str) -> bytes | None:
        """The object that a branch, a tag or HEAD stands for; raises InputError."""
        if has_tables(self.repository):
            message = "the git repository keeps its references in tables, which we cannot read"
            hint = "write the whole hash, or run `git refs migrate --ref-format=files`"
            raise mistake(message, hint=hint)
        found = (follow_reference(self.repository, place.format(name)) for place in PLACES)
        value = next(filter(None, found), "").encode("utf-8", "surrogateescape")
        with readable(f"reference {name}"):
            if value and not self.is_name(value):
                raise ValueError(value)
        return value or None

    def tree(self, name: bytes) -> list[tuple[str, int, bytes]]:
        """The entries of a folder: name, mode and object; raises InputError."""
        from dulwich.objects import parse_tree

        data = self.read(name, "tree")[1]
        with readable(f"object {name.decode()}"):
            entries = [
                (entry.decode("utf-8", "surrogateescape"), mode, child)
                for entry, mode, child in parse_tree(data, self.format.oid_length)
            ]
        names = [entry for entry, _, _ in entries]
        if (
            len(set(names)) < len(names)
            or "/" in "".join(names)
            or not RESERVED.isdisjoint(map(str.lower, names))
            or not {stat.S_IFMT(mode) for _, mode, _ in entries} <= {stat.S_IFDIR, *KIND_OF_TYPE}
        ):
            raise hostile(name)
        return entries

    def read(self, name: bytes, *kinds: str) -> tuple[str, bytes]:
        """What an object is, one of the kinds asked for, and its content; raises InputError."""
        size = self.size(name)
        with readable(f"object {name.decode()}"):
            if size > OBJECT_BYTES:
                raise ValueError(size)
            place = self._place(name)
            if isinstance(place, Path):
                inflater = zlib.decompressobj()
                whole = inflater.decompress(place.read_bytes(), size + HEADER_BYTES)
                header, _, data = whole.partition(b"\0")
                kind = header.split()[0].decode()
            else:
                self._check_bases(*place)
                number, data = place[0].get_raw(cast("ObjectID", name))
                kind = OBJECT_KINDS[number]
            hashed = self.format.hash_object_hex(b"%b %d\0%b" % (kind.encode(), len(data), data))
            if hashed != name:
                raise ValueError(hashed)
        if kind not in kinds:
            message = f"the git object {name.decode()} is a {kind}, not a {kinds[0]}"
            raise mistake(message)
        return kind, data

    def size(self, name: bytes) -> int:
        """The size of an object, which is not inflated for that; raises InputError."""
        with readable(f"object {name.decode()}"):
            place = self._place(name)
            if isinstance(place, Path):
                with place.open("rb") as file:
                    head = zlib.decompressobj().decompress(file.read(4096), HEADER_BYTES)
                return int(head.partition(b"\0")[0].split()[1])
            pack, offset = place
            return self._entry(pack, offset).size

    def _place(self, name: bytes) -> "Path | tuple[Pack, int]":
        """The file of an object, or the pack that it lies in, and where."""
        if not self.is_name(name):
            raise AbsentError(name)
        place = self._known_place(name)
        if place is None:  # `git fetch` leaves a `git gc` behind it, which packs anew
            self._look_for_packs()
            place = self._known_place(name)
        if place is None:
            raise AbsentError(name)
        return place

    def _known_place(self, name: bytes) -> "Path | tuple[Pack, int] | None":
        """The place of an object, as far as packs are known."""
        from dulwich.pack import PackFileDisappeared

        for pack in self.packs.values():
            with suppress(KeyError, PackFileDisappeared, FileNotFoundError):
                offset = pack.index.object_offset(cast("ObjectID", name))
                self._file(pack)  # while it is there
                return pack, offset
        files = (folder / name[:2].decode() / name[2:].decode() for folder in self.folders)
        return next((file for file in files if file.is_file()), None)

    def _entry(self, pack: "Pack", offset: int) -> Packed:
        head = os.pread(self._file(pack), ENTRY_BYTES, offset)
        return read_packed(head, self.format.oid_length)

    def _check_bases(self, pack: "Pack", offset: int) -> None:
        """Raises ValueError for an object in a pack that costs more than it is large.

        It may be a difference from another one, and that from a third, each larger than the last.
        """
        seen: set[int] = set()
        stored = 0
        while True:
            entry = self._entry(pack, offset)
            seen.add(offset)
            stored += entry.stored
            if max(entry.size, stored // 2) > OBJECT_BYTES or len(seen) > LONGEST_CHAIN:
                raise ValueError(entry)
            if entry.base is None:
                return
            if isinstance(entry.base, int):
                offset -= entry.base
            else:
                offset = pack.index.object_offset(cast("ObjectID", entry.base))
            if offset in seen:
                raise ValueError(offset)

    def _file(self, pack: "Pack") -> int:
        path = str(pack.data.path)
        if path not in self.files:
            self.files[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            self.opened.callback(os.close, self.files[path])
        return self.files[path]

    def _look_for_packs(self) -> None:
        from dulwich.pack import Pack

        for folder in self.folders:
            for index in sorted((folder / "pack").glob("*.idx")):
                if index not in self.packs and index.with_suffix(".pack").is_file():
                    pack = Pack(str(index.with_suffix("")), object_format=self.format)
                    self.packs[index] = self.opened.enter_context(pack)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Whatever goes wrong with damaged files of git becomes one sentence."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # dulwich does not say what it raises
        hint = "run `git fsck`; if it finds fault, clone the repository again"
        raise mistake(f"the git {what} cannot be read", hint=hint) from error


def hostile(name: bytes) -> InputError:
    message = f"the git tree {name.decode()} has entries that git would not check out"
    return mistake(message, hint="run `git fsck` to see which")


def _check_format(repository: Repository) -> None:
    """Raises InputError for a repository that git, too, would refuse, had it our age."""
    version = repository.setting("core.repositoryformatversion") or "0"
    names = {
        name.removeprefix("extensions.")
        for name in repository.settings
        if name.startswith("extensions.")
    }
    unknown = sorted(names - EXTENSIONS) if version != "0" else []
    if version not in {"0", "1"} or unknown:
        what = f"the extension {unknown[0]!r}" if unknown else f"the format version {version!r}"
        message = f"the git repository has {what}, which we do not know"
        raise mistake(message, hint="update ml-readiness, or clone it again")


def _object_folders(own: Path) -> list[Path]:
    """A folder of objects and those that it borrows from (`git clone --shared`), each once."""
    folders = [own.resolve()]
    for folder in folders:  # which grows on the way
        with suppress(FileNotFoundError):
            lines = os.fsdecode((folder / "info/alternates").read_bytes()).split("\n")
            for line in lines:
                borrowed = (folder / line).resolve()
                if line and not line.startswith("#") and borrowed not in folders:
                    folders.append(borrowed)
    return folders
