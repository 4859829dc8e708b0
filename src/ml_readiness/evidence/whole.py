"""The whole reference that was meant by the name of a thing alone, where exactly one fits."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from posixpath import basename
from typing import NamedTuple

from ml_readiness.document import parse
from ml_readiness.evidence.parts import judge_part
from ml_readiness.model.errors import InputError
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import Unreadable
from ml_readiness.reading.pytest.collect import read_tests
from ml_readiness.reading.workflow import read_workflow
from ml_readiness.rules.cited import MAKEFILES
from ml_readiness.rules.naming import MOST_COMPARED
from ml_readiness.rules.reference import JOB, WORKFLOW

# A hint is a courtesy: of a checkout at most so many files are looked through, and so many bytes.
MOST_TEST_FILES = 500  # and other sources
MOST_PARSED_SOURCES = 20  # of the sources that have a word
MOST_WORKFLOWS = 100
MOST_BYTES = 5_000_000

TEST_FILE = re.compile(r"(?:test_.*|.*_test|tests)\.py")
TEST_NAME = re.compile(r"(?:\w+(?:\.py)?(?:::|[./]))*(test\w*)(?:\(\))?")
TARGET = re.compile(r"(make\s+)?([\w.-]+)")
DEFINED_NAME = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\(\))?")
SOURCE_FILE = re.compile(r".*\.py")


class NamedJob(NamedTuple):
    """A job by what else it is called: its id, its name, and the commands of its steps."""

    job: str
    name: str
    commands: tuple[str, ...]


def whole_reference(name: str, facts: Facts) -> str | None:
    """The only reference that a bare name can stand for; None where there is none, or several.

    Nothing is fetched for it: what no one has read is looked at in a checkout alone.
    """
    fitting: list[str] = []
    if found := TEST_NAME.fullmatch(name):
        tests = facts.once.of(_tests, facts)
        fitting += [
            f"{path}::{test}" for path, test in tests.get(found[1], ()) if _ends(path, test, name)
        ]
    target = None if fitting else TARGET.fullmatch(name)
    if target:
        fitting += _targets(target[2], facts)
    if not fitting or (target and not target[1]):
        command = " ".join(name.split())
        said = name.rpartition(" / ")[2].strip().casefold()
        fitting += [
            f"{path}#{job.job}"
            for path, job in facts.once.of(_jobs, facts)
            if said in (job.job.casefold(), job.name.casefold()) or command in job.commands
        ]
    found = None if fitting or TEST_NAME.fullmatch(name) else DEFINED_NAME.fullmatch(name)
    if found:
        fitting += islice(_definitions(found[1], facts), 2)
    return fitting[0] if len(fitting) == 1 else None


def _ends(path: str, test: str, name: str) -> bool:
    """Whether a name, which may begin with module and class, is the end of a test's own."""
    whole = f"{path.removesuffix('.py')}::{test}".replace("/", ".").replace("::", ".")
    bare = re.sub(r"::|/|\.py(?=::|\.)", ".", name.removesuffix("()"))
    return f".{whole}".endswith(f".{re.sub(r'[.]+', '.', bare)}")


def _tests(facts: Facts) -> Mapping[str, list[tuple[str, str]]]:
    """The tests that run, by their function: the file, and the name in it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in _at_hand(TEST_FILE, MOST_TEST_FILES, facts):
        try:
            names = facts.learn(read_tests, path).names()
        except Unreadable:
            continue
        for parts in islice(names, MOST_COMPARED):
            found.setdefault(parts[-1], []).append((path, "::".join(parts)))
    return found


def _jobs(facts: Facts) -> tuple[tuple[str, NamedJob], ...]:
    found: list[tuple[str, NamedJob]] = []
    for path in _at_hand(WORKFLOW, MOST_WORKFLOWS, facts):
        try:
            found += [(path, job) for job in facts.learn(read_jobs, path)]
        except Unreadable:
            continue
    return tuple(found)


def _targets(target: str, facts: Facts) -> Iterator[str]:
    """The target in each Makefile, where it can be cited."""
    from ml_readiness.reading.makefile import read_targets

    paths = facts.tree.paths()
    for path in MAKEFILES:
        if paths.get(path) == "file" and _is_at_hand(path, facts, read_targets):
            try:
                judged = judge_part(path, target, facts)
            except Unreadable:
                continue
            if judged.outcome == "verified":
                yield f"{path}#{target}"


def _definitions(name: str, facts: Facts) -> Iterator[str]:
    """The definitions of this name; only sources that have the word are parsed."""
    from ml_readiness.reading.source import read_definitions

    words = name.encode().split(b".")
    parsed = 0
    for path in _at_hand(SOURCE_FILE, MOST_TEST_FILES, facts, read_definitions):
        try:
            if facts.tree.blob(path) is None and not _has_words(facts.tree.read(path), words):
                continue
            parsed += 1
            if name in facts.learn(read_definitions, path).lines:
                yield f"{path}#{name}"
        except Unreadable:
            continue
        if parsed == MOST_PARSED_SOURCES:
            return


def _has_words(content: bytes, words: Iterable[bytes]) -> bool:
    return all(word in content for word in words)


def _at_hand(
    pattern: re.Pattern[str], most: int, facts: Facts, *readers: Callable[[bytes], object]
) -> Iterator[str]:
    """The files of this form whose content asks for nothing that the run has not asked for."""
    whole = pattern is WORKFLOW
    room = MOST_BYTES
    fitting = (
        path
        for path, kind in facts.tree.paths().items()
        if kind == "file" and pattern.fullmatch(path if whole else basename(path))
        if _is_at_hand(path, facts, *(readers or (read_tests, read_workflow)))
    )
    for path in islice(fitting, most):
        try:
            room -= facts.tree.size(path)
        except Unreadable:
            continue
        if room < 0:
            return
        yield path


def _is_at_hand(path: str, facts: Facts, *readers: Callable[[bytes], object]) -> bool:
    """Whether a file lies in a checkout, or a reader has read it before."""
    return facts.tree.blob(path) is None or any(facts.has_learnt(each, path) for each in readers)


def read_jobs(content: bytes) -> tuple[NamedJob, ...]:
    """The jobs of a workflow by what else they are called; none where it cannot be read."""
    try:
        data = parse(content, "workflow", aliases=True).data
    except InputError:
        return ()
    jobs = data.get("jobs") if isinstance(data, dict) else None
    if not isinstance(jobs, dict):
        return ()
    return tuple(_job(name, job) for name, job in jobs.items() if JOB.fullmatch(name))


def _job(name: str, data: object) -> NamedJob:
    match data:
        case {"name": str(called)}:
            pass
        case _:
            called = name
    return NamedJob(name, called, tuple(_commands(data)))


def _commands(data: object) -> Iterator[str]:
    """Each line of the scripts of a job's steps."""
    match data:
        case {"steps": list(steps)}:
            for step in steps:
                match step:
                    case {"run": str(script)}:
                        yield from map(str.strip, script.split("\n"))
