"""The gate: open the manifests, verify their evidence in one pass over the links, judge."""

from collections.abc import Iterable
from dataclasses import replace

from ml_readiness import __version__
from ml_readiness.evidence import verify, wanted_links
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.evidence import Finding
from ml_readiness.model.report import Entry, Run
from ml_readiness.model.world import World
from ml_readiness.opening import Opened, Ports, Request, open_all
from ml_readiness.rules.annotation import annotate
from ml_readiness.rules.plan import plans
from ml_readiness.rules.scoring import score
from ml_readiness.rules.verdict import judge


def run(request: Request, ports: Ports) -> Run:
    """Evaluate every manifest; mistakes in one do not keep the others from being judged.

    Raises InputError when a limit of the whole run is passed.
    """
    opened, problems = open_all(request, ports)
    world = _world(opened, request, ports)
    opened.reverse()
    entries = []
    while opened:  # each is let go once it is judged: there may be thousands
        entries.append(_judge(opened.pop(), world, request))
    return Run(
        tool=__version__,
        fail_on=request.fail_on,
        links_checked=not request.offline,
        head=ports.head,
        event=request.event,
        errors=tuple(problems),
        entries=tuple(entries),
    )


def refused(request: Request, problems: Iterable[Problem]) -> Run:
    """The run that could not be evaluated at all."""
    return Run(
        tool=__version__,
        fail_on=request.fail_on,
        links_checked=not request.offline,
        head=None,
        event=request.event,
        errors=tuple(problems),
        entries=(),
    )


def _world(opened: Iterable[Opened], request: Request, ports: Ports) -> World:
    """All that the verifiers will look at; the web is asked once, for all manifests together."""
    world = World(
        tree=ports.tree,
        answers={},
        offline=request.offline,
        accept_links=(),
        results=ports.results,
        home=ports.home,
    )
    wanted: dict[str, bool] = {}
    for each in opened:
        references = (reference for _, reference in each.references)
        for address, anchored in wanted_links(references, _accepting(each, world)).items():
            wanted[address] = wanted.get(address, False) or anchored
    if len(wanted) > ports.limits.links:
        message = f"there are {len(wanted)} links to check, more than {ports.limits.links}"
        raise InputError(Problem(message=message, hint="check fewer manifests, or use --offline"))
    return replace(world, answers=ports.fetch(wanted)) if wanted else world


def _accepting(opened: Opened, world: World) -> World:
    return replace(world, accept_links=tuple(opened.policy.accept_links))


def _judge(opened: Opened, world: World, request: Request) -> Entry:
    accepting = _accepting(opened, world)
    findings = {
        (cited.line, cited.column): Finding(
            citation=cited, reference=reference, judgement=verify(reference, accepting)
        )
        for cited, reference in opened.references
    }
    report = score(opened.rubric, opened.manifest, findings, opened.policy, request.today)
    return Entry(
        report=report,
        policy=opened.policy,
        verdict=judge(report, opened.policy, request.fail_on, opened.notices),
        annotations=annotate(report, opened.policy),
        plans=plans(report, opened.policy),
    )
