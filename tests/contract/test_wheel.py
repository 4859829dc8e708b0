"""The built wheel has all that the program reads."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

TOP = Path(__file__).parent.parent.parent


def test_the_wheel_runs_without_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    with ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    names = {path.name for path in (unpacked / "ml_readiness").rglob("*") if path.is_file()}
    assert {"ml-test-score.yml", "ml-test-score-2017.yml", "report.md.j2", "py.typed"} <= names
    assert {"index.html.j2", "page.css", "page.js", "load.sql"} <= names
    assert {"rubric.schema.json", "report.schema.json", "ml-readiness.schema.json"} <= names

    rubric = (TOP / "tests" / "contract" / "own_rubric.yml").read_text()
    (tmp_path / "rubric.yml").write_text(rubric)
    (tmp_path / "ml-readiness.yml").write_text("version: 1\nname: x\nrubric: rubric.yml\n")
    run = [sys.executable, "-m", "ml_readiness", "check", "--format", "markdown"]
    done = subprocess.run(
        run,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("## ⚪ No minimum set: 0 of 2\n")

    explain = [sys.executable, "-m", "ml_readiness", "explain", "Data 3", "--rubric"]
    explained = subprocess.run(
        [*explain, "ml-test-score"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\nWhat counts\n" in explained.stdout
