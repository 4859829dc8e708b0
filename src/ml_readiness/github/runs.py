"""How the workflows of a repository have run on its default branch, in few requests.

One lists the workflows; of each that is asked for, one lists its newest runs and one the jobs of a
run; and one query has the workflows themselves. GitHub's documentation of these was looked up on
2026-11-25: a branch that is asked for is also one of a fork, and a run that is started again keeps
the time at which it was created.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from ml_readiness.github.api import PAGE, Api, ApiError, ApiFault
from ml_readiness.model.commit import COMMIT
from ml_readiness.model.evidence import RestrictedReason, UnreachableReason
from ml_readiness.model.runs import ACTIVE, Histories, History, JobRun, Unasked, WorkflowRun

# The quota of a workflow's token belongs to the whole repository.
MOST_ASKED = 20
MOST_LISTED_PAGES = 10
MOST_JOB_PAGES = 5
TELLING_EVENTS = frozenset({"push", "schedule", "repository_dispatch", "workflow_run"})
# How runs end that say nothing of whether a job passes.
UNTELLING = frozenset({"cancelled", "skipped", "neutral", "stale", "action_required"})
# What is asked no further, once one answer was so.
LASTING: frozenset[ApiFault] = frozenset({"denied", "barred", "limited", "unreachable"})
REASONS_OF: Mapping[ApiFault, RestrictedReason | UnreachableReason] = {
    "denied": "jobs-not-readable",
    "barred": "jobs-not-readable",
    "refused": "jobs-not-readable",  # of a list that is asked for as documented: 401
    "limited": "rate-limited",
    "unreachable": "server-error",
}


class _Listed(NamedTuple):
    """A workflow as GitHub lists it."""

    number: int
    state: str


class _Run(Struct, frozen=True, kw_only=True):
    """A run as GitHub lists it."""

    number: int
    created: datetime
    conclusion: str
    commit: str


class OwnActions(Struct, frozen=True, kw_only=True):
    """The repository (`owner/name`) whose workflows are asked for, and its page.

    `branch` is its default branch; it is asked for where that is None.
    """

    repository: str
    page: str
    branch: str | None


def ask_runs(client: Callable[[], Api], place: OwnActions, paths: Sequence[str]) -> Histories:
    """The history of each workflow, or why it is not known; those that come first are asked."""
    asked, beyond = paths[:MOST_ASKED], paths[MOST_ASKED:]
    message = f"at most {MOST_ASKED} workflows are asked, and this one was not"
    rest = {path: Unasked(reason="allowance", message=message) for path in beyond}
    try:
        asking = _Asking(api=client(), repository=place.repository, page=place.page)
        branch = place.branch or asking.default_branch()
        listed = asking.listed(asked)
    except ApiError as error:
        hidden: Mapping[ApiFault, RestrictedReason] = {"absent": "jobs-not-readable"}
        return {**dict.fromkeys(asked, _unasked(error, hidden)), **rest}
    return {**asking.histories(branch, asked, listed), **rest}


class _Asking(Struct, frozen=True, kw_only=True):
    """What is asked of one repository; each method raises ApiError."""

    api: Api
    repository: str
    page: str

    def default_branch(self) -> str:
        match self.api.get(f"/repos/{self.repository}"):
            case {"default_branch": str(branch)} if branch:
                return branch
        raise ApiError("unreadable", "GitHub's answer names no default branch")

    def listed(self, paths: Sequence[str]) -> Mapping[str, _Listed]:
        """The workflows at these paths; of several that were at one, an active one."""
        found: dict[str, _Listed] = {}
        place = f"/repos/{self.repository}/actions/workflows"
        for item in self.api.pages(place, inside="workflows", most=MOST_LISTED_PAGES):
            match item:
                case {"id": int(number), "path": str(path), "state": str(state)}:
                    if path in paths and (path not in found or state == ACTIVE):
                        found[path] = _Listed(number, state)
                case _:
                    raise ApiError("unreadable", "GitHub lists something that is no workflow")
            if all(path in found and found[path].state == ACTIVE for path in paths):
                break
        return found

    def histories(
        self, branch: str, paths: Sequence[str], listed: Mapping[str, _Listed]
    ) -> Histories:
        found: dict[str, History | Unasked] = {}
        newest: dict[str, _Run] = {}
        stopped: Unasked | None = None
        for path in paths:
            workflow = listed.get(path)
            if workflow is None or workflow.state != ACTIVE:
                state = workflow.state if workflow else None
                found[path] = History(branch=branch, state=state)
                continue
            try:
                found[path] = stopped or self._history(branch, path, workflow, newest)
            except ApiError as error:
                found[path] = unasked = _unasked(error, {})
                stopped = unasked if error.fault in LASTING else None
        return self._with_sources(branch, found, newest)

    def _history(
        self, branch: str, path: str, workflow: _Listed, newest: dict[str, _Run]
    ) -> History:
        """What its runs say; the run that does is put among the `newest`."""
        runs, total = self._runs(branch, workflow)
        history = History(branch=branch, state=workflow.state, runs=total)
        run = max(runs, key=lambda run: (run.created, run.number), default=None)
        if run is None:
            return history
        shown = WorkflowRun(
            created=run.created.date(),
            conclusion=run.conclusion,
            page=f"{self.page}/actions/runs/{run.number}",
            jobs=self._jobs(run),
            source=None,
        )
        newest[path] = run
        return replace(history, newest=shown)

    def _runs(self, branch: str, workflow: _Listed) -> tuple[list[_Run], int]:
        """The newest runs that count, and how many there are of any kind."""
        asked = {
            "branch": branch,
            "status": "completed",
            "exclude_pull_requests": "true",
            "per_page": PAGE,
        }
        place = f"/repos/{self.repository}/actions/workflows/{workflow.number}/runs"
        match self.api.get(f"{place}?{urlencode(asked, errors='replace')}"):
            case {"total_count": int(total), "workflow_runs": list(items)}:
                return [run for item in items if (run := _run(item))], total
        raise ApiError("unreadable", "GitHub's answer lists no runs")

    def _jobs(self, run: _Run) -> tuple[JobRun, ...] | None:
        """The jobs of the latest attempt; None where there are too many to list."""
        place = f"/repos/{self.repository}/actions/runs/{run.number}/jobs"
        items = self.api.pages(place, inside="jobs", most=MOST_JOB_PAGES, filter="latest")
        try:
            return tuple(map(_job, items))
        except ApiError as error:
            if error.fault in LASTING:
                raise
            return None

    def _with_sources(self, branch: str, found: Histories, newest: Mapping[str, _Run]) -> Histories:
        """The same with the workflows themselves: of the default branch, and of each run's commit.

        Where they cannot be had the histories stand as they are.
        """
        known = {
            path: said
            for path, said in found.items()
            if isinstance(said, History) and said.state == ACTIVE
        }
        if not known:
            return found
        places = {path: f"refs/heads/{branch}:{path}" for path in known}
        places_then = {path: f"{run.commit}:{path}" for path, run in newest.items()}
        try:
            texts = self._texts(dict.fromkeys([*places.values(), *places_then.values()]))
        except ApiError:
            return found
        with_sources: dict[str, History | Unasked] = {}
        for path, said in known.items():
            there, run = texts[places[path]], said.newest
            if run:
                run = replace(run, source=texts[places_then[path]])
            lacking = there is None
            with_sources[path] = replace(said, source=there, lacking=lacking, newest=run)
        return {**found, **with_sources}

    def _texts(self, places: Iterable[str]) -> Mapping[str, bytes | None]:
        """The texts at some places (`REVISION:PATH`), None where there is no such file."""
        names = {f"file{index}": place for index, place in enumerate(places)}
        variables = "".join(f", ${one}: String!" for one in names)
        files = " ".join(
            f"{one}: object(expression: ${one}) {{ ... on Blob {{ text isTruncated }} }}"
            for one in names
        )
        owner, _, name = self.repository.partition("/")
        data = self.api.query(
            f"query($owner: String!, $name: String!{variables}) "
            f"{{ repository(owner: $owner, name: $name) {{ {files} }} }}",
            {"owner": owner, "name": name, **names},
        )
        repository = data.get("repository")
        if not isinstance(repository, dict):
            raise ApiError("unreadable", "GitHub's answer has no repository")
        return {place: _text(repository.get(one)) for one, place in names.items()}


def _text(blob: object) -> bytes | None:
    """The text of a blob; none of it where it is cut or none, which no workflow is."""
    match blob:
        case {"text": str(text), "isTruncated": False}:
            return text.encode(errors="replace")
        case None:
            return None
    return b""


def _run(item: Any) -> _Run | None:
    """A run that counts: of the repository itself, started by no pull request, and told the end."""
    match item:
        case {
            "id": int(number),
            "event": str(event),
            "conclusion": str(conclusion),
            "created_at": str(created),
            "head_sha": str(commit),
            "repository": {"id": int(own)},
            "head_repository": {"id": int(head)},
        } if own == head and event in TELLING_EVENTS and conclusion not in UNTELLING:
            if COMMIT.fullmatch(commit):
                return _Run(
                    number=number, created=_moment(created), conclusion=conclusion, commit=commit
                )
    return None


def _moment(text: str) -> datetime:
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            return moment.astimezone(UTC)
    raise ApiError("unreadable", "GitHub's answer has something that is no time")


def _job(item: Any) -> JobRun:
    match item:
        case {"name": str(name), "conclusion": str() | None as conclusion}:
            return JobRun(name=name, conclusion=conclusion)
    raise ApiError("unreadable", "GitHub lists something that is no job")


def _unasked(
    error: ApiError, more: Mapping[ApiFault, RestrictedReason | UnreachableReason]
) -> Unasked:
    reason = {**REASONS_OF, **more}.get(error.fault, "unexpected-status")
    if reason == "server-error" and not error.answered:
        reason = "connection"
    return Unasked(reason=reason, message=f"the runs of jobs were not told: {error.message}")
