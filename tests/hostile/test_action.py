"""A runner that lacks something, or hands over what nobody should."""

from pathlib import Path

import pytest
from helpers.step import FILES, repository, step


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


def test_R4_no_event_file_is_an_error_on_a_pull_request_only(root: Path) -> None:
    gone = {"GITHUB_EVENT_PATH": "/nonexistent/event.json"}
    done = step(root, environment=gone)
    assert done.status == 2
    assert done.messages("error") == [
        "there is no event file\nGITHUB_EVENT_PATH names the file that the runner writes"
    ]
    assert step(root, event="push", environment=gone).status == 0


@pytest.mark.parametrize("payload", ["", "{", "[]", '{"pull_request": null}'])
def test_R4_a_malformed_event_file_is_an_error(root: Path, payload: str) -> None:
    done = step(root, payload=payload)
    assert done.status == 2
    assert done.messages("error")[0].startswith("the event file ")


@pytest.mark.parametrize("text", ["", "80%", "nan", "-1", "1e999", "\u0663", "inf", " 5", "5,5"])
def test_R3_a_minimum_that_is_no_number_is_an_error_of_the_step(root: Path, text: str) -> None:
    done = step(root, event="push", minimum_score=text)
    assert (done.status, done.outputs.get("passed")) == (2, "false")
    [said] = done.messages("error")
    assert said.endswith("is not a number of 0 or more\nwrite it like 5 or 4.5")


@pytest.mark.parametrize("file", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
@pytest.mark.parametrize("path", ["/nonexistent/file", "/proc/version", "/"])
def test_R4_a_file_of_the_runner_that_cannot_be_written_is_a_warning(
    root: Path, file: str, path: str
) -> None:
    done = step(root, event="push", environment={file: path})
    assert done.status == 0
    [warning] = done.messages("warning")
    what = "the outputs" if file == "GITHUB_OUTPUT" else "the summary"
    assert warning.startswith(f"cannot write {what}: ")


def test_R4_without_the_files_of_the_runner_the_log_has_it_all(root: Path) -> None:
    done = step(root, event="push", environment={"GITHUB_OUTPUT": "", "GITHUB_STEP_SUMMARY": ""})
    assert done.status == 0
    assert done.messages("warning") == [
        "cannot write the summary: GITHUB_STEP_SUMMARY names no file",
        "cannot write the outputs: GITHUB_OUTPUT names no file",
    ]
    assert done.log.startswith("PASS  fraud-detector")


def test_R2_an_output_with_its_own_delimiter_is_refused(tmp_path: Path) -> None:
    """The token can be foreseen here, and the value that holds it is not written."""
    delimiter = f"ml-readiness-{8:032x}"
    name = f"{delimiter}\npassed=true"
    files = FILES | {f"{delimiter}/ml-readiness.yml": FILES["ml-readiness.yml"]}
    root = repository(tmp_path, files)
    done = step(root, event="push", json_file=f"{delimiter}.json")
    assert name not in done.log
    assert done.outputs == {}
    [warning] = done.messages("warning")
    assert warning == (
        "internal error in the outputs: ValueError: the output report holds its own delimiter"
    )
    assert done.status == 0


def test_an_unknown_event_names_those_that_there_are(root: Path) -> None:
    done = step(root, event="merge_queue")
    assert done.status == 2
    [error] = done.messages("error")
    first, hint = error.splitlines()
    assert first == "the gate does not run on the event merge_queue"
    assert hint == (
        "start the workflow on pull_request, pull_request_target, workflow_run, merge_group, push, "
        "schedule or workflow_dispatch"
    )


def test_R1_hostile_inputs_are_no_commands(root: Path) -> None:
    hostile = "x\n::add-mask::pull\r::error::x ##[set-output name=passed]true"
    done = step(root, event="push", rubric=hostile, manifest=hostile)
    assert done.status == 2
    for line in done.log.splitlines():
        assert "##[" not in line
        assert not line.lstrip().startswith("::") or line.startswith("::error title=ml-readiness")
    assert len([line for line in done.log.splitlines() if line.startswith("::")]) == 1
