"""The report in GitHub's Markdown; user-written text cannot leave its place."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ml_readiness.model.number import plain
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.visible import visible

LONGEST_CODE = 200
# What can start markup, an address or a mention; other punctuation is only punctuation.
PUNCTUATION = re.compile(r"[!#$&()*.:<>@\[\\\]_`{|}~]")
ICONS = {
    "verified": "✅",
    "accepted": "☑️",
    "missing": "❌",
    "invalid": "❌",
    "restricted": "🔒",
    "unreachable": "⏳",
}


def render(run: Run, _: View) -> str:
    """The whole report, ready for a step summary or a file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, not HTML: `code` and `prose` are the escapes
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plain": plain, "code": code, "prose": prose}
    template = environment.get_template("report.md.j2")
    return template.render(run=run, icons=ICONS, bar=bar)


def code(text: object) -> str:
    """User text as a code span longer than any run of backticks in it.

    A table is cut at a pipe even inside a span, so text with one goes into the element itself.
    """
    shown = visible(str(text))
    if len(shown) > LONGEST_CODE:
        shown = f"{shown[: LONGEST_CODE - 1]}…"
    if "|" in shown or not shown:
        return f"<code>{_entities(shown)}</code>"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: object) -> str:
    """A sentence of ours, which may quote user text: no markup, mention, reference or command.

    GitHub looks for `@name` and `#1` in the rendered text, so a word joiner keeps them apart.
    """
    return _entities(re.sub("([@#])", "\\1\u2060", visible(str(text))))


def _entities(text: str) -> str:
    return PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", text)


def bar(points: Any, maximum: Any) -> str:
    """Ten blocks, as many filled as the points have of the maximum."""
    filled = int(points / maximum * 10)
    return "🟩" * filled + "⬜" * (10 - filled)
