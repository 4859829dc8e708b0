"""What a terminal, a pipe and a keyboard make of the command line."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from helpers.harness import check, track, write
from helpers.loopback import Asked, Said, serving
from helpers.terminal import SILENT, on_terminal, plain, program

CLAIM = "tests:\n  data:\n    feature-cost: {level: manual, evidence: [docs/cost.md]}\n"
FILES: dict[str, str | bytes] = {
    "ml-readiness.yml": f"version: 1\nname: x\n{CLAIM}",
    "docs/cost.md": "# Cost\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    track(tmp_path)
    return tmp_path


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_lines_keep_to_the_width_of_a_terminal(repository: Path, columns: int) -> None:
    name = "a system with a name of many words, and 漢字 that take two columns each " * 2
    write(repository, {"ml-readiness.yml": f"version: 1\nname: {name.strip()[:99]}\n{CLAIM}"})
    status, shown = on_terminal(
        program("check", "--minimum", "3", "--all"),
        repository,
        {"TERM": "xterm", "COLUMNS": str(columns)},
    )
    lines = plain(shown).splitlines()
    wide = [len(line) + sum(letter in "漢字" for letter in line) for line in lines]
    assert status == 1
    assert max(wide) <= min(columns, 120)
    assert max(wide) > min(columns, 120) * 0.8


def test_a_terminal_is_asked_for_its_width_where_the_environment_is_silent(
    repository: Path,
) -> None:
    argv = ["sh", "-c", 'stty cols 50; exec "$@"', "sh", *program("check", "--minimum", "3")]
    _, shown = on_terminal(argv, repository, {"TERM": "xterm"})
    assert 40 < max(map(len, plain(shown).splitlines())) <= 50


def test_a_pipe_is_not_folded(repository: Path) -> None:
    name = "word " * 19
    write(repository, {"ml-readiness.yml": f"version: 1\nname: {name}\n{CLAIM}"})
    done = subprocess.run(
        program("check"),
        cwd=repository,
        env=SILENT | {"COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()[0]) > 120


COLOURS: dict[str, tuple[dict[str, str], bool, bool]] = {
    # the environment; colour on a terminal; colour in a pipe
    "nothing": ({}, True, False),
    "NO_COLOR": ({"NO_COLOR": "1"}, False, False),
    "NO_COLOR empty": ({"NO_COLOR": ""}, True, False),
    "FORCE_COLOR": ({"FORCE_COLOR": "1"}, True, True),
    "FORCE_COLOR empty": ({"FORCE_COLOR": ""}, True, False),
    "FORCE_COLOR off": ({"FORCE_COLOR": "0"}, True, False),
    "both": ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    "dumb": ({"TERM": "dumb"}, False, False),
    "dumb and forced": ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
}


@pytest.mark.parametrize("case", COLOURS)
def test_colour_is_for_who_sees_and_wants_it(repository: Path, case: str) -> None:
    environment, screen, piped = COLOURS[case]
    shown = check(repository, "--minimum", "9", terminal=True, environment=environment)
    assert ("\x1b[31mFAIL\x1b[0m" in shown.stdout) is screen
    shown = check(repository, "nope.yml", terminal=True, environment=environment)
    assert ("\x1b[31merror\x1b[0m" in shown.stderr) is screen
    assert ("\x1b" in check(repository, environment=environment).stdout) is piped
    assert "\x1b" not in check(repository, "--format", "json", environment=environment).stdout


def test_a_file_is_neither_coloured_nor_folded(repository: Path) -> None:
    environment = {"FORCE_COLOR": "1", "COLUMNS": "40"}
    check(repository, "--output", "text=out.txt", terminal=True, environment=environment)
    assert (repository / "out.txt").read_text() == check(repository).stdout


@pytest.mark.parametrize(
    ("encoding", "bar", "name"),
    [
        ("ascii", "####........................", "\\xe9\\u6f22..."),
        ("latin-1", "####........................", "é\\u6f22..."),
        ("cp437", "████░░░░░░░░░░░░░░░░░░░░░░░░", "é\\u6f22\\u2026"),
        ("utf-8", "████░░░░░░░░░░░░░░░░░░░░░░░░", "é漢…"),
    ],
)
def test_a_stream_gets_the_letters_that_it_has(
    repository: Path, encoding: str, bar: str, name: str
) -> None:
    more = CLAIM + "    feature-code: {level: manual, evidence: [docs/cost.md]}\n"
    write(repository, {"ml-readiness.yml": f"version: 1\nname: é漢…\n{more}".encode()})
    done = subprocess.run(
        program("check", "--all", "nope-é.yml", "ml-readiness.yml"),
        cwd=repository,
        env=SILENT | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    shown = done.stdout.decode(encoding)
    assert (done.returncode, bar in shown, name in shown) == (2, True, True)
    assert b"Traceback" not in done.stderr
    assert b"nope-" in done.stderr


@pytest.mark.parametrize("form", ["json", "markdown", "csv", "sarif", "badge"])
def test_other_forms_are_written_to_a_stream_without_our_letters(
    repository: Path, form: str
) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: é漢…\n{CLAIM}".encode()})
    done = subprocess.run(
        program("check", "--format", form),
        cwd=repository,
        env=SILENT | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert done.stdout.isascii()


def test_all_shows_every_criterion_and_point_with_its_evidence(repository: Path) -> None:
    bad = "    feature-code: {level: automated, evidence: [docs/gone.md]}\n"
    points = "checklist:\n  baseline: {status: done, evidence: [docs/cost.md]}\n"
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{CLAIM}{bad}{points}"})
    shown, without = check(repository, "--all").stdout, check(repository).stdout
    for code in ("Data 1", "Model 7", "Infra 3", "Monitor 7"):
        assert code in shown
        assert code not in without
    assert "    verified: docs/cost.md\n" in shown
    assert "    missing: docs/gone.md (no-such-file)\n" in shown
    assert "none (claims automated, missing), 0" in shown
    assert "  baseline: done\n    verified: docs/cost.md\n" in shown
    assert "  ethics: open\n" in shown


def test_a_quiet_run_that_fails_says_why(repository: Path) -> None:
    write(repository, {"more.yml": "version: 1\nname: y\npolicy: {minimum: 2}\n"})
    track(repository)
    outcome = check(repository, "--quiet", "--minimum", "1", "*.yml")
    assert (outcome.status, outcome.stdout) == (1, "")
    first, second = outcome.stderr.splitlines()
    assert first.startswith("ml-readiness.yml: fails: ")
    assert second.startswith("more.yml: fails: ")
    assert "2" in second
    never = check(repository, "--quiet", "--minimum", "1", "--fail-on", "never")
    assert (never.status, never.stderr) == (0, "")


def test_a_quiet_run_that_is_wrong_and_fails_says_both(repository: Path) -> None:
    outcome = check(repository, "--quiet", "--minimum", "1", "ml-readiness.yml", "nope.yml")
    assert outcome.status == 2
    assert "nope.yml: error: " in outcome.stderr
    assert "ml-readiness.yml: fails: " in outcome.stderr


# The keyboard's signal, at the moment when a module is looked for.
IMPORTING = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)

from ml_readiness.__main__ import start
MODULE = sys.argv.pop()
sys.meta_path.insert(0, Finder())
sys.argv[1:] = ["check"]
start()
"""


@pytest.mark.parametrize(
    "module",
    ["ml_readiness.cli", "jsonschema", "ml_readiness.machine", "ml_readiness.render.text"],
)
def test_an_interrupt_while_a_module_is_imported_is_130(repository: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTING, module],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


# The real program, but that its network leads to loopback.
LINKING = """
import sys
sys.path[:0] = sys.argv[2:]
from helpers.loopback import Loopback
from ml_readiness import machine
from ml_readiness.__main__ import start
port = int(sys.argv[1])
machine._internet = lambda: Loopback(port)
sys.argv[1:] = ["check"]
start()
"""


def test_an_interrupt_while_links_are_asked_is_130_and_at_once(repository: Path) -> None:
    links = "[http://one.example.com/quick, http://two.example.com/slow]"
    claims = f"tests: {{data: {{feature-cost: {{level: manual, evidence: {links}}}}}}}"
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{claims}\n"})

    interrupted = threading.Event()

    def site(asked: Asked) -> Said:
        if asked.path == "/slow":
            interrupted.wait(60)
        return Said(status=200)

    with serving(site) as server:
        argv = [sys.executable, "-c", LINKING, str(server.port), *sys.path]
        keys = [("checking links: 1 of 2", "\x03")]
        status, shown = on_terminal(argv, repository, {"TERM": "xterm"}, keys)
        interrupted.set()
    assert status == 130
    assert shown.endswith("\ninterrupted\n")
    assert "Traceback" not in shown


def test_a_disk_that_is_full_is_said_to_be(repository: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            program("check"),
            cwd=repository,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    said = "error: cannot write to standard output: no space left on device\n"
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "| :", "2>&1 >/dev/null | :"])
def test_a_stream_that_is_closed_is_no_fault(repository: Path, closed: str) -> None:
    script = f'"$@" check nope.yml ml-readiness.yml {closed}'
    argv = ["bash", "-o", "pipefail", "-c", script, "bash", *program()]
    done = subprocess.run(argv, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
