"""A GitHub Actions workflow to what matters here: what starts it, and which jobs can run."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from ml_readiness.document import Document, parse
from ml_readiness.model.errors import InputError
from ml_readiness.reading.expression import read_condition
from ml_readiness.reading.script import does_something, hides_failure
from ml_readiness.reading.trigger import Triggers, read_triggers, words
from ml_readiness.reading.workflow_keys import OF_A_JOB, OF_A_STEP, OF_A_WORKFLOW, misspelt

Made = TypeVar("Made")

MERGE = "<<"
# What a step or a job may use: a path, an image, an action or workflow of a repository.
USES = re.compile(r"\./.*|\$/.+|docker://.+|[\w.-]+/[\w.-]+(?:/[^@\s]+)?@\S+", re.ASCII)
# What only prepares: a checkout, and what is called so.
CHECKOUT_ACTION, SET_UP = "checkout", "setup-"


class Job(Struct, frozen=True, kw_only=True):
    """A job, by itself: what becomes of those that it needs or calls is not looked into.

    `works` says that it has steps or calls a workflow, and `calls` what it calls. `refused` says
    why GitHub refuses it, `off` why it never runs. A `heedless` job may run although one that it
    needs was skipped. An `idle` one only prepares and prints. A `swallowed` one succeeds whatever
    its commands do. `name` is what GitHub shows it by, empty where that is its id. Jobs whose
    `needs` are one list of the file share one tuple.
    """

    works: bool
    refused: str | None = None
    off: str | None = None
    heedless: bool = False
    idle: bool = False
    swallowed: bool = False
    needs: tuple[str, ...] = ()
    calls: str | None = None
    name: str = ""


class Workflow(Struct, frozen=True, kw_only=True):
    """A workflow file; `error` says why it cannot be parsed, and then there is nothing else.

    `refused` says why GitHub refuses all of it.
    """

    jobs: Mapping[str, Job]
    triggers: Triggers = field(default_factory=Triggers)
    refused: str | None = None
    error: str | None = None


def read_workflow(content: bytes) -> Workflow:
    """The triggers and jobs of a workflow; GitHub refuses what our reader calls a mistake too.

    Anchors and aliases are read, as GitHub does. It does not merge, and refuses a merge key `<<`.
    """
    try:
        document = parse(content, "workflow", aliases=True)
    except InputError as error:
        return _broken(error.problems[0].message, error.problems[0].line)
    if document.problems:
        return _broken(document.problems[0].message, document.problems[0].line)
    if not isinstance(document.data, dict):
        return _broken("it is not a mapping", 1)
    merging, everywhere = _merges(document)
    triggers, jobs = read_triggers(document.data.get("on")), document.data.get("jobs")
    reader = _Reader(merging)
    found = {name: reader.job(job) for name, job in jobs.items()} if isinstance(jobs, dict) else {}
    merged = "it has a merge key '<<'" if everywhere else None
    return Workflow(
        triggers=triggers,
        jobs=_joined(found),
        refused=merged or misspelt(document.data, OF_A_WORKFLOW) or triggers.refused,
    )


def behind(jobs: Mapping[str, Job], marked: Iterable[str]) -> Mapping[str, str]:
    """Each job that needs one of the marked ones, directly or through others, and which one."""
    needing = _needing(jobs)
    found: dict[str, str] = {}
    ahead = [(name, name) for name in marked]
    for name, source in ahead:  # it grows, by each group of jobs once
        for group in needing.pop(name, ()):
            ahead += [(job, source) for job in group.jobs if job not in found]
            found |= {job: source for job in group.jobs if job not in found}
            group.jobs.clear()
    return found


def _broken(message: str, line: int | None) -> Workflow:
    return Workflow(jobs={}, error=f"{message} (line {line or 1})")


def _merges(document: Document) -> tuple[AbstractSet[int], bool]:
    """The values inside of jobs that hold a merge key, by identity, and whether others do."""
    inside: set[int] = set()
    everywhere = False
    for path in (path for path in document.keys if path[-1] == MERGE):
        everywhere = everywhere or path[0] != "jobs" or len(path) == 2
        value = document.data
        for step in path[:-1]:
            value = value[step]
            inside.add(id(value))
    return inside, everywhere


class _Steps(NamedTuple):
    """What the steps of a job come to; see Job."""

    refused: str | None
    off: bool
    idle: bool
    swallowed: bool


class _Step(NamedTuple):
    refused: str | None
    off: bool
    works: bool
    swallowed: bool


class _Reader:
    """Reads jobs; what stands in many places by an alias, or as an equal text, is read once."""

    def __init__(self, merging: AbstractSet[int]) -> None:
        self._merging = merging
        self._made: dict[tuple[object, object], Any] = {}

    def job(self, data: Any) -> Job:
        """One job; the document holds what it is made of."""
        return self._once(self._job, data)

    def _once(self, make: Callable[[Any], Made], value: Any) -> Made:
        key = (make, value if isinstance(value, str) else id(value))
        if key not in self._made:
            self._made[key] = make(value)
        made: Made = self._made[key]
        return made

    def _job(self, data: Any) -> Job:
        if not isinstance(data, dict):
            return Job(works=False)
        listed, uses = data.get("steps"), data.get("uses")
        calls = uses if isinstance(uses, str) else None
        steps = self._once(self._steps, listed) if isinstance(listed, list) and listed else None
        condition = self._once(read_condition, data.get("if"))
        off = "its 'if' is false" if condition.truth is False else None
        if steps and steps.off:
            off = off or "every step's 'if' is false"
        if isinstance(strategy := data.get("strategy"), dict) and "matrix" in strategy:
            off = off or self._once(_empty, strategy["matrix"])
        return Job(
            works=bool(steps or calls),
            refused=self._merged(data)
            or self._unfit(data, calls)
            or ("its 'if' is no expression" if condition.broken else None)
            or (steps.refused if steps else None),
            off=off,
            heedless=condition.heedless,
            idle=bool(steps and steps.idle and not calls),
            swallowed=self._goes_on(data) or bool(steps and steps.swallowed),
            needs=self._once(_names, data.get("needs")),
            calls=calls,
            name=name if isinstance(name := data.get("name"), str) else "",
        )

    def _merged(self, data: dict[str, Any]) -> str | None:
        values = (data, *data.values())
        return (
            "it has a merge key '<<'" if any(id(each) in self._merging for each in values) else None
        )

    def _unfit(self, data: dict[str, Any], calls: str | None) -> str | None:
        if wrong := misspelt(data, OF_A_JOB):
            return wrong
        if calls:
            beside = next((key for key in ("runs-on", "steps") if key in data), None)
            mixed = f"it has '{beside}' beside 'uses'" if beside else None
            return mixed or self._once(_no_uses, calls)
        return None if data.get("runs-on") else "it has no 'runs-on'"

    def _goes_on(self, data: dict[str, Any]) -> bool:
        """Whether a failure of a job or a step is certainly taken for a success."""
        value = data.get("continue-on-error")
        return value not in (None, "") and self._once(read_condition, value).truth is True

    def _steps(self, listed: list[Any]) -> _Steps:
        steps = [self._once(self._step, data) for data in listed]
        working = [step for step in steps if step.works and not step.off]
        ids = [
            str(data["id"]).lower() for data in listed if isinstance(data, dict) and "id" in data
        ]
        twice = "two of its steps have the same 'id'" if len(set(ids)) < len(ids) else None
        return _Steps(
            refused=next((step.refused for step in steps if step.refused), twice),
            off=all(step.off for step in steps),
            idle=not working,
            swallowed=bool(working) and all(step.swallowed for step in working),
        )

    def _step(self, data: Any) -> _Step:
        refused, works, hidden = "a step has neither 'run' nor 'uses'", False, False
        if not isinstance(data, dict):
            return _Step(refused, off=False, works=False, swallowed=False)
        uses, run = data.get("uses"), data.get("run")
        wrong: str | None = refused
        if uses is not None and run is not None:
            wrong = "a step has both 'run' and 'uses'"
        elif isinstance(uses, str) and uses:
            wrong = self._once(_no_uses, uses)
            works = not self._once(_prepares, uses)
        elif run is not None and not isinstance(run, dict | list):
            script = run if isinstance(run, str) else str(run).lower()
            wrong = None
            works = self._once(does_something, script)
            hidden = self._once(hides_failure, script)
        condition = self._once(read_condition, data.get("if"))
        broken = "the 'if' of a step is no expression" if condition.broken else None
        return _Step(
            refused=self._merged(data) or misspelt(data, OF_A_STEP) or wrong or broken,
            off=condition.truth is False,
            works=works,
            swallowed=hidden or self._goes_on(data),
        )


def _no_uses(uses: str) -> str | None:
    fits = USES.fullmatch(uses) and "${{" not in uses  # GitHub looks before the run
    return None if fits else "a 'uses' is no path, image, action or workflow"


def _prepares(uses: str) -> bool:
    """Whether an action is a checkout, or one that sets something up, by its name."""
    name = uses.partition("@")[0].rstrip("/").rpartition("/")[2].lower()
    return not uses.startswith("docker:") and (name == CHECKOUT_ACTION or name.startswith(SET_UP))


def _empty(matrix: Any) -> str | None:
    """Why a matrix makes no job."""
    if isinstance(matrix, dict):
        vectors = [value for key, value in matrix.items() if key not in {"include", "exclude"}]
        empty = [] in vectors or not (vectors or matrix.get("include"))
    else:
        empty = matrix is None or matrix == []
    return "its matrix is empty" if empty else None


def _names(needs: Any) -> tuple[str, ...]:
    return tuple(words(needs)) if isinstance(needs, str | list) else ()


class _Group(NamedTuple):
    """The jobs that share one list of those that they need."""

    needs: tuple[str, ...]
    jobs: list[str]


def _groups(jobs: Mapping[str, Job]) -> Iterator[_Group]:
    groups: dict[int, _Group] = {}
    for name, job in jobs.items():
        if job.needs:
            groups.setdefault(id(job.needs), _Group(job.needs, [])).jobs.append(name)
    return iter(groups.values())


def _needing(jobs: Mapping[str, Job]) -> dict[str, list[_Group]]:
    """By the id of each job those that need it; ids are the same in any case."""
    ids = {name.lower(): name for name in jobs}
    needing: defaultdict[str, list[_Group]] = defaultdict(list)
    for group in _groups(jobs):
        for needed in {name.lower() for name in group.needs}:
            needing[ids.get(needed, "")].append(group)
    return needing


def _joined(jobs: Mapping[str, Job]) -> Mapping[str, Job]:
    """Jobs that also know what is wrong with the jobs that they need."""
    needing = _needing(jobs)
    unknown = {job for group in needing.pop("", ()) for job in group.jobs}
    waiting: defaultdict[int, int] = defaultdict(int)
    for group in (group for groups in needing.values() for group in groups):
        waiting[id(group.jobs)] += 1
    settled = [name for name, job in jobs.items() if not job.needs]
    for name in settled:  # it grows, by each job whose needs are settled
        for group in needing.pop(name, ()):
            waiting[id(group.jobs)] -= 1
            settled += [] if waiting[id(group.jobs)] else group.jobs
    ends = {*settled}
    return {
        name: job
        if job.refused or not (why := _lost(name, unknown, ends))
        else replace(job, refused=why)
        for name, job in jobs.items()
    }


def _lost(name: str, unknown: AbstractSet[str], ends: AbstractSet[str]) -> str | None:
    if name in unknown:
        return "it needs a job that is not there"
    return None if name in ends else "its 'needs' run in a circle"
