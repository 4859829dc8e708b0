"""Where a page leads: to a repository on its GitHub, and nowhere else."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from ml_readiness.github.event import site_of

SERVER = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
OWNER_AND_NAME = re.compile(r"[a-z0-9_.-]+/[a-z0-9_.-]+", re.IGNORECASE | re.ASCII)
COMMIT_HASH = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?", re.ASCII)
# A browser resolves them, and may leave the repository.
MOVING = frozenset({"", ".", ".."})


class Addresses:
    """The addresses of one GitHub; what is no address there has none."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        server = site_of(environment).server
        self._server = server if SERVER.fullmatch(server) else None

    def repository(self, name: str) -> str | None:
        """The page of a repository that is called `owner/name`."""
        known = self._server and OWNER_AND_NAME.fullmatch(name)
        return f"{self._server}/{name}" if known and _stays(name) else None

    def file(self, name: str, commit: str | None, path: str, line: int | None = None) -> str | None:
        """A file of a repository at a commit, at a line where that is known."""
        home = self.repository(name)
        if not home or not commit or not COMMIT_HASH.fullmatch(commit) or not _stays(path):
            return None
        place = f"#L{line}" if line else ""
        return f"{home}/blob/{commit}/{quote(path)}{place}"


def _stays(path: str) -> bool:
    return not MOVING.intersection(path.split("/"))
