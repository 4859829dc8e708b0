"""The repository around a folder, and what its references stand for, without git."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from ml_readiness.model.commit import COMMIT
from ml_readiness.model.errors import mistake
from ml_readiness.repo.config import read_config

HASH_BYTES = {"sha1": 20, "sha256": 32}
SYMBOLIC = "ref:"
SYMBOLIC_DEPTH = 5  # as in git
CHECKOUT = "check the repository out again, or mount all of it into the container"


class Repository(Struct, frozen=True, kw_only=True):
    """A repository with a working tree.

    `top` is the working tree's folder; `own` holds its index and HEAD; `common` holds what all
    working trees of the repository share, and is mostly the same folder. `settings` are those of
    `common/config`, by `read_config`.
    """

    top: Path
    own: Path
    common: Path
    settings: Mapping[str, tuple[str, ...]]

    def setting(self, name: str) -> str | None:
        """The last value of a setting."""
        return self.settings.get(name, (None,))[-1]


def find_repository(folder: Path) -> Repository | None:
    """The repository that an absolute folder lies in; who owns it does not matter.

    Raises InputError when there is one that cannot be read.
    """
    try:
        for top in (folder, *folder.parents):
            if own := _find_own(top):
                return _describe(top, own)
    except OSError as error:
        raise mistake(
            f"the git repository cannot be read: {error.strerror}", hint=CHECKOUT
        ) from error
    return None


def hash_bytes(repository: Repository) -> int:
    """How long the repository's object names are, in bytes; raises InputError."""
    name = repository.setting("extensions.objectformat") or "sha1"
    if name.lower() not in HASH_BYTES:
        raise mistake(
            f"the git repository has an object format we do not know: {name!r}",
            hint="use a repository of the format sha1 or sha256",
        )
    return HASH_BYTES[name.lower()]


def read_index_bytes(repository: Repository) -> bytes | None:
    """The index as it is on disk, None before anything was added; raises InputError."""
    try:
        return (repository.own / "index").read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise mistake(f"the git index cannot be read: {error.strerror}", hint=CHECKOUT) from error


def head_commit(repository: Repository) -> str | None:
    """The hash of the commit that HEAD stands for; None on a branch without a commit.

    None also for a repository that keeps its references in tables (`reftable`).
    """
    value = follow_reference(repository, "HEAD")
    return value if COMMIT.fullmatch(value) else None


def head_branch(repository: Repository) -> str | None:
    """The name of the current branch, None when HEAD is detached."""
    return _name_below("refs/heads/", _read_reference(repository, "HEAD"))


def default_branch(repository: Repository) -> str | None:
    """The name of the default branch of the remote `origin`, where it is known."""
    remote = "refs/remotes/origin/"
    return _name_below(remote, _read_reference(repository, f"{remote}HEAD"))


def follow_reference(repository: Repository, name: str) -> str:
    """The hash that HEAD or a whole name (`refs/…`) stands for in the end.

    Nothing for a reference that is not there, and for all where they are kept in tables. What is
    no hash comes as it is.
    """
    value = f"{SYMBOLIC}{name}"
    for _ in range(SYMBOLIC_DEPTH):
        if value.startswith(SYMBOLIC):
            value = _read_reference(repository, _target(value))
    return value


def has_tables(repository: Repository) -> bool:
    """Whether references are kept in tables (`reftable`), which are not read."""
    return (repository.setting("extensions.refstorage") or "files").lower() != "files"


def _find_own(top: Path) -> Path | None:
    """The folder that a `.git` in `top` is or names; None when there is none worth the name."""
    dot_git = top / ".git"
    if dot_git.is_file():
        line = _read_line(dot_git)
        own = top / line.removeprefix("gitdir:").strip()
        if not line.startswith("gitdir:") or not own.is_dir():
            raise mistake("the file .git names no git repository", hint=CHECKOUT)
        return own
    # git, too, goes on upwards past an empty `.git`
    head = dot_git / "HEAD"
    return dot_git if head.is_file() or head.is_symlink() else None


def _describe(top: Path, own: Path) -> Repository:
    common = own / _read_line(own / "commondir")
    try:
        config = (common / "config").read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        config = ""
    return Repository(top=top, own=own, common=common, settings=read_config(config))


def _read_reference(repository: Repository, name: str) -> str:
    """What a reference holds: a hash, `ref: …`, or nothing."""
    if has_tables(repository) or ".." in name:
        return ""
    if name == "HEAD":
        return _read_line(repository.own / name)
    if not name.startswith("refs/"):
        return ""
    return (
        _read_line(repository.common / name)
        or _read_line(repository.own / name)
        or _read_packed(repository.common / "packed-refs", name)
    )


def _read_packed(file: Path, name: str) -> str:
    """What a file of many references holds; the first line that cannot be, where it is damaged."""
    wanted = f" {name}"
    for line in _read_text(file).split("\n"):
        if line.endswith(wanted):
            return line.removesuffix(wanted)
        if line and line[0] not in "#^" and " refs/" not in line:
            return line
    return ""


def _read_line(file: Path) -> str:
    return _read_text(file).split("\n", 1)[0].strip()


def _read_text(file: Path) -> str:
    """A small file of git's own, empty where there is none."""
    try:
        return file.read_bytes().decode("utf-8", "surrogateescape")
    except (OSError, ValueError):
        return ""


def _target(value: str) -> str:
    return value.removeprefix(SYMBOLIC).strip()


def _name_below(prefix: str, value: str) -> str | None:
    target = _target(value)
    if not value.startswith(SYMBOLIC) or not target.startswith(prefix):
        return None
    return target.removeprefix(prefix) or None
