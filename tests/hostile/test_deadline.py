"""Row E2 of the threats: a run has an end, and says so where it is looked for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fakegithub import FakeGitHub
from helpers import target
from helpers.harness import check, track, write
from helpers.step import Clock, known, proposed, step

from ml_readiness.model.limits import DEFAULT_LIMITS

MANIFEST = """\
version: 1
name: n
tests:
  data:
    feature-cost: {level: manual, reviewed: 2026-11-01, evidence: [a.md, b.md]}
"""
FILES = {"ml-readiness.yml": MANIFEST, "a.md": "# A\n", "b.md": "# B\n"}


class Hurrying(Clock):
    """Time that has passed all at once as soon as something has happened."""

    def __init__(self, seconds: float, happened: Callable[[], bool]) -> None:
        super().__init__()
        self.seconds, self.happened = seconds, happened

    def monotonic(self) -> float:
        return self.now + (self.seconds if self.happened() else 0)


class Counting:
    """Whether it was asked more than so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize(
    ("options", "seconds"),
    [((), DEFAULT_LIMITS.whole_seconds), (("--offline",), DEFAULT_LIMITS.offline_seconds)],
)
def test_E2_the_command_line_ends_in_time(
    tmp_path: Path, options: tuple[str, ...], seconds: float
) -> None:
    write(tmp_path, FILES)
    track(tmp_path)
    for times in range(1, 4):
        clock = Hurrying(seconds + 1, Counting(times))
        done = check(tmp_path, *options, "--format", "json", clock=clock)
        assert done.status == 2
        assert f"the run took longer than {seconds:g} seconds, and was ended" in done.stderr
        assert json.loads(done.stdout)["manifests"] == []
    assert check(tmp_path, *options, clock=Hurrying(seconds, Counting(1))).status == 0


@pytest.mark.parametrize("event", target.WAYS)
def test_E2_the_protected_way_ends_with_a_status_and_a_comment(tmp_path: Path, event: str) -> None:
    with FakeGitHub(target.known(FILES, FILES)) as github:
        read = lambda: any("blob0" in f"{each.body}" for each in github.seen)  # noqa: E731
        clock = Hurrying(DEFAULT_LIMITS.whole_seconds + 1, read)
        done = target.judged(tmp_path, github, event, clock=clock, status="true")
        assert done.status == 2
        assert target.statuses(github)[-1] == ("ml-readiness (main)", "error")
        [comment] = github.state.comments
        assert "the run took longer than 420 seconds" in comment.body


def test_E2_a_checkout_ends_with_a_comment(tmp_path: Path) -> None:
    root = proposed(tmp_path, FILES, {"b.md": "# New\n"})
    with FakeGitHub(known(root)) as github:
        clock = Hurrying(DEFAULT_LIMITS.whole_seconds + 1, Counting(3))
        done = step(root, github, clock=clock)
        assert done.status == 2
        [comment] = github.state.comments
        assert "the run took longer than 420 seconds" in comment.body
