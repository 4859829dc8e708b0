"""`action.yml`, the code and the README say the same of the action."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from helpers.step import repository, step
from msgspec.structs import fields

from ml_readiness import __version__
from ml_readiness.action.inputs import READERS, Inputs, read_inputs

TOP = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((TOP / "action.yml").read_text())
WITHOUT_DOCKER: dict[str, Any] = yaml.safe_load((TOP / "pip" / "action.yml").read_text())
README = (TOP / "README.md").read_text()


def table_of(title: str) -> dict[str, list[str]]:
    """The rows of the table below a heading of the README, by their first cell."""
    section = README.partition(f"### {title}\n")[2].partition("\n#")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows[2:]}


def test_every_input_is_read_and_no_other() -> None:
    assert set(ACTION["inputs"]) == set(READERS)
    assert [field.name.replace("_", "-") for field in fields(Inputs)] == list(ACTION["inputs"])


def test_the_defaults_are_those_of_the_code() -> None:
    given = {
        f"INPUT_{name.upper()}": facts["default"]
        for name, facts in ACTION["inputs"].items()
        if name != "github-token"
    }
    assert read_inputs(given) == (Inputs(), ())
    assert ACTION["inputs"]["github-token"]["default"] == "${{ github.token }}"


def test_every_output_is_written_and_no_other(tmp_path: Path) -> None:
    assert list(step(repository(tmp_path), event="push").outputs) == list(ACTION["outputs"])


def test_without_docker_there_are_the_same_inputs_and_outputs() -> None:
    assert list(WITHOUT_DOCKER["inputs"].items()) == list(ACTION["inputs"].items())
    assert WITHOUT_DOCKER["outputs"] == {
        name: {**said, "value": f"${{{{ steps.gate.outputs.{name} }}}}"}
        for name, said in ACTION["outputs"].items()
    }


def test_without_docker_every_input_is_handed_over_as_to_a_container() -> None:
    [step] = WITHOUT_DOCKER["runs"]["steps"]
    assert step["env"] == {
        f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]
    }
    assert (step["id"], step["shell"].split()[:2]) == ("gate", ["python3", "-I"])
    assert step["working-directory"] == "${{ runner.temp }}"


def test_the_readme_has_every_input_with_its_default() -> None:
    rows = table_of("Inputs")
    assert list(rows) == list(ACTION["inputs"])
    for name, (default, meaning) in rows.items():
        said = ACTION["inputs"][name]
        assert default == (f"`{said['default']}`" if said["default"] else ""), name
        assert meaning == said["description"], name


def test_the_readme_has_every_output() -> None:
    rows = table_of("Outputs")
    assert {name: meaning for name, [meaning] in rows.items()} == {
        name: said["description"] for name, said in ACTION["outputs"].items()
    }


def test_examples_name_the_major_version_that_this_is() -> None:
    major = __version__.partition(".")[0]
    examples = [README, *(path.read_text() for path in TOP.glob("examples/**/*.yml"))]
    examples += [path.read_text() for path in TOP.glob("docs/*.md")]
    found = {
        tag
        for text in examples
        for tag in re.findall(r"ml-readiness/ml-readiness(?:/pip)?@([\w.]+)", text)
    }
    assert found == {f"v{major}"}


def test_every_workflow_that_we_show_gives_inputs_that_there_are() -> None:
    shown = [README, *(path.read_text() for path in TOP.glob("docs/*.md"))]
    blocks = [
        block for page in shown for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    ]
    blocks += [path.read_text() for path in TOP.glob("examples/**/workflows/*.yml")]
    blocks += [path.read_text() for path in TOP.glob(".github/workflows/*.yml")]
    used = [step for block in blocks for step in gates(yaml.load(block, yaml.BaseLoader))]
    assert len(used) >= 5
    for given in used:
        assert set(given) <= set(ACTION["inputs"])


USED = ("ml-readiness/ml-readiness@", "ml-readiness/ml-readiness/pip@", "./")


def gates(data: Any) -> Iterator[dict[str, str]]:
    """What every step that uses the action gives it, however deep the step lies."""
    if isinstance(data, list):
        for each in data:
            yield from gates(each)
    if isinstance(data, dict):
        if str(data.get("uses", "")).startswith(USED):
            yield data.get("with", {})
        for each in data.values():
            yield from gates(each)


def test_the_container_is_built_from_this_repository() -> None:
    assert ACTION["runs"] == {"using": "docker", "image": "Dockerfile"}
