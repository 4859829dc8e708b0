"""Text in GitHub's Markdown: any text is shown as it is, wherever it stands, and does nothing."""

import re
from urllib.parse import unquote

import pytest
from helpers.rendered import Page, github_html, page
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml_readiness.render.escape import LONGEST_ADDRESS, LONGEST_CODE, code, link, prose
from ml_readiness.visible import visible

# Where text stands in a report, and what is around it. Whatever the text is, the blocks after it
# are there, and are the same.
AFTER = "\n\n### after\n\n- item\n\n| a | b |\n|---|---|\n| c | d |\n"
PLACES = {
    "a paragraph": "{}",
    "the end of a paragraph": "before: {}",
    "a paragraph that goes on": "{}, after",
    "an item": "- ❌ {}<br>*hint*",
    "an item that begins with it": "- {}",
    "a hint": "- ❌ x<br>*{}*",
    "a heading": "### {}",
    "a cell": "| x | y |\n|---|---|\n| {} | {} |\n| {}<br>{} | z |",
}
SIGNS = "`|\\*_[]()<>!#&;$@:/.-+=~^'\"{}%,?0123456789abcdefghxwGH \n\t\r"
# Half of the letters mean something to somebody.
TEXT = st.text(st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=())), max_size=30)
TRICKS = [
    *("", " ", "  x", "x  ", "`", "``", "` `", "`a", "a`", "a`b``c", "`" * 200, "\\", "x\\", "\\`"),
    *(
        "|",
        "a|b",
        "\\|",
        "|---|",
        "<!-- x -->",
        "-->",
        "<b>",
        "<b x=y>",
        "</details>",
        "<script>",
        "&amp;",
    ),
    *("&#64;x", "**x**", "_x_", "~x~", "~~x~~", "[x](y)", "[x][y]", "[x]: y", "![x](y)", "[^1]"),
    *("[^1]: x", "- x", "+ x", "* x", "1. x", "1) x", "123456789. x", "- [ ] x", "# x", "> x"),
    *("> [!WARNING]", "---", "===", "```", "~~~", "    x", "\tx", "a\nb", "a\r\n\r\nb", "/merge"),
    *("@x", "a@b.c", "@org/team", "#1", "x#1", "org/repo#1", "GH-1", "gh-1", "c0ffee" * 6 + "c0ff"),
    *(
        "1234567",
        "https://x.y/",
        "HTTPS://x.y",
        "//x.y",
        "www.x.y",
        "WWW.x.y",
        "ftp://x.y",
        ":tada:",
    ),
    *(":+1:", ":a:b:", "$x$", "$`x`$", "$$x$$", "$1 and $2", "\\$x\\$", "{{ 7 * 7 }}", "\u202ex"),
    *(
        "\u200b",
        "\ud800",
        "\udc80",
        "\x00",
        "\x1b[2J",
        "é",
        "\U0001f600",
        "::error::x",
        "##[error]x",
    ),
]


def seen(text: str) -> str:
    """The text as a reader gets it: nothing hides, and spaces run together."""
    return re.sub(r" +", " ", visible(text)).strip()


def standing(shown: str, place: str) -> Page:
    return page(PLACES[place].replace("{}", shown) + AFTER)


def holds(text: str, shown: str, place: str, *elements: str) -> None:
    """The page is that of a harmless word, with the text in its place."""
    found, harmless = standing(shown, place), standing("word", place)
    assert found.alive == []
    for tag in elements:
        assert [each.text for each in found.root.all(tag)] == [seen(text)] * shown_times(place)
    inline = {*elements, "span"}
    assert [tag for tag in found.tags if tag not in inline] == harmless.tags
    expected = harmless.text.replace("word", seen(text))
    # Spaces at the edges of an element may be left; what is shown is the same.
    assert squeezed(found.text) == squeezed(expected)


def shown_times(place: str) -> int:
    return PLACES[place].count("{}")


def squeezed(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("place", PLACES)
@given(text=TEXT)
@settings(max_examples=60, deadline=None)
def test_code_shows_any_text(place: str, text: str) -> None:
    holds(text, code(text), place, "code")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TRICKS)
def test_code_shows_what_is_made_to_trick_it(place: str, text: str) -> None:
    holds(text, code(text), place, "code")


@pytest.mark.parametrize("place", PLACES)
@given(text=TEXT)
@settings(max_examples=60, deadline=None)
def test_prose_shows_any_text(place: str, text: str) -> None:
    assume(seen(text))  # nothing makes no block
    holds(text, prose(text), place)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", [*filter(seen, TRICKS)])
def test_prose_shows_what_is_made_to_trick_it(place: str, text: str) -> None:
    holds(text, prose(text), place)


@pytest.mark.parametrize("place", PLACES)
@given(text=TEXT, address=st.text(min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_link_leads_where_it_says(place: str, text: str, address: str) -> None:
    leads(place, text, address)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "address",
    [
        *("(", ")", "((", "a)b", "<", ">", "<a>", "&copy;", "&amp;", "\\", "\\)", "|", '"', "'"),
        *(' "title"', " ", "a b", "\n", "[", "]", "](x)", "`", "é", "\u202e", "\x00", "$x$", "%41"),
        *("\udc80", "*a*", "_a_", "~", "#", "?a=b&c=d", "{{x}}"),
    ],
)
def test_an_address_cannot_end_before_its_end(place: str, address: str) -> None:
    leads(place, "text", address)


def leads(place: str, text: str, address: str) -> None:
    """A link leads to exactly one address, and what follows is not part of it."""
    target = f"https://x.example.com/{address}"
    found = standing(link(code(text), target), place)
    assert [each.text for each in found.links] == [seen(text)] * shown_times(place)
    [href] = {each.href for each in found.links}
    assert as_bytes(href) == as_bytes(target)
    harmless = standing(link("`word`", "https://x.example.com/"), place)
    assert found.tags == harmless.tags


def as_bytes(address: str) -> bytes:
    return unquote(address, errors="surrogateescape").encode("utf-8", "surrogateescape")


def test_text_without_an_address_stays_text() -> None:
    assert link("`x`", None) == "`x`"
    assert link("`x`", "") == "`x`"


def test_an_address_that_is_too_long_leads_nowhere() -> None:
    room = LONGEST_ADDRESS - len("https://x.y/")
    assert link("`x`", f"https://x.y/{'é' * (room // 6)}") != "`x`"
    assert link("`x`", f"https://x.y/{'é' * (room // 6 + 1)}") == "`x`"


def test_long_code_is_cut() -> None:
    assert code("x" * LONGEST_CODE) == f"`{'x' * LONGEST_CODE}`"
    assert code("x" * (LONGEST_CODE + 1)) == f"`{'x' * (LONGEST_CODE - 1)}…`"
    # What is cut may be the end of a run that the span was made for.
    shown = page(f"{code('`' * 1000)} b").root.all("code")
    assert [each.text for each in shown] == ["`" * (LONGEST_CODE - 1) + "…"]


def test_a_comment_of_ours_is_not_in_the_markdown() -> None:
    for name in ("", ":x"):
        mark = f"<!-- ml-readiness{name} -->"
        assert mark not in code(mark)
        assert mark not in prose(mark)
        assert page(f"{code(mark)} {prose(mark)}").comments == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "text",
    [
        *(f"{'`' * count} <b>@org</b> **x**" for count in (1, 39, 40, 78, 79, 80, 81, 150)),
        *("a@b.c |", "|www.a.b", "_www.a.b", "*www.a.b", "~www.a.b", "(www.a.b", "<!-- a@b.c"),
        *("_gh-1", "|http://a.b", "|ftp://a.b", "|mailto:a@b.c", "|xmpp:a@b.c"),
    ],
)
def test_the_library_of_GitHub_makes_no_more_of_it(place: str, text: str) -> None:
    """It takes long runs of backticks for text, and addresses in elements for links."""
    for shown in (code(text), prose(text)):
        whole = PLACES[place].replace("{}", shown) + AFTER
        found = page(whole, github_html)
        assert found.alive == []
        assert found.tags == page(PLACES[place].replace("{}", escaped(shown)) + AFTER).tags


@pytest.mark.parametrize("text", [":x", "a :white_check_mark", ":+1", "::x", "::error::x"])
def test_no_emoji_ends_in_a_colon_of_ours(text: str) -> None:
    assert page(f"moves {prose(text)}: a").alive == []
    assert page(f"moves {prose(text)}: a").text == f"moves {text}: a"


def escaped(shown: str) -> str:
    """A word in the place of text, in code where that is."""
    return "`word`" if shown.startswith(("`", "<code>")) else "word"
