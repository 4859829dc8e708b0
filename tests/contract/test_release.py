"""The commit of a release: one line of `action.yml`, on a tag of its own."""

import os
import re
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
    tag = f"v{__version__}"
    commit = show(remote, "rev-parse", tag)
    assert show(remote, "tag") == tag
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


def test_the_major_version_is_moved_once_the_release_is_there(
    repository: Path, tmp_path: Path
) -> None:
    remote = init(tmp_path / "remote", "--bare")
    major = f"v{__version__.partition('.')[0]}"
    git(repository, "push", "-q", str(remote), f"HEAD:refs/tags/{major}")
    moving = ["--version", __version__, "--move", str(remote)]
    done = release(repository, *moving)
    assert (done.returncode, done.stdout) == (1, f"release: there is no tag v{__version__}\n")
    release(repository, "--version", __version__, "--image", IMAGE, "--push", str(remote))
    assert show(remote, "rev-parse", major) != show(remote, "rev-parse", f"v{__version__}")
    assert release(repository, *moving).returncode == 0
    assert show(remote, "rev-parse", major) == show(remote, "rev-parse", f"v{__version__}")


def test_the_notes_are_the_changes_of_this_version_and_how_to_check_its_image(
    repository: Path, tmp_path: Path
) -> None:
    changes = f"# Changes\n\n## {__version__}\n\n- new\n\n## 0.0.1\n\n- old\n"
    (repository / "CHANGELOG.md").write_text(changes)
    git(repository, "commit", "-qam", "x")
    file = tmp_path / "notes.md"
    done = release(repository, "--version", __version__, "--image", IMAGE, "--notes", str(file))
    assert done.returncode == 0
    said = file.read_text()
    assert said.startswith("- new\n\n## The image\n")
    assert f"gh attestation verify oci://{IMAGE} --repo ml-readiness/ml-readiness" in said
    assert "old" not in said


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


def workflows_and_examples() -> list[Path]:
    """Every file of ours that runs an action, or shows how."""
    tracked = git(TOP, "ls-files", "-z", ".github", "README.md", "docs", "examples", "src")
    names = tracked.decode().rstrip("\0").split("\0")
    return [TOP / name for name in names if name.endswith((".md", ".py", ".yml"))]


def test_every_action_of_others_is_pinned_and_has_its_version_beside_it() -> None:
    """And at one commit, wherever it stands."""
    pins: dict[str, set[str]] = {}
    for path in workflows_and_examples():
        for name, rest in re.findall(
            r"^ *(?:- )?uses: ([\w-]+/[\w./-]+)@(.*)$", path.read_text("utf-8"), re.MULTILINE
        ):
            if name.startswith("ml-readiness/"):
                continue
            pin = re.match(r"[0-9a-f]{40} # v\d+\.\d+\.\d+(?= #|$)", rest)
            assert pin, f"{path}: {name}@{rest}"
            pins.setdefault(name, set()).add(pin[0])
    assert {"actions/checkout", "actions/attest"} <= set(pins)
    assert {name: rest for name, rest in pins.items() if len(rest) > 1} == {}
