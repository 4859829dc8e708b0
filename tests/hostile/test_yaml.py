"""Rows Y1 to Y6 of the threats: manifests, rubrics and workflows that mean harm to their reader."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.harness import Outcome, check, track, write

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.reading.workflow import read_workflow

LAUGHS = b"a0: &a0 [lol, lol]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n" % (i, i, *[i - 1] * 8)
    for i in range(1, 10)
)
MERGES = b"a0: &a0 {k: v}\n" + b"".join(
    b"a%d: &a%d {<<: [*a%d, *a%d, *a%d, *a%d], k%d: v}\n" % (i, i, *[i - 1] * 4, i)
    for i in range(1, 10)
)
# Reads its file as a workflow and as a manifest; prints the most memory that took, in bytes.
MEASURED = """\
import sys, tracemalloc
sys.path.insert(0, sys.argv[2])
from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.reading.workflow import read_workflow
content = open(sys.argv[1], "rb").read()
tracemalloc.start()
assert parse(content, "m.yml").problems
assert read_workflow(content).error is None
assert parse(content, "w.yml", aliases=True).problems == ()
print(tracemalloc.get_traced_memory()[1])
"""


def checked(folder: Path, content: str | bytes) -> Outcome:
    """The command line on one manifest; it never answers with a traceback."""
    write(folder, {"ml-readiness.yml": content})
    track(folder)
    outcome = check(folder)
    assert outcome.status == 2
    assert "Traceback" not in outcome.stderr
    assert "internal error" not in outcome.stderr
    return outcome


@pytest.mark.parametrize("bomb", [LAUGHS, MERGES], ids=["laughs", "merges"])
def test_Y1_nested_aliases_cost_no_memory_and_no_time(tmp_path: Path, bomb: bytes) -> None:
    file = tmp_path / "bomb.yml"
    file.write_bytes(bomb)
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file), str(source)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stderr == ""
    assert int(done.stdout) < 60_000_000


@pytest.mark.parametrize("bomb", [LAUGHS, MERGES], ids=["laughs", "merges"])
def test_Y1_anchors_and_aliases_are_refused_in_manifests_and_rubrics(
    tmp_path: Path, bomb: bytes
) -> None:
    outcome = checked(tmp_path, bomb)
    assert "ml-readiness.yml:1:5" in outcome.stderr
    assert "anchors are not read here: &a0" in outcome.stderr
    assert "aliases are not read here: *a8" in outcome.stderr
    write(tmp_path, {"r.yml": bomb})
    outcome = checked(tmp_path, "version: 1\nname: n\nrubric: r.yml\n")
    assert "r.yml:1:5" in outcome.stderr
    assert "aliases are not read here: *a8" in outcome.stderr


@pytest.mark.parametrize("below", ["tests", "checklist", "policy"])
def test_Y1_an_alias_of_what_is_wrong_is_a_mistake_and_no_fault_of_ours(
    tmp_path: Path, below: str
) -> None:
    text = f"version: 1\nname: &a {{b: {{c: d}}}}\n{below}: *a\n"
    assert "ml-readiness.yml:3:" in checked(tmp_path, text).stderr


def test_Y1_a_merge_is_a_key_like_any_other(tmp_path: Path) -> None:
    outcome = checked(tmp_path, "version: 1\n<<: {name: merged}\n")
    assert "unknown key '<<'" in outcome.stderr
    assert "'name' is missing" in outcome.stderr


def test_Y1_workflows_with_aliases_are_read() -> None:
    workflow = read_workflow(b"on: push\nx: &x [{run: y}]\njobs: {a: {steps: *x}}\n" + LAUGHS)
    assert workflow.error is None
    assert workflow.jobs["a"].works


@pytest.mark.parametrize("text", ["[" * 500, "[" * 30_000, "{a: " * 30_000, "- " * 30_000])
def test_Y2_endless_nesting(tmp_path: Path, text: str) -> None:
    outcome = checked(tmp_path, text)
    assert "this is nested too deeply" in outcome.stderr
    assert (read_workflow(text.encode()).error or "").startswith("this is nested too deeply")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[" * 30_000, 1, 33),
        ("name: '[[[['\nk: [\"[\", " + "[" * 30_000, 2, 40),
        ("{a: " * 30_000, 1, 129),
        ("# [[[[\n" + "- " * 30_000, 2, 65),
    ],
)
def test_Y2_our_limit_speaks_at_its_own_place(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as raised:
        parse(text.encode(), "m.yml")
    (problem,) = raised.value.problems
    said = (problem.message, problem.line, problem.column)
    assert said == ("this is nested too deeply", line, column)


def test_Y2_what_is_broken_above_the_depth_is_still_said(tmp_path: Path) -> None:
    assert "did not find expected" in checked(tmp_path, "name: [a, b\n").stderr


def test_Y3_the_same_key_twice_names_both_lines(tmp_path: Path) -> None:
    text = "version: 1\nname: n\npolicy:\n  minimum: 0\n  minimum: 14\n"
    outcome = checked(tmp_path, text)
    assert "ml-readiness.yml:5:3" in outcome.stderr
    assert "the key 'minimum' is given twice, first on line 4" in outcome.stderr


@pytest.mark.parametrize("word", ["NO", "on", "010", "1:30", "1e3", ".nan", ".inf", "2026-11-23"])
def test_Y4_words_that_other_readers_change_stay_words(tmp_path: Path, word: str) -> None:
    assert parse(f"name: {word}\n".encode(), "m.yml").data == {"name": word}
    outcome = checked(tmp_path, f"version: 1\nname: {word}\npolicy: {{minimum: {word}}}\n")
    assert f"'minimum' must be a number, not '{word}'" in outcome.stderr
    assert "'name'" not in outcome.stderr


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "tests: {data: {feature-cost: {level: none, reviewed: 2024-13-45}}}",
            3,
            "'2024-13-45' is not a day of the calendar",
        ),
        (f"policy: {{minimum: {'9' * 4301}}}", 3, "a number has at most 15 characters"),
        ("rubric: !!bool x", 3, "tags are not read here: !!bool"),
        (
            "rubric: !!python/object/apply:os.system [touch pwned]",
            3,
            "tags are not read here: !!python/object/apply:os.system",
        ),
        ("rubric: !!timestamp 2024-13-45", 3, "tags are not read here"),
        ("rubric: !!float x", 3, "tags are not read here"),
        ("rubric: !!set {a, b}", 3, "tags are not read here"),
        ("rubric: !mine x", 3, "tags are not read here: !mine"),
    ],
)
def test_Y5_values_that_crash_other_readers_are_a_sentence_with_a_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    outcome = checked(tmp_path, f"version: 1\nname: n\n{text}\n")
    assert f"ml-readiness.yml:{line}:" in outcome.stderr
    assert message in outcome.stderr
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("version: 1\nname: a\u2028b\n", "the character U+2028 is not allowed"),
        ("version: 1\nname: a\x85b\n", "the character U+0085 is not allowed"),
        ("version: 1\nname: a\0b\n", "the character U+0000 is not allowed"),
        ("version: 1\nname: a\ufeffb\n", "the character U+FEFF is not allowed"),
        ("version: 1\nname: a\rb: c\n", "a line ends in a carriage return alone"),
        ("version: 1\nname: n\n".encode("utf-16"), "the file is UTF-16"),
        ("version: 1\nname: n\n".encode("utf-16-le"), "the file is UTF-16"),
        ("version: 1\nname: n\n".encode("utf-16-be"), "the file is UTF-16"),
        ("version: 1\nname: n\n".encode("utf-32"), "the file is UTF-32"),
        (b"version: 1\nname: \xff\n", "this is not UTF-8 text"),
        ("version: 1\n---\nname: n\n", "a second document starts here"),
        ("", "the file is empty"),
        ("- version: 1\n", "this must be a mapping, not a list"),
        (b"#" * 1_000_001, "the file is larger than 1 MB"),
    ],
)
def test_Y6_one_mapping_in_utf_8_of_at_most_1_mb(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    assert message in checked(tmp_path, content).stderr


def test_Y6_a_byte_order_mark_at_the_start_is_harmless(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": b"\xef\xbb\xbfversion: 1\nname: n\n"})
    track(tmp_path)
    assert check(tmp_path).status == 0
