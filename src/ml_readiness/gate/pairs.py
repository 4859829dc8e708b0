"""The manifests of both sides: what is read of each, and which of the base is whose."""

from collections.abc import Container, Mapping
from contextlib import suppress

from msgspec import Struct

from ml_readiness.document import Document, parse
from ml_readiness.gate.rubrics import Rubrics, content
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.manifest import Manifest, Terms
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.manifest import read_manifest, read_terms
from ml_readiness.reading.manifest_schema import published_schema, resolved

MEND = "mend it in the base branch, with an administrator's bypass"
# How long the name of a manifest is at most, also of one that was not validated.
NAME_CHARACTERS = 100


class Valid(Struct, frozen=True, kw_only=True):
    """A valid manifest, and the rubric that it asks for."""

    manifest: Manifest
    rubric: Rubric

    @property
    def path(self) -> str:
        return self.manifest.path

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def terms(self) -> Terms:
        return self.manifest.terms


class PolicyOnly(Struct, frozen=True, kw_only=True):
    """A manifest of the base that is no longer valid; name and rubric where they can be read."""

    path: str
    name: str | None
    rubric: Rubric | None
    terms: Terms


BaseManifest = Valid | PolicyOnly
# The manifests of one side by their paths, each read or why it cannot be.
Manifests = Mapping[str, BaseManifest | InputError]


class Pairing(Struct, frozen=True, kw_only=True):
    """Paths of the base by those of the head, and the paths that only the base has."""

    pairs: Mapping[str, str]
    gone: tuple[str, ...]


def pair(heads: Mapping[str, str | None], olds: Mapping[str, str | None]) -> Pairing:
    """The manifests of head and base, each a name by its path, paired by path, then by name.

    Of several that only one side has and that share a name, the first goes with the first. What has
    no name, or cannot be read, is paired by its path alone.
    """
    pairs = {path: path for path in heads if path in olds}
    left = _by_name(olds, pairs)
    for name, paths in _by_name(heads, pairs).items():
        pairs.update(zip(paths, left.get(name, ()), strict=False))
    taken = set(pairs.values())
    return Pairing(pairs=pairs, gone=tuple(path for path in olds if path not in taken))


class TipPairing(Struct, frozen=True, kw_only=True):
    """Which manifests of the base branch's tip are whose, by their paths.

    `of_heads` has them by the head's, `of_gone` by those that only the base has; neither side has
    those `alone`.
    """

    of_heads: Mapping[str, str]
    of_gone: Mapping[str, str]
    alone: tuple[str, ...]


def pair_with_tip(
    pairing: Pairing,
    heads: Mapping[str, str | None],
    olds: Mapping[str, str | None],
    tips: Mapping[str, str | None],
) -> TipPairing:
    """The manifests of the tip, for a head and a base that are paired already.

    The base's come first, because a change has no say in what they are called.
    """
    by_old = pair(olds, tips)
    found = {head: by_old.pairs[old] for head, old in pairing.pairs.items() if old in by_old.pairs}
    rest = pair(
        {path: name for path, name in heads.items() if path not in found},
        {path: tips[path] for path in by_old.gone},
    )
    return TipPairing(
        of_heads={**found, **rest.pairs},
        of_gone={old: by_old.pairs[old] for old in pairing.gone if old in by_old.pairs},
        alone=rest.gone,
    )


class Held(Struct, frozen=True, kw_only=True):
    """What a manifest is held against, None where there is none.

    `old` is what it is compared with, `bar` what sets the bar: the same, but where the base branch
    has moved on.
    """

    old: BaseManifest | None
    bar: BaseManifest | None

    @property
    def begun(self) -> BaseManifest | None:
        """What the change began with, where that no longer sets the bar."""
        return None if self.old is self.bar else self.old


def held_against(
    path: str,
    old: tuple[Manifests, Mapping[str, str]],
    bar: tuple[Manifests, Mapping[str, str]],
) -> Held | InputError:
    """What a manifest is held against; each side is its manifests, and their paths by others."""
    found = []
    for manifests, paths in (bar, old):
        manifest = manifests[paths[path]] if path in paths else None
        if isinstance(manifest, InputError):
            return manifest
        found.append(manifest)
    return Held(bar=found[0], old=found[1])


def _by_name(names: Mapping[str, str | None], paired: Container[str]) -> Mapping[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for path, name in names.items():
        if name is not None and path not in paired:
            paths.setdefault(name, []).append(path)
    return paths


def read_head(path: str, rubrics: Rubrics) -> Valid:
    """A manifest of the head; raises InputError with all that is wrong with it."""
    return _valid(_document(path, rubrics), rubrics)


def read_base(path: str, rubrics: Rubrics, way_out: str) -> BaseManifest:
    """A manifest of the base; raises InputError where not even its policy can be read.

    `way_out` is what to do then.
    """
    try:
        document = _document(path, rubrics)
        with suppress(InputError):
            return _valid(document, rubrics)
        return _policy_only(document, rubrics)
    except InputError as error:
        first = error.problems[0]
        # No place: it would be looked for in the head.
        line = f", line {first.line}" if first.line else ""
        message = f"the base's {path} cannot be read{line}: {first.message}"
        raise mistake(message, hint=way_out) from None


def _document(path: str, rubrics: Rubrics) -> Document:
    return parse(content(path, "manifest", rubrics.tree), path)


def _valid(document: Document, rubrics: Rubrics) -> Valid:
    rubric, schema = rubrics.of(document)
    manifest = read_manifest(document, rubric, schema, rubrics.today)
    return Valid(manifest=manifest, rubric=rubric)


def _policy_only(document: Document, rubrics: Rubrics) -> PolicyOnly:
    rubric, schema = None, resolved(published_schema(()))  # whatever its sections are called
    with suppress(InputError):
        rubric, schema = rubrics.of(document)
    terms = read_terms(document, schema, rubrics.today)
    name = document.data.get("name")
    known = isinstance(name, str) and len(name) <= NAME_CHARACTERS
    return PolicyOnly(path=document.path, name=name if known else None, rubric=rubric, terms=terms)
