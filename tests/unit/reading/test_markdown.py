"""The anchors of a page are GitHub's: of each heading, in the order of the page, and explicit ids."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ml_readiness.reading.markdown import read_anchors, slugify


def anchors(text: str) -> set[str]:
    return set(read_anchors(text.encode()))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Results", "results"),
        ("Model Card", "model-card"),
        ("What's new?", "whats-new"),
        ("C++ / C#", "c--c"),
        ("R & D", "r--d"),
        ("AT&amp;T", "att"),
        ("a &lt;b&gt; c", "a-b-c"),
        ("Foo   bar", "foo---bar"),
        ("1. First step", "1-first-step"),
        ("v1.2.3 (2026-11-23)", "v123-2026-11-23"),
        ("50% / 100%", "50--100"),
        ("A: B, C; D!", "a-b-c-d"),
        ("foo-bar_baz", "foo-bar_baz"),
        ("--help", "--help"),
        ("snake_case_name", "snake_case_name"),
        ("_private", "_private"),
        ("a_b_ c", "a_b_-c"),
        ("_emphasis_ here", "emphasis-here"),
        ("__init__", "init"),
        ("___both___", "both"),
        ("**strong** and *soft*", "strong-and-soft"),
        ("~~gone~~", "gone"),
        ("`code`", "code"),
        ("The `--flag` option", "the---flag-option"),
        ("`_x_` and `<b>` and `a&amp;b`", "_x_-and-b-and-aampb"),
        ("`` a`b ``", "ab"),
        ("one ` tick", "one--tick"),
        ("[text](https://example.com/a_b)", "text"),
        ("[text][ref] more", "textref-more"),
        ("[text]", "text"),
        ("![alt](picture.png) Title", "-title"),
        ("[![build](b.svg)](ci) Status", "-status"),
        ("<b>bold</b> word", "bold-word"),
        ('<a name="x"></a>Title', "title"),
        ("a < b > c", "a--b--c"),
        (r"\# not \*bold\*", "-not-bold"),
        (":rocket: Launch", "rocket-launch"),
        ("🚀 Launch", "-launch"),
        ("Launch 🚀", "launch-"),
        ("Übergröße Ärger", "übergröße-ärger"),
        ("Ελληνικά Русский", "ελληνικά-русский"),
        ("日本語 の 見出し", "日本語-の-見出し"),
        ("中文\uff0c标点\u3002", "中文标点"),
        ("हिन्दी", "हिन्दी"),
        ("café", "café"),
        ("x‿y", "x‿y"),
        ("“quoted” — dash…", "quoted--dash"),
        ("$x^2$ = y", "x2--y"),
        ("a\tb", "ab"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_slugs_as_github_makes_them(title: str, slug: str) -> None:
    assert anchors(f"## {title}\n") == {slug} | ({"x"} if "name=" in title else set())


def test_headings_of_one_name_are_numbered() -> None:
    page = "# Data\n## Data\n# Other\nData\n---\n### data!\n"
    assert anchors(page) == {"data", "data-1", "data-2", "data-3", "other"}


@pytest.mark.parametrize(
    "heading",
    [
        "# T", "###### T", "#  T  ", "#\tT", "   # T", "# T #", "## T ######", "# T\t#  ",
        "## T ##  ",
        "T\n===", "T\n---", "T\n=", "T\n-", "   T\n   ---   ", "  T  \n===\t", "T\r\n---\r\n",
    ],
)  # fmt: skip
def test_forms_of_a_heading(heading: str) -> None:
    assert anchors(f"{heading}\n") == {"t"}
    assert anchors(f"above\n\n{heading}\n\nbelow\n") == {"t"}
    assert anchors(f"# A\n{heading}\n# B") == {"a", "t", "b"}


@pytest.mark.parametrize(
    "text",
    ["#T", "####### T", "    # T", "\t# T", "\\# T", "T\n\n---", "T\n    ---", "T\n== =", "T\n--- -",
     "T\n+++", "---", "===", "T", "", "- T\n---", "* T\n===", "1. T\n---", "> T\n---",
     "    T\n---", "```\n# T\n```", "text # T"],
)  # fmt: skip
def test_what_is_no_heading(text: str) -> None:
    assert anchors(f"{text}\n") == set()


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("# T#", "t"),
        ("# #5", "5"),
        ("# C #", "c"),
        ("# T \\#", "t-"),
        ("# T # b", "t--b"),
        ("One\ntwo\n===", "onetwo"),
        ("| T |\n---", "-t-"),
        ("above\n# T", "t"),
        ("T\n---\nbelow", "t"),
        ("T\n    t\n---", "tt"),
    ],
)
def test_where_a_heading_ends(heading: str, slug: str) -> None:
    assert anchors(heading) == {slug}


def test_a_span_of_code_over_two_lines_is_a_space() -> None:
    assert anchors("#T\n    ```\n    ```\n===\n") == {"t-"}


def test_an_empty_heading() -> None:
    assert anchors("#\n") == anchors("## ##\n") == {""}


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("```", "```"),
        ("```py", "```"),
        ("~~~", "~~~"),
        ("~~~ `a` ~~~", "~~~~"),
        ("````", "````"),
        ("`````", "``````  "),
        ("   ```", "  ```"),
    ],
)
def test_nothing_in_a_fence_is_a_heading(opening: str, closing: str) -> None:
    inner = "# no\n\nno\n===\n<a id='no'></a>\n"
    assert anchors(f"{opening}\n{inner}{closing}\n# Yes\n") == {"yes"}
    assert anchors(f"text\n{opening}\n{inner}") == set()


@pytest.mark.parametrize(
    ("opening", "inside"),
    [
        ("````", "```"),
        ("```", "~~~"),
        ("~~~~", "~~~"),
        ("```", "``` py"),
        ("```", "    ```"),
    ],
)
def test_what_does_not_close_a_fence(opening: str, inside: str) -> None:
    assert anchors(f"{opening}\n{inside}\n# no\n{opening}\n# Yes\n") == {"yes"}


@pytest.mark.parametrize("line", ["``", "```a`b", "``` `x`", "    ```", "~~", "text ```"])
def test_what_opens_no_fence(line: str) -> None:
    assert anchors(f"{line}\n\n# Yes\n") == {"yes"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<!-- # no -->\n# Yes\n", {"yes"}),
        ("<!--\n# no\n\n<a id='no'></a>\n-->\n\n# Yes\n", {"yes"}),
        ("<!-- one --> <!--\n# no, a comment of the page\n", set()),
        ("<!-- never closed\n\n# no\n", set()),
        ("# A <!-- hidden --> b\n", {"a--b"}),
    ],
)
def test_nothing_in_a_comment_is_a_heading(text: str, wanted: set[str]) -> None:
    assert anchors(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<div>\n# no\n</div>\n\n# Yes\n", {"yes"}),
        ("<div>\n\n# Yes\n\n</div>\n", {"yes"}),
        ("<DETAILS open>\nno\n---\n\n# Yes\n", {"yes"}),
        ("</div>\n# no\n", set()),
        ("  <p align='center'\n# no\n", set()),
        ("<table/>\n# no\n", set()),
        ("<divine>x</divine>\n# Yes\n", {"yes"}),
        ("<pre>\n# no\n\n# no\n</pre>\n# Yes\n", {"yes"}),
        ("<PRE lang='x'>\n\n# no\n</Pre>\n# Yes\n", {"yes"}),
        ("<pre># no</pre>\n# Yes\n", {"yes"}),
        ("<script>\n\n# no\n</script>\n# Yes\n", {"yes"}),
        ("<style>\n\n# no\n", set()),
        ("<textarea>\n\n# no\n</textarea>\n# Yes\n", {"yes"}),
        ("<prefix>x\n\n# Yes\n", {"yes"}),
        ("above\n<div>\n===\n\n# Yes\n", {"yes"}),
    ],
)
def test_nothing_in_a_block_of_html_is_a_heading(text: str, wanted: set[str]) -> None:
    assert anchors(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<a id="Exact_Case"></a>', {"Exact_Case"}),
        ("<a name='old'></a>", {"old"}),
        ("<a name=bare></a>", {"bare"}),
        ('<a\tclass="c" id = "x" href="#y"></a>', {"x"}),
        ('text <span id="a"></span> and <span id="b"></span>', {"a", "b"}),
        ('<div id="block">\n</div>', {"block"}),
        ('<h2 id="own">Title</h2>', {"own", "title"}),
        ('<a id="user-content-own"></a>', {"own"}),
        ('`<a id="no"></a>`', set()),
        ('<a data-id="no"></a>', set()),
        ('<a href="x?id=no"></a>', set()),
        ('a < b id="no"', set()),
        ('id="no"', set()),
        ('<a id=""></a>', set()),
    ],
)
def test_explicit_ids(text: str, wanted: set[str]) -> None:
    assert anchors(f"{text}\n") == wanted


def test_an_explicit_id_in_a_heading() -> None:
    assert anchors('# Title <a id="x"></a>\n') == {"title-", "x"}


def test_a_closed_tag_of_an_old_name_and_a_heading_on_the_next_line() -> None:
    assert anchors('<a name="x"></a>\n# Title\n') == {"x", "title"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("---\ntitle: x\n# no\n---\n# Yes\n", {"yes"}),
        ("---\r\ntitle: x\r\n---\r\n# Yes\r\n", {"yes"}),
        ("---\n---\n# Yes\n", {"yes"}),
        ("---\ntitle: x\n---", set()),
        ("---\nnever: closed\n# Yes\n", {"yes"}),
        ("\n---\n\n# Yes\n\n---\n", {"yes"}),
        ("# Yes\n\n---\n\ntext\n\n---\n", {"yes"}),
    ],
)
def test_front_matter(text: str, wanted: set[str]) -> None:
    assert anchors(text) == wanted


@pytest.mark.parametrize("calls", [1, 2, 1000])
def test_footnotes(calls: int) -> None:
    page = f"# T[^n]\n\n{'[^n]' * calls}\n\n[^n]: note\n\n    ## In it\n"
    back = {"fnref-n", *(f"fnref-n-{number}" for number in range(2, calls + 2))}
    assert anchors(page) == {"t1", "in-it", "fn-n"} | back


def test_front_matter_may_be_empty() -> None:
    assert anchors("---\n---\ntitle\n---\n") == {"title"}


def test_an_id_in_the_last_heading_has_nothing_below_it() -> None:
    assert read_anchors(b"text\n\n# T <a id='x'></a>\n")["x"] is False
    assert read_anchors(b"text\n\n# T <a id='x'></a>\n\n# U\n")["x"] is True


def test_bytes_that_are_not_plain() -> None:
    assert {*read_anchors(b"\xef\xbb\xbf# Title\r\n\r\nOther\r\n---\r\n")} == {"title", "other"}
    assert {*read_anchors(b"# caf\xe9 Title\n")} == {"caf-title"}
    assert read_anchors(b"") == {}


@pytest.mark.parametrize(
    ("below", "filled"),
    [
        ("text", True),
        ("1", True),
        ("結果", True),
        ("- item", True),
        ("> quote", True),
        ("| a |\n|---|\n", True),
        ("![](plot.png)", True),
        ("<img src='plot.png'>", True),
        ("```\n{}\n```", True),
        ("`--`", True),
        ("    indented {}", True),
        ("### Below\n\ntext", True),
        ("### Below\n\n#### Deeper\n\ntext", True),
        ("", False),
        ("---", False),
        ("…", False),
        ("***\n\n&nbsp;", False),
        ("<!-- text -->", False),
        ("```\n```", False),
        ("<script>text()</script>", True),  # GitHub shows it
        ("<br>", False),
        ("</code>\n\n…", False),
        ("<pre><code></code></code></pre>\n\n…", False),
        ("### Below", False),
        ("## Next\n\ntext", False),
        ("# Above\n\ntext", False),
        ("### Below\n\n# Above\n\ntext", False),
        ("<a id='x'></a>", False),
    ],
)
def test_307_what_stands_below_a_heading(below: str, filled: bool) -> None:
    assert read_anchors(f"before\n\n## T\n\n{below}\n".encode())["t"] is filled


@pytest.mark.parametrize(
    ("after", "filled"),
    [
        ("text", True),
        ("# Heading", True),
        ("![](plot.png)", True),
        ("", False),
        ("<!-- text -->", False),
        ("<a id='y'></a>", False),
    ],
)
def test_307_what_comes_after_an_id(after: str, filled: bool) -> None:
    assert read_anchors(f"text\n\n# T\n\n<a id='x'></a>\n\n{after}\n".encode())["x"] is filled


def test_notes_stand_below_no_heading() -> None:
    page = "text[^1]\n\n# T\n\n[^1]: A note.\n"
    assert read_anchors(page.encode())["t"] is False


def test_of_two_anchors_of_a_name_one_that_says_something_is_enough() -> None:
    assert read_anchors(b"<a id='t'></a>\n\ntext\n\n# T\n")["t"] is True


# From here on: generated pages, read by a CommonMark parser too.
#
# Kept out of what is generated: what the other parser does not know, such as tables.


def commonmark(text: str) -> set[str]:
    parser = MarkdownIt()
    tokens = parser.parse(text)
    counts: Counter[str] = Counter()
    found = set()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            # The other parser keeps the indent of a paragraph's later lines in a span of code.
            lines = "\n".join(map(str.strip, tokens[index + 1].content.split("\n")))
            (title,) = parser.parseInline(lines)
            slug = slugify("".join(part.content for part in title.children or ()))
            found.add(f"{slug}-{counts[slug]}" if counts[slug] else slug)
            counts[slug] += 1
    return found


LINES = st.sampled_from(
    ["", "", "# T", "## T ##", "   ### T", "#T", "####### T", "    # T", "T", "T t", "  T", "    T",
     "===", "  = ", "=== =", "```", "``` py", "```a`b", "````", "  ```", "    ```", "~~~", "~~~~ T"],
)  # fmt: skip


def numbered(lines: list[str]) -> str:
    return "".join(f"{line.replace('T', f'T{i}')}\n" for i, line in enumerate(lines))


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_any_lines_have_the_headings_that_commonmark_finds(lines: list[str]) -> None:
    text = numbered(lines)
    assert anchors(text) == commonmark(text)


INSIDE = st.lists(
    st.sampled_from(["# no", "no", "---", "", "    no", "## no ##", "<div>"]), max_size=4
)


@st.composite
def fences(draw: st.DrawFn) -> list[str]:
    mark = draw(st.sampled_from("`~"))
    length = draw(st.integers(3, 6))
    indent = " " * draw(st.integers(0, 3))
    other = draw(
        st.sampled_from([mark * 2, mark * (length - 1), ("~" if mark == "`" else "`") * 9])
    )
    inside = draw(INSIDE)
    closing = mark * (length + draw(st.integers(0, 2)))
    return [
        f"{indent}{mark * length}{draw(st.sampled_from(['', 'py', ' a b']))}",
        other,
        *inside,
        closing,
    ]


@st.composite
def wrapped(draw: st.DrawFn) -> list[str]:
    """What has lines that are no headings, and needs an empty line after it."""
    inside = draw(INSIDE)
    filled = [line or "no" for line in inside]
    return draw(
        st.sampled_from(
            [
                ["<div>", *filled, "</div>", ""],
                ["<pre>", *inside, "</pre>", ""],
                ["<script>", *inside, "</script>", ""],
                ["<!--", *inside, "-->", ""],
                ["", "    code", "    # no", ""],
                ["- item", "", "end", ""],
                ["> quote", ""],
                ["1. item", "", "end", ""],
                ["| a | b |", "|---|---|", "| c | d |", ""],
                ["", "***", ""],
                ["", "---", ""],
            ]
        )
    )


HEADINGS = st.sampled_from(
    [["# T"], ["###### T #"], ["T", "==="], ["T", "---"], ["T", "t", " --"], ["T", "- - -"], ["T", ""]],
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(HEADINGS | HEADINGS | fences() | wrapped(), max_size=8))
def test_pages_have_the_headings_that_commonmark_finds(blocks: list[list[str]]) -> None:
    text = numbered([line for block in blocks for line in ("", *block)])
    assert anchors(text) == commonmark(text)


@given(st.text(alphabet="#`~-=<>!/abid \"'=\n\\_*[]()&;\t\r", max_size=80))
def test_any_text_has_anchors_that_a_reference_can_name(text: str) -> None:
    for anchor in read_anchors(text.encode()):
        assert not {" ", "\n", "<", ">", '"'} & set(anchor)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("```html\n<!-- start\n```\n\n# Yes\n", {"yes"}),
        ("Write `<!--` to hide.\n\n# Yes\n", {"yes"}),
        ("a <!--\n\n# Yes\n\n-->\n", {"yes"}),
        ("# Yes <!-- no -->\n", {"yes-"}),
    ],
)
def test_a_comment_is_one_where_markdown_sees_one(text: str, wanted: set[str]) -> None:
    assert anchors(text) == wanted


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("[`foo`](src/x.py)", "foo"),
        ("[the `foo` call](x.md)", "the-foo-call"),
        ("_a `b` c_", "a-b-c"),
        (r"\_foo\_", "_foo_"),
        ("<https://x.yz>", "httpsxyz"),
        ("x\u00b2 plot", "x-plot"),
        ("\u00bd cup", "-cup"),
        ("[a](b(c))", "a"),
    ],
)
def test_slugs_of_nested_markup(title: str, slug: str) -> None:
    assert anchors(f"# {title}\n") == {slug}


def test_no_slug_is_given_twice() -> None:
    page = "# echo\n# echo\n# echo 1\n# echo-1\n# echo\n"
    assert anchors(page) == {"echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x\n\n---\nTitle\n---\n", {"title"}),
        ("***\nTitle\n===\n", {"title"}),
        ("# A\n---\nTitle\n---\n", {"a", "title"}),
        ("x\n***\nTitle\n===\n", {"title"}),
        ("<br>\n# no\n", set()),
        ("<span class='x'>\n# no\n</span>\n", set()),
        ("<?php\n\n# no\n?>\n", set()),
        ("<![CDATA[\n\n# no\n]]>\n", set()),
        ("<pre>\n</script>\n# Yes\n", {"yes"}),
    ],
)
def test_rules_and_html_blocks_are_no_paragraphs(text: str, wanted: set[str]) -> None:
    assert anchors(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # 301
        ("<h2>X</h2>", {"x"}),
        ('<h1 align="center">X</h1>', {"x"}),
        ("<div>\n<h2>X</h2>\n</div>", {"x"}),
        ("<details><summary><h3>X y</h3></summary></details>", {"x-y"}),
        ('<h1 align="center">\n  <img src="a.png">\n  X\n</h1>', {"----x", "x"}),
        # 302
        ("> ## X", {"x"}),
        ("> [!NOTE]\n> ## X", {"x"}),
        ("- ## X", {"x"}),
        ("10. a\n\n    ## X", {"x"}),
        # 303
        ("- a\n  ```\n  # no\n      ```\n  ```\n\n# Yes", {"yes"}),
        ("- ```\n  # no\n\n# Yes", {"yes"}),
        # 304
        ("- ```\n  ## H\n  ```", set()),
        # 305
        ("## a__b__c", {"a__b__c"}),
        ("## _a_b_", {"a_b"}),
        ("## __x_y__", {"x_y"}),
        ("One\nTwo\n===", {"onetwo"}),
        ("> a\nb\n---", set()),
        ('    <a id="no"></a>', set()),
    ],
)
def test_anchors_as_github_makes_them(text: str, wanted: set[str]) -> None:
    assert anchors(f"{text}\n") == wanted
