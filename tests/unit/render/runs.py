"""Small runs for the tests of renderers, made by the gate itself in a temporary repository."""

from collections.abc import Mapping
from pathlib import Path

from harness import TODAY, track, write

from ml_readiness.gate import run
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.model.world import Answer
from ml_readiness.opening import Ports, Request
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


def example_run(folder: Path, manifest: str = MANIFEST, *, offline: bool = False) -> Run:
    """One manifest, with every kind of shortfall but those of links, judged by the gate."""
    write(folder, FILES | {"ml-readiness.yml": manifest})
    track(folder)
    tree = open_worktree(folder, DEFAULT_LIMITS)
    return run(Request(today=TODAY, offline=offline), Ports(tree=tree, fetch=no_links))


def no_links(wanted: Mapping[str, bool]) -> Mapping[str, Answer]:
    raise AssertionError(f"these links should not be asked: {wanted}")
