"""One evidence string to what it refers to, by its shape alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from ml_readiness.model.evidence import (
    Cited,
    InvalidReason,
    Judgement,
    Malformed,
    Outcome,
    Reference,
)
from ml_readiness.model.facts import Home
from ml_readiness.model.tree import PATH_CHARACTERS, WORKFLOWS
from ml_readiness.model.view import WebSource
from ml_readiness.rules.address import SCHEMES, Address, read_address
from ml_readiness.rules.naming import nearest

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# Here a name behind a `#` is that of a job, or of nothing.
GITHUB, YAML_FILES = ".github/", (".yml", ".yaml")
WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
JOB = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# A browser would escape it; nobody writes such a space and means it.
SPACE = re.compile(r"\s")
# As GitHub writes them, columns included.
LINES = re.compile(r"L[1-9][0-9]{0,8}(?:C[0-9]{1,9})?(?:-L[1-9][0-9]{0,8}(?:C[0-9]{1,9})?)?")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
# What may stand in a folder above a test, and decide on it.
ABOVE_TESTS = (
    *("conftest.py", "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"),
    *("pyproject.toml", "tox.ini", "setup.cfg"),
)
# A link to anything else of GitHub's would leave a mention on that page.
QUIET_PAGES = ("blob", "tree")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedFile(Cited):
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
        """The file: what it says decides, or the part of it that is cited."""
        return () if "*" in self.path else (self.path,)

    def page(self, source: WebSource) -> str | None:
        """The file, at the part that is cited; none for a glob."""
        if "*" in self.path:
            return None
        if self.fragment is None:
            return source.page(self.path, from_top=self.from_top)
        rendered = self.path.lower().endswith(MARKDOWN)
        lines = LINES.fullmatch(self.fragment)
        if not rendered and not lines:  # the '#' is one of the file's own name
            return source.page(self.text, from_top=self.from_top)
        plainly = "?plain=1" if rendered and lines else ""
        return source.page(self.path, f"{plainly}#{self.fragment}", from_top=self.from_top)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedTest(Cited):
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

    def page(self, source: WebSource) -> str:
        """The file that defines it."""
        return source.page(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedJob(Cited):
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

    def page(self, source: WebSource) -> str:
        """Its workflow."""
        return source.page(self.path, from_top=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLink(Cited):
    """A web page; `address` has no fragment, so that equal pages are asked once."""

    kind: ClassVar[str] = "link"
    address: str
    fragment: str | None = None

    @property
    def part(self) -> str | None:
        """The part of the page that is cited; a browser keeps what follows `:~:` to itself."""
        return (self.fragment or "").partition(":~:")[0] or None

    def place(self, outcome: Outcome, source: WebSource | None) -> str | None:
        """The page itself, whatever is there, unless a link to it would leave a mention."""
        if outcome == "invalid" or self._mentions(source):
            return None
        return f"{self.address}#{self.fragment}" if self.fragment else self.address

    def _mentions(self, source: WebSource | None) -> bool:
        parts = urlsplit(self.address)
        own = urlsplit(source.repository).hostname if source else ""
        hosts = {"github.com", "www.github.com", own}
        steps = unquote(parts.path).split("/")
        # Dots lead out of a folder again, to any page.
        quiet = steps[3:4] and steps[3] in QUIET_PAGES and not {".", ".."} & set(steps)
        return (parts.hostname or "").rstrip(".") in hosts and not quiet


def folders_above(path: str) -> Iterator[str]:
    """The folder of a file and those above it, up to the root (""); the nearest first."""
    folder = dirname(path)
    yield folder
    while folder:
        folder = dirname(folder)
        yield folder


def read_reference(text: str, folder: str = "") -> Reference:
    """What a citation refers to; the product page's table of evidence is the rule.

    `folder` is the manifest's own ("" at the root, else "a/b"): a leading `./` starts there, a path
    below WORKFLOWS at the repository's top, every other path at the root.
    """
    if SCHEME.match(text):
        return _link(text)
    if UNPRINTABLE.search(text) or text != text.strip():
        return _malformed(_likely(text), "it has a character or a space that no path has", None)
    if "::" in text:
        return _test(text, folder)
    path, mark, fragment = text.rpartition("#")
    if not mark:
        path, fragment = text, ""
    located = _locate(path, folder)
    if isinstance(located, Judgement):
        return Malformed(kind="file", judgement=located)
    rooted = located.startswith(WORKFLOWS) and _relative(path)
    if mark and WORKFLOW.fullmatch(located) and not rooted:
        return _job(located, fragment)
    if mark and not fragment:
        return _malformed("file", "nothing follows the '#'", f"write {path}")
    if (
        fragment
        and located.startswith(GITHUB)
        and located.endswith(YAML_FILES)
        and not LINES.fullmatch(fragment)
    ):
        hint = f"write {located}#{fragment}" if rooted else f"write {WORKFLOWS}NAME.yml#job-id"
        message = f"'{fragment}' names no part of {path}: below {GITHUB} only jobs have names"
        return _malformed("file", message, hint, "fragment-not-allowed")
    whole = _locate(text, folder)
    return CitedFile(
        text=whole if isinstance(whole, str) else text,
        path=located,
        fragment=fragment if mark else None,
        rooted=rooted,
    )


def _relative(path: str) -> bool:
    """Whether a path has `./` before WORKFLOWS."""
    return path.startswith("./") and normpath(path).startswith(WORKFLOWS)


def _likely(text: str) -> str:
    """The kind that a citation looks like, when it is none."""
    if "::" in text:
        return "test"
    return "job" if WORKFLOW.match(text) and "#" in text else "file"


def at_home(link: CitedLink, home: Home) -> CitedFile | None:
    """The file that a link to the repository itself shows in the tree being judged, if it does."""
    start = f"{home.address}/blob/"
    if link.address[: len(start)].casefold() != start.casefold():
        return None
    shown = unquote(link.address[len(start) :].partition("?")[0])
    for ref in sorted(home.refs, key=len, reverse=True):
        path = shown.removeprefix(f"{ref}/")
        from_top = path.startswith(WORKFLOWS)
        if path != shown and (from_top or path.startswith(home.prefix)):
            located = path if from_top else path.removeprefix(home.prefix)
            return CitedFile(
                text=f"{located}#{link.part}" if link.part else located,
                path=located,
                fragment=link.part,
                rooted=located.startswith(WORKFLOWS) and not from_top,
            )
    return None


def _test(text: str, folder: str) -> Reference:
    path, _, rest = text.partition("::")
    names, bracket, parameter = rest.partition("[")
    parts = tuple(names.split("::"))
    if not path.endswith(".py"):
        hint = "for a test in another language cite its file and the job that runs it"
        return _malformed("test", "'::' names a test in a Python file", hint)
    if not all(part.isidentifier() for part in parts) or (bracket and parameter[-1:] != "]"):
        hint = "write path.py::test_name, path.py::TestClass::test_name or path.py::test_name[id]"
        return _malformed("test", "this is not the name of a test", hint)
    located = _locate(path, folder)
    if isinstance(located, Judgement):
        return Malformed(kind="test", judgement=located)
    return CitedTest(path=located, names=parts, parameter=parameter[:-1] if bracket else None)


def _job(path: str, job: str) -> Reference:
    if not JOB.fullmatch(job):
        hint = "a job id has letters, digits, '-' and '_', and starts with a letter or '_'"
        return _malformed("job", f"'{job}' is not the id of a job", hint)
    return CitedJob(path=path, job=job)


def _link(text: str) -> Reference:
    match read_address(text):
        case Address() as address if not SPACE.search(text):
            return CitedLink(address=address.written, fragment=address.fragment)
        case "scheme":
            scheme = text.partition(":")[0].lower()
            near = nearest(scheme, SCHEMES)
            hint = f"did you mean {near}?" if near else "only http and https addresses are asked"
            return _malformed("link", f"'{scheme}' is not a scheme of the web", hint)
        case "credentials":
            message = "the address carries a user name or a password"
            return _malformed("link", message, "remove it, and change the password", "credentials")
        case _:
            return _malformed("link", "this is not a web address", None)


def _locate(path: str, folder: str) -> str | Judgement:
    """The path from the root, or why it is none."""
    if not path:
        return _judge("malformed", "the path is empty", None)
    if "\0" in path or len(path) > PATH_CHARACTERS:
        message = f"a path has at most {PATH_CHARACTERS} characters and no NUL"
        return _judge("malformed", message, None)
    if path.startswith("/"):
        return _judge("outside-root", "the path does not start at the root", "remove the first '/'")
    start = f"{folder}/" if folder and path.startswith("./") else ""
    located = normpath(start + path)
    if located == ".." or located.startswith("../"):
        return _judge("outside-root", "the path leaves the root", None)
    if located == ".":
        return _judge("directory", "this is a folder", "cite a file in it, or a glob")
    return f"{located}/" if path.endswith("/") else located


def _judge(reason: InvalidReason, message: str, hint: str | None) -> Judgement:
    return Judgement(reason=reason, message=message, hint=hint)


def _malformed(
    kind: str, message: str, hint: str | None, reason: InvalidReason = "malformed"
) -> Malformed:
    return Malformed(kind=kind, judgement=_judge(reason, message, hint))
