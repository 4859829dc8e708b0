"""What is judged for a trigger: its commit and ref, its pull request, and the names it goes by."""

import pytest

from ml_readiness.github.trigger import (
    Commit,
    Context,
    FollowedRun,
    Merged,
    MergeGroup,
    ProtectedPull,
    Pull,
    PullRequest,
    Site,
    Subject,
    commit_of,
    own_names,
    pull_of,
    ref_of,
)

HEAD, BASE, COMMIT, OTHER = "b" * 40, "c" * 40, "a" * 40, "e" * 40
PULL = Pull(number=7, head=HEAD, base=BASE, into="release/2")
SITE = Site(server="https://github.com", rest="https://api", graphql="https://api/graphql")
# None of what is asked here depends on the event's word.
CONTEXT = Context(event="push", site=SITE, repository="acme/fraud", default_branch="trunk")

PULL_REQUEST = PullRequest(context=CONTEXT, commit=COMMIT, ref="refs/pull/7/merge", pull=PULL)
GROUP = MergeGroup(context=CONTEXT, commit=COMMIT, ref="refs/heads/queue", branch="main")
PUSHED = Commit(context=CONTEXT, commit=COMMIT, ref="refs/heads/main")
PROTECTED = ProtectedPull(context=CONTEXT, pull=PULL)
RUN = FollowedRun(context=CONTEXT, head=None)
MERGED = Merged(context=CONTEXT, pull=PULL, branch="lax", base=OTHER, commit=COMMIT)


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        (PULL_REQUEST, {"release/2", HEAD, BASE}),
        (GROUP, set()),
        (PUSHED, set()),
        # The rest is asked for: a branch of the event may not be the base any more.
        (PROTECTED, set()),
        (RUN, set()),
        (MERGED, {"lax", HEAD, OTHER}),
    ],
)
def test_a_link_may_name_what_is_known_for_certain(subject: Subject, names: set[str]) -> None:
    assert own_names(subject) == {"trunk", *names}


@pytest.mark.parametrize(
    ("subject", "commit", "pull"),
    [
        (PULL_REQUEST, COMMIT, PULL),
        (GROUP, COMMIT, None),
        (PUSHED, COMMIT, None),
        (PROTECTED, None, PULL),
        (RUN, None, None),
        (MERGED, COMMIT, PULL),
    ],
)
def test_a_subject_has_its_commit_and_its_pull_request(
    subject: Subject, commit: str | None, pull: Pull | None
) -> None:
    assert (commit_of(subject), pull_of(subject)) == (commit, pull)


@pytest.mark.parametrize(
    ("subject", "commit", "ref"),
    [
        (PULL_REQUEST, COMMIT, "refs/pull/7/merge"),
        (PULL_REQUEST, HEAD, "refs/pull/7/head"),
        (PULL_REQUEST, OTHER, None),
        (GROUP, COMMIT, "refs/heads/queue"),
        (PUSHED, COMMIT, "refs/heads/main"),
        (PUSHED, OTHER, None),
        (PROTECTED, HEAD, "refs/pull/7/head"),
        (PROTECTED, COMMIT, None),
        (RUN, COMMIT, None),
        (MERGED, COMMIT, "refs/pull/7/merge"),
        (MERGED, HEAD, "refs/pull/7/head"),
        (MERGED, OTHER, None),
    ],
)
def test_a_commit_was_judged_as_a_ref_or_as_none(
    subject: Subject, commit: str, ref: str | None
) -> None:
    assert ref_of(subject, commit) == ref


@pytest.mark.parametrize(
    ("ref", "branch"),
    [("refs/heads/main", "main"), ("refs/heads/a/b", "a/b"), ("refs/tags/v1", None)],
)
def test_a_tag_is_no_branch(ref: str, branch: str | None) -> None:
    assert Commit(context=CONTEXT, commit=COMMIT, ref=ref).branch == branch
