"""Which criteria, points and words are meant by what somebody asks about."""

from collections.abc import Collection, Iterator
from typing import Literal

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.rubric import Rubric
from ml_readiness.rules.naming import choice, folded

TopicKind = Literal["criterion", "point", "word"]
Asked = tuple[TopicKind, str]


def topics_of(asked: str, rubric: Rubric, words: Collection[str]) -> frozenset[Asked]:
    """Everything with this id, code or title, or this fixed word; without one all that is asked.

    What is spelt exactly so comes before what has the same letters.
    """
    known = [*_names(rubric), *((word, ("word", word)) for word in words)]
    if not asked:
        return frozenset(named for _, named in known if named[0] != "word")
    exact = frozenset(named for name, named in known if name == asked)
    bare = folded(asked)
    return exact or frozenset(named for name, named in known if bare and folded(name) == bare)


def unknown_word(asked: str, rubric: Rubric, words: Collection[str]) -> InputError:
    """The error for what nothing is called by, with the nearest name."""
    ids = [named[1] for _, named in _names(rubric)]
    sections = {folded(section.title): section for section in rubric.sections}
    sections |= {folded(section.id): section for section in rubric.sections}
    if section := sections.get(folded(asked)):
        inside = ", ".join(criterion.id for criterion in section.criteria)
        return mistake(f"'{asked}' is a section", hint=f"write one of {inside}")
    codes = [criterion.code for section in rubric.sections for criterion in section.criteria]
    hint = choice(asked, dict.fromkeys([*ids, *codes, *words]))
    if hint is None or not hint.startswith("did you mean"):
        hint = "`ml-readiness explain` alone lists the criteria and points"
    return mistake(f"nothing is called '{asked}'", hint=hint)


def _names(rubric: Rubric) -> Iterator[tuple[str, Asked]]:
    """What each criterion and point is called, with its id."""
    for section in rubric.sections:
        for criterion in section.criteria:
            for name in (criterion.id, criterion.code, criterion.title):
                yield name, ("criterion", criterion.id)
    for point in rubric.checklist:
        for name in (point.id, point.title):
            yield name, ("point", point.id)
