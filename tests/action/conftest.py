"""A pull request in a real repository, known to a fake GitHub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from action.step import blobs, repository
from fakegithub import FakeGitHub, Pull, State


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


@pytest.fixture
def github(root: Path) -> Iterator[FakeGitHub]:
    """Pull request 7, whose head has the files that the working tree has."""
    pull = Pull(number=7)
    state = State(pulls={7: pull}, files={pull.head_sha: blobs(root)})
    with FakeGitHub(state) as github:
        yield github
