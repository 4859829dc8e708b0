"""The page of limits says what the code holds to."""

import re
from pathlib import Path

from msgspec.structs import fields

from ml_readiness.cli.survey import LONGEST_WAITS, REQUESTS
from ml_readiness.evidence.parts import NOTEBOOK_BYTES
from ml_readiness.github.repositories import MOST_LISTED_REPOSITORIES
from ml_readiness.github.runs import MOST_ASKED
from ml_readiness.github.tree import BATCH_FILES, MOST_ALONE
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.tree import TEXT_BYTES
from ml_readiness.ports.checkout import JUNIT_BYTES
from ml_readiness.survey.listed import MOST_NAMES
from ml_readiness.survey.page.lines import LINE_BYTES, MOST_LINES

PAGE = (Path(__file__).parents[2] / "docs/limits.md").read_text()
ROWS = {
    name: row
    for row in re.findall(r"^\| `.*$", PAGE, re.MULTILINE)
    for name in re.findall(r"`(\w+)`", row.split(" | ")[0])
}


def test_each_limit_has_its_row_and_its_number() -> None:
    assert set(ROWS) == {each.name for each in fields(Limits)}
    for name, row in ROWS.items():
        assert re.search(rf"(?<![\d,]){int(getattr(DEFAULT_LIMITS, name)):,}(?![\d,])", row), name


def test_the_other_numbers_are_those_of_the_code() -> None:
    told = " ".join(PAGE.split())
    assert (
        f"at most {TEXT_BYTES // 1_000_000} MB, a notebook {NOTEBOOK_BYTES // 1_000_000} MB" in told
    )
    assert f"at most {JUNIT_BYTES // 1_000_000} MB | error" in told
    assert f"at most {MOST_ALONE} files one by one" in told
    assert BATCH_FILES == 50
    assert f"at most {REQUESTS:,} requests in a run" in told
    assert f"up to {LONGEST_WAITS:,.0f} seconds in all" in told
    assert MOST_NAMES == MOST_LISTED_REPOSITORIES
    assert f"at most {MOST_NAMES:,} repositories" in told
    lines = (
        f"lines of at most {LINE_BYTES // 1_000_000} MB, and {MOST_LINES:,} of them in all: error"
    )
    assert lines in told
    assert f"at most {MOST_ASKED} workflows" in told
