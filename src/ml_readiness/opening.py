"""Opening: from what is asked to valid manifests, each with its rubric, policy and references."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from posixpath import dirname, normpath

from ml_readiness.document import Document, parse
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.evidence import Reference
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.manifest import Citation, Manifest, Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Event, FailOn, Policy, Statement
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.model.world import Answer, Home, Results
from ml_readiness.reading.manifest import place_of, read_manifest, rubric_name
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in, built_in_names, read_rubric
from ml_readiness.reading.shape import Schema, manifest_schema, resolved
from ml_readiness.rules.naming import choice, nearest
from ml_readiness.rules.pattern import matching
from ml_readiness.rules.policy import effective_policy
from ml_readiness.rules.reference import read_reference

DEFAULT_MANIFEST = "ml-readiness.yml"
FIRST_STEPS = "see https://github.com/ml-readiness/ml-readiness, or name its folder with --root"
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
class Ports:
    """The world at the gate's edges: the tree to judge, the web, and what the edge has read.

    `fetch` takes addresses with whether anchors are wanted, and answers all of them.
    """

    tree: Tree
    fetch: Callable[[Mapping[str, bool]], Mapping[str, Answer]]
    results: Results | None = None
    home: Home | None = None
    head: str | None = None
    notices: tuple[Statement, ...] = ()
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A valid manifest with its rubric, the policy in force and what its citations refer to."""

    manifest: Manifest
    rubric: Rubric
    policy: Policy
    references: tuple[tuple[Citation, Reference], ...]
    notices: tuple[Statement, ...]


def open_all(request: Request, ports: Ports) -> tuple[list[Opened], list[Problem]]:
    """Every manifest that is valid, and the mistakes of all the others.

    Raises InputError when there are more manifests than the limit.
    """
    rubrics = _Rubrics(request, ports)
    opened: list[Opened] = []
    paths, problems = _manifest_paths(request, ports)
    for path in paths:
        try:
            opened.append(_open(path, request, ports, rubrics))
        except InputError as error:
            problems += error.problems
    return opened, list(dict.fromkeys(problems))  # a broken rubric is one mistake, not one each


def _manifest_paths(request: Request, ports: Ports) -> tuple[list[str], list[Problem]]:
    """The manifests in the order asked for, each once; what is not there is a mistake."""
    paths = ports.tree.paths()
    ordered = sorted(paths) if any("*" in pattern for pattern in request.manifests) else []
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for pattern in request.manifests:
        path = normpath(pattern) if pattern else pattern
        if paths.get(path) != "file" and "*" in pattern:
            matches = [match for match in matching(path, ordered) if paths[match] == "file"]
            found.update(dict.fromkeys(matches))
            if not matches:
                message = f"no tracked file matches {pattern}"
                problems.append(Problem(message=message, hint="globs match files git tracks"))
        else:
            found[path] = None
    if len(found) > ports.limits.manifests:
        message = f"there are {len(found)} manifests, more than {ports.limits.manifests}"
        raise InputError(Problem(message=message, hint="check them in several runs"))
    return list(found), problems


def _open(path: str, request: Request, ports: Ports, rubrics: "_Rubrics") -> Opened:
    notices = ports.notices
    if path not in ports.tree.paths() and not ports.notices:
        message = f"{path} is not tracked by git: it was read as it lies there"
        notices = (Statement(reason="manifest-not-tracked", message=message),)
    document = parse(_content(path, "manifest", ports), path)
    rubric, schema = rubrics.of(document)
    manifest = read_manifest(document, rubric, schema, request.today)
    policy = effective_policy(
        [("head", manifest.terms), ("input", Terms(minimum=request.minimum, sections={}))]
    )
    folder = dirname(path)
    return Opened(
        manifest=manifest,
        rubric=rubric,
        policy=policy,
        references=tuple(
            (cited, read_reference(cited.text, folder)) for cited in manifest.citations
        ),
        notices=notices,
    )


def _content(path: str, noun: str, ports: Ports) -> bytes:
    try:
        return ports.tree.read(path)
    except Unreadable as error:
        if error.obstacle == "too-large":
            message, hint = "the file is larger than 1 MB", None
        elif error.obstacle == "not-in-worktree":
            near = nearest(path, ports.tree.paths())
            message = f"there is no {noun} {path}"
            hint = f"did you mean {near}?" if near else FIRST_STEPS
        else:
            message = f"{path} {OBSTACLES[error.obstacle]}"
            hint = "give the path of a file itself"
        raise InputError(Problem(message=message, hint=hint, path=path)) from None


class _Rubrics:
    """The rubrics of one run, each read once, with the schema of their manifests."""

    def __init__(self, request: Request, ports: Ports) -> None:
        self.request, self.ports = request, ports
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
        if self.ports.tree.paths().get(path) != "file":
            raise self._unknown(name, document)
        return self._once(path, lambda: read_rubric(_content(path, "rubric", self.ports), path))

    def _once(self, key: str, read: Callable[[], Rubric]) -> tuple[Rubric, Schema]:
        if key not in self.read:
            rubric = read()
            minimum = self.request.minimum
            if minimum is not None and minimum > rubric.maximum:
                highest = plain(rubric.maximum)
                message = f"the minimum {plain(minimum)} is above {highest}, the highest score"
                hint = f"the rubric {rubric.id} goes up to {highest}"
                raise InputError(Problem(message=message, hint=hint))
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
