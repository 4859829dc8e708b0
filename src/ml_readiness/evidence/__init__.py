"""Every kind of evidence and its verifier: `(reference, facts, accepted) -> judgement`.

`accepted` are the links that the policy of the manifest accepts unasked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from ml_readiness.evidence.alert import verify_alert
from ml_readiness.evidence.file import verify_file
from ml_readiness.evidence.job import verify_job
from ml_readiness.evidence.link import verify_link, wanted
from ml_readiness.evidence.test import verify_test
from ml_readiness.evidence.tracked import unreadable
from ml_readiness.model.answer import Wanted
from ml_readiness.model.evidence import Judgement, Malformed, Measured, Reference, Scalar
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import Unreadable
from ml_readiness.rules.bounds import name_of
from ml_readiness.rules.cited import CitedAlert, CitedFile, CitedLink, CitedValue
from ml_readiness.rules.reference import at_home


def verify_value(cited: CitedValue, facts: Facts, accepted: tuple[str, ...]) -> Judgement:
    """Verified when the pointer leads to something that keeps every bound."""
    from ml_readiness.evidence.value import judge_value  # only values pay for it

    del accepted
    return judge_value(cited, facts)


VERIFIERS: Mapping[str, Callable[[Any, Facts, tuple[str, ...]], Judgement]] = {
    "test": verify_test,
    "job": verify_job,
    "alert": verify_alert,
    "link": verify_link,
    "file": verify_file,
    "value": verify_value,
}


def verify(reference: Reference, facts: Facts, accepted: tuple[str, ...]) -> Judgement:
    """What was found for one reference; a link to the repository's own file is that file."""
    if isinstance(reference, Malformed):
        return reference.judgement
    return facts.once.of(_judge, _at_home(reference, facts), facts, accepted)


def cited_file(reference: Reference, facts: Facts) -> str | None:
    """The file that a reference names, also by its address on the web."""
    cited = _at_home(reference, facts)
    return cited.path if isinstance(cited, CitedFile | CitedValue | CitedAlert) else None


def with_before(judgement: Judgement, cited: Reference, base: Facts) -> Judgement:
    """The judgement on a value, with what the base has at the same place."""
    if not isinstance(cited, CitedValue):
        return judgement
    before = base.once.of(_before, cited, base)
    if before is None:
        return judgement
    measured = judgement.measured or Measured(name_of(cited.pointer), None)
    return replace(judgement, measured=measured._replace(before=before))


def _before(cited: CitedValue, base: Facts) -> Scalar:
    from ml_readiness.evidence.value import value_at

    return value_at(cited, base.once.of(_from_top, base) if cited.from_top else base)


def wanted_link(reference: Reference, facts: Facts, accepted: tuple[str, ...]) -> Wanted | None:
    """What the web has to be asked before a reference can be verified."""
    cited = _at_home(reference, facts)
    return wanted(cited, facts, accepted) if isinstance(cited, CitedLink) else None


def _at_home(reference: Reference, facts: Facts) -> Reference:
    if isinstance(reference, CitedLink) and facts.home:
        return at_home(reference, facts.home) or reference
    return reference


def _judge(cited: Any, facts: Facts, accepted: tuple[str, ...]) -> Judgement:
    seen = facts.once.of(_from_top, facts) if cited.from_top else facts
    if isinstance(cited, CitedValue) and cited.text in seen.tree.paths():
        # A file whose own name has a `#/` wins over a pointer.
        cited = CitedFile(text=cited.text, path=cited.text, rooted=cited.rooted)
    try:
        return VERIFIERS[cited.kind](cited, seen, accepted)
    except Unreadable as error:
        return unreadable(error)


def _from_top(facts: Facts) -> Facts:
    """The same facts of the repository's own workflows."""
    workflows = facts.tree.workflows()
    return facts if workflows is facts.tree else replace(facts, tree=workflows)
