"""Links that a stranger brings, where the gate runs with a token that writes."""

from pathlib import Path

import pytest
from helpers.builders import TODAY
from helpers.patience import patience
from helpers.twosided import Web, compared, manifest, repository
from msgspec.structs import replace

from ml_readiness import gate
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.model.request import Ports, Request

CRITERIA = ("feature-expectations", "feature-benefit", "feature-cost", "feature-policy")


def linked(*links: str) -> dict[str, str]:
    claims = {}
    for place, criterion in enumerate(CRITERIA):
        pieces = [f"'{link}'" for link in links[place * 30 : place * 30 + 30]]
        if pieces:
            claims[criterion] = ("manual", ", ".join(pieces))
    return {"ml-readiness.yml": manifest(claims)}


def judged(
    folder: Path, base: list[str], head: list[str], *, strange: bool = True
) -> tuple[Run, Web]:
    web = Web(pages=dict.fromkeys([*base, *head], 200))
    return compared(folder, linked(*base), linked(*head), web=web, strange=strange), web


def outcomes(run: Run) -> list[str]:
    return [finding.judgement.outcome for finding in run.entries[0].report.findings]


def test_E1_five_new_links_of_a_host_are_asked(tmp_path: Path) -> None:
    old = [f"https://example.com/old/{index}" for index in range(10)]
    new = [f"https://example.com/new/{index}" for index in range(7)]
    run, web = judged(tmp_path, old, [*old, *new])
    [asked] = web.asked
    assert list(asked) == [*old, *new[:5]]
    assert outcomes(run) == ["verified"] * 15 + ["unreachable"] * 2
    late = run.entries[0].report.findings[-1].judgement
    assert (late.reason, late.message) == (
        "allowance",
        "it was not asked: at most 100 new links are asked here, 5 a host",
    )


def test_E1_a_hundred_new_links_are_asked_in_all(tmp_path: Path) -> None:
    new = [f"https://host{index}.example.com/" for index in range(103)]
    run, web = judged(tmp_path, ["https://example.com/old"], new)
    [asked] = web.asked
    assert list(asked) == [*new[:100], "https://example.com/old"]
    assert outcomes(run).count("unreachable") == 3


def test_a_checkout_has_no_such_limit(tmp_path: Path) -> None:
    new = [f"https://example.com/new/{index}" for index in range(20)]
    run, web = judged(tmp_path, ["https://example.com/old"], new, strange=False)
    assert len(web.asked[0]) == 21
    assert set(outcomes(run)) == {"verified"}


def test_E1_the_allowance_of_all_hosts_counts_each_link(tmp_path: Path) -> None:
    new = [f"https://host{index % 30}.example.com/{index}" for index in range(110)]
    _, web = judged(tmp_path, ["https://example.com/old"], new)
    assert list(web.asked[0]) == [*new[:100], "https://example.com/old"]


def test_E1_another_port_is_another_host(tmp_path: Path) -> None:
    new = [f"https://example.com{port}/{index}" for port in ("", ":8443") for index in range(6)]
    _, web = judged(tmp_path, ["https://example.com/old"], new)
    assert list(web.asked[0]) == [*new[:5], *new[6:11], "https://example.com/old"]


def test_E1_a_host_in_other_spellings_is_the_same_host(tmp_path: Path) -> None:
    spelt = [
        "https://b\u00fccher.example",
        "https://xn--bcher-kva.example",
        "http://XN--bcher-kva.example",
    ]
    spelt += ["https://b\u00fccher.example.", "https://b\u00fccher.example:443"]
    new = [f"{host}/{index}" for index in range(3) for host in spelt]
    _, web = judged(tmp_path, ["https://example.com/old"], new)
    assert len(web.asked[0]) == 6


def test_E1_nothing_is_asked_where_the_allowance_is_nothing(tmp_path: Path) -> None:
    limits = replace(DEFAULT_LIMITS, strange_links=0)
    web = Web(pages={"https://example.com/new": 200})
    tree = repository(tmp_path, linked("https://example.com/new"))
    run = gate.run(Request(today=TODAY), Ports(tree=tree, fetch=web, strange=True, limits=limits))
    assert web.asked == []
    assert outcomes(run) == ["unreachable"]


@pytest.mark.parametrize("strange", [False, True])
def test_as_many_links_as_the_limit_are_asked(tmp_path: Path, strange: bool) -> None:
    limits = replace(DEFAULT_LIMITS, links=2)
    # The same page twice is one link.
    links = ["https://a.example.com/x#y", "https://a.example.com/x", "https://b.example.com/x"]
    pages = {"https://a.example.com/x": 200, "https://b.example.com/x": 200}
    web = Web(pages=pages, anchors=frozenset("y"))
    tree = repository(tmp_path, linked(*links))
    ports = Ports(tree=tree, fetch=web, strange=strange, limits=limits)
    assert outcomes(gate.run(Request(today=TODAY), ports)) == ["verified"] * 3
    assert web.asked == [{"https://a.example.com/x": True, "https://b.example.com/x": False}]


def test_many_anchors_that_are_missing_on_a_page_of_many(tmp_path: Path) -> None:
    page = "https://example.com/x"
    claims = {
        criterion: ("manual", ", ".join(f"'{page}#{place}-{index}'" for index in range(100)))
        for place, criterion in enumerate(CRITERIA)
    }
    web = Web(pages={page: 200}, anchors=frozenset("a" * 40 + str(n) for n in range(100_000)))
    tree = repository(tmp_path, {"ml-readiness.yml": manifest(claims)})
    with patience():
        run = gate.run(Request(today=TODAY), Ports(tree=tree, fetch=web))
        # The anchors are sorted for the first one only; for each it would take a minute.
    assert outcomes(run) == ["missing"] * 400
