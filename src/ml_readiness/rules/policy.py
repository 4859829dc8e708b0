"""The policy in force: per field the strictest of several terms, with the source of each bar."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import unquote

from ml_readiness.model.manifest import Terms
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
    ages = [
        Bar(value=Decimal(terms.max_age_days), source=source)
        for source, terms in sources
        if terms.max_age_days is not None
    ]
    accepting = [(source, terms.accept_links) for source, terms in sources if source != "input"]
    return Policy(
        minimum=minimum or Bar(value=Decimal(0), source="default"),
        sections=sections,
        checklist_minimum=_highest((source, terms.checklist_minimum) for source, terms in sources),
        checklist_required=_united((source, terms.checklist_required) for source, terms in sources),
        max_age_days=min(ages, key=lambda bar: bar.value, default=None),
        prove_automation=_united((source, terms.prove_automation) for source, terms in sources),
        accept_links=_shared(accepting),
    )


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


def _united(candidates: Iterable[tuple[Source, tuple[str, ...]]]) -> Mapping[str, Source]:
    united: dict[str, Source] = {}
    for source, words in candidates:
        for word in words:
            united.setdefault(word, source)
    return united


def _shared(candidates: Sequence[tuple[Source, tuple[str, ...]]]) -> Mapping[str, Source]:
    if not candidates:
        return {}
    source, first = candidates[0]
    return {
        prefix: source for prefix in first if all(prefix in words for _, words in candidates[1:])
    }
