"""The commit of a release: one line of `action.yml`, on a tag of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.gitrepo import git, init

from ml_readiness import __version__

TOP = Path(__file__).parents[2]
IMAGE = f"ghcr.io/ml-readiness/ml-readiness@sha256:{'d' * 64}"
# Out of reach of whoever's settings: a fresh machine knows nobody's name.
NOBODY = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"}


def release(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TOP / "scripts/release.py"), *options],
        cwd=folder,
        env=os.environ | NOBODY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = init(tmp_path / "repository")
    shutil.copy(TOP / "action.yml", folder)
    (folder / "CHANGELOG.md").write_text(f"# Changes\n\n## {__version__}\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    return folder


def show(folder: Path, *arguments: str) -> str:
    return git(folder, *arguments).decode().strip()


def test_a_release_is_the_commit_before_it_with_one_line_changed(
    repository: Path, tmp_path: Path
) -> None:
    remote = init(tmp_path / "remote", "--bare")
    before = show(repository, "rev-parse", "HEAD")
    done = release(repository, "--version", __version__, "--image", IMAGE, "--push", str(remote))
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    tag, major = f"v{__version__}", f"v{__version__.partition('.')[0]}"
    commit = show(remote, "rev-parse", tag)
    assert show(remote, "rev-parse", major) == commit
    assert show(remote, "rev-parse", f"{tag}^") == before
    changed = show(remote, "diff", "--unified=0", before, commit).splitlines()[-2:]
    assert changed == ["-  image: Dockerfile", f"+  image: docker://{IMAGE}"]
    assert show(remote, "diff", "--name-only", before, commit) == "action.yml"
    assert show(repository, "rev-parse", "HEAD") == before
    assert show(repository, "status", "--porcelain") == ""


def test_a_dry_run_shows_the_commit_and_tags_nothing(repository: Path) -> None:
    done = release(repository, "--version", __version__, "--image", IMAGE)
    assert done.returncode == 0
    assert f"+  image: docker://{IMAGE}" in done.stdout
    assert show(repository, "tag") == ""
    assert show(repository, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_the_next_release_moves_the_major_version(repository: Path, tmp_path: Path) -> None:
    remote = init(tmp_path / "remote", "--bare")
    major = f"v{__version__.partition('.')[0]}"
    git(repository, "push", "-q", str(remote), f"HEAD:refs/tags/{major}")
    done = release(repository, "--version", __version__, "--image", IMAGE, "--push", str(remote))
    assert done.returncode == 0
    assert show(remote, "rev-parse", major) == show(remote, "rev-parse", f"v{__version__}")


@pytest.mark.parametrize(
    ("spoil", "options", "said"),
    [
        ("", ["--version", "9.9.9", "--image", IMAGE], "in the code, and 9.9.9 here"),
        ("", ["--version", __version__, "--image", "ghcr.io/a/b:latest"], "no name with a digest"),
        ("CHANGELOG.md", ["--version", __version__, "--image", IMAGE], "has no heading"),
        ("action.yml", ["--version", __version__, "--image", IMAGE], "not committed"),
        ("tag", ["--version", __version__, "--image", IMAGE], "is there already"),
    ],
)
def test_what_speaks_against_a_release_stops_it(
    repository: Path, tmp_path: Path, spoil: str, options: list[str], said: str
) -> None:
    remote = init(tmp_path / "remote", "--bare")
    if spoil == "tag":
        git(repository, "tag", f"v{__version__}")
    elif spoil:
        (repository / spoil).write_text("x")
    done = release(repository, *options, "--push", str(remote))
    assert done.returncode == 1
    assert said in done.stdout
    assert show(remote, "tag") == ""
