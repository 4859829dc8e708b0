"""The report in GitHub's Markdown; user-written text cannot leave its place."""

import re
from pathlib import Path
from string import punctuation
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ml_readiness.model.number import plain
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.visible import visible

LONGEST_CODE = 200
MARKUP = re.compile(r"[\\`*_\[\]<>&|~!]")
JOINED = re.compile(r"[@#]|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
ICONS = {
    "verified": "✅",
    "accepted": "☑️",
    "missing": "❌",
    "invalid": "❌",
    "restricted": "🔒",
    "unreachable": "⏳",
    "stale": "🕰️",
    "not-proven": "❔",
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
        spelt = (f"&#{ord(letter)};" if letter in punctuation else letter for letter in shown)
        return f"<code>{''.join(spelt)}</code>"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: object) -> str:
    """A sentence of ours, which may quote user text: no markup, mention, reference or command.

    GitHub and its like look for `@name`, `#1` and addresses in the rendered text too, so a word
    joiner, which is not seen, takes them apart.
    """
    shown = JOINED.sub("\\g<0>\u2060", visible(str(text)))
    return MARKUP.sub(r"\\\g<0>", shown)


def bar(points: Any, maximum: Any) -> str:
    """Ten blocks, as many filled as the points have of the maximum."""
    filled = int(points / maximum * 10)
    return "🟩" * filled + "⬜" * (10 - filled)
