"""Of what speaks for a criterion the best that holds is shown, and little of one file."""

from pathlib import Path

from helpers.harness import track, write

from ml_readiness.gate.proposals import MOST_VERIFIED, proposed
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.signs import Signposts, Signs
from ml_readiness.reading.rubric import built_in
from ml_readiness.repo.worktree import open_worktree

RUBRIC = built_in("ml-test-score")
SIGNS = Signposts(criteria={"feature-cost": Signs(tests=("cost",))}, points={})
HOLDS = "def test_cost_{0}(f):\n    assert f({0}) < 1\n"
HOLLOW = "def test_cost_{0}():\n    pass\n"


def shown(folder: Path, files: dict[str, str]) -> list[str]:
    write(folder, files)
    track(folder)
    tree = open_worktree(folder, DEFAULT_LIMITS)
    return [each.reference for each in proposed(tree, RUBRIC, SIGNS).criteria["feature-cost"]]


def made(form: str, *names: int) -> str:
    return "\n\n".join(map(form.format, names))


def test_two_of_a_file_and_three_in_all(tmp_path: Path) -> None:
    files = {f"tests/test_{name}.py": made(HOLDS, *range(4)) for name in "abc"}
    assert shown(tmp_path, files) == [
        "tests/test_a.py::test_cost_0",
        "tests/test_a.py::test_cost_1",
        "tests/test_b.py::test_cost_0",
    ]


def test_what_proves_little_is_passed_over(tmp_path: Path) -> None:
    files = {
        "tests/test_a.py": made(HOLLOW, *range(MOST_VERIFIED - 1)),
        "tests/test_b.py": made(HOLDS, 7, 8),
    }
    assert shown(tmp_path, files) == ["tests/test_b.py::test_cost_7"]


def test_what_swallows_its_own_failure_is_not_proposed(tmp_path: Path) -> None:
    weak = (
        "def test_cost_1(f):\n    try:\n        assert f(1)\n    except Exception:\n        pass\n"
    )
    assert shown(tmp_path, {"tests/test_a.py": weak}) == []
