from pathlib import Path

import pytest
from helpers.gitrepo import commit, init


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = init(tmp_path.resolve() / "repo")
    commit(repo, "a.py", "app/b.py")
    return repo
