"""Words that would do harm wherever they are shown as they are."""

import json

HOSTILE = [
    "| PASS | 14 |",
    "a\nb",
    "-->",
    "</details>",
    "`` ` ```",
    "`" * 200,
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "<!-- ml-readiness -->",
    "<!-- ml-readiness:fraud -->",
    "@org/team",
    "#1",
    "GH-1",
    "org/repo#1",
    "c0ffee" * 6 + "c0ff",
    "/merge",
    "@dependabot merge",
    "![x](https://10.0.0.1/x.png)",
    "[x](https://10.0.0.1/)",
    "[x]: http://y",
    "[^1]",
    "https://10.0.0.1/",
    "www.example.com",
    "a@example.com",
    "- [ ] x",
    "- x",
    "1. x",
    "> [!WARNING]",
    "# x",
    "---",
    ":tada:",
    "\u202e14 of 14",
    "\u2066x",
    "\u200bx",
    "\x1b[2J",
    "::error::x",
    "\r\n::error::x",
    "##[error]x",
    "\\",
    "{{ 7 * 7 }}{% x %}",
    "$x^2$",
    "$x$",
    "$`x`$",
    "=1+1",
    "\U0001f600",
]


def quoted(value: object) -> str:
    """YAML that stands for any text, or for a list or mapping of it."""
    return json.dumps(value, ensure_ascii=False)
