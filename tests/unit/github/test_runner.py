"""What the runner gets of a step."""

from pathlib import Path

import pytest
from helpers.runner import outputs, read

from ml_readiness.github.runner import (
    MOST_OF_EACH,
    Importance,
    Message,
    append,
    commands,
    log,
    output,
)


def message(importance: Importance = "error", **more: object) -> Message:
    return Message(**{"importance": importance, "title": "t", "text": "x"} | more)  # type: ignore[arg-type]


class TestLog:
    def test_harmless_lines_are_as_they_were(self) -> None:
        text = "PASS  fraud  5 of 14\n\n  tests/t.py::test_x  ok # [x] é\n"
        assert log(text) == text

    def test_it_ends_with_one_line_end(self) -> None:
        assert log("x") == "x\n"
        assert log("x\n") == "x\n"
        assert log("x\n\n") == "x\n\n"

    @pytest.mark.parametrize(
        ("line", "shown"),
        [
            ("::error::x", "\\u{3a}:error::x"),
            ("   ::stop-commands::x", "   \\u{3a}:stop-commands::x"),
            (":::error::x", "\\u{3a}::error::x"),
            ("\t::error::x", "\\u{9}::error::x"),
            ("\u3000::error::x", "\\u{3000}::error::x"),
            ("\ufeff::error::x", "\\u{feff}::error::x"),
            ("a\r::error::x", "a\\u{d}::error::x"),
            ("##[error]x", "#\\u{23}[error]x"),
            ("say ##[group]x ##[endgroup]", "say #\\u{23}[group]x #\\u{23}[endgroup]"),
            ("###[error]x", "##\\u{23}[error]x"),
            ("\x1b[31mx", "\\u{1b}[31mx"),
        ],
    )
    def test_a_command_is_shown(self, line: str, shown: str) -> None:
        assert log(f"before\n{line}\nafter\n") == f"before\n{shown}\nafter\n"


class TestCommands:
    def test_nothing_to_say_is_nothing(self) -> None:
        assert commands([]) == ""

    def test_the_place_and_the_text(self) -> None:
        said = message("warning", title="ml-readiness: stale", path="a/b.yml", line=3, column=5)
        assert (
            commands([said])
            == "::warning title=ml-readiness%3A stale,file=a/b.yml,line=3,col=5::x\n"
        )

    def test_what_has_no_file_has_no_line(self) -> None:
        assert commands([message(line=3, column=5)]) == "::error title=t::x\n"
        assert commands([message(path="a", column=5)]) == "::error title=t,file=a::x\n"

    def test_signs_of_the_syntax_come_back(self) -> None:
        text, path = "100%: a,b::c %0A %25 ; ]", "100%,a:b=c %2C/::x"
        [(name, properties, said)] = read(commands([message(text=text, path=path, line=1)]))
        assert (name, said) == ("error", text)
        assert properties == {"title": "t", "file": path, "line": "1"}

    def test_a_text_may_have_several_lines(self) -> None:
        spelt = commands([message(text="what\nhint")])
        assert spelt.count("\n") == 1
        assert read(spelt) == [("error", {"title": "t"}, "what\nhint")]

    def test_what_hides_is_shown(self) -> None:
        hidden = "a\x1b[2J\u202eb\r\x00\u2028"
        visible = "a\\u{1b}[2J\\u{202e}b\\u{d}\\u{0}\\u{2028}"
        spelt = commands([message(title=hidden, text=hidden, path=f"{hidden}\n", line=1)])
        [(_, properties, text)] = read(spelt)
        assert text == visible
        assert properties == {"title": visible, "file": f"{visible}\\u{{a}}", "line": "1"}

    def test_a_path_that_is_not_unicode_can_be_written(self) -> None:
        spelt = commands([message(path="caf\udce9.yml")])
        assert "file=caf\\u{dce9}.yml" in spelt
        spelt.encode()

    def test_a_command_of_the_older_kind_is_none(self) -> None:
        assert "##[" not in commands([message(text="##[error]x", title="##[x]", path="##[x]")])

    def test_the_important_come_first_in_their_order(self) -> None:
        given: list[tuple[Importance, str]] = [
            *(("notice", "a"), ("error", "b"), ("warning", "c"), ("error", "d"), ("notice", "e"))
        ]
        found = read(commands([message(importance, text=text) for importance, text in given]))
        assert [(name, text) for name, _, text in found] == [
            *(("error", "b"), ("error", "d"), ("warning", "c"), ("notice", "a"), ("notice", "e"))
        ]

    def test_as_many_as_are_shown_are_all_said(self) -> None:
        each = [message(text=str(index)) for index in range(MOST_OF_EACH)]
        assert [text for _, _, text in read(commands(each))] == [*map(str, range(MOST_OF_EACH))]

    @pytest.mark.parametrize("total", [MOST_OF_EACH + 1, 5000])
    def test_the_last_one_counts_the_rest(self, total: int) -> None:
        each = [message(text=str(index)) for index in range(total)]
        found = read(commands([message("notice"), *each, message("warning")]))
        assert [name for name, _, _ in found] == ["error"] * 10 + ["warning", "notice"]
        assert [text for _, _, text in found[:9]] == [*map(str, range(9))]
        name, properties, text = found[9]
        assert name == "error"
        assert properties == {"title": "ml-readiness"}
        left = f"{total - 9:,}"
        assert text == f"and {left} more errors: the summary of this run lists what is wrong"


class TestOutput:
    def test_it_is_read_as_it_was(self) -> None:
        assert (
            output("score", "5", lambda: "abc") == "score<<ml-readiness-abc\n5\nml-readiness-abc\n"
        )
        assert outputs(output("score", "5", lambda: "abc")) == {"score": "5"}

    @pytest.mark.parametrize(
        "value", ["", "a\nb", "x\npassed=true", "x\npassed<<y\ntrue\ny", "\n", "a\r\nb", "é\u202e"]
    )
    def test_no_value_is_another_output(self, value: str) -> None:
        tokens = iter(["first", "second"])
        text = output("report", value, lambda: next(tokens)) + output(
            "passed", "false", lambda: next(tokens)
        )
        assert outputs(text) == {"report": value, "passed": "false"}

    def test_a_value_with_the_delimiter_is_refused(self) -> None:
        with pytest.raises(ValueError, match="report"):
            output("report", "x\nml-readiness-abc\npassed=true", lambda: "abc")


class TestAppend:
    def test_what_was_there_stays(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.write_bytes(b"before\n")
        append(str(file), "é\r\nx\n")
        append(str(file), "y\n")
        assert file.read_bytes() == "before\né\r\nx\ny\n".encode()

    def test_text_that_is_not_unicode_is_written_all_the_same(self, tmp_path: Path) -> None:
        append(str(tmp_path / "file"), "caf\udce9\ud800\n")
        assert (tmp_path / "file").read_text("utf-8") == "caf\\udce9\\ud800\n"

    def test_a_folder_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="gone"):
            append(str(tmp_path / "gone" / "file"), "x")
