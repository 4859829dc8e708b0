"""The words of the page for what DuckDB counts: kinds of faults, moves, bars and standings."""

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """What is wrong: its name in a table, the short one in a row, and what it means.

    `column` is where it is counted.
    """

    name: str
    short: str
    said: str
    column: str


FAULT_KINDS: Mapping[str, Kind] = {
    "broken": Kind(
        "Broken evidence",
        "broken",
        "What is cited is not there, does not run or says nothing: the claim counts for nothing.",
        "broken",
    ),
    "stale": Kind(
        "Stale manual runs",
        "stale",
        "The manual run is older than the policy's own maximum age.",
        "stale",
    ),
    "red": Kind(
        "Red jobs",
        "red",
        "The cited job did not pass when it last ran on the default branch.",
        "red",
    ),
    "late": Kind(
        "Jobs that passed too long ago",
        "late",
        "The cited job has not passed on the default branch within the policy's maximum age.",
        "late",
    ),
    "switched-off": Kind(
        "Jobs that are switched off",
        "switched off",
        "The workflow of the cited job is disabled.",
        "switched_off",
    ),
    "unproven": Kind(
        "Automated claims that only documents hold up",
        "unproven",
        "The claim says automated, and nothing that runs is cited: it counts as manual.",
        "unproven",
    ),
    "weak": Kind(
        "Weak evidence",
        "weak",
        "What is cited is there and proves little.",
        "weak",
    ),
    "unasked": Kind(
        "Evidence that could not be asked",
        "not asked",
        "A page or GitHub did not answer, or not to us: it does not count until it does.",
        "unasked",
    ),
}

MOVES_SAID: Mapping[str, str] = {
    "up": "higher",
    "down": "lower",
    "new": "new manifest",
    "gone": "manifest is gone",
    "not-evaluated": "can no longer be evaluated",
    "rubric": "judged by another rubric",
}

BARS_SAID: Mapping[str, str] = {
    "minimum": "minimum of the score",
    "section": "minimum of a section",
    "checklist": "minimum of the checklist",
    "max-age-days": "maximum age of manual runs in days",
    "max-job-age-days": "maximum age of jobs in days",
    "required": "required point",
    "prove-automation": "section that needs proof",
    "accept-links": "links accepted unasked",
    "refuse-weak": "weak evidence refused",
}

STANDINGS: Mapping[str, str] = {
    "not-evaluated": "Could not be evaluated",
    "error": "Could not be read",
    "no-manifest": "No manifest",
    "empty": "Empty repositories",
}
