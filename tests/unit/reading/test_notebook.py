"""The headings of a notebook: those of its Markdown, in one numbering."""

import json
from typing import Any

import pytest
from helpers.patience import assert_ends
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.reading.markdown import read_anchors
from ml_readiness.reading.notebook import MOST_CELLS, read_notebook

TEXTS = st.lists(
    st.sampled_from(
        ["# A", "## B", "### A", "text", "![p](x)", "> # C", "", "A\n===", "<h2>D</h2>"]
    ),
    max_size=6,
).map("\n\n".join)


def cell(text: Any, kind: str = "markdown") -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": text}


def notebook(*cells: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


@given(st.lists(TEXTS, max_size=5))
def test_315_closed_cells_are_read_as_one_page(texts: list[str]) -> None:
    page = "\n\n".join(texts).encode()
    assert read_notebook(notebook(*map(cell, texts))).anchors == read_anchors(b"\n" + page)


@given(TEXTS, st.integers(min_value=0))
def test_315_a_text_may_be_kept_as_its_lines(text: str, at: int) -> None:
    cut = at % (len(text) + 1)
    whole, parts = notebook(cell(text)), notebook(cell([text[:cut], text[cut:]]))
    assert read_notebook(whole) == read_notebook(parts)


def test_315_code_stands_below_every_heading_that_is_open() -> None:
    cells = [cell("# A\n\n## B"), cell("x = 1", "code"), cell("## C")]
    assert read_notebook(notebook(*cells)).anchors == {"a": True, "b": True, "c": False}


@pytest.mark.parametrize("kind", ["code", "raw"])
@pytest.mark.parametrize("source", ["", " \n", [], [""], 5, None])
def test_315_an_empty_cell_says_nothing(kind: str, source: object) -> None:
    assert read_notebook(notebook(cell("# A"), cell(source, kind))).anchors == {"a": False}


def test_315_notes_end_with_their_cell() -> None:
    cells = [cell("# A\n\nx[^1]\n\n[^1]: note"), cell("# B\n\ntext")]
    assert read_notebook(notebook(*cells)).anchors["b"]


def test_315_what_is_no_text_is_replaced() -> None:
    content = (
        b'{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# a\\ud800b\\n\\nx"}]}'
    )
    assert read_notebook(content).anchors == {"ab": True}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"\xff", "UTF-8"),
        (b"[]", "no notebook"),
        (b'{"nbformat": 4}', "nbformat 4"),
        (b'{"nbformat": true, "cells": []}', "nbformat 4"),
        (b'{"nbformat": 5, "cells": []}', "nbformat 4"),
        (b'{"nbformat": 4, "cells": [], "a": {"b": 1, "b": 1}}', "twice"),
        (b'{"nbformat": 4, "cells": [], "a": %s}' % (b"9" * 5000), "digits"),
        (b"[" * 100_000, "deeply"),
        (notebook(*[5] * (MOST_CELLS + 1)), "cells"),
    ],
)
def test_315_what_is_no_notebook_is_refused(content: bytes, said: str) -> None:
    found = read_notebook(content)
    assert said in (found.error or "")
    assert not found.anchors


@pytest.mark.parametrize(
    "cells", [[cell("# a")] * MOST_CELLS, [cell("#" * 400_000)], [cell(["# a\n"] * 100_000)]]
)
def test_315_no_content_takes_long(cells: list[Any]) -> None:
    assert_ends(read_notebook, notebook(*cells))


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["nbformat", "cells", "cell_type", "source", "worksheets"]), inner
            )
        ),
    ).map(lambda data: json.dumps(data).encode())
)
def test_315_any_content_is_read_or_refused(content: bytes) -> None:
    found = read_notebook(content)
    assert not (found.error and found.anchors)
