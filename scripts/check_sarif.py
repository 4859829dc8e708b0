"""Holds the SARIF that we render against the rules of the standard and of GitHub.

Microsoft's Multitool knows them. It needs npm: without it this says so, and fails where CI=true.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "scripts" / "sarif"
# Below `build`, which git ignores.
INSTALLED = TOP / "build" / "sarif"
PROGRAM = "node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool"
INVALID = "version: 1\nnam: x\ntests:\n  data: {feature-cost: {level: manaul}}\n"
# Each with the exit status that it must end with.
EXAMPLES = {"examples/churn-model": 1, "examples/fraud-detector": 0}


def main() -> int:
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("SARIF WAS NOT CHECKED: npm is not installed\n")
        return 1 if os.environ.get("CI") == "true" else 0
    program = multitool(npm)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = rendered(folder)
        said = [line for path in logs for line in complaints(program, path)]
        if not complaints(program, spoilt(logs[0])):
            said.append("a log without locations was found to be valid: the check does not work")
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return 1 if said else 0


def multitool(npm: str) -> Path:
    """The program for this machine, as the lock file has it."""
    locked, installed = PACKAGE / "package-lock.json", INSTALLED / "installed"
    if not installed.exists() or installed.read_bytes() != locked.read_bytes():
        shutil.copytree(PACKAGE, INSTALLED, dirs_exist_ok=True)
        command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=INSTALLED, check=True)  # noqa: S603 - npm, with our words
        shutil.copy(locked, installed)
    [program] = INSTALLED.glob(PROGRAM)
    return program


def rendered(folder: Path) -> list[Path]:
    """The logs of the examples, and of a manifest that is invalid."""
    invalid = folder / "invalid"
    invalid.mkdir()
    (invalid / "ml-readiness.yml").write_text(INVALID)
    # Apart from this repository, whose workflows are not theirs.
    copied = {
        Path(shutil.copytree(TOP / name, folder / Path(name).name)): name for name in EXAMPLES
    }
    roots = {root: EXAMPLES[name] for root, name in copied.items()} | {invalid: 2}
    logs = []
    for root, status in roots.items():
        path = folder / f"{root.name}.sarif"
        command = ["check", "--root", str(root), "--quiet", "--output", f"sarif={path}"]
        done = subprocess.run(  # noqa: S603 - this project
            [sys.executable, "-m", "ml_readiness", *command],
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != status:
            sys.exit(f"{root.name}: exit status {done.returncode}, not {status}\n{done.stderr}")
        logs.append(path)
    return logs


def spoilt(path: Path) -> Path:
    """The same log, with something wrong that only GitHub minds."""
    log = json.loads(path.read_text())
    for result in log["runs"][0]["results"]:
        del result["locations"]
    broken = path.with_name("spoilt.sarif")
    broken.write_text(json.dumps(log))
    return broken


def complaints(program: Path, path: Path) -> list[str]:
    """What the Multitool calls an error or a warning; its exit status says nothing."""
    out = path.with_suffix(".checked")
    command = [str(program), "validate", str(path), "--output", str(out)]
    done = subprocess.run(  # noqa: S603 - the program that the lock file names
        [*command, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not out.exists():
        sys.exit(f"the Multitool did not judge {path.name}:\n{done.stdout}{done.stderr}")
    [run] = json.loads(out.read_text(encoding="utf-8-sig"))["runs"]
    if not all(invocation["executionSuccessful"] for invocation in run["invocations"]):
        sys.exit(f"the Multitool failed on {path.name}:\n{json.dumps(run['invocations'])}")
    return [complaint(path, result) for result in run.get("results", [])]


def complaint(path: Path, result: Mapping[str, Any]) -> str:
    region = result["locations"][0]["physicalLocation"]["region"]
    level, rule = result.get("level", "warning"), result["ruleId"]
    said = json.dumps(result["message"])
    return f"{path.name}:{region['startLine']}: {level} {rule}: {said}"


if __name__ == "__main__":
    sys.exit(main())
