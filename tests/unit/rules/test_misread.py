"""Rows 608 and 609: what is to blame where a text is no YAML, and what to write instead."""

import pytest
from helpers.patience import assert_ends

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.rules.misread import named, strange

CONFLICT = "this is a conflict that git left"


def refusal(text: str) -> tuple[str, str | None, int | None, int | None]:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "m.yml")
    [problem] = caught.value.problems
    return problem.message, problem.hint, problem.line, problem.column


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("e:\n  - **/*.md\n", "a value that begins with '*' needs quotes: \"**/*.md\""),
        ("e:\n  - *.md # all\n", "a value that begins with '*' needs quotes: \"*.md\""),
        ("e: [**/*.md, b]\n", "a value that begins with '*' needs quotes: \"**/*.md\""),
        ("e: [a, *.{md,txt}]\n", "a value that begins with '*' needs quotes: \"*.{md,txt}\""),
        ("e: *tests/**\n", "a value that begins with '*' needs quotes: \"*tests/**\""),
        ("e: @acme/risk\n", "a value that begins with '@' needs quotes: \"@acme/risk\""),
        ("e: `make eval`\n", "a value that begins with '`' needs quotes: \"`make eval`\""),
        ("e: %a\n", "a value that begins with '%' needs quotes: \"%a\""),
        ('e: @"a"\n', "a value that begins with '@' needs quotes: '@\"a\"'"),
        ("e: [t.py::a[1-2]]\n", 'an item with a bracket needs quotes: "t.py::a[1-2]"'),
        ("e: [a, t.py::a[1-2], b]\n", 'an item with a bracket needs quotes: "t.py::a[1-2]"'),
        ("e: ['x', t.py::a[b[1]]]\n", 'an item with a bracket needs quotes: "t.py::a[b[1]]"'),
        ("e: [docs/{a,b}.md]\n", 'an item with a bracket needs quotes: "docs/{a,b}.md"'),
        ("e: @b, c\n", "a value that begins with '@' needs quotes: \"@b, c\""),
        ("e: [a, @b, c]\n", "a value that begins with '@' needs quotes: \"@b\""),
        ("e: {a: [b]}, @b\n", "the value ends before this: put all of it in one pair of quotes"),
        ('e: "\\xZZ"\n', "write \\\\ for a backslash, or use single quotes"),
        ('e: "\\d"\n', "write \\\\ for a backslash, or use single quotes"),
        ("e: [a\nf: b\n", "close the bracket that opens on line 1"),
        ("e: {f: [a\n", "close the bracket that opens on line 1"),
        ("e: [a 'b' c: 'd' e]\n", None),
        ("e: > 0.9 AUC\n", "a value that begins with '>' or '|' needs quotes"),
        ('e: "a" and "b"\n', "the value ends before this: put all of it in one pair of quotes"),
        ("e: 'it's'\n", "within single quotes an apostrophe is written twice: ''"),
        ("e: [a](b)\n", "the value ends before this: put all of it in one pair of quotes"),
        ("e: - a\n", "write each item on a line of its own, below the key"),
        ('e: "a\\d"\n', "write \\\\ for a backslash, or use single quotes"),
        ("e: ,a\n", "put the value in quotes"),
        (
            "e: a: b\n",
            "a value that contains ': ' needs quotes; a key starts on a line of its own",
        ),
        ("e: a\n  f: b\n", "write it exactly below the key above, with the same spaces before it"),
        (
            "e: a b\n  f: b: c\n",
            "write it exactly below the key above, with the same spaces before it",
        ),
        ("e: [a]]\n", "remove this ']': nothing opens it"),
        ("e: {a: b}}\n", "remove this '}': nothing opens it"),
        ("e:\n  - a\n  b\nf: c\n", "an item begins with '- ', and a key is followed by a colon"),
        ("e: ? a\n", "a value that begins with '? ' needs quotes"),
        ("%FOO a\n---\ne: f\n", "remove this line"),
        ("e:\n    f: a\n  g: b\n", "check the indentation of this line and of those above"),
        ("e:\n\tf: a\n", "indent with spaces, not tabs"),
        ('e: "a\n', "close the quote that opens on line 1"),
        ("e: f\ng: 'a\nh: i\nj: k\n", "close the quote that opens on line 2"),
    ],
)
def test_608_a_value_that_needs_quotes_is_shown_in_them(text: str, hint: str | None) -> None:
    message, said, _, _ = refusal(text)
    assert message.startswith("this is not valid YAML: ")
    assert hint is None or (said and said.startswith(hint))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("e: *md\n", "write the value out, or put the value in quotes"),
        ("e: &md x\n", "remove the anchor, or put the value in quotes"),
        ("e: !md x\n", "remove the tag, or put the value in quotes"),
    ],
)
def test_608_a_sign_of_yaml_may_have_been_meant_as_text(text: str, what: str) -> None:
    [problem] = parse(text.encode(), "m.yml").problems
    assert problem.hint == what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\uff1a b\nc: d\n", ("this is a fullwidth colon (U+FF1A)", "write ':'", 1, 2)),
        ("a\uff1ab\nc: d\n", ("this is a fullwidth colon (U+FF1A)", "write ':'", 1, 2)),
        (
            "a\uff1a\n  - b\n  - c\nd: e\n",
            ("this is a fullwidth colon (U+FF1A)", "write ':'", 1, 2),
        ),
        ("x: 1\na:\xa0b\nc: d\n", ("this is a no-break space (U+00A0)", "write a space", 2, 3)),
        ("a:\u200b b\nc: d\n", ("this is a zero width space (U+200B)", "remove it", 1, 3)),
        ("a:\n\u2013 b\n\u2013 c\nd: e\n", ("this is an en dash (U+2013)", "write '-'", 2, 1)),
        (
            "a: \uff3bb, c: d\uff3d\n",
            ("this is a fullwidth left square bracket (U+FF3B)", "write '['", 1, 4),
        ),
        (
            "a: \u201cb: c\u201d\n",
            ("this is a left double quotation mark (U+201C)", "write quotes", 1, 4),
        ),
        ("a: {b: c\uff0c d: e}\n", ("this is a fullwidth comma (U+FF0C)", "write ','", 1, 9)),
        ("a:b\nc: d\n", ("a space is missing after the colon", "", 1, 2)),
        ("a:\n-b\nc: d\n", ("a space is missing after the dash", "an item begins with '- '", 2, 1)),
        ("a:\n-b\n-c\n", ("a space is missing after the dash", "an item begins with '- '", 2, 1)),
        ("```yaml\na: b\n```\n", ("this is a fence of Markdown", "", 1, 1)),
        ("<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> d\n", (CONFLICT, "", 1, 1)),
        ("a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> f\n", (CONFLICT, "", 2, 1)),
    ],
)
def test_609_a_character_that_only_looks_like_a_sign_is_named_on_its_own_line(
    text: str, said: tuple[str, str | None, int, int]
) -> None:
    message, hint, line, column = refusal(text)
    assert (message, line, column) == (said[0], *said[2:])
    assert not said[1] or hint == said[1]


@pytest.mark.parametrize(
    "text",
    [
        "note: caf\xe9\xa0ok \uff1a fine\n[\n",
        "note: 'a\uff1ab'\n[\n",
        "# a\uff1a b\n[\n",
        "a: b \u2013 c\n[\n",
        "- see\uff1athere\n[\n",
    ],
)
def test_609_what_is_not_to_blame_is_not_named(text: str) -> None:
    message, _, _, _ = refusal(text)
    assert message.startswith("this is not valid YAML: ")


def test_609_a_character_by_its_name_or_its_number() -> None:
    assert named("\u00a0") == "a no-break space (U+00A0)"
    assert named("\u2014") == "an em dash (U+2014)"
    assert named("\ue000") == "the character U+E000"


def test_609_a_line_of_plain_signs_has_nothing_strange() -> None:
    assert strange("plain: text", 0) is None
    assert strange("\u2064a: b", 0) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a\uff1a " * 200_000 + "\nb: c",
        "-" * 400_000 + "\nb: c",
        "- " * 30 + " " * 400_000 + "\nb: c",
        "a" * 900_000 + "\uff1a\nb: c",
        ("a\uff1a b\n" * 100_000) + "b: c: d",
        "e: [" + "a[" * 200_000,
    ],
    ids=range(6),
)
def test_a_long_text_is_looked_through(text: str) -> None:
    assert_ends(parse, text.encode(), "m.yml", refused=True)
