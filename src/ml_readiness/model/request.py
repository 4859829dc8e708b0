"""What the gate is asked, and the world that it is handed."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.report import Event, FailOn, Statement
from ml_readiness.model.results import Results
from ml_readiness.model.tree import Tree

if TYPE_CHECKING:
    from ml_readiness.model.runs import Histories

DEFAULT_MANIFEST = "ml-readiness.yml"


class Request(Struct, frozen=True, kw_only=True):
    """What is asked of the gate: paths or globs of manifests, and what the options say.

    `repository` (`owner/name`) is what is judged, where that is not what lies here.
    """

    manifests: tuple[str, ...] = (DEFAULT_MANIFEST,)
    minimum: Decimal | None = None
    rubric: str | None = None
    fail_on: FailOn = "minimum"
    offline: bool = False
    event: Event | None = None
    repository: str | None = None
    today: date


class Base(Struct, frozen=True, kw_only=True):
    """What the head is compared with, or what says how high the bar is; most often both."""

    tree: Tree
    commit: str


class Ports(Struct, frozen=True, kw_only=True):
    """The world at the gate's edges: the tree to judge, the web, and what the edge has read.

    `fetch` answers all that is wanted, by address, and is given each address once. `runs` says how
    workflows have run, by their paths, of which the first are asked where there are too many; it
    and its answer are None where nobody can be asked. Without `base` there is nothing to compare
    with, and the head's own word is the bar. `tip` sets the bar where that is not the base: the
    base branch as it is, when the head was made with an older commit of it. `strange` says that
    anybody may have written the head, so that few links are asked that the base does not have.
    `on_time` raises InputError once the run has taken too long.
    """

    tree: Tree
    fetch: Callable[[Collection[Wanted]], Mapping[str, Answer]]
    runs: Callable[[tuple[str, ...]], "Histories | None"] | None = None
    base: Base | None = None
    tip: Base | None = None
    strange: bool = False
    results: Results | None = None
    home: Home | None = None
    head: str | None = None
    notices: tuple[Statement, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    on_time: Callable[[], None] = lambda: None
