"""File evidence: a tracked file that is not empty, a glob, a heading of Markdown, lines of text."""

from collections.abc import Sequence

from ml_readiness.evidence.parts import judge_part
from ml_readiness.evidence.tracked import untracked
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.rules.pattern import MOST_STARS, matching
from ml_readiness.rules.reference import CitedFile

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
    return judge_part(cited.path, cited.fragment, facts)


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
