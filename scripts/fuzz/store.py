"""Repositories with damaged or hostile insides: packs, their indexes, references and settings."""

import atexit
import random
import shutil
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha1
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from helpers.gitrepo import commit, git, init, write

from fuzz.mutation import mutated
from fuzz.trial import Trial
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.commit import commit_parents, contains, open_commit
from ml_readiness.repo.gitdir import Repository, find_repository
from ml_readiness.repo.objects import Store
from ml_readiness.repo.worktree import open_worktree

REFUSALS = (InputError, Unreadable)
NUMBERS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
OFS_DELTA, REF_DELTA = 6, 7
SIZES = (0, 1, 15, 127, 128, 50_000_000, 50_000_001, 2**31, 2**32, 2**63, 2**64)
WORDS = (
    b"ref: refs/heads/ HEAD refs/tags/v1 main [core] [extensions] objectformat sha256 bare true "
    b'[include] path = " \\ repositoryformatversion refstorage reftable 0000 ^ # DIRC TREE link '
    b"PACK \xfftOc ../ / .. /etc/passwd /dev/zero gitdir: commondir worktree \x78\x9c"
).split(b" ")
ALTERNATES = (".", "../objects", "../../objects", "/", "/etc", "/dev", "../../../..", "#", "x\0y")


class Thing(NamedTuple):
    """An object of a repository."""

    name: bytes
    kind: str
    data: bytes


def trials(chance: random.Random) -> Iterator[Trial]:
    """Repositories, of which a file or a whole pack is not what git would have written."""
    top = Path(mkdtemp(prefix="fuzz-store-")).resolve()
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    made = [
        _made(top / name, options, packed=packed)
        for name, options, packed in (
            ("loose", (), False),
            ("packed", (), True),
            ("long", ("--object-format=sha256",), True),
        )
    ]
    things = _things(made[0])
    revisions = [b"HEAD", b"main", b"main~1", b"v1", things[0].name[:8], things[-1].name]
    while True:
        asked = [each.decode() for each in chance.sample(revisions, 2)]
        if chance.random() < 0.5:
            yield _of_pack(made[0], things, chance, asked)
        else:
            yield _of_files(chance.choice(made), chance, asked)


def _made(folder: Path, options: Sequence[str], *, packed: bool) -> Path:
    init(folder, *options)
    (folder / ".gitattributes").write_text("*.bin filter=lfs\n")
    for count in (300, 200, 100):
        write(folder, "long.bin", text="".join(f"{number}\n" for number in range(count)))
        commit(folder, "a.py", f"d/{count}", ".github/workflows/w.yml")
    git(folder, "tag", "-a", "v1", "-m", "v")
    git(folder, "config", "remote.origin.url", "https://github.com/acme/fraud.git")
    if packed:
        git(folder, "gc", "-q", "--prune=now")
        git(folder, "update-index", "--index-version", "4")
    (folder / ".git/objects/info").mkdir(exist_ok=True)
    (folder / ".git/objects/info/alternates").write_text("# none\n")
    for path in (folder / ".git").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    for name in ("hooks", "logs", "info"):
        shutil.rmtree(folder / ".git" / name, ignore_errors=True)
    return folder


def _things(folder: Path) -> list[Thing]:
    """The objects of a repository."""
    names = git(folder, "cat-file", "--batch-all-objects", "--batch-check").split(b"\n")[:-1]
    return [
        Thing(name, kind.decode(), git(folder, "cat-file", kind.decode(), name.decode()))
        for name, kind in (line.split()[:2] for line in names)
    ]


def _of_files(folder: Path, chance: random.Random, asked: list[str]) -> Trial:
    """A repository in which a file or two are other bytes."""
    inside = folder / ".git"
    paths = sorted(path for path in inside.rglob("*") if path.is_file())
    changed: dict[Path, bytes] = {}
    for path in chance.sample(paths, chance.choice((1, 1, 1, 2))):
        content = path.read_bytes()
        if path.name == "alternates":
            lines = chance.choices(ALTERNATES, k=3)
            changed[path] = "\n".join(lines).encode()
        elif chance.random() < 0.2:
            changed[path] = content[: chance.randrange(len(content) + 1)]
        elif path.parent.name != "objects" and len(path.name) == 38 and chance.random() < 0.5:
            changed[path] = zlib.compress(mutated(chance, [zlib.decompress(content)], WORDS))
        else:
            changed[path] = mutated(chance, [content], WORDS)
    return _trial(folder, changed, asked)


def _of_pack(
    folder: Path, things: Sequence[Thing], chance: random.Random, asked: list[str]
) -> Trial:
    """A repository whose objects are in a pack that only an attacker would write."""
    pack, index = packed(things, chance)
    start = folder / ".git/objects/pack/pack-x"
    return _trial(
        folder,
        {start.with_suffix(".pack"): pack, start.with_suffix(".idx"): index},
        asked,
        [thing.name for thing in chance.sample(things, 4)],
        hidden=folder / ".git/objects",
    )


def packed(things: Sequence[Thing], chance: random.Random) -> tuple[bytes, bytes]:
    """A pack of objects and its index; some entries are not as they should be."""
    content = b"PACK" + struct.pack(">II", chance.choice((2, 2, 2, 3)), len(things))
    places: dict[bytes, int] = {}
    last: Thing = things[0]
    for thing in chance.sample(things, len(things)):
        places[thing.name] = len(content)
        content += _entry(thing, last, len(content) - places.get(last.name, 0), chance)
        last = thing
    content += sha1(content).digest()  # noqa: S324 - as git has it
    if chance.random() < 0.1:
        name = chance.choice(things).name
        places[name] = chance.choice((0, 1, len(content), places[things[0].name], 2**31 - 1))
    index = indexed(places, content[-20:])
    if chance.random() < 0.2:
        index = mutated(chance, [index], WORDS, steps=2)
    return content, index


def indexed(places: Mapping[bytes, int], checksum: bytes) -> bytes:
    """An index of version 2, by the places of the objects and the end of their pack."""
    names = sorted(places)
    binary = [bytes.fromhex(name.decode()) for name in names]
    fanout = [sum(name[0] <= first for name in binary) for first in range(256)]
    return b"".join(
        (
            b"\xfftOc" + struct.pack(">I256I", 2, *fanout),
            *binary,
            bytes(4 * len(names)),
            *(struct.pack(">I", places[name]) for name in names),
            checksum,
            bytes(20),
        )
    )


def _entry(thing: Thing, base: Thing, back: int, chance: random.Random) -> bytes:
    """An object in a pack: whole, or as a difference, which may be a lie."""
    sound = chance.random() < 0.6
    if base.name == thing.name or chance.random() < 0.4:
        stream, kind, said = thing.data, NUMBERS[thing.kind], b""
    else:
        stream = delta(base.data, thing.data) if sound else _lie(base.data, thing.data, chance)
        kind = chance.choice((OFS_DELTA, REF_DELTA))
        based = chance.choice((base.name, base.name, thing.name, b"0" * 40))
        back = chance.choice((back, back, back, 0, 1, 2**20, 2**40))
        said = offset(back) if kind == OFS_DELTA else bytes.fromhex(based.decode())
    size = len(stream) if sound else chance.choice((len(stream), *SIZES))
    inflated = zlib.compress(stream)
    if not sound and chance.random() < 0.3:
        inflated = mutated(chance, [inflated], WORDS, steps=2)
    if not sound and chance.random() < 0.05:
        inflated = zlib.compress(bytes(5_000_000))
    head = number(size >> 4, kind << 4 | size & 15)
    return head + said + inflated


def delta(base: bytes, data: bytes) -> bytes:
    """A difference that gives the data, whatever the base."""
    pieces = [data[at : at + 127] for at in range(0, len(data), 127)]
    inserted = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    return number(len(base)) + number(len(data)) + inserted


def _lie(base: bytes, data: bytes, chance: random.Random) -> bytes:
    """A difference with other sizes, and copies from anywhere."""
    sizes = (len(base), *SIZES), (len(data), *SIZES)
    said = b"".join(number(chance.choice(each)) for each in sizes)
    copies = (b"\xff" + chance.randbytes(7), b"\xf0\xff\xff\xff", b"\x80", b"\x90\x01", b"\0")
    return said + b"".join(chance.choices(copies, k=chance.choice((1, 3, 1000))))


def number(value: int, first: int | None = None) -> bytes:
    """A number in groups of seven bits, the lowest first; perhaps after a byte of other bits."""
    digits = [] if first is None else [first]
    while value or not digits:
        digits.append(value & 0x7F)
        value >>= 7
    return bytes(digit | 0x80 for digit in digits[:-1]) + bytes(digits[-1:])


def offset(value: int) -> bytes:
    """A number as it says how far back the base of a difference lies."""
    digits = [value & 0x7F]
    while value := value >> 7:
        value -= 1
        digits.insert(0, value & 0x7F | 0x80)
    return bytes(digits)


def _trial(
    folder: Path,
    changed: Mapping[Path, bytes],
    asked: Sequence[str],
    names: Sequence[bytes] = (),
    hidden: Path | None = None,
) -> Trial:
    aside = folder.with_name(f"{folder.name}-aside")

    def judge() -> None:
        if hidden:
            hidden.rename(aside)
        kept = {path: path.read_bytes() for path in changed if path.exists()}
        try:
            for path, content in changed.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            with WATCH.over(folder):
                _read(folder, asked, names)
        finally:
            if hidden:
                shutil.rmtree(hidden)
                aside.rename(hidden)
            for path, content in kept.items():
                path.write_bytes(content)

    parts = [b"%s\n%b" % (str(path).encode(), content) for path, content in changed.items()]
    return Trial(b"\n".join(parts), judge)


def _read(root: Path, asked: Sequence[str], names: Sequence[bytes]) -> None:
    """All that is ever read of a repository; each step may be refused."""
    with suppress(*REFUSALS):
        tree = open_worktree(root, DEFAULT_LIMITS)
        tree.home(None, None)
        tree.head()
        for path in tree.paths():
            with suppress(*REFUSALS):
                tree.has_pointer(path)
    for revision in asked:
        with suppress(*REFUSALS):
            _read_commit(root, revision)
    with suppress(*REFUSALS):
        repository = find_repository(root)
        if repository is None:
            return
        for name in names:
            _read_object(repository, name.decode())


def _read_object(repository: Repository, name: str) -> None:
    store = Store(repository)
    with suppress(*REFUSALS):
        store.size(name.encode())
    with suppress(*REFUSALS):
        store.read(name.encode(), "blob", "tree", "commit", "tag")
    with suppress(*REFUSALS):
        store.tree(name.encode())
    with suppress(*REFUSALS):
        commit_parents(repository, name)
    with suppress(*REFUSALS):
        contains(repository, name, "0" * 40)


def _read_commit(root: Path, revision: str) -> None:
    tree = open_commit(open_worktree(root, DEFAULT_LIMITS), revision, DEFAULT_LIMITS)
    for path in tree.paths():
        for read in (tree.size, tree.read, tree.has_pointer):
            with suppress(*REFUSALS):
                read(path)
    tree.workflows()


class Watch:
    """Holds that no file outside a folder is opened, but to ask what a store borrows from."""

    opened: list[str] | None = None

    def hears(self, event: str, arguments: tuple[object, ...]) -> None:
        """What Python tells of itself, as `sys.addaudithook` has it."""
        if event == "open" and self.opened is not None and isinstance(arguments[0], str):
            self.opened.append(f"{arguments[0]}/")

    @contextmanager
    def over(self, folder: Path) -> Iterator[None]:
        """Raises AssertionError for what is opened outside a folder meanwhile."""
        opened: list[str] = []
        self.opened = opened
        try:
            yield
        finally:
            self.opened = None
        inside = (f"{folder}/", sys.prefix, sys.base_prefix)
        known = ("info/alternates/", ".py/", ".so/")
        outside = {each for each in opened if not each.startswith(inside)}
        outside = {each for each in outside if not each.endswith(known)}
        assert not outside, f"opened {outside}"


WATCH = Watch()
sys.addaudithook(WATCH.hears)
