"""Opening: from what is asked to valid manifests, each with its rubric, policy and references.

Where there is a base, its manifest is opened with the head's: the bar comes from there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from posixpath import dirname, normpath

from ml_readiness.document import Document, parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.evidence import Reference
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.manifest import Citation, Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Event, FailOn, Gone, Policy, Source, Statement
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.model.world import Answer, Home, Results
from ml_readiness.reading.manifest import place_of, read_manifest, read_terms, rubric_name
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in, built_in_names, read_rubric
from ml_readiness.reading.shape import Schema, manifest_schema, published_schema, resolved
from ml_readiness.rules.naming import choice, nearest
from ml_readiness.rules.pattern import matching
from ml_readiness.rules.policy import effective_policy, lowered
from ml_readiness.rules.reference import read_reference
from ml_readiness.rules.verdict import gone

DEFAULT_MANIFEST = "ml-readiness.yml"
FIRST_STEPS = "see https://github.com/ml-readiness/ml-readiness, or name its folder with --root"
# How long the name of a manifest is at most, also of one that was not validated.
NAME_CHARACTERS = 100
# How many of the ids that score nothing a warning names.
MOST_NAMED = 5
# What a path is that no manifest or rubric can be read from.
OBSTACLES = {"symlink": "is reached through a symbolic link", "not-regular": "is not a file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the gate: paths or globs of manifests, and what the options say."""

    manifests: tuple[str, ...] = (DEFAULT_MANIFEST,)
    minimum: Decimal | None = None
    rubric: str | None = None
    fail_on: FailOn = "minimum"
    offline: bool = False
    event: Event | None = None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What the head is compared with, and what says how high the bar is."""

    tree: Tree
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world at the gate's edges: the tree to judge, the web, and what the edge has read.

    `fetch` takes addresses with whether anchors are wanted, and answers all of them. Without
    `base` there is nothing to compare with, and the head's own word is the bar. `strange` says that
    anybody may have written the head, so that few links are asked that the base does not have.
    """

    tree: Tree
    fetch: Callable[[Mapping[str, bool]], Mapping[str, Answer]]
    base: Base | None = None
    strange: bool = False
    results: Results | None = None
    home: Home | None = None
    head: str | None = None
    notices: tuple[Statement, ...] = ()
    limits: Limits = DEFAULT_LIMITS


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Old:
    """A manifest of the base: its policy always, the rest where it is still valid."""

    path: str
    name: str | None
    terms: Terms
    manifest: Manifest | None
    rubric: Rubric | None
    notices: tuple[Statement, ...] = ()


def open_all(request: Request, ports: Ports) -> tuple[list[Opened], list[Gone], list[Problem]]:
    """Every manifest that is valid, those that are gone, and the mistakes of all the others.

    Raises InputError when there are more manifests than the limit.
    """
    paths, problems = _manifest_paths(request, ports)
    opener = _Opener(request, ports, paths)
    opened: list[Opened] = []
    for path in paths:
        try:
            opened.append(opener.open(path))
        except InputError as error:
            problems += error.problems
    missing: list[Gone] = []
    for path in opener.unpaired:
        try:
            missing.append(opener.gone(path))
        except InputError as error:
            problems += error.problems
    # A broken rubric is one mistake, not one for each manifest.
    return opened, missing, list(dict.fromkeys(problems))


def _manifest_paths(request: Request, ports: Ports) -> tuple[list[str], list[Problem]]:
    """The head's manifests in the order asked for, each once; what is nowhere is a mistake."""
    old = set(_matches(request, ports.base.tree)) if ports.base else set()
    problems: list[Problem] = []
    found: dict[str, None] = {}
    for pattern in request.manifests:
        path = normpath(pattern) if pattern else pattern
        matches = _expand(path, ports.tree)
        if matches is None:
            if path in ports.tree.paths() or path not in old or ports.tree.exists(path):
                found[path] = None
        else:
            found.update(dict.fromkeys(matches))
            if not matches and _expand(path, ports.base.tree if ports.base else ports.tree) == []:
                message = f"no tracked file matches {pattern}"
                problems.append(Problem(message=message, hint="globs match files git tracks"))
    if len(found) > ports.limits.manifests:
        message = f"there are {len(found)} manifests, more than {ports.limits.manifests}"
        raise InputError(Problem(message=message, hint="check them in several runs"))
    return list(found), problems


def _matches(request: Request, tree: Tree) -> list[str]:
    """The manifests that a tree has of those asked for."""
    found: dict[str, None] = {}
    for pattern in request.manifests:
        path = normpath(pattern) if pattern else pattern
        matches = _expand(path, tree)
        if matches is None:
            matches = [path] if tree.paths().get(path) == "file" else []
        found.update(dict.fromkeys(matches))
    return list(found)


def _expand(path: str, tree: Tree) -> list[str] | None:
    """The files that a glob matches; None where it is no glob, or is the name of a file."""
    paths = tree.paths()
    if "*" not in path or paths.get(path) == "file":
        return None
    return [match for match in matching(path, sorted(paths)) if paths[match] == "file"]


class _Opener:
    """Opens one manifest after the other; each rubric and each manifest of the base once."""

    def __init__(self, request: Request, ports: Ports, paths: list[str]) -> None:
        self.request, self.ports = request, ports
        self.rubrics = _Rubrics(request, ports.tree)
        self.unpaired: dict[str, None] = {}
        self.named: dict[str | None, list[str]] | None = None
        if ports.base:
            self.base_rubrics = _Rubrics(request, ports.base.tree)
            heads = set(paths)
            old = _matches(request, ports.base.tree)
            self.in_base = set(old)
            ports.base.tree.expect(old)
            self.unpaired = {path: None for path in old if path not in heads}

    def open(self, path: str) -> Opened:
        """A manifest of the head, paired with the base's by path, then by name."""
        document = parse(_content(path, "manifest", self.ports.tree), path)
        own, schema = self.rubrics.of(document)
        manifest = read_manifest(document, own, schema, self.request.today)
        old = self._pair(manifest)
        rubric, asked, notices = own, manifest.terms, self._notices(path)
        if old:
            notices += (*old.notices, *_moved(old, manifest), *_weakened(old.terms, manifest.terms))
            if old.rubric and old.rubric != own:
                rubric = old.rubric
                asked = replace(manifest.terms, minimum=None, sections={}, checklist_minimum=None)
                notices += tuple(_other_rubric(own, rubric, manifest))
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
        old = self._old(path)
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
            raise InputError(Problem(message=message, hint=hint))

    def _policy(self, old: _Old | None, asked: Terms) -> Policy:
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

    def _pair(self, manifest: Manifest) -> _Old | None:
        if self.ports.base is None:
            return None
        if manifest.path in self.in_base:
            return self._old(manifest.path)
        if self.named is None:
            self.named = self._names()
        paths = self.named.get(manifest.name)
        if not paths:
            return None
        path = paths.pop(0)
        del self.unpaired[path]
        return self._old(path)

    def _names(self) -> dict[str | None, list[str]]:
        """The manifests that only the base has, by name; what cannot be read is left to `gone`."""
        names: dict[str | None, list[str]] = {}
        for path in self.unpaired:
            try:
                names.setdefault(self._old(path).name, []).append(path)
            except InputError:
                continue
        return names

    def _old(self, path: str) -> _Old:
        """A manifest of the base; raises InputError where not even its policy can be read."""
        base = self.ports.base
        assert base is not None
        today = self.request.today
        try:
            document = parse(_content(path, "manifest", base.tree), path)
            try:
                rubric, schema = self.base_rubrics.of(document)
            except InputError:
                rubric = None
                schema = resolved(published_schema(()))  # whatever its sections are called
            if rubric:
                try:
                    manifest = read_manifest(document, rubric, schema, today)
                except InputError:
                    pass
                else:
                    return _Old(
                        path=path,
                        name=manifest.name,
                        terms=manifest.terms,
                        manifest=manifest,
                        rubric=rubric,
                    )
            terms = read_terms(document, schema, today)
        except InputError as error:
            first = error.problems[0]
            # No place: it would be looked for in the head.
            line = f", line {first.line}" if first.line else ""
            message = f"the base's {path} cannot be read{line}: {first.message}"
            hint = "mend it in the base branch, with an administrator's bypass"
            raise InputError(Problem(message=message, hint=hint)) from None
        message = f"the base's {path} is not valid: only its policy was read"
        name = document.data.get("name")
        return _Old(
            path=path,
            name=name if isinstance(name, str) and len(name) <= NAME_CHARACTERS else None,
            terms=terms,
            manifest=None,
            rubric=rubric,
            notices=(Statement(reason="base-invalid", message=message),),
        )


def _references(manifest: Manifest) -> References:
    folder = dirname(manifest.path)
    return tuple((cited, read_reference(cited.text, folder)) for cited in manifest.citations)


def _moved(old: _Old, manifest: Manifest) -> Iterator[Statement]:
    if old.path != manifest.path:
        message = (
            f"this change moves {old.path} to {manifest.path}; the base branch's bar goes along"
        )
        yield Statement(reason="renamed", message=message)


def _weakened(base: Terms, head: Terms) -> Iterator[Statement]:
    for what in lowered(base, head):
        message = f"this change would {what}; the base branch's bar stays"
        yield Statement(reason="bar-lowered", message=message)


def _other_rubric(own: Rubric, base: Rubric, manifest: Manifest) -> Iterator[Statement]:
    """A rubric that the change brings: it does not score this change."""
    terms = manifest.terms
    same = f"another version of {base.id}" if own.id == base.id else own.id
    message = f"this change asks for the rubric {same}; it is scored by the base's {base.id}"
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


def _content(path: str, noun: str, tree: Tree) -> bytes:
    try:
        return tree.read(path)
    except Unreadable as error:
        if error.obstacle == "too-large":
            message, hint = "the file is larger than 1 MB", None
        elif error.obstacle == "not-in-worktree":
            near = nearest(path, tree.paths())
            message = f"there is no {noun} {path}"
            hint = f"did you mean {near}?" if near else FIRST_STEPS
        else:
            message = f"{path} {OBSTACLES[error.obstacle]}"
            hint = "give the path of a file itself"
        raise InputError(Problem(message=message, hint=hint, path=path)) from None


class _Rubrics:
    """The rubrics of one tree, each read once, with the schema of their manifests."""

    def __init__(self, request: Request, tree: Tree) -> None:
        self.request, self.tree = request, tree
        self.read: dict[str, tuple[Rubric, Schema]] = {}

    def of(self, document: Document) -> tuple[Rubric, Schema]:
        """The rubric that scores a manifest; raises InputError when there is none."""
        name = self.request.rubric or rubric_name(document) or DEFAULT_RUBRIC
        if name in built_in_names():
            return self._once(name, lambda: built_in(name))
        if "/" not in name and not name.endswith((".yml", ".yaml")):
            raise self._unknown(name, document)
        folder = dirname(document.path) if name.startswith("./") and not self.request.rubric else ""
        path = normpath(f"{folder}/{name}" if folder else name)
        if self.tree.paths().get(path) != "file":
            raise self._unknown(name, document)
        return self._once(path, lambda: read_rubric(_content(path, "rubric", self.tree), path))

    def _once(self, key: str, read: Callable[[], Rubric]) -> tuple[Rubric, Schema]:
        if key not in self.read:
            rubric = read()
            self.read[key] = (rubric, resolved(manifest_schema(rubric)))
        return self.read[key]

    def _unknown(self, name: str, document: Document) -> InputError:
        message = f"unknown rubric '{name}'"
        hint = choice(name, built_in_names())
        if "/" in name or name.endswith((".yml", ".yaml")):
            message, hint = f"there is no tracked rubric file {name}", "paths start at the root"
        if self.request.rubric:
            return InputError(Problem(message=message, hint=hint))
        # The rest of the file is still checked, as if it had named the default rubric.
        problems = [document.problem(message, hint, document.values["rubric",])]
        rubric, schema = self._once(DEFAULT_RUBRIC, lambda: built_in(DEFAULT_RUBRIC))
        try:
            read_manifest(document, rubric, schema, self.request.today)
        except InputError as error:
            problems += error.problems
        return InputError(*sorted(problems, key=place_of))
