"""Every way that the action runs in, as often as a test wants it, and in a process that can be killed."""

import os
import pickle
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fakegithub import FakeGitHub, Pull, Run, State, Workflow

from helpers.harness import write
from helpers.step import (
    FILES,
    MANIFEST,
    Clock,
    Step,
    blobs,
    clone,
    commit_of,
    head_of,
    proposed,
    pull_payload,
    step,
)
from helpers.target import run_payload

Files = Mapping[str, str | bytes | None]
JSON_REPORT, SARIF_REPORT = "report.json", "report.sarif"
PROTECTED = ("pull_request_target", "workflow_run")


@dataclass(frozen=True, kw_only=True)
class Way:
    """An event, and what lies in the workspace; `pulls` are those with the head, two at most."""

    event: str
    workspace: Literal["full", "shallow", "empty"] = "empty"
    status: bool = True
    pulls: int = 1
    # The base branch has moved on since the test merge was made.
    lags: bool = False

    @property
    def protected(self) -> bool:
        return self.event in PROTECTED

    @property
    def comments(self) -> bool:
        return self.protected or self.event == "pull_request"


WAYS: Mapping[str, Way] = {
    "pull_request, full clone": Way(event="pull_request", workspace="full"),
    "pull_request, shallow clone": Way(event="pull_request", workspace="shallow"),
    "pull_request, no status": Way(event="pull_request", workspace="full", status=False),
    "merge_group, full clone": Way(event="merge_group", workspace="full"),
    "merge_group, shallow clone": Way(event="merge_group", workspace="shallow"),
    "merge_group, no checkout": Way(event="merge_group"),
    "push, clone": Way(event="push", workspace="shallow"),
    "push, no checkout": Way(event="push"),
    "schedule, clone": Way(event="schedule", workspace="shallow"),
    "schedule, no checkout": Way(event="schedule"),
    "workflow_dispatch, clone": Way(event="workflow_dispatch", workspace="shallow"),
    "workflow_dispatch, no checkout": Way(event="workflow_dispatch"),
    "pull_request_target": Way(event="pull_request_target"),
    "pull_request_target, a lagging merge": Way(event="pull_request_target", lags=True),
    "pull_request_target, no status": Way(event="pull_request_target", status=False),
    "workflow_run": Way(event="workflow_run"),
    "workflow_run, two pull requests": Way(event="workflow_run", pulls=2),
}

CI = ".github/workflows/ci.yml"
STEPS = "runs-on: x, steps: [{run: make}]"
WITH_JOB: Mapping[str, str | bytes] = {
    **FILES,
    CI: f"on: push\njobs: {{test: {{{STEPS}}}}}\n",
    "ml-readiness.yml": MANIFEST.replace("model/age.jsonl", f"{CI}#test").replace(
        "minimum: 1", "minimum: 1, max-job-age-days: 30"
    ),
}
STRICT = MANIFEST.replace("minimum: 1", "minimum: 2")
# What the base has, and what the change makes of it.
CASES: Mapping[str, tuple[Mapping[str, str | bytes], Files]] = {
    "passes": (FILES, {"README.md": "# x\n"}),
    "better": (FILES, {"ml-readiness.yml": MANIFEST.replace("manual", "automated", 1)}),
    "worse": (FILES, {"model/age.jsonl": None}),
    "a lower bar": (FILES | {"ml-readiness.yml": STRICT}, {"ml-readiness.yml": MANIFEST}),
    "not valid": (FILES, {"ml-readiness.yml": MANIFEST.replace("level", "lvel")}),
    "a green job": (WITH_JOB, {"README.md": "# x\n"}),
    "a red job": (WITH_JOB, {"README.md": "# x\n"}),
    "a new red job": (
        {**WITH_JOB, "ml-readiness.yml": MANIFEST},
        {"ml-readiness.yml": WITH_JOB["ml-readiness.yml"]},
    ),
}


class Time(Clock):
    """Time that passes only when somebody waits, in this process or in one that it has begun."""

    def __init__(self) -> None:
        import mmap

        self.page = memoryview(mmap.mmap(-1, 8)).cast("d")
        super().__init__()

    @property
    def now(self) -> float:
        return self.page[0]

    @now.setter
    def now(self, seconds: float) -> None:
        self.page[0] = seconds


@dataclass(frozen=True, kw_only=True)
class Case:
    """The repositories of a case: the test merge checked out with all of its history, and alone."""

    full: Path
    shallow: Path
    state: State
    red: bool


@cache
def case(name: str) -> Case:
    """Made once in a process: copies of it are cheap."""
    folder = Path(tempfile.mkdtemp(prefix="case-"))
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    base, change = CASES[name]
    full = proposed(folder, base, change)
    merge, head, tip = head_of(full), commit_of(full, "feature"), commit_of(full, "main")
    files = {commit: blobs(full, commit) for commit in (merge, head, tip)}
    pull = Pull(number=7, head_sha=head, base_sha=tip, merge_sha=merge)
    state = State(pulls={7: pull}, files=files, parents={merge: [tip, head], head: [tip]})
    return Case(
        full=full,
        shallow=clone(full, folder / "shallow", "--depth=1"),
        state=state,
        red="red" in name,
    )


def known(way: Way, name: str) -> State:
    """A GitHub that nobody has asked yet."""
    found = case(name)
    pull = found.state.pulls[7]
    state = State(files=dict(found.state.files), parents=dict(found.state.parents))
    state.pulls = {7: replace(pull)}
    if way.pulls > 1:
        # GitHub has one at most from one branch into another.
        state.pulls[8] = replace(pull, number=8, base_ref="release")
    if way.lags:
        state.advance("main", "6" * 40, state.files[pull.base_sha])
    if CI in state.files[pull.base_sha]:
        state.workflows.append(Workflow(id=1, path=CI))
        ended = "failure" if found.red else "success"
        when = "2026-11-21T12:00:00Z"
        state.runs.append(
            Run(
                id=1,
                path=CI,
                created_at=when,
                head_sha=pull.base_sha,
                jobs={"test": ended},
                conclusion=ended,
            )
        )
    return state


@dataclass(kw_only=True)
class Site:
    """A workspace of one way, which stays as it is from one run to the next."""

    way: Way
    name: str
    folder: Path
    github: FakeGitHub
    payload: Any
    clock: Time
    # Where the process is that is to be killed, once it is there.
    process: int = 0
    # The first request that was answered after a push to the pull request.
    moved: int | None = None
    begun: threading.Event

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def queue(self) -> Mapping[str, str]:
        """What the runner says on a merge group only."""
        group = {"GITHUB_REF": "refs/heads/gh-readonly-queue/main/pr-7"}
        return group if self.way.event == "merge_group" else {}

    @property
    def status(self) -> str:
        return "true" if self.way.status else "false"

    def run(self) -> Step:
        """One run of the action; the folders `step-…` are those of each run."""
        return step(
            self.folder / "elsewhere",
            self.github,
            event=self.way.event,
            payload=self.payload,
            environment={"GITHUB_WORKSPACE": str(self.workspace), **self.queue},
            clock=self.clock,
            status=self.status,
            json_file=JSON_REPORT,
            sarif_file=SARIF_REPORT,
        )

    def run_in_a_process(self) -> Step | None:
        """The same in a process of its own; None where that was killed."""
        file = self.folder / "done"
        file.unlink(missing_ok=True)
        self.begun.clear()
        with warnings.catch_warnings():
            # The server's threads hold nothing that the run needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = os.fork()
        if not self.process:
            _end(lambda: replace(self.run(), clock=Clock()), file)
        self.begun.set()
        _, status = os.waitpid(self.process, 0)
        if os.WIFSIGNALED(status):
            self.github.settle()
            return None
        done = pickle.loads(file.read_bytes())
        assert isinstance(done, Step), done
        return done

    def kill(self) -> None:
        """End the process at once, and be sure that it has."""
        assert self.begun.wait(10)
        os.kill(self.process, 9)
        with suppress(ChildProcessError):  # it was waited for already
            os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOWAIT)


def _end(work: Callable[[], Step], file: Path) -> None:
    """What a process does that has nothing of its parent's to clean up."""
    try:
        done: Step | str = work()
    except BaseException:  # noqa: BLE001 (nobody else would hear of it)
        import traceback

        done = traceback.format_exc()
    file.write_bytes(pickle.dumps(done))
    os._exit(0)


def opened(
    folder: Path, way: Way, name: str, github: FakeGitHub, made: Callable[..., Site] = Site
) -> Site:
    """A workspace for a GitHub whose state is that of the case."""
    found, pull = case(name), github.state.pulls[7]
    write(folder / "elsewhere", {".git/HEAD": f"{pull.merge_sha}\n"})
    workspace = folder / "workspace"
    if way.workspace == "empty":
        workspace.mkdir()
    else:
        shutil.copytree(getattr(found, way.workspace), workspace)
    repository = {"repository": {"default_branch": "main"}}
    payload: dict[str, Any] = {
        "pull_request": pull_payload(github),
        "pull_request_target": pull_payload(github),
        "workflow_run": run_payload(github),
        "merge_group": {"merge_group": {"base_ref": "refs/heads/main"}},
    }.get(way.event, {})
    return made(
        way=way,
        name=name,
        folder=folder,
        github=github,
        payload=payload | repository,
        clock=Time(),
        begun=threading.Event(),
    )
