"""The anchors that a page defines, read as leniently as a browser does."""

from html.parser import HTMLParser


def anchors(html: str) -> frozenset[str]:
    """Every `id`, and every `name` of an `a`, on a page; never raises, however broken it is."""
    reader = _Reader()
    # A browser takes `<![` for a comment; Python's parser takes it for SGML and may raise.
    reader.feed(html.replace("<![", "<! ["))
    # No `close()`: it would go over an unfinished tail again and again, for nothing.
    return frozenset(reader.found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.found.add(value)
