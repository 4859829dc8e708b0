"""Text of users is shown on one line, with what hides or commands as an escape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.visible import clipped, visible


@pytest.mark.parametrize("text", ["", "plain text", "Größe 日本語", "🚀", "a\\b 'c'", "{x}"])
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a\\u{a}b"),
        ("a\r\tb", "a\\u{d}\\u{9}b"),
        ("\x1b[31mred", "\\u{1b}[31mred"),
        ("\0", "\\u{0}"),
        ("\x9b0m", "\\u{9b}0m"),
        ("a\u202egnp.exe", "a\\u{202e}gnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("a\u2028b\u2029", "a\\u{2028}b\\u{2029}"),
        ("\ud800", "\\u{d800}"),
        ("no\xa0break", "no\\u{a0}break"),
        ("\U000e0041", "\\u{e0041}"),
        ("é\x07é", "é\\u{7}é"),
    ],
)
def test_what_cannot_be_seen_is_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_the_result_is_always_one_visible_line(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abc", "abc"), ("abcd", "ab…")])
def test_what_is_long_is_cut_to_a_length(text: str, shown: str) -> None:
    assert clipped(text, 3) == shown
