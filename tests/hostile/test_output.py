"""W: reports that are written where a stranger has been before."""

import os
from pathlib import Path

import pytest
from helpers.gitrepo import init
from helpers.harness import check, track, write

from ml_readiness.repo.files import replace_file


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository, with a folder and a file beside it that belong to somebody else."""
    write(tmp_path, {"mine/keep.csv": "mine", "repo/ml-readiness.yml": "version: 1\nname: x\n"})
    repository = tmp_path / "repo"
    track(repository)
    return repository


@pytest.mark.parametrize("name", ["scores.csv", "./scores.csv", "ABSOLUTE", "docs/../scores.csv"])
def test_W1_a_link_in_the_place_of_a_report_is_replaced(repository: Path, name: str) -> None:
    write(repository, {"docs/x": ""})
    (repository / "scores.csv").symlink_to("../mine/keep.csv")
    path = str(repository / "scores.csv") if name == "ABSOLUTE" else name
    assert check(repository, "--output", f"csv={path}").status == 0
    assert (repository / "../mine/keep.csv").read_text() == "mine"
    assert not (repository / "scores.csv").is_symlink()
    assert (repository / "scores.csv").read_text().startswith('"section",')


@pytest.mark.parametrize("target", ["../mine", "docs"])
@pytest.mark.parametrize("path", ["out/keep.csv", "out/../out/keep.csv", "out/deeper/keep.csv"])
def test_W1_a_folder_that_is_a_link_is_not_written_through(
    repository: Path, target: str, path: str
) -> None:
    write(repository, {"docs/x": ""})
    (repository / "out").symlink_to(target)
    outcome = check(repository, "--output", f"csv={path}")
    assert outcome.status == 2
    assert f"cannot write {path}: out is a symbolic link" in outcome.stderr
    assert (repository / "../mine/keep.csv").read_text() == "mine"
    assert sorted(each.name for each in (repository / "docs").iterdir()) == ["x"]
    assert sorted(each.name for each in (repository / "../mine").iterdir()) == ["keep.csv"]


def test_W1_the_links_of_the_whole_repository_are_a_strangers(repository: Path) -> None:
    """Also above the root, also from a folder outside, also through a link of one's own."""
    write(repository, {"service/ml-readiness.yml": "version: 1\nname: x\n"})
    (repository / "out").symlink_to("../mine")
    home = repository.parent
    (home / "way").symlink_to("repo")
    for path in ("repo/out/keep.csv", "way/out/keep.csv", "repo/service/../out/keep.csv"):
        outcome = check(home, "--root", "repo/service", "--output", f"csv={path}")
        assert outcome.status == 2
        assert "out is a symbolic link" in outcome.stderr
    assert (home / "mine/keep.csv").read_text() == "mine"


def test_W1_without_a_repository_the_root_is_a_strangers(tmp_path: Path) -> None:
    write(tmp_path, {"mine/keep.csv": "mine", "root/ml-readiness.yml": "version: 1\nname: x\n"})
    (tmp_path / "root" / "out").symlink_to("../mine")
    outcome = check(tmp_path / "root", "--output", "csv=out/keep.csv")
    assert (outcome.status, (tmp_path / "mine/keep.csv").read_text()) == (2, "mine")


def test_a_link_of_ones_own_is_followed(repository: Path) -> None:
    home = repository.parent
    (home / "reports").symlink_to("mine")
    (home / "mine/latest.csv").symlink_to("keep.csv")
    (home / "round").symlink_to("round")
    assert check(repository, "--output", "csv=../reports/latest.csv").status == 0
    assert (home / "mine/keep.csv").read_text().startswith('"section",')
    assert (home / "mine/latest.csv").is_symlink()
    assert check(repository, "--output", "csv=../round/x.csv").status == 2


def test_W2_a_file_that_cannot_be_written_is_not_left_as_ours(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, {"report.sarif": "a stranger's", "docs/report.json": "a stranger's"})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(os, "rename", full)
    monkeypatch.chdir(repository)
    outcome = check(repository, "--output", "sarif=report.sarif")
    assert outcome.status == 2
    assert "cannot write report.sarif: no space left on device" in outcome.stderr
    with pytest.raises(OSError, match="No space"):
        replace_file(repository, "docs/report.json", b"ours")
    left = sorted(path.name for path in repository.rglob("*") if ".git" not in path.parts)
    assert left == ["docs", "ml-readiness.yml"]


def test_W2_the_name_of_a_temporary_file_cannot_be_foreseen(tmp_path: Path) -> None:
    init(tmp_path)
    names = [f".report.json.{number}" for number in (1, os.getpid())]
    write(tmp_path, dict.fromkeys(names, "a stranger's"))
    replace_file(tmp_path, "report.json", b"ours")
    assert (tmp_path / "report.json").read_bytes() == b"ours"
    assert all((tmp_path / name).read_text() == "a stranger's" for name in names)
