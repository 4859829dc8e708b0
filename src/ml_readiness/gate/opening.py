"""Opening: from what is asked to valid manifests, each with its rubric, policy and references.

Where there is a base, its manifest is opened with the head's: the bar comes from there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from posixpath import dirname
from typing import TypeVar

from ml_readiness.gate.pairs import BaseManifest, PolicyOnly, Valid, pair, read_base, read_head
from ml_readiness.gate.paths import manifest_paths, matches_of
from ml_readiness.gate.rubrics import Rubrics
from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.evidence import Reference
from ml_readiness.model.manifest import Citation, Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Gone, Policy, Source, Statement
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in
from ml_readiness.rules.notices import moved, other_rubric, weakened
from ml_readiness.rules.policy import effective_policy
from ml_readiness.rules.reference import read_reference
from ml_readiness.rules.verdict import gone

Found = TypeVar("Found")
References = tuple[tuple[Citation, Reference], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A valid manifest, the rubric and policy that it is judged by, what its citations refer to.

    `old` is the base's manifest where that is valid, with its own references.
    """

    manifest: Manifest
    rubric: Rubric
    policy: Policy
    references: References
    notices: tuple[Statement, ...]
    old: Manifest | None = None
    old_references: References = ()


def open_all(request: Request, ports: Ports) -> tuple[list[Opened], list[Gone], list[Problem]]:
    """Every manifest that is valid, those that are gone, and the mistakes of all the others.

    Raises InputError when there are more manifests than the limit.
    """
    base = ports.base.tree if ports.base else None
    most = ports.limits.manifests
    paths, problems = manifest_paths(request.manifests, ports.tree, base, most)
    heads = _each(read_head, paths, Rubrics(ports.tree, request.rubric, request.today))
    olds: Mapping[str, BaseManifest | InputError] = {}
    if base:
        asked = matches_of(request.manifests, base)
        base.expect(asked)
        olds = _each(read_base, asked, Rubrics(base, request.rubric, request.today))
    pairing = pair(_names(heads), _names(olds))
    opened, mistakes = _apart(
        _open(head, olds[pairing.pairs[path]] if path in pairing.pairs else None, request, ports)
        for path, head in heads.items()
    )
    missing, others = _apart(_gone(olds[path], request, ports) for path in pairing.gone)
    # A broken rubric is one mistake, not one for each manifest.
    return opened, missing, list(dict.fromkeys((*problems, *mistakes, *others)))


def _each(
    read: Callable[[str, Rubrics], Found], paths: Iterable[str], rubrics: Rubrics
) -> Mapping[str, Found | InputError]:
    """What stands at each path, or what is wrong with it."""
    found: dict[str, Found | InputError] = {}
    for path in paths:
        try:
            found[path] = read(path, rubrics)
        except InputError as error:
            found[path] = error
    return found


def _names(manifests: Mapping[str, BaseManifest | InputError]) -> Mapping[str, str | None]:
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
    head: Valid | InputError, old: BaseManifest | InputError | None, request: Request, ports: Ports
) -> Opened | InputError:
    """A manifest of the head; the base's rubric scores it where there is one."""
    if isinstance(head, InputError):
        return head
    if isinstance(old, InputError):
        return old
    manifest, rubric, asked = head.manifest, head.rubric, head.terms
    notices = (*ports.notices, *_untracked(head.path, ports))
    if old:
        notices += (*_invalid(old), *moved(old.path, head.path), *weakened(old.terms, head.terms))
        if old.rubric and old.rubric != head.rubric:
            rubric = old.rubric
            asked = replace(head.terms, minimum=None, sections={}, checklist_minimum=None)
            notices += tuple(other_rubric(head.rubric, rubric, manifest))
    if request.minimum is not None and request.minimum > rubric.maximum:
        return _above(request.minimum, rubric)
    before = old.manifest if isinstance(old, Valid) else None
    return Opened(
        manifest=manifest,
        rubric=rubric,
        policy=_policy(old, asked, request),
        references=_references(manifest),
        notices=notices,
        old=before,
        old_references=_references(before) if before else (),
    )


def _gone(old: BaseManifest | InputError, request: Request, ports: Ports) -> Gone | InputError:
    """A manifest that only the base has."""
    if isinstance(old, InputError):
        return old
    return Gone(
        path=old.path,
        name=old.name or old.path,
        rubric=old.rubric or built_in(DEFAULT_RUBRIC),
        policy=_policy(old, Terms(sections={}), request),
        verdict=gone(old.path, (*ports.notices, *_invalid(old))),
    )


def _above(minimum: Decimal, rubric: Rubric) -> InputError:
    highest = plain(rubric.maximum)
    message = f"the minimum {plain(minimum)} is above {highest}, the highest score"
    return mistake(message, hint=f"the rubric {rubric.id} goes up to {highest}")


def _policy(old: BaseManifest | None, asked: Terms, request: Request) -> Policy:
    sources: list[tuple[Source, Terms]] = [("base", old.terms)] if old else []
    given = Terms(minimum=request.minimum, sections={})
    return effective_policy([*sources, ("head", asked), ("input", given)])


def _untracked(path: str, ports: Ports) -> Iterator[Statement]:
    no_repository = any(notice.reason == "no-repository" for notice in ports.notices)
    if path not in ports.tree.paths() and not no_repository:
        message = f"{path} is not tracked by git: it was read as it lies there"
        yield Statement(reason="manifest-not-tracked", message=message)


def _invalid(old: BaseManifest) -> Iterator[Statement]:
    if isinstance(old, PolicyOnly):
        message = f"the base's {old.path} is not valid: only its policy was read"
        yield Statement(reason="base-invalid", message=message)


def _references(manifest: Manifest) -> References:
    folder = dirname(manifest.path)
    return tuple((cited, read_reference(cited.text, folder)) for cited in manifest.citations)
