"""What stands for a registry, GitHub's command line and the actions of others in a release.

Each stand-in writes down what it was asked, in one file, and whether there was a login.
"""

import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.containers import TOP
from helpers.gitrepo import git, init

PLATFORMS = {"amd64": f"sha256:{'a' * 64}", "arm64": f"sha256:{'b' * 64}"}
JOINED = f"sha256:{'c' * 64}"
BASE = f"sha256:{'d' * 64}"

PROGRAM = f"""#!{sys.executable} -I
import json, os, pathlib, subprocess, sys

platforms, joined, base = {PLATFORMS!r}, {JOINED!r}, {BASE!r}
place = pathlib.Path(os.environ["STAND_IN"])
login = place / ("login-" + os.environ["GITHUB_JOB"])
program, words = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
tags = subprocess.run(
    ["git", "--git-dir", place / "remote", "tag"], capture_output=True, text=True
).stdout.split()
with (place / "asked").open("a") as file:
    asked = {{"words": [program, *words], "login": login.exists(), "tags": tags}}
    file.write(json.dumps(asked) + chr(10))
match words:
    case ["login", *_]:
        login.write_text(sys.stdin.read())
    case ["image", "inspect", *_, name]:
        print(name.rpartition(":")[0] + "@" + platforms[name.rpartition("-")[2]])
    case ["buildx", "imagetools", "inspect", name, *_]:
        print(base if name.startswith("python:") else joined)
    case ["pull", *_] if (place / "private").exists():
        sys.exit("denied")
    case ["release", "view", *_]:
        print("true")
"""

# What the actions of others leave for the next steps, without the services that they use.
ACTIONS = {
    "actions/upload-artifact": """
      mkdir -p "$STAND_IN/artifacts/$NAME" && cp -R "$HERE" "$STAND_IN/artifacts/$NAME/"
""",
    "actions/download-artifact": """
      HERE=${HERE:-.} && mkdir -p "$HERE"
      find $STAND_IN/artifacts -path "$STAND_IN/artifacts/$PATTERN" -type f -exec cp {} "$HERE" ';'
""",
    "anchore/sbom-action": """
      echo '{}' > "$FILE" && docker sbom "$IMAGE_NAME" "$FILE"
""",
    "actions/attest": """
      test -z "$SBOM" || test -s "$SBOM"
      docker attest "$SUBJECT@$DIGEST" "$SBOM"
""",
}
INPUTS = {
    "NAME": "name",
    "HERE": "path",
    "PATTERN": "pattern",
    "FILE": "output-file",
    "IMAGE_NAME": "image",
    "SBOM": "sbom-path",
    "SUBJECT": "subject-name",
    "DIGEST": "subject-digest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call of `docker` or `gh`, or one action's work."""

    words: tuple[str, ...]
    login: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIns:
    """A folder that each job of the workflow has as `$STAND_IN`."""

    folder: Path

    @property
    def asked(self) -> list[Asked]:
        found: list[dict[str, Any]] = [
            json.loads(line) for line in (self.folder / "asked").read_text().splitlines()
        ]
        return [
            Asked(words=tuple(each["words"]), login=each["login"], tags=tuple(each["tags"]))
            for each in found
        ]

    def of(self, *start: str) -> list[Asked]:
        """The calls that begin with some words."""
        return [each for each in self.asked if each.words[: len(start)] == start]

    @property
    def remote(self) -> Path:
        return self.folder / "remote"

    @property
    def instead(self) -> dict[str, Path]:
        """The folder of each action of others, at the commits that the workflow uses them at."""
        workflow = (TOP / ".github" / "workflows" / "release.yml").read_text()
        used = set(re.findall(r"uses: ([\w-]+/[\w-]+)@([0-9a-f]{40}) ", workflow))
        return {
            f"{name}@{ref}": self.folder / "actions" / name
            for name, ref in sorted(used)
            if name != "actions/checkout"
        }


def stand_ins(folder: Path) -> StandIns:
    """Everything in a new folder, with an empty repository to push to."""
    init(folder / "remote", "--bare")
    (folder / "programs").mkdir()
    for name in ("docker", "gh"):
        (folder / "programs" / name).write_text(PROGRAM)
        (folder / "programs" / name).chmod(0o755)
    (folder / "asked").touch()
    for name, script in ACTIONS.items():
        declared = "".join(f"  {each}: {{default: ''}}\n" for each in INPUTS.values())
        given = "".join(f"      {k}: ${{{{ inputs.{v} }}}}\n" for k, v in INPUTS.items())
        place = folder / "actions" / name
        place.mkdir(parents=True)
        (place / "action.yml").write_text(
            f"name: {name}\ninputs:\n{declared}  merge-multiple: {{default: ''}}\n"
            "  if-no-files-found: {default: ''}\n  retention-days: {default: ''}\n"
            "  format: {default: ''}\n  upload-artifact: {default: ''}\n"
            "  upload-release-assets: {default: ''}\n"
            "runs:\n  using: composite\n  steps:\n  - shell: bash\n    env:\n"
            f"{given}    run: |{script}"
        )
        git(init(place), "add", "-A")
        git(place, "commit", "-qm", "x")
    return StandIns(folder=folder)


def ready(folder: Path, version: str) -> Path:
    """This project as it stands when it is about to release a version."""
    init(folder)
    for name in (".github", "action.yml", "examples", "scripts/release.py", "src/ml_readiness"):
        clutter = shutil.ignore_patterns("__pycache__")
        if (TOP / name).is_dir():
            shutil.copytree(TOP / name, folder / name, ignore=clutter)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / name, folder / name)
    (folder / "CHANGELOG.md").write_text(f"# Changes\n\n## {version}\n\n- new\n")
    git(folder, "remote", "add", "origin", "https://github.com/acme/fraud")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    return folder
