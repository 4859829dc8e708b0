"""Test evidence: a Python test that runs, and that has passed where results are given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from posixpath import dirname, join
from typing import Literal, TypeVar

from msgspec.structs import replace

from ml_readiness.evidence.tracked import has_pointer, in_lfs, untracked
from ml_readiness.model.evidence import Judgement, MissingReason, Weakness
from ml_readiness.model.facts import Facts
from ml_readiness.model.results import Case, Result, Results
from ml_readiness.model.tree import Unreadable
from ml_readiness.reading.pytest.collect import Around, Module, Ruling, read_tests
from ml_readiness.reading.pytest.marks import Idle
from ml_readiness.reading.pytest.settings import (
    DEFAULTS,
    FILES,
    Settings,
    ignores,
    leaves_out,
    read_settings,
)
from ml_readiness.rules.cited import CitedTest, folders_above
from ml_readiness.rules.naming import MOST_COMPARED, choice

T = TypeVar("T")
SETTINGS_READERS = {name: partial(read_settings, name) for name in FILES}

# Why a test does not count: its word, what is said, and what to do.
IDLE: Mapping[Idle | Literal["class-alone"], tuple[MissingReason, str, str | None]] = {
    "class-alone": ("class-alone", "{} is a class, not a test", "cite one of its tests"),
    "not-collected": (
        "not-collected",
        "pytest does not collect {}",
        "a test is called test…, and its class Test… without a constructor, or it is a TestCase",
    ),
    "fixture": ("fixture", "{} is a fixture", "cite the test that uses it"),
    "property": ("not-collected", "{} is a property, not a test", "cite a function"),
    "generator": ("not-collected", "{} yields, and pytest runs no such test", "use parametrize"),
    "test-disabled": ("test-disabled", "{} is switched off with __test__ = False", None),
    "stopped": (
        "not-collected",
        "pytest does not run {}: its module, or what prepares it, ends in an error or an exit",
        None,
    ),
    "skipped": ("skipped", "{} is always skipped", "a test counts only when it runs"),
    "xfail": ("xfail", "{} is expected to fail", "a test counts only when it has to pass"),
    "empty-parametrize": (
        "empty-parametrize",
        "{} is parametrized with nothing, so it never runs",
        None,
    ),
    "hollow": ("hollow", "{} tests nothing", "assert what the system does"),
}
UNREAD_BASE = "a class on the way has a base in another file: give results with --junit"

# What a result says of a test that did not pass.
RESULTS: Mapping[Result, tuple[MissingReason, str]] = {
    "errored": ("junit-errored", "{} ended in an error, by the results"),
    "failed": ("junit-failed", "{} failed, by the results"),
    "xfailed": ("junit-xfailed", "{} failed as expected, by the results"),
    "skipped": ("junit-skipped", "{} was skipped, by the results"),
}


def verify_test(cited: CitedTest, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when pytest would run the test and, where results are given, it has passed.

    Results know better than a guess: what a base in another file or an option decides.
    """
    del accepted
    if judged := untracked(cited.path, facts) or in_lfs(cited.path, facts):
        return judged
    module = facts.learn(read_tests, cited.path)
    if module.error:
        message = f"{cited.path} cannot be parsed: {module.error}"
        return Judgement(reason="unparsable", message=message)
    name = "::".join(cited.names)
    around = _around(cited.path, facts)
    ruling = module.judge(cited.names, around, parameter=cited.parameter is not None)
    idle = _idle(module, ruling, cited, around, facts) or _left_out(cited, facts)
    if idle and (facts.results is None or not (ruling.guessed or ruling.idle is None)):
        return idle
    if facts.results is None:
        message = f"{cited.path} defines {name}"
        return Judgement(reason=None, message=message, weakness=_weakness(ruling))
    result = _result(cited, name, facts.results, facts)
    if idle and result.reason == "junit-absent":
        return idle
    return replace(result, weakness=_weakness(ruling) if result.reason is None else None)


def _weakness(ruling: Ruling) -> Weakness | None:
    return "swallowed" if ruling.swallowed else None


def _idle(
    module: Module, ruling: Ruling, cited: CitedTest, around: Around, facts: Facts
) -> Judgement | None:
    """Why reading says that a test does not run, or says nothing."""
    if ruling.idle is None:
        return None
    name = "::".join(cited.names)
    if ruling.idle == "no-such-test":
        return _absent(module, ruling, cited, around, facts)
    reason, words, hint = IDLE[ruling.idle]
    hint = UNREAD_BASE if ruling.guessed else hint
    return Judgement(reason=reason, message=words.format(name), hint=hint)


def _absent(
    module: Module, ruling: Ruling, cited: CitedTest, around: Around, facts: Facts
) -> Judgement:
    name = "::".join(cited.names)
    if cited.parameter is not None and module.judge(cited.names, around).idle is None:
        message = f"{name} has no parameters, so there is no {name}[{cited.parameter}]"
        return Judgement(reason="no-such-test", message=message, hint=f"cite {cited.path}::{name}")
    known = facts.once.of(_running, facts, cited.path)
    hint = choice(name, known) or "the file has no test that counts"
    if ruling.guessed:
        hint = "a test that is inherited from another file is cited there"
    return Judgement(reason="no-such-test", message=f"{cited.path} has no test {name}", hint=hint)


def _running(facts: Facts, path: str) -> list[str]:
    module, around = facts.learn(read_tests, path), _around(path, facts)
    return ["::".join(names) for names in islice(module.names(around), MOST_COMPARED)]


def _around(path: str, facts: Facts) -> Around:
    """The settings and the conftests that stand above a test."""
    _, settings = _settings(path, facts)
    conftests = [module for _, module in _conftests(path, facts)]
    return Around(
        functions=settings.functions, classes=settings.classes, conftests=tuple(conftests)
    )


def _left_out(cited: CitedTest, facts: Facts) -> Judgement | None:
    """Why the repository's own settings keep a test away."""
    name = "::".join(cited.names)
    file, settings = _settings(cited.path, facts)
    if option := leaves_out(settings, dirname(file), cited.path, cited.names):
        return _kept_away(name, f"{option} in {file}")
    for conftest, module in _conftests(cited.path, facts):
        scope = module.scope
        found = ignores(scope.ignored, scope.ignored_globs, dirname(conftest), cited.path)
        if found:
            return _kept_away(name, f"{found} in {conftest}")
    return None


def _kept_away(name: str, by: str) -> Judgement:
    return Judgement(
        reason="not-collected",
        message=f"pytest does not collect {name}: {by} keeps it away",
        hint="give results with --junit, if it runs all the same",
    )


def _settings(path: str, facts: Facts) -> tuple[str, Settings]:
    """The nearest file with settings of pytest, and what it says."""
    for folder in folders_above(path):
        for name, reader in SETTINGS_READERS.items():
            file = join(folder, name)
            if settings := _learnt(reader, file, facts):
                return file, settings
    return "", DEFAULTS


def _conftests(path: str, facts: Facts) -> Iterator[tuple[str, Module]]:
    """Each conftest above a test that can be read, the nearest first."""
    for folder in folders_above(path):
        file = join(folder, "conftest.py")
        if file != path and (module := _learnt(read_tests, file, facts)):
            yield file, module


def _learnt(reader: Callable[[bytes], T], path: str, facts: Facts) -> T | None:
    if facts.tree.paths().get(path) != "file":
        return None
    try:
        return None if has_pointer(path, facts) else facts.learn(reader, path)
    except Unreadable:
        return None


def _result(cited: CitedTest, name: str, results: Results, facts: Facts) -> Judgement:
    cases = _cases(cited, results, facts)
    if cases is None:
        return Judgement(
            reason="junit-ambiguous",
            message=f"the results name several tests that could be {name}",
            hint="run pytest from the root, so that results carry the whole path",
        )
    if not cases:
        message = f"{name} is not in the results"
        return Judgement(reason="junit-absent", message=message, hint=_held(cited, results))
    found = {case.result for case in cases}
    # The worst first; among parametrized cases a skipped one is no harm beside one that passed.
    for result in ("errored", "failed"):
        if result in found:
            return _not_passed(result, name)
    if "passed" in found:
        return Judgement(reason=None, message=f"{name} passed")
    return _not_passed("xfailed" if "xfailed" in found else "skipped", name)


def _held(cited: CitedTest, results: Results) -> str:
    """What the results hold in place of a test."""
    module = _module(cited.path)
    for name in (module, module.rpartition(".")[2]):
        if any(case.result == "errored" for case in results.get(name, ())):
            return f"they hold an error in collecting {cited.path}"
    function = cited.names[-1]
    like = [name for name in results if name.startswith((f"{function} ", f"{function}("))]
    like = [case.name for name in like for case in results[name]]
    parameters = [case.name for case in results.get(function, ())] if cited.parameter else []
    found = [*parameters, *like]
    return f"they have {', '.join(found[:3])}" if found else "was it run?"


def _not_passed(result: Result, name: str) -> Judgement:
    reason, message = RESULTS[result]
    return Judgement(reason=reason, message=message.format(name))


def _cases(cited: CitedTest, results: Results, facts: Facts) -> Sequence[Case] | None:
    """The cases that are this test; None when they could be several tests.

    Results name the module by its dotted path from where pytest ran, which may be above or below
    the root: either name may be the end of the other, at a dot. The name in full decides. Else a
    longer name belongs to the longest tracked module that it ends with, and a shorter one must
    fit no other tracked module.
    """
    *classes, function = cited.names
    named = [
        case
        for case in results.get(function, ())
        if cited.parameter is None or case.name == f"{function}[{cited.parameter}]"
    ]
    module = _module(cited.path)
    full = ".".join((module, *classes))
    if exact := [case for case in named if case.classname == full]:
        return exact
    near = [case for case in named if _ends(case.classname, full) or _ends(full, case.classname)]
    inside = "".join(f".{part}" for part in classes)
    others = [each for each in facts.once.of(_modules, facts) if each != module]
    near = [
        case for case in near if not _is_of(others, case.classname.removesuffix(inside), module)
    ]
    if len({case.classname for case in near}) > 1:
        return None
    shorter = near and _ends(full, near[0].classname)
    if shorter and any(_fits(each, near[0].classname.removesuffix(inside)) for each in others):
        return None
    return near


def _is_of(others: Sequence[str], named: str, module: str) -> bool:
    """Whether a name that results give belongs to another module that it fits better."""
    return any(len(other) > len(module) and _fits(named, other) for other in others)


def _fits(long: str, short: str) -> bool:
    return long == short or _ends(long, short)


def _ends(long: str, short: str) -> bool:
    return bool(short) and long.endswith(f".{short}")


def _modules(facts: Facts) -> tuple[str, ...]:
    """The dotted path of every tracked Python file."""
    return tuple(_module(path) for path in facts.tree.paths() if path.endswith(".py"))


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
