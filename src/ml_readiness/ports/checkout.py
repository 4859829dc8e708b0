"""A checked-out repository as the gate wants it: the tree, test results, the way to the web."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from ml_readiness.model.errors import mistake
from ml_readiness.model.report import Statement
from ml_readiness.model.request import Base, Ports
from ml_readiness.model.results import Results
from ml_readiness.model.tree import Unreadable
from ml_readiness.repo.worktree import WorkTree
from ml_readiness.web import Progress, ask_web

if TYPE_CHECKING:
    from ml_readiness.github.api import Clock
    from ml_readiness.model.runs import Histories
    from ml_readiness.web.network import Network

# Of one file of test results.
JUNIT_BYTES = 50_000_000
# How long GitHub is waited for at home, where somebody sits and waits, in seconds.
AT_HOME_SECONDS = 20.0
# Whether the head contains the base; None where nobody can say.
CONTAINED = {
    False: "the head does not contain all of",
    None: "it cannot be told in this clone whether the head contains all of",
}


def ports_of_checkout(
    tree: WorkTree,
    *,
    junit: tuple[str, str] | None,
    environment: Mapping[str, str],
    internet: Callable[[], "Network"],
    progress: Progress,
) -> Ports:
    """The ports to a working copy and to the internet.

    `junit` is the name of the option and its glob. Raises InputError where the test results cannot
    be read.
    """
    notices: tuple[Statement, ...] = ()
    if not tree.tracked:
        message = "there is no git repository: every file counts as tracked"
        notices = (Statement(reason="no-repository", message=message),)

    return Ports(
        tree=tree,
        fetch=partial(ask_web, internet, progress),
        results=_results(tree, *junit) if junit else None,
        home=tree.home(environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")),
        head=tree.head(),
        notices=notices,
    )


def runs_at_home(
    tree: WorkTree, environment: Mapping[str, str], clock: "Clock", paths: Sequence[str]
) -> "Histories | None":
    """How workflows have run, asked of the GitHub that `origin` is on; None where none is asked.

    The token is `GITHUB_TOKEN`. It is for the server that `GITHUB_SERVER_URL` names, else for
    github.com, and goes to no other.
    """
    token = environment.get("GITHUB_TOKEN", "").strip()
    home = tree.home(None, None)
    if not token or home is None:
        return None
    from ml_readiness.github.api import Api
    from ml_readiness.github.event import site_of
    from ml_readiness.github.runs import OwnActions, ask_runs

    site, origin = site_of(environment), urlsplit(home.address)
    if site.rest is None or origin.netloc != urlsplit(site.server).netloc.lower():
        return None
    place = OwnActions(repository=origin.path.strip("/"), page=home.address, branch=None)
    return ask_runs(lambda: Api(site, token, clock, AT_HOME_SECONDS), place, paths)


def compared_with(revision: str, tree: WorkTree, ports: Ports) -> Ports:
    """The same ports with the tip of a branch, or any commit of the clone, as the base.

    The base is read as it is, also when the head does not contain all of it, which is noticed.
    Raises InputError where there is no such commit.
    """
    from ml_readiness.repo.commit import contains, open_commit

    base = open_commit(tree, revision, ports.limits)
    notices = ports.notices
    if tree.repository and ports.head:
        contained = contains(tree.repository, ports.head, base.commit)
        if not contained:
            message = f"{CONTAINED[contained]} {revision}: what is new there looks lowered here"
            notices = (*notices, Statement(reason="base-not-contained", message=message))
    return replace(ports, base=Base(tree=base, commit=base.commit), notices=notices)


def _results(tree: WorkTree, option: str, pattern: str) -> Results:
    """The JUnit results that a glob names; they must be there, and must not come with the code."""
    from ml_readiness.reading.junit import read_results

    paths = tree.glob(pattern) if pattern else ()
    if not paths:
        message = f"{option} {pattern or repr('')}: no file matches"
        hint = "paths start at the root; run the tests first, with --junitxml"
        raise mistake(message, hint=hint)
    for path in paths:
        if tree.tracks(path):
            message = "test results that git tracks prove nothing: anybody can write them"
            hint = "remove them from git, and write them in the run that checks them"
            raise mistake(message, hint=hint, path=path)
    return read_results((path, _result_file(tree, path)) for path in paths)


def _result_file(tree: WorkTree, path: str) -> bytes:
    try:
        return tree.read_any(path, JUNIT_BYTES)
    except Unreadable as error:
        message = f"the test results cannot be read ({error.obstacle})"
        raise mistake(message, path=path) from None
