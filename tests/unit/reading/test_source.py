"""The names that a Python source defines, held against what running it defines."""

import ast
import contextlib
import keyword
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.source import LONGEST_DOTTED, read_definitions

NAMES = st.sampled_from(["a", "b", "Kind", "épée", "_hidden", "LIMIT"])
LINES = st.one_of(
    NAMES.map("def {}(self=0):\n    local = 1".format),
    NAMES.map("async def {}():\n    pass".format),
    NAMES.map("{} = 1".format),
    NAMES.map("{}: int = 1".format),
    NAMES.map("{}: int".format),
    st.tuples(NAMES, NAMES).map(lambda two: "{}, [*{}] = 1, (2, 3)".format(*two)),
    NAMES.map("import os as {}_m".format),
    NAMES.map('"""{} = 1"""'.format),
    NAMES.map("# {} = 1".format),
)
BLOCKS = st.recursive(
    st.lists(LINES, min_size=1, max_size=3).map("\n".join),
    lambda inner: st.one_of(
        st.tuples(NAMES, inner).map(lambda two: f"class {two[0]}:\n    pass\n{_in(two[1])}"),
        inner.map(lambda text: f"if 1:\n    pass\n{_in(text)}"),
        inner.map(lambda text: f"try:\n    pass\n{_in(text)}\nfinally:\n    pass"),
        inner.map(lambda text: f"for _ in [0]:\n    pass\n{_in(text)}"),
        inner.map(lambda text: f"with ctx():\n    pass\n{_in(text)}"),
        st.tuples(inner, inner).map("\n".join),
    ),
    max_leaves=6,
)


def _in(text: str) -> str:
    return textwrap.indent(text, "    ")


def names_of(text: str) -> set[str]:
    contents = read_definitions(text.encode())
    assert contents.error is None
    return set(contents.lines)


@given(BLOCKS)
def test_311_what_is_there_after_a_run_is_defined_by_the_source(text: str) -> None:
    # Python itself is the judge. Each name is bound in every way at most, so the last binding of a
    # class may lack what an earlier one has: the source defines all of them.
    scope: dict[str, object] = {"ctx": contextlib.nullcontext, "__name__": "made"}
    exec(compile(text, "made", "exec"), scope)
    there = {
        name for name in scope if name not in {"ctx", "_", "__builtins__", "__name__", "__doc__"}
    }
    modules = {name for name in there if name.endswith("_m")}
    defined = names_of(text)
    assert there - modules - {"__annotations__"} == {name for name in defined if "." not in name}
    for name in there:
        if isinstance(scope[name], type):
            inner = {each for each in vars(scope[name]) if not each.startswith("__")}
            bare = {each for each in inner if not each.endswith("_m") and each != "_"}
            assert {f"{name}.{each}" for each in bare} <= defined


@given(BLOCKS)
def test_311_each_line_is_that_of_a_statement_with_the_name(text: str) -> None:
    statements: dict[int, str] = {
        node.lineno: ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt)
    }
    for name, line in read_definitions(text.encode()).lines.items():
        assert name.rpartition(".")[2] in statements[line]


def test_311_the_line_is_that_of_the_definition_not_of_its_decorator() -> None:
    contents = read_definitions(b"import x\n\n@x.y(\n    1,\n)\ndef scale():\n    pass\n")
    assert contents.lines == {"scale": 6}


def test_311_of_several_definitions_the_first_is_shown() -> None:
    contents = read_definitions(b"if x:\n    a = 1\nelse:\n    a = 2\na = 3\n")
    assert contents.lines == {"a": 2}


@pytest.mark.parametrize(
    ("text", "what"),
    [("import a", "imported"), ("from b import c as a", "imported"), ("a: int", "announced")],
)
def test_311_a_name_that_is_not_defined_is_told_apart(text: str, what: str) -> None:
    contents = read_definitions(text.encode())
    assert not contents.lines
    assert what in contents.others["a"]
    assert read_definitions(f"{text}\na = 1".encode()).others == {}


def test_311_classes_in_classes_do_not_make_endless_names() -> None:
    name = "A" * 60
    text = "".join(f"{' ' * depth}class {name}:\n" for depth in range(60)) + " " * 60 + "x = 1\n"
    assert max(map(len, names_of(text))) <= LONGEST_DOTTED + len(name)


@pytest.mark.parametrize(
    "content",
    [b"def (", b"\xff\xfe", b"x = " + b"(" * 5000, b"a\0b", b"-" * 200_000 + b"1", b"a;" * 400_000],
)
def test_311_what_cannot_be_parsed_has_no_names(content: bytes) -> None:
    contents = read_definitions(content)
    assert contents.error
    assert not contents.lines


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_311_any_content_is_read_or_refused(content: bytes) -> None:
    contents = read_definitions(content)
    assert not (contents.error and contents.lines)
    assert not any(keyword.iskeyword(name) for name in contents.lines)
