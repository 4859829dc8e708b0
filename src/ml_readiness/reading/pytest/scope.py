"""The names of a Python module and its classes, found as Python finds them."""

from dataclasses import dataclass, field

from ml_readiness.reading.pytest.marks import Idle

Names = tuple[str, ...]

MOST_ANCESTORS = 64  # hostile sources would not end without


@dataclass(slots=True, eq=False)
class Definition:
    """A function, as far as its own source says: what keeps it from being a test that runs."""

    fixture: bool
    idle: Idle | None
    disabled: bool | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """A module or a class body: each name with its last definition, or with two that it may be."""

    names: Names
    members: dict[str, "list[Definition | Scope]"] = field(default_factory=dict)
    outside_bases: list[str] = field(default_factory=list)
    decorated: Idle | None = None
    marked: Idle | None = None
    disabled: bool | None = None
    skipped: bool = False
    # The class and its bases in this file, in the order in which Python looks.
    lineage: list["Scope"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lineage.append(self)

    def define(self, name: str, member: "Definition | Scope", *, certain: bool) -> None:
        """Enter a definition; one under a condition stands beside the first there was."""
        before = [] if certain else self.members.get(name, [])[:1]
        self.members[name] = [*before, member]

    def inherit(self, base: "Scope") -> None:
        known = set(map(id, base.lineage))
        kept = [ancestor for ancestor in self.lineage if id(ancestor) not in known]
        self.lineage = [*kept, *base.lineage][:MOST_ANCESTORS]

    def lookup(self, name: str) -> "list[Definition | Scope]":
        """What a name may be, in this class or in its nearest base that has it."""
        found = (each.members[name] for each in self.lineage if name in each.members)
        return next(found, [])

    def is_collected(self, name: str) -> bool:
        """Whether pytest looks for tests in a class of this name."""
        built = any("__init__" in ancestor.members for ancestor in self.lineage)
        return self.is_test_case or (name.startswith("Test") and not built)

    @property
    def is_test_case(self) -> bool:
        return any(
            base.endswith("TestCase") for scope in self.lineage for base in scope.outside_bases
        )

    @property
    def is_disabled(self) -> bool:
        flags = (scope.disabled for scope in self.lineage if scope.disabled is not None)
        return next(flags, False)
