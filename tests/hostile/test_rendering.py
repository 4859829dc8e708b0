"""User-written text in reports: it is shown, and it does nothing."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from harness import check, track, write
from markdown_it import MarkdownIt

HOSTILE = [
    "| PASS | 14 |",
    "a\nb",
    "-->",
    "</details>",
    "`` ` ```",
    "<script>alert(1)</script>",
    "<!-- ml-readiness -->",
    "@org/team",
    "#1",
    "/merge",
    "@dependabot merge",
    "![x](https://10.0.0.1/x.png)",
    "[x](https://10.0.0.1/)",
    "https://10.0.0.1/",
    "\u202e14 of 14",
    "\u2066x",
    "\u200bx",
    "\x1b[2J",
    "::error::x",
    "##[error]x",
    "\\",
    "{{ 7 * 7 }}{% x %}",
    "$x^2$",
    "=1+1",
    "\U0001f600",
]
PAGE = MarkdownIt("commonmark").enable("table")


def quoted(text: str) -> str:
    """A YAML scalar that stands for any text."""
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Every string of the manifest that reaches a report, as hostile as can be."""
    pieces = ", ".join(map(quoted, HOSTILE))
    name = quoted(" ".join(HOSTILE)[:100])
    manifest = (
        f"version: 1\nname: {name}\ntests:\n  data:\n    feature-cost:\n"
        f"      level: manual\n      note: {quoted(HOSTILE[0])}\n      evidence: [{pieces}]\n"
        f"checklist:\n  ethics: {{status: done, evidence: [{pieces}]}}\n"
    )
    write(tmp_path, {"ml-readiness.yml": manifest})
    track(tmp_path)
    return tmp_path


def test_M1_M2_markdown_is_the_same_page_with_other_text(repository: Path) -> None:
    """The page has the elements that it has for harmless text, and not one more."""
    hostile = PAGE.parse(check(repository, "--format", "markdown").stdout)
    harmless = ", ".join(f"missing-{index}.md" for index in range(len(HOSTILE)))
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n    feature-cost:\n"
        f"      level: manual\n      evidence: [{harmless}]\n"
        f"checklist:\n  ethics: {{status: done, evidence: [{harmless}]}}\n"
    )
    write(repository, {"ml-readiness.yml": manifest})
    plain = PAGE.parse(check(repository, "--format", "markdown").stdout)
    structure = [token.type for token in hostile]
    assert structure == [token.type for token in plain]
    inline = [child for token in hostile for child in token.children or []]
    assert {child.type for child in inline} <= {
        *("text", "text_special", "code_inline", "html_inline", "softbreak")
    }
    tags = {child.content for child in inline if child.type == "html_inline"}
    assert tags <= {"<br>", "<code>", "</code>"}


def test_M2_nothing_outside_code_mentions_or_refers(repository: Path) -> None:
    tokens = PAGE.parse(check(repository, "--format", "markdown").stdout)
    code = False
    for token in tokens:
        for child in token.children or []:
            if child.type == "html_inline":
                code = child.content == "<code>"
            elif child.type in ("text", "text_special") and not code:
                for sign in ("@", "#"):
                    before, found, after = child.content.partition(sign)
                    assert not found or after.startswith("\u2060") or not after, before
                assert "://" not in child.content


@pytest.mark.parametrize("form", ["text", "markdown", "csv"])
def test_M3_what_hides_or_commands_is_shown_as_an_escape(repository: Path, form: str) -> None:
    outcome = check(repository, "--format", form)
    for text in (outcome.stdout, outcome.stderr):
        assert not {"\u202e", "\u2066", "\u200b", "\x1b"} & set(text)
    assert "\\u{202e}" in outcome.stdout or "\\\\u{202e}" in outcome.stdout


def test_M3_a_terminal_gets_our_escapes_only(repository: Path) -> None:
    stdout = check(repository, terminal=True).stdout
    assert "\x1b[2J" not in stdout
    assert "\u202e" not in stdout


def test_M3_json_is_ascii_and_gives_the_text_back(repository: Path) -> None:
    stdout = check(repository, "--format", "json").stdout
    assert stdout.isascii()
    [entry] = json.loads(stdout)["manifests"]
    [criterion] = [c for c in entry["sections"][0]["criteria"] if c["evidence"]]
    assert [finding["ref"] for finding in criterion["evidence"]] == HOSTILE


def test_no_cell_of_csv_is_a_formula_and_rows_stay_rows(repository: Path) -> None:
    rows = list(csv.reader(StringIO(check(repository, "--format", "csv").stdout)))
    assert {len(row) for row in rows} == {7}
    assert len(rows) == 29


def test_an_error_shows_hostile_keys_as_text(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": 'version: 1\nname: x\n"\\u202e::error::\\e[2J": 1\n'})
    track(tmp_path)
    outcome = check(tmp_path, terminal=True)
    assert "unknown key '\\u{202e}::error::\\u{1b}[2J'" in outcome.stderr
    assert "\x1b[2J" not in outcome.stderr
