"""Opening: from what is asked to valid manifests, each with its rubric, policy and references.

Where there is a base, its manifest is opened with the head's: the bar comes from there, or from the
tip of the base branch where that is another commit.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache, partial
from posixpath import dirname
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.gate.pairs import (
    MEND,
    BaseManifest,
    Held,
    Manifests,
    PolicyOnly,
    Valid,
    held_against,
    pair,
    pair_with_tip,
    read_base,
    read_head,
)
from ml_readiness.gate.paths import manifest_paths, matches_of
from ml_readiness.gate.rubrics import Rubrics
from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.evidence import Reference
from ml_readiness.model.manifest import Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Gone, Policy, Source, Statement
from ml_readiness.model.request import Base, Ports, Request
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in
from ml_readiness.rules.imposed import Bounds, References, bounds_of, held_to, loosened
from ml_readiness.rules.notices import moved, other_rubric, weakened
from ml_readiness.rules.policy import effective_policy
from ml_readiness.rules.reference import read_reference
from ml_readiness.rules.verdict import gone, inapplicable

UPDATE = "update the pull request's branch: merge its base into it, and push"

Found = TypeVar("Found")
# What a citation refers to, by its text and the folder that it is relative to.
ReadReference = Callable[[str, str], Reference]
# Texts that are remembered: many manifests cite the same ones, and a report keeps what they mean.
REMEMBERED = 4_096


class Opened(Struct, frozen=True, kw_only=True):
    """A valid manifest, the rubric and policy that it is judged by, what its citations refer to.

    References have the bounds of what sets the bar.
    `old` is the base's manifest where that is valid, with its own references. `exempt` are the
    points that do not apply by the tip of the base branch, where that is not the base.
    """

    manifest: Manifest
    rubric: Rubric
    policy: Policy
    references: References
    notices: tuple[Statement, ...]
    old: Manifest | None = None
    old_references: References = ()
    exempt: Collection[str] | None = None


def open_all(request: Request, ports: Ports) -> tuple[list[Opened], list[Gone], list[Problem]]:
    """Every manifest that is valid, those that are gone, and the mistakes of all the others.

    Raises InputError when there are more manifests than the limit.
    """
    sides = [side.tree for side in (ports.base, ports.tip) if side]
    most = ports.limits.manifests
    paths, problems = manifest_paths(request.manifests, ports.tree, sides, most)
    rubrics = Rubrics(ports.tree, request.rubric, request.today)
    heads = _each(read_head, paths, rubrics, ports.on_time)
    for side in sides:
        side.expect(matches_of(request.manifests, side))
    olds = _side(ports.base, request, ports, UPDATE if ports.tip else MEND)
    pairing = pair(_names(heads), _names(olds))
    bars, of_heads = olds, pairing.pairs
    of_gone: Mapping[str, str] = {path: path for path in pairing.gone}
    if ports.tip:
        bars = _side(ports.tip, request, ports, MEND)
        tips = pair_with_tip(pairing, _names(heads), _names(olds), _names(bars))
        of_heads, of_gone = tips.of_heads, tips.of_gone
        problems += [_only_there(path, ports.tip) for path in tips.alone]
    read = lru_cache(REMEMBERED)(read_reference)
    opened, mistakes = _apart(
        _open(
            head, held_against(path, (olds, pairing.pairs), (bars, of_heads)), read, request, ports
        )
        for path, head in heads.items()
    )
    missing, others = _apart(
        _gone(path, held_against(path, (olds, {path: path}), (bars, of_gone)), request, ports)
        for path in pairing.gone
    )
    # A broken rubric is one mistake, not one for each manifest.
    return opened, missing, list(dict.fromkeys((*problems, *mistakes, *others)))


def _side(side: Base | None, request: Request, ports: Ports, way_out: str) -> Manifests:
    """The manifests of a base that are asked for; `way_out` is for what cannot be read."""
    if side is None:
        return {}
    read = partial(read_base, way_out=way_out)
    asked = matches_of(request.manifests, side.tree)
    rubrics = Rubrics(side.tree, request.rubric, request.today)
    return _each(read, asked, rubrics, ports.on_time)


def _only_there(path: str, tip: Base) -> Problem:
    message = f"{path} is in the base branch at {tip.commit}, and not yet in what is judged"
    return Problem(message=message, hint=UPDATE)


def _each(
    read: Callable[[str, Rubrics], Found],
    paths: Iterable[str],
    rubrics: Rubrics,
    on_time: Callable[[], None],
) -> Mapping[str, Found | InputError]:
    """What stands at each path, or what is wrong with it; raises InputError once time is over."""
    found: dict[str, Found | InputError] = {}
    for path in paths:
        on_time()
        try:
            found[path] = read(path, rubrics)
        except InputError as error:
            found[path] = error
    return found


def _names(manifests: Manifests) -> Mapping[str, str | None]:
    return {
        path: None if isinstance(manifest, InputError) else manifest.name
        for path, manifest in manifests.items()
    }


def _apart(results: Iterable[Found | InputError]) -> tuple[list[Found], list[Problem]]:
    """What could be done, and why the rest could not."""
    done: list[Found] = []
    problems: list[Problem] = []
    for result in results:
        if isinstance(result, InputError):
            problems += result.problems
        else:
            done.append(result)
    return done, problems


def _open(
    head: Valid | InputError,
    held: Held | InputError,
    read: ReadReference,
    request: Request,
    ports: Ports,
) -> Opened | InputError:
    """A manifest of the head; the rubric of what sets the bar scores it where there is one."""
    if isinstance(head, InputError):
        return head
    if isinstance(held, InputError):
        return held
    manifest, rubric, asked = head.manifest, head.rubric, head.terms
    old, bar, begun = held.old, held.bar, held.begun
    notices = (*ports.notices, *_untracked(head.path, ports), *_invalid(held))
    if old:
        notices += tuple(moved(old.path, head.path))
    if bar:
        notices += tuple(weakened(bar.terms, head.terms, begun.terms if begun else None))
        if bar.rubric and not bar.rubric.asks_as(head.rubric):
            rubric = bar.rubric
            asked = replace(head.terms, minimum=None, sections={}, checklist_minimum=None)
            began = begun.rubric if begun else None
            notices += tuple(other_rubric(head.rubric, rubric, manifest, began))
    if request.minimum is not None and request.minimum > rubric.maximum:
        return _above(request.minimum, rubric)
    compared = old.manifest if isinstance(old, Valid) else None
    references = _references(manifest, read)
    old_references = _references(compared, read) if compared else ()
    bounds: Bounds = {}
    if isinstance(bar, Valid):
        sets = (bar.manifest, _references(bar.manifest, read))
        before = (compared, old_references) if begun and compared else None
        bounds = bounds_of(sets[1])
        notices += tuple(loosened(sets, (manifest, references), before))
    return Opened(
        manifest=manifest,
        rubric=rubric,
        policy=_policy(bar, asked, request),
        references=held_to(references, bounds),
        notices=notices,
        old=compared,
        old_references=held_to(old_references, bounds),
        exempt=_exempt(held),
    )


def _exempt(held: Held) -> Collection[str] | None:
    """The points that do not apply by the word of what sets the bar."""
    if isinstance(held.bar, Valid):
        said = held.bar.manifest.considerations
        return inapplicable({point: each.status for point, each in said.items()})
    return None


def _gone(path: str, held: Held | InputError, request: Request, ports: Ports) -> Gone | InputError:
    """A manifest that only the base has."""
    if isinstance(held, InputError):
        return held
    known = [each for each in (held.bar, held.old) if each]
    rubrics = [each.rubric for each in known if each.rubric]
    names = [each.name for each in known if each.name]
    return Gone(
        path=path,
        name=next(iter(names), path),
        rubric=next(iter(rubrics), None) or built_in(DEFAULT_RUBRIC),
        policy=_policy(held.bar, Terms(sections={}), request),
        verdict=gone(path, (*ports.notices, *_invalid(held))),
    )


def _above(minimum: Decimal, rubric: Rubric) -> InputError:
    highest = plain(rubric.maximum)
    message = f"the minimum {plain(minimum)} is above {highest}, the highest score"
    return mistake(message, hint=f"the rubric {rubric.id} goes up to {highest}")


def _policy(bar: BaseManifest | None, asked: Terms, request: Request) -> Policy:
    sources: list[tuple[Source, Terms]] = [("base", bar.terms)] if bar else []
    given = Terms(minimum=request.minimum, sections={})
    return effective_policy([*sources, ("head", asked), ("input", given)])


def _untracked(path: str, ports: Ports) -> Iterator[Statement]:
    no_repository = any(notice.reason == "no-repository" for notice in ports.notices)
    if path not in ports.tree.paths() and not no_repository:
        message = f"{path} is not tracked by git: it was read as it lies there"
        yield Statement(reason="manifest-not-tracked", message=message)


def _invalid(held: Held) -> Iterator[Statement]:
    if isinstance(held.bar, PolicyOnly):
        message = f"the base's {held.bar.path} is not valid: only its policy was read"
        yield Statement(reason="base-invalid", message=message)
    if isinstance(held.begun, PolicyOnly):
        message = f"{held.begun.path} was not valid where this change began: nothing is compared"
        yield Statement(reason="base-invalid", message=message)


def _references(manifest: Manifest, read: ReadReference) -> References:
    folder = dirname(manifest.path)
    return tuple(
        (cited, read(cited.text, folder if cited.text.startswith("./") else ""))
        for cited in manifest.citations
    )
