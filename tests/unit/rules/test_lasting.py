"""Until when a verdict holds: real runs, judged by the gate."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.harness import TODAY
from helpers.twosided import alone, compared

from ml_readiness.rules.lasting import holds_until


def until(folder: Path, *claims: str, days: str = "30", more: str = "") -> date | None:
    text = "version: 1\nname: x\ntests:\n  data:\n" + "".join(
        f"    {criterion}: {{{claim}, evidence: [model/card.jsonl]}}\n"
        for criterion, claim in zip(
            ("feature-benefit", "feature-cost", "feature-policy"), claims, strict=False
        )
    )
    age = f"policy: {{max-age-days: {days}}}\n" if days else ""
    return holds_until(compared(folder, None, alone(text + age + more)), TODAY)


def reviewed(days_ago: int, level: str = "manual") -> str:
    return f"level: {level}, reviewed: {TODAY - timedelta(days=days_ago)}"


@pytest.mark.parametrize(
    ("claims", "left"),
    [
        ([reviewed(10), reviewed(5), reviewed(20)], 10),
        # The last day of one is today's.
        ([reviewed(30), reviewed(5)], 0),
        # What is too old already changes no more.
        ([reviewed(31), reviewed(5)], 25),
        # A manual run without a day, and automation, do not grow old.
        (["level: manual", reviewed(5)], 25),
        ([reviewed(20, "automated"), reviewed(5)], 25),
        (["level: manual", reviewed(5, "automated")], None),
    ],
)
def test_the_first_manual_run_to_grow_old_ends_it(
    tmp_path: Path, claims: list[str], left: int | None
) -> None:
    assert until(tmp_path, *claims) == (None if left is None else TODAY + timedelta(days=left))


def test_without_an_age_nothing_ends_it(tmp_path: Path) -> None:
    assert until(tmp_path, reviewed(20), days="") is None


def test_what_could_not_be_judged_is_asked_again_the_next_day(tmp_path: Path) -> None:
    assert until(tmp_path, reviewed(5), more="colour: red\n") == TODAY
