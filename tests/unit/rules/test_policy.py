from decimal import Decimal
from typing import Any

import pytest
from helpers.builders import Situation, a_bar, changes, rubrics
from helpers.builders import terms as terms_by
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ml_readiness.model.manifest import Terms
from ml_readiness.model.report import Bar, FailOn, Policy, Source
from ml_readiness.rules.comparison import compare
from ml_readiness.rules.policy import accepts, effective_policy, lowered
from ml_readiness.rules.verdict import judge

NOTHING = Terms(sections={})
FAIL_ON: tuple[FailOn, ...] = ("minimum", "any", "never")


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
    max_job_age_days=st.none() | st.integers(1, 99),
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
    if before.max_job_age_days:
        assert after.max_job_age_days is not None
        assert after.max_job_age_days.value <= before.max_job_age_days.value


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


# One field of the base's terms and of the head's, and the policy's field that comes of it.
FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any], str, object]] = {
    "minimum, base higher": ({"minimum": 5}, {"minimum": 4}, "minimum", a_bar(5, "base")),
    "minimum, head higher": ({"minimum": 5}, {"minimum": 6}, "minimum", a_bar(6, "head")),
    "minimum, a tie": ({"minimum": 5}, {"minimum": 5}, "minimum", a_bar(5, "base")),
    "minimum, base alone": ({"minimum": 5}, {}, "minimum", a_bar(5, "base")),
    "minimum, head alone": ({}, {"minimum": 5}, "minimum", a_bar(5, "head")),
    "minimum, neither": ({}, {}, "minimum", a_bar(0, "default")),
    "minimum, none in the base": ({"minimum": 0}, {}, "minimum", a_bar(0, "base")),
    "section, base higher": (
        {"sections": {"a": 5}},
        {"sections": {"a": 4}},
        "sections",
        {"a": a_bar(5, "base")},
    ),
    "section, head higher": (
        {"sections": {"a": 5}},
        {"sections": {"a": 6}},
        "sections",
        {"a": a_bar(6, "head")},
    ),
    "section, a tie": (
        {"sections": {"a": 5}},
        {"sections": {"a": 5}},
        "sections",
        {"a": a_bar(5, "base")},
    ),
    "section, one each": (
        {"sections": {"a": 5}},
        {"sections": {"b": 4}},
        "sections",
        {"a": a_bar(5, "base"), "b": a_bar(4, "head")},
    ),
    "section, base alone": ({"sections": {"a": 5}}, {}, "sections", {"a": a_bar(5, "base")}),
    "checklist, base higher": (
        {"checklist_minimum": 5},
        {"checklist_minimum": 4},
        "checklist_minimum",
        a_bar(5, "base"),
    ),
    "checklist, head higher": (
        {"checklist_minimum": 5},
        {"checklist_minimum": 6},
        "checklist_minimum",
        a_bar(6, "head"),
    ),
    "checklist, a tie": (
        {"checklist_minimum": 5},
        {"checklist_minimum": 5},
        "checklist_minimum",
        a_bar(5, "base"),
    ),
    "checklist, base alone": ({"checklist_minimum": 5}, {}, "checklist_minimum", a_bar(5, "base")),
    "checklist, neither": ({}, {}, "checklist_minimum", None),
    "required, both": (
        {"checklist_required": ("x", "y")},
        {"checklist_required": ("z", "y")},
        "checklist_required",
        {"x": "base", "y": "base", "z": "head"},
    ),
    "required, base alone": (
        {"checklist_required": ("x",)},
        {},
        "checklist_required",
        {"x": "base"},
    ),
    "age, base stricter": (
        {"max_age_days": 30},
        {"max_age_days": 31},
        "max_age_days",
        a_bar(30, "base"),
    ),
    "age, head stricter": (
        {"max_age_days": 30},
        {"max_age_days": 29},
        "max_age_days",
        a_bar(29, "head"),
    ),
    "age, a tie": ({"max_age_days": 30}, {"max_age_days": 30}, "max_age_days", a_bar(30, "base")),
    "age, base alone": ({"max_age_days": 30}, {}, "max_age_days", a_bar(30, "base")),
    "age, head alone": ({}, {"max_age_days": 30}, "max_age_days", a_bar(30, "head")),
    "age, neither": ({}, {}, "max_age_days", None),
    "age of jobs, base stricter": (
        {"max_job_age_days": 30, "max_age_days": 5},
        {"max_job_age_days": 31},
        "max_job_age_days",
        a_bar(30, "base"),
    ),
    "age of jobs, head stricter": (
        {"max_job_age_days": 30},
        {"max_job_age_days": 29},
        "max_job_age_days",
        a_bar(29, "head"),
    ),
    "age of jobs, head alone": (
        {"max_age_days": 5},
        {"max_job_age_days": 30},
        "max_job_age_days",
        a_bar(30, "head"),
    ),
    "age of jobs, neither": ({"max_age_days": 5}, {}, "max_job_age_days", None),
    "proof, both": (
        {"prove_automation": ("a", "b")},
        {"prove_automation": ("c", "b")},
        "prove_automation",
        {"a": "base", "b": "base", "c": "head"},
    ),
    "proof, base alone": ({"prove_automation": ("a",)}, {}, "prove_automation", {"a": "base"}),
    "links, both": (
        {"accept_links": ("a.example.com",)},
        {"accept_links": ("a.example.com",)},
        "accept_links",
        {"a.example.com": "base"},
    ),
    "links, head narrower": (
        {"accept_links": ("a.example.com",)},
        {"accept_links": ("a.example.com/d/",)},
        "accept_links",
        {"a.example.com/d/": "head"},
    ),
    "links, base narrower": (
        {"accept_links": ("a.example.com/d/",)},
        {"accept_links": ("a.example.com",)},
        "accept_links",
        {"a.example.com/d/": "base"},
    ),
    "links, narrower on each side": (
        {"accept_links": ("a.example.com/d/", "b.example.com")},
        {"accept_links": ("a.example.com", "b.example.com/x")},
        "accept_links",
        {"a.example.com/d/": "base", "b.example.com/x": "head"},
    ),
    "links, half a segment is not narrower": (
        {"accept_links": ("a.example.com/d",)},
        {"accept_links": ("a.example.com/dash",)},
        "accept_links",
        {},
    ),
    "links, a host is not narrower than another": (
        {"accept_links": ("example.com",)},
        {"accept_links": ("a.example.com",)},
        "accept_links",
        {},
    ),
    "links, up and down again": (
        {"accept_links": ("a.example.com/d/",)},
        {"accept_links": ("a.example.com/d/../login",)},
        "accept_links",
        {},
    ),
    "links, base alone": ({"accept_links": ("a.example.com",)}, {}, "accept_links", {}),
    "links, head alone": ({}, {"accept_links": ("a.example.com",)}, "accept_links", {}),
    "links, neither": ({}, {}, "accept_links", {}),
}


def terms_of(given: dict[str, Any]) -> Terms:
    """Terms with plain numbers where they have decimals."""
    exact: dict[str, Any] = {"sections": {}} | given
    exact["sections"] = {name: Decimal(bar) for name, bar in exact["sections"].items()}
    for name in ("minimum", "checklist_minimum"):
        if name in exact:
            exact[name] = Decimal(exact[name])
    return Terms(**exact)


@pytest.mark.parametrize("case", FIELDS)
def test_of_base_and_head_each_field_is_the_stricter(case: str) -> None:
    base, head, field, expected = FIELDS[case]
    sources: list[tuple[Source, Terms]] = [("base", terms_of(base)), ("head", terms_of(head))]
    policy = effective_policy([*sources, ("input", NOTHING)])
    assert getattr(policy, field) == expected


@pytest.mark.parametrize(
    ("base", "head", "given", "source"),
    [
        ("3", "2", "1", "base"),
        ("2", "3", "1", "head"),
        ("1", "2", "3", "input"),
        ("3", "3", "3", "base"),
        ("2", "3", "3", "head"),
        ("3", "2", "3", "base"),
        ("3.0", "3", "3.00", "base"),
    ],
)
def test_the_minimum_is_named_by_who_asked_for_it_first(
    base: str, head: str, given: str, source: Source
) -> None:
    sources: list[tuple[Source, Terms]] = [
        ("base", minimum(base)),
        ("head", minimum(head)),
        ("input", minimum(given)),
    ]
    assert effective_policy(sources).minimum == a_bar(3, source)


# What the base asks, what the head would make of it, and what is said of that.
LOWERED: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "a lower minimum": ({"minimum": 5}, {"minimum": 4}, ["lower the minimum from 5 to 4"]),
    "no minimum": ({"minimum": 5}, {}, ["lower the minimum from 5 to 0"]),
    "half a point": ({"minimum": "4.50"}, {"minimum": "4.0"}, ["lower the minimum from 4.5 to 4"]),
    "a minimum of nothing left out": ({"minimum": 0}, {}, []),
    "the same minimum": ({"minimum": "5.0"}, {"minimum": 5}, []),
    "a higher minimum": ({"minimum": 5}, {"minimum": 6}, []),
    "a new minimum": ({}, {"minimum": 6}, []),
    "a section": (
        {"sections": {"a": 3, "b": 2}},
        {"sections": {"a": 2, "b": 3}},
        ["lower the minimum of a from 3 to 2"],
    ),
    "a section left out": (
        {"sections": {"a": 3}},
        {"sections": {"b": 9}},
        ["lower the minimum of a from 3 to 0"],
    ),
    "the checklist": (
        {"checklist_minimum": 3},
        {"checklist_minimum": 2},
        ["lower the minimum of the checklist from 3 to 2"],
    ),
    "a checklist left out": (
        {"checklist_minimum": 3},
        {},
        ["lower the minimum of the checklist from 3 to 0"],
    ),
    "required points": (
        {"checklist_required": ("x", "y", "z")},
        {"checklist_required": ("y", "w")},
        ["no longer require 'x'", "no longer require 'z'"],
    ),
    "proof": (
        {"prove_automation": ("a", "b")},
        {"prove_automation": ("b", "c")},
        ["no longer ask for proof of automation in a"],
    ),
    "a longer age": (
        {"max_age_days": 30},
        {"max_age_days": 90},
        ["let a manual run count for 90 days, not 30 days"],
    ),
    "no age": ({"max_age_days": 30}, {}, ["let a manual run count for ever, not 30 days"]),
    "a shorter age": ({"max_age_days": 30}, {"max_age_days": 29}, []),
    "a new age": ({}, {"max_age_days": 30}, []),
    "a longer age of jobs": (
        {"max_job_age_days": 30},
        {"max_job_age_days": 90},
        ["let a run of a job count for 90 days, not 30 days"],
    ),
    "no age of jobs": (
        {"max_job_age_days": 30},
        {"max_age_days": 1},
        ["let a run of a job count for ever, not 30 days"],
    ),
    "a shorter age of jobs": ({"max_job_age_days": 30}, {"max_job_age_days": 29}, []),
    "a link": (
        {"accept_links": ("a.example.com/d/",)},
        {"accept_links": ("a.example.com/d/", "b.example.com")},
        ["accept links under b.example.com unasked"],
    ),
    "a wider link": (
        {"accept_links": ("a.example.com/d/",)},
        {"accept_links": ("a.example.com",)},
        ["accept links under a.example.com unasked"],
    ),
    "a narrower link": (
        {"accept_links": ("a.example.com",)},
        {"accept_links": ("a.example.com/d",)},
        [],
    ),
    "no link": ({"accept_links": ("a.example.com",)}, {}, []),
}


@pytest.mark.parametrize("case", LOWERED)
def test_each_bar_that_the_head_would_lower_is_named(case: str) -> None:
    base, head, said = LOWERED[case]
    assert list(lowered(terms_of(base), terms_of(head))) == said


def test_every_bar_that_is_dropped_is_named_in_one_order() -> None:
    base: dict[str, Any] = {}
    for asked, _, said in LOWERED.values():
        if said:
            base |= asked
    head = {"accept_links": ("b.example.com",)}
    said = list(lowered(terms_of(base | {"accept_links": ()}), terms_of(head)))
    assert [words.split()[:2] for words in said] == [
        ["lower", "the"],
        ["lower", "the"],
        ["lower", "the"],
        ["no", "longer"],
        ["no", "longer"],
        ["no", "longer"],
        ["no", "longer"],
        ["no", "longer"],
        ["let", "a"],
        ["let", "a"],
        ["accept", "links"],
    ]


PREFIXES = (
    "a.example.com",
    "a.example.com/d",
    "a.example.com/d/x/",
    "b.example.com",
    "b.example.com/d",
)


@st.composite
def term_pairs(draw: st.DrawFn) -> tuple[Terms, Terms]:
    rubric = draw(rubrics())
    pair = [
        replace(
            draw(terms_by(rubric)),
            accept_links=tuple(draw(st.lists(st.sampled_from(PREFIXES), unique=True))),
        )
        for _ in range(2)
    ]
    return pair[0], pair[1]


@given(term_pairs())
def test_the_policy_is_never_laxer_than_the_terms_of_either(pair: tuple[Terms, Terms]) -> None:
    base, head = pair
    policy = effective_policy([("base", base), ("head", head), ("input", NOTHING)])
    for own in pair:
        assert policy.minimum.value >= (own.minimum or 0)
        for section, bar in own.sections.items():
            assert policy.sections[section].value >= bar
        if own.checklist_minimum is not None:
            assert policy.checklist_minimum
            assert policy.checklist_minimum.value >= own.checklist_minimum
        assert {*own.checklist_required} <= {*policy.checklist_required}
        assert {*own.prove_automation} <= {*policy.prove_automation}
        if own.max_age_days is not None:
            assert policy.max_age_days
            assert policy.max_age_days.value <= own.max_age_days
        for prefix in PREFIXES:
            for address in (f"https://{prefix}", f"https://{prefix.removesuffix('/')}/page"):
                assert accepts(policy.accept_links, address) <= accepts(own.accept_links, address)
    for prefix in PREFIXES:
        address = f"https://{prefix.removesuffix('/')}/page"
        both = accepts(base.accept_links, address) and accepts(head.accept_links, address)
        assert accepts(policy.accept_links, address) is both


@given(term_pairs())
def test_a_head_that_lowers_nothing_sets_the_policy(pair: tuple[Terms, Terms]) -> None:
    base, head = pair
    both = effective_policy([("base", base), ("head", head)])
    alone = effective_policy([("head", head)])
    if not list(lowered(base, head)):
        assert values(both) == values(alone)
    else:
        assert values(both) != values(alone)


def values(policy: Policy) -> list[object]:
    """A policy without who asked for what."""
    return [
        policy.minimum.value,
        {name: bar.value for name, bar in policy.sections.items() if bar.value},
        policy.checklist_minimum.value if policy.checklist_minimum else 0,
        {*policy.checklist_required},
        policy.max_age_days and policy.max_age_days.value,
        {*policy.prove_automation},
        [
            accepts(policy.accept_links, f"https://{prefix.removesuffix('/')}{page}")
            for prefix in PREFIXES
            for page in ("", "/page")
        ],
    ]


def test_a_head_that_raises_the_bar_is_judged_by_its_own() -> None:
    base = terms_of({"minimum": 3, "sections": {"s0": 1}})
    head = terms_of({"minimum": 4, "sections": {"s0": 2}, "checklist_minimum": 1})
    assert list(lowered(base, head)) == []
    policy = effective_policy([("base", base), ("head", head)])
    assert {policy.minimum.source, policy.sections["s0"].source} == {"head"}


@given(changes(), st.data())
def test_with_a_base_nothing_passes_that_the_bases_policy_alone_would_fail(
    change: tuple[Situation, Situation], data: st.DataObject
) -> None:
    before, after = change
    base, head = data.draw(terms_by(before.rubric)), data.draw(terms_by(before.rubric))
    own = effective_policy([("base", base)])
    both = effective_policy([("base", base), ("head", head), ("input", NOTHING)])
    alone = judge(after.said.scored(after.rubric, own), own, "minimum")
    report = after.said.scored(after.rubric, both)
    change_ = compare(before.said.scored(before.rubric, both), report)
    for fail_on in FAIL_ON:
        verdict = judge(report, both, fail_on, (), change_)
        doubts = any(each.reason == "in-doubt" for each in verdict.warnings)
        if not alone.passed and not doubts:
            assert not verdict.passed
