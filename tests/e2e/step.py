"""One step run as the Actions runner runs a container action."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from e2e.containers import PATIENCE, PLATFORM, environment, image, settings

RUNNER = 1001  # who owns the files of a job, on the runners that GitHub hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step leaves behind."""

    status: int
    stdout: str
    stderr: str
    outputs: Mapping[str, str]
    summary: str


def step(  # noqa: PLR0913 - each is what a runner decides
    workspace: Path,
    *,
    inputs: Mapping[str, str],
    event: Mapping[str, object],
    variables: Mapping[str, str | None] | None = None,
    flags: Iterable[str] = (),
    volume: str = "/github/workspace",
    name: str | None = None,
) -> Step:
    """Run the image on a checkout, with `variables` over the usual ones; None takes one away.

    The network is this machine's, so that a server on loopback is reached. `flags` are more
    options of the interpreter; `volume` says where the container has the workspace, and how. `name`
    is what the container is called, for who wants to kill it.
    """
    python, *rest = settings()["Entrypoint"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for each in ("home", "workflow", "file_commands", "runner_temp"):
            (folder / each).mkdir()
        commands = folder / "file_commands"
        for each in ("set_output", "step_summary", "set_env", "add_path", "save_state"):
            (commands / each).touch()
        (folder / "workflow" / "event.json").write_text(json.dumps(event))
        _give(workspace)
        _give(folder)
        at = volume.partition(":")[0]
        given = _variables(inputs, {"GITHUB_WORKSPACE": at, **(variables or {})})
        mounts = {workspace: volume, **{each: f"/github/{each.name}" for each in folder.iterdir()}}
        if event_file := given["GITHUB_EVENT_PATH"]:
            mounts[folder / "workflow"] = event_file.rpartition("/")[0]
        command = [
            *("podman", "run", "--rm", *PLATFORM, "--network=host", f"--workdir={at}"),
            *([f"--name={name}"] if name else []),
            *(f"--volume={source}:{target}" for source, target in mounts.items()),
            *(f"--env={each}={value}" for each, value in given.items() if value is not None),
            *(f"--entrypoint={python}", image(), *flags, *rest),
        ]
        patience = 120 * PATIENCE
        done = subprocess.run(
            command,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=patience,
        )
        return Step(
            status=done.returncode,
            stdout=done.stdout,
            stderr=done.stderr,
            outputs=_outputs((commands / "set_output").read_text()),
            summary=(commands / "step_summary").read_text(),
        )


def _variables(
    inputs: Mapping[str, str], variables: Mapping[str, str | None]
) -> dict[str, str | None]:
    files = "/github/file_commands"
    usual: dict[str, str | None] = {
        "CI": "true",
        "HOME": "/github/home",
        "GITHUB_ACTION": "gate",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTOR": "octocat",
        "GITHUB_API_URL": "https://api.github.com",
        "GITHUB_BASE_REF": "main",
        "GITHUB_ENV": f"{files}/set_env",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": "/github/workflow/event.json",
        "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
        "GITHUB_HEAD_REF": "topic",
        "GITHUB_JOB": "gate",
        "GITHUB_OUTPUT": f"{files}/set_output",
        "GITHUB_PATH": f"{files}/add_path",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_REF_NAME": "7/merge",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REPOSITORY": "acme/fraud",
        "GITHUB_REPOSITORY_OWNER": "acme",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": "1",
        "GITHUB_RUN_NUMBER": "1",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_SHA": "0" * 40,
        "GITHUB_STATE": f"{files}/save_state",
        "GITHUB_STEP_SUMMARY": f"{files}/step_summary",
        "GITHUB_WORKFLOW": "gate",
        "GITHUB_WORKSPACE": "/github/workspace",
        "RUNNER_ARCH": "X64",
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": "/github/runner_temp",
    }
    given = {f"INPUT_{name.upper().replace(' ', '_')}": value for name, value in inputs.items()}
    return {**usual, **given, **variables}


def _give(folder: Path) -> None:
    """Files of a job belong to the runner's user, and the container's user is another.

    A test may have given some to somebody else.
    """
    for parent, folders, files in os.walk(folder):
        for each in (Path(parent, name) for name in (".", *folders, *files)):
            if each.lstat().st_uid == 0:
                os.chown(each, RUNNER, RUNNER, follow_symlinks=False)


def _outputs(text: str) -> dict[str, str]:
    """As the runner reads them: `name=value`, or the lines up to a word of the writer's."""
    found = {}
    lines = iter(text.split("\n"))
    for line in filter(None, lines):
        match = re.fullmatch(r"(.+?)(=|<<)(.*)", line)
        assert match, f"not an output: {line!r}"
        name, mark, rest = match.groups()
        value = [rest] if mark == "=" else []
        while mark == "<<" and (each := next(lines)) != rest:
            value.append(each)
        found[name] = "\n".join(value)
    return found
