"""A page becomes the HTML that GitHub's parser makes of it, and leaves no memory behind."""

import subprocess
import sys

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
MANY = """
import resource, sys
from ml_readiness.reading.gfm import to_html

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

page = sys.argv[1] * 100
to_html(page)
before = peak()
for _ in range(100):
    to_html(page)
print(peak() / before)
"""


def test_it_is_the_page_of_the_parser() -> None:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    assert to_html(PAGE) == cmarkgfm.github_flavored_markdown_to_html(PAGE, options)
    assert to_html("") == ""


def test_a_character_that_the_parser_cuts_in_two_is_no_mistake() -> None:
    assert "\ufffd" in to_html(CUT)


@pytest.mark.skipif(sys.platform == "win32", reason="the library shows no way to free on Windows")
def test_many_pages_take_the_memory_of_one() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MANY, PAGE], capture_output=True, text=True, check=True
    )
    assert float(ran.stdout) < 1.5
