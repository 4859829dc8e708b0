"""Test evidence: a Python test that runs, and that has passed where results are given."""

from collections.abc import Mapping, Sequence
from itertools import islice

from ml_readiness.evidence.tracked import untracked
from ml_readiness.model.evidence import Judgement, MissingReason
from ml_readiness.model.facts import Facts
from ml_readiness.model.results import Case, Result, Results
from ml_readiness.reading.pytest.collect import Source, read_tests
from ml_readiness.rules.naming import MOST_COMPARED, choice
from ml_readiness.rules.reference import CitedTest

# Why a test does not count: what is said, and what to do.
IDLE: Mapping[MissingReason, tuple[str, str | None]] = {
    "class-alone": ("{} is a class, not a test", "cite one of its tests"),
    "not-collected": (
        "pytest does not collect {}",
        "a test is called test…, and its class Test… without __init__, or it is a TestCase",
    ),
    "fixture": ("{} is a fixture", "cite the test that uses it"),
    "test-disabled": ("{} is switched off with __test__ = False", None),
    "skipped": ("{} is always skipped", "a test counts only when it runs"),
    "xfail": ("{} is expected to fail", "a test counts only when it has to pass"),
    "empty-parametrize": ("{} is parametrized with nothing, so it never runs", None),
    "hollow": ("{} tests nothing", "assert what the system does"),
}

# What a result says of a test that did not pass.
RESULTS: Mapping[Result, tuple[MissingReason, str]] = {
    "errored": ("junit-errored", "{} ended in an error, by the results"),
    "failed": ("junit-failed", "{} failed, by the results"),
    "xfailed": ("junit-xfailed", "{} failed as expected, by the results"),
    "skipped": ("junit-skipped", "{} was skipped, by the results"),
}


def verify_test(cited: CitedTest, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when pytest would run the test and, where results are given, it has passed."""
    del accepted
    if judged := untracked(cited.path, facts):
        return judged
    source = facts.learn(read_tests, cited.path)
    if source.error:
        message = f"{cited.path} cannot be parsed: {source.error}"
        return Judgement(reason="unparsable", message=message)
    name = "::".join(cited.names)
    if judged := _idle(source, cited, name, facts):
        return judged
    if facts.results is None:
        return Judgement(reason=None, message=f"{cited.path} defines {name}")
    return _result(cited, name, facts.results, facts)


def _running(facts: Facts, path: str) -> list[str]:
    source = facts.learn(read_tests, path)
    return ["::".join(names) for names in islice(source.names(), MOST_COMPARED)]


def _idle(source: Source, cited: CitedTest, name: str, facts: Facts) -> Judgement | None:
    idle = source.judge(cited.names)
    if idle is None:
        return None
    if idle == "no-such-test":
        known = facts.once.of(_running, facts, cited.path)
        hint = choice(name, known) or "the file has no test that runs"
        if source.inherits_unread(cited.names):
            hint = "a test that is inherited from another file is cited there"
        return Judgement(reason=idle, message=f"{cited.path} has no test {name}", hint=hint)
    words, advice = IDLE[idle]
    return Judgement(reason=idle, message=words.format(name), hint=advice)


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
        return Judgement(reason="junit-absent", message=message, hint="was it run?")
    found = {case.result for case in cases}
    # The worst first; among parametrized cases a skipped one is no harm beside one that passed.
    for result in ("errored", "failed"):
        if result in found:
            return _not_passed(result, name)
    if "passed" in found:
        return Judgement(reason=None, message=f"{name} passed")
    return _not_passed("xfailed" if "xfailed" in found else "skipped", name)


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
