"""The links of a run: every page is asked once, for all manifests and both sides together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from ml_readiness.evidence import wanted_link
from ml_readiness.gate.opening import Opened
from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.errors import mistake
from ml_readiness.model.facts import Facts
from ml_readiness.model.limits import Limits
from ml_readiness.model.request import Ports
from ml_readiness.rules.address import PORTS, Address, read_address
from ml_readiness.rules.imposed import References


def answers(opened: Iterable[Opened], facts: Facts, ports: Ports) -> Mapping[str, Answer]:
    """What the web says of every link that has to be asked, by address.

    Raises InputError when there are more than the limit.
    """
    found: list[Wanted] = []
    old: set[str] = set()
    for each in opened:
        before = _wanted(each.old_references, each, facts)
        found += [*_wanted(each.references, each, facts), *before]
        old.update(link.address for link in before)
    links = _merged(found)
    if len(links) > ports.limits.links:
        message = f"there are {len(links)} links to check, more than {ports.limits.links}"
        raise mistake(message, hint="check fewer manifests, or use --offline")
    unasked = _beyond(links, old, ports.limits) if ports.strange else {}
    asked = tuple(link for link in links if link.address not in unasked)
    return {**(ports.fetch(asked) if asked else {}), **unasked}


def _wanted(references: References, opened: Opened, facts: Facts) -> list[Wanted]:
    accepted = tuple(opened.policy.accept_links)
    links = (wanted_link(reference, facts, accepted) for _, reference in references)
    return [link for link in links if link]


def _merged(links: Iterable[Wanted]) -> Collection[Wanted]:
    """Each address once, where it came first; its anchors are wanted if they are anywhere."""
    merged: dict[str, Wanted] = {}
    for link in links:
        if link.anchored or link.address not in merged:
            merged[link.address] = link
    return merged.values()


def _beyond(links: Iterable[Wanted], old: Collection[str], limits: Limits) -> dict[str, Answer]:
    """The answer for each link beyond those that a stranger may have asked by us."""
    most, per_host = limits.strange_links, limits.strange_links_per_host
    detail = f"at most {most} new links are asked here, {per_host} a host"
    hosts: Counter[tuple[str, int | None]] = Counter()
    unasked = {}
    for address in (link.address for link in links if link.address not in old):
        host = _host(address)
        if hosts.total() < most and hosts[host] < per_host:
            hosts[host] += 1
        else:
            unasked[address] = Answer(address=address, fault="allowance", detail=detail)
    return unasked


def _host(address: str) -> tuple[str, int | None]:
    """Whom an address is asked of, however that is spelt; no port is the usual one."""
    parts, read = urlsplit(address), read_address(address)
    host = read.host if isinstance(read, Address) else parts.netloc
    return host, None if parts.port == PORTS[parts.scheme] else parts.port
