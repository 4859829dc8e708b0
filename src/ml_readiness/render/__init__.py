"""Every form of a report and its renderer: `(run, view) -> str`."""

from collections.abc import Callable, Mapping
from importlib import import_module

from ml_readiness.model.report import Run
from ml_readiness.model.view import View

Renderer = Callable[[Run, View], str]

# The module of each format; imported when it is asked for, so that text costs no template engine.
RENDERERS: Mapping[str, str] = {
    "text": "ml_readiness.render.text",
    "json": "ml_readiness.render.json",
    "markdown": "ml_readiness.render.markdown",
    "csv": "ml_readiness.render.csv",
    "sarif": "ml_readiness.render.sarif",
    "badge": "ml_readiness.render.badge",
}


def render(name: str, run: Run, view: View) -> str:
    """A run in one of the formats, ending in a newline."""
    renderer: Renderer = import_module(RENDERERS[name]).render
    return renderer(run, view)
