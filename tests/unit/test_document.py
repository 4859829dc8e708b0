"""YAML text becomes plain data with the place of every node, or one sentence about why not."""

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml_readiness.document import Document, parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import Limits


def read(text: str | bytes, **options: Any) -> Document:
    return parse(text.encode() if isinstance(text, str) else text, "m.yml", **options)


def data(text: str) -> Any:
    document = read(text)
    assert document.problems == ()
    return document.data


def refusal(text: str | bytes, **options: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        read(text, **options)
    (problem,) = caught.value.problems
    assert problem.path == "m.yml"
    return problem


def said(problem: Problem) -> tuple[str, str | None, int | None, int | None]:
    return problem.message, problem.hint, problem.line, problem.column


def test_places_in_block_style() -> None:
    document = read("name: fraud\ntests:\n  data:\n    - a\n    -   b\nlast:\n")
    assert document.data == {"name": "fraud", "tests": {"data": ["a", "b"]}, "last": None}
    assert document.keys == {
        ("name",): (1, 1),
        ("tests",): (2, 1),
        ("tests", "data"): (3, 3),
        ("last",): (6, 1),
    }
    assert document.values == {
        (): (1, 1),
        ("name",): (1, 7),
        ("tests",): (3, 3),
        ("tests", "data"): (4, 5),
        ("tests", "data", 0): (4, 7),
        ("tests", "data", 1): (5, 9),
        ("last",): (6, 6),
    }
    assert document.path == "m.yml"
    assert document.problems == ()


def test_places_in_flow_style() -> None:
    document = read("{a: [1, {b: c}],\n d: []}")
    assert document.data == {"a": [1, {"b": "c"}], "d": []}
    assert document.keys == {("a",): (1, 2), ("a", 1, "b"): (1, 10), ("d",): (2, 2)}
    assert document.values == {
        (): (1, 1),
        ("a",): (1, 5),
        ("a", 0): (1, 6),
        ("a", 1): (1, 9),
        ("a", 1, "b"): (1, 13),
        ("d",): (2, 5),
    }


def test_columns_count_characters_not_bytes() -> None:
    document = read('"é": {"🚀": 1}')
    assert document.keys == {("é",): (1, 1), ("é", "🚀"): (1, 7)}
    assert document.values == {(): (1, 1), ("é",): (1, 6), ("é", "🚀"): (1, 12)}


def test_windows_line_ends_shift_nothing() -> None:
    document = read(b"a: 1\r\nb:\r\n  - x\r\n")
    assert document.data == {"a": 1, "b": ["x"]}
    assert document.values["b", 0] == (3, 5)
    assert document.problem("m", "h", (3, 5)) == Problem(
        message="m", hint="h", path="m.yml", line=3, column=5, excerpt="  - x"
    )


def test_a_byte_order_mark_shifts_nothing() -> None:
    document = read(b"\xef\xbb\xbfa: 1\n")
    assert document.data == {"a": 1}
    assert document.keys == {("a",): (1, 1)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-7", -7),
        ("-0", 0),
        ("120", 120),
        ("0.50", Decimal("0.50")),
        ("-1.25", Decimal("-1.25")),
        ("10.0", 10),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_words_and_numbers(text: str, value: object) -> None:
    read_value = data(f"key: {text}\n")["key"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "off", "y", "n", "NO", "Yes", "True", "TRUE", "False", "Null", "NULL"),
        *("010", "1e3", "1.5e3", ".nan", ".inf", "-.inf", "0x1f", "0o17", "0b1", "1_000", "1:30"),
        *("+1", "1.", ".5", "--1", "- 1"[0] + "x", "01.5", "00", "2026-09-30", "2026-09-30T10:00Z"),
        *("٣", "１", "1 2", "=", "<<", "none"),  # noqa: RUF001 - digits that are not ASCII
    ],
)
def test_everything_else_is_text(text: str) -> None:
    assert data(f"key: {text}\n") == {"key": text}


@pytest.mark.parametrize("word", ["null", "~", "", "true", "false", "1", "1.5", "-0"])
def test_quotes_and_blocks_make_text(word: str) -> None:
    text = f"- \"{word}\"\n- '{word}'\n- |-\n  {word}\n- >-\n  {word}\n"
    assert data(text) == [word] * 4


def test_keys_are_text_whatever_they_look_like() -> None:
    assert data("1: a\ntrue: b\n~: c\nnull: d\n1.5: e\n") == {
        "1": "a",
        "true": "b",
        "~": "c",
        "null": "d",
        "1.5": "e",
    }


def test_a_key_given_twice_names_both_lines_and_the_first_stays() -> None:
    document = read("a: 1\nb: 2\na: 3\na: [4]\n")
    assert document.data == {"a": 1, "b": 2}
    assert [said(problem) for problem in document.problems] == [
        ("the key 'a' is given twice, first on line 1", "keep one of them", 3, 1),
        ("the key 'a' is given twice, first on line 1", "keep one of them", 4, 1),
    ]
    assert document.keys["a",] == (1, 1)
    assert document.values["a",] == (1, 4)


def test_the_same_key_in_two_mappings_is_not_given_twice() -> None:
    assert data("a: {x: 1}\nb: {x: 2}\nc: [{x: 3}, {x: 4}]\n") == {
        "a": {"x": 1},
        "b": {"x": 2},
        "c": [{"x": 3}, {"x": 4}],
    }


def test_a_key_given_twice_is_found_at_every_depth() -> None:
    document = read("a:\n  - b: 1\n    b: 2\n")
    assert document.data == {"a": [{"b": 1}]}
    assert [said(problem) for problem in document.problems] == [
        ("the key 'b' is given twice, first on line 2", "keep one of them", 3, 5)
    ]


def test_anchors_aliases_and_tags_are_mistakes_that_stop_nothing() -> None:
    document = read("a: &x 1\nb: *q\nc: !!bool yes\nd: &y {e: &z [!t f]}\n&k g: !!map {}\n")
    assert document.data == {"a": 1, "b": None, "c": "yes", "d": {"e": ["f"]}, "g": {}}
    assert [said(problem) for problem in document.problems] == [
        ("anchors are not read here: &x", "remove the anchor, or put the value in quotes", 1, 4),
        ("aliases are not read here: *q", "write the value out, or put the value in quotes", 2, 4),
        (
            "tags are not read here: !!bool",
            "remove the tag, or put the value in quotes",
            3,
            4,
        ),
        ("anchors are not read here: &y", "remove the anchor, or put the value in quotes", 4, 4),
        ("anchors are not read here: &z", "remove the anchor, or put the value in quotes", 4, 11),
        ("tags are not read here: !t", "remove the tag, or put the value in quotes", 4, 15),
        ("anchors are not read here: &k", "remove the anchor, or put the value in quotes", 5, 1),
        (
            "tags are not read here: !!map",
            "remove the tag, or put the value in quotes",
            5,
            7,
        ),
    ]


def test_a_tag_never_changes_what_a_value_is() -> None:
    document = read('- !!int "1"\n- !!str 1\n- !!str null\n')
    assert document.data == ["1", 1, None]
    assert len(document.problems) == 3


def test_an_alias_that_is_a_mistake_stands_for_nothing() -> None:
    document = read("a: &x {b: c}\nd: *x\ne: [*x]\n")
    assert document.data == {"a": {"b": "c"}, "d": None, "e": [None]}
    assert [problem.line for problem in document.problems] == [1, 2, 3]


def test_workflows_share_the_object_of_an_alias() -> None:
    text = "a: &x [1, {b: 2}]\nc: *x\nd: &s word\ne: *s\nf: &n\ng: *n\n"
    document = read(text, aliases=True)
    assert document.data == {
        "a": [1, {"b": 2}],
        "c": [1, {"b": 2}],
        "d": "word",
        "e": "word",
        "f": None,
        "g": None,
    }
    assert document.data["a"] is document.data["c"]
    assert document.problems == ()
    assert document.values["c",] == (2, 4)


def test_workflows_take_the_latest_anchor_of_a_name() -> None:
    assert read("[&x 1, *x, &x 2, *x]", aliases=True).data == [1, 1, 2, 2]


def test_workflows_may_have_no_tags_either() -> None:
    (problem,) = read("a: !x 1\n", aliases=True).problems
    assert said(problem) == (
        "tags are not read here: !x",
        "remove the tag, or put the value in quotes",
        1,
        4,
    )


@pytest.mark.parametrize(
    ("text", "place"), [("a: *x\n", (1, 4)), ("a: &x [*x]\n", (1, 8)), ("a: &x {b: *x}", (1, 11))]
)
def test_an_alias_of_nothing_and_of_itself(text: str, place: tuple[int, int]) -> None:
    problem = refusal(text, aliases=True)
    assert said(problem) == ("no anchor is called 'x'", None, *place)


CLOSED = "remove this '}': nothing opens it"
INDENTATION = "check the indentation of this line and of those above"
QUOTES = "a value that begins with '{0}' needs quotes: \"{0}{1}\""


@pytest.mark.parametrize(
    ("text", "message", "hint", "place", "excerpt"),
    [
        (
            "a: @x\n",
            "found character that cannot start any token",
            QUOTES.format("@", "x"),
            (1, 4),
            "a: @x",
        ),
        (
            "x: 1\na: `b`\n",
            "found character that cannot start any token",
            QUOTES.format("`", "b`"),
            (2, 4),
            "a: `b`",
        ),
        (
            "x: 1\na: b: c\n",
            "mapping values are not allowed in this context",
            "a value that contains ': ' needs quotes; a key starts on a line of its own",
            (2, 5),
            "a: b: c",
        ),
        ("a:\n  b: 1\n c: 2\n", "did not find expected key", INDENTATION, (3, 2), " c: 2"),
        (
            "a: [1\n",
            "did not find expected ',' or ']'",
            "close the bracket that opens on line 1",
            (2, 1),
            "",
        ),
        ("a: [1]\n}", "did not find expected key", CLOSED, (2, 1), "}"),
        (
            'a: "x\n',
            "found unexpected end of stream",
            "close the quote that opens on line 1",
            (2, 1),
            "",
        ),
        ("%YAML 2.0\n---\na", "found incompatible YAML document", None, (1, 1), "%YAML 2.0"),
        (
            "a: 1\nb\nc: 2\n",
            "could not find expected ':'",
            "a key is followed by a colon and a space",
            (2, 1),
            "b",
        ),
    ],
)
def test_what_is_not_yaml(
    text: str, message: str, hint: str | None, place: tuple[int, int], excerpt: str
) -> None:
    problem = refusal(text)
    assert said(problem) == (f"this is not valid YAML: {message}", hint, *place)
    assert problem.excerpt == excerpt


@pytest.mark.parametrize(
    ("text", "hint", "place"),
    [
        ("? [a]\n: b", "a key with brackets needs quotes", (1, 3)),
        ("{a: b, {c: d}: e}", "a key with brackets needs quotes", (1, 8)),
        ("x: 1\n*a : b", "write it out", (2, 1)),
        ("a: {{ b }}", "a value that begins with '{{' needs quotes", (1, 5)),
    ],
)
def test_a_key_is_one_word(text: str, hint: str, place: tuple[int, int]) -> None:
    problem = refusal(text)
    assert (problem.message, problem.line, problem.column) == ("a key must be one word", *place)
    assert problem.hint is not None
    assert problem.hint.startswith(hint)


def test_one_document_only() -> None:
    assert data("---\na: 1\n...\n") == {"a": 1}
    assert said(refusal("a: 1\n---\nb: 2\n")) == ("a second document starts here", "keep one", 2, 1)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_an_empty_file(text: str) -> None:
    problem = refusal(text)
    assert (problem.message, problem.line, problem.column) == ("the file is empty", 1, 1)
    assert problem.hint is not None


def test_the_root_may_be_anything() -> None:
    assert data("---\n") is None
    assert data("word") == "word"
    assert data("- 1\n") == [1]


def test_text_that_is_not_utf_8() -> None:
    problem = refusal(b"a: \xc3\xa9\nb: \xc3\xa9\xe9\n")
    assert said(problem) == ("this is not UTF-8 text", "save it as UTF-8", 2, 5)
    assert problem.excerpt == "b: é\ufffd"
    assert said(refusal(b"\xe9")) == ("this is not UTF-8 text", "save it as UTF-8", 1, 1)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(codec: str) -> None:
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[codec]
    for begun in {b"", mark}:
        problem = refusal(begun + "a: 1\n".encode(codec))
        assert said(problem) == ("the file is UTF-16", "save it as UTF-8", 1, 1)


def test_utf_32() -> None:
    assert refusal("a: 1\n".encode("utf-32")).message == "the file is UTF-32"


def test_a_nul_makes_no_utf_16() -> None:
    assert refusal(b"a: \0b\n").message == "the character U+0000 is not allowed"
    assert refusal(b"\0\0").message == "the character U+0000 is not allowed"


def test_line_ends_of_carriage_returns_alone() -> None:
    assert said(refusal("a: 1\rb: 2\r")) == (
        "a line ends in a carriage return alone",
        "save it with the line ends LF",
        1,
        5,
    )


@pytest.mark.parametrize(
    ("character", "name"),
    [
        *(("\0", "U+0000"), ("\x08", "U+0008"), ("\x0b", "U+000B"), ("\x0c", "U+000C")),
        *(("\x1b", "U+001B"), ("\x1f", "U+001F"), ("\x7f", "U+007F"), ("\x85", "U+0085")),
        *(("\x9f", "U+009F"), ("\u2028", "U+2028"), ("\u2029", "U+2029"), ("\ufeff", "U+FEFF")),
        *(("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF")),
    ],
)
def test_characters_that_hide(character: str, name: str) -> None:
    problem = refusal(f"é: 1\nb: é{character}x\n")
    assert said(problem) == (
        f"the character {name} is not allowed",
        f'remove it, or write "\\u{name[2:]}" in double quotes',
        2,
        5,
    )
    assert problem.excerpt == f"b: é{character}x"
    assert data(f'b: "\\u{name[2:]}"') == {"b": character}  # the hint, when typed
    assert said(refusal(character + character))[2:] == (1, 1)


def test_characters_beside_those_are_text() -> None:
    characters = "\t \xa0\u2027\u202a\ufffd\U0001f680\U0001ffff"
    assert data(f'- "{characters}"\n') == [characters]
    assert data('- "\\u2028\\0\\x85"\n') == ["\u2028\0\x85"]


def test_a_file_that_is_too_large() -> None:
    limits = Limits(document_bytes=8)
    assert read("a: 12345", limits=limits).data == {"a": 12345}
    problem = refusal("a: 123456", limits=Limits(document_bytes=8))
    assert (problem.line, problem.column) == (1, 1)
    at_most = Limits().document_bytes
    assert read(b"a" * at_most).data == "a" * at_most
    assert said(refusal(b"a" * (at_most + 1))) == ("the file is larger than 1 MB", None, 1, 1)


def test_a_number_that_is_too_long() -> None:
    document = read("a: 1234567890123456\nb: -12345.678901234\nc: 1234567890.1234\n")
    assert [said(problem) for problem in document.problems] == [
        ("a number has at most 15 characters", None, 1, 4),
        ("a number has at most 15 characters", None, 2, 4),
    ]
    assert document.data == {"a": 0, "b": 0, "c": Decimal("1234567890.1234")}


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_a_document_that_is_too_deep(opening: str, closing: str) -> None:
    assert read(opening * 32 + closing * 32).problems == ()
    column = 32 * len(opening) + 1
    problem = refusal(opening * 33 + closing * 33)
    assert said(problem) == ("this is nested too deeply", None, 1, column)


def test_a_document_of_too_many_nodes() -> None:
    limits = Limits(document_events=9)  # stream, document and list open; six words
    assert read("[1, 2, 3, 4]", limits=limits).data == [1, 2, 3, 4]
    with pytest.raises(InputError, match="the document has too many nodes"):
        read("[1, 2, 3, 4, 5]", limits=limits)


def test_many_siblings_are_not_depth() -> None:
    assert len(data("- [a, {b: c}]\n" * 1000)) == 1000


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            assert isinstance(key, str)
            yield from walk(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


def refused(content: bytes, *, aliases: bool) -> Document | tuple[Problem, ...]:
    try:
        return parse(content, "m.yml", aliases=aliases)
    except InputError as error:
        return error.problems


def check_any(content: bytes) -> None:
    for aliases in (False, True):
        result = refused(content, aliases=aliases)
        if not isinstance(result, Document):
            (problem,) = result
            assert (problem.line or 0) >= 1
            assert (problem.column or 0) >= 1
        elif not aliases:
            lines = len(result.lines)
            assert set(walk(result.data)) <= set(result.values)
            assert all(1 <= line <= lines and column >= 1 for line, column in result.keys.values())


@given(st.text(alphabet="ab01.-:#&*!?|>%@`'\"[]{},~\\ \t\n\r\x85é🚀", max_size=60))
@example("? \n: x")
@example("&a [*a]")
@example("[a: b, c]")
@example("a: |2\n   b")
def test_any_text_is_a_document_or_a_refusal(text: str) -> None:
    check_any(text.encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_or_a_refusal(content: bytes) -> None:
    check_any(content)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
SIMPLE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


class Quoting(yaml.SafeDumper):
    """Writes every string in double quotes, and nothing by reference."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@settings(deadline=None)
@given(SIMPLE, st.booleans(), st.booleans())
def test_what_pyyaml_writes_is_read_as_pyyaml_reads_it(
    value: Any, flow: bool, ascii_only: bool
) -> None:
    text = yaml.dump(value, Dumper=Quoting, default_flow_style=flow, allow_unicode=not ascii_only)
    document = read(text)
    assert document.problems == ()
    assert document.data == yaml.safe_load(text) == value
    assert set(walk(value)) == set(document.values)


def test_what_is_dropped_leaves_no_places() -> None:
    document = read("a: {x: 1}\na: {x: 2, y: 3}\n")
    assert document.data == {"a": {"x": 1}}
    assert document.keys == {("a",): (1, 1), ("a", "x"): (1, 5)}
    assert document.values == {(): (1, 1), ("a",): (1, 4), ("a", "x"): (1, 8)}


def test_a_key_given_twice_in_what_is_dropped_is_a_mistake_too() -> None:
    document = read("a: 1\na: {x: 2, x: 3}\n")
    assert [(each.message, each.column) for each in document.problems] == [
        ("the key 'a' is given twice, first on line 1", 1),
        ("the key 'x' is given twice", 11),
    ]


def test_a_tab_gets_its_own_hint() -> None:
    assert refusal("a:\n\tb: 1\n").hint == "indent with spaces, not tabs"


def test_a_byte_order_mark_is_no_part_of_what_is_shown() -> None:
    problem = refusal(b"\xef\xbb\xbfa\xff")
    assert (problem.excerpt, problem.line, problem.column) == ("a\ufffd", 1, 2)


@pytest.mark.parametrize("text", ["a: !<%s> x", "a: &%s x", "a: *%s", "? %s\n: 1\n? %s\n: 2"])
def test_J4_messages_are_cut(text: str) -> None:
    document = read(text.replace("%s", "k" * 300_000))
    assert [len(problem.message) for problem in document.problems] == [300]
