"""Judges evidence in the sources of a large library, and compares it with labels made by hand."""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shutil import copytree
from typing import Any

LIBRARY = "scipy==1.14.1"
HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src"

CRITERIA: Mapping[str, Sequence[str]] = {
    "data": (
        "feature-expectations",
        "feature-benefit",
        "feature-cost",
        "feature-policy",
        "privacy-controls",
        "feature-lead-time",
        "feature-code",
    ),
    "model": (
        "spec-review",
        "metric-alignment",
        "hyperparameters",
        "staleness",
        "baseline",
        "slices",
        "inclusion",
    ),
    "infrastructure": (
        "reproducibility",
        "spec-unit-tests",
        "pipeline-integration",
        "pre-serving-quality",
        "debuggability",
        "canary",
        "rollback",
    ),
    "monitoring": (
        "dependency-changes",
        "data-invariants",
        "training-serving-skew",
        "model-age",
        "numerical-stability",
        "compute-performance",
        "prediction-quality",
    ),
}

# pip asks a source distribution for its metadata, and the library's build backend would look for
# compilers first. The metadata is in the archive already: this stands in and hands it over.
BACKEND = """\
import email, pathlib, shutil

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    head = email.message_from_string(pathlib.Path("PKG-INFO").read_text("utf-8"))
    name = f"{head['Name']}-{head['Version']}.dist-info"
    pathlib.Path(metadata_directory, name).mkdir()
    shutil.copy("PKG-INFO", pathlib.Path(metadata_directory, name, "METADATA"))
    return name
"""

# Git without the settings of whoever runs this: nothing ignored, no hooks, no signatures.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "benchmark",
    "GIT_AUTHOR_EMAIL": "benchmark@example.com",
    "GIT_COMMITTER_NAME": "benchmark",
    "GIT_COMMITTER_EMAIL": "benchmark@example.com",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    report: Mapping[str, Any]
    seconds: float
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sdist", nargs="?", type=Path, help=f"the source distribution; without it, {LIBRARY}"
    )
    options = parser.parse_args()
    labels = json.loads((HERE / "labels.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = unpack(options.sdist or download(folder), folder / "unpacked")
        copytree(HERE / "added", root, dirs_exist_ok=True)
        refs = [label["ref"] for label in labels]
        (root / "ml-readiness.yml").write_text(manifest(refs), "utf-8")
        files = commit(root)
        run = check(root, folder)
    differences = compare(labels, run.report)
    say(*differences)
    say(
        f"{len(labels) - len(differences)} of {len(labels)} judged as labelled; {files} files; "
        f"wall {run.seconds:.2f} s; peak {run.megabytes:.0f} MB"
    )
    return 1 if differences else 0


def download(folder: Path) -> Path:
    backend = folder / "backend"
    backend.mkdir()
    (backend / "mesonpy.py").write_text(BACKEND, "utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--no-binary", ":all:", "--no-build-isolation", "--dest", folder, LIBRARY),
        ],
        env=os.environ | {"PYTHONPATH": str(backend)},
        check=True,
    )
    return next(folder.glob("*.tar.gz"))


def unpack(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


def manifest(refs: Sequence[str]) -> str:
    """A manifest that spreads the references over all the criteria; JSON strings are YAML too."""
    count = sum(map(len, CRITERIA.values()))
    shares = iter([refs[start::count] for start in range(count)])
    lines = ["version: 1", "name: real repository", "tests:"]
    for section, criteria in CRITERIA.items():
        lines.append(f"  {section}:")
        for criterion in criteria:
            lines += [f"    {criterion}:", "      level: automated", "      evidence:"]
            lines += [f"        - {json.dumps(ref, ensure_ascii=False)}" for ref in next(shares)]
    return "\n".join([*lines, ""])


def commit(root: Path) -> int:
    """Commits everything, also what the library's own .gitignore files name; how many files."""
    git(root, "init", "--quiet")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message", "The library, with workflows and documents")
    return git(root, "ls-files", "-z").count("\0")


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(
        command, env=os.environ | GIT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout


def check(root: Path, folder: Path) -> Run:
    command = [sys.executable, "-m", "ml_readiness", "check", "--root", str(root)]
    output = folder / "report.json"
    start = time.monotonic()
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--offline", "--format", "json"],
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
            stdout=stream,
        )
        # Unlike getrusage(RUSAGE_CHILDREN), this leaves git and pip out.
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"check ended with status {process.returncode}")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    report = json.loads(output.read_text("utf-8"))
    return Run(report=report, seconds=seconds, megabytes=usage.ru_maxrss / unit)


def compare(labels: Sequence[Mapping[str, Any]], report: Mapping[str, Any]) -> list[str]:
    """One paragraph for every label that the report does not agree with."""
    sections = chain.from_iterable(entry["sections"] for entry in report["manifests"])
    criteria = chain.from_iterable(section["criteria"] for section in sections)
    findings = {
        finding["ref"]: finding for criterion in criteria for finding in criterion["evidence"]
    }
    differences = []
    for label in labels:
        found = findings.get(label["ref"])
        expected = (label["outcome"], label["reason"])
        if found is None:
            differences.append(f"{label['ref']}\n  not in the report: {report['errors']}")
        elif (found["outcome"], found["reason"]) != expected:
            differences.append(
                f"{label['ref']}\n"
                f"  labelled {expected[0]} ({expected[1]}): {label['why']}\n"
                f"  judged   {found['outcome']} ({found['reason']}): {found['message']}"
            )
    return differences


def say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
