"""What one run of the action has to do, and the world that it does it in."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ml_readiness.action.inputs import Inputs
from ml_readiness.gate import refused
from ml_readiness.github import runner
from ml_readiness.github.event import Occasion
from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.report import Run
from ml_readiness.model.request import Request
from ml_readiness.model.tree import Tree

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The world of the action, handed in by `__main__` and by tests.

    `internet` returns a `web.network.Network`, `clock` is what the module `time` offers, and
    `token` gives letters that nobody can foresee.
    """

    stdout: TextIO
    environment: Mapping[str, str]
    today: Callable[[], date]
    internet: Callable[[], object]
    clock: "Clock"
    token: Callable[[], str]

    def say(self, text: str) -> None:
        """Write to the log; the text is escaped for it already."""
        self.stdout.write(text)
        self.stdout.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked, the same for everything that is judged; `mistakes` are those in it."""

    machine: Machine
    inputs: Inputs
    mistakes: tuple[Problem, ...]
    request: Request
    workspace: Path

    def refused(self, error: Exception) -> Run:
        """The run that ends with an error: a mistake of the user's, or a fault of ours."""
        if isinstance(error, InputError):
            return refused(self.request, error.problems)
        if self.machine.environment.get("RUNNER_DEBUG") == "1":
            self.machine.say(runner.log("".join(traceback.format_exception(error))))
        message = f"internal error: {type(error).__name__}: {error}"
        hint = "run the job again with debug logging, and report what it shows"
        return refused(self.request, [Problem(message=message, hint=hint)])

    def page(self, occasion: Occasion) -> str | None:
        """The page of this run of the workflow."""
        number = self.machine.environment.get("GITHUB_RUN_ID")
        return f"{occasion.page}/actions/runs/{number}" if number else None

    def api(self, occasion: Occasion, budget: float) -> "Api":
        """The API for what has to be read; raises InputError where there is no token for it."""
        from ml_readiness.github.api import Api, ApiError

        if not self.inputs.github_token:
            message = "there is no token to ask GitHub with"
            hint = "leave the input github-token as it is"
            raise mistake(message, hint=hint)
        try:
            return Api(occasion.site, self.inputs.github_token, self.machine.clock, budget)
        except ApiError as error:
            raise mistake(f"GitHub cannot be asked: {error.message}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One thing that was judged, or could not be.

    `occasion` is None where the event could not be read, `tree` where none could be opened.
    `prefix` is the root's path in the repository ("" or "a/b/"). `notices` and `warnings` are what
    there is to say beside the verdict.
    """

    run: Run
    occasion: Occasion | None
    tree: Tree | None = None
    prefix: str = ""
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there was nothing to judge."""
        return not (self.run.errors or self.run.entries or self.run.gone)
