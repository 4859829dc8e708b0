"""A fake of GitHub's API on loopback, held to GitHub's own descriptions of it."""

from fakegithub.exchange import Seen
from fakegithub.faults import (
    AFTER,
    RESET,
    TWICE,
    Fault,
    Hang,
    Instead,
    Meanwhile,
    Reply,
    exhausted,
    html,
    limited,
    on,
    truncated,
)
from fakegithub.server import FakeGitHub
from fakegithub.state import (
    Comment,
    Link,
    Program,
    Pull,
    Run,
    State,
    Status,
    Submodule,
    Workflow,
)

__all__ = [
    "AFTER",
    "RESET",
    "TWICE",
    "Comment",
    "FakeGitHub",
    "Fault",
    "Hang",
    "Instead",
    "Link",
    "Meanwhile",
    "Program",
    "Pull",
    "Reply",
    "Run",
    "Seen",
    "State",
    "Status",
    "Submodule",
    "Workflow",
    "exhausted",
    "html",
    "limited",
    "on",
    "truncated",
]
