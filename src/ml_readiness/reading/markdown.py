"""The anchors of a Markdown page, as GitHub makes them: its own parser, and a slug a heading."""

import re
from html.parser import HTMLParser
from unicodedata import category

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# GitHub puts this before every id of a page, and its script takes it off again.
PREFIX = "user-content-"
# The way back from a note has no anchor, and of a page that calls one note often it is the most.
WAY_BACK = re.compile(
    r'<a href="#fnref-[^"<>]*" class="footnote-backref"[^<>]*>↩'
    r'(?:<sup class="footnote-ref">[0-9]+</sup>)?</a>'
)


def read_anchors(content: bytes) -> frozenset[str]:
    """Every anchor of a page without its prefix: the slugs of its headings, and its explicit ids.

    The second heading of a name gets `-1`, the third `-2`, and no slug is given twice. A heading
    in HTML whose text has lines of its own has a second slug, without the space at its ends, as
    GitHub's documentation says (2026-11-25). Headings in HTML, quotes and lists
    count; nothing in code does. Text that is not UTF-8 is read as far as it goes.
    """
    page = _Page()
    # A browser takes `<![` for a comment; Python's parser takes it for SGML and may raise.
    page.feed(_html(content).replace("<![", "<! ["))
    # No `close()`: it would go over an unfinished tail again and again, for nothing.
    counts: dict[str, int] = {}
    anchors = set(page.ids)
    for title in page.titles:
        slug = base = slugify(title)
        while slug in counts:
            counts[base] += 1
            slug = f"{base}-{counts[base]}"
        counts[slug] = 0
        anchors.add(slug)
        if "\n" in (title[:1], title[-1:]):
            anchors.add(slugify(title.strip()))
    return frozenset(anchors)


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


def _html(content: bytes) -> str:
    """A page as HTML, raw HTML kept, with the extensions that GitHub uses."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\0", "")
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    html: str = cmarkgfm.github_flavored_markdown_to_html(_without_front_matter(text), options)
    return WAY_BACK.sub("", html)


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n"):
        end = text.find("\n---", 3)
        if end >= 0:
            return text[text.find("\n", end + 1) + 1 or len(text) :]
    return text


class _Page(HTMLParser):
    """The text of every heading, and every `id` and `<a name>`, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.titles: list[str] = []
        self.title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.ids.add(value.removeprefix(PREFIX))
        if tag in HEADINGS:
            self._end()
            self.title = []

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._end()

    def handle_data(self, data: str) -> None:
        if self.title is not None:
            self.title.append(data)

    def _end(self) -> None:
        if self.title is not None:
            self.titles.append("".join(self.title))
        self.title = None
