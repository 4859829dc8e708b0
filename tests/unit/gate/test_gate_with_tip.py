"""The gate where the base branch has moved on: its tip sets the bar, the base is compared with."""

from pathlib import Path

import pytest
from helpers.twosided import (
    COMMIT,
    TIP,
    Web,
    alone,
    bar,
    compared,
    manifest,
    only,
    points,
    reasons,
    said,
    warnings,
)

CARD = "model/card.jsonl"
MANUAL = {"feature-cost": ("manual", CARD)}
AUTOMATED = {"feature-cost": ("automated", CARD)}
GONE = {"feature-cost": ("manual", "docs/gone.md")}
LINK = "https://example.com/page"
BY_LINK = {"feature-cost": ("manual", f'"{LINK}"')}
BROKEN = "["
STATES = {
    "open": "status: open",
    "not-applicable": "status: not-applicable, reason: none is needed",
}
INVALID = manifest(policy="minimum: 2").replace("version: 1", "version: 2")


def test_501_the_run_names_both_commits(tmp_path: Path) -> None:
    text = alone(manifest(MANUAL))
    run = compared(tmp_path, text, text, tip=text)
    assert (run.base, run.base_tip) == (COMMIT, TIP)
    assert compared(tmp_path / "2", text, text).base_tip is None


@pytest.mark.parametrize(
    ("base", "head", "tip", "minimum"),
    [
        (1, 1, 2, (2, "base")),
        (2, 2, 1, (2, "head")),
        (2, 1, 1, (1, "base")),
        (1, 3, 2, (3, "head")),
        (2, 0, 1, (1, "base")),
    ],
)
def test_501_the_bar_is_the_stricter_of_tip_and_head(
    tmp_path: Path, base: int, head: int, tip: int, minimum: tuple[int, str]
) -> None:
    texts = [alone(manifest(MANUAL, policy=f"minimum: {each}")) for each in (base, head, tip)]
    entry = only(compared(tmp_path, texts[0], texts[1], tip=texts[2]))
    assert bar(entry.policy) == minimum
    assert ("bar-lowered" in warnings(entry)) == (head < tip and head != base)


def test_501_where_the_base_was_not_valid_nothing_is_compared_and_the_tip_sets_the_bar(
    tmp_path: Path,
) -> None:
    valid = alone(manifest(MANUAL, policy="minimum: 1"))
    entry = only(compared(tmp_path, alone(INVALID), valid, tip=valid))
    assert said(entry, "base-invalid") == [
        "ml-readiness.yml was not valid where this change began: nothing is compared"
    ]
    assert entry.comparison is None
    assert bar(entry.policy) == (1, "base")


def test_501_what_the_tip_raised_is_not_lowered_by_the_change(tmp_path: Path) -> None:
    loose = manifest(MANUAL, policy="accept-links: [example.com], max-age-days: 300")
    strict = manifest(
        MANUAL,
        policy="sections: {data: 1}, checklist: {minimum: 1, required: [baseline]}, "
        "max-age-days: 100, prove-automation: [data]",
    )
    entry = only(compared(tmp_path, alone(loose), alone(loose), tip=alone(strict)))
    assert warnings(entry) == []
    assert dict(entry.policy.accept_links) == {}
    assert entry.policy.max_age_days
    assert entry.policy.max_age_days.value == 100
    assert dict(entry.policy.checklist_required) == {"baseline": "base"}


def test_501_the_change_is_compared_with_the_base(tmp_path: Path) -> None:
    better = alone(manifest(AUTOMATED))
    entry = only(compared(tmp_path, alone(manifest(MANUAL)), alone(manifest(MANUAL)), tip=better))
    assert entry.comparison
    assert entry.comparison.delta == 0
    assert entry.comparison.regressions == ()
    worse = alone(manifest(GONE))
    entry = only(
        compared(tmp_path / "2", alone(manifest(MANUAL)), worse, tip=worse, fail_on="regression")
    )
    assert reasons(entry) == ["regression"] * 2


@pytest.mark.parametrize(("tip", "accepted"), [(True, True), (False, False)])
def test_501_links_are_accepted_by_the_tip(tmp_path: Path, tip: bool, accepted: bool) -> None:
    accepting, asking = manifest(BY_LINK, policy="accept-links: [example.com]"), manifest(BY_LINK)
    web = Web(pages={LINK: 403})
    entry = only(
        compared(
            tmp_path,
            alone(asking if accepted else accepting),
            alone(accepting),
            tip=alone(accepting if tip else asking),
            web=web,
        )
    )
    assert (web.asked == [], points(entry)) == (accepted, int(accepted))
    assert entry.comparison
    assert entry.comparison.regressions == ()


@pytest.mark.parametrize(
    ("base", "tip", "why"),
    [
        ("not-applicable", "not-applicable", None),
        ("open", "not-applicable", None),
        ("not-applicable", "open", "is not-applicable, which the base branch does not say"),
    ],
)
@pytest.mark.parametrize("fail_on", ["minimum", "regression"])
def test_501_that_a_required_point_does_not_apply_is_the_tips_word(
    tmp_path: Path, base: str, tip: str, why: str | None, fail_on: str
) -> None:
    sides = [
        alone(
            manifest(
                MANUAL,
                points={"baseline": STATES[status]},
                policy="checklist: {required: [baseline]}",
            )
        )
        for status in (base, "not-applicable", tip)
    ]
    entry = only(compared(tmp_path, sides[0], sides[1], tip=sides[2], fail_on=fail_on))
    # By the word of the tip the base missed it too: others did that.
    assert entry.verdict.passed == (why is None or fail_on == "regression")
    assert len(said(entry, "required-point-open")) == (why is not None)
    assert all(why and why in each for each in said(entry, "required-point-open"))


def test_501_the_benefit_of_the_doubt_is_for_what_the_base_cites(tmp_path: Path) -> None:
    """That only the tip cites a link says nothing of the change."""
    head = manifest(BY_LINK, policy="sections: {data: 1}")
    none = manifest(policy="sections: {data: 1}")
    for number, (base, tip, word) in enumerate(
        [(head, none, "in-doubt"), (none, head, "section-below-minimum")]
    ):
        entry = only(compared(tmp_path / str(number), alone(base), alone(head), tip=alone(tip)))
        assert word in (*reasons(entry), *warnings(entry))


def test_501_the_tips_rubric_scores(tmp_path: Path) -> None:
    old = manifest(MANUAL, policy="minimum: 1")
    new = manifest(MANUAL, rubric="ml-test-score-2017")
    entry = only(compared(tmp_path, alone(old), alone(old), tip=alone(new)))
    assert entry.report.rubric.id == "ml-test-score-2017"
    assert entry.comparison
    assert entry.comparison.before.rubric == entry.report.rubric
    assert said(entry, "rubric-changed")[0] == (
        "the base branch no longer has the rubric ml-test-score; its ml-test-score-2017 scores "
        "this too"
    )
    entry = only(compared(tmp_path / "2", alone(old), alone(new), tip=alone(old)))
    assert entry.report.rubric.id == "ml-test-score"
    assert said(entry, "rubric-changed")[0].startswith("this change asks for the rubric")


def test_501_what_is_gone_has_the_tips_bar(tmp_path: Path) -> None:
    sides = [alone(manifest(name="it", policy=f"minimum: {each}")) for each in (1, 2)]
    run = compared(tmp_path, sides[0], {}, tip=sides[1])
    [gone] = run.gone
    assert (run.status, gone.path, gone.name) == (1, "ml-readiness.yml", "it")
    assert bar(gone.policy) == (2, "base")


def test_501_what_the_tip_has_no_more_is_gone_by_its_old_name(tmp_path: Path) -> None:
    run = compared(tmp_path, alone(manifest(MANUAL, name="it")), {}, tip={})
    assert [(each.name, bar(each.policy)) for each in run.gone] == [("it", (0, "default"))]


def test_501_what_is_gone_has_the_rubric_of_the_base_where_the_tips_cannot_be_known(
    tmp_path: Path,
) -> None:
    base = manifest(name="it", rubric="ml-test-score-2017")
    tip = manifest(name="it", rubric="nothing", policy="minimum: 2")
    [gone] = compared(tmp_path, alone(base), {}, tip=alone(tip)).gone
    assert (gone.rubric.id, bar(gone.policy)) == ("ml-test-score-2017", (2, "base"))


def test_501_a_manifest_that_only_the_tip_has_asks_for_an_update(tmp_path: Path) -> None:
    here = {"a/x.yml": manifest(MANUAL)}
    there = {**here, "b/x.yml": manifest(MANUAL, name="other")}
    run = compared(tmp_path, here, here, tip=there, manifests=("*/x.yml",))
    [problem] = run.errors
    assert problem.message.startswith("b/x.yml is in the base branch at ")
    assert problem.hint
    assert problem.hint.startswith("update the pull request's branch")
    assert [entry.report.path for entry in run.entries] == ["a/x.yml"]


@pytest.mark.parametrize(
    ("base", "tip", "hint"),
    [
        (BROKEN, manifest(MANUAL), "update the pull request's branch"),
        (manifest(MANUAL), BROKEN, "mend it in the base branch"),
        (BROKEN, BROKEN, "mend it in the base branch"),
    ],
)
def test_501_a_side_that_cannot_be_read_is_a_mistake(
    tmp_path: Path, base: str, tip: str, hint: str
) -> None:
    run = compared(tmp_path, alone(base), alone(manifest(MANUAL)), tip=alone(tip))
    [problem] = run.errors
    assert problem.message.startswith("the base's ml-readiness.yml cannot be read")
    assert problem.hint
    assert problem.hint.startswith(hint)


def test_501_a_manifest_that_no_side_has_is_a_mistake(tmp_path: Path) -> None:
    for number, asked in enumerate(("ml-readiness.yml", "*/x.yml")):
        run = compared(tmp_path / str(number), {}, {}, tip={}, manifests=(asked,))
        assert len(run.errors) == 1
        assert "not yet in what is judged" not in run.errors[0].message
