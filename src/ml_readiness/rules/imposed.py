"""The bounds that a base has for values: they hold in the head, and what a change does to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from ml_readiness.model.evidence import Bound, Reference
from ml_readiness.model.manifest import Citation, Manifest
from ml_readiness.model.report import Statement
from ml_readiness.rules.bounds import implies
from ml_readiness.rules.cited import CitedValue
from ml_readiness.visible import clipped

References = tuple[tuple[Citation, Reference], ...]
# By the value that they are of.
Bounds = Mapping[object, tuple[Bound, ...]]
LONGEST_CITED = 120


def bounds_of(references: References) -> Bounds:
    """The bounds that a manifest writes, of each value every one once."""
    found: dict[object, dict[Bound, None]] = {}
    for _, cited in references:
        if isinstance(cited, CitedValue) and cited.bound:
            found.setdefault(cited.same, {})[cited.bound] = None
    return {same: tuple(bounds) for same, bounds in found.items()}


def held_to(references: References, bounds: Bounds, *, alone: bool = False) -> References:
    """The references, with the bounds that hold whatever they say; `alone` drops their own."""
    if not any(isinstance(cited, CitedValue) for _, cited in references):
        return references
    return tuple((citation, _held(cited, bounds, alone=alone)) for citation, cited in references)


def _held(cited: Reference, bounds: Bounds, *, alone: bool) -> Reference:
    if not isinstance(cited, CitedValue):
        return cited
    own = None if alone else cited.bound
    return replace(cited, bound=own, imposed=bounds.get(cited.same, ()))


# A manifest with what its citations refer to.
Side = tuple[Manifest, References]


def loosened(bar: Side, head: Side, begun: Side | None = None) -> Iterator[Statement]:
    """Each bound of the base that the head would loosen or drop.

    `begun` is what the change began with, where the base branch has others since: what was lower
    there already is not lowered by the change.
    """
    known = set(_loosened(bar, begun)) if begun else ()
    for message in _loosened(bar, head):
        if message not in known:
            yield Statement(reason="bar-lowered", message=message)


def _loosened(bar: Side, head: Side) -> Iterator[str]:
    """What the head would do to each bound, as a sentence."""
    yield from _weaker(bar[1], head[1])
    then, now = _by_claim(bar), _by_claim(head)
    for claim, pieces in then.items():
        if claim not in now:
            continue
        there = {piece.same for piece in now[claim]}
        gone = [piece for piece in pieces if piece.bound and piece.same not in there]
        known = {piece.same for piece in pieces}
        others = [piece for piece in now[claim] if piece.same not in known]
        for piece in gone:
            instead = f"; {_piece(others[0])} stands there now" if others else ""
            yield f"this change would drop {_piece(piece)} from '{claim}'{instead}"


def _weaker(bar: References, head: References) -> Iterator[str]:
    """The bounds of values that the head cites, and has no such bound for anywhere."""
    pieces: dict[object, list[CitedValue]] = {}
    for piece in _values(cited for _, cited in head):
        pieces.setdefault(piece.same, []).append(piece)
    for same, bounds in bounds_of(bar).items():
        if same not in pieces:
            continue
        own = [piece.bound for piece in pieces[same] if piece.bound]
        name = _piece(replace(pieces[same][0], bound=None))
        for bound in bounds:
            if not any(implies(each, bound) for each in own):
                what = f"take the bound {bound.text} off {name}"
                if own:
                    what = f"loosen the bound of {name} from {bound.text} to {own[0].text}"
                yield f"this change would {what}; the base branch's bar stays"


def _by_claim(side: Side) -> Mapping[str, Sequence[CitedValue]]:
    """The values under each criterion that is claimed and each point that is done."""
    manifest, references = side
    at = {(citation.line, citation.column): cited for citation, cited in references}
    claims = {name: each for name, each in manifest.claims.items() if each.level != "none"}
    points = {name: each for name, each in manifest.considerations.items() if each.status == "done"}
    said = [(name, each.evidence) for name, each in claims.items()]
    said += [(name, each.evidence) for name, each in points.items()]
    return {
        name: [*_values(at[cited.line, cited.column] for cited in evidence)]
        for name, evidence in said
    }


def _values(references: Iterable[Reference]) -> Iterator[CitedValue]:
    return (cited for cited in references if isinstance(cited, CitedValue))


def _piece(cited: CitedValue) -> str:
    name = clipped(f"{cited.path}#{cited.written}", LONGEST_CITED)
    return f"{name} {cited.bound.text}" if cited.bound else name
