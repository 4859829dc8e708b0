"""The tests themselves: what they share stands in helpers, not in one of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
SOURCES = sorted(
    str(path.relative_to(TESTS))
    for path in TESTS.rglob("*.py")
    if path.relative_to(TESTS).parts[0] != "cases"
)


@pytest.mark.parametrize("name", SOURCES)
def test_no_test_is_imported(name: str) -> None:
    imported = imports(ast.parse((TESTS / name).read_text()))
    assert [each for each in imported if each.split(".")[-1].startswith("test_")] == []


def imports(tree: ast.Module) -> Iterator[str]:
    """Each module that may be meant by an import, by its dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def test_imports_are_found_however_they_are_written() -> None:
    source = "import a.test_a as x\nfrom b import test_b\ndef f():\n    from .test_c import y\n"
    assert set(imports(ast.parse(source))) >= {"a.test_a", "b.test_b", "test_c"}
