"""Which manifests a run is about."""

from pathlib import Path

import pytest
from helpers.harness import track, write

from ml_readiness.gate.paths import manifest_paths
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.repo.worktree import open_worktree


def test_as_many_manifests_as_a_run_takes_and_no_more(tmp_path: Path) -> None:
    write(tmp_path, {f"{name}/ml-readiness.yml": "version: 1\n" for name in "abc"})
    track(tmp_path)
    tree = open_worktree(tmp_path, DEFAULT_LIMITS)
    found, problems = manifest_paths(("*/ml-readiness.yml",), tree, (), most=3)
    assert (len(found), problems) == (3, [])
    with pytest.raises(InputError, match="there are 3 manifests, more than 2"):
        manifest_paths(("*/ml-readiness.yml",), tree, (), most=2)
