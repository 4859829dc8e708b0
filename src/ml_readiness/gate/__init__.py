"""The gate: open the manifests, verify their evidence in one pass over the links, judge."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TypeAlias

from msgspec.structs import replace

from ml_readiness import __version__
from ml_readiness.evidence import cited_file, verify, with_before
from ml_readiness.gate.links import answers
from ml_readiness.gate.opening import Opened, open_all
from ml_readiness.model.errors import Problem
from ml_readiness.model.evidence import Cited, Finding, Judgement, Reference
from ml_readiness.model.facts import Facts, Once
from ml_readiness.model.manifest import Manifest
from ml_readiness.model.report import Comparison, Entry, Jobs, Policy, Run
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.tree import Tree
from ml_readiness.rules.annotation import annotate
from ml_readiness.rules.cited import CitedTest, CitedValue
from ml_readiness.rules.comparison import compare, with_regressions
from ml_readiness.rules.imposed import References, bounds_of, held_to
from ml_readiness.rules.plan import plans
from ml_readiness.rules.policy import base_policy
from ml_readiness.rules.remarks import first_of_each
from ml_readiness.rules.scoring import score
from ml_readiness.rules.verdict import judge
from ml_readiness.rules.weakness import Findings, with_shared

AsRan: TypeAlias = Callable[[Findings, Policy, Facts], Findings]


def run(request: Request, ports: Ports) -> Run:
    """Evaluate every manifest; mistakes in one do not keep the others from being judged.

    Raises InputError when a limit of the whole run is passed.
    """
    opened, gone, problems = open_all(request, ports)
    _announce(opened, ports)
    facts = Facts(
        tree=ports.tree,
        answers={},
        offline=request.offline,
        results=ports.results,
        home=ports.home,
        once=Once(ports.on_time),
    )
    facts = replace(facts, answers=answers(opened, facts, ports))
    base = _base_facts(facts, ports)
    ran, jobs = _as_ran(opened, (facts, base), ports, request.today)
    opened.reverse()
    entries = []
    while opened:  # each is let go once it is judged: there may be thousands
        entries.append(_judge(opened.pop(), facts, base, request, ran))
    errors, left_out = first_of_each(problems)
    return Run(
        tool=__version__,
        fail_on=request.fail_on,
        links_checked=not request.offline,
        repository=request.repository,
        head=ports.head,
        base=ports.base.commit if ports.base else None,
        base_tip=ports.tip.commit if ports.tip else None,
        event=request.event,
        errors=errors,
        entries=tuple(entries),
        gone=tuple(gone),
        errors_left_out=left_out,
        jobs=jobs,
    )


def refused(request: Request, problems: Iterable[Problem]) -> Run:
    """The run that could not be evaluated at all."""
    errors, left_out = first_of_each(problems)
    return Run(
        tool=__version__,
        fail_on=request.fail_on,
        links_checked=not request.offline,
        repository=request.repository,
        head=None,
        event=request.event,
        errors=errors,
        entries=(),
        errors_left_out=left_out,
    )


def _announce(opened: Iterable[Opened], ports: Ports) -> None:
    """Say which files will be read, so that a tree over the network asks for them together."""
    for each in opened:
        _expect(ports.tree, each.references)
        if ports.base:
            values = [(at, cited) for at, cited in each.references if isinstance(cited, CitedValue)]
            _expect(ports.base.tree, (*each.old_references, *values))


def _expect(tree: Tree, references: References) -> None:
    """Of files whose content does not decide, it is enough that they are there."""
    read = [cited for _, cited in references if isinstance(cited, Cited) and cited.reads]
    tree.expect(path for cited in read if not cited.from_top for path in cited.reads)
    if at_top := [path for cited in read if cited.from_top for path in cited.reads]:
        tree.workflows().expect(at_top)


def _base_facts(head: Facts, ports: Ports) -> Facts | None:
    """What the base is judged by: its own files, and the very same answers.

    Test results are of the head: the base's tests are judged by reading.
    """
    return replace(head, tree=ports.base.tree, results=None) if ports.base else None


def _as_ran(
    opened: Iterable[Opened], sides: tuple[Facts, Facts | None], ports: Ports, today: date
) -> tuple[AsRan, Jobs | None]:
    """What makes of findings by reading those by how jobs have run, and how that is known."""
    if not any(each.policy.max_job_age_days for each in opened):
        return (lambda findings, _, __: findings), None
    from ml_readiness.gate.runs import job_runs, with_runs

    histories, jobs = job_runs(opened, sides, ports)
    return partial(with_runs, histories=histories, today=today), jobs


def _judge(
    opened: Opened, head: Facts, base: Facts | None, request: Request, as_ran: AsRan
) -> Entry:
    accepted, policy = tuple(opened.policy.accept_links), opened.policy
    verify_new = partial(_verify_new, base=base)
    judging = partial(_judgement, verify=verify_new, facts=head, accepted=accepted)
    read = _findings(opened.manifest, opened.references, judging)
    found = as_ran(read, policy, head)
    report = score(opened.rubric, opened.manifest, found, opened.policy, request.today)
    comparison: Comparison | None = None
    if base and opened.old:
        verify_old = partial(_verify_old, head=head)
        judging_old = partial(_judgement, verify=verify_old, facts=base, accepted=accepted)
        old = _findings(opened.old, opened.old_references, judging_old)
        scored = partial(score, opened.rubric, today=request.today)
        before = scored(opened.old, as_ran(old, policy, base), policy)
        own = base_policy(opened.old.terms)
        comparison = compare(before, report)
        # A pull request that raises a bar lets both sides fall, and would hide what it lowers.
        own_bounds = bounds_of(opened.old_references)
        then = held_to(opened.old_references, {})
        if then is not opened.old_references:
            old = _findings(opened.old, then, judging_old)
        now = held_to(opened.references, own_bounds, alone=True)
        if now is not opened.references:
            read = _findings(opened.manifest, now, judging)
        hidden = compare(
            scored(opened.old, as_ran(old, own, base), own),
            scored(opened.manifest, as_ran(read, own, head), own),
        )
        comparison = with_regressions(comparison, hidden.regressions)
    return Entry(
        report=report,
        policy=opened.policy,
        verdict=judge(
            report,
            opened.policy,
            request.fail_on,
            opened.notices,
            comparison,
            exempt=opened.exempt,
        ),
        annotations=annotate(report, opened.policy),
        plans=plans(report, opened.policy),
        comparison=comparison,
    )


def _findings(
    manifest: Manifest, references: References, judge: Callable[[Reference, str], Judgement]
) -> Findings:
    found = {
        (cited.line, cited.column): Finding(
            citation=cited, reference=reference, judgement=judge(reference, manifest.path)
        )
        for cited, reference in references
    }
    return with_shared(found, manifest)


def _judgement(
    reference: Reference,
    manifest: str,
    verify: Callable[[Reference, Facts, tuple[str, ...]], Judgement],
    facts: Facts,
    accepted: tuple[str, ...],
) -> Judgement:
    """The judgement on a reference of a manifest, which proves nothing about itself."""
    if cited_file(reference, facts) == manifest:
        message = f"{manifest} is the manifest itself"
        return Judgement(reason="cites-itself", message=message, hint="cite what it speaks of")
    return verify(reference, facts, accepted)


def _verify_new(
    reference: Reference, head: Facts, accepted: tuple[str, ...], *, base: Facts | None
) -> Judgement:
    """A value is shown with what it was in the base, also where the base did not cite it."""
    judgement = verify(reference, head, accepted)
    return with_before(judgement, reference, base) if base else judgement


def _verify_old(
    reference: Reference, base: Facts, accepted: tuple[str, ...], *, head: Facts
) -> Judgement:
    """A test that both define and the head's results lack counts on neither."""
    judgement = verify(reference, base, accepted)
    if isinstance(reference, CitedTest) and head.results is not None and judgement.reason is None:
        now = verify(reference, head, accepted)
        if now.reason == "junit-absent":
            return now
    return judgement
