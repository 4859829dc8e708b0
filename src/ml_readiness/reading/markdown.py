"""The anchors of a Markdown page, as GitHub makes them from its headings."""

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import category

LONGEST_TITLE = 500  # a longer line is no heading that anybody cites
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
# What cannot be the first line of a paragraph: code by indentation, a list, a quote, a table.
OTHER_BLOCK = re.compile(r" {4}|\t| {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)| {0,3}[>|]")
# HTML blocks of CommonMark: nothing in them is Markdown until an empty line, or their end tag.
HTML_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|"
    r"fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|iframe|legend|li|link|main|"
    r"menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s/>]|$)",
    re.IGNORECASE,
)
RAW_BLOCK = re.compile(r" {0,3}<(pre|script|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
EXPLICIT = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?([^\s"'<>]+)""")
BACKTICKS = re.compile(r"`+")
IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?")
LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
EMPHASIS = re.compile(r"(?<![^\W_])(_{1,3})(?=[^\s_])([^_]+)(?<=\S)\1(?![^\W_])")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_anchors(content: bytes) -> frozenset[str]:
    """Every anchor of a page: the slugs of its headings, and its explicit ids.

    The second heading of a name gets `-1`, the third `-2`. Nothing inside a code fence, a comment
    or an HTML block is a heading. Text that is not UTF-8 is read as far as it goes.
    """
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    lines = list(_prose(COMMENT.sub(_blank, _without_front_matter(text)).split("\n")))
    anchors: set[str] = set()
    counts: dict[str, int] = {}
    for title in _titles(lines):
        slug = slugify(title)
        number = counts.get(slug, 0)
        counts[slug] = number + 1
        anchors.add(f"{slug}-{number}" if number else slug)
    for line in lines:
        if "<" in line:
            anchors.update(
                EXPLICIT.findall("".join(t for t, is_code in _spans(line) if not is_code))
            )
    return frozenset(anchors)


def slugify(title: str) -> str:
    """The anchor that GitHub gives a heading, without the number that tells equal ones apart."""
    text = "".join(part.strip() if is_code else _plain(part) for part, is_code in _spans(title))
    kept = "".join(character for character in text.strip().lower() if _is_kept(character))
    return kept.replace(" ", "-")


def _plain(text: str) -> str:
    """The text that a reader sees: link texts without targets, no images, tags or emphasis."""
    text = LINK.sub(r"\1", IMAGE.sub("", text))
    text = EMPHASIS.sub(r"\2", TAG.sub("", text))
    return unescape(ESCAPE.sub(r"\1", text))


def _is_kept(character: str) -> bool:
    return (
        character.isalnum()
        or character in "_- "
        or (not character.isascii() and category(character) in ("Mn", "Mc", "Me", "Pc"))
    )


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


def _blank(comment: re.Match[str]) -> str:
    """Nothing, on as many lines: what stands around a comment keeps its place."""
    return "\n" * comment[0].count("\n")


def _prose(lines: list[str]) -> Iterator[str]:
    """The lines outside code fences; each line of a fence leaves an empty one behind."""
    fence = ""
    for line in lines:
        found = FENCE.fullmatch(line)
        if fence:
            closes = found and found[1].startswith(fence) and not found[2].strip()
            fence = "" if closes else fence
            yield ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
            yield ""
        else:
            yield line


def _titles(lines: list[str]) -> Iterator[str]:
    """The text of every heading, in order: `# title`, or a paragraph above `===` or `---`."""
    paragraph: list[str] = []
    html = ""  # what ends the HTML block that is open; a space stands for an empty line
    for line in lines:
        if html:
            ended = not line.strip() if html == " " else html in line.lower()
            html = "" if ended else html
            continue
        raw = RAW_BLOCK.match(line)
        if raw or HTML_BLOCK.match(line):
            html, paragraph = (f"</{raw[1].lower()}>" if raw else " "), []
            html = "" if html in line.lower() and raw else html
        elif (title := _title(line)) is not None:
            yield title
            paragraph = []
        elif paragraph and UNDERLINE.fullmatch(line):
            yield " ".join(paragraph)
            paragraph = []
        elif (
            not line.strip()
            or (not paragraph and OTHER_BLOCK.match(line))
            or (paragraph and OTHER_BLOCK.match(line.lstrip()))
        ):
            paragraph = []
        elif len(line) <= LONGEST_TITLE:
            paragraph.append(line.strip())


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
