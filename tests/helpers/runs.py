"""Small runs for the tests of renderers, made by the gate itself in a temporary repository."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from helpers.harness import TODAY, track, write
from ml_readiness.gate import run
from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.view import WebSource
from ml_readiness.repo.worktree import open_worktree

MANIFEST = """\
version: 1
name: fraud-detector
tests:
  data:
    feature-expectations:
      level: automated
      evidence: ["tests/test_data.py::test_ranges"]
    feature-cost:
      level: manual
      reviewed: 2026-01-01
      evidence: [docs/cost.md]
  model:
    baseline: {level: automated, evidence: ["docs/cost.md#resluts"]}
  infrastructure:
    canary: {level: manual, reviewed: 2026-11-01, evidence: [docs/cost.md]}
  monitoring:
    model-age: {level: automated, evidence: ["https://grafana.example.com/d/age"]}
checklist:
  baseline: {status: done, evidence: [docs/cost.md]}
  drift: {status: not-applicable, reason: batch only}
policy:
  minimum: 3
  sections: {monitoring: 4}
  checklist: {minimum: 3, required: [ethics]}
  max-age-days: 90
  prove-automation: [monitoring]
  accept-links: [grafana.example.com/d/]
"""

FILES = {
    "tests/test_data.py": "def test_ranges():\n    assert ranges()\n",
    "docs/cost.md": "# Cost\n\n## Results\n\n36 features.\n",
}


SOURCE = WebSource(
    repository="https://github.com/acme/fraud",
    commit="c0ffee" * 6 + "c0ff",
    run="https://github.com/acme/fraud/actions/runs/7",
)


def example_run(folder: Path, manifest: str = MANIFEST, *, offline: bool = False) -> Run:
    """One manifest, with every kind of shortfall but those of links, judged by the gate."""
    return judged(folder, FILES | {"ml-readiness.yml": manifest}, offline=offline)


def judged(
    folder: Path,
    files: Mapping[str, str | bytes],
    *,
    fetch: Callable[[Collection[Wanted]], Mapping[str, Answer]] | None = None,
    **asked: Any,
) -> Run:
    """A repository of these files, judged by the gate as a `Request` asks.

    Without `fetch` no link may be asked.
    """
    write(folder, files)
    track(folder)
    tree = open_worktree(folder, DEFAULT_LIMITS)
    return run(Request(today=TODAY, **asked), Ports(tree=tree, fetch=fetch or no_links))


def no_links(wanted: Collection[Wanted]) -> Mapping[str, Answer]:
    raise AssertionError(f"these links should not be asked: {wanted}")


def every_link(wanted: Collection[Wanted]) -> Mapping[str, Answer]:
    """A web on which every page is there."""
    return {link.address: Answer(address=link.address, status=200) for link in wanted}
