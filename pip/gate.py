"""Installs the action's own checkout beside the workspace, and becomes the gate."""

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SETUP = "run actions/setup-python with 3.11 or later before this step"
INSTALL = (
    *("install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"),
    *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--requirement"),
)


def main() -> NoReturn:
    """Never returns: the process is the gate's from here on, or ends with status 2."""
    if os.name != "posix":
        refuse("this runner is Windows: use Linux or macOS")
    if sys.version_info < OLDEST:
        refuse(f"python3 is {sys.version.split()[0]}, which is too old: {SETUP}")
    folder = tempfile.mkdtemp(prefix="ml-readiness-", dir=os.environ.get("RUNNER_TEMP"))
    # What a job sets for its own Python is not meant for this one.
    variables = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
    python = installed(Path(folder), variables)
    os.execve(python, [python, "-I", "-m", "ml_readiness.action"], variables)  # noqa: S606


def installed(folder: Path, variables: dict[str, str]) -> str:
    """The interpreter of a new environment in an empty folder, with the package and its lock."""
    venv.create(folder, symlinks=True)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-I", "-m", "pip", "--python", python]
    done = subprocess.run(  # noqa: S603 - no shell, and nothing that a stranger wrote
        [*pip, *INSTALL, str(CHECKOUT / "requirements.txt")],
        cwd=folder,
        env=variables,
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        refuse(f"the packages cannot be installed, as pip says above; without pip {SETUP}")
    paths = {"base": str(folder), "platbase": str(folder)}
    package = Path(sysconfig.get_path("purelib", "venv", paths), "ml_readiness")
    copytree(CHECKOUT / "src" / "ml_readiness", package, ignore=ignore_patterns("__pycache__"))
    copytree(CHECKOUT / "schema", package / "schema")
    return python


def refuse(why: str) -> NoReturn:
    """End as the gate does where it cannot judge."""
    text = re.sub(r"[%\r\n]", lambda found: f"%{ord(found[0]):02X}", why)
    sys.stdout.write(f"::error title=ml-readiness::{text}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
