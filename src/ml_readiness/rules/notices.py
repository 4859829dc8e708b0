"""What a change does to a manifest's place, its bar and its rubric, said as warnings."""

from collections.abc import Iterator

from ml_readiness.model.manifest import Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Statement
from ml_readiness.model.rubric import Rubric
from ml_readiness.rules.policy import lowered

# How many of the ids that score nothing a warning names.
MOST_NAMED = 5


def moved(old: str, new: str) -> Iterator[Statement]:
    """A manifest whose path the change changes: it keeps its bar."""
    if old != new:
        message = f"this change moves {old} to {new}; the base branch's bar goes along"
        yield Statement(reason="renamed", message=message)


def weakened(base: Terms, head: Terms, begun: Terms | None = None) -> Iterator[Statement]:
    """Each bar that the change would lower: it stays.

    `begun` are the terms that the change began with, where the base branch has others since: what
    was lower there already is not lowered by the change.
    """
    known = set(lowered(base, begun)) if begun else ()
    for what in lowered(base, head):
        if what not in known:
            message = f"this change would {what}; the base branch's bar stays"
            yield Statement(reason="bar-lowered", message=message)


def other_rubric(
    own: Rubric, base: Rubric, manifest: Manifest, begun: Rubric | None = None
) -> Iterator[Statement]:
    """A rubric that the change brings: it does not score this change.

    `begun` is the rubric that the change began with, where the base branch has another one since.
    """
    terms = manifest.terms
    same = f"another version of {base.id}" if own.id == base.id else own.id
    message = f"this change asks for the rubric {same}; it is scored by the base's {base.id}"
    if own == begun:
        message = f"the base branch no longer has the rubric {same}; its {base.id} scores this too"
    yield Statement(reason="rubric-changed", message=message)
    known = {each.id for section in base.sections for each in section.criteria}
    known |= {point.id for point in base.checklist}
    unknown = [name for name in (*manifest.claims, *manifest.considerations) if name not in known]
    if unknown:
        names = ", ".join(f"'{name}'" for name in unknown[:MOST_NAMED])
        names += f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        message = f"what is not in {base.id} scores nothing: {names}"
        yield Statement(reason="rubric-changed", message=message)
    bars = {
        "minimum": terms.minimum,
        "minimum of the checklist": terms.checklist_minimum,
        **{f"minimum of {section}": bar for section, bar in terms.sections.items()},
    }
    for name, bar in bars.items():
        if bar is not None:
            message = f"its own {name} of {plain(bar)} is set aside with the rubric"
            yield Statement(reason="rubric-changed", message=message)
