"""A GitHub Actions workflow to what matters here: what starts it, and which jobs can run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job: `works` when it has steps or calls a workflow, `calls` is the workflow it calls."""

    works: bool
    off: bool
    needs: tuple[str, ...]
    calls: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow file; `error` says why it cannot be parsed, and then there is nothing else."""

    triggers: frozenset[str]
    jobs: Mapping[str, Job]
    error: str | None = None


def read_workflow(content: bytes) -> Workflow:
    """The triggers and jobs of a workflow; GitHub refuses what our reader calls a mistake too.

    Anchors and aliases are read, as GitHub does. A merge key `<<` is a key like any other: GitHub
    does not merge.
    """
    try:
        document = parse(content, "workflow", aliases=True)
    except InputError as error:
        return _broken(error.problems[0].message, error.problems[0].line)
    if document.problems:
        return _broken(document.problems[0].message, document.problems[0].line)
    if not isinstance(document.data, dict):
        return _broken("it is not a mapping", 1)
    jobs = document.data.get("jobs")
    return Workflow(
        triggers=frozenset(_words(document.data.get("on"))),
        jobs={name: _job(job) for name, job in jobs.items()} if isinstance(jobs, dict) else {},
    )


def _broken(message: str, line: int | None) -> Workflow:
    return Workflow(triggers=frozenset(), jobs={}, error=f"{message} (line {line or 1})")


def _job(data: Any) -> Job:
    if not isinstance(data, dict):
        return Job(works=False, off=False, needs=(), calls=None)
    steps, uses = data.get("steps"), data.get("uses")
    return Job(
        works=bool(isinstance(steps, list) and steps) or bool(isinstance(uses, str) and uses),
        off=_is_false(data.get("if")),
        needs=tuple(_words(data.get("needs"))),
        calls=uses if isinstance(uses, str) else None,
    )


def _is_false(condition: Any) -> bool:
    if isinstance(condition, str):
        bare = condition.strip()
        if bare.startswith("${{") and bare.endswith("}}"):
            bare = bare[3:-2].strip()
        return bare.lower() == "false"  # GitHub's YAML takes False and FALSE for the same
    return condition is False


def _words(value: Any) -> list[str]:
    """One word, a list of words, or the keys of a mapping: the three ways to write `on`."""
    if isinstance(value, str):
        return [value]
    return (
        [word for word in value if isinstance(word, str)] if isinstance(value, dict | list) else []
    )
