"""A Python source to the tests that pytest would collect from it and run; read, never imported."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from ml_readiness.reading.pytest.bindings import Reader
from ml_readiness.reading.pytest.marks import Idle, either, first_of
from ml_readiness.reading.pytest.scope import Definition, Names, Scope, is_named
from ml_readiness.reading.python import parsing

Absent = Literal["no-such-test", "class-alone"]

MOST_NESTED = 8  # classes in classes; hostile sources would not end without
MOST_WAYS = 2_000  # that lead to a name through definitions under conditions
MOST_FIXTURES = 64
# Functions that prepare the tests of their scope; the name of the wider scope comes first.
MODULE_SETUPS = ("setup_module", "setUpModule")
FUNCTION_SETUPS = ("setup_function",)
CLASS_SETUPS = ("setup_class", "setup_method")
CASE_SETUPS = ("setUpClass", "setUp", "asyncSetUp")
# The fixtures that pytest brings; none of them has parameters.
OF_PYTEST = frozenset(
    [
        "cache",
        "capfd",
        "capfdbinary",
        "caplog",
        "capsys",
        "capsysbinary",
        "doctest_namespace",
        "monkeypatch",
        "pytestconfig",
        "record_property",
        "record_testsuite_property",
        "record_xml_attribute",
        "recwarn",
        "request",
        "subtests",
        "testdir",
        "pytester",
        "tmp_path",
        "tmp_path_factory",
        "tmpdir",
        "tmpdir_factory",
    ]
)


class Around(Struct, frozen=True, kw_only=True):
    """What else decides on the tests of a file: the settings, and each conftest above it.

    The patterns are prefixes or globs; the nearest conftest comes first.
    """

    functions: tuple[str, ...] = ("test",)
    classes: tuple[str, ...] = ("Test",)
    conftests: "tuple[Module, ...]" = ()


NOTHING_AROUND = Around()


class Ruling(NamedTuple):
    """Why a test does not run, or None; whether results know better; how little it proves.

    `guessed` is true where what decides stands in another file.
    """

    idle: Idle | Absent | None
    guessed: bool = False
    swallowed: bool = False


class Candidate(NamedTuple):
    """One definition of a name; `way` are the scopes that lead to it, from the module down."""

    name: str
    definition: Definition
    way: tuple[Scope, ...]
    collected: bool
    guessed: bool


class Module(Struct, frozen=True, kw_only=True):
    """What a Python file defines; nothing when it cannot be parsed, and `error` says why.

    Names are those of a reference: the classes, outermost first, then the function.
    """

    scope: Scope
    error: str | None = None

    def judge(
        self, names: Names, around: Around = NOTHING_AROUND, *, parameter: bool = False
    ) -> Ruling:
        """Whether pytest would collect a test and run it, and whether it says something.

        Only what is asked is followed: inherited classes can name a test in endlessly many ways.
        Where a condition leaves several definitions, one that runs is enough. `parameter` asks for
        a test that has parameters.
        """
        if len(names) > MOST_NESTED:
            return Ruling("no-such-test")
        rulings = []
        for found in self._candidates(names, around):
            if isinstance(found, str):
                rulings.append(Ruling(found))
                continue
            ruling = _ruling(found, around)
            if parameter and ruling.idle is None and _is_parametrized(found, around) is False:
                ruling = Ruling("no-such-test")
            if ruling.idle is None:
                return ruling
            rulings.append(ruling)
        unread = not rulings and self.inherits_unread(names)
        return [*rulings, Ruling("no-such-test", guessed=unread)][0]

    def inherits_unread(self, names: Names) -> bool:
        """Whether a class on the way to a name has a base that does not stand in this file."""
        scope = self.scope
        for name in names[:-1]:
            classes = [each for each in scope.lookup(name) if isinstance(each, Scope)]
            if not classes:
                return False
            scope = classes[0]
            if scope.has_unread_base:
                return True
        return False

    def names(self, around: Around = NOTHING_AROUND) -> Iterator[Names]:
        """The tests that run among those that stand in the file, for saying which was meant."""
        scopes, seen = [self.scope], {id(self.scope)}
        for scope in scopes:
            for name, members in scope.members.items():
                for each in members:
                    if isinstance(each, Scope) and id(each) not in seen:
                        seen.add(id(each))
                        scopes.append(each)
                functions = any(isinstance(each, Definition) for each in members)
                if functions and self.judge((*scope.names, name), around).idle is None:
                    yield (*scope.names, name)

    def _candidates(
        self, names: Names, around: Around
    ) -> Iterator[Candidate | Literal["class-alone"]]:
        waiting: list[tuple[tuple[Scope, ...], bool, bool]] = [((self.scope,), True, False)]
        for _ in range(MOST_WAYS):
            if not waiting:
                return
            way, collected, guessed = waiting.pop(0)
            depth = len(way) - 1
            for member in way[-1].lookup(names[depth]):
                last = depth == len(names) - 1
                if isinstance(member, Definition):
                    if last:
                        yield Candidate(names[depth], member, way, collected, guessed)
                elif last:
                    yield "class-alone"
                else:
                    named = member.is_collected(names[depth], around.classes)
                    inside = collected and not way[-1].is_test_case and named
                    unread = guessed or (not named and member.has_unread_base)
                    waiting.append(((*way, member), inside, unread))


def read_tests(content: bytes) -> Module:
    """The tests of a Python file, ready to be judged as pytest's collection does."""
    reader = Reader()
    error = parsing(content, reader.read)
    return Module(scope=Scope(names=()) if error else reader.module, error=error)


def _ruling(candidate: Candidate, around: Around) -> Ruling:
    """What keeps a definition from being a test that runs and says something."""
    name, definition, way, collected, guessed = candidate
    case = way[-1].is_test_case
    functions = ("test",) if case else around.functions
    unnamed = not is_named(name, functions)
    if unnamed or not (collected or guessed):
        return Ruling("not-collected")
    disabled = definition.disabled or any(scope.is_disabled for scope in way)
    scopes = [ancestor for scope in way for ancestor in scope.lineage]
    found: list[Idle | None] = [definition.idle, definition.first, definition.marks.idle]
    found.append("test-disabled" if disabled else None)
    for scope in scopes:
        found += [scope.stopped, scope.decorated.idle, scope.marked.idle]
    found += ["stopped" for each in around.conftests if each.scope.stopped]
    found += [each.first for each in _preparing(way, around, case=case)]
    taken = [*_fixtures(candidate, around)]
    found += [each.first for each in taken]
    if idle := first_of(found):
        return Ruling(idle)
    if not (definition.substance.says or any(each.substance.checks for each in taken)):
        return Ruling("hollow")
    if not collected:
        return Ruling("not-collected", guessed=True)
    return Ruling(None, swallowed=definition.substance.swallowed)


def _preparing(way: Sequence[Scope], around: Around, *, case: bool) -> Iterator[Definition]:
    """The set-up functions and the autouse fixtures of a test."""
    names = [*MODULE_SETUPS, *(FUNCTION_SETUPS if len(way) == 1 else ())]
    yield from _defined(way[0], names)
    for scope in way[1:]:
        yield from _defined(scope, (*CLASS_SETUPS, *CASE_SETUPS) if case else CLASS_SETUPS)
    scopes = [each for scope in way for each in scope.lineage]
    for scope in (*scopes, *(conftest.scope for conftest in around.conftests)):
        for fixture in (each for each in scope.fixtures.values() if each.autouse):
            yield fixture
            yield from _followed(fixture.takes, way, around)


def _defined(scope: Scope, names: Sequence[str]) -> Iterator[Definition]:
    for name in names:
        found = [each for each in scope.lookup(name) if isinstance(each, Definition)]
        if len(found) == 1:  # of several under conditions another may be the one
            yield found[0]


def _fixtures(candidate: Candidate, around: Around) -> Iterator[Definition]:
    """Each fixture of the file or a conftest that the test takes, itself or through another."""
    return _followed(_taken(candidate), candidate.way, around)


def _followed(names: Iterable[str], way: Sequence[Scope], around: Around) -> Iterator[Definition]:
    waiting = [*names]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_FIXTURES:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if fixture := _fixture(name, way, around):
            yield fixture
            waiting += fixture.takes


def _taken(candidate: Candidate) -> frozenset[str]:
    """The fixtures that a test asks for."""
    scopes = [ancestor for scope in candidate.way for ancestor in scope.lineage]
    every = [candidate.definition.marks]
    every += [marks for scope in scopes for marks in (scope.decorated, scope.marked)]
    given = frozenset().union(*(marks.given for marks in every))
    used = frozenset().union(*(marks.uses for marks in every))
    return (candidate.definition.takes - given) | used


def _fixture(name: str, way: Sequence[Scope], around: Around) -> Definition | None:
    inside = [ancestor for scope in reversed(way) for ancestor in scope.lineage]
    for scope in (*inside, *(conftest.scope for conftest in around.conftests)):
        if name in scope.fixtures:
            return scope.fixtures[name]
    return None


def _is_parametrized(candidate: Candidate, around: Around) -> bool | None:
    """Whether a test has parameters; None where something unread may give it some."""
    definition, way = candidate.definition, candidate.way
    scopes = [ancestor for scope in way for ancestor in scope.lineage]
    every = (scopes[0], *(conftest.scope for conftest in around.conftests), *scopes)
    if any("pytest_generate_tests" in scope.members for scope in every):
        return True
    found = definition.marks.parametrized
    for scope in scopes:
        found = either(found, either(scope.decorated.parametrized, scope.marked.parametrized))
    for name in _taken(candidate):
        fixture = _fixture(name, way, around)
        unknown = None if name not in OF_PYTEST else False
        found = either(found, fixture.params if fixture else unknown)
    return found
