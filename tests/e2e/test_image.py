"""The image that the unmodified Dockerfile makes."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from e2e.containers import BASE, TOP, image, inside, run, settings, size
from e2e.step import step
from helpers.harness import track, write
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.xdist_group("containers")

PUSH = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"}
SKIP = {"links": "skip", "json-file": "report.json"}
# What a run could be made to import before, or in place of, what the image holds.
PLANTED = (
    *("json.py", "requests.py", "sitecustomize.py", "usercustomize.py", "yaml.py"),
    "ml_readiness/__init__.py",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout of the example."""
    folder = tmp_path / "workspace"
    shutil.copytree(TOP / "examples" / "fraud-detector", folder)
    track(folder)
    return folder


def test_the_entry_point_is_isolated_and_needs_no_shell() -> None:
    said = settings()
    assert said["Entrypoint"][:2] == ["/opt/venv/bin/python", "-I"]
    assert said["Entrypoint"][-2:] == ["-m", "ml_readiness.action"]
    assert not said.get("Cmd")
    assert not said.get("User")
    source = said["Labels"]["org.opencontainers.image.source"]
    assert source == "https://github.com/ml-readiness/ml-readiness"


def test_nothing_of_the_build_is_left() -> None:
    program = """if True:
        import importlib.util, json, os, pathlib, shutil
        print(json.dumps({
            "pip": importlib.util.find_spec("pip") is not None,
            "bin/pip": bool(list(pathlib.Path("/opt/venv/bin").glob("pip*"))),
            "git": shutil.which("git") is not None,
            "variables": [name for name in os.environ if name.startswith(("PIP", "PYTHON"))],
        }))
    """
    found = json.loads(inside("/opt/venv/bin/python", "-I", "-c", program))
    assert found == {"pip": False, "bin/pip": False, "git": False, "variables": []}


def test_the_image_adds_little_to_its_base() -> None:
    assert size(image()) - size(BASE) < 28_000_000


def test_the_example_passes(workspace: Path) -> None:
    done = step(workspace, inputs=SKIP, event={}, variables=PUSH)
    assert (done.status, done.stderr) == (0, "")
    assert done.outputs["passed"] == "true"
    assert done.outputs["report"] == "report.json"
    assert json.loads((workspace / "report.json").read_text())["passed"] is True
    assert "fraud-detector" in done.summary


def test_a_run_compiles_nothing(workspace: Path) -> None:
    done = step(workspace, inputs=SKIP, event={}, variables=PUSH, flags=["-v"])
    loaded = re.findall(r"^# code object from (.*)$", done.stderr, re.MULTILINE)
    assert len(loaded) > 100
    assert [path for path in loaded if not path.endswith(".pyc'")] == []


def test_modules_of_the_workspace_are_never_imported(workspace: Path) -> None:
    marker = "/github/workspace/imported"
    write(workspace, dict.fromkeys(PLANTED, f"open({marker!r}, 'a').write(__file__)\n"))
    hostile = {
        "PYTHONPATH": "/github/workspace",
        "PYTHONHOME": "/github/workspace",
        "PYTHONUSERBASE": "/github/workspace",
        "PYTHONSTARTUP": "/github/workspace/yaml.py",
        "PYTHONSAFEPATH": "",
    }
    done = step(workspace, inputs=SKIP, event={}, variables=PUSH | hostile)
    assert (done.status, done.stderr) == (0, "")
    assert not (workspace / "imported").exists()

    # They do get in where an interpreter is not isolated.
    command = ["podman", "run", "--rm", f"--volume={workspace}:/github/workspace"]
    command += ["--env=PYTHONPATH=/github/workspace", "--entrypoint=/opt/venv/bin/python"]
    run(*command, image(), "-c", "import yaml", fails=True)
    imported = (workspace / "imported").read_text()
    assert "sitecustomize.py" in imported
    assert "yaml.py" in imported


def test_the_lock_holds_what_the_package_needs() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    lines = (TOP / "requirements.txt").read_text().splitlines()
    locked = {}
    for line in lines:
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, _, version = line.removesuffix(" \\").partition("==")
            locked[canonicalize_name(name)] = version
        else:
            assert re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line)
    for dependency in map(Requirement, project["dependencies"]):
        pinned = locked.get(canonicalize_name(dependency.name), "none")
        held = pinned != "none" and dependency.specifier.contains(pinned)
        assert held, f"{dependency} is {pinned} in requirements.txt: run `make lock`"
