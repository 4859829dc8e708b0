"""A pipeline of DVC to its stages, and its lock to the stages that have run."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ml_readiness.document import Document
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.reading.contents import Contents, line_of, parsed

# A lock lists every file that a stage has read or made.
LOCK_LIMITS = replace(DEFAULT_LIMITS, document_events=200_000)
MOST_MERGED = 8  # mappings that one takes keys from, one after the other


def read_stages(content: bytes) -> Contents:
    """Every stage of a `dvc.yaml` that has a command, also one that is made for many values."""
    match parsed(content):
        case str(error):
            return Contents({}, error=error)
        case Document(data={"stages": dict(stages)}) as document:
            lines, others = {}, {}
            for name, stage in _merged(stages).items():
                if _has_command(stage):
                    lines[name] = line_of(document, "stages", name)
                else:
                    others[name] = "it has no cmd there"
            return Contents(lines, others)
    return Contents({}, error="it has no mapping of stages")


def read_locked(content: bytes) -> Contents:
    """The stages that a `dvc.lock` has; of one that was made for many values the bare name too."""
    match parsed(content, LOCK_LIMITS):
        case str(error):
            return Contents({}, error=error)
        case Document(data={"stages": dict(stages)}) as document:
            at: tuple[str, ...] = ("stages",)
        case Document(data=dict(stages)) as document if "schema" not in stages:
            at = ()  # as the first version wrote it
        case _:
            return Contents({}, error="it has no mapping of stages")
    lines: dict[str, int] = {}
    for name in stages:
        line = line_of(document, *at, name)
        for each in (name, name.partition("@")[0]):
            lines.setdefault(each, line)
    return Contents(lines)


def _has_command(stage: Any) -> bool:
    many = _value(stage, "foreach") is not None
    match _value(_value(stage, "do") if many else stage, "cmd"):
        case str(command):
            return bool(command.strip())
        case list(commands):
            return any(isinstance(each, str) and each.strip() for each in commands)
    return False


def _value(mapping: Any, key: str) -> Any:
    """The value of a key, which may come from a mapping that is merged in (`<<`)."""
    return next((each[key] for each in _lineage(mapping) if key in each), None)


def _merged(mapping: dict[str, Any]) -> dict[str, Any]:
    """A mapping with what is merged into it; its own keys win."""
    found: dict[str, Any] = {}
    for each in _lineage(mapping):
        found = each | found
    found.pop("<<", None)
    return found


def _lineage(mapping: Any) -> Iterator[dict[str, Any]]:
    """A mapping and those that are merged into it, the nearest first."""
    waiting = [mapping]
    for _ in range(MOST_MERGED):
        each = waiting.pop(0) if waiting else None
        if isinstance(each, dict):
            yield each
            merged = each.get("<<")
            waiting[:0] = merged[:MOST_MERGED] if isinstance(merged, list) else [merged]
