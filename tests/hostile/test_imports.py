"""Row R5 of the threats: the modules of a run are ours, whatever lies in the workspace."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest
from helpers.harness import track, write

TOP = Path(__file__).parents[2]
MANIFEST = "version: 1\nname: mine\n"
# Found before ours, were the workspace looked through: names of the standard library, of packages
# that we use, of what Python itself looks for when it starts, and our own.
OTHERS = (
    *("sitecustomize.py", "usercustomize.py", "yaml.py", "jinja2/__init__.py", "requests.py"),
    *("json.py", "decimal.py", "dataclasses.py", "argparse.py", "dulwich/__init__.py"),
)
# What `python -m` itself imports before it runs a module, from the folder that it is in.
FIRST = ("types.py", "functools.py")
OWN = ("ml_readiness/__init__.py", "ml_readiness/cli/__init__.py", "ml_readiness/__main__.py")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel, and the packages of this one."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    programs = folder / "venv" / "bin"
    pip = [sys.executable, "-I", "-m", "pip", "--python", str(programs / "python")]
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, capture_output=True)
    paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    marker = str(tmp_path / "imported")
    plant = f"open({marker!r}, 'a').write(__file__ + '\\n')\n"
    write(folder, dict.fromkeys((*OTHERS, *FIRST, *OWN), plant))
    write(folder, {"ml-readiness.yml": MANIFEST})
    track(folder, "ml-readiness.yml")
    return folder


def run(
    workspace: Path, *command: str | Path, variables: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """The status of a program in the workspace, what it said, and which traps it stepped into."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command,
        cwd=workspace,
        env=kept | dict(variables or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    marker = workspace.parent / "imported"
    return done.returncode, done.stdout + done.stderr, marker.read_text() if marker.exists() else ""


def hostile(workspace: Path) -> dict[str, str]:
    folder = str(workspace)
    return {
        "PYTHONPATH": folder,
        "PYTHONUSERBASE": folder,
        "PYTHONSTARTUP": str(workspace / "yaml.py"),
        "PYTHONSAFEPATH": "",
        "PYTHONINSPECT": "",
    }


def test_R5_the_action_imports_nothing_of_the_workspace(installed: Path, workspace: Path) -> None:
    summary = workspace.parent / "summary"
    runner = {
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REPOSITORY": "acme/fraud",
        "GITHUB_SHA": "1" * 40,
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_STEP_SUMMARY": str(summary),
        "INPUT_LINKS": "skip",
    }
    status, said, imported = run(
        workspace,
        installed / "python",
        *("-I", "-m", "ml_readiness.action"),
        variables=hostile(workspace) | runner,
    )
    assert (status, imported) == (0, ""), said
    assert "mine" in summary.read_text()


def test_R5_isolated_the_command_line_does_not_either(installed: Path, workspace: Path) -> None:
    status, said, imported = run(
        workspace,
        installed / "python",
        *("-I", "-m", "ml_readiness", "check"),
        variables=hostile(workspace),
    )
    assert (status, imported) == (0, ""), said
    assert "mine" in said


def test_R5_the_installed_program_does_not_either(installed: Path, workspace: Path) -> None:
    status, said, imported = run(workspace, installed / "ml-readiness", "check")
    assert (status, imported) == (0, ""), said
    assert "mine" in said


@pytest.mark.parametrize("arguments", [("check",), ("init", "--dry-run"), ("explain", "Data 3")])
def test_R5_a_module_that_is_run_finds_no_other_module_in_the_folder(
    installed: Path, workspace: Path, arguments: tuple[str, ...]
) -> None:
    for path in (*OWN, *FIRST):
        (workspace / path).unlink()
    (workspace / "ml_readiness/cli").rmdir()
    (workspace / "ml_readiness").rmdir()
    program = installed / "python"
    status, said, imported = run(workspace, program, "-m", "ml_readiness", *arguments)
    assert (status, imported) == (0, ""), said


def test_R5_what_is_told_to_python_itself_is_its_users_word(
    installed: Path, workspace: Path
) -> None:
    """The traps catch, and what the page on security leaves to the user is so."""
    variables = {"PYTHONPATH": str(workspace)}
    *_, imported = run(workspace, installed / "ml-readiness", "check", variables=variables)
    assert "sitecustomize.py" in imported
    for path in FIRST:
        (workspace / path).unlink()
    *_, imported = run(workspace, installed / "python", "-m", "ml_readiness", "check")
    assert "ml_readiness/__init__.py" in imported
