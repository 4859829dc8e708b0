"""The repositories of a survey, one after the other, each within limits of its own."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ml_readiness.gate import run
from ml_readiness.github.repositories import Glimpse
from ml_readiness.guard import Guard
from ml_readiness.model.errors import Problem
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.model.request import DEFAULT_MANIFEST, Base, Request
from ml_readiness.ports.repository import ports_to_commit
from ml_readiness.survey.line import LineState, error_line, judged_line, plain_line
from ml_readiness.survey.listed import Lost
from ml_readiness.web import ask_web, silently

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Meter
    from ml_readiness.web.network import Network


# GitHub was not reached so many times in a row: it is not there.
LOST_IN_A_ROW = 3


class Told(NamedTuple):
    """What was found of a repository; a line of None was not reached."""

    repository: str
    state: LineState
    line: str | None


class Setting(Struct, frozen=True, kw_only=True):
    """What is the same for every repository.

    `deadline` gives what raises InputError once the time of one repository is over.
    """

    api: "Api"
    server: str
    today: date
    links: bool
    internet: "Callable[[], Network]"
    deadline: Callable[[], Callable[[], None]]

    def request(self, repository: str) -> Request:
        return Request(
            manifests=(DEFAULT_MANIFEST,),
            offline=not self.links,
            repository=repository,
            today=self.today,
        )


def judge_each(
    ahead: "Iterable[Glimpse | Lost]", setting: Setting, meter: "Meter", guard: Guard
) -> Iterator[Told]:
    """The line of each; what one is kept by does not keep the others, but for a spent quota."""
    for each in ahead:
        if meter.spent or meter.lost >= LOST_IN_A_ROW:
            yield Told(each.repository, "error", None)
            continue
        missed = meter.missed
        told = _told(each, setting, guard)
        # A report that was made while GitHub did not answer is no report.
        reached = not meter.spent and meter.missed == missed
        yield told if reached else told._replace(line=None)


def _told(each: "Glimpse | Lost", setting: Setting, guard: Guard) -> Told:
    name, today = each.repository, setting.today
    if isinstance(each, Lost):
        return Told(name, "error", error_line(name, None, each.error.problems, today))
    if not each.has_manifest:
        return Told(name, "no-manifest" if each.commit else "empty", plain_line(each, today))

    def line() -> Told:
        return Told(name, "judged", judged_line(each, _judged(each, setting), today))

    def failed(problems: tuple[Problem, ...]) -> Told:
        return Told(name, "error", error_line(name, each, problems, today))

    return guard.carry_out(line, failed)


def _judged(glimpse: Glimpse, setting: Setting) -> Run:
    """What the gate says of a repository that has a manifest; raises InputError."""
    from ml_readiness.github.api import BUDGET
    from ml_readiness.github.repository import About
    from ml_readiness.github.tree import Fetched, open_api_tree

    api, repository, commit = setting.api, glimpse.repository, glimpse.commit or ""
    api.restart(BUDGET + DEFAULT_LIMITS.run_seconds)
    on_time = setting.deadline()
    ports = ports_to_commit(
        Base(
            tree=open_api_tree(api, repository, commit, "", DEFAULT_LIMITS, Fetched()),
            commit=commit,
        ),
        page=f"{setting.server}/{repository}",
        known=About(repository=repository, default_branch=glimpse.branch or ""),
        ref=None,
        folder="",
        client=lambda: api,
        fetch=partial(ask_web, setting.internet, silently),
        on_time=on_time,
    )
    return run(setting.request(repository), ports)
