"""The configuration of pre-commit to its hooks, by their ids."""

from collections.abc import Iterator, Sequence
from typing import Any

from ml_readiness.document import Document
from ml_readiness.reading.contents import Contents, line_of, parsed


def read_hooks(content: bytes) -> Contents:
    """Every hook that stands under `hooks` of one of the `repos`, by its `id`."""
    match parsed(content):
        case str(error):
            return Contents({}, error=error)
        case Document(data={"repos": list(repositories)}) as document:
            lines: dict[str, int] = {}
            for name, at, place in _hooks(repositories):
                lines.setdefault(name, line_of(document, "repos", at, "hooks", place, "id"))
            return Contents(lines)
    return Contents({}, error="it has no list of repos")


def _hooks(repositories: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    """Each hook's id, and the numbers of its repository and of the hook."""
    for at, repository in enumerate(repositories):
        match repository:
            case {"repo": str(), "hooks": list(hooks)}:
                for place, hook in enumerate(hooks):
                    match hook:
                        case {"id": str(name)}:
                            yield name, at, place
