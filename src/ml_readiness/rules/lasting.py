"""How long a verdict holds for the same commit: until when time alone cannot change it."""

from collections.abc import Iterator
from datetime import date, timedelta

from ml_readiness.model.report import Entry, Run


def holds_until(run: Run, today: date) -> date | None:
    """The last day on which the run would end as it did; None where no day is known to change it.

    A job can turn red on any day, and what could not be judged may say why by the day.
    """
    if run.jobs is not None or run.errors:
        return today
    return min((day for entry in run.entries for day in _ends(entry, today)), default=None)


def _ends(entry: Entry, today: date) -> Iterator[date]:
    """The last days of the manual runs that still count."""
    age = entry.policy.max_age_days
    if age is None:
        return
    for criterion in entry.report.criteria:
        if criterion.claimed == "manual" and criterion.reviewed is not None:
            last = criterion.reviewed + timedelta(days=int(age.value))
            if last >= today:
                yield last
