"""What a citation can refer to: one shape a kind, with what it reads and where it can be seen."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, split
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from ml_readiness.model.evidence import Bound, Cited, Judgement
from ml_readiness.model.tree import WORKFLOWS
from ml_readiness.model.view import WebSource

# As GitHub writes them, columns included.
LINES = re.compile(r"L[1-9][0-9]{0,8}(?:C[0-9]{1,9})?(?:-L[1-9][0-9]{0,8}(?:C[0-9]{1,9})?)?")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
NOTEBOOKS = (".ipynb",)
# Files of YAML whose parts have names of their own.
MAKEFILES = ("Makefile", "makefile", "GNUmakefile")
DVC, PRE_COMMIT = "dvc.yaml", ".pre-commit-config.yaml"
DVC_LOCK = "dvc.lock"
# What may stand in a folder above a test, and decide on it.
ABOVE_TESTS = (
    *("conftest.py", "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"),
    *("pyproject.toml", "tox.ini", "setup.cfg"),
)
# A link to anything else of GitHub's would leave a mention on that page.
QUIET_PAGES = ("blob", "tree")


class CitedFile(Cited, Struct, frozen=True, kw_only=True):
    """A tracked file, or a glob over tracked files; `fragment` is what follows the last `#`.

    A path below WORKFLOWS starts at the top of the repository, unless it is `rooted`.
    """

    kind: ClassVar[str] = "file"
    text: str
    path: str
    fragment: str | None = None
    rooted: bool = False

    @property
    def from_top(self) -> bool:
        """Whether the path is that of the repository's own workflows."""
        return self.path.startswith(WORKFLOWS) and not self.rooted

    @property
    def reads(self) -> tuple[str, ...]:
        """The file: what it says decides, or the part that is cited; of a stage its lock too."""
        if "*" in self.path:
            return ()
        folder, name = split(self.path)
        stage = name == DVC and self.fragment is not None
        return (self.path, join(folder, DVC_LOCK)) if stage else (self.path,)

    def page(self, source: WebSource, line: int | None = None) -> str | None:
        """The file, at the part that is cited; none for a glob."""
        if "*" in self.path:
            return None
        if self.fragment is None or line:
            return source.line(self.path, line, from_top=self.from_top)
        notebook = self.path.lower().endswith(NOTEBOOKS)
        rendered = notebook or self.path.lower().endswith(MARKDOWN)
        lines = LINES.fullmatch(self.fragment)
        if notebook and not lines:  # GitHub shows it without anchors
            return source.page(self.path, from_top=self.from_top)
        if not rendered and not lines:  # the '#' is one of the file's own name
            return source.page(self.text, from_top=self.from_top)
        plainly = "?plain=1" if rendered and lines else ""
        return source.page(self.path, f"{plainly}#{self.fragment}", from_top=self.from_top)


class CitedTest(Cited, Struct, frozen=True, kw_only=True):
    """A Python test: `names` are its classes, outermost first, then the function."""

    kind: ClassVar[str] = "test"
    path: str
    names: tuple[str, ...]
    parameter: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The file that defines it, and what may stand above it and decide on it."""
        above = (join(folder, name) for folder in folders_above(self.path) for name in ABOVE_TESTS)
        return (self.path, *above)

    def page(self, source: WebSource, line: int | None = None) -> str:
        """The file that defines it."""
        return source.line(self.path, line)


class CitedJob(Cited, Struct, frozen=True, kw_only=True):
    """A job of a GitHub Actions workflow."""

    kind: ClassVar[str] = "job"
    path: str
    job: str

    @property
    def from_top(self) -> bool:
        """Always: GitHub runs no other workflow."""
        return True

    @property
    def reads(self) -> tuple[str, ...]:
        """Its workflow."""
        return (self.path,)

    def page(self, source: WebSource, line: int | None = None) -> str:
        """Its workflow."""
        return source.line(self.path, line, from_top=True)


class CitedAlert(Cited, Struct, frozen=True, kw_only=True):
    """An alert of a Prometheus rule file."""

    kind: ClassVar[str] = "alert"
    path: str
    alert: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The rule file."""
        return (self.path,)

    def page(self, source: WebSource, line: int | None = None) -> str:
        """The rule file, at the alert."""
        return source.line(self.path, line)


class CitedValue(Cited, Struct, frozen=True, kw_only=True):
    """A value in a file of JSON, YAML or TOML, by the names that its pointer leads through.

    `written` is the pointer as it stands in the manifest. `imposed` are the bounds that hold
    besides its own, whatever the manifest says.
    """

    kind: ClassVar[str] = "value"
    text: str
    path: str
    pointer: tuple[str, ...]
    written: str
    bound: Bound | None = None
    imposed: tuple[Bound, ...] = ()
    rooted: bool = False

    @property
    def from_top(self) -> bool:
        """Whether the path is that of the repository's own workflows."""
        return self.path.startswith(WORKFLOWS) and not self.rooted

    @property
    def same(self) -> tuple[str, bool, tuple[str, ...]]:
        """What all citations of the same value have in common."""
        return (self.path, self.from_top, self.pointer)

    @property
    def reads(self) -> tuple[str, ...]:
        """Its file."""
        return () if "*" in self.path else (self.path,)

    def page(self, source: WebSource, line: int | None = None) -> str:
        """Its file, at the line of the value."""
        return source.line(self.path, line, from_top=self.from_top)


class CitedLink(Cited, Struct, frozen=True, kw_only=True):
    """A web page; `address` has no fragment, so that equal pages are asked once."""

    kind: ClassVar[str] = "link"
    address: str
    fragment: str | None = None

    @property
    def part(self) -> str | None:
        """The part of the page that is cited; a browser keeps what follows `:~:` to itself."""
        return (self.fragment or "").partition(":~:")[0] or None

    def place(self, judgement: Judgement, source: WebSource | None) -> str | None:
        """The page itself, whatever is there, unless a link to it would leave a mention."""
        if judgement.outcome == "invalid" or self._mentions(source):
            return None
        return f"{self.address}#{self.fragment}" if self.fragment else self.address

    def _mentions(self, source: WebSource | None) -> bool:
        parts = urlsplit(self.address)
        own = urlsplit(source.repository).hostname if source else ""
        hosts = {"github.com", "www.github.com", own}
        steps = unquote(parts.path).split("/")
        # Dots lead out of a folder again, to any page.
        quiet = len(steps) > 3 and steps[3] in QUIET_PAGES and not {".", ".."} & set(steps)
        return (parts.hostname or "").rstrip(".") in hosts and not quiet


def folders_above(path: str) -> Iterator[str]:
    """The folder of a file and those above it, up to the root (""); the nearest first."""
    folder = dirname(path)
    yield folder
    while folder:
        folder = dirname(folder)
        yield folder
