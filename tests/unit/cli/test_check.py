"""The command as a user runs it."""

import json
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from helpers.harness import TODAY, check, run, track, write
from helpers.loopback import Loopback, Said, serving
from helpers.runs import no_links
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from ml_readiness import __version__
from ml_readiness.cli import main
from ml_readiness.gate import run as evaluate
from ml_readiness.machine import Machine
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import Ports, Request
from ml_readiness.reading.rubric import schema_text
from ml_readiness.repo.worktree import open_worktree

CLAIM = "tests:\n  data:\n    feature-cost: {level: manual, evidence: [docs/cost.md]}\n"
VALID = f"version: 1\nname: x\n{CLAIM}"
CI_FILE = "on: push\njobs: {test: {runs-on: x, steps: [{run: make}]}}\n"
CITING_A_JOB = VALID.replace("docs/cost.md", ".github/workflows/ci.yml#test")
FILES: dict[str, str | bytes] = {"ml-readiness.yml": VALID, "docs/cost.md": "# Cost\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    track(tmp_path)
    return tmp_path


def test_a_pass_is_0_and_a_bar_that_is_missed_is_1(repository: Path) -> None:
    assert check(repository).status == 0
    assert check(repository, "--minimum", "0.5").status == 1


def test_the_stricter_of_option_and_manifest_counts(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"{VALID}policy: {{minimum: 5}}\n"})
    report = json.loads(check(repository, "--minimum", "3", "--format", "json").stdout)
    assert report["manifests"][0]["policy"]["minimum"] == {"value": 5, "from": "head"}
    report = json.loads(check(repository, "--minimum", "6", "--format", "json").stdout)
    assert report["manifests"][0]["policy"]["minimum"] == {"value": 6, "from": "input"}


@pytest.mark.parametrize(
    ("fail_on", "status", "passed"),
    [("minimum", 1, False), ("any", 1, False), ("never", 0, False), ("regression", 0, True)],
)
def test_fail_on(repository: Path, fail_on: str, status: int, passed: bool) -> None:
    outcome = check(repository, "--minimum", "3", "--fail-on", fail_on, "--format", "json")
    report = json.loads(outcome.stdout)
    assert (outcome.status, report["passed"]) == (status, passed)
    verdict = report["manifests"][0]["verdict"]
    said = verdict["warnings"] if fail_on == "regression" else verdict["reasons"]
    assert [statement["reason"] for statement in said] == ["below-minimum"]


BAD_INPUT = {
    "no manifest": (["nope.yml"], "there is no manifest nope.yml"),
    "an empty one": (["empty.yml"], "empty.yml:1:1: error: the file is empty"),
    "a folder": (["docs"], "docs is not a file"),
    "a binary": (["binary.yml"], "binary.yml:1:1: error: this is not UTF-8 text"),
    "a NUL": (["nul.yml"], "nul.yml:1:7: error: the character U+0000 is not allowed"),
    "a symbolic link": (["link.yml"], "link.yml is reached through a symbolic link"),
    "outside the root": (["../x.yml"], "there is no manifest ../x.yml"),
    "a glob of nothing": (["x*.yml"], "no tracked file matches x*.yml"),
    "an unknown rubric": (["unknown.yml"], "unknown.yml:3:9: error: unknown rubric 'ml-test'"),
    "a rubric without criteria": (["own.yml"], "rubric.yml:6:11: error: 'sections' needs at"),
    "a rubric that is not there": (
        ["--rubric", "no.yml"],
        "there is no tracked rubric file no.yml",
    ),
    "an unknown rubric option": (["--rubric", "2017"], "unknown rubric '2017'"),
    "no number": (["--minimum", "abc"], "--minimum abc is not a number of 0 or more"),
    "a negative one": (["--minimum", "-1"], "--minimum -1 is not a number of 0 or more"),
    "an empty one as minimum": (["--minimum", ""], "--minimum '' is not a number of 0 or more"),
    "per cent": (["--minimum", "80%"], "--minimum 80% is not a number of 0 or more"),
    "not a number": (["--minimum", "nan"], "--minimum nan is not a number of 0 or more"),
    "an exponent": (["--minimum", "1e999"], "--minimum 1e999 is not a number of 0 or more"),
    "other digits": (["--minimum", "٣"], "--minimum ٣ is not a number of 0 or more"),
    "too many digits": (["--minimum", "1" * 16], "is not a number of 0 or more"),
    "above the highest": (["--minimum", "14.5"], "the minimum 14.5 is above 14"),
    "no results": (["--junit", "r*.xml"], "--junit r*.xml: no file matches"),
    "an empty glob": (["--junit", ""], "--junit '': no file matches"),
    "no word for fail-on": (["--fail-on", "nevr"], "--fail-on cannot be nevr"),
    "no root": (["--root", "nope"], "nope' is not a folder"),
    "no folder to write to": (["--output", "json=no/x.json"], "cannot write no/x.json: no such"),
    "a folder to write to": (["--output", "json=docs"], "cannot write docs: is a directory"),
}


@pytest.mark.parametrize("mistake", BAD_INPUT)
@pytest.mark.parametrize("form", ["text", "json"])
def test_bad_input_is_2_with_one_clear_message(repository: Path, mistake: str, form: str) -> None:
    argv, message = BAD_INPUT[mistake]
    rubric = (
        "version: 1\nid: x\ntitle: t\npoints: {manual: 1, automated: 2}\n"
        "bands: [{id: a, label: a, from: 0}]\nsections: []\n"
    )
    write(
        repository,
        {
            "empty.yml": "",
            "binary.yml": b"\x80\xff",
            "nul.yml": b"name: \0",
            "unknown.yml": "version: 1\nname: x\nrubric: ml-test\n",
            "own.yml": "version: 1\nname: x\nrubric: rubric.yml\n",
            "rubric.yml": rubric,
        },
    )
    (repository / "link.yml").symlink_to("ml-readiness.yml")
    track(repository)
    outcome = check(repository, *argv, "--format", form)
    assert outcome.status == 2
    assert message in outcome.stderr
    assert outcome.stderr.count("error:") == 1
    assert "Traceback" not in outcome.stderr
    if form == "json":
        report = json.loads(outcome.stdout)
        Draft202012Validator(json.loads(schema_text("report"))).validate(report)
        [error] = report["errors"]
        assert error["message"] in outcome.stderr
        assert report["passed"] is False


USAGE = {
    "an unknown command": (["chekc"], "there is no command 'chekc'"),
    "an unknown option": (["check", "--minumum", "5"], "unknown argument --minumum"),
    "an abbreviated option": (["check", "--min", "5"], "unknown argument --min"),
    "an unknown format": (["check", "--format", "jsno"], "--format cannot be jsno"),
    "no format": (["check", "--format", ""], "--format cannot be ''"),
    "an output without a file": (["check", "--output", "json"], "--output json names no file"),
    "an output in no format": (["check", "--output", "xml=a"], "--output cannot be xml"),
}


@pytest.mark.parametrize("mistake", USAGE)
def test_a_wrong_command_line_is_2(repository: Path, mistake: str) -> None:
    argv, message = USAGE[mistake]
    outcome = run(repository, *argv)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert message in outcome.stderr


def test_a_mistyped_option_says_which_was_meant(repository: Path) -> None:
    assert "did you mean --minimum?" in check(repository, "--minumum", "5").stderr
    assert "did you mean 'json'?" in check(repository, "--format", "jsno").stderr


def test_help_and_version_are_results(repository: Path) -> None:
    assert run(repository, "--version").stdout == f"ml-readiness {__version__}\n"
    help_ = run(repository, "check", "--help")
    assert help_.status == 0
    assert "--fail-on WHAT" in help_.stdout
    assert help_.stderr == ""


def test_an_invalid_manifest_does_not_hide_the_others(repository: Path) -> None:
    write(repository, {"bad.yml": "version: 1\n", "more/ml-readiness.yml": VALID})
    track(repository)
    outcome = check(repository, "bad.yml", "**/ml-readiness.yml", "--format", "json")
    report = json.loads(outcome.stdout)
    assert outcome.status == 2
    assert [error["path"] for error in report["errors"]] == ["bad.yml"]
    paths = [entry["path"] for entry in report["manifests"]]
    assert paths == ["ml-readiness.yml", "more/ml-readiness.yml"]


def test_a_manifest_is_checked_once_however_often_it_is_named(repository: Path) -> None:
    outcome = check(repository, "ml-readiness.yml", "./ml-readiness.yml", "*.yml", "--format=json")
    assert len(json.loads(outcome.stdout)["manifests"]) == 1


def test_a_broken_rubric_is_one_error_for_all_its_manifests(repository: Path) -> None:
    write(repository, {"r.yml": "version: 1\n", "a.yml": "version: 1\nname: a\nrubric: r.yml\n"})
    write(repository, {"b.yml": "version: 1\nname: b\nrubric: r.yml\n"})
    track(repository)
    report = json.loads(check(repository, "a.yml", "b.yml", "--format", "json").stdout)
    assert {error["path"] for error in report["errors"]} == {"r.yml"}
    messages = [error["message"] for error in report["errors"]]
    assert len(messages) == len(set(messages))


def test_an_unknown_rubric_does_not_hide_the_other_mistakes(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": "version: 1\nnam: x\nrubric: ml-test\n"})
    errors = json.loads(check(repository, "--format", "json").stdout)["errors"]
    assert [(error["line"], error["message"]) for error in errors] == [
        (1, "'name' is missing"),
        (2, "unknown key 'nam'"),
        (3, "unknown rubric 'ml-test'"),
    ]
    assert errors[2]["hint"] == "did you mean 'ml-test-score'?"


OWN_RUBRIC = """\
version: 1
id: two-questions
title: Two questions
points: {manual: 1, automated: 3}
bands: [{id: low, label: low, from: 0}, {id: high, label: high, from: 3}]
sections:
  - id: only
    title: Only
    criteria: [{id: first, code: Q1, title: First}, {id: second, code: Q2, title: Second}]
checklist: [{id: agreed, title: Agreed}]
"""


def test_a_rubric_of_ones_own(repository: Path) -> None:
    claims = "tests: {only: {first: {level: automated, evidence: [team/rubric.yml]}}}\n"
    named = f"version: 1\nname: x\nrubric: ./rubric.yml\n{claims}"
    write(repository, {"team/rubric.yml": OWN_RUBRIC, "team/ml-readiness.yml": named})
    track(repository)
    report = json.loads(check(repository, "team/ml-readiness.yml", "--format=json").stdout)
    [entry] = report["manifests"]
    assert (entry["rubric"], entry["score"], entry["maximum"]) == ("two-questions", 3, 6)
    assert (entry["band"]["id"], entry["checklist"]["total"]) == ("high", 1)
    option = check(repository, "team/ml-readiness.yml", "--rubric", "team/rubric.yml")
    assert option.status == 0


def test_paths_start_at_the_root_option(repository: Path) -> None:
    write(repository, {"sub/ml-readiness.yml": VALID, "sub/docs/cost.md": "x"})
    track(repository)
    report = json.loads(check(repository, "--root", "sub", "--format", "json").stdout)
    assert report["manifests"][0]["sections"][0]["points"] == 1


def test_a_manifest_that_is_not_tracked_is_read_with_a_notice(repository: Path) -> None:
    write(repository, {"new.yml": VALID})
    report = json.loads(check(repository, "new.yml", "--format", "json").stdout)
    warnings = report["manifests"][0]["verdict"]["warnings"]
    assert [warning["reason"] for warning in warnings] == ["manifest-not-tracked"]


def test_without_a_repository_files_count_as_they_are_with_a_notice(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    report = json.loads(check(tmp_path, "--format", "json").stdout)
    [entry] = report["manifests"]
    assert entry["sections"][0]["points"] == 1
    assert [each["reason"] for each in entry["verdict"]["warnings"]] == ["no-repository"]


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    outcome = check(tmp_path)
    assert outcome.status == 2
    assert outcome.stderr == (
        "ml-readiness.yml: error: there is no manifest ml-readiness.yml\n"
        "    hint: write one with 'ml-readiness init', or name its folder as the root"
        " (--root, the input root); see https://github.com/ml-readiness/ml-readiness\n"
    )


LINKED = "tests: {data: {feature-cost: {level: manual, evidence: ['http://site.example.com/x']}}}"


@pytest.mark.parametrize("terminal", [True, False])
def test_links_are_asked_with_progress_on_a_terminal(repository: Path, terminal: bool) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{LINKED}\n"})
    with serving(lambda _: Said(status=200)) as server:
        outcome = check(repository, network=Loopback(server.port), terminal=terminal)
    assert outcome.status == 0
    assert server.paths() == ["/x"]
    shown = "\rchecking links: 1 of 1\r\x1b[K" if terminal else ""
    assert outcome.stderr == shown


def test_quiet_shows_no_progress(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{LINKED}\n"})
    with serving(lambda _: Said(status=404)) as server:
        network = Loopback(server.port)
        outcome = check(repository, "--quiet", network=network, terminal=True)
    assert (outcome.stdout, outcome.stderr) == ("", "")


def test_offline_asks_nothing(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{LINKED}\n"})
    outcome = check(repository, "--offline")
    assert outcome.status == 0
    assert "links were not checked" in outcome.stdout.splitlines()[0]


def test_more_links_than_the_limit_are_2(tmp_path: Path) -> None:
    pieces = ", ".join(f"http://site.example.com/{number}" for number in range(40))
    for number in range(3):
        claims = f"tests: {{data: {{feature-cost: {{level: manual, evidence: [{pieces}]}}}}}}"
        write(tmp_path, {f"{number}.yml": f"version: 1\nname: x\n{claims}\n"})
    track(tmp_path)
    limits = replace(DEFAULT_LIMITS, links=39)
    ports = Ports(tree=open_worktree(tmp_path, limits), fetch=no_links, limits=limits)
    with pytest.raises(InputError, match="there are 40 links to check, more than 39"):
        evaluate(Request(manifests=("*.yml",), today=TODAY), ports)


def test_more_manifests_than_the_limit_are_2(repository: Path) -> None:
    limits = replace(DEFAULT_LIMITS, manifests=1)
    write(repository, {"a.yml": VALID})
    track(repository)
    ports = Ports(tree=open_worktree(repository, limits), fetch=no_links, limits=limits)
    with pytest.raises(InputError, match="there are 2 manifests, more than 1"):
        evaluate(Request(manifests=("*.yml",), today=TODAY), ports)


def test_files_are_written_beside_what_is_shown(repository: Path) -> None:
    outcome = check(repository, "--output", "json=out.json", "--output", "csv=out.csv")
    assert outcome.stdout.startswith("PASS")
    assert json.loads((repository / "out.json").read_text())["passed"] is True
    assert (repository / "out.csv").read_text().startswith('"section","id","code","title"')
    assert sorted(path.name for path in repository.glob(".*")) == [".git"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(repository: Path) -> None:
    locked = repository / "locked"
    write(repository, {"locked/out.json/x": "old"})
    outcome = check(repository, "--output", "json=locked/out.json", "--output", "csv=ok.csv")
    assert outcome.status == 2
    assert (locked / "out.json" / "x").read_text() == "old"
    assert (repository / "ok.csv").exists()
    assert outcome.stdout.startswith("PASS")


def test_a_pipe_is_written_to_as_it_is(repository: Path) -> None:
    pipe = repository / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    assert check(repository, "--output", "csv=pipe").status == 0
    assert reader.communicate()[0].startswith('"section","id","code","title"')


def test_quiet_shows_errors_only(repository: Path) -> None:
    assert check(repository, "--quiet").stdout == ""
    assert check(repository, "--quiet").stderr == ""
    assert check(repository, "--quiet", "nope.yml").stderr.startswith("nope.yml: error:")


class Broken:
    """A network with a fault that nobody foresaw."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError(f"of all things, {name}")


def test_an_internal_error_is_a_message_and_json_stays_whole(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{LINKED}\n"})
    outcome = check(repository, "--format", "json", network=Broken())
    assert outcome.status == 2
    [error] = json.loads(outcome.stdout)["errors"]
    assert error["message"].startswith("internal error: ZeroDivisionError: of all things")
    assert error["hint"] == "run again with --debug"
    assert "Traceback" not in outcome.stderr


def test_a_traceback_is_shown_to_whoever_asks_and_json_stays_whole(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"version: 1\nname: x\n{LINKED}\n"})
    outcome = check(repository, "--debug", "--format", "json", network=Broken())
    assert outcome.status == 2
    [error] = json.loads(outcome.stdout)["errors"]
    assert error["message"].startswith("internal error: ZeroDivisionError: of all things")
    assert outcome.stderr.startswith("Traceback (most recent call last):\n")
    assert "\nZeroDivisionError: of all things" in outcome.stderr


class Deaf(StringIO):
    """A stream that cannot be written to, in a way that nobody foresaw."""

    def write(self, text: str) -> int:
        raise ZeroDivisionError(f"of all things, {len(text)} characters")


def test_a_fault_while_showing_the_report_is_a_message_too(repository: Path) -> None:
    stderr = StringIO()
    machine = Machine(
        stdout=Deaf(),
        stderr=stderr,
        environment={},
        folder=repository,
        today=lambda: TODAY,
        internet=Broken,
        clock=time,
        token=str,
    )
    assert main(["check"], machine) == 2
    assert stderr.getvalue().startswith("error: internal error: ZeroDivisionError: of all things")
    assert stderr.getvalue().endswith("\n    hint: run again with --debug\n")
    assert "Traceback" not in stderr.getvalue()
    assert main(["check", "--debug"], machine) == 2
    assert "\nTraceback (most recent call last):\n" in stderr.getvalue()


def program(
    folder: Path, *argv: str, environment: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ml_readiness", "check", *argv],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_real_program(repository: Path) -> None:
    process = program(repository, "--minimum", "1")
    stdout, stderr = process.communicate()
    assert (process.returncode, stderr) == (1, "")
    assert stdout.startswith("FAIL  x  Not ready: 0 of 14, needs 1  [ml-readiness.yml]\n")


def test_a_reader_that_leaves_early_changes_nothing(repository: Path) -> None:
    process = program(repository, "--minimum", "1", "--format", "json")
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    with process.stderr as stderr:
        assert stderr.read() == ""
    assert process.wait() == 1


def test_text_to_a_pipe_imports_nothing_heavy(repository: Path) -> None:
    script = (
        "import sys; sys.argv = ['x', 'check', '--offline']\n"
        "from ml_readiness.__main__ import exit_status\n"
        "exit_status()\n"
        "heavy = {'requests', 'urllib3', 'jinja2', 'ssl', 'pyexpat', 'http.client'}\n"
        "heavy |= {f'ml_readiness.{each}' for each in ('evidence.value', 'reading.structured')}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_an_age_of_jobs_nothing_of_their_runs_is_imported(repository: Path) -> None:
    write(repository, {".github/workflows/ci.yml": CI_FILE, "ml-readiness.yml": CITING_A_JOB})
    track(repository)
    script = (
        "import sys; sys.argv = ['x', 'check']\n"
        "from ml_readiness.__main__ import exit_status\n"
        "exit_status()\n"
        "print([each for each in sys.modules if each.endswith(('.runs', '.passed', '.jobs',"
        " '.branches')) or 'ml_readiness.github' in each])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=repository,
        env=os.environ | {"GITHUB_TOKEN": "x"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("PASS")
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("cited", "imported"),
    [
        ("docs/a.md", []),
        ("docs/a.md#a", []),
        ("docs/none.md", []),
        ("src/a.py", []),
        ("src/a.py#load", ["source"]),
        ("Makefile#eval", ["makefile"]),
        ("dvc.yaml#train", ["dvc"]),
        (".pre-commit-config.yaml#a", ["hooks"]),
        ("a.ipynb#a", ["notebook"]),
    ],
)
def test_317_a_reader_is_imported_where_its_part_is_cited(
    tmp_path: Path, cited: str, imported: list[str]
) -> None:
    write(
        tmp_path,
        {
            "ml-readiness.yml": f"version: 1\nname: x\nchecklist:\n  ethics: {{status: done, evidence: ['{cited}']}}\n",
            "docs/a.md": "# A\n\ntext\n",
            "src/a.py": "def load():\n    return 1\n",
            "Makefile": "eval:\n\techo\n",
            "dvc.yaml": "stages: {train: {cmd: x}}\n",
            ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: a}]}]\n",
            "a.ipynb": '{"nbformat": 4, "cells": []}\n',
        },
    )
    track(tmp_path)
    script = (
        "import sys; sys.argv = ['x', 'check', '--offline', '--quiet']\n"
        "from ml_readiness.__main__ import exit_status\n"
        "exit_status()\n"
        "readers = ('source', 'makefile', 'dvc', 'hooks', 'notebook')\n"
        "print([each for each in readers if f'ml_readiness.reading.{each}' in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == str(imported)


HELP = "ml-readiness check --help lists what there is"


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        ("--versoin", "write ml-readiness --version, without a command"),
        ("--version", "write ml-readiness --version, without a command"),
        ("--minimum-score=5", "did you mean --minimum?"),
        ("--fail_on=any", "did you mean --fail-on?"),
        ("--fail-under=3", "did you mean --fail-on?"),
        ("--out=x", "did you mean --output?"),
        ("--verbose", HELP),
        ("-v", HELP),
        ("--json", "write --format json"),
        ("--json-file=x", "write --output json=FILE"),
        ("--sarif-file=x", "write --output sarif=FILE"),
        ("--links=skip", "write --offline"),
        ("--from=x", "--from is an option of ml-readiness init"),
        ("--dry-run", "--dry-run is an option of ml-readiness init"),
        ("--minimum", "write --minimum N"),
        ("--offline=true", "write --offline alone"),
        ("\u2014offline", "write --offline: this has an em dash (U+2014)"),
        ("\u2013-offline", "write --offline: this has an en dash (U+2013)"),
    ],
)
def test_611_an_unknown_option_is_held_against_those_of_its_command(
    repository: Path, argument: str, hint: str
) -> None:
    outcome = run(repository, "check", argument)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.splitlines()[-1] == f"  hint: {hint}"


def test_611_an_option_of_another_command_is_not_taken_for_one_of_this(repository: Path) -> None:
    assert run(repository, "init", "--offline").stderr.endswith(
        "  hint: --offline is an option of ml-readiness check\n"
    )


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (["chekc"], "did you mean 'check'?"),
        (["complete", "bash"], "did you mean 'completion'?"),
        (["--offlien"], "write ml-readiness check --offline, behind the command"),
        (["--minimun=5", "check"], "write ml-readiness check --minimum, behind the command"),
        (["--versoin"], "did you mean --version?"),
        (["version"], "write ml-readiness --version"),
        (["service/ml-readiness.yml"], "write ml-readiness check service/ml-readiness.yml"),
        (["lint"], "write ml-readiness check"),
        (["Validate"], "write ml-readiness check"),
        (["new"], "write ml-readiness init"),
        (["--frobnicate"], "ml-readiness --help lists what there is"),
    ],
)
def test_611_without_a_command_it_is_said_what_was_meant(
    repository: Path, argv: list[str], hint: str
) -> None:
    outcome = run(repository, *argv)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.splitlines()[-1] == f"  hint: {hint}"


def test_alone_it_prints_its_help_and_is_no_gate_that_passes(repository: Path) -> None:
    outcome = run(repository)
    assert (outcome.status, outcome.stderr) == (2, "")
    assert outcome.stdout == run(repository, "--help").stdout
    assert "check" in outcome.stdout


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("no/x.json", "there is no folder no: make it first"),
        ("docs/no/further/x.json", "there is no folder docs/no: make it first"),
        ("~/x.json", "there is no folder ~: make it first; the shell does not read '~' after '='"),
        ("ml-readiness.yml/x.json", "ml-readiness.yml is not a folder"),
        ("ml-readiness.yml/no/x.json", "ml-readiness.yml is not a folder"),
        ("docs", "name a file in it, such as docs/report"),
        ("x" * 300, "write a shorter name"),
    ],
)
def test_612_it_is_said_why_a_file_cannot_be_written(
    repository: Path, path: str, hint: str
) -> None:
    outcome = check(repository, "--output", f"json={path}")
    assert outcome.status == 2
    assert outcome.stderr.endswith(f"    hint: {hint}\n")


def test_612_an_output_without_a_format_is_guessed_by_its_ending(repository: Path) -> None:
    assert "hint: write sarif=a.sarif" in check(repository, "--output", "a.sarif").stderr


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a.json=json", "write json=a.json"),
        ("json:a.json", "write json=a.json"),
        ("=json", "write json=FILE"),
        ("json:", "write json=FILE"),
        ("json", "write FORMAT=FILE, like json=report.json"),
    ],
)
def test_612_an_output_the_wrong_way_round(repository: Path, written: str, hint: str) -> None:
    outcome = check(repository, "--output", written)
    assert outcome.status == 2
    assert outcome.stderr.endswith(f"    hint: {hint}\n")


def test_612_two_reports_never_go_into_one_file(repository: Path) -> None:
    outcome = check(repository, "--output", "json=a", "--output", "csv=a")
    assert outcome.status == 2
    assert "--output names a twice" in outcome.stderr
    assert not (repository / "a").exists()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (".", "a folder is none: leave it out, or name it with --root"),
        ("", "there is no manifest ''"),
        ("/ml-readiness.yml", "paths start at the root"),
    ],
)
def test_612_what_can_be_no_manifest(repository: Path, manifest: str, message: str) -> None:
    outcome = check(repository, manifest)
    assert outcome.status == 2
    assert message in outcome.stderr


def test_612_a_built_in_rubric_is_no_file(repository: Path) -> None:
    outcome = check(repository, "--rubric", "ml-test-score.yml")
    assert outcome.status == 2
    assert "did you mean 'ml-test-score'?" in outcome.stderr


def test_612_a_repository_without_a_commit_has_no_head(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": "version: 1\nname: x\n"})
    track(tmp_path)
    outcome = check(tmp_path, "--base", "HEAD")
    assert outcome.status == 2
    assert "this repository has none" in outcome.stderr


@pytest.mark.parametrize("path", ["ml-readiness.yml", "./docs/../ml-readiness.yml"])
def test_612_a_report_never_takes_the_place_of_what_is_judged(repository: Path, path: str) -> None:
    before = (repository / "ml-readiness.yml").read_text()
    outcome = check(repository, "--output", f"json={path}")
    assert outcome.status == 2
    assert "it is what is judged" in outcome.stderr
    assert (repository / "ml-readiness.yml").read_text() == before
