"""What one run of the action has to do, and what becomes of each thing that it judges."""

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ml_readiness.action.inputs import Inputs
from ml_readiness.gate import refused
from ml_readiness.gate import run as evaluate
from ml_readiness.github import runner
from ml_readiness.github.trigger import Context, Subject
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import Problem, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Run
from ml_readiness.model.request import Ports, Request
from ml_readiness.model.tree import Tree

if TYPE_CHECKING:
    from ml_readiness.github.api import Api
    from ml_readiness.model.runs import Histories

KEEP_IT = "leave the input github-token as it is"


def guard_of(machine: Machine) -> Guard:
    """How the action tells a fault of ours: with a traceback where the job logs for debugging."""
    debug = machine.environment.get("RUNNER_DEBUG") == "1"
    return Guard(
        hint="run the job again with debug logging, and report what it shows",
        trace=(lambda text: machine.say(runner.log(text))) if debug else None,
    )


class Task(Struct, frozen=True, kw_only=True):
    """What is asked, the same for everything that is judged; `mistakes` are those in it.

    `notices` are what there is to say of it beside them. `on_time` raises InputError once all of it
    has taken too long. `ran` has what was told of workflows.
    """

    machine: Machine
    inputs: Inputs
    mistakes: tuple[Problem, ...]
    notices: tuple[str, ...]
    request: Request
    workspace: Path
    guard: Guard
    on_time: Callable[[], None]
    ran: "dict[tuple[str, ...], Histories]" = field(default_factory=dict)

    @property
    def has_files(self) -> bool:
        """Whether anything lies in the workspace; what is there is not opened.

        What this step writes is no checkout: a run before it may have left that.
        """
        reports = (self.inputs.json_file, self.inputs.sarif_file)
        own = {top for path in reports if path for top in PurePath(path).parts[:1]}
        try:
            return any(entry.name not in own for entry in self.workspace.iterdir())
        except OSError:
            return False

    def page(self, context: Context) -> str | None:
        """The page of this run of the workflow."""
        number = self.machine.environment.get("GITHUB_RUN_ID")
        return f"{context.page}/actions/runs/{number}" if number else None

    def client(self, context: Context, *, reading: bool = False, patience: float = 0.0) -> "Api":
        """The API with a budget of its own; raises ApiError where the token cannot be one.

        `reading` is for files: they are read after all links were asked, which has its own time.
        `patience` is how long an answer is waited for beside the calls, in seconds.
        """
        from ml_readiness.github.api import BUDGET, Api

        budget = BUDGET + patience + (DEFAULT_LIMITS.run_seconds if reading else 0.0)
        return Api(context.site, self.inputs.github_token, self.machine.clock, budget)

    def runs(self, context: Context, paths: tuple[str, ...]) -> "Histories | None":
        """How workflows have run; None offline, without a token, or where nobody knows whom to ask.

        The same is asked once, however many pull requests are judged.
        """
        if self.request.offline or not (self.inputs.github_token and context.site.rest):
            return None
        if paths in self.ran:
            return self.ran[paths]
        from ml_readiness.github.runs import OwnActions, ask_runs

        place = OwnActions(
            repository=context.repository, page=context.page, branch=context.default_branch
        )
        self.ran[paths] = ask_runs(lambda: self.client(context), place, paths)
        return self.ran[paths]

    def api(self, context: Context, *, reading: bool = False, patience: float = 0.0) -> "Api":
        """The client for what has to be asked; raises InputError without a token for it."""
        from ml_readiness.github.api import needed

        if not self.inputs.github_token:
            raise mistake("there is no token to ask GitHub with", hint=KEEP_IT)
        with needed("GitHub cannot be asked"):
            return self.client(context, reading=reading, patience=patience)


class Judged(Struct, frozen=True, kw_only=True):
    """One thing that was judged, or could not be.

    `subject` is None where the event could not be read, `tree` where none could be opened.
    `prefix` is the root's path in the repository ("" or "a/b/"). `notices` and `warnings` are what
    there is to say beside the verdict.
    """

    run: Run
    subject: Subject | None
    tree: Tree | None = None
    prefix: str = ""
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there was nothing to judge."""
        return not (self.run.errors or self.run.entries or self.run.gone)


def guarded(
    subject: Subject,
    task: Task,
    work: Callable[[], Judged],
    *,
    tree: Tree | None = None,
    prefix: str = "",
) -> Judged:
    """What `work` judges, or the run that says why it could not; never raises for that."""

    def refusal(problems: tuple[Problem, ...]) -> Judged:
        run = refused(task.request, problems)
        return Judged(run=run, subject=subject, tree=tree, prefix=prefix)

    return task.guard.carry_out(work, refusal)


def evaluated(subject: Subject, task: Task, ports: Ports, prefix: str) -> Judged:
    """What the gate says of the ports' tree; raises InputError."""
    run = evaluate(task.request, ports)
    return Judged(run=run, subject=subject, tree=ports.tree, prefix=prefix)
