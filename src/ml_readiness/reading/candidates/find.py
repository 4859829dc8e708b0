"""Tracked paths and texts to candidates of evidence for signs, best first; nothing is verified."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.model.signs import GRADES, Signs, Suggestion
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.reading.candidates.named import (
    NamedThing,
    alerts,
    has_stages,
    is_measured,
    numbers,
    stages,
)
from ml_readiness.reading.candidates.python import (
    TEST_SOURCE,
    CallingSource,
    read_source,
    test_names,
)
from ml_readiness.reading.candidates.words import Index, words_of
from ml_readiness.reading.markdown import slugify
from ml_readiness.rules.pattern import matching
from ml_readiness.rules.reference import GITHUB, YAML_FILES

# What is read at most: files of a kind, and bytes of one file. The rest is not looked at.
MOST_SOURCES, MOST_DOCUMENTS, MOST_NOTEBOOKS, MOST_JOB_FILES = 3_000, 300, 100, 100
MOST_RULE_FILES, MOST_NAMED_FILES = 300, 100
MOST_PARSED = 200
SOURCE_BYTES, PAGE_BYTES = 200_000, 200_000
NOT_OURS = re.compile(
    r"(?:.*/)?(?:node_modules|site-packages|vendor|third_party|venv|_?archived?|legacy|\.(?!github/)[^/]*)/.*"
)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
ECHOED = re.compile(r"^[ \t]*echo\b.*$", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
BESIDE = "+"  # before words that count only beside a call
KINDS = ("test", "job", "alert", "value", "file")


class Gathered(NamedTuple):
    """What was read of a tree: which tests, sources, notebooks, pages and jobs have what.

    An entry is a reference; that of a heading is `path#` with its title.
    """

    names: Index
    tested: Index  # what each test calls
    asserting: frozenset[str]  # the tests that assert something
    sources: Index  # what each other source calls
    notebooks: Index
    headings: Index
    job_names: Index
    jobs: Mapping[str, str]  # what each runs
    alerts: Index
    watched: Index  # what each alert is about
    stages: Index
    values: Index
    paths: Mapping[str, str]  # by their lower-case form
    lower: tuple[str, ...]


def gather(tree: Tree, signs: Iterable[Signs]) -> Gathered:
    """All that the signs can match, read once and within bounds."""
    every = tuple(signs)
    paths = [
        path
        for path, kind in tree.paths().items()
        if kind == "file" and not NOT_OURS.fullmatch(path)
    ]
    wanted = _mention({sign for each in every for sign in _dotted_signs(each)})
    tests, sources = _sources(tree, paths, wanted)
    jobs = dict(_jobs(tree.workflows()))
    watching = list(_alerts(tree, paths))
    by_lower = {path.lower(): path for path in paths}
    names = [(f"{path}::{name}", words_of(name)) for path in tests for name in tests[path]]
    return Gathered(
        names=Index(names),
        tested=Index(
            (f"{path}::{name}", source.tests.get(name, ()))
            for path, source in sources.items()
            for name in tests.get(path, ())
        ),
        asserting=frozenset(
            f"{path}::{name}" for path, source in sources.items() for name in source.asserting
        ),
        sources=Index((path, each.calls) for path, each in sources.items() if _is_own(path, tests)),
        notebooks=Index(_notebooks(tree, paths, wanted)),
        headings=Index(_pages(tree, paths)),
        job_names=Index((reference, words_of(name)) for reference, (name, _) in jobs.items()),
        jobs={reference: script for reference, (_, script) in jobs.items()},
        alerts=Index((each.reference, each.name) for each in watching),
        watched=Index((each.reference, each.does) for each in watching),
        stages=Index(_named(tree, filter(has_stages, paths), stages)),
        values=Index(_named(tree, filter(is_measured, paths), numbers)),
        paths=by_lower,
        lower=tuple(sorted(by_lower)),
    )


def _is_own(path: str, tests: Mapping[str, object]) -> bool:
    """Whether a source is no test, and does not only prepare tests."""
    return path not in tests and path.rpartition("/")[2] != "conftest.py"


def _dotted_signs(signs: Signs) -> tuple[str, ...]:
    return (*signs.calls, *signs.code, *signs.imports)


def candidates(signs: Signs, found: Gathered) -> list[Suggestion]:
    """What speaks for one criterion, each reference once and with its best grade, best first."""
    every: dict[str, Suggestion] = {}
    for each in chain.from_iterable(look(signs, found) for look in LOOKS):
        known = every.get(each.reference)
        if known is None or GRADES.index(each.grade) < GRADES.index(known.grade):
            every[each.reference] = each
    return sorted(every.values(), key=_order)


def _order(each: Suggestion) -> tuple[int, int, str]:
    return GRADES.index(each.grade), KINDS.index(each.kind), each.reference


def _in_tests(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    """Two signs make a strong one: what a test that can fail calls, and what it is called."""
    make = partial(Suggestion, kind="test")
    named = found.names.matched(each for each in signs.tests if not each.startswith(BESIDE))
    beside = found.names.matched(each.removeprefix(BESIDE) for each in signs.tests)
    called = found.tested.calling(signs.calls)
    for reference, call in called.items():
        word = beside.get(reference)
        if word and reference in found.asserting:
            why = f"calls {call}; '{word}' in its name"
            yield make(reference=reference, grade="strong", why=why)
        else:
            why = f"calls {call}" + ("; asserts nothing" if word else "")
            yield make(reference=reference, grade="maybe", why=why)
    for reference, call in found.tested.calling(signs.imports).items():
        if word := named.get(reference):
            why = f"calls {call}; '{word}' in its name"
            yield make(reference=reference, grade="likely", why=why)
    for reference, word in named.items():
        yield make(reference=reference, grade="maybe", why=f"'{word}' in its name")


def _in_jobs(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    make = partial(Suggestion, kind="job")
    for reference, script in found.jobs.items():
        if run := next((each for each in signs.commands if _runs(each, script)), None):
            yield make(reference=reference, grade="likely", why=f"runs {run}")
    for reference, word in found.job_names.matched(signs.jobs).items():
        yield make(reference=reference, grade="maybe", why=f"'{word}' in its name")


def _in_alerts(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    """What an alert is called and what it watches are two signs, of which none proves much."""
    make = partial(Suggestion, kind="alert")
    watched = found.watched.matched(signs.alerts)
    for reference, word in found.alerts.matched(signs.alerts).items():
        if reference in watched:
            why = f"'{word}' in its name, '{watched[reference]}' in what it watches"
            yield make(reference=reference, grade="likely", why=why)
        else:
            yield make(reference=reference, grade="maybe", why=f"'{word}' in its name")


def _in_names(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    """What is called so, of things that nothing more is known of."""
    for kind, index, words in (
        ("file", found.stages, signs.stages),
        ("value", found.values, signs.values),
    ):
        for reference, word in index.matched(words).items():
            why = f"'{word}' in its name"
            yield Suggestion(reference=reference, kind=kind, grade="maybe", why=why)


def _runs(command: str, script: str) -> bool:
    """Whether a line of a script begins with a command, also through what runs it."""
    begun = r"(?:^|&&|;|\|\|)[ \t]*(?:\w+=\S*[ \t]+)*(?:(?:poetry|uv|pipenv|pdm) run )?"
    said = ECHOED.sub("", script)
    return bool(re.search(rf"{begun}{re.escape(command)}(?![\w-])", said, re.MULTILINE))


def _in_files(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    make = partial(Suggestion, kind="file")
    for pattern in signs.files:
        for lower in matching(pattern, found.lower):
            yield make(reference=found.paths[lower], grade="maybe", why="its name")
    for entry, word in found.headings.matched(signs.headings).items():
        path, _, title = entry.partition("#")
        reference = f"{path}#{slugify(title)}"
        yield make(reference=reference, grade="maybe", why=f"'{word}' in the heading")
    for path, call in found.sources.calling((*signs.calls, *signs.code)).items():
        yield make(reference=path, grade="likely", why=f"calls {call}")
    for path, call in found.notebooks.calling((*signs.calls, *signs.code)).items():
        yield make(reference=path, grade="maybe", why=f"a notebook that calls {call}")


# Where candidates are looked for.
LOOKS = (_in_tests, _in_jobs, _in_alerts, _in_names, _in_files)


def _mention(signs: Iterable[str]) -> Callable[[bytes], bool]:
    """Whether a source is worth parsing: it imports a library and has the last name of a sign."""
    every = sorted(signs)
    roots = {sign.partition(".")[0] for sign in every if not sign.startswith(".")}
    whole = _either({sign for sign in every if "." not in sign})
    lasts = _either({sign.rpartition(".")[2] for sign in every if "." in sign[1:]})
    methods = _either({sign[1:] for sign in every if sign.startswith(".")})
    begun = r"^[ \t]*(?:import|from)[ \t]+(?:%s)\b"
    alone = _compiled(rf"{begun % whole}|\.(?:{methods})\(")
    imported, name = _compiled(begun % _either(roots)), _compiled(rf"\b(?:{lasts})\b")

    def is_worth(content: bytes) -> bool:
        return bool(alone.search(content) or (imported.search(content) and name.search(content)))

    return is_worth


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(each).replace(r"\*", r"\w*") for each in sorted(words)) or "(?!)"


def _compiled(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode(), re.MULTILINE)


def _read(tree: Tree, paths: Iterable[str], most: int, size: int) -> Iterator[tuple[str, bytes]]:
    for path in islice(paths, most):
        try:
            if tree.size(path) <= size:
                yield path, tree.read(path)
        except Unreadable:
            continue


def _sources(
    tree: Tree, paths: Iterable[str], wanted: Callable[[bytes], bool]
) -> tuple[dict[str, tuple[str, ...]], dict[str, CallingSource]]:
    tests: dict[str, tuple[str, ...]] = {}
    sources: dict[str, CallingSource] = {}
    python = sorted((each for each in paths if each.endswith(".py")), key=_tests_first)
    for path, content in _read(tree, python, MOST_SOURCES, SOURCE_BYTES):
        if TEST_SOURCE.fullmatch(path) and (names := tuple(dict.fromkeys(test_names(content)))):
            tests[path] = names
        if len(sources) == MOST_PARSED or not wanted(content):
            continue
        if made := read_source(content, with_tests=path in tests):
            sources[path] = made
    return tests, sources


def _tests_first(path: str) -> tuple[bool, str]:
    return not TEST_SOURCE.fullmatch(path), path


def _notebooks(
    tree: Tree, paths: Iterable[str], wanted: Callable[[bytes], bool]
) -> Iterator[tuple[str, frozenset[str]]]:
    notebooks = sorted(each for each in paths if each.endswith(".ipynb"))
    for path, content in _read(tree, notebooks, MOST_NOTEBOOKS, 1_000_000):
        try:
            cells = json.loads(content)["cells"]
            code = "\n".join("".join(each["source"]) for each in cells if _is_code(each))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        plain = re.sub(r"^([ \t]*)[%!].*$", r"\1pass", code, flags=re.MULTILINE).encode()
        if wanted(plain) and (source := read_source(plain)):
            yield path, source.calls


def _is_code(cell: Mapping[str, object]) -> bool:
    return cell["cell_type"] == "code"


def _pages(tree: Tree, paths: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The headings of each page; one that stands there twice is not among them."""
    pages = sorted(
        each for each in paths if each.lower().endswith((".md", ".markdown")) and "#" not in each
    )
    for path, content in _read(tree, pages, MOST_DOCUMENTS, PAGE_BYTES):
        titles = Counter(HEADING.findall(FENCED.sub("", content.decode("utf-8", "replace"))))
        for title, times in titles.items():
            if times == 1:
                yield f"{path}#{title}", words_of(title)


def _named(
    tree: Tree, paths: Iterable[str], read: Callable[[str, bytes], Iterator[NamedThing]]
) -> Iterator[tuple[str, frozenset[str]]]:
    """What files of one sort have names for, and the words of these."""
    for path, content in _read(tree, sorted(paths), MOST_NAMED_FILES, SOURCE_BYTES):
        for each in read(path, content):
            yield each.reference, each.name


def _alerts(tree: Tree, paths: Iterable[str]) -> Iterator[NamedThing]:
    files = sorted(each for each in paths if each.lower().endswith(YAML_FILES))
    outside = (each for each in files if not each.startswith(f"{GITHUB}/"))
    for path, content in _read(tree, outside, MOST_RULE_FILES, SOURCE_BYTES):
        yield from alerts(path, content)


def _jobs(tree: Tree) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each job by its reference: its names, and what it runs."""
    workflows = sorted(
        path
        for path, kind in tree.paths().items()
        if kind == "file" and re.fullmatch(r"\.github/workflows/[^/]+\.ya?ml", path)
    )
    for path, content in _read(tree, workflows, MOST_JOB_FILES, SOURCE_BYTES):
        try:
            data = parse(content, path, aliases=True).data
        except InputError:
            continue
        jobs = data.get("jobs") if isinstance(data, dict) else None
        for name, job in jobs.items() if isinstance(jobs, dict) else ():
            if isinstance(job, dict):
                title = job.get("name")
                names = f"{name} {title if isinstance(title, str) else ''}"
                yield f"{path}#{name}", (names, "\n".join(_script(job)))


def _script(job: Mapping[str, object]) -> Iterator[str]:
    steps = job.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            yield from (str(step[key]) for key in ("run", "uses") if isinstance(step.get(key), str))
