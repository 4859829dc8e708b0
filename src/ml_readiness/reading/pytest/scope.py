"""The names of a Python module and its classes, found as Python finds them."""

import builtins
from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec import Struct, field

from ml_readiness.reading.pytest.marks import NO_MARKS, Idle, Marks
from ml_readiness.reading.pytest.substance import Substance

Names = tuple[str, ...]

MOST_ANCESTORS = 64  # hostile sources would not end without
MOST_DEFINITIONS = 4  # that one name may have, each under a condition
# Bases whose classes have a constructor of their own, which pytest does not call.
CONSTRUCTED = (
    "Enum",
    "IntEnum",
    "StrEnum",
    "Flag",
    "IntFlag",
    "NamedTuple",
    "namedtuple",
    "TypedDict",
    "Protocol",
)
# Bases that bring no test.
BARE = ("object", "abc.ABC", "typing.Generic")


class Definition(Struct, eq=False):
    """A function, as far as its own source says.

    `idle` keeps it from being a test that runs, whatever it says; `first` is what its first
    statement does to the test, or to the tests that it prepares. `takes` are its arguments without
    a default.
    """

    idle: Idle | None
    first: Idle | None
    marks: Marks
    substance: Substance
    takes: frozenset[str] = frozenset()
    fixture: str | None = None
    autouse: bool = False
    params: bool = False
    disabled: bool | None = None


class Scope(Struct, eq=False):
    """A module or a class body: each name with its last definition, or with those it may be."""

    names: Names
    members: dict[str, "list[Definition | Scope]"] = field(default_factory=dict)
    fixtures: dict[str, Definition] = field(default_factory=dict)
    outside_bases: list[str] = field(default_factory=list)
    decorated: Marks = NO_MARKS
    marked: Marks = NO_MARKS
    constructed: bool = False
    disabled: bool | None = None
    stopped: Idle | None = None
    # What a conftest keeps away: paths, and globs.
    ignored: tuple[str, ...] = ()
    ignored_globs: tuple[str, ...] = ()
    # The class and its bases in this file, in the order in which Python looks.
    lineage: list["Scope"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lineage.append(self)

    def define(self, name: str, member: "Definition | Scope", *, certain: bool) -> None:
        """Enter a definition; one under a condition stands beside those that there were."""
        before = [] if certain else self.members.get(name, [])[: MOST_DEFINITIONS - 1]
        self.members[name] = [*before, member]
        if isinstance(member, Definition) and member.fixture:
            self.fixtures[member.fixture] = member
            # Under a condition it is one of several, so that its skip is not always.
            member.first = member.first if certain else None

    def inherit(self, base: "Scope") -> None:
        known = set(map(id, base.lineage))
        kept = [ancestor for ancestor in self.lineage if id(ancestor) not in known]
        self.lineage = [*kept, *base.lineage][:MOST_ANCESTORS]

    def lookup(self, name: str) -> "list[Definition | Scope]":
        """What a name may be, in this class or in its nearest base that has it."""
        found = (each.members[name] for each in self.lineage if name in each.members)
        return next(found, [])

    def is_collected(self, name: str, patterns: Sequence[str]) -> bool:
        """Whether pytest looks for tests in a class of this name."""
        return self.is_test_case or (is_named(name, patterns) and not self.is_constructed)

    @property
    def is_constructed(self) -> bool:
        return any(
            scope.constructed or not {"__init__", "__new__"}.isdisjoint(scope.members)
            for scope in self.lineage
        ) or any(map(_constructs, self._outside()))

    @property
    def is_test_case(self) -> bool:
        return any(base.endswith("TestCase") for base in self._outside())

    @property
    def is_disabled(self) -> bool:
        flags = (scope.disabled for scope in self.lineage if scope.disabled is not None)
        return next(flags, False)

    @property
    def has_unread_base(self) -> bool:
        """Whether a base stands in another file, so that only running tells what it brings."""
        return any(base not in BARE and not _constructs(base) for base in self._outside())

    def _outside(self) -> "list[str]":
        return [base for scope in self.lineage for base in scope.outside_bases]


def is_named(name: str, patterns: Sequence[str]) -> bool:
    """Whether a name begins with a prefix, or matches a glob, as pytest's settings give them."""
    return any(
        name.startswith(pattern)
        or (any(sign in pattern for sign in "*?[") and fnmatchcase(name, pattern))
        for pattern in patterns
    )


def _constructs(base: str) -> bool:
    if base.rpartition(".")[2] in CONSTRUCTED:
        return True
    built_in = getattr(builtins, base, object)
    return isinstance(built_in, type) and any(
        getattr(built_in, name) is not getattr(object, name) for name in ("__init__", "__new__")
    )
