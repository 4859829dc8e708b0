"""`page`: what the command says, and what it does with the folder that it is given."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.harness import run
from helpers.surveys import line, survey

WHOLE = survey([line("acme/a")])


def make(folder: Path, *argv: str, text: str = WHOLE) -> tuple[int, str, str]:
    (folder / "s.ndjson").write_text(text)
    outcome = run(folder, "page", "s.ndjson", *argv)
    return outcome.status, outcome.stdout, outcome.stderr


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


PAGE = [
    *("changes.html", "charts", "findings.html", "index.html", "others.html", "page.css"),
    *("page.js", "repositories", "survey.csv", "survey.parquet"),
]


def test_it_says_where_the_page_is_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    said = "wrote out/index.html: 1 repository\n"
    assert make(tmp_path, "--output", "out/") == (0, said, "")
    assert names(tmp_path) == ["out", "s.ndjson"]
    assert names(tmp_path / "out") == PAGE
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_what_was_left_out_is_a_note(tmp_path: Path) -> None:
    status, _, stderr = make(tmp_path, "--output", "out", text=WHOLE + WHOLE[:30])
    said = "note: s.ndjson:2: left out, as its last line is not finished\n"
    assert (status, stderr) == (0, said)


def test_an_older_page_is_replaced_whole_and_an_empty_folder_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert make(tmp_path, "--output", "out", text=survey([line("acme/old")]))[0] == 0
    assert "acme/old" in (tmp_path / "out/others.html").read_text()
    assert make(tmp_path, "--output", "out")[0] == 0
    assert "acme/old" not in (tmp_path / "out/others.html").read_text()
    assert names(tmp_path) == ["out", "s.ndjson"]


def test_after_an_error_the_older_page_stays(tmp_path: Path) -> None:
    assert make(tmp_path, "--output", "out")[0] == 0
    status, stdout, stderr = make(tmp_path, "--output", "out", text="{}\n")
    assert (status, stdout) == (2, "")
    assert stderr.startswith("error: s.ndjson:1: no line of a survey: it is not an object with a")
    assert names(tmp_path / "out") == PAGE
    assert names(tmp_path) == ["out", "s.ndjson"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"keep.txt": "mine"}, "has something else in it: keep.txt"),
        ({"index.html": "<html>mine"}, "has something else in it: index.html"),
        ({"keep\u202e.txt": "mine"}, r"has something else in it: keep\u{202e}.txt"),
    ],
)
def test_a_folder_with_something_else_is_not_touched(
    tmp_path: Path, there: dict[str, str], said: str
) -> None:
    (tmp_path / "out").mkdir()
    for name, text in there.items():
        (tmp_path / "out" / name).write_text(text)
    status, _, stderr = make(tmp_path, "--output", "out")
    assert status == 2
    assert said in stderr
    assert "hint: name a folder that is empty, not there yet, or an older page" in stderr
    assert {each.name: each.read_text() for each in (tmp_path / "out").iterdir()} == there


def test_a_page_to_which_somebody_added_a_file_is_not_touched(tmp_path: Path) -> None:
    assert make(tmp_path, "--output", "out")[0] == 0
    (tmp_path / "out/CNAME").write_text("example.com")
    status, _, stderr = make(tmp_path, "--output", "out")
    assert (status, "something else in it: CNAME" in stderr) == (2, True)
    assert (tmp_path / "out/CNAME").exists()


def test_a_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    assert "--output out is not a folder" in make(tmp_path, "--output", "out")[2]
    status, _, stderr = make(tmp_path, "--output", "no/out")
    assert (status, "cannot write --output no/out: no such file" in stderr) == (2, True)
    assert "hint: make the folder that it is to be in first" in stderr


def test_surveys_and_output_are_needed(tmp_path: Path) -> None:
    outcome = run(tmp_path, "page")
    assert outcome.status == 2
    assert "the following arguments are required: SURVEY, --output" in outcome.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    """In a process in which neither package can be found, as where they are not installed."""
    (tmp_path / "s.ndjson").write_text(WHOLE)
    program = (
        "import sys\n"
        "class Nothing:\n"
        "    @staticmethod\n"
        "    def find_spec(name, *_):\n"
        "        if name in {'duckdb', 'vl_convert'}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Nothing)\n"
        "from ml_readiness.__main__ import start\n"
        "start()\n"
    )
    command = [sys.executable, "-c", program, "page", "s.ndjson", "--output", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: 'page' needs duckdb, which is not installed\n"
        "    hint: pip install 'ml-readiness[survey]'\n"
    )
