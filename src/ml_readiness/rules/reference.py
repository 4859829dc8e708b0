"""One evidence string to what it refers to, by its shape alone."""

import re
from posixpath import basename, normpath
from urllib.parse import unquote

from ml_readiness.model.evidence import InvalidReason, Judgement, Malformed, Reference
from ml_readiness.model.facts import Home
from ml_readiness.model.tree import PATH_CHARACTERS, WORKFLOWS
from ml_readiness.rules.address import FLAWS, SCHEMES, Address, Flaw, read_address
from ml_readiness.rules.bounds import split_bound, tokens_of
from ml_readiness.rules.cited import (
    DVC,
    LINES,
    PRE_COMMIT,
    CitedAlert,
    CitedFile,
    CitedJob,
    CitedLink,
    CitedTest,
    CitedValue,
)
from ml_readiness.rules.naming import nearest

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# Here a name behind a `#` is that of a job, or of nothing.
GITHUB, YAML_FILES = ".github", (".yml", ".yaml")
# Of these files other things have names than alerts.
YAML_WITH_PARTS = (DVC, PRE_COMMIT)
WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
POINTED = re.compile(r"(.*?\.(?:json|ya?ml|toml))#(/.*)", re.DOTALL | re.IGNORECASE)
JOB = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# A browser would escape it; nobody writes such a space and means it.
SPACE = re.compile(r"\s")


def read_reference(text: str, folder: str = "") -> Reference:
    """What a citation refers to; the product page's table of evidence is the rule.

    `folder` is the manifest's own ("" at the root, else "a/b"): a leading `./` starts there, a path
    below WORKFLOWS at the repository's top, every other path at the root.
    """
    if SCHEME.match(text):
        return _link(text)
    if UNPRINTABLE.search(text) or text != text.strip():
        return _malformed(_likely(text), "it has a character or a space that no path has", None)
    if value := POINTED.fullmatch(text):
        return _value(text, value[1], value[2], folder)
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
    named = fragment and located.lower().endswith(YAML_FILES) and not LINES.fullmatch(fragment)
    if named and GITHUB in located.split("/")[:-1]:
        hint = f"write {located}#{fragment}" if rooted else f"write {WORKFLOWS}NAME.yml#job-id"
        message = f"'{fragment}' names no part of {path}: below {GITHUB}/ only jobs have names"
        return _malformed("file", message, hint, "fragment-not-allowed")
    if named and "*" not in located and basename(located) not in YAML_WITH_PARTS:
        return CitedAlert(path=located, alert=fragment)
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
    if POINTED.fullmatch(text):
        return "value"
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


def _value(text: str, path: str, written: str, folder: str) -> Reference:
    """A pointer has no `%`-decoding: a key is written as the file has it."""
    located = _locate(path, folder)
    if isinstance(located, Judgement):
        return Malformed(kind="value", judgement=located)
    pointer, bound = split_bound(written)
    tokens = tokens_of(pointer)
    if tokens is None:
        message = "in a pointer '~' is followed by 0 or 1"
        return _malformed("value", message, "write ~0 for a '~' of a key, and ~1 for its '/'")
    whole = _locate(text, folder)
    return CitedValue(
        text=whole if isinstance(whole, str) else text,
        path=located,
        pointer=tokens,
        written=pointer,
        bound=bound,
        rooted=located.startswith(WORKFLOWS) and _relative(path),
    )


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
        case Address():
            return _no_address("ambiguous")
        case flaw:
            return _no_address(flaw)


def _no_address(flaw: Flaw) -> Malformed:
    because = "" if flaw == "unreadable" else f": {FLAWS[flaw]}"
    hint = "write %20 for a space, and / for a backslash" if flaw == "ambiguous" else None
    return _malformed("link", f"this is not a web address{because}", hint)


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
