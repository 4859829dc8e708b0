"""What is written down twice is the same twice."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from ml_readiness.cli import COMMANDS
from ml_readiness.evidence import VERIFIERS
from ml_readiness.model import evidence, report
from ml_readiness.model.view import View
from ml_readiness.reading.rubric import RUBRICS, built_in_names, schema_text
from ml_readiness.render import RENDERERS, render

TOP = Path(__file__).parent.parent.parent
SCHEMAS = sorted(path.name for path in (TOP / "schema").iterdir())


def test_the_committed_schema_and_pages_are_those_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(TOP / "scripts" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_spells_its_keywords_right(name: str) -> None:
    schema = json.loads((TOP / "schema" / name).read_text())
    Draft202012Validator.check_schema(schema)
    vocabulary = set(Draft202012Validator.VALIDATORS) | {
        *("$schema", "$id", "$defs", "title", "description", "default", "examples"),
        *("then", "else", "errorMessage", "defaultSnippets", "doNotSuggest"),
    }
    assert keywords(schema) <= vocabulary
    assert schema["$id"].endswith(f"/schema/{name}")


def keywords(schema: object) -> set[str]:
    """Every key of a schema that stands where a keyword stands."""
    if isinstance(schema, list):
        return {word for item in schema for word in keywords(item)}
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            found |= {word for item in value.values() for word in keywords(item)}
        elif key not in ("enum", "const", "examples", "required", "defaultSnippets"):
            found |= keywords(value)
    return found


def definition(name: str, key: str) -> list[str | None]:
    words: list[str | None] = json.loads(schema_text("report"))["$defs"][name]["properties"][key][
        "enum"
    ]
    return words


def test_the_report_schema_lists_every_word_that_we_use() -> None:
    schema = json.loads(schema_text("report"))
    assert schema["properties"]["fail_on"]["enum"] == [*get_args(report.FailOn)]
    assert definition("finding", "kind") == [*VERIFIERS]
    assert definition("finding", "outcome") == [*get_args(evidence.Outcome)]
    assert definition("finding", "reason") == [*evidence.OUTCOMES, None]
    assert definition("statement", "reason") == [*get_args(report.StatementReason)]
    assert definition("plan", "goal") == [*get_args(report.Goal)]
    assert definition("step", "action") == [*get_args(report.Action)]
    assert schema["$defs"]["source"]["enum"] == [*get_args(report.Source)]
    assert schema["$defs"]["shortfall"]["enum"] == [*get_args(report.Shortfall), None]


def test_every_kind_of_evidence_has_a_verifier() -> None:
    assert set(VERIFIERS) == {shape.kind for shape in evidence.Cited.__subclasses__()}


def test_every_format_has_a_renderer() -> None:
    nothing = report.Run(
        tool="0",
        fail_on="minimum",
        links_checked=True,
        head=None,
        event=None,
        errors=(),
        entries=(),
    )
    for name in RENDERERS:
        assert isinstance(render(name, nothing, View()), str)


def test_every_rubric_file_is_a_built_in_rubric_the_default_first() -> None:
    assert set(built_in_names()) == {path.stem for path in RUBRICS.iterdir() if path.is_file()}
    assert built_in_names()[0] == "ml-test-score"


def test_the_page_of_the_manifest_names_every_key() -> None:
    page = (TOP / "docs" / "manifest.md").read_text()
    named = set(re.findall(r"`([a-z.-]+)`", page))
    schema = json.loads((TOP / "schema" / "ml-readiness.schema.json").read_text())
    policy = schema["$defs"]["own-rubric"]["properties"]["policy"]["properties"]
    for keys in (
        schema["properties"],
        schema["$defs"]["claim"]["properties"],
        schema["$defs"]["consideration"]["properties"],
        policy,
        policy["checklist"]["properties"],
    ):
        assert set(keys) <= named
    table = page.partition("\n## Policy\n")[2].partition("\n## ")[0]
    described = {name.partition(".")[0] for name in re.findall(r"(?m)^\| `([a-z.-]+)`", table)}
    assert described == set(policy)


def test_the_contributing_page_names_every_command_module() -> None:
    for name in COMMANDS:
        assert (TOP / "src" / "ml_readiness" / "cli" / f"{name}.py").exists()


def test_the_readme_shows_a_manifest_that_is_valid() -> None:
    readme = (TOP / "README.md").read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    [block] = [block for block in blocks if "\nversion: 1\n" in block]
    data = yaml.load(block, yaml.BaseLoader)
    data["version"] = 1
    data["policy"]["minimum"] = 1
    schema = json.loads((TOP / "schema" / "ml-readiness.schema.json").read_text())
    Draft202012Validator(schema).validate(data)


def test_every_link_between_our_pages_leads_somewhere() -> None:
    pages = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
