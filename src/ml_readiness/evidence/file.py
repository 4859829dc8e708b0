"""File evidence: a tracked file that is not empty, a glob, a heading of Markdown, lines of text."""

from collections.abc import Sequence
from posixpath import splitext

from msgspec.structs import replace

from ml_readiness.evidence.parts import judge_part
from ml_readiness.evidence.tracked import has_pointer, in_lfs, untracked
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.reading.text import SAYING, SHORT_BYTES, is_script
from ml_readiness.rules.cited import CitedFile
from ml_readiness.rules.pattern import MOST_STARS, matching
from ml_readiness.rules.prose import is_prose

MOST_TRIED = 20  # of the files that a glob matches
MOST_WIDE = 100  # that a glob without a folder of its own may match


def verify_file(cited: CitedFile, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when the file, or one that a glob matches, is tracked and says something.

    A file whose own name has a `*` or a `#` wins over a glob and a fragment.
    """
    del accepted
    paths = facts.tree.paths()
    if cited.text not in paths and cited.path not in paths and "*" in cited.path:
        return _glob(cited, facts)
    path = cited.text if cited.text in paths else cited.path
    judged = _whole(path, facts)
    if path != cited.text and cited.fragment is not None and judged.outcome == "verified":
        judged = in_lfs(path, facts) or judge_part(path, cited.fragment, facts)
    prose = _is_prose(path, facts)
    return replace(judged, prose=prose, about=path if prose else None)


def _is_prose(path: str, facts: Facts) -> bool:
    if not is_prose(path) or is_prose(path, runs=True):
        return is_prose(path)
    # It has no ending; a script says in its first line what runs it.
    if facts.tree.paths().get(path) != "file" or has_pointer(path, facts):
        return True
    return not facts.learn(is_script, path)


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
    if reader is None or facts.tree.size(path) > SHORT_BYTES or has_pointer(path, facts):
        return True
    return facts.learn(reader, path)


def _glob(cited: CitedFile, facts: Facts) -> Judgement:
    pattern = cited.path
    if cited.fragment is not None:
        return Judgement(
            reason="fragment-not-allowed",
            message="a glob has no parts that can be cited",
            hint="cite one file, or the glob alone",
        )
    if pattern.split("/").count("**") > MOST_STARS:
        message = f"a glob has at most {MOST_STARS} '**'"
        return Judgement(reason="glob-too-wide", message=message)
    paths = facts.tree.paths()
    found = matching(pattern, facts.once.of(_sorted, facts))
    matches = [path for path in found if paths[path] == "file"]
    if not matches:
        return Judgement(
            reason="no-match",
            message=f"no tracked file matches {pattern}",
            hint="'*' stops at a slash, '**' crosses folders",
        )
    prose = all(map(is_prose, matches))
    judged = replace(_one_of(matches[:MOST_TRIED], pattern, facts), prose=prose, about=pattern)
    wide = "*" in pattern.partition("/")[0] and len(matches) > MOST_WIDE
    return replace(judged, weakness="everything") if wide and judged.reason is None else judged


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
