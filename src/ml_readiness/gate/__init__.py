"""The gate: open the manifests, verify their evidence in one pass over the links, judge."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from ml_readiness import __version__
from ml_readiness.evidence import verify, wanted_links
from ml_readiness.gate.opening import Opened, References, open_all
from ml_readiness.model.errors import Problem, mistake
from ml_readiness.model.evidence import (
    CitedFile,
    CitedJob,
    CitedTest,
    Finding,
    Judgement,
    Reference,
)
from ml_readiness.model.limits import Limits
from ml_readiness.model.report import Comparison, Entry, Run
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.world import Answer, World
from ml_readiness.rules.annotation import annotate
from ml_readiness.rules.comparison import compare
from ml_readiness.rules.plan import plans
from ml_readiness.rules.scoring import score
from ml_readiness.rules.verdict import judge


def run(request: Request, ports: Ports) -> Run:
    """Evaluate every manifest; mistakes in one do not keep the others from being judged.

    Raises InputError when a limit of the whole run is passed.
    """
    opened, gone, problems = open_all(request, ports)
    world = _world(opened, request, ports)
    base = _base_world(world, ports)
    opened.reverse()
    entries = []
    while opened:  # each is let go once it is judged: there may be thousands
        entries.append(_judge(opened.pop(), world, base, request))
    return Run(
        tool=__version__,
        fail_on=request.fail_on,
        links_checked=not request.offline,
        head=ports.head,
        base=ports.base.commit if ports.base else None,
        event=request.event,
        errors=tuple(problems),
        entries=tuple(entries),
        gone=tuple(gone),
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
    _announce(opened, ports)
    wanted: dict[str, bool] = {}
    old: set[str] = set()
    for each in opened:
        accepting = _accepting(each, world)
        for references in (each.references, each.old_references):
            links = wanted_links((reference for _, reference in references), accepting)
            for address, anchored in links.items():
                wanted[address] = wanted.get(address, False) or anchored
            if references is each.old_references:
                old.update(links)
    if len(wanted) > ports.limits.links:
        message = f"there are {len(wanted)} links to check, more than {ports.limits.links}"
        raise mistake(message, hint="check fewer manifests, or use --offline")
    unasked = _too_many(wanted, old, ports.limits) if ports.strange else {}
    asked = {address: wanted[address] for address in wanted if address not in unasked}
    return replace(world, answers={**(ports.fetch(asked) if asked else {}), **unasked})


def _too_many(wanted: Iterable[str], old: set[str], limits: Limits) -> Mapping[str, Answer]:
    """The answer for each link beyond those that a stranger may have asked by us."""
    most, per_host = limits.strange_links, limits.strange_links_per_host
    detail = f"of new links {most} are asked here, {per_host} a host"
    hosts: Counter[str] = Counter()
    unasked = {}
    for address in wanted:
        host = urlsplit(address).netloc
        if address in old:
            continue
        if hosts.total() < most and hosts[host] < per_host:
            hosts[host] += 1
        else:
            unasked[address] = Answer(address=address, fault="run-deadline", detail=detail)
    return unasked


def _announce(opened: Iterable[Opened], ports: Ports) -> None:
    """Say which files will be read, so that a tree over the network asks for them together."""
    for each in opened:
        ports.tree.expect(_read(each.references))
        if ports.base:
            ports.base.tree.expect(_read(each.old_references))


def _read(references: References) -> Iterator[str]:
    """The files whose content decides; of the others it is enough that they are there."""
    for _, cited in references:
        if isinstance(cited, CitedTest | CitedJob) or (
            isinstance(cited, CitedFile) and cited.fragment is not None
        ):
            yield cited.path


def _base_world(world: World, ports: Ports) -> World | None:
    """What the base is judged by: its own files, and the very same answers.

    Test results are of the head: the base's tests are judged by reading.
    """
    if ports.base is None:
        return None
    return replace(world, tree=ports.base.tree, results=None, known={})


def _accepting(opened: Opened, world: World) -> World:
    return replace(world, accept_links=tuple(opened.policy.accept_links))


def _judge(opened: Opened, world: World, base: World | None, request: Request) -> Entry:
    accepting = _accepting(opened, world)
    found = _findings(opened.references, partial(verify, world=accepting))
    report = score(opened.rubric, opened.manifest, found, opened.policy, request.today)
    comparison: Comparison | None = None
    if base and opened.old:
        judging = partial(_verify_old, base=_accepting(opened, base), head=accepting)
        old = _findings(opened.old_references, judging)
        before = score(opened.rubric, opened.old, old, opened.policy, request.today)
        comparison = compare(before, report)
    return Entry(
        report=report,
        policy=opened.policy,
        verdict=judge(
            report,
            opened.policy,
            request.fail_on,
            opened.notices,
            comparison,
        ),
        annotations=annotate(report, opened.policy),
        plans=plans(report, opened.policy),
        comparison=comparison,
    )


def _findings(
    references: References, verify: Callable[[Reference], Judgement]
) -> Mapping[tuple[int, int], Finding]:
    return {
        (cited.line, cited.column): Finding(
            citation=cited, reference=reference, judgement=verify(reference)
        )
        for cited, reference in references
    }


def _verify_old(reference: Reference, base: World, head: World) -> Judgement:
    """A test that both define and the head's results lack counts on neither."""
    judgement = verify(reference, base)
    if isinstance(reference, CitedTest) and head.results is not None and judgement.reason is None:
        now = verify(reference, head)
        if now.reason == "junit-absent":
            return now
    return judgement
