"""The manifests of the base: which is whose, and what is read of each."""

from dataclasses import dataclass

from ml_readiness.document import parse
from ml_readiness.gate.rubrics import Rubrics, content
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.manifest import Manifest, Terms
from ml_readiness.model.report import Statement
from ml_readiness.model.rubric import Rubric
from ml_readiness.reading.manifest import read_manifest, read_terms
from ml_readiness.reading.manifest_schema import published_schema, resolved

# How long the name of a manifest is at most, also of one that was not validated.
NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A manifest of the base: its policy always, the rest where it is still valid."""

    path: str
    name: str | None
    terms: Terms
    manifest: Manifest | None
    rubric: Rubric | None
    notices: tuple[Statement, ...] = ()


class Pairs:
    """The manifests of the base, paired with the head's by path, then by name.

    `unpaired` has the paths that no manifest of the head has taken.
    """

    def __init__(self, rubrics: Rubrics, paths: list[str], head: list[str]) -> None:
        self.rubrics, self.paths = rubrics, set(paths)
        heads = set(head)
        rubrics.tree.expect(paths)
        self.unpaired = {path: None for path in paths if path not in heads}
        self.named: dict[str | None, list[str]] | None = None

    def of(self, manifest: Manifest) -> Old | None:
        """The base's of a manifest of the head; raises InputError as `read` does."""
        if manifest.path in self.paths:
            return self.read(manifest.path)
        if self.named is None:
            self.named = self._names()
        paths = self.named.get(manifest.name)
        if not paths:
            return None
        path = paths.pop(0)
        del self.unpaired[path]
        return self.read(path)

    def read(self, path: str) -> Old:
        """A manifest of the base; raises InputError where not even its policy can be read."""
        return _read(path, self.rubrics)

    def _names(self) -> dict[str | None, list[str]]:
        """The manifests that only the base has, by name; what cannot be read is said as gone."""
        names: dict[str | None, list[str]] = {}
        for path in self.unpaired:
            try:
                names.setdefault(self.read(path).name, []).append(path)
            except InputError:
                continue
        return names


def _read(path: str, rubrics: Rubrics) -> Old:
    try:
        document = parse(content(path, "manifest", rubrics.tree), path)
        try:
            rubric, schema = rubrics.of(document)
        except InputError:
            rubric = None
            schema = resolved(published_schema(()))  # whatever its sections are called
        if rubric:
            try:
                manifest = read_manifest(document, rubric, schema, rubrics.today)
            except InputError:
                pass
            else:
                return Old(
                    path=path,
                    name=manifest.name,
                    terms=manifest.terms,
                    manifest=manifest,
                    rubric=rubric,
                )
        terms = read_terms(document, schema, rubrics.today)
    except InputError as error:
        first = error.problems[0]
        # No place: it would be looked for in the head.
        line = f", line {first.line}" if first.line else ""
        message = f"the base's {path} cannot be read{line}: {first.message}"
        hint = "mend it in the base branch, with an administrator's bypass"
        raise mistake(message, hint=hint) from None
    message = f"the base's {path} is not valid: only its policy was read"
    name = document.data.get("name")
    return Old(
        path=path,
        name=name if isinstance(name, str) and len(name) <= NAME_CHARACTERS else None,
        terms=terms,
        manifest=None,
        rubric=rubric,
        notices=(Statement(reason="base-invalid", message=message),),
    )
