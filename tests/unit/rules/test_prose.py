"""What is a document, and what runs."""

import pytest

from ml_readiness.rules.prose import is_prose


@pytest.mark.parametrize(
    "path",
    [
        "README.md", "docs/a.rst", "docs/a.adoc", "notes.txt", "requirements.txt", "CMakeLists.txt",
        "a.HTML", "card.pdf", "slides.pptx", "table.csv", "data/a.parquet", "sheet.xlsx",
        "plot.png", "plot.svg", "nb/train.ipynb", "LICENSE", "LICENSE.MIT", "COPYING", "NOTICE",
        ".gitignore", ".env", ".coveragerc", ".github/CODEOWNERS", "docs/CHANGELOG", "VERSION",
    ],
)  # fmt: skip
def test_a_document(path: str) -> None:
    assert is_prose(path)


@pytest.mark.parametrize(
    "path",
    [
        "train.py", "run.sh", "Makefile", "docker/Dockerfile", "Jenkinsfile", "conf/a.yml",
        ".pre-commit-config.yaml", ".gitlab-ci.yml", "metrics.json", "model.onnx", "a.sql", "a.xml",
        "pyproject.toml", "data/model.bin",
    ],
)  # fmt: skip
def test_no_document(path: str) -> None:
    assert not is_prose(path)


def test_what_has_no_ending_is_none_where_it_runs() -> None:
    assert is_prose("bin/evaluate")
    assert not is_prose("bin/evaluate", runs=True)
    assert is_prose("README.md", runs=True)
