"""The base of what is checked out: which commit it is, and where its files are read."""

from typing import TYPE_CHECKING

from ml_readiness.action.task import KEEP_IT, Task
from ml_readiness.github.trigger import Commit, Context, MergeGroup, OnCommit, PullRequest
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Base
from ml_readiness.repo.worktree import WorkTree

if TYPE_CHECKING:
    from ml_readiness.github.api import Api
    from ml_readiness.repo.gitdir import Repository

MERGE_PARENTS = 2


def base_of(trigger: OnCommit, tree: WorkTree, prefix: str, task: Task) -> Base | None:
    """The base of a pull request or a merge group, out of the clone, else over the API.

    None on the events that have none. Raises InputError where there has to be one and it cannot be
    read: nothing is judged by a bar that nobody knows.
    """
    match trigger:
        case PullRequest():
            return _of_pull(trigger, tree, prefix, task)
        case MergeGroup():
            return _of_group(trigger, tree, prefix, task)
        case Commit():
            return None


def _of_pull(trigger: PullRequest, tree: WorkTree, prefix: str, task: Task) -> Base:
    merged_into = _merged_into(trigger, tree)
    commit = merged_into or trigger.pull.base
    if base := _in_clone(commit, tree):
        return base
    need = f"the base {commit} is not in this clone"
    hint = f"check out with fetch-depth: {2 if merged_into else 0}, or {KEEP_IT}"
    return _over_api(commit, trigger.context, prefix, _api(need, hint, trigger.context, task))


def _of_group(trigger: MergeGroup, tree: WorkTree, prefix: str, task: Task) -> Base:
    context, need = trigger.context, f"the base is the tip of {trigger.branch}"
    api = _api(need, KEEP_IT, context, task)
    commit = tip_of(api, context.repository, trigger.branch)
    return _in_clone(commit, tree) or _over_api(commit, context, prefix, api)


def _merged_into(trigger: PullRequest, tree: WorkTree) -> str | None:
    """The base that the test merge itself names, when it is this pull request's that is out.

    The event's own base is as old as the last push; the merge is with a newer one.
    """
    from ml_readiness.repo.commit import commit_parents

    head = tree.head()
    if tree.repository is None or head is None or head != trigger.commit:
        return None
    parents = commit_parents(tree.repository, head)
    if len(parents) == MERGE_PARENTS and parents[1] == trigger.pull.head:
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


def _over_api(commit: str, context: Context, prefix: str, api: "Api") -> Base:
    from ml_readiness.github.tree import Fetched, open_api_tree

    tree = open_api_tree(api, context.repository, commit, prefix, DEFAULT_LIMITS, Fetched())
    return Base(tree=tree, commit=commit)


def tip_of(api: "Api", repository: str, branch: str) -> str:
    """The commit that a branch stands at now: a group's own base may be another group.

    Raises InputError.
    """
    from ml_readiness.github.api import needed
    from ml_readiness.github.branch import tip

    with needed(f"the tip of the base branch {branch} cannot be read"):
        return tip(api, repository, branch)


def _api(need: str, hint: str, context: Context, task: Task) -> "Api":
    """The API to read a base with; `need` says why it is asked, `hint` how to do without."""
    from ml_readiness.github.api import needed

    if not task.inputs.github_token:
        raise mistake(f"{need}, and there is no token to ask GitHub with", hint=hint)
    with needed("the base cannot be read"):
        return task.client(context, reading=True)
