"""The anchors of a Markdown page, as GitHub makes them from its headings."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import category

LONGEST_TITLE = 500  # a longer line is no heading that anybody cites
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
# What cannot be the first line of a paragraph: code by indentation, a list, a quote, a table.
OTHER_BLOCK = re.compile(r" {4}|\t| {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)| {0,3}[>|]")
# The HTML blocks of CommonMark, and what ends each: nothing in them is Markdown.
EMPTY_LINE = re.compile(r"^[ \t]*$")
BLOCK_TAGS = (
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|h[1-6]|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|p|section|"
    "summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
HTML_BLOCKS = tuple(
    (re.compile(" {0,3}" + start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        (r"<(?:pre|script|style|textarea)(?:[\s>]|$)", r"</(?:pre|script|style|textarea)>"),
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<![a-z]", r">"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (rf"</?(?:{BLOCK_TAGS})(?:[\s/>]|$)", EMPTY_LINE.pattern),
    )
)
COMMENT_END = HTML_BLOCKS[1][1]
# Any other tag begins a block when it stands alone, and not within a paragraph.
LONE_TAG = re.compile(r" {0,3}</?[a-z][^<>]*>[ \t]*", re.IGNORECASE)

EXPLICIT = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?([^\s"'<>]+)""")
BACKTICKS = re.compile(r"(?<!\\)`+")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
INLINE_COMMENT = re.compile(r"<!--.*?-->")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
TARGET = r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
IMAGE = re.compile(r"!\[[^\[\]]*\]" + TARGET + "?")
LINK = re.compile(r"\[([^\[\]]*)\]" + TARGET)
EMPHASIS = re.compile(r"(?<![^\W_])(_{1,3})(?=[^\s_])([^_]+)(?<=\S)\1(?![^\W_])")
SET_ASIDE = re.compile("\0([0-9]+)\0")


def read_anchors(content: bytes) -> frozenset[str]:
    """Every anchor of a page: the slugs of its headings, and its explicit ids.

    The second heading of a name gets `-1`, the third `-2`, and no slug is given twice. Nothing
    inside a code fence, a comment or an HTML block is a heading. Text that is not UTF-8 is read as
    far as it goes.
    """
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\0", "")
    lines = [*_lines(_without_front_matter(text).split("\n"))]
    counts: dict[str, int] = {}
    for title in _titles(line for line, is_html in lines if not is_html):
        slug = base = slugify(title)
        while slug in counts:
            counts[base] += 1
            slug = f"{base}-{counts[base]}"
        counts[slug] = 0
    explicit = (
        found
        for line, _ in lines
        if "<" in line
        for part, is_code in _spans(line)
        if not is_code
        for found in EXPLICIT.findall(part)
    )
    return frozenset((*counts, *explicit))


def slugify(title: str) -> str:
    """The anchor that GitHub gives a heading, without the number that tells equal ones apart."""
    aside: list[str] = []

    def set_aside(text: str) -> str:
        aside.append(text)
        return f"\0{len(aside) - 1}\0"

    # Code and escaped characters are text to the letter, so markup is looked for without them.
    text = "".join(
        set_aside(part.strip()) if is_code else ESCAPE.sub(lambda found: set_aside(found[1]), part)
        for part, is_code in _spans(title)
    )
    text = LINK.sub(r"\1", IMAGE.sub("", INLINE_COMMENT.sub("", text)))
    text = EMPHASIS.sub(r"\2", TAG.sub("", AUTOLINK.sub(r"\1", text)))
    if "&" in text:
        from html import unescape

        text = unescape(text)
    text = SET_ASIDE.sub(lambda found: aside[int(found[1])], text)
    return "".join(filter(_is_kept, text.lower())).replace(" ", "-")


def _is_kept(character: str) -> bool:
    """Letters, marks, digits, connecting punctuation, hyphens and spaces."""
    if character.isascii():
        return character.isalnum() or character in "_- "
    return category(character) in ("Nd", "Nl", "Pc") or category(character)[0] in "LM"


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a code span; equal runs of backticks pair up."""
    runs = list(BACKTICKS.finditer(text))
    waiting: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        waiting.setdefault(len(runs[index][0]), []).append(index)
    index = position = 0
    while index < len(runs):
        run = runs[index]
        same = waiting[len(run[0])]
        while same and same[-1] <= index:
            same.pop()
        if same:
            end = runs[same[-1]]
            yield text[position : run.start()], False
            yield text[run.end() : end.start()], True
            index, position = same[-1], end.end()
        index += 1
    yield text[position:], False


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n"):
        end = text.find("\n---", 3)
        if end >= 0:
            return text[text.find("\n", end + 1) + 1 or len(text) :]
    return text


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The lines outside code fences and comments, each with whether it belongs to HTML.

    A fence and a comment leave empty lines behind, so that what they part stays parted.
    """
    fence = ""
    end: re.Pattern[str] | None = None
    in_paragraph = False
    for line in lines:
        opened = FENCE.fullmatch(line)
        if fence:
            closes = opened and opened[1].startswith(fence) and not opened[2].strip()
            fence = "" if closes else fence
            yield "", False
        elif end or (end := _html_end(line, in_paragraph=in_paragraph)):
            yield "" if end is COMMENT_END else line, True
            yield "", False
            end = None if end.search(line) else end
            in_paragraph = False
        elif opened and not (opened[1][0] == "`" and "`" in opened[2]):
            fence = opened[1]
            in_paragraph = False
            yield "", False
        else:
            in_paragraph = bool(line.strip()) and _title(line) is None
            yield line, False


def _html_end(line: str, *, in_paragraph: bool) -> re.Pattern[str] | None:
    """What ends the HTML block that a line begins; None when it begins none."""
    if "<" not in line:
        return None
    for start, end in HTML_BLOCKS:
        if start.match(line):
            return end
    return EMPTY_LINE if not in_paragraph and LONE_TAG.fullmatch(line) else None


def _titles(lines: Iterable[str]) -> Iterator[str]:
    """The text of every heading, in order: `# title`, or a paragraph above `===` or `---`."""
    paragraph: list[str] = []
    for line in lines:
        if (title := _title(line)) is not None:
            yield title
            paragraph = []
        elif paragraph and UNDERLINE.fullmatch(line):
            yield " ".join(paragraph)
            paragraph = []
        elif (
            not line.strip()
            or RULE.fullmatch(line)
            or OTHER_BLOCK.match(line.lstrip() if paragraph else line)
        ):
            paragraph = []
        elif len(line) <= LONGEST_TITLE:
            paragraph.append(line.strip())


def _is_other(line: str, *, inside: bool) -> bool:
    """Whether a line begins a list, a quote, a table or, outside a paragraph, code."""
    return bool(OTHER_BLOCK.match(line.lstrip() if inside else line))


def _title(line: str) -> str | None:
    """The text of an ATX heading (`## Results ##`); None when the line is none."""
    rest = line.lstrip(" ")
    if len(line) - len(rest) > 3 or not rest.startswith("#") or len(line) > LONGEST_TITLE:
        return None
    text = rest.lstrip("#")
    if len(rest) - len(text) > 6 or (text and text[0] not in " \t"):
        return None
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else text
