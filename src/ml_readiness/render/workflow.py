"""The workflow that runs the gate on pull requests, ready to be committed."""

from ml_readiness.render.starter import scalar

TEMPLATE = """\
name: ML readiness
on:
  pull_request:
  push:
    branches: [{branch}]
permissions:
  contents: read
  pull-requests: write      # for the comment
jobs:
  ml-readiness:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ml-readiness/ml-readiness@v0
        with:
          fail-on: regression   # nothing may get worse; a minimum can come later
{root}"""


def workflow_text(branch: str, root: str) -> str:
    """`branch` is what changes are merged into, `root` the manifest's folder ("" at the top)."""
    return TEMPLATE.format(
        branch=scalar(branch), root=f"          root: {scalar(root)}\n" if root else ""
    )
