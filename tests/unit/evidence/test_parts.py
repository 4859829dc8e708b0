"""Which sort of parts a file has."""

import re

import pytest

from ml_readiness.evidence.parts import PARTS, Parts
from ml_readiness.model.evidence import Judgement

MADE = Parts(
    called="a made thing",
    endings=(".json",),
    files=("Makefile", ".config.yml"),
    names=re.compile("[a-z]+"),
    judge=lambda path, name, _: Judgement(reason=None, message=f"{path} {name}"),
)


@pytest.mark.parametrize(
    ("path", "name", "has"),
    [
        ("a/b.json", "x", True),
        ("a/B.JSON", "x", True),
        ("Makefile", "x", True),
        ("a/Makefile", "x", True),
        ("a/makefile", "x", False),
        ("a/NotMakefile", "x", False),
        ("Makefile/a", "x", False),
        ("a/b.yml", "x", False),
        ("a/.config.yml", "x", True),
        ("a/b.config.yml", "x", False),
        ("a/b.json", "x1", False),
        ("a/b.json", "", False),
    ],
)
def test_a_file_has_parts_by_its_ending_or_its_whole_name(path: str, name: str, has: bool) -> None:
    assert MADE.has(path, name) is has


@pytest.mark.parametrize(
    ("path", "name", "first"),
    [
        *[("a.py", "L1", 0), ("a.md", "L1-L2", 0), ("a.md", "l1", 1), ("A.Markdown", "what", 1)],
        ("a.ipynb", "l1", 2),
        ("a.py", "l1", 3),
    ],
)
def test_lines_come_before_what_has_a_name(path: str, name: str, first: int) -> None:
    assert [parts.has(path, name) for parts in PARTS].index(True) == first
