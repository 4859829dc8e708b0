"""The command that shows the same report at home."""

from posixpath import basename
from shlex import quote

from ml_readiness.model.number import plain
from ml_readiness.model.report import Run
from ml_readiness.model.request import DEFAULT_MANIFEST

PRODUCT = "https://github.com/ml-readiness/ml-readiness"
PURPOSE = "scores how ready a machine-learning system is for production, by evidence"
SHORT_COMMIT = 12  # characters, as everywhere in the reports
# More manifests than these are named by a pattern.
MOST_PATHS = 3


def command(run: Run, root: str = "") -> str:
    """What to type in a checkout of the commit that was judged; `root` is "" or "a/b/"."""
    paths = [entry.report.path for entry in run.entries]
    paths += [problem.path for problem in run.errors if problem.path]
    words = _manifests(list(dict.fromkeys(paths)))
    options = ["--root", root.rstrip("/")] if root else []
    if base := run.base_tip or run.base:  # the bar is the tip's
        options += ["--base", base[:SHORT_COMMIT]]
    if run.fail_on != "minimum":
        options += ["--fail-on", run.fail_on]
    bars = [entry.policy.minimum for entry in run.entries]
    asked = {bar.value for bar in bars if bar.source == "input"}
    if len(asked) == 1:
        options += ["--minimum", plain(asked.pop())]
    if not run.links_checked:
        options.append("--offline")
    return " ".join(map(quote, ["ml-readiness", "check", *options, *words]))


def _manifests(paths: list[str]) -> list[str]:
    """The manifests as arguments: none for the one that is looked for anyway."""
    if paths in ([], [DEFAULT_MANIFEST]):
        return []
    if len(paths) > MOST_PATHS:
        paths = sorted({f"**/{basename(path)}" for path in paths})[:MOST_PATHS]
    return ["--", *paths] if any(path.startswith("-") for path in paths) else paths
