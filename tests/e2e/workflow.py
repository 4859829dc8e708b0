"""A workflow run by `act`, which reads it, builds our action and relays what it says."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.containers import BASE, TOP, alone, environment, image, pip_settings, service
from e2e.machine import unable
from helpers.gitrepo import git, init

ACTION = (
    *(".dockerignore", "Dockerfile", "action.yml", "requirements.txt"),
    *("pip", "schema", "src"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line such as `::error file=a.py,line=3::text`, as it was understood."""

    name: str
    properties: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """What people see of a run: results by the id of a job or a step, and what steps said."""

    jobs: Mapping[str, str]
    steps: Mapping[str, str]
    outputs: Mapping[str, Mapping[str, str]]
    summary: str
    commands: tuple[Command, ...]
    log: str


def with_action(repository: Path) -> Path:
    """The action's files at the top of a repository, all of it committed: `uses: ./` finds them."""
    for name in ACTION:
        if (TOP / name).is_dir():
            clutter = shutil.ignore_patterns("__pycache__")
            shutil.copytree(TOP / name, repository / name, ignore=clutter, dirs_exist_ok=True)
        else:
            shutil.copy(TOP / name, repository / name)
    if not (repository / ".git").exists():
        init(repository)
        git(repository, "remote", "add", "origin", "https://github.com/acme/fraud")
    git(repository, "add", "--all")
    git(repository, "commit", "-qm", "x", "--allow-empty")
    return repository


def act(
    repository: Path,
    event_name: str,
    event: Mapping[str, object],
    *,
    token: str = "token-of-the-run",
    variables: Mapping[str, str] | None = None,
) -> Workflow:
    """Run the workflow `gate.yml` of a committed repository; the log has the token masked."""
    program = _act()
    image()  # act's own build, which knows nothing of this machine's pip, takes it from the layers
    with alone(), service() as docker, tempfile.TemporaryDirectory() as folder:
        payload = Path(folder) / "event.json"
        payload.write_text(json.dumps(event))
        command = [
            *(program, event_name, "--workflows", ".github/workflows/gate.yml"),
            *("--json", "--eventpath", str(payload)),
            *("--platform", f"ubuntu-24.04={BASE}", "--pull=false", "--action-offline-mode"),
            *("--container-daemon-socket", "-", "--no-cache-server", "--rm"),
            # What a job installs comes from where this machine's packages come from.
            *("--container-options", " ".join(pip_settings(Path(folder)))),
            *("--secret", f"GITHUB_TOKEN={token}"),
            *(f"--env={name}={value}" for name, value in (variables or {}).items()),
        ]
        return _ended(command, repository, folder, {**environment(), "DOCKER_HOST": docker})


def act_here(  # noqa: PLR0913
    repository: Path,
    workflow: str,
    event: Mapping[str, object],
    *,
    programs: Path,
    instead: Mapping[str, Path],
    variables: Mapping[str, str],
) -> Workflow:
    """Run a workflow that is started by hand on this machine, without containers.

    Its steps find the programs of a folder first. `instead` has a folder for an action, by
    `name@ref`; the token is `token-of-the-run`.
    """
    with tempfile.TemporaryDirectory() as folder:
        payload = Path(folder) / "event.json"
        payload.write_text(json.dumps(event))
        command = [
            *(_act(), "workflow_dispatch", "--workflows", f".github/workflows/{workflow}"),
            *("--json", "--eventpath", str(payload), "--action-offline-mode", "--no-cache-server"),
            *("--container-daemon-socket", "-", "--secret", "GITHUB_TOKEN=token-of-the-run"),
            *(f"--platform={name}=-self-hosted" for name in ("ubuntu-24.04", "ubuntu-24.04-arm")),
            *(f"--local-repository={name}={place}" for name, place in instead.items()),
            *(f"--env={name}={value}" for name, value in variables.items()),
        ]
        path, nowhere = f"{programs}:{os.environ['PATH']}", f"unix://{folder}/none"
        given = {**os.environ, "PATH": path, "DOCKER_HOST": nowhere}
        return _ended(command, repository, folder, given)


def _act() -> str:
    program = shutil.which("act", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        unable("the tests of workflows need act (in the `dev` extra)")
    return program


def _ended(
    command: Sequence[str], repository: Path, folder: str, given: Mapping[str, str]
) -> Workflow:
    """The workflow run to its end, with no settings of whoever runs the tests."""
    own = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), folder)
    done = subprocess.run(
        command,
        cwd=repository,
        env={**given, **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    run = _read(lines)
    assert run.jobs, f"no job was run\n{done.stdout}{done.stderr}"
    return run


def _read(lines: list[dict[str, Any]]) -> Workflow:
    jobs, steps, commands = {}, {}, []
    outputs: dict[str, dict[str, str]] = {}
    summary = log = ""
    for line in lines:
        step = ".".join(line.get("stepID", ()))
        if "jobResult" in line:
            jobs[line["jobID"]] = line["jobResult"]
        if "stepResult" in line and step:
            steps[step] = line["stepResult"]
        if line.get("raw_output"):
            log += line["msg"]
        match line.get("command"):
            case None:
                pass
            case "set-output":
                outputs.setdefault(step, {})[line["name"]] = line["arg"]
            case "summary":
                summary += line["content"]
            case name:
                properties = line.get("kvPairs") or {}
                command = Command(name=name, properties=properties, text=line.get("arg") or "")
                commands.append(command)
    return Workflow(
        jobs=jobs,
        steps=steps,
        outputs=outputs,
        summary=summary,
        commands=tuple(commands),
        log=log,
    )
