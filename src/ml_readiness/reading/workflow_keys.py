"""The keys that GitHub takes in a workflow, and the one that a misspelt key was meant to be.

GitHub refuses a workflow with any other key (its page on workflow syntax, 2026-11-26). It takes new
ones from time to time, so a key that is near none of these is passed over here.
"""

from collections.abc import Collection

from ml_readiness.rules.naming import edits

OF_A_WORKFLOW = frozenset(
    ("name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs")
)
OF_A_JOB = frozenset(
    {
        *("name", "permissions", "needs", "if", "runs-on", "environment", "concurrency", "outputs"),
        *("env", "defaults", "steps", "timeout-minutes", "strategy", "continue-on-error"),
        *("container", "services", "uses", "with", "secrets", "snapshot"),
    }
)
OF_A_STEP = frozenset(
    {
        *("id", "if", "name", "uses", "run", "working-directory", "shell", "with", "env"),
        *("continue-on-error", "timeout-minutes"),
    }
)
FILTERS = ("branches", "tags", "paths")
OF_AN_EVENT = frozenset(
    {
        *(f"{kind}{end}" for kind in FILTERS for end in ("", "-ignore")),
        *("types", "workflows", "inputs", "outputs", "secrets", "names"),
    }
)
# A short key is near to too many words.
FEWEST_LETTERS_OF_A_KEY = 4
MOST_KEYS = 100


def misspelt(keys: Collection[object], known: Collection[str]) -> str | None:
    """Why GitHub refuses one of the keys, which is one slip away from a known one."""
    longest = max(map(len, known)) + 1
    strange = [each for each in keys if isinstance(each, str) and each.lower() not in known]
    for key in strange[:MOST_KEYS]:
        bare = key.strip().lower().replace("_", "-")
        if FEWEST_LETTERS_OF_A_KEY <= len(bare) <= longest:
            near = next((each for each in sorted(known) if edits(bare, each) <= 1), None)
            if near and near not in keys:
                return f"'{key}' is no key there: write {near}"
    return None
