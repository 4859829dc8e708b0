"""The lines of a survey: one JSON object a repository, `schema/survey.schema.json` its contract."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct

from ml_readiness import __version__
from ml_readiness.github.repositories import Glimpse
from ml_readiness.model.commit import COMMIT
from ml_readiness.model.errors import Problem
from ml_readiness.model.report import Run
from ml_readiness.render.json import dumped_line, report_object
from ml_readiness.rules.lasting import holds_until
from ml_readiness.survey import LINE_VERSION

LineState = Literal["judged", "no-manifest", "empty", "error"]
LINE_STATES: tuple[LineState, ...] = get_args(LineState)


class Gist(Struct, frozen=True, kw_only=True):
    """What a line says, but for its report.

    `until` is the last day on which it holds for the same commit, None where no day ends it;
    `tool` is the version that judged, and `links_checked` whether links were asked.
    """

    repository: str
    commit: str | None
    day: date
    state: LineState
    until: date | None = None
    tool: str | None = None
    links_checked: bool = False


def judged_line(glimpse: Glimpse, run: Run, day: date) -> str:
    """The line of a repository whose manifest was judged, or found broken."""
    return _line(glimpse, day, "judged", report=run, until=holds_until(run, day))


def plain_line(glimpse: Glimpse, day: date) -> str:
    """The line of a repository that has nothing to judge."""
    return _line(glimpse, day, "empty" if glimpse.commit is None else "no-manifest")


def error_line(
    repository: str, glimpse: Glimpse | None, problems: Sequence[Problem], day: date
) -> str:
    """The line of a repository that could not be read, with the first of the problems."""
    unseen = Glimpse(repository=repository, branch=None, commit=None, has_manifest=False)
    error = {"message": problems[0].message, "hint": problems[0].hint}
    return _line(glimpse or unseen, day, "error", error=error)


def _line(  # noqa: PLR0913
    glimpse: Glimpse,
    day: date,
    state: LineState,
    *,
    report: Run | None = None,
    error: Mapping[str, str | None] | None = None,
    until: date | None = None,
) -> str:
    return dumped_line(
        {
            "version": LINE_VERSION,
            "repository": glimpse.repository,
            "default_branch": glimpse.branch,
            "commit": glimpse.commit,
            "day": day.isoformat(),
            "until": until.isoformat() if until else None,
            "state": state,
            "report": report_object(report) if report else None,
            "error": error,
        }
    )


def read_gist(line: bytes) -> Gist | None:
    """What a line says; None for what is no line of a survey."""
    try:
        said: Any = json.loads(line)
        match said:
            case {
                "version": version,
                "repository": str(repository),
                "commit": str() | None as commit,
                "day": str(day),
                "state": str(state),
            } if (
                version == LINE_VERSION
                and state in LINE_STATES
                and (commit is None or COMMIT.fullmatch(commit))
            ):
                until, report = said.get("until"), said.get("report")
                judged = report if isinstance(report, dict) else {}
                return Gist(
                    repository=repository,
                    commit=commit,
                    day=date.fromisoformat(day),
                    state=state,
                    until=date.fromisoformat(until) if until else None,
                    tool=judged.get("tool"),
                    links_checked=judged.get("links") == "checked",
                )
    except (ValueError, TypeError, RecursionError):
        pass
    return None


def holds(old: Gist, now: Glimpse, today: date, *, links_checked: bool) -> bool:
    """Whether an older line still says what would be found today."""
    if old.commit != now.commit or old.day > today:
        return False
    match old.state:
        case "error":
            return False
        case "judged":
            lasts = old.until is None or today <= old.until
            same = old.tool == __version__ and old.links_checked == links_checked
            return now.has_manifest and lasts and same
        case "no-manifest" | "empty":
            return not now.has_manifest
