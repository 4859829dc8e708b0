"""git's configuration is read as git reads it, nonsense passed over."""

from pathlib import Path

import pytest
from helpers.gitrepo import git, init
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.repo.config import read_config

FULL = r"""# a comment
[core]
	bare = false ; why not
	FileMode
	editor = "vi -c \"set x\""   # quoted
	spaced =   a  b
	long = one \
two
	hash = "a # b" ; c
	kept = "a  "~
	empty =
	tabbed = a\tb\\c
[remote "origin"]
	url = https://example.com/a/b.git
	url = second
	fetch = +refs/heads/*:refs/remotes/origin/*
[remote "Ödd \"quoted\" \\ one"] url = on-one-line
[Branch.Main]
	remote = origin
[core] bare = true
""".replace("~", "  ")


def test_what_git_lists(tmp_path: Path) -> None:
    repo = init(tmp_path / "r")
    file = repo / "full"
    file.write_text(FULL, "utf-8")
    wanted: dict[str, tuple[str, ...]] = {}
    for record in git(repo, "config", "-f", "full", "-l", "-z").decode().split("\0")[:-1]:
        name, _, value = record.partition("\n")
        wanted[name] = (*wanted.get(name, ()), value if "\n" in record else "true")
    assert read_config(FULL) == wanted
    assert wanted["remote.origin.url"] == ("https://example.com/a/b.git", "second")
    assert wanted["core.bare"] == ("false", "true")


def test_line_ends_and_byte_order_mark() -> None:
    assert read_config("\ufeff[a]\r\n\tb = c\r\n\td = e") == {"a.b": ("c",), "a.d": ("e",)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[]",
        "[a",
        "= b",
        "[a]\n1 = 2",
        '[a "b]\n',
        "[a]\nb c",
        '[a]\nb = "c',
        "[a]\nb = \\",
    ],
)
def test_nonsense_is_passed_over(text: str) -> None:
    assert "x" not in str(read_config(text))
    assert read_config(text + "\n[good]\nkey = value\n").get("good.key", ("value",)) == ("value",)


@given(st.text(alphabet='[]ab."\\\n =#;\t', max_size=60))
def test_any_text_ends(text: str) -> None:
    read_config(text)
