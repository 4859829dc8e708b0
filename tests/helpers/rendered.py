"""A page as GitHub shows it, made from Markdown, or as a browser does: what is, and comes alive."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from ml_readiness.rules.local_command import PRODUCT

# A comment keeps its line breaks.
MARKDOWN = MarkdownIt("commonmark", {"html": True, "breaks": True})
MARKDOWN.enable(["table", "strikethrough"])

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VOID = ("br", "col", "hr", "img", "input", "link", "meta", "source")
# GitHub looks for names, numbers and addresses in all text but that of these.
QUIET = ("a", "code", "pre")
# What GitHub makes of the text of a page, and what else does something there. Each is a little
# greedier than GitHub.
ALIVE = {
    "mention": re.compile(r"(?:^|\W)@[a-z0-9]", re.IGNORECASE),
    "issue": re.compile(r"#[0-9]|(?<![a-z0-9])gh-[0-9]", re.IGNORECASE),
    "commit": re.compile(r"\b[0-9a-f]{7,64}\b", re.ASCII),
    "emoji": re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE),
    "address": re.compile(r"[a-z]+://[^\s<]|(?<![a-z0-9])www\.[^\s<]", re.IGNORECASE),
    "mail": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", re.ASCII),
    "formula": re.compile(r"\$[^$]+\$"),
}
# The same for the Markdown itself; programs that read comments look for commands there, too.
STARTS = {
    "task": re.compile(r"^[\s>]*(?:[-*+]|[0-9]+[.)])\s+\[[ xX]\]\s", re.MULTILINE),
    "alert": re.compile(r"^\s*>\s*\[!", re.MULTILINE),
    "definition": re.compile(r"^\s*\[[^\]\n]+\]:", re.MULTILINE),
    "command": re.compile(r"^\s*/[a-z]", re.MULTILINE),
}
SPACES = re.compile(r"\s+")
JOINER = "\u2060"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    href: str
    text: str


@dataclass(slots=True)
class Element:
    """An element with what is in it: texts and elements in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, *tags: str) -> list["Element"]:
        return [each for each in self.walk() if each.tag in tags]

    @property
    def text(self) -> str:
        """What is read, on one line; the joiners that we put in are not seen."""
        texts = (each if isinstance(each, str) else each._raw() for each in self.inside)
        return SPACES.sub(" ", "".join(texts)).strip().replace(JOINER, "")

    def _raw(self) -> str:
        if self.tag == "br":
            return "\n"
        return "".join(each if isinstance(each, str) else each._raw() for each in self.inside)

    def bare(self) -> Iterator[str]:
        """Every text outside code and links, as GitHub gets to see it."""
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in QUIET:
                yield from each.bare()


class _Reader(HTMLParser):
    """HTML as a tree; every element is closed by its own end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self.open = [self.root]
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> inside <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What readers and programs get of a piece of Markdown."""

    root: Element
    comments: Sequence[str]
    alive: Sequence[str]

    @property
    def tags(self) -> list[str]:
        """Every element in its order."""
        return [element.tag for element in self.root.walk()]

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def links(self) -> list[Link]:
        return [
            Link(href=each.attributes.get("href", ""), text=each.text)
            for each in self.root.all("a")
        ]

    @property
    def cited(self) -> list[Link]:
        """The links but those that lead to our own pages, which are of every report."""
        return [link for link in self.links if link.href.partition("/blob/")[0] != PRODUCT]

    @property
    def images(self) -> list[str]:
        return [each.attributes.get("src", "") for each in self.root.all("img")]

    @property
    def headings(self) -> list[tuple[str, str]]:
        return [(each.tag, each.text) for each in self.root.all(*HEADINGS)]

    @property
    def paragraphs(self) -> list[str]:
        return [each.text for each in self.root.all("p")]

    @property
    def items(self) -> list[str]:
        return [each.text for each in self.root.all("li")]

    @property
    def lists(self) -> dict[str, list[str]]:
        """The items of the lists below each heading, folded or not; none of another's."""
        found: dict[str, list[str]] = {}
        heading = ""
        for each in self.root.walk():
            if each.tag in HEADINGS:
                heading = each.text
            elif each.tag == "ul":
                found.setdefault(heading, []).extend(item.text for item in each.all("li"))
        return found

    @property
    def tables(self) -> list[list[list[str]]]:
        return [
            [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
            for table in self.root.all("table")
        ]

    @property
    def folded(self) -> list[str]:
        """The summary of each part that a reader has to open."""
        return [each.text for each in self.root.all("summary")]


def github_html(markdown: str) -> str:
    """The HTML that GitHub's own library makes, which takes addresses for links by itself."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
    html: str = cmarkgfm.github_flavored_markdown_to_html(markdown, options)
    return html


def page(markdown: str, render: Callable[[str], str] = MARKDOWN.render) -> Page:
    """The page that Markdown makes; every element in it is closed where it should be."""
    reader = _read(render(markdown))
    alive = [*_alive(ALIVE, reader.root.bare()), *_alive(STARTS, [markdown])]
    return Page(root=reader.root, comments=reader.comments, alive=alive)


def page_of_html(text: str) -> Page:
    """A whole page of HTML, in which nothing is looked for as GitHub does."""
    reader = _read(text.removeprefix("<!doctype html>"))
    return Page(root=reader.root, comments=reader.comments, alive=())


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[each.tag for each in reader.open[1:]]}"
    return reader


def _alive(signs: Mapping[str, re.Pattern[str]], texts: Iterable[str]) -> Iterator[str]:
    """What GitHub would make more of than text: `mention: @name`."""
    for text in texts:
        for what, sign in signs.items():
            if found := sign.search(text):
                yield f"{what}: {found[0]}"
