"""The base of what is checked out: which commit it is, and where its files are read."""

from typing import TYPE_CHECKING

from ml_readiness.action.inputs import Inputs
from ml_readiness.github.event import Occasion, Pull
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base
from ml_readiness.repo.worktree import WorkTree

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Clock
    from ml_readiness.repo.gitdir import Repository

MERGE_PARENTS = 2
KEEP_IT = "leave the input github-token as it is"


def base_of(
    occasion: Occasion, tree: WorkTree, prefix: str, inputs: Inputs, clock: "Clock"
) -> Base | None:
    """The base of a pull request or a merge group, out of the clone, else over the API.

    None on the events that have none. Raises InputError where there has to be one and it cannot be
    read: nothing is judged by a bar that nobody knows.
    """
    if occasion.pull:
        merged_into = _merged_into(occasion, occasion.pull, tree)
        commit = merged_into or occasion.pull.base
        if base := _in_clone(commit, tree):
            return base
        need = f"the base {commit} is not in this clone"
        way_out = f"check out with fetch-depth: {2 if merged_into else 0}, or {KEEP_IT}"
        return _over_api(commit, occasion, prefix, _api(need, way_out, occasion, inputs, clock))
    if occasion.branch:
        need = f"the base is the tip of {occasion.branch}"
        api = _api(need, KEEP_IT, occasion, inputs, clock)
        commit = tip_of(api, occasion.repository, occasion.branch)
        return _in_clone(commit, tree) or _over_api(commit, occasion, prefix, api)
    return None


def _merged_into(occasion: Occasion, pull: Pull, tree: WorkTree) -> str | None:
    """The base that the test merge itself names, when it is this pull request's that is out.

    The event's own base is as old as the last push; the merge is with a newer one.
    """
    from ml_readiness.repo.commit import commit_parents

    head = tree.head()
    if tree.repository is None or head is None or head != occasion.commit:
        return None
    parents = commit_parents(tree.repository, head)
    if len(parents) == MERGE_PARENTS and parents[1] == pull.head:
        return parents[0]
    return None


def _in_clone(commit: str, tree: WorkTree) -> Base | None:
    """The commit out of the object store; None where the clone does not have all of it."""
    from ml_readiness.repo.commit import open_commit

    if tree.repository is None:
        return None
    try:
        base = open_commit(tree, commit, DEFAULT_LIMITS)
        if _is_partial(tree.repository):
            for path, kind in base.paths().items():
                if kind == "file":
                    base.size(path)
    except InputError:
        return None
    return Base(tree=base, commit=commit)


def _is_partial(repository: "Repository") -> bool:
    """Whether files may be left out of the clone: `filter` and `sparse-checkout` do that."""
    return any(
        name == "extensions.partialclone" or name.endswith((".promisor", ".partialclonefilter"))
        for name in repository.settings
    )


def _over_api(commit: str, occasion: Occasion, prefix: str, api: "Api") -> Base:
    from ml_readiness.github.tree import open_api_tree

    tree = open_api_tree(api, occasion.repository, commit, prefix, DEFAULT_LIMITS, {})
    return Base(tree=tree, commit=commit)


def tip_of(api: "Api", repository: str, branch: str) -> str:
    """The commit that a branch stands at now: a group's own base may be another group.

    Raises InputError.
    """
    from ml_readiness.github.api import ApiError
    from ml_readiness.github.branch import tip

    try:
        return tip(api, repository, branch)
    except ApiError as error:
        message = f"the tip of the base branch {branch} cannot be read: {error.message}"
        raise mistake(message) from None


def _api(need: str, way_out: str, occasion: Occasion, inputs: Inputs, clock: "Clock") -> "Api":
    from ml_readiness.github.api import BUDGET, Api, ApiError

    if not inputs.github_token:
        message = f"{need}, and there is no token to ask GitHub with"
        raise mistake(message, hint=way_out)
    try:
        # Files are read after all links were asked, which has a time of its own.
        budget = BUDGET + DEFAULT_LIMITS.run_seconds
        return Api(occasion.site, inputs.github_token, clock, budget)
    except ApiError as error:
        raise mistake(f"the base cannot be read: {error.message}") from None
