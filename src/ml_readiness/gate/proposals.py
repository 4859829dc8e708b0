"""What speaks for each criterion in a tree, every piece verified as the gate verifies it."""

from collections.abc import Iterable, Mapping

from ml_readiness.evidence import verify
from ml_readiness.model.facts import Facts, Home, Once
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.signs import Proposals, Signposts, Signs, Suggestion
from ml_readiness.model.tree import Tree
from ml_readiness.reading.candidates.find import Gathered, candidates, gather
from ml_readiness.rules.reference import read_reference

MOST_SHOWN = 3  # for one criterion
MOST_VERIFIED = 30
MOST_OF_A_FILE = 2
NO_SIGNS = Signs()


def proposed(tree: Tree, rubric: Rubric, signs: Signposts, home: Home | None = None) -> Proposals:
    """The best suggestions for each criterion and point, offline.

    What does not hold, or holds and proves little, is not among them.
    """
    facts = Facts(tree=tree, answers={}, offline=True, results=None, home=home, once=Once())
    ids = [each.id for section in rubric.sections for each in section.criteria]
    criteria = {name: signs.criteria.get(name, NO_SIGNS) for name in ids}
    points = {each.id: signs.points.get(each.id, NO_SIGNS) for each in rubric.checklist}
    found = gather(tree, (*criteria.values(), *points.values()))
    hidden: set[str] = set()
    return Proposals(
        criteria=_each(criteria, found, facts, hidden),
        points=_each(points, found, facts, hidden),
        left_out=len(hidden),
    )


def _each(
    signs: Mapping[str, Signs], found: Gathered, facts: Facts, hidden: set[str]
) -> dict[str, tuple[Suggestion, ...]]:
    return {
        name: tuple(_best(candidates(each, found), facts, hidden)) for name, each in signs.items()
    }


def _best(every: Iterable[Suggestion], facts: Facts, hidden: set[str]) -> list[Suggestion]:
    """The first that hold; those that are not one printable line are put aside in `hidden`."""
    shown: list[Suggestion] = []
    files: dict[str, int] = {}
    tried = 0
    for each in every:
        file = each.reference.partition("::")[0].partition("#")[0]
        if len(shown) == MOST_SHOWN or tried == MOST_VERIFIED:
            break
        if files.get(file, 0) == MOST_OF_A_FILE:
            continue
        if not (each.reference + each.why).isprintable():
            hidden.add(each.reference)
            continue
        tried += 1
        judgement = verify(read_reference(each.reference), facts, ())
        if judgement.outcome == "verified" and judgement.weakness is None:
            shown.append(each)
            files[file] = files.get(file, 0) + 1
    return shown
