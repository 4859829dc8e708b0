"""Tracked paths and texts to candidates of evidence for signs, best first; nothing is verified."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import NamedTuple

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.model.signs import GRADES, Signs, Suggestion
from ml_readiness.model.tree import Tree, Unreadable
from ml_readiness.reading.candidates.python import (
    TEST_SOURCE,
    CallingSource,
    read_source,
    test_names,
)
from ml_readiness.reading.candidates.words import called, matched, possible, words_of
from ml_readiness.rules.pattern import matching

# What is read at most: files of a kind, and bytes of one file. The rest is not looked at.
MOST_SOURCES, MOST_DOCUMENTS, MOST_NOTEBOOKS, MOST_JOB_FILES = 3_000, 300, 100, 100
MOST_PARSED = 300
SOURCE_BYTES, PAGE_BYTES = 200_000, 200_000
NOT_OURS = re.compile(
    r"(?:.*/)?(?:node_modules|site-packages|vendor|third_party|venv|\.(?!github/)[^/]*)/.*"
)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
ECHOED = re.compile(r"^[ \t]*echo\b.*$", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
KINDS = ("test", "job", "file")


class Gathered(NamedTuple):
    """What was read of a tree: sources by path, pages by path, jobs by reference."""

    tests: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, CallingSource]
    notebooks: Mapping[str, frozenset[str]]
    headings: Mapping[str, tuple[str, ...]]
    jobs: Mapping[str, tuple[str, str]]
    paths: Mapping[str, str]  # by their lower-case form
    lower: tuple[str, ...]
    vocabulary: frozenset[str]  # of the names of tests


def gather(tree: Tree, signs: Iterable[Signs]) -> Gathered:
    """All that the signs can match, read once and within bounds."""
    every = tuple(signs)
    paths = [
        path
        for path, kind in tree.paths().items()
        if kind == "file" and not NOT_OURS.fullmatch(path)
    ]
    roots = {sign.partition(".")[0] for each in every for sign in _dotted_signs(each)}
    methods = {sign[1:] for each in every for sign in each.calls if sign.startswith(".")}
    wanted = _mention(roots - {""}, methods)
    tests, sources = _sources(tree, paths, wanted)
    by_lower = {path.lower(): path for path in paths}
    return Gathered(
        tests=tests,
        sources=sources,
        notebooks=dict(_notebooks(tree, paths, wanted)),
        headings=dict(_pages(tree, paths)),
        jobs=dict(_jobs(tree.workflows())),
        paths=by_lower,
        lower=tuple(sorted(by_lower)),
        vocabulary=frozenset().union(
            *(words_of(each) for names in tests.values() for each in names)
        ),
    )


def _dotted_signs(signs: Signs) -> tuple[str, ...]:
    return (*signs.calls, *signs.code, *signs.imports)


def candidates(signs: Signs, found: Gathered) -> list[Suggestion]:
    """What speaks for one criterion, each reference once and with its best grade, best first."""
    every: dict[str, Suggestion] = {}
    for each in (*_in_tests(signs, found), *_in_jobs(signs, found), *_in_files(signs, found)):
        known = every.get(each.reference)
        if known is None or GRADES.index(each.grade) < GRADES.index(known.grade):
            every[each.reference] = each
    return sorted(every.values(), key=_order)


def _order(each: Suggestion) -> tuple[int, int, str]:
    return GRADES.index(each.grade), KINDS.index(each.kind), each.reference


def _in_tests(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    make = partial(Suggestion, kind="test")
    live = [each for each in signs.tests if possible(each, found.vocabulary)]
    for path, names in found.tests.items():
        source = found.sources.get(path)
        for name in names:
            word = matched(live, words_of(name)) if live else None
            calls = source.tests.get(name, frozenset()) if source else frozenset()
            reference = f"{path}::{name}"
            if call := _first(signs.calls, calls):
                yield make(reference=reference, grade="strong", why=f"calls {call}")
            elif call := _first((*signs.code, *signs.imports), calls):
                if word:
                    why = f"calls {call}; '{word}' in its name"
                    yield make(reference=reference, grade="likely", why=why)
            elif word:
                yield make(reference=reference, grade="maybe", why=f"'{word}' in its name")


def _in_jobs(signs: Signs, found: Gathered) -> Iterator[Suggestion]:
    for reference, (name, script) in found.jobs.items():
        word = matched(signs.jobs, words_of(name))
        run = next((each for each in signs.commands if _runs(each, script)), None)
        if run:
            yield Suggestion(reference=reference, kind="job", grade="likely", why=f"runs {run}")
        elif word:
            why = f"'{word}' in its name"
            yield Suggestion(reference=reference, kind="job", grade="maybe", why=why)


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
    for path, headings in found.headings.items():
        for title, slug in headings_of(headings):
            if word := matched(signs.headings, words_of(title)):
                why = f"'{word}' in the heading"
                yield make(reference=f"{path}#{slug}", grade="maybe", why=why)
    for path, source in found.sources.items():
        call = _first((*signs.calls, *signs.code), source.calls)
        if call and path not in found.tests and not _about_tests(path):
            yield make(reference=path, grade="likely", why=f"calls {call}")
    for path, imports in found.notebooks.items():
        if call := _first((*signs.calls, *signs.code), imports):
            yield make(reference=path, grade="maybe", why=f"a notebook that imports {call}")


def _about_tests(path: str) -> bool:
    """Whether a source only prepares tests."""
    return path.rpartition("/")[2] == "conftest.py"


def headings_of(titles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Titles and their anchors, without those that stand twice."""
    from ml_readiness.reading.markdown import slugify

    slugs = [(title, slugify(title)) for title in titles]
    counts: defaultdict[str, int] = defaultdict(int)
    for _, slug in slugs:
        counts[slug] += 1
    yield from ((title, slug) for title, slug in slugs if slug and counts[slug] == 1)


def _first(signs: Iterable[str], calls: Iterable[str]) -> str | None:
    every = tuple(signs)
    return min((each.strip(".") for each in calls if called(every, each)), default=None)


def _mention(roots: Iterable[str], methods: Iterable[str]) -> re.Pattern[bytes]:
    """What a source must hold before it is worth parsing: an import, or the name of a method."""
    names = "|".join(sorted(map(re.escape, roots))) or "(?!)"
    dotted = "|".join(sorted(re.escape(each).replace(r"\*", r"\w*") for each in methods)) or "(?!)"
    text = rf"^[ \t]*(?:import|from)[ \t]+(?:{names})\b|\.(?:{dotted})\("
    return re.compile(text.encode(), re.MULTILINE)


def _read(tree: Tree, paths: Iterable[str], most: int, size: int) -> Iterator[tuple[str, bytes]]:
    for path in islice(paths, most):
        try:
            if tree.size(path) <= size:
                yield path, tree.read(path)
        except Unreadable:
            continue


def _sources(
    tree: Tree, paths: Iterable[str], wanted: re.Pattern[bytes]
) -> tuple[dict[str, tuple[str, ...]], dict[str, CallingSource]]:
    tests: dict[str, tuple[str, ...]] = {}
    sources: dict[str, CallingSource] = {}
    python = sorted((each for each in paths if each.endswith(".py")), key=_tests_first)
    for path, content in _read(tree, python, MOST_SOURCES, SOURCE_BYTES):
        if TEST_SOURCE.fullmatch(path) and (names := tuple(dict.fromkeys(test_names(content)))):
            tests[path] = names
        if len(sources) == MOST_PARSED or not wanted.search(content):
            continue
        if made := read_source(content, with_tests=path in tests):
            sources[path] = made
    return tests, sources


def _tests_first(path: str) -> tuple[bool, str]:
    return not TEST_SOURCE.fullmatch(path), path


def _notebooks(
    tree: Tree, paths: Iterable[str], wanted: re.Pattern[bytes]
) -> Iterator[tuple[str, frozenset[str]]]:
    notebooks = sorted(each for each in paths if each.endswith(".ipynb"))
    for path, content in _read(tree, notebooks, MOST_NOTEBOOKS, 1_000_000):
        try:
            cells = json.loads(content)["cells"]
            code = "\n".join("".join(each["source"]) for each in cells if _is_code(each))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        plain = re.sub(r"^[ \t]*[%!].*$", "pass", code, flags=re.MULTILINE).encode()
        if wanted.search(plain) and (source := read_source(plain)):
            yield path, source.calls


def _is_code(cell: Mapping[str, object]) -> bool:
    return cell["cell_type"] == "code"


def _pages(tree: Tree, paths: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    pages = sorted(each for each in paths if each.lower().endswith((".md", ".markdown")))
    for path, content in _read(tree, pages, MOST_DOCUMENTS, PAGE_BYTES):
        text = FENCED.sub("", content.decode("utf-8", "replace"))
        yield path, tuple(HEADING.findall(text))


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
