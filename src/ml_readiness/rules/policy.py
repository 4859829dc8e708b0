"""The policy in force: per field the strictest of several terms, with the source of each bar."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import unquote

from ml_readiness.model.manifest import Terms
from ml_readiness.model.number import plain
from ml_readiness.model.report import Bar, Policy, Source


def effective_policy(sources: Sequence[tuple[Source, Terms]]) -> Policy:
    """The stricter of all sources, field by field; on a tie the earlier source is named.

    The larger minimum and the smaller age win; required points and proven sections are united; a
    link is accepted only where every source that is a manifest accepts it.
    """
    minimum = _highest((source, terms.minimum) for source, terms in sources)
    names = dict.fromkeys(name for _, terms in sources for name in terms.sections)
    sections = {
        name: bar
        for name in names
        if (bar := _highest((source, terms.sections.get(name)) for source, terms in sources))
    }
    accepting = [(source, terms.accept_links) for source, terms in sources if source != "input"]
    return Policy(
        minimum=minimum or Bar(value=Decimal(0), source="default"),
        sections=sections,
        checklist_minimum=_highest((source, terms.checklist_minimum) for source, terms in sources),
        checklist_required=_united((source, terms.checklist_required) for source, terms in sources),
        max_age_days=_youngest((source, terms.max_age_days) for source, terms in sources),
        prove_automation=_united((source, terms.prove_automation) for source, terms in sources),
        accept_links=_shared(accepting),
        max_job_age_days=_youngest((source, terms.max_job_age_days) for source, terms in sources),
        refuse_weak=next((source for source, terms in sources if terms.refuse_weak), None),
    )


def base_policy(terms: Terms) -> Policy:
    """The policy that a base asks of itself."""
    return effective_policy([("base", terms)])


def section_minimum(policy: Policy, section: str) -> Decimal:
    """What a section has to reach: its own minimum or the score's, as the score is the lowest."""
    own = policy.sections.get(section)
    return max(policy.minimum.value, own.value if own else Decimal(0))


def accepts(prefixes: Iterable[str], address: str) -> bool:
    """Whether an address lies under an accepted `host/path`: host equal, path by whole segments."""
    _, _, rest = address.partition("://")
    host, _, path = rest.partition("?")[0].partition("/")
    for prefix in prefixes:
        accepted_host, _, accepted_path = prefix.partition("/")
        segments = [segment for segment in accepted_path.split("/") if segment]
        given = [unquote(segment) for segment in path.split("/") if segment]
        if host == accepted_host and given[: len(segments)] == segments and ".." not in given:
            return True
    return False


def _highest(candidates: Iterable[tuple[Source, Decimal | None]]) -> Bar | None:
    bars = [Bar(value=value, source=source) for source, value in candidates if value is not None]
    return max(bars, key=lambda bar: bar.value, default=None)


def _youngest(candidates: Iterable[tuple[Source, int | None]]) -> Bar | None:
    bars = [
        Bar(value=Decimal(days), source=source) for source, days in candidates if days is not None
    ]
    return min(bars, key=lambda bar: bar.value, default=None)


def _united(candidates: Iterable[tuple[Source, tuple[str, ...]]]) -> Mapping[str, Source]:
    united: dict[str, Source] = {}
    for source, words in candidates:
        for word in words:
            united.setdefault(word, source)
    return united


def _shared(candidates: Sequence[tuple[Source, tuple[str, ...]]]) -> Mapping[str, Source]:
    """The prefixes under which every source accepts: of a wider and a narrower, the narrower."""
    shared: dict[str, Source] = {}
    for source, prefixes in candidates:
        for prefix in prefixes:
            if all(accepts(others, f"https://{prefix}") for _, others in candidates):
                shared.setdefault(prefix, source)
    return shared


def lowered(base: Terms, head: Terms) -> Iterator[str]:
    """Each bar of the base that the head would lower, as what it would do."""
    yield from _smaller("the minimum", base.minimum, head.minimum)
    for section, bar in base.sections.items():
        yield from _smaller(f"the minimum of {section}", bar, head.sections.get(section))
    yield from _smaller(
        "the minimum of the checklist", base.checklist_minimum, head.checklist_minimum
    )
    for word in base.checklist_required:
        if word not in head.checklist_required:
            yield f"no longer require '{word}'"
    for section in base.prove_automation:
        if section not in head.prove_automation:
            yield f"no longer ask for proof of automation in {section}"
    yield from _older("a manual run", base.max_age_days, head.max_age_days)
    yield from _older("a run of a job", base.max_job_age_days, head.max_job_age_days)
    if base.refuse_weak and not head.refuse_weak:
        yield "let weak evidence count"
    for prefix in head.accept_links:
        if not accepts(base.accept_links, f"https://{prefix}"):
            yield f"accept links under {prefix} unasked"


def _smaller(what: str, base: Decimal | None, head: Decimal | None) -> Iterator[str]:
    if base is not None and (head or 0) < base:
        yield f"lower {what} from {plain(base)} to {plain(head or 0)}"


def _older(what: str, age: int | None, older: int | None) -> Iterator[str]:
    if age is not None and (older is None or older > age):
        yield f"let {what} count for {f'{older} days' if older else 'ever'}, not {age} days"
