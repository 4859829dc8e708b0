"""Which repositories a survey is of: an owner's or a list's, in order, or a share of them."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec import Struct

from ml_readiness.github.trigger import REPOSITORY
from ml_readiness.model.errors import InputError, mistake

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, ApiError
    from ml_readiness.github.repositories import Glimpse

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
SHARD = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
MOST_NAMES = 100_000
MAY_LIST = "the token has to be one that may see them: an App of the organization has its own"

T = TypeVar("T")


class Shard(NamedTuple):
    """The share `number` of so many, from 1."""

    number: int
    of: int


class Owner(Struct, frozen=True, kw_only=True):
    """All repositories of an organization or a user; archived ones and forks where wanted."""

    login: str
    archived: bool
    forks: bool


class Lost(Struct, frozen=True, kw_only=True):
    """A repository that is asked for by a name which GitHub gives nothing for."""

    repository: str
    error: InputError


class Survey(Struct, frozen=True, kw_only=True):
    """What is there to ask, by name; `hidden` counts what was listed and not shown."""

    found: "tuple[Glimpse | Lost, ...]"
    hidden: int = 0


def read_login(option: str, text: str) -> str:
    """The name of an organization or a user; raises InputError."""
    if not LOGIN.fullmatch(text):
        message = f"{option} {text or repr('')} is no name that GitHub gives"
        raise mistake(message, hint="write it as in the address of its page, like acme")
    return text


def read_shard(option: str, text: str) -> Shard:
    """`3/16` as the third of sixteen shares; raises InputError."""
    match = SHARD.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        message = f"{option} {text or repr('')} is no share"
        raise mistake(message, hint="write it like 3/16, from 1/16 to 16/16")
    return Shard(int(match[1]), int(match[2]))


def read_names(path: str, text: str) -> tuple[str, ...]:
    """The repositories that a list has, one a line, each once; raises InputError.

    What follows a `#` is a comment.
    """
    names: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name = line.partition("#")[0].strip()
        if name and not REPOSITORY.fullmatch(name):
            message = f"{name!r} is no repository"
            raise mistake(message, hint="write one a line, like acme/fraud", path=path, line=number)
        if name:
            names.setdefault(name.casefold(), name)
    if not names:
        raise mistake("there is no repository in it", hint="write one a line", path=path)
    if len(names) > MOST_NAMES:
        raise mistake(f"there are more than {MOST_NAMES:,} repositories in it", path=path)
    return tuple(names.values())


def survey_of_owner(api: "Api", owner: Owner, shard: Shard | None, manifest: str) -> Survey:
    """What an owner has; raises InputError where it cannot be listed."""
    from ml_readiness.github import repositories
    from ml_readiness.github.api import needed

    with needed(f"the repositories of {owner.login} cannot be listed", hint=MAY_LIST):
        listed = [
            *repositories.owned_by(
                api, owner.login, manifest, archived=owner.archived, forks=owner.forks
            )
        ]
    seen = [each for each in listed if each is not None]
    found = _in_order(_share(seen, shard, lambda each: each.repository))
    return Survey(found=found, hidden=len(listed) - len(seen))


def survey_of_names(api: "Api", names: Iterable[str], shard: Shard | None, manifest: str) -> Survey:
    """What the repositories of a list are; raises InputError where none of them can be asked."""
    from ml_readiness.github import repositories
    from ml_readiness.github.api import ApiError, needed

    asked = _share(names, shard, lambda name: name)
    with needed("the repositories cannot be asked for", hint=MAY_LIST):
        shown = [*repositories.by_name(api, asked, manifest)]
    found = (
        _lost(name, each) if isinstance(each, ApiError) else each
        for name, each in zip(asked, shown, strict=True)
    )
    return Survey(found=_in_order(found))


def _lost(name: str, error: "ApiError") -> Lost:
    from ml_readiness.github.api import needed

    try:
        with needed(f"the repository {name} cannot be read", hint=MAY_LIST):
            raise error
    except InputError as told:
        return Lost(repository=name, error=told)


def _share(all_of_them: Iterable[T], shard: Shard | None, name: Callable[[T], str]) -> list[T]:
    """Those whose name's hash falls into a share, which depends on nothing else."""
    if shard is None:
        return [*all_of_them]
    return [each for each in all_of_them if _place(name(each), shard.of) == shard.number]


def _place(name: str, count: int) -> int:
    return int.from_bytes(sha256(name.casefold().encode()).digest()) % count + 1


def _in_order(found: "Iterable[Glimpse | Lost]") -> "tuple[Glimpse | Lost, ...]":
    """Each repository once, by its name without case."""
    once = {each.repository.casefold(): each for each in found}
    return tuple(once[name] for name in sorted(once))
