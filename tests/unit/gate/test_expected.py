"""The files that decide are announced before one is read, so that they can be fetched together."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.harness import TODAY
from helpers.twosided import COMMIT, Web, manifest, repository
from msgspec.structs import replace

from ml_readiness.gate import refused, run
from ml_readiness.model.request import Base, Ports, Request
from ml_readiness.repo.worktree import WorkTree

CI = ".github/workflows/ci.yml"
FILES = {
    CI: "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n",
    "tests/test_a.py": "def test_a(f):\n    assert f\n",
    "m.json": '{"a": 1}\n',
    "n.json": '{"a": 1}\n',
    "docs/a.csv": "a,b\n",
}


class Watched:
    """A tree that notes what it is told to expect before anything is read."""

    def __init__(self, tree: WorkTree) -> None:
        self.tree, self.told, self.at_top = tree, set[str](), set[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tree, name)

    def expect(self, paths: Iterable[str]) -> None:
        self.told |= {*paths}

    def workflows(self) -> "Watched":
        top = Watched(self.tree)
        top.told = self.at_top
        return top


def test_each_side_is_told_what_decides_there(tmp_path: Path) -> None:
    def side(name: str, pieces: str) -> Watched:
        text = manifest({"feature-cost": ("manual", pieces)})
        return Watched(repository(tmp_path / name, {**FILES, "ml-readiness.yml": text}))

    head = side("head", f"'m.json#/a', 'tests/test_a.py::test_a', '{CI}#a', docs/a.csv")
    base = side("base", "'n.json#/a'")
    ports = Ports(tree=head, fetch=Web(), base=Base(tree=base, commit=COMMIT))
    assert not run(Request(today=TODAY), ports).errors
    assert {"m.json", "tests/test_a.py"} <= head.told
    assert (CI in head.told, CI in head.at_top) == (False, True)
    # A bound may be the base's, so the base's own value is read as well.
    assert {"ml-readiness.yml", "m.json", "n.json"} <= base.told
    assert base.at_top == set()


def test_a_run_that_was_refused_says_whether_links_were_to_be_asked() -> None:
    request = Request(today=TODAY)
    assert refused(request, ()).links_checked
    assert not refused(replace(request, offline=True), ()).links_checked
