"""The action without Docker says what it lacks, and ends as the gate does where it cannot judge."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

TOP = Path(__file__).parents[2]
[STEP] = yaml.safe_load((TOP / "pip" / "action.yml").read_text())["runs"]["steps"]


def started(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The step's own script, run as the runner runs it."""
    script = folder / "script"
    script.write_text(STEP["run"])
    own = {"GITHUB_ACTION_PATH": str(TOP / "pip"), "RUNNER_TEMP": str(folder)}
    return subprocess.run(
        [sys.executable, *STEP["shell"].format(script).split()[1:]],
        cwd=folder,
        env={**os.environ, **own, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_packages_that_cannot_be_had_are_an_error_in_our_words(tmp_path: Path) -> None:
    done = started(tmp_path, PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 2
    assert done.stdout.startswith("::error title=ml-readiness::the packages cannot be installed")
    assert "Traceback" not in done.stderr


def test_a_mirror_that_has_other_content_is_refused(tmp_path: Path) -> None:
    """The lock has the hash of every package that may be installed."""
    lock = (TOP / "requirements.txt").read_text().splitlines()
    name, _, version = lock[0].removesuffix(" \\").partition("==")
    wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / wheel).write_bytes(b"PK")
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "mirror")}
    done = started(tmp_path, PIP_CONFIG_FILE=os.devnull, **settings)
    assert done.returncode == 2
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
