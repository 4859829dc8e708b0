"""The stages of a pipeline of DVC, where they stand, and what its lock says of them."""

import pytest
from helpers.patience import assert_ends
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.dvc import read_locked, read_stages


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("stages:\n  a:\n    cmd: x\n  b: {cmd: [y]}\n", {"a": 2, "b": 4}),
        ("s: &s\n  a: {cmd: x}\nstages: *s\n", {"a": 3}),
        ("s: &s\n  a: {cmd: x}\nstages:\n  <<: *s\n  b: {cmd: y}\n", {"a": 3, "b": 5}),
        ("c: &c {cmd: x}\nd: &d {<<: *c}\nstages:\n  a: {<<: [*d]}\n", {"a": 4}),
        ("c: &c {cmd: x}\nstages:\n  a: {<<: *c, cmd: ''}\n", {}),
        ("stages: {a: {cmd: 5}, b: {cmd: {x: y}}, c: x, d: , e: {do: {cmd: x}}}\n", {}),
        ("stages: {a: {foreach: , do: {cmd: x}}}\n", {}),
        ("stages: {}\n", {}),
    ],
)
def test_313_a_stage_has_a_command_and_a_line(text: str, lines: dict[str, int]) -> None:
    contents = read_stages(text.encode())
    assert contents.error is None
    assert contents.lines == lines


@pytest.mark.parametrize(
    "text",
    ["", "- a", "stages: [a]", "a: 1", "stages: !x {}", "a: 1\n---\nb: 1", "stages: *no", "{" * 99],
)
def test_313_what_is_no_pipeline_is_refused(text: str) -> None:
    assert read_stages(text.encode()).error
    assert read_locked(text.encode()).error or "schema" not in text


def test_313_a_lock_of_many_files_is_read() -> None:
    deps = "".join(f"    - {{path: f{n}, md5: {n:032x}x, size: {n}}}\n" for n in range(9_000))
    contents = read_locked(
        f"schema: '2.0'\nstages:\n  a:\n    deps:\n{deps}  b: {{cmd: x}}\n".encode()
    )
    assert contents.error is None
    assert set(contents.lines) == {"a", "b"}


def test_313_a_run_has_its_line_in_both_forms_of_the_file() -> None:
    assert read_locked(b"schema: '2.0'\nstages:\n  a@1:\n    cmd: x\n").lines == {"a@1": 3, "a": 3}
    assert read_locked(b"a:\n  cmd: x\nb: {cmd: y}\n").lines == {"a": 1, "b": 3}


@pytest.mark.parametrize(
    "text",
    [
        "&a{<<: [" + "*a," * 9 + "]}",
        "k: &k {z: 1}\nstages:\n"
        + "".join(f"  s{n}: {{<<: [*k{',*k' * 20}]}}\n" for n in range(1_500)),
    ],
)
def test_313_merges_do_not_grow(text: str) -> None:
    assert_ends(read_stages, text.encode())


@given(st.binary(max_size=200) | st.text("stage:cmd \n-&*<{}[]@'\"#", max_size=80).map(str.encode))
def test_313_any_content_is_read_or_refused(content: bytes) -> None:
    for reader in (read_stages, read_locked):
        contents = reader(content)
        assert not (contents.error and contents.lines)
