"""Completion, tried in the shells themselves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.harness import run, write
from helpers.terminal import on_terminal, plain

from ml_readiness.reading.rubric import built_in_names
from ml_readiness.render import RENDERERS

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the program in its `bin`, and the scripts of all shells."""
    binary = tmp_path / "bin" / "ml-readiness"
    write(
        tmp_path, {"bin/ml-readiness": f'#!/bin/sh\nexec {sys.executable} -m ml_readiness "$@"\n'}
    )
    binary.chmod(0o755)
    write(tmp_path, {"service.yml": "", "services/readme.md": ""})
    for shell in SHELLS:
        outcome = run(tmp_path, "completion", shell)
        assert (outcome.status, outcome.stderr) == (0, "")
        write(tmp_path, {f"completion.{shell}": outcome.stdout})
    return tmp_path


def needs(shell: str) -> None:
    # CI installs no shell for this: it has bash, and the others take a minute.
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


BASH = r"""
source completion.bash
COMP_LINE="ml-readiness $1" COMP_POINT=${#COMP_LINE}
_ml_readiness
printf '%s\n' "${COMPREPLY[@]}"
"""

ZSH = r"""
autoload -Uz compinit && compinit -u -D
source completion.zsh
"""


def offered(shell: str, folder: Path, line: str) -> set[str]:
    """What a shell offers behind `ml-readiness` and a space."""
    needs(shell)
    argv = {
        "bash": ["bash", "--norc", "-c", BASH, "bash", line],
        "fish": ["fish", "-c", f"source completion.fish; complete -C 'ml-readiness {line}'"],
    }[shell]
    home = {"HOME": str(folder), "PATH": f"{folder}/bin:{os.environ['PATH']}"}
    done = subprocess.run(
        argv, cwd=folder, env=os.environ | home, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return {each.split("\t")[0] for each in done.stdout.splitlines() if each}


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ch", {"check"}),
        ("check --mi", {"--minimum"}),
        ("check --format ", {*RENDERERS}),
        ("check --format j", {"json"}),
        ("check --rubric ", {*built_in_names()}),
        ("check --minimum 3 --fail-on a", {"any"}),
        ("check x.yml --fail-on ne", {"never"}),
        ("check --output sa", {"sarif="}),
        ("completion ", {*SHELLS}),
    ],
)
def test_a_shell_offers_what_fits(folder: Path, shell: str, line: str, words: set[str]) -> None:
    found = offered(shell, folder, line)
    assert found == words


def test_bash_offers_a_value_behind_its_sign(folder: Path) -> None:
    assert offered("bash", folder, "check --format=ma") == {"markdown"}
    assert offered("bash", folder, "check --output json=") == set()  # files are bash's own


@pytest.mark.parametrize(
    ("shell", "line", "whole"),
    [
        ("bash", "che", "check "),
        ("bash", "check --for", "--format "),
        ("bash", "check --format=mark", "--format=markdown "),
        ("bash", "check --output json=serv", "json=service"),
        ("bash", "check service.", "service.yml "),
        ("zsh", "che", "check "),
        ("zsh", "check --mini", "--minimum"),
        ("zsh", "check --format mark", "markdown "),
        ("zsh", "check --output json=service.", "json=service.yml "),
        ("zsh", "check --root serv", "services/"),
        ("fish", "check --format=mark", "--format=markdown"),
    ],
)
def test_a_key_completes_on_a_terminal(folder: Path, shell: str, line: str, whole: str) -> None:
    """As it is done by hand: the line so far, the key, and the line is run by `echo`."""
    needs(shell)
    begin = {
        "bash": "PS1='READY'; source completion.bash",
        "zsh": "PS1=READY; PROMPT_SP=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source completion.zsh",
        "fish": "source completion.fish; function fish_prompt; echo READY; end",
    }[shell]
    argv = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "-i"]}
    environment = {
        "TERM": "dumb" if shell == "bash" else "xterm",
        "HOME": str(folder),
        "PATH": f"{folder}/bin:{os.environ['PATH']}",
    }
    write(folder, {".config/fish/config.fish": ""})
    _, shown = on_terminal(
        argv[shell],
        folder,
        environment,
        [
            ("", f"{begin}\n"),
            ("READY", f"ml-readiness {line}\t"),
            (line[-2:], "\x01echo '<\x05>'\n"),
            ("<ml-readiness", "exit\n"),
        ],
    )
    assert whole in plain(shown)
