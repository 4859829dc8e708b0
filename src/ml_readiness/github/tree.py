"""A commit as a tree, over the API: its paths in one request, its files in a few.

Bytes are what git stored: a file of Git LFS is its pointer. All content is held against its hash,
because the text that GraphQL gives can be cut or altered; such a file is then asked for alone.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from ml_readiness.github.api import Api, ApiError, needed
from ml_readiness.model.commit import COMMIT
from ml_readiness.model.errors import mistake
from ml_readiness.model.limits import Limits
from ml_readiness.model.listing import Listed, Listing, listing_of, reserved
from ml_readiness.model.tree import (
    POINTER_BYTES,
    TEXT_BYTES,
    WORKFLOWS,
    EntryKind,
    Unreadable,
    is_pointer,
    of_workflows,
)

# The requests that the paths of one commit may cost.
MOST_LISTS = 200
# What one query asks for, so that GitHub answers within the ten seconds that it allows itself.
BATCH_FILES = 50
BATCH_BYTES = 1_000_000
# The files that may be asked for one by one in a run: the hour's requests are the repository's.
MOST_ALONE = 200
# GraphQL cuts a longer text.
UNCUT_BYTES = 512_000

# How a mode begins says what the path is; git takes no notice of the rest.
MODE = re.compile(r"(04|4|10|12|16)[0-7]{4}")
KIND_OF_MODE: Mapping[str, EntryKind] = {"10": "file", "12": "symlink", "16": "submodule"}
# What JSON can escape, but is no text.
SURROGATE = re.compile(r"[\ud800-\udfff]")
PERMISSION = "is it in this repository? the token needs `contents: read`"


class File(NamedTuple):
    """A file's content: git's name for it, and its size in bytes."""

    oid: str
    size: int


class Fetched(dict[str, bytes]):
    """What a run has fetched, by git's name; `alone` counts what took a request for itself."""

    alone = 0


class ApiTree(Struct, frozen=True, kw_only=True):
    """The files of a commit below a root in it.

    `top` lists the repository's own workflows, from its top; None where that is the root. `blobs`
    has every content that is known, by git's name for it; several trees may share it.
    """

    api: Api
    repository: str
    commit: str
    listing: Listing[File]
    top: Listing[File] | None
    blobs: Fetched
    expected: dict[str, int] = field(default_factory=dict)  # sizes by git's names

    def paths(self) -> Mapping[str, EntryKind]:
        """Every path below the root and what it is, in the order of git's index."""
        return self.listing.paths

    def size(self, path: str) -> int:
        """The size of a file in bytes, which does not fetch it; raises Unreadable."""
        return self.listing.file(path).size

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        """The content of a file of at most so many bytes; raises Unreadable and InputError."""
        file = self.listing.file(path)
        if file.size > most:
            raise Unreadable(path, "too-large")
        with _reading(self.repository, self.commit):
            if file.oid in self.expected and file.oid not in self.blobs:
                self._fetch_batch(file)
            if file.oid not in self.blobs:
                self._count_alone()
                self.blobs[file.oid] = _content(self.api, self.repository, file)
        return self.blobs[file.oid]

    def blob(self, path: str) -> str | None:
        """Git's name for a file's content; None for what is no file."""
        file = self.listing.find(path)
        return file.oid if file else None

    def has_pointer(self, path: str) -> bool:
        """Whether a file is a pointer of Git LFS; raises Unreadable and InputError."""
        return self.listing.file(path).size <= POINTER_BYTES and is_pointer(self.read(path))

    def exists(self, path: str) -> bool:
        """Whether a file, a folder or a link lies at a path."""
        return self.listing.exists(path)

    def expect(self, paths: Iterable[str]) -> None:
        """Say that these files will be read: the first one that is brings others along.

        Nothing is asked for yet. A path that is no file, or too large, is no mistake.
        """
        for file in map(self.listing.find, () if self.api.anonymous else paths):
            if file and file.size <= UNCUT_BYTES:
                self.expected[file.oid] = file.size

    def workflows(self) -> "ApiTree":
        """The repository's own workflows, from its top; this tree where that is the root."""
        return replace(self, listing=self.top, top=None) if self.top else self

    def _count_alone(self) -> None:
        self.blobs.alone += 1
        if self.blobs.alone > MOST_ALONE:
            message = f"more than {MOST_ALONE} files have to be asked of GitHub one by one"
            hint = "cite fewer files that are no text, or judge a checkout"
            raise mistake(message, hint=hint)

    def _fetch_batch(self, wanted: File) -> None:
        """Fetch a file and as many others that are expected as fit into one answer."""
        batch, room = {wanted.oid: self.expected.pop(wanted.oid)}, BATCH_BYTES - wanted.size
        for oid, size in self.expected.items():
            if len(batch) < BATCH_FILES and size <= room and oid not in self.blobs:
                batch[oid] = size
                room -= size
        texts = _texts(self.api, self.repository, batch)
        for oid, size in batch.items():
            self.expected.pop(oid, None)
            if oid in texts and is_blob(texts[oid], oid, size):
                self.blobs[oid] = texts[oid]


def open_api_tree(  # noqa: PLR0913, PLR0917
    api: Api, repository: str, commit: str, prefix: str, limits: Limits, blobs: Fetched
) -> ApiTree:
    """A commit of a repository (`owner/name`), named by its whole hash.

    Raises InputError when GitHub does not list its paths, or has more than `limits.paths`.
    """
    with _reading(repository, commit):
        entries = list(_listed(api, repository, commit, prefix))
        below = (
            (path.removeprefix(prefix), kind, file)
            for path, kind, file in entries
            if path.startswith(prefix)
        )
        listing = _sorted(below, repository, commit, limits)
        at_top = [entry for entry in entries if of_workflows(entry[0])] if prefix else None
        top = None if at_top is None else _sorted(at_top, repository, commit, limits)
    return ApiTree(
        api=api, repository=repository, commit=commit, listing=listing, top=top, blobs=blobs
    )


def _sorted(
    entries: Iterable[Listed[File]], repository: str, commit: str, limits: Limits
) -> Listing[File]:
    """The listing of what git would check out, in the order of its index."""
    listing = listing_of(_checked(entries), f"the commit {commit} of {repository}", limits)
    return replace(listing, paths=dict(sorted(listing.paths.items())))


def _reading(repository: str, commit: str) -> AbstractContextManager[None]:
    """Nothing is judged without what GitHub does not give."""
    return needed(f"the commit {commit} of {repository} cannot be read", hint=PERMISSION)


def _checked(listed: Iterable[Listed[File]]) -> Iterator[Listed[File]]:
    """What was listed, where git would check all of it out."""
    seen = set()
    for entry in listed:
        path = entry[0]
        if path in seen or reserved(path) or SURROGATE.search(path):
            raise ApiError("unreadable", f"it has a path that git would not check out: {path!r}")
        seen.add(path)
        yield entry


def _listed(api: Api, repository: str, commit: str, prefix: str) -> Iterator[Listed[File]]:
    """Every path of a commit below a prefix or of its workflows, and what it is.

    GitHub takes a commit for its tree. Where a list is cut, its folders are listed one by one.
    """
    ahead = [("", commit, True)]
    for _ in range(MOST_LISTS):
        folder, tree, deep = ahead.pop()
        place = f"/repos/{repository}/git/trees/{tree}{'?recursive=1' if deep else ''}"
        match api.get(place):
            case {"tree": list(items), "truncated": False}:
                pass
            case {"truncated": True} if deep:
                ahead.append((folder, tree, False))
                continue
            case _:
                raise ApiError("unreadable", f"GitHub does not list all of {folder or 'its top'}")
        for path, kind, file in map(_entry, items):
            whole = folder + path
            if whole.startswith(prefix) or of_workflows(whole):
                yield whole, kind, file
            inner = f"{whole}/"
            inside = inner.startswith((prefix, WORKFLOWS))
            if (
                not deep
                and not kind
                and (inside or prefix.startswith(inner) or of_workflows(whole))
            ):
                ahead.append((inner, file.oid, inside))
        if not ahead:
            return
    raise ApiError("refused", f"its paths need more than {MOST_LISTS} requests")


def _entry(item: Any) -> Listed[File]:
    match item:
        case {"path": str(path), "mode": str(mode), "sha": str(oid)}:
            start = MODE.fullmatch(mode)
            kind = KIND_OF_MODE.get(start[1]) if start else None
            size = item.get("size") if kind == "file" else 0
            if start and COMMIT.fullmatch(oid) and isinstance(size, int) and size >= 0:
                return path, kind, File(oid, size)
    raise ApiError("unreadable", "GitHub's list has something that is no path")


def _texts(api: Api, repository: str, oids: Iterable[str]) -> Mapping[str, bytes]:
    """The text that GitHub has for some blobs, by their names; it may differ from the content."""
    owner, _, name = repository.partition("/")
    names = {f"blob{index}": oid for index, oid in enumerate(oids)}
    variables = "".join(f", ${one}: GitObjectID!" for one in names)
    blobs = "".join(f" {one}: object(oid: ${one}) {{ ... on Blob {{ text }} }}" for one in names)
    data = api.query(
        f"query($owner: String!, $name: String!{variables}) "
        f"{{ repository(owner: $owner, name: $name) {{{blobs} }} }}",
        {"owner": owner, "name": name, **names},
    )
    found = data.get("repository")
    if not isinstance(found, dict):
        raise ApiError("unreadable", "GitHub's answer has no repository")
    texts = {}
    for one, oid in names.items():
        match found.get(one):
            case {"text": str(text)}:
                texts[oid] = text.encode(errors="replace")
    return texts


def _content(api: Api, repository: str, file: File) -> bytes:
    """The content of one file, whatever it is."""
    match api.get(f"/repos/{repository}/git/blobs/{file.oid}"):
        case {"content": str(content), "encoding": "base64"}:
            with suppress(ValueError):
                data = b64decode(content.replace("\n", ""), validate=True)
                if is_blob(data, file.oid, file.size):
                    return data
    raise ApiError("unreadable", f"GitHub's answer is not the content of the blob {file.oid}")


def is_blob(content: bytes, oid: str, size: int) -> bool:
    """Whether this is the content that git has by a name."""
    digest = hashlib.new("sha1" if len(oid) == 40 else "sha256", usedforsecurity=False)
    digest.update(b"blob %d\0%b" % (len(content), content))
    return len(content) == size and digest.hexdigest() == oid
