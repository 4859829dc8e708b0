"""Repositories whose few bytes would make long work, in sizes: what `threats.py` measures."""

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus import CHECKLIST, outline

MOST_PIECES = 100  # of one claim
WORKFLOWS = ".github/workflows/"
MAKE = "{runs-on: x, steps: [{run: make}]}"

Files = Mapping[str, str | bytes]


class Input(NamedTuple):
    """A repository of a size, and the size at eight times; `options` are for the command."""

    row: str
    most: int
    build: Callable[[Path, int], None]
    options: tuple[str, ...] = ()


def cite(pieces: Iterable[str]) -> str:
    """A manifest with these pieces of evidence, a hundred a claim; at most 3,900."""
    waiting = [*pieces]
    lines = ["version: 1", "name: worst", "tests:"]
    asked = outline()
    for group, ids in asked.groups:
        head, word = ("tests", "level: manual") if group != CHECKLIST else ("", "status: done")
        lines.append(f"  {group}:" if head else f"{CHECKLIST}:")
        indent = "    " if head else "  "
        for each in ids:
            own, waiting = waiting[:MOST_PIECES], waiting[MOST_PIECES:]
            if own:
                lines += [f"{indent}{each}:", f"{indent}  {word}", f"{indent}  evidence:"]
                lines += [f"{indent}  - {piece!r}" for piece in own]
    assert not waiting
    return "\n".join(lines) + "\n"


def write(folder: Path, files: Files, listed: Iterable[str] = ()) -> None:
    """A git repository with the files; `listed` are paths that only the index has."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    text = "".join(f"100644 {'1' * 40}\t{path}\n" for path in listed)
    if text:
        git(folder, "update-index", "--index-info", said=text.encode())


def git(folder: Path, *arguments: str, said: bytes = b"") -> None:
    settings = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | settings, input=said, check=True
    )


def citing(files: Files, *pieces: str, listed: Iterable[str] = ()) -> Callable[[Path], None]:
    whole = {**files, "ml-readiness.yml": cite(pieces)}
    return lambda folder: write(folder, whole, listed)


def linked(folder: Path, content: str, paths: list[str], pieces: list[str]) -> None:
    """One content under many names."""
    first, *others = (folder / path for path in paths)
    first.parent.mkdir(parents=True, exist_ok=True)
    first.write_text(content, "utf-8")
    for each in others:
        each.hardlink_to(first)
    write(folder, {"ml-readiness.yml": cite(pieces)})


def workflow(jobs: str, on: str = "push") -> str:
    return f"on: {on}\njobs:\n{jobs}"


def clique(folder: Path, size: int) -> None:
    calls = "".join(f"  j{n}: {{uses: ./{WORKFLOWS}w{n}.yml}}\n" for n in range(size))
    text = workflow(f"{calls}  t: {MAKE}\n", "workflow_call")
    files = {f"{WORKFLOWS}w{n}.yml": text for n in range(size)}
    citing(files, *(f"{WORKFLOWS}w{n}.yml#t" for n in range(size)))(folder)


def ladder(folder: Path, size: int) -> None:
    """Each workflow calls the next one twice: as many ways as there are doublings."""
    files = {
        f"{WORKFLOWS}w{n}.yml": workflow(
            "".join(f"  {j}: {{uses: ./{WORKFLOWS}w{n + 1}.yml}}\n" for j in "ab"),
            "workflow_call",
        )
        for n in range(size)
    }
    files[f"{WORKFLOWS}w{size}.yml"] = workflow(f"  t: {MAKE}\n", "workflow_call")
    citing(files, f"{WORKFLOWS}w{size}.yml#t")(folder)


def needs(folder: Path, size: int) -> None:
    jobs = f"  j0: {MAKE}\n" + "".join(
        f"  j{n}: {{needs: j{n - 1}, runs-on: x, steps: [{{run: make}}]}}\n" for n in range(1, size)
    )
    pieces = [f"{WORKFLOWS}ci.yml#j{n}" for n in range(0, size, max(1, size // 1_000))]
    citing({f"{WORKFLOWS}ci.yml": workflow(jobs)}, *pieces)(folder)


def all_needs(folder: Path, size: int) -> None:
    """Every job needs all the ones before it, in one list under an alias."""
    names = ", ".join(f"j{n}" for n in range(size))
    jobs = "".join(f"  j{n}: {MAKE}\n" for n in range(size)) + f"  k: &k {{needs: &n [{names}], "
    jobs += "runs-on: x, steps: [{run: make}]}\n"
    jobs += "".join(
        f"  k{n}: {{needs: *n, runs-on: x, steps: [{{run: make}}]}}\n" for n in range(size)
    )
    pieces = [f"{WORKFLOWS}ci.yml#k{n}" for n in range(0, size, max(1, size // 500))]
    citing({f"{WORKFLOWS}ci.yml": workflow(jobs)}, *pieces)(folder)


def classes(folder: Path, size: int) -> None:
    """Classes that have the one before them twice, under two names."""
    text = "class TestC0:\n    def test_a(self): f()\n" + "".join(
        f"class TestC{n}:\n    TestA = TestC{n - 1}\n    TestB = TestC{n - 1}\n"
        for n in range(1, size)
    )
    wrong = "::".join(["TestA"] * min(size, 20))
    citing({"t.py": text}, f"t.py::TestC{size - 1}::{wrong}::test_a", "t.py::test_zz")(folder)


def bases(folder: Path, size: int) -> None:
    text = "class TestC0:\n    def test_a(self): f()\n" + "".join(
        f"A{n} = B{n} = TestC{n - 1}\nclass TestC{n}(A{n}, B{n}): pass\n" for n in range(1, size)
    )
    citing({"t.py": text}, f"t.py::TestC{size - 1}::test_a", "t.py::TestZ::test_zz")(folder)


def fixtures(folder: Path, size: int) -> None:
    """Each fixture takes the next one twice, by two names."""
    head = "import pytest\n"
    made = "".join(
        f"@pytest.fixture(name='a{n}')\ndef f{n}(a{n + 1}, b{n + 1}): pass\n"
        f"@pytest.fixture(name='b{n}')\ndef g{n}(a{n + 1}, b{n + 1}): pass\n"
        for n in range(size)
    )
    citing({"t.py": f"{head}{made}def test_a(a0, b0): pass\n"}, "t.py::test_a")(folder)


def functions(folder: Path, size: int) -> None:
    """Each function calls the next one twice."""
    made = "".join(f"def f{n}():\n    f{n + 1}()\n    f{n + 1}()\n" for n in range(size))
    text = f"{made}f0()\ndef test_a(): assert x\n"
    citing({"t.py": text}, "t.py::test_a")(folder)


def source(unit: str, end: str = "\ndef test_a(): f()\n") -> Callable[[Path, int], None]:
    def build(folder: Path, size: int) -> None:
        text = unit * ((size - len(end)) // len(unit)) + end
        citing({"t.py": text}, "t.py::test_a", "t.py::test_b")(folder)

    return build


def page(unit: str, *parts: str) -> Callable[[Path, int], None]:
    def build(folder: Path, size: int) -> None:
        text = "".join(unit.format(n) for n in range(size // len(unit.format(10_000))))
        citing({"a.md": text}, *(f"a.md#{part}" for part in parts))(folder)

    return build


def stars(pattern: str, path: str) -> Callable[[Path, int], None]:
    def build(folder: Path, size: int) -> None:
        paths = (path.format(n) for n in range(size))
        citing({}, *(f"{pattern}{n}" for n in range(1_000)), listed=paths)(folder)

    return build


def one_blob(name: str, part: str, content: str) -> Callable[[Path, int], None]:
    def build(folder: Path, size: int) -> None:
        paths = [name.format(n) for n in range(size)]
        linked(folder, content, paths, [path + part for path in paths])

    return build


def missing_files(folder: Path, size: int) -> None:
    paths = (f"src/package{n % 100}/module{n}.py" for n in range(size))
    cited = (f"src/package{n % 100}/modul{n}.py" for n in range(3_900))
    citing({}, *cited, listed=paths)(folder)


def missing_headings(folder: Path, size: int) -> None:
    text = "".join(f"# Heading {n}\n" for n in range(size))
    citing({"a.md": text}, *(f"a.md#headin-{n}" for n in range(3_900)))(folder)


def missing_tests(folder: Path, size: int) -> None:
    text = "".join(f"def test_a{n}(): f()\n" for n in range(size))
    citing({"t.py": text}, *(f"t.py::test_b{n}" for n in range(3_900)))(folder)


def results(unit: str, end: str = "") -> Callable[[Path, int], None]:
    def build(folder: Path, size: int) -> None:
        head = '<testsuite><testcase classname="t" name="test_a"'
        body = unit * (size // len(unit))
        close = f">{body}</testcase>" if unit.startswith("<s") else f"{body}/>"
        if unit.startswith("<t"):
            close = f"/>{body}"
        citing({"t.py": "def test_a(): f()\n"}, "t.py::test_a")(folder)
        (folder / "results.xml").write_text(f"{head}{close}</testsuite>{end}", "utf-8")

    return build


def attributes(folder: Path, size: int) -> None:
    citing({"t.py": "def test_a(): f()\n"}, "t.py::test_a")(folder)
    many = "".join(f' a{n}="x"' for n in range(size // 12))
    text = f'<testsuite><testcase classname="t" name="test_a"{many}/></testsuite>'
    (folder / "results.xml").write_text(text, "utf-8")


def document(text: Callable[[int], str]) -> Callable[[Path, int], None]:
    """A manifest of a size, which is refused."""

    def build(folder: Path, size: int) -> None:
        write(folder, {"ml-readiness.yml": f"version: 1\nname: x\n{text(size)}"})

    return build


def numbered(unit: str, head: str = "") -> Callable[[int], str]:
    return lambda size: (
        head + "".join(unit.format(n) for n in range(size // len(unit.format(10_000))))
    )


def manifests(folder: Path, size: int) -> None:
    write(folder, {f"m/{n}/ml-readiness.yml": f"version: 1\nname: m{n}\n" for n in range(size)})


SOURCE = "def test_a(): f()\n" + "x = [1, 2, 3]\n" * 5_000
INPUTS: Mapping[str, Input] = {
    "aliases of aliases": Input("Y1", 990_000, document(numbered("a{0}: &a{0} [*b, *b]\n"))),
    "open brackets": Input("Y2", 990_000, document(lambda size: "tests: " + "[" * size)),
    "one key again and again": Input("Y3", 400_000, document(numbered("tests: {0}\n"))),
    "tags": Input("Y5", 900_000, document(numbered("k{0}: !!python/object:x y\n"))),
    "a text of one line": Input("Y6", 990_000, document(lambda size: "description: " + "a" * size)),
    "unknown keys": Input("J3", 900_000, document(numbered("k{0}: 1\n"))),
    "a list of thousands": Input(
        "J4",
        300_000,
        document(numbered("  - a{0}\n", "tests:\n data:\n  feature-cost:\n   evidence:\n")),
    ),
    "workflows that all call each other": Input("E2", 104, clique),
    "workflows that call the next one twice": Input("E2", 800, ladder),
    "a chain of needs": Input("E2", 4_000, needs),
    "one list of needs, many jobs": Input("E2", 4_000, all_needs),
    "classes that have a class twice": Input("E2", 4_000, classes),
    "classes with two bases that are one": Input("E2", 4_000, bases),
    "fixtures that take two": Input("E2", 4_000, fixtures),
    "functions that call one twice": Input("E2", 8_000, functions),
    "a;a; as a source": Input("P5", 990_000, source("a;")),
    "signs as a source": Input("P5", 990_000, source("-", "1\ndef test_a(): f()\n")),
    "attributes as a source": Input("P5", 990_000, source(".b", "\n")),
    "comments in setext lines": Input("E2", 990_000, page("a <!-- b\n", "x")),
    "closed comments in setext lines": Input("E2", 990_000, page("a <!-- b -->\n", "x")),
    "links in setext lines": Input("E2", 990_000, page("[a](", "x")),
    "tags in setext lines": Input("E2", 990_000, page("<a <b>\n", "x")),
    "quotes in quotes": Input("E2", 990_000, page("> " * 50 + "# a{0}\n", "x")),
    "headings of one name": Input("E2", 990_000, page("# a\n\nb\n", "a-99999")),
    "ids": Input("E2", 990_000, page("<a id='a{0}'></a>\n", "a1", "x")),
    "stars over paths": Input("E2", 100_000, stars("a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa{0}")),
    "folders under stars": Input("E2", 100_000, stars("**/*/**/*b", "a/a/a/a/a/a/a/a/{0}")),
    "a source under many paths": Input("E2", 3_900, one_blob("t/test_{0}.py", "::test_a", SOURCE)),
    "a page under many paths": Input(
        "E2", 3_900, one_blob("d/{0}.md", "#a", "# A\n\nb\n" + "# C\n\nd\n" * 5_000)
    ),
    "a workflow under many paths": Input(
        "E2",
        3_900,
        one_blob(
            WORKFLOWS + "{0}.yml",
            "#j1",
            workflow("".join(f"  j{n}: {MAKE}\n" for n in range(1_000))),
        ),
    ),
    "a value under many paths": Input(
        "E2", 3_900, one_blob("v/{0}.json", "#/a", '{"a": 1, "b": [' + "1, " * 9_000 + "1]}")
    ),
    "a Makefile under many paths": Input(
        "E2",
        3_900,
        one_blob("m{0}.mk", "#a", "a: ; x\n" + "".join(f"t{n}: ; x\n" for n in range(2_000))),
    ),
    "a missing file": Input("E2", 100_000, missing_files),
    "a missing heading": Input("E2", 30_000, missing_headings),
    "a missing test": Input("E2", 30_000, missing_tests),
    "many manifests": Input("E1", 4_000, manifests),
    "children of one result": Input("X2", 48_000_000, results("<s/>"), ("--junit", "results.xml")),
    "attributes of one result": Input("X2", 48_000_000, attributes, ("--junit", "results.xml")),
    "results": Input(
        "X2",
        48_000_000,
        results('<testcase classname="u" name="test_b"/>'),
        ("--junit", "results.xml"),
    ),
}
