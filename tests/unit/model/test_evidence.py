from collections import Counter
from typing import get_args

import pytest

from ml_readiness.model.answer import Fault
from ml_readiness.model.evidence import (
    BREAKING,
    HOLDING,
    OUTCOMES,
    REASONS,
    Judgement,
    Outcome,
    Reason,
)

EVERY: tuple[Reason, ...] = tuple(reason for part in get_args(Reason) for reason in get_args(part))


def test_every_reason_has_exactly_one_outcome() -> None:
    listed = Counter(reason for reasons in REASONS.values() for reason in reasons)
    assert listed == Counter(EVERY)
    assert set(listed.values()) == {1}
    assert OUTCOMES.keys() == set(EVERY)
    for outcome, reasons in REASONS.items():
        assert {OUTCOMES[reason] for reason in reasons} == {outcome}


def test_every_outcome_but_verified_has_reasons() -> None:
    assert {*REASONS, "verified"} == set(get_args(Outcome))
    assert all(REASONS.values())


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        (None, "verified"),
        ("accept-links", "accepted"),
        ("offline", "accepted"),
        ("no-such-file", "missing"),
        ("not-tracked", "missing"),
        ("wrong-case", "missing"),
        ("no-such-heading", "missing"),
        ("no-such-test", "missing"),
        ("skipped", "missing"),
        ("junit-failed", "missing"),
        ("no-such-job", "missing"),
        ("started-by-hand", "missing"),
        ("page-gone", "missing"),
        ("no-such-host", "missing"),
        ("no-such-anchor", "missing"),
        ("denied", "restricted"),
        ("login-page", "restricted"),
        ("private-repository", "restricted"),
        ("timeout", "unreachable"),
        ("rate-limited", "unreachable"),
        ("server-error", "unreachable"),
        ("name-lookup", "unreachable"),
        ("run-deadline", "unreachable"),
        ("allowance", "unreachable"),
        ("unapproved", "unreachable"),
        ("malformed", "invalid"),
        ("outside-root", "invalid"),
        ("private-address", "invalid"),
        ("credentials", "invalid"),
        ("symlink", "invalid"),
        ("submodule", "invalid"),
        ("directory", "invalid"),
        ("fragment-not-allowed", "invalid"),
    ],
)
def test_a_judgement_has_the_outcome_of_its_reason(reason: Reason | None, outcome: Outcome) -> None:
    assert Judgement(reason=reason, message="").outcome == outcome


def test_every_outcome_supports_a_claim_or_breaks_it_or_is_set_aside() -> None:
    assert HOLDING == ("verified", "accepted")
    assert BREAKING == ("missing", "invalid")
    assert {*get_args(Outcome)} - {*HOLDING, *BREAKING} == {"restricted", "unreachable"}


def test_every_fault_of_the_web_is_a_reason() -> None:
    assert {*get_args(Fault)} <= set(EVERY)
