from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.rules.builders import a_bar

from ml_readiness.model.manifest import Terms
from ml_readiness.model.report import Bar, Policy, Source
from ml_readiness.rules.policy import accepts, effective_policy

NOTHING = Terms(sections={})


def minimum(value: str) -> Terms:
    return Terms(minimum=Decimal(value), sections={})


def test_without_any_word_the_defaults_are_in_force() -> None:
    assert effective_policy([("head", NOTHING), ("input", NOTHING)]) == Policy(
        minimum=a_bar(0, "default"),
        sections={},
        checklist_minimum=None,
        checklist_required={},
        max_age_days=None,
        prove_automation={},
        accept_links={},
    )


def test_one_manifest_is_taken_as_it_is_written() -> None:
    terms = Terms(
        minimum=Decimal("4.50"),
        sections={"data": Decimal(6), "model": Decimal(0)},
        checklist_minimum=Decimal(9),
        checklist_required=("ethics", "baseline"),
        max_age_days=180,
        prove_automation=("infrastructure",),
        accept_links=("grafana.example.com/d/", "wiki.example.com"),
    )
    assert effective_policy([("head", terms)]) == Policy(
        minimum=a_bar("4.5"),
        sections={"data": a_bar(6), "model": a_bar(0)},
        checklist_minimum=a_bar(9),
        checklist_required={"ethics": "head", "baseline": "head"},
        max_age_days=a_bar(180),
        prove_automation={"infrastructure": "head"},
        accept_links={"grafana.example.com/d/": "head", "wiki.example.com": "head"},
    )


def test_of_several_sources_each_bar_is_the_strictest_and_names_its_own() -> None:
    base = Terms(
        minimum=Decimal(5),
        sections={"data": Decimal(3), "model": Decimal(4)},
        checklist_minimum=Decimal(2),
        checklist_required=("baseline", "ethics"),
        max_age_days=180,
        prove_automation=("data",),
        accept_links=("a.example.com/d/", "b.example.com"),
    )
    head = Terms(
        minimum=Decimal(4),
        sections={"data": Decimal(2), "monitoring": Decimal(1)},
        checklist_minimum=Decimal(3),
        checklist_required=("drift", "ethics"),
        max_age_days=90,
        prove_automation=("data", "model"),
        accept_links=("b.example.com", "c.example.com"),
    )
    policy = effective_policy([("base", base), ("head", head), ("input", minimum("6"))])
    assert policy == Policy(
        minimum=a_bar(6, "input"),
        sections={
            "data": a_bar(3, "base"),
            "model": a_bar(4, "base"),
            "monitoring": a_bar(1, "head"),
        },
        checklist_minimum=a_bar(3, "head"),
        checklist_required={"baseline": "base", "ethics": "base", "drift": "head"},
        max_age_days=a_bar(90, "head"),
        prove_automation={"data": "base", "model": "head"},
        accept_links={"b.example.com": "base"},
    )


def test_on_a_tie_the_earlier_source_is_named() -> None:
    terms = Terms(
        minimum=Decimal(5),
        sections={"data": Decimal(3)},
        checklist_minimum=Decimal(2),
        checklist_required=("ethics",),
        max_age_days=90,
        prove_automation=("data",),
        accept_links=("b.example.com",),
    )
    sources: list[tuple[Source, Terms]] = [("base", terms), ("head", terms), ("input", terms)]
    policy = effective_policy(sources)
    assert [policy.minimum, policy.sections["data"]] == [a_bar(5, "base"), a_bar(3, "base")]
    assert [policy.checklist_minimum, policy.max_age_days] == [a_bar(2, "base"), a_bar(90, "base")]
    assert policy.checklist_required == {"ethics": "base"}
    assert policy.prove_automation == {"data": "base"}
    assert policy.accept_links == {"b.example.com": "base"}


def test_a_minimum_of_nothing_that_is_written_is_not_the_default() -> None:
    assert effective_policy([("head", minimum("0"))]).minimum == a_bar(0, "head")
    assert effective_policy([("head", NOTHING), ("input", minimum("0"))]).minimum == a_bar(
        0, "input"
    )


def test_a_bar_of_one_source_stands_where_the_others_are_silent() -> None:
    terms = Terms(sections={"data": Decimal(1)}, max_age_days=7, checklist_minimum=Decimal(1))
    policy = effective_policy([("base", NOTHING), ("head", terms), ("input", NOTHING)])
    assert policy.sections == {"data": a_bar(1)}
    assert policy.max_age_days == a_bar(7)
    assert policy.checklist_minimum == a_bar(1)


def accepting(*prefixes: str) -> Terms:
    return Terms(sections={}, accept_links=prefixes)


@pytest.mark.parametrize(
    ("sources", "accepted"),
    [
        ([("head", accepting("a.example.com"))], {"a.example.com": "head"}),
        ([("base", NOTHING), ("head", accepting("a.example.com"))], {}),
        ([("base", accepting("a.example.com")), ("head", NOTHING)], {}),
        ([("base", accepting("a.example.com/x")), ("head", accepting("a.example.com/y"))], {}),
        (
            [("base", accepting("a.example.com")), ("head", accepting("b.com", "a.example.com"))],
            {"a.example.com": "base"},
        ),
        ([("input", accepting("a.example.com"))], {}),
        ([("head", NOTHING), ("input", accepting("a.example.com"))], {}),
        ([("head", accepting("a.example.com")), ("input", NOTHING)], {"a.example.com": "head"}),
        ([], {}),
    ],
)
def test_a_link_is_accepted_only_where_every_manifest_accepts_it(
    sources: list[tuple[Source, Terms]], accepted: dict[str, Source]
) -> None:
    assert effective_policy(sources).accept_links == accepted


words = st.lists(st.sampled_from(["data", "model", "drift"]), unique=True).map(tuple)
numbers = st.none() | st.integers(0, 20).map(Decimal)
terms = st.builds(
    Terms,
    minimum=numbers,
    sections=st.dictionaries(st.sampled_from(["data", "model"]), st.integers(0, 9).map(Decimal)),
    checklist_minimum=numbers,
    checklist_required=words,
    max_age_days=st.none() | st.integers(1, 99),
    prove_automation=words,
    accept_links=words,
)
SOURCES: tuple[Source, ...] = ("base", "head", "input")


def at_least(bar: Bar | None, other: Bar | None) -> bool:
    return other is None or (bar is not None and bar.value >= other.value)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SOURCES), terms), max_size=3),
    terms,
    st.tuples(st.sampled_from(SOURCES), terms),
    st.data(),
)
def test_another_source_never_lowers_a_bar(
    others: list[tuple[Source, Terms]],
    manifest: Terms,
    added: tuple[Source, Terms],
    data: st.DataObject,
) -> None:
    sources = [("head", manifest), *others]
    before = effective_policy(sources)
    place = data.draw(st.integers(0, len(sources)))
    after = effective_policy([*sources[:place], added, *sources[place:]])
    assert after.minimum.value >= before.minimum.value
    assert all(at_least(after.sections.get(name), bar) for name, bar in before.sections.items())
    assert at_least(after.checklist_minimum, before.checklist_minimum)
    assert after.checklist_required.keys() >= before.checklist_required.keys()
    assert after.prove_automation.keys() >= before.prove_automation.keys()
    assert after.accept_links.keys() <= before.accept_links.keys()
    if before.max_age_days:
        assert after.max_age_days is not None
        assert after.max_age_days.value <= before.max_age_days.value


PREFIX = "grafana.example.com/d/"


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("https://grafana.example.com/d/x", True),
        ("http://grafana.example.com/d/x", True),
        ("https://grafana.example.com/d/x/y?tab=1", True),
        ("https://grafana.example.com/d/", True),
        ("https://grafana.example.com/d", True),
        ("https://grafana.example.com/d?tab=1", True),
        ("https://grafana.example.com/dash", False),
        ("https://grafana.example.com/dash/d/x", False),
        ("https://grafana.example.com/D/x", False),
        ("https://grafana.example.com/", False),
        ("https://grafana.example.com/?/d/x", False),
        ("https://grafana.example.com/x?to=/d/", False),
        ("https://example.com/d/x", False),
        ("https://evil.grafana.example.com/d/x", False),
        ("https://evilgrafana.example.com/d/x", False),
        ("https://grafana.example.com.evil.org/d/x", False),
        ("https://evil.org/grafana.example.com/d/x", False),
        ("https://evil.org/?https://grafana.example.com/d/x", False),
        ("https://evil.org/://grafana.example.com/d/x", False),
        ("https://grafana.example.com@evil.org/d/x", False),
        ("https://user@grafana.example.com/d/x", False),
        ("https://grafana.example.com:8080/d/x", False),
        ("https://grafana.example.com:80/d/x", False),
        ("https://grafana.example.com./d/x", False),
        ("https://grafana.example.com/d/../login", False),
        ("https://grafana.example.com/../d/x", False),
        ("https://grafana.example.com/d/..", False),
        ("https://grafana.example.com/d/..x", True),
        ("https://grafana.example.com/d/%2e%2e/login", False),
        ("https://grafana.example.com/d/x?up=..", True),
        ("https://grafana.example.com/d%2Fx", False),
    ],
)
def test_a_link_is_accepted_by_its_host_and_whole_segments(address: str, accepted: bool) -> None:
    assert accepts([PREFIX], address) is accepted
    assert accepts([PREFIX.removesuffix("/")], address) is accepted


@pytest.mark.parametrize(
    ("prefix", "address", "accepted"),
    [
        ("wiki.example.com", "https://wiki.example.com/", True),
        ("wiki.example.com", "https://wiki.example.com/any/page", True),
        ("wiki.example.com/", "https://wiki.example.com/any/page", True),
        ("wiki.example.com", "https://wiki.example.com/any/../page", False),
        ("wiki.example.com", "https://wiki.example.community/", False),
        ("wiki.example.com:8080/d", "https://wiki.example.com:8080/d/x", True),
        ("wiki.example.com:8080/d", "https://wiki.example.com/d/x", False),
        ("wiki.example.com/a/b", "https://wiki.example.com/a/b/c", True),
        ("wiki.example.com/a/b", "https://wiki.example.com/a/c/b", False),
        ("wiki.example.com/a/b", "https://wiki.example.com/a", False),
    ],
)
def test_a_prefix_may_be_a_host_a_port_and_any_depth(
    prefix: str, address: str, accepted: bool
) -> None:
    assert accepts([prefix], address) is accepted


def test_any_of_several_prefixes_is_enough_and_none_accepts_nothing() -> None:
    address = "https://b.example.com/d/x"
    assert accepts(["a.example.com", "b.example.com/e", "b.example.com/d"], address)
    assert not accepts([], address)
