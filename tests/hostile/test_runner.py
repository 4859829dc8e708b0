"""Text of users in the log and in the runner's files: it is shown, and commands nothing."""

from collections.abc import Iterator
from typing import get_args

import pytest
from helpers.runner import outputs, read
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml_readiness.github.runner import Importance, Message, commands, log, output
from ml_readiness.visible import visible

# Everything that .NET trims from the start of a line.
BLANK = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
PIECES = st.sampled_from(
    [
        *("::", ":", "##[", "##", "#", "[", "]", "::error::", "##[error]", "::stop-commands::x"),
        *("%", "%0A", "%25", "%3A", ",", "=", "\n", "\r", "\r\n", " ", *BLANK),
        *(
            "\x1b[31m",
            "\u202e",
            "\ufeff",
            "\u200b",
            "\ufe0f",
            "\udc80",
            "\x00",
            "passed=true",
            "<<",
            "x",
        ),
    ]
)
TEXT = st.one_of(
    st.lists(PIECES, max_size=12).map("".join), st.text(st.characters(exclude_categories=()))
)
IMPORTANCE = st.sampled_from(get_args(Importance))


def is_command(line: str) -> bool:
    """Whether the runner may take a line for a command: it is stricter than this."""
    return line.lstrip(BLANK).startswith("::") or "##[" in line


def as_lines(text: str) -> Iterator[str]:
    """The lines of a log, ended by whatever some reader may end them at."""
    yield from text.replace("\r", "\n").split("\n")


@given(text=TEXT)
@example(text="::error::x")
@example(text="x\n \u3000::error::x")
@example(text="x\r::error::x")
@example(text="::::error::x")
@example(text="####[error]x")
@settings(max_examples=500, deadline=None)
def test_R1_no_line_of_the_log_is_a_command(text: str) -> None:
    shown = log(text)
    assert not any(map(is_command, as_lines(shown)))
    # It is the text, line by line, and can be written.
    assert shown.count("\n") == text.removesuffix("\n").count("\n") + 1
    plain = shown.replace("\\u{3a}", ":").replace("\\u{23}", "#")
    assert plain == "".join(f"{visible(line)}\n" for line in text.removesuffix("\n").split("\n"))
    shown.encode()


@given(importance=IMPORTANCE, title=TEXT, text=TEXT, path=st.none() | TEXT.filter(bool))
@settings(max_examples=500, deadline=None)
def test_R1_a_message_is_one_command_with_its_own_text(
    importance: Importance, title: str, text: str, path: str | None
) -> None:
    """Whatever is in it, it neither ends early nor has another property."""
    message = Message(
        importance=importance, title=f"t {title}", text=text, path=path, line=3, column=5
    )
    spelt = commands([message])
    [(name, properties, said)] = read(spelt)
    assert name == importance
    assert said == defused("\n".join(map(visible, text.split("\n"))))
    place = {"file": defused(visible(path)), "line": "3", "col": "5"} if path else {}
    title = defused(visible(f"t {title}"))
    # Without a file the title is last, and the runner trims it.
    assert properties == {"title": title if path else title.rstrip()} | place
    assert "##[" not in spelt
    spelt.encode()


def defused(text: str) -> str:
    return text.replace("##[", "#\\u{23}[")


@given(value=TEXT, other=TEXT)
@settings(max_examples=300, deadline=None)
def test_R2_no_output_says_another(value: str, other: str) -> None:
    tokens = iter(["0f1e2d3c", "4b5a6978", "8796a5b4"])
    values = {"report": value, "passed": "false", "ref": other}
    text = "".join(output(name, each, lambda: next(tokens)) for name, each in values.items())
    assert outputs(text) == values


@pytest.mark.parametrize("value", ["x\npassed=true", "x\npassed<<EOF\ntrue\nEOF", "ml-readiness-"])
def test_R2_a_value_cannot_foresee_its_end(value: str) -> None:
    """The delimiter is another one each time."""
    tokens = iter("ab")
    texts = [output("report", value, lambda: next(tokens)) for _ in range(2)]
    assert texts[0] != texts[1]
    for text in texts:
        assert outputs(f"{text}passed=false\n") == {"report": value, "passed": "false"}


@given(before=TEXT, after=TEXT)
@settings(deadline=None)
def test_R2_a_value_that_holds_its_end_is_refused(before: str, after: str) -> None:
    with pytest.raises(ValueError, match="its own delimiter"):
        output("report", f"{before}ml-readiness-0f1e2d3c{after}", lambda: "0f1e2d3c")
