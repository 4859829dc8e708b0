"""Every kind of evidence and its verifier: `(reference, world) -> judgement`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ml_readiness.evidence.file import verify_file
from ml_readiness.evidence.job import verify_job
from ml_readiness.evidence.link import unasked, verify_link
from ml_readiness.evidence.test import verify_test
from ml_readiness.evidence.tracked import unreadable
from ml_readiness.model.evidence import (
    CitedFile,
    CitedJob,
    CitedLink,
    CitedTest,
    Judgement,
    Kind,
    Malformed,
    Reference,
)
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.world import World
from ml_readiness.rules.reference import at_home

VERIFIERS: Mapping[Kind, Callable[[Any, World], Judgement]] = {
    "test": verify_test,
    "job": verify_job,
    "link": verify_link,
    "file": verify_file,
}


def verify(reference: Reference, world: World) -> Judgement:
    """What was found for one reference; a link to the repository's own file is that file."""
    if isinstance(reference, Malformed):
        return reference.judgement
    cited: CitedFile | CitedTest | CitedJob | CitedLink = reference
    if isinstance(reference, CitedLink) and world.home:
        cited = at_home(reference, world.home) or reference
    if isinstance(cited, CitedLink):
        return _judge(cited, world)  # each manifest accepts links of its own
    return world.once(cited, lambda: _judge(cited, world))


def wanted_links(references: Iterable[Reference], world: World) -> dict[str, bool]:
    """The addresses that have to be asked, each with whether its page's anchors are wanted."""
    wanted: dict[str, bool] = {}
    for reference in references:
        if not isinstance(reference, CitedLink) or unasked(reference, world):
            continue
        if world.home is None or at_home(reference, world.home) is None:
            anchored = reference.fragment is not None
            wanted[reference.address] = wanted.get(reference.address, False) or anchored
    return wanted


def _judge(cited: Any, world: World) -> Judgement:
    try:
        return VERIFIERS[cited.kind](cited, world)
    except Unreadable as error:
        return unreadable(error)
