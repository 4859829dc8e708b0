"""How a report is looked at: nothing that changes what it says."""

from collections.abc import Collection
from urllib.parse import quote

from msgspec import Struct


class WebSource(Struct, frozen=True, kw_only=True):
    """Where what was judged can be read on the web.

    `repository` is its page (`https://github.com/acme/fraud`), `commit` what its files are linked
    at, `prefix` the root's path in it ("" or "a/b/"). `moved` are the paths whose lines are not
    those of that commit. `run` is the page of the run, where a report is whole.
    """

    repository: str
    commit: str
    prefix: str = ""
    moved: Collection[str] = ()
    run: str | None = None

    def page(self, path: str, place: str = "", *, from_top: bool = False) -> str:
        """The address of a file; `place` is what follows it, such as `#L3`.

        A path starts at the root, or at the top of the repository.
        """
        whole = path if from_top else self.prefix + path
        spelt = quote(whole.encode("utf-8", "surrogateescape"))
        return f"{self.repository}/blob/{self.commit}/{spelt}{place}"

    def line(self, path: str, line: int | None, *, from_top: bool = False) -> str:
        """The address of a line, of the file alone where its lines may be others."""
        place = f"#L{line}" if line and path not in self.moved else ""
        return self.page(path, place, from_top=from_top)


# More characters than any line has: a file and a pipe have no edge.
UNFOLDED = 1_000_000


class View(Struct, frozen=True, kw_only=True):
    """Colour is for terminals; `width` is a number of characters; without `source` no links.

    `everything` opens what the text else only counts, and adds all criteria and points.
    """

    colour: bool = False
    width: int = 100
    everything: bool = False
    source: WebSource | None = None
