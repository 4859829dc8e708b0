"""Opening: from what is asked to valid manifests, each with its rubric, policy and references.

Where there is a base, its manifest is opened with the head's: the bar comes from there.
"""

from dataclasses import dataclass, replace
from posixpath import dirname

from ml_readiness.document import parse
from ml_readiness.gate.pairs import Old, Pairs
from ml_readiness.gate.paths import manifest_paths, matches_of
from ml_readiness.gate.rubrics import Rubrics, content
from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.evidence import Reference
from ml_readiness.model.manifest import Citation, Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Gone, Policy, Source, Statement
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in
from ml_readiness.rules.notices import moved, other_rubric, weakened
from ml_readiness.rules.policy import effective_policy
from ml_readiness.rules.reference import read_reference
from ml_readiness.rules.verdict import gone

References = tuple[tuple[Citation, Reference], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A valid manifest, the rubric and policy that it is judged by, what its citations refer to.

    `base` is the base's manifest where that is valid, with its own references.
    """

    manifest: Manifest
    rubric: Rubric
    policy: Policy
    references: References
    notices: tuple[Statement, ...]
    base: Manifest | None = None
    base_references: References = ()


def open_all(request: Request, ports: Ports) -> tuple[list[Opened], list[Gone], list[Problem]]:
    """Every manifest that is valid, those that are gone, and the mistakes of all the others.

    Raises InputError when there are more manifests than the limit.
    """
    base = ports.base.tree if ports.base else None
    most = ports.limits.manifests
    paths, problems = manifest_paths(request.manifests, ports.tree, base, most)
    opener = _Opener(request, ports, paths)
    opened: list[Opened] = []
    for path in paths:
        try:
            opened.append(opener.open(path))
        except InputError as error:
            problems += error.problems
    missing: list[Gone] = []
    for path in opener.unpaired():
        try:
            missing.append(opener.gone(path))
        except InputError as error:
            problems += error.problems
    # A broken rubric is one mistake, not one for each manifest.
    return opened, missing, list(dict.fromkeys(problems))


class _Opener:
    """Opens one manifest after the other, and reads each rubric once."""

    def __init__(self, request: Request, ports: Ports, paths: list[str]) -> None:
        self.request, self.ports = request, ports
        self.rubrics = Rubrics(ports.tree, request.rubric, request.today)
        self.pairs: Pairs | None = None
        if ports.base:
            tree = ports.base.tree
            rubrics = Rubrics(tree, request.rubric, request.today)
            self.pairs = Pairs(rubrics, matches_of(request.manifests, tree), paths)

    def unpaired(self) -> list[str]:
        """The manifests that only the base has, once all those of the head are opened."""
        return list(self.pairs.unpaired) if self.pairs else []

    def open(self, path: str) -> Opened:
        """A manifest of the head, paired with the base's by path, then by name."""
        document = parse(content(path, "manifest", self.ports.tree), path)
        own, schema = self.rubrics.of(document)
        manifest = read_manifest(document, own, schema, self.request.today)
        old = self.pairs.of(manifest) if self.pairs else None
        rubric, asked, notices = own, manifest.terms, self._notices(path)
        if old:
            notices += (*old.notices, *moved(old.path, path), *weakened(old.terms, manifest.terms))
            if old.rubric and old.rubric != own:
                rubric = old.rubric
                asked = replace(manifest.terms, minimum=None, sections={}, checklist_minimum=None)
                notices += tuple(other_rubric(own, rubric, manifest))
        self._check_minimum(rubric)
        return Opened(
            manifest=manifest,
            rubric=rubric,
            policy=self._policy(old, asked),
            references=_references(manifest),
            notices=notices,
            base=old.manifest if old else None,
            base_references=_references(old.manifest) if old and old.manifest else (),
        )

    def gone(self, path: str) -> Gone:
        """A manifest that only the base has."""
        assert self.pairs is not None
        old = self.pairs.read(path)
        rubric = old.rubric or built_in(DEFAULT_RUBRIC)
        return Gone(
            path=path,
            name=old.name or path,
            rubric=rubric,
            policy=self._policy(old, Terms(sections={})),
            verdict=gone(path, (*self.ports.notices, *old.notices)),
        )

    def _check_minimum(self, rubric: Rubric) -> None:
        minimum, highest = self.request.minimum, plain(rubric.maximum)
        if minimum is not None and minimum > rubric.maximum:
            message = f"the minimum {plain(minimum)} is above {highest}, the highest score"
            hint = f"the rubric {rubric.id} goes up to {highest}"
            raise mistake(message, hint=hint)

    def _policy(self, old: Old | None, asked: Terms) -> Policy:
        sources: list[tuple[Source, Terms]] = [("base", old.terms)] if old else []
        given = Terms(minimum=self.request.minimum, sections={})
        return effective_policy([*sources, ("head", asked), ("input", given)])

    def _notices(self, path: str) -> tuple[Statement, ...]:
        tree, notices = self.ports.tree, self.ports.notices
        untracked = any(notice.reason == "no-repository" for notice in notices)
        if path in tree.paths() or untracked:
            return notices
        message = f"{path} is not tracked by git: it was read as it lies there"
        return (*notices, Statement(reason="manifest-not-tracked", message=message))


def _references(manifest: Manifest) -> References:
    folder = dirname(manifest.path)
    return tuple((cited, read_reference(cited.text, folder)) for cited in manifest.citations)
