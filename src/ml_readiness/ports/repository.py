"""A commit of any repository on GitHub as the gate wants it, read over the API."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.github.trigger import REPOSITORY
from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.errors import mistake
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Statement
from ml_readiness.model.request import Base, Ports
from ml_readiness.ports.checkout import AT_HOME_SECONDS, CONTAINED
from ml_readiness.ports.root import leaves_repository, root_folder
from ml_readiness.repo.origin import web_address
from ml_readiness.web import Progress, ask_web

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Clock
    from ml_readiness.github.repository import About
    from ml_readiness.github.trigger import Site
    from ml_readiness.model.runs import Histories
    from ml_readiness.web.network import Network

# What git lets no branch and no tag be called, and no commit is.
NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|(^|/)\.|(\.|/|\.lock)$|^/|//|^@?$")
NO_SUCH = "is it spelt so? a private one needs a GITHUB_TOKEN that may read its contents"
NO_REF_HINT = "name a branch, a tag or a commit of it, like acme/fraud@main"


class Revision(Struct, frozen=True, kw_only=True):
    """A repository (`owner/name`), and which commit of it: a branch, a tag or a hash.

    `ref` is None for the tip of the default branch.
    """

    repository: str
    ref: str | None = None


def read_revision(option: str, text: str) -> Revision:
    """`owner/name` or `owner/name@ref`; raises InputError."""
    name, at, ref = text.partition("@")
    if REPOSITORY.fullmatch(name) and name.endswith(".git"):
        meant = f"{name.removesuffix('.git')}{at}{ref}"
        raise mistake(f"{option} {text} names no repository", hint=f"write {meant}")
    if not REPOSITORY.fullmatch(name):
        page = web_address(text)
        meant = "/".join(page.split("/")[3:]) if page else "acme/fraud"
        raise mistake(f"{option} {text or repr('')} names no repository", hint=f"write {meant}")
    if at and not is_ref(ref):
        raise mistake(
            f"{option} {text}: {ref or repr('')} is no name of a commit", hint=NO_REF_HINT
        )
    return Revision(repository=name, ref=ref if at else None)


def is_ref(text: str) -> bool:
    """Whether a branch, a tag or a commit can be called so."""
    return not NO_REF.search(text)


def folder_of(root: str) -> str:
    """The option --root as a folder of the repository, "" or "a/b/"; raises InputError."""
    if leaves_repository(root):
        message = f"--root leaves the repository: {root}"
        raise mistake(message, hint="name a folder of the repository, like services/fraud")
    return root_folder(root)


def ports_of_repository(  # noqa: PLR0913
    named: Revision,
    *,
    root: str,
    base: str | None,
    environment: Mapping[str, str],
    clock: "Clock",
    internet: Callable[[], "Network"],
    progress: Progress,
) -> Ports:
    """The ports to a commit over the API; raises InputError where GitHub does not give it.

    The token is `GITHUB_TOKEN`, for the server that `GITHUB_SERVER_URL` names, else for github.com.
    Without one only public repositories can be read, and nobody is asked how jobs have run.
    `base` names another commit of the same repository.
    """
    from ml_readiness.github.api import BUDGET, Api
    from ml_readiness.github.event import site_of
    from ml_readiness.github.tree import Fetched, open_api_tree

    folder = folder_of(root)
    site, token = site_of(environment), environment.get("GITHUB_TOKEN", "").strip() or None
    api = _client(site, token, clock)
    known, commit = _found(api, named)
    # Files are read after all links were asked, which has its own time.
    api.restart(BUDGET + DEFAULT_LIMITS.run_seconds)
    blobs = Fetched()

    def opened(commit: str) -> Base:
        tree = open_api_tree(api, known.repository, commit, folder, DEFAULT_LIMITS, blobs)
        return Base(tree=tree, commit=commit)

    ports = ports_to_commit(
        opened(commit),
        page=f"{site.server}/{known.repository}",
        known=known,
        ref=named.ref,
        folder=folder,
        client=None if token is None else lambda: Api(site, token, clock),
        fetch=partial(ask_web, internet, progress),
    )
    return ports if base is None else _compared_with(base, api, known, opened, ports)


def ports_to_commit(  # noqa: PLR0913
    head: Base,
    *,
    page: str,
    known: "About",
    ref: str | None,
    folder: str,
    client: "Callable[[], Api] | None",
    fetch: Callable[[Collection[Wanted]], Mapping[str, Answer]],
    on_time: Callable[[], None] = lambda: None,
) -> Ports:
    """The ports to a commit whose tree is open; whoever wrote it is a stranger.

    `page` is the repository's on the web, `ref` what the commit was named by. `client` asks how
    jobs have run; it is None where nobody is asked.
    """
    address = web_address(page)
    refs = frozenset(name for name in (known.default_branch, ref, head.commit) if name)
    return Ports(
        tree=head.tree,
        fetch=fetch,
        runs=partial(_runs, client, known, page) if client else None,
        strange=True,
        home=Home(address=address, refs=refs, prefix=folder) if address else None,
        head=head.commit,
        on_time=on_time,
    )


def _client(site: "Site", token: str | None, clock: "Clock") -> "Api":
    from ml_readiness.github.api import Api, needed

    with needed("GitHub cannot be asked"):
        return Api(site, token, clock, AT_HOME_SECONDS)


def _found(api: "Api", named: Revision) -> "tuple[About, str]":
    """What the repository is called now, and the whole hash of the commit that is meant."""
    from ml_readiness.github.api import needed
    from ml_readiness.github.repository import described

    with needed(f"the repository {named.repository} cannot be read", hint=NO_SUCH):
        known = described(api, named.repository)
    return known, _commit(api, known.repository, named.ref or known.default_branch)


def _commit(api: "Api", repository: str, ref: str) -> str:
    from ml_readiness.github.api import needed
    from ml_readiness.github.repository import commit_named

    with needed(f"{repository} has no commit that can be read at {ref}", hint=NO_REF_HINT):
        return commit_named(api, repository, ref)


def _compared_with(
    ref: str, api: "Api", known: "About", opened: Callable[[str], Base], ports: Ports
) -> Ports:
    """The same ports with another commit of the repository as the base; raises InputError."""
    from ml_readiness.github.api import needed
    from ml_readiness.github.branch import comes_from

    if not is_ref(ref):
        raise mistake(f"--base {ref or repr('')} is no name of a commit", hint="name a branch")
    commit = _commit(api, known.repository, ref)
    notices = ports.notices
    head = ports.head or ""
    with needed(f"GitHub could not be asked whether {head} comes from {commit}"):
        if head != commit and not comes_from(api, known.repository, head, commit):
            message = f"{CONTAINED[False]} {ref}: what is new there looks lowered here"
            notices = (*notices, Statement(reason="base-not-contained", message=message))
    return replace(ports, base=opened(commit), notices=notices)


def _runs(
    client: "Callable[[], Api]", known: "About", page: str, paths: tuple[str, ...]
) -> "Histories":
    """How the workflows of the default branch have run."""
    from ml_readiness.github.runs import OwnActions, ask_runs

    place = OwnActions(repository=known.repository, page=page, branch=known.default_branch)
    return ask_runs(client, place, paths)
