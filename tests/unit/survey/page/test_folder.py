"""The folder of a page: what happens to it while the page is made, and where it cannot be."""

import os
from pathlib import Path

import pytest

from ml_readiness.model.errors import InputError
from ml_readiness.survey.page.folder import GENERATOR, replaced

INDEX = f'<meta name="generator" content="{GENERATOR}">'


def make(folder: Path) -> None:
    (folder / "index.html").write_text(INDEX)


def test_it_is_there_at_the_end_and_not_before(tmp_path: Path) -> None:
    place = tmp_path / "page"
    with replaced(place, "page") as (made, aside):
        make(made)
        (aside / "lines").write_text("")
        assert not place.exists()
    assert [each.name for each in place.iterdir()] == ["index.html"]
    assert [*tmp_path.iterdir()] == [place]


def test_what_somebody_puts_there_meanwhile_stays(tmp_path: Path) -> None:
    place = tmp_path / "page"

    def disturbed() -> None:
        with replaced(place, "page") as (made, _):
            make(made)
            place.mkdir()
            (place / "mine").write_text("mine")

    with pytest.raises(InputError, match="has something else in it: mine"):
        disturbed()
    assert (place / "mine").read_text() == "mine"
    assert [*tmp_path.iterdir()] == [place]


def test_the_older_page_is_put_back_where_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    place = tmp_path / "page"
    place.mkdir()
    make(place)
    with (
        pytest.raises(InputError, match="cannot write --output page: no such file or directory"),
        replaced(place, "page") as (made, _),
    ):
        made.rmdir()
    assert (place / "index.html").read_text() == INDEX
    assert [*tmp_path.iterdir()] == [place]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_ends_it_leaves_nothing_behind(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), replaced(tmp_path / "page", "page"):
        raise error
    assert [*tmp_path.iterdir()] == []


def test_an_index_that_is_a_link_or_a_pipe_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(INDEX)
    for name in ("linked", "pipe"):
        (tmp_path / name).mkdir()
    (tmp_path / "linked/index.html").symlink_to("../index.html")
    os.mkfifo(tmp_path / "pipe/index.html")
    for name in ("linked", "pipe"):
        with (
            pytest.raises(InputError, match=r"has something else in it: index\.html"),
            replaced(tmp_path / name, name),
        ):
            pass
