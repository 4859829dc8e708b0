"""File evidence: a tracked file that is not empty, a glob, a heading of Markdown, lines of text."""

import re
from collections.abc import Sequence

from ml_readiness.evidence.tracked import untracked
from ml_readiness.model.evidence import CitedFile, Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.reading.markdown import PREFIX, read_anchors
from ml_readiness.rules.naming import choice
from ml_readiness.rules.pattern import MOST_STARS, matching

LINES = re.compile(r"L([1-9][0-9]{0,8})(?:-L([1-9][0-9]{0,8}))?")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
MOST_MATCHES = 10_000


def verify_file(cited: CitedFile, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when the file, or one that a glob matches, is tracked and not empty.

    A file whose own name has a `*` or a `#` wins over a glob and a fragment.
    """
    del accepted
    paths = facts.tree.paths()
    if cited.text in paths:
        return _whole(cited.text, facts)
    if cited.path not in paths and "*" in cited.path:
        return _glob(cited, facts)
    if cited.fragment is None:
        return _whole(cited.path, facts)
    judged = _whole(cited.path, facts)
    if judged.outcome != "verified":
        return judged
    if lines := LINES.fullmatch(cited.fragment):
        first, last = int(lines[1]), int(lines[2] or lines[1])
        return _lines(cited.path, first, last, facts)
    if cited.path.lower().endswith(MARKDOWN):
        return _heading(cited.path, cited.fragment, facts)
    return Judgement(
        reason="fragment-not-allowed",
        message=f"only Markdown has headings, and {cited.path} is not Markdown",
        hint="cite lines as #L10 or #L10-L20, or the file alone",
    )


def _whole(path: str, facts: Facts) -> Judgement:
    if judged := untracked(path, facts):
        return judged
    if facts.tree.size(path) == 0:
        return Judgement(reason="empty-file", message=f"{path} is empty")
    return Judgement(reason=None, message=f"{path} is there")


def _glob(cited: CitedFile, facts: Facts) -> Judgement:
    pattern = cited.path
    if cited.fragment is not None:
        return Judgement(
            reason="fragment-not-allowed",
            message="a glob has no headings or lines",
            hint="cite one file, or the glob alone",
        )
    if pattern.split("/").count("**") > MOST_STARS:
        message = f"a glob has at most {MOST_STARS} '**'"
        return Judgement(reason="glob-too-wide", message=message)
    paths = facts.tree.paths()
    count = 0
    empty: str | None = None
    for path in matching(pattern, facts.once.of(_sorted, facts)):
        if paths[path] != "file":
            continue
        count += 1
        if count > MOST_MATCHES:
            message = f"{pattern} matches more than {MOST_MATCHES} files"
            return Judgement(reason="glob-too-wide", message=message, hint="cite fewer files")
        if facts.tree.size(path) > 0:
            return Judgement(reason=None, message=f"{pattern} matches {path}")
        empty = path
    if empty:
        message = f"{pattern} matches only empty files, such as {empty}"
        return Judgement(reason="empty-file", message=message)
    return Judgement(
        reason="no-match",
        message=f"no tracked file matches {pattern}",
        hint="'*' stops at a slash, '**' crosses folders",
    )


def _sorted(facts: Facts) -> list[str]:
    return sorted(facts.tree.paths())


def _heading(path: str, fragment: str, facts: Facts) -> Judgement:
    from urllib.parse import unquote

    anchors = facts.learn(read_anchors, path)
    fragment = fragment.removeprefix(PREFIX)
    if fragment in anchors or unquote(fragment) in anchors:
        return Judgement(reason=None, message=f"{path} has the heading #{fragment}")
    hint = choice(fragment.lower(), sorted(anchors)) or "the page has no headings"
    message = f"{path} has no heading #{fragment}"
    return Judgement(reason="no-such-heading", message=message, hint=hint)


def _lines(path: str, first: int, last: int, facts: Facts) -> Judgement:
    count = facts.learn(count_lines, path)
    if count is None:
        message = f"{path} is not text, so it has no lines"
        return Judgement(reason="fragment-not-allowed", message=message, hint=f"write {path}")
    if first > last:
        message = f"line {first} comes after line {last}"
        return Judgement(reason="no-such-line", message=message, hint=f"write #L{last}-L{first}")
    if last > count:
        message = f"{path} has {count} lines, not {last}"
        return Judgement(reason="no-such-line", message=message)
    return Judgement(reason=None, message=f"{path} has {count} lines")


def count_lines(content: bytes) -> int | None:
    """The number of lines of a text; None when it is not UTF-8 text."""
    if b"\0" in content:
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return content.count(b"\n") + (not content.endswith(b"\n"))
