"""A pull request in a real repository, known to a fake GitHub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakegithub import FakeGitHub
from helpers.step import known, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


@pytest.fixture
def github(root: Path) -> Iterator[FakeGitHub]:
    with FakeGitHub(known(root)) as github:
        yield github
