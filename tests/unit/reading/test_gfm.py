"""A page becomes the HTML that GitHub's parser makes of it, and leaves no memory behind."""

import sys
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from ml_readiness.reading.gfm import to_html

PAGE = """# A *heading*

|a|b|
|--|--|
|1|`2`[^1]|

- [x] ~~done~~ https://example.org

<script>a</script> <b id="c">raw</b>

[^1]: A note.

"""
# Found by the fuzzer: the parser begins a text within the two bytes of the no-break space.
CUT = (
    "ystem th[^1][^1][^1][^1][^1][^1][^1west | 4 | 3 |  | I6 \u2060\n"
    "nitoring st | 1\xa0of\xa014 | 4\U0001f7e8\u20604 \u2b1c\u20605 \u2b1c\u20606 \u2b1c11]"
)


def kilobytes() -> int:
    """The memory of this process."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4


def test_it_is_the_page_of_the_parser() -> None:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    assert to_html(PAGE) == cmarkgfm.github_flavored_markdown_to_html(PAGE, options)
    assert to_html("") == ""


def test_a_character_that_the_parser_cuts_in_two_is_no_mistake() -> None:
    assert "\ufffd" in to_html(CUT)


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is in /proc")
@pytest.mark.parametrize(("page", "times"), [(PAGE * 30, 400), ("", 10_000)])
def test_many_pages_take_the_memory_of_one(page: str, times: int) -> None:
    to_html(page)
    before = kilobytes()
    for _ in range(times):
        to_html(page)
    assert kilobytes() - before < 2_000
