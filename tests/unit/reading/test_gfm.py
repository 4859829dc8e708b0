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


@pytest.mark.skipif(sys.platform == "win32", reason="the library shows no way to free on Windows")
def test_many_pages_take_the_memory_of_one() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MANY, PAGE], capture_output=True, text=True, check=True
    )
    assert float(ran.stdout) < 1.5
