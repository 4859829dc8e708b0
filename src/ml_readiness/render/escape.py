"""Text in GitHub's Markdown: what users wrote is shown, and does nothing."""

import re
from string import punctuation
from urllib.parse import quote

from ml_readiness.visible import clipped, visible

LONGEST_CODE = 200
# GitHub takes 80 backticks and more for text.
LONGEST_FENCE = 40
# Long enough for a path of 255 letters that are spelt with nine characters each.
LONGEST_ADDRESS = 2500
MARKUP = re.compile(r"[\\`*_\[\]<>&|~!]")
# A backslash does not keep GitHub from reading a formula; an element around the sign does.
DOLLARS = re.compile(r"\$+")
# Mentions, issues, addresses, emoji (of which a colon after the text makes the end), commits.
JOINED = re.compile(
    r"[@#]|:(?=//|[\w+-]+(?::|\Z))|(?<![a-z0-9])(?:www(?=\.)|gh(?=-[0-9]))|[0-9a-f]{6}(?=[0-9a-f])",
    re.IGNORECASE | re.ASCII,
)
# What makes a list, an underlined heading or a command to a bot, but only where a line starts.
START = re.compile(r"[-+=/]|[0-9]+(?=[.)])")
ADDRESS_SIGNS = ":/?#[]@$'*+,;=%&~!"


def code(text: object) -> str:
    """User text as a code span longer than any run of backticks in it.

    A table is cut at a pipe even inside a span, a span cannot be empty or have any number of
    backticks, and programs look for comments in the Markdown itself: such text goes into the
    element that a span stands for. There GitHub still looks for addresses, as in a sentence.
    """
    shown = clipped(visible(str(text)), LONGEST_CODE)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    if "|" in shown or "<!--" in shown or longest >= LONGEST_FENCE or not shown.strip():
        apart = JOINED.sub("\\g<0>\u2060", shown)
        spelt = (f"&#{ord(letter)};" if letter in punctuation else letter for letter in apart)
        return f"<code>{''.join(spelt)}</code>"
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: object) -> str:
    """A sentence of ours, which may quote user text: no markup, mention, reference or command.

    GitHub and its like look for `@name`, `#1` and addresses in the rendered text too, so a word
    joiner, which is not seen, takes them apart.
    """
    shown = JOINED.sub("\\g<0>\u2060", visible(str(text)).strip())
    start = START.match(shown)
    escaped = MARKUP.sub(r"\\\g<0>", shown)
    if start and start[0].isdigit():
        escaped = f"{start[0]}\\{escaped[start.end() :]}"
    elif start:
        escaped = f"\\{escaped}"
    return DOLLARS.sub(r"<span>\g<0></span>", escaped)


def link(shown: str, address: str | None) -> str:
    """What is escaped already, leading to an address that cannot end before its end.

    An address that is longer than any that works leads nowhere.
    """
    target = quote((address or "").encode("utf-8", "surrogateescape"), safe=ADDRESS_SIGNS)
    if not target or len(target) > LONGEST_ADDRESS:
        return shown
    return f"[{shown}]({target.replace('&', '&amp;')})"
