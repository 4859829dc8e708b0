"""The report in Markdown."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from unit.render.runs import example_run

from ml_readiness.model.errors import Problem
from ml_readiness.model.view import View
from ml_readiness.render.markdown import code, prose, render

PAGE = MarkdownIt("commonmark").enable("table")


def text_of(markdown: str) -> str:
    """The text that a reader sees, and nothing of the markup."""
    inline = PAGE.parseInline(markdown)[0].children or []
    assert {token.type for token in inline} <= {"text", "code_inline", "text_special"}
    return "".join(token.content for token in inline)


def test_the_verdict_comes_first_and_the_rest_follows(tmp_path: Path) -> None:
    report = render(example_run(tmp_path), View())
    lines = report.splitlines()
    assert lines[0] == "## ❌ Not ready: 0 of 14"
    assert lines[2] == "`fraud-detector`: research project, claims 1."
    wrong = "| 13 | ❌ `docs/cost.md#resluts` | missing: docs/cost.md has no heading #"
    assert any(line.startswith(wrong) for line in lines)
    assert "- mend `baseline` (model, +2)" in lines
    assert report.count("<details>") == report.count("</details>") == 1


def test_every_table_holds_together(tmp_path: Path) -> None:
    tokens = PAGE.parse(render(example_run(tmp_path), View()))
    assert sum(token.type == "table_open" for token in tokens) == 4
    rows = sum(token.type == "tr_open" for token in tokens)
    assert rows == (1 + 5) + (1 + 3) + (1 + 28) + (1 + 11)


def test_a_pass_and_unchecked_links_are_said_in_the_first_line(tmp_path: Path) -> None:
    first = render(example_run(tmp_path, "version: 1\nname: x\n", offline=True), View())
    assert first.startswith("## ✅ Ready: 0 of 14 (links were not checked)\n")


def test_errors_have_a_table_of_their_own(tmp_path: Path) -> None:
    problem = Problem(message="unknown key 'nam'", hint="name?", path="a.yml", line=2, column=3)
    run = replace(example_run(tmp_path), entries=(), errors=(problem,))
    assert "| `a.yml:2:3` | unknown key 'nam'<br>name? |" in render(run, View()).splitlines()


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_code_shows_any_text_as_it_is(text: str) -> None:
    if "|" in text or not text:
        return  # shown in an element instead, see below
    shown = text_of(f"a {code(text)} b").removeprefix("a ").removesuffix(" b")
    visible = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)
    assert shown.strip() == visible.strip()


def test_a_pipe_cannot_cut_a_table() -> None:
    page = PAGE.render(f"| a | b |\n|---|---|\n| {code('x | y`')} | z |\n")
    assert "<td><code>x | y`</code></td>" in page
    assert page.count("<td>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "*a* _b_",
        "<b>x</b>",
        "[a](http://b)",
        "![a](b)",
        "`a`",
        "a | b",
        "&amp;",
        "# a",
        "www.a.org",
    ],
)
def test_prose_is_text_and_nothing_else(text: str) -> None:
    assert text_of(prose(text)).replace("\u2060", "") == text


def test_prose_mentions_nobody_and_refers_to_nothing() -> None:
    assert "@\u2060acme" in text_of(prose("@acme"))
    assert "#\u20601" in text_of(prose("see #1"))
