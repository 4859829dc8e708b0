"""The hooks of a configuration of pre-commit, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.hooks import read_hooks


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("repos:\n- repo: local\n  hooks:\n  - id: a\n  - name: b\n    id: c\n", {"a": 4, "c": 6}),
        ("repos:\n- repo: x\n  hooks: [{id: a}]\n- repo: y\n  hooks: [{id: a}]\n", {"a": 3}),
        ("h: &h\n- id: a\nrepos:\n- repo: x\n  hooks: *h\n", {"a": 5}),
        ("repos: [5, {repo: x}, {repo: x, hooks: 5}, {repo: x, hooks: [5, {id: 5}, {id: }]}]", {}),
        ("repos: [{hooks: [{id: a}]}]", {}),
    ],
)
def test_314_a_hook_has_an_id_and_a_line(text: str, lines: dict[str, int]) -> None:
    contents = read_hooks(text.encode())
    assert contents.error is None
    assert contents.lines == lines


@pytest.mark.parametrize(
    "text", ["", "[]", "repos: {}", "repos: !x []", "a: 1", "repos: []\nrepos: []"]
)
def test_314_what_is_no_configuration_is_refused(text: str) -> None:
    assert read_hooks(text.encode()).error


@given(st.binary(max_size=200) | st.text("repos:hk id\n-&*{}[]'\"#", max_size=80).map(str.encode))
def test_314_any_content_is_read_or_refused(content: bytes) -> None:
    contents = read_hooks(content)
    assert not (contents.error and contents.lines)
