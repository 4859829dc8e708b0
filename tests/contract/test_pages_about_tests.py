"""The pages about tests are true: where each module is tested, and which tests a threat has."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent.parent
TESTS = TOP / "tests"
SOURCE = TOP / "src" / "ml_readiness"
CASES = TESTS / "cases"
CODE = re.compile(r"`([^`]+)`")


def rows(page: Path, heading: str) -> dict[str, list[str]]:
    """The table under a heading: each row's first code, and the codes of its last cell."""
    section = page.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [
        line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")
    ]
    found = {CODE.findall(first)[0]: CODE.findall(last) for first, *_, last in cells}
    assert len(found) == len(cells)
    return found


def has_code(module: Path) -> bool:
    return any(not isinstance(node, ast.Expr) for node in ast.parse(module.read_bytes()).body)


MODULES = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if has_code(path)}
MIRRORED = {
    module
    for module in MODULES
    if (TESTS / "unit" / module).with_name(f"test_{Path(module).name}").exists()
}
ELSEWHERE = rows(TESTS / "README.md", "Where a module without a mirror is tested")


def test_every_module_has_its_tests_in_their_place_or_a_row_that_says_where() -> None:
    assert sorted(ELSEWHERE) == sorted(MODULES - MIRRORED)


@pytest.mark.parametrize("module", ELSEWHERE)
def test_what_a_row_names_is_there(module: str) -> None:
    assert ELSEWHERE[module]
    assert all((TESTS / name).is_file() for name in ELSEWHERE[module])


def test_every_helper_is_explained() -> None:
    helpers = {path.name for path in (TESTS / "helpers").glob("[!_]*.py")}
    assert set(rows(TESTS / "README.md", "What tests share")) == helpers


THREATS = re.compile(r"\| `([A-Z][0-9]+)` \|.*\| (.+) \|")
LINK = re.compile(r"\[`([^`]+)`\]\(\.\./tests/([^)]+)\)")


def test_every_threat_has_its_tests_and_every_test_its_threat() -> None:
    page = (TOP / "docs" / "threats.md").read_text("utf-8")
    listed = {
        threat: {path for name, path in LINK.findall(links) if name == path}
        for threat, links in THREATS.findall(page)
    }
    named: dict[str, set[str]] = {}
    for path in (path for path in TESTS.rglob("test_*.py") if CASES not in path.parents):
        for threat in re.findall(r"\bdef test_([A-Z][0-9]+)_", path.read_text("utf-8")):
            named.setdefault(threat, set()).add(str(path.relative_to(TESTS)))
    assert listed == named
