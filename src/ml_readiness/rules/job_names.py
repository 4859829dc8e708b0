"""Which jobs of a run are the one that is cited: GitHub shows names, and a manifest cites ids.

A job is shown by its `name`, else by its id. Behind that comes ` (…)` for one of a matrix, and
` / …` for a job of a workflow that it calls. An expression in a name stands for any text.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ml_readiness.model.runs import JobRun

# So many jobs of a workflow are held against each that ran, and so many letters of a name.
MOST_JOBS = 300
NAME_LETTERS = 500
OPENS, CLOSES = "${{", "}}"
BEHIND = (" (", " / ")
SUCCESS, SKIPPED = "success", "skipped"


class _Fit(NamedTuple):
    """How well a name fits what is shown, the better the greater.

    A whole name is better than its beginning, a plain one than one with expressions, a long one
    than a short one.
    """

    whole: bool
    plain: bool
    letters: int


def matching_jobs(job: str, names: Mapping[str, str], ran: Sequence[JobRun]) -> tuple[JobRun, ...]:
    """The jobs that ran which are certainly the cited one; none where that is not clear.

    `names` are those of the workflow's jobs, by id; a job that has none is called by its id.
    """
    if job not in names:
        return ()
    own = _texts(names[job] or job)
    others = [_texts(name or other) for other, name in [*names.items()][:MOST_JOBS] if other != job]
    found = []
    for each in ran:
        shown = each.name[:NAME_LETTERS]
        fit = _fit(own, shown)
        if fit is None:
            continue
        rival = max((f for other in others if (f := _fit(other, shown))), default=None)
        if rival is not None and rival == fit:
            return ()
        if rival is None or fit > rival:
            found.append(each)
    return tuple(found)


def has_passed(found: Sequence[JobRun]) -> bool | None:
    """Whether the jobs succeeded, the skipped ones left out; None where all were skipped."""
    ends = {each.conclusion for each in found} - {SKIPPED}
    return ends == {SUCCESS} if ends else None


def _texts(name: str) -> list[str]:
    """The texts of a name between its expressions; one alone where it has none."""
    texts: list[str] = []
    rest = name[:NAME_LETTERS]
    while True:
        before, opened, behind = rest.partition(OPENS)
        _, closed, after = behind.partition(CLOSES)
        if not (opened and closed):
            return [*texts, rest]
        texts.append(before)
        rest = after


def _fit(texts: list[str], shown: str) -> _Fit | None:
    """How a name fits what is shown; from the left, so that no text is tried twice."""
    first, *others = texts
    letters = sum(map(len, texts))
    if not shown.startswith(first):
        return None
    place = len(first)
    if not others:
        if place == len(shown):
            return _Fit(whole=True, plain=True, letters=letters)
        begun = shown.startswith(BEHIND, place)
        return _Fit(whole=False, plain=True, letters=letters) if begun else None
    *between, last = others
    for text in between:
        place = shown.find(text, place)
        if place < 0:
            return None
        place += len(text)
    if shown.endswith(last) and len(shown) - len(last) >= place:
        return _Fit(whole=True, plain=False, letters=letters)
    begun = any(shown.find(last + behind, place) >= 0 for behind in BEHIND)
    return _Fit(whole=False, plain=False, letters=letters) if begun else None
