"""The anchors of a Markdown page, as GitHub makes them: its own parser, and a slug a heading."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from unicodedata import category

from ml_readiness.reading.gfm import to_html

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# GitHub puts this before every id of a page, and its script takes it off again.
PREFIX = "user-content-"
# The way back from a note has no anchor, and of a page that calls one note often it is the most.
WAY_BACK = re.compile(
    r'<a href="#fnref-[^"<>]*" class="footnote-backref"[^<>]*>↩'
    r'(?:<sup class="footnote-ref">[0-9]+</sup>)?</a>'
)


PICTURES = frozenset({"img", "picture", "svg", "video", "audio", "math"})
CODE = frozenset({"code", "pre"})


class Heading(NamedTuple):
    """A heading, its level from 1 to 6, and how much the page has said before it."""

    level: int
    title: str
    said: int


class Id(NamedTuple):
    """An explicit anchor, and how much the page has said, and how many headings it has, by then."""

    name: str
    said: int
    headings: int


def read_anchors(content: bytes) -> Mapping[str, bool]:
    """Every anchor of a page without its prefix, and whether something stands below it.

    Anchors are the slugs of headings, and explicit ids. Below a heading stands something when there
    is text, code, a table or a picture before the next one of its level or above; below an id, when
    there is any of it or a heading.

    The second heading of a name gets `-1`, the third `-2`, and no slug is given twice. A heading
    in HTML whose text has lines of its own has a second slug, without the space at its ends, as
    GitHub's documentation says (2026-11-25). Headings in HTML, quotes and lists
    count; nothing in code does. Text that is not UTF-8 is read as far as it goes.
    """
    text = content.decode("utf-8-sig", errors="replace")
    return anchors_of([_without_front_matter(text.replace("\r\n", "\n"))])


def anchors_of(pages: Iterable[str | None]) -> Mapping[str, bool]:
    """The same of several pages that are read as one; None stands for code between two of them."""
    page = _Page()
    for text in pages:
        page.begin()
        if text is None:
            page.say()
        else:
            # A browser takes `<![` for a comment; Python's parser takes it for SGML and may raise.
            page.feed(_html(text).replace("<![", "<! ["))
    # No `close()`: it would go over an unfinished tail again and again, for nothing.
    page.begin()
    counts: dict[str, int] = {}
    anchors: dict[str, bool] = {}
    for heading, filled in zip(page.headings, _filled(page), strict=True):
        slug = base = slugify(heading.title)
        while slug in counts:
            counts[base] += 1
            slug = f"{base}-{counts[base]}"
        counts[slug] = 0
        anchors[slug] = anchors.get(slug, False) or filled
        if "\n" in (heading.title[:1], heading.title[-1:]):
            bare = slugify(heading.title.strip())
            anchors[bare] = anchors.get(bare, False) or filled
    for each in page.ids:
        filled = page.said > each.said or len(page.headings) > each.headings
        anchors[each.name] = anchors.get(each.name, False) or filled
    return anchors


def _filled(page: "_Page") -> Iterator[bool]:
    """Whether something stands below each heading."""
    nearest = [page.said] * 7  # for each level, what is said before the next heading of it
    found = []
    for heading in reversed(page.headings):
        found.append(min(nearest[1 : heading.level + 1]) > heading.said)
        nearest[heading.level] = heading.said
    return reversed(found)


def slugify(title: str) -> str:
    """The anchor that GitHub gives the text of a heading, before equal ones are numbered.

    The rule is that of github-slugger, which GitHub's pages agree with (seen on 2026-11-25):
    small letters, a hyphen for each space, and nothing else but letters, marks, numbers and
    connecting punctuation.
    """
    return "".join(filter(_is_kept, title.lower())).replace(" ", "-")


def _is_kept(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "_- "
    return category(character) in ("Nd", "Nl", "Pc") or category(character)[0] in "LM"


def _html(text: str) -> str:
    """A page as HTML, but for the ways back from its notes."""
    return WAY_BACK.sub("", to_html(text.replace("\r\n", "\n").replace("\0", "")))


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n"):
        end = text.find("\n---", 3)
        if end != -1:
            return text[text.find("\n", end + 1) + 1 or len(text) :]
    return text


class _Page(HTMLParser):
    """Every heading, every `id` and `<a name>`, in the order of a page, and how much it says."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[Id] = []
        self.headings: list[Heading] = []
        self.said = 0
        self.title: list[str] = []
        self.level = 0  # of the heading that is open
        self.code = 0
        self.noted = False  # notes stand below no heading

    def begin(self) -> None:
        """Begin a page; what the one before has left open ends."""
        self.reset()
        self.title, self.level, self.code, self.noted = [], 0, 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self._end()
            self.level = int(tag[1])
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                headings = len(self.headings) + bool(self.level)
                self.ids.append(Id(value.removeprefix(PREFIX), self.said, headings))
            self.noted |= tag == "section" and (name, value) == ("class", "footnotes")
        self.code += tag in CODE
        if tag in PICTURES:
            self.say()

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._end()
        self.code -= tag in CODE and self.code > 0

    def handle_data(self, data: str) -> None:
        if self.level:
            self.title.append(data)
        elif not data.isspace() and (self.code or any(map(str.isalnum, data))):
            self.say()

    def say(self) -> None:
        """Something stands here that is no heading."""
        self.said += not (self.level or self.noted)

    def _end(self) -> None:
        if self.level:
            # Nothing is said in a heading, so that what was said before it is what is said by now.
            self.headings.append(Heading(self.level, "".join(self.title), self.said))
        self.title = []
        self.level = 0
