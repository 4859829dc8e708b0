"""File evidence: a tracked file that is not empty, a glob, a heading of Markdown, lines of text."""

from collections.abc import Sequence
from itertools import islice
from posixpath import splitext

from ml_readiness.evidence.parts import judge_part
from ml_readiness.evidence.tracked import untracked
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.reading.text import SAYING, SHORT_BYTES
from ml_readiness.rules.pattern import MOST_STARS, matching
from ml_readiness.rules.reference import CitedFile

MOST_TRIED = 20  # of the files that a glob matches


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
    return judge_part(cited.path, cited.fragment, facts)


def _whole(path: str, facts: Facts) -> Judgement:
    if judged := untracked(path, facts):
        return judged
    if facts.tree.size(path) == 0:
        return Judgement(reason="empty-file", message=f"{path} is empty")
    if not _says(path, facts):
        message = f"{path} has no word but comments"
        return Judgement(reason="says-nothing", message=message, hint="cite a file that says it")
    return Judgement(reason=None, message=f"{path} is there")


def _says(path: str, facts: Facts) -> bool:
    """Whether a file that is not empty says something, as far as that can be told."""
    reader = SAYING.get(splitext(path)[1].lower())
    if reader is None or facts.tree.size(path) > SHORT_BYTES:
        return True
    return facts.learn(reader, path)


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
    found = matching(pattern, facts.once.of(_sorted, facts))
    matches = [*islice((path for path in found if paths[path] == "file"), MOST_TRIED)]
    if not matches:
        return Judgement(
            reason="no-match",
            message=f"no tracked file matches {pattern}",
            hint="'*' stops at a slash, '**' crosses folders",
        )
    return _one_of(matches, pattern, facts)


def _one_of(matches: Sequence[str], pattern: str, facts: Facts) -> Judgement:
    """Whether one of the first files that a glob matches says something."""
    facts.tree.expect(matches)
    silent = ""
    for path in matches:
        if facts.tree.size(path) == 0:
            continue
        if _says(path, facts):
            return Judgement(reason=None, message=f"{pattern} matches {path}")
        silent = silent or path
    if silent:
        message = f"{pattern} matches no file with a word but comments, such as {silent}"
        return Judgement(reason="says-nothing", message=message)
    message = f"{pattern} matches only empty files, such as {matches[0]}"
    return Judgement(reason="empty-file", message=message)


def _sorted(facts: Facts) -> list[str]:
    return sorted(facts.tree.paths())
