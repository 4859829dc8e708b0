"""Links that a stranger brings, where the gate runs with a token that writes."""

from pathlib import Path

from helpers.twosided import Web, compared, manifest

from ml_readiness.model.report import Run

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
