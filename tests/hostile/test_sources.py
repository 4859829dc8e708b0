"""Rows P5, X1 and X2 of the threats: Python sources and test results that mean harm to their reader."""

import subprocess
import sys
from collections.abc import Callable
from os import environ
from pathlib import Path

import pytest
from helpers.harness import Outcome, check, track, write

from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import Limits
from ml_readiness.ports.checkout import JUNIT_BYTES
from ml_readiness.reading.junit import read_results
from ml_readiness.reading.pytest.collect import read_tests

SOURCE = Path(__file__).parents[2] / "src"
MANIFEST = """\
version: 1
name: n
tests:
  model:
    slices: {level: automated, evidence: ["test_a.py::test_a"]}
"""
HOSTILE = {
    "minus signs": b"-" * 100_000 + b"1",
    "attributes": b"a" + b".b" * 100_000,
    "brackets": b"(" * 100_000,
    "lambdas": b"lambda:" * 50_000 + b"1",
    "sums": b"1" + b"+1" * 100_000,
    "digits": b"x = " + b"9" * 100_000,
    "NUL": b"def test_a():\n    assert f()\n\0",
    "other text": b"def test_a():\n    assert '\xff'\n",
    "nonsense": b"def def def\n",
}


def checked(folder: Path, files: dict[str, str | bytes], *options: str) -> Outcome:
    write(folder, {"ml-readiness.yml": MANIFEST, **files})
    track(folder, "ml-readiness.yml", "test_a.py")
    outcome = check(folder, *options)
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert "internal error" not in outcome.stdout + outcome.stderr
    return outcome


@pytest.mark.parametrize("name", HOSTILE)
def test_P5_a_source_that_cannot_be_parsed_is_missing(tmp_path: Path, name: str) -> None:
    outcome = checked(tmp_path, {"test_a.py": HOSTILE[name]}, "--minimum", "0")
    assert outcome.status == 0
    assert "missing: test_a.py::test_a" in outcome.stdout
    assert "test_a.py cannot be parsed" in outcome.stdout


def test_P5_the_interpreter_survives_every_source(tmp_path: Path) -> None:
    """In a process of its own: what overflows the C stack raises nothing."""
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from ml_readiness.reading.pytest.collect import read_tests\n"
        "for path in sorted(Path(sys.argv[2]).iterdir()):\n"
        "    print(path.name, bool(read_tests(path.read_bytes()).error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(SOURCE), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{name} True" for name in sorted(HOSTILE)]


def test_P5_a_source_of_10_mb_is_not_read(tmp_path: Path) -> None:
    content = b"def test_a():\n    assert f()\n" + b"#" * 10_000_000
    outcome = checked(tmp_path, {"test_a.py": content})
    assert "missing: test_a.py::test_a" in outcome.stdout
    assert "test_a.py is too large to be read" in outcome.stdout


def test_P5_nothing_is_imported_or_executed(tmp_path: Path) -> None:
    touch = f"open({str(tmp_path / 'pwned')!r}, 'w')\n"
    source = f"{touch}@{touch.strip()}\ndef test_a(x={touch.strip()}):\n    assert f()\n"
    files: dict[str, str | bytes] = {"test_a.py": source, "conftest.py": touch, "yaml.py": touch}
    outcome = checked(tmp_path, files)
    assert outcome.status == 0
    assert not (tmp_path / "pwned").exists()
    assert read_tests(source.encode()).judge(("test_a",)).idle is None


@pytest.mark.parametrize("codec", [b"rot13", b"idna", b"punycode", b"zlib"])
def test_P5_no_codec_is_used_because_a_source_says_so(codec: bytes) -> None:
    source = b"# coding: " + codec + b"\n# \xff\n"
    assert read_tests(source).error == "it is not UTF-8 text"


ENTITIES = """\
<?xml version="1.0"?>
<!DOCTYPE testsuite [
  <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY file SYSTEM "file:///etc/passwd">
]>
<testsuite><testcase classname="test_a" name="test_a">&c;&file;</testcase></testsuite>
"""
EXTERNAL = """\
<?xml version="1.0"?>
<!DOCTYPE testsuite SYSTEM "http://127.0.0.1:9/dtd">
<testsuite><testcase classname="test_a" name="test_a"/></testsuite>
"""


@pytest.mark.parametrize("content", [ENTITIES, EXTERNAL], ids=["entities", "external"])
def test_X1_document_types_are_refused(tmp_path: Path, content: str) -> None:
    files: dict[str, str | bytes] = {
        "test_a.py": "def test_a():\n    assert f()\n",
        "out.xml": content,
    }
    outcome = checked(tmp_path, files, "--junit", "out.xml")
    assert outcome.status == 2
    assert "it has a document type, which no test runner writes" in outcome.stderr
    assert "root:" not in outcome.stdout + outcome.stderr


def test_X1_endless_nesting_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="it is nested too deeply"):
        read_results([("out.xml", b"<testsuite>" + b"<a>" * 1_000_000)])


def test_X1_a_result_file_has_a_size(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "test_a.py": "def test_a():\n    assert f()\n",
        "out.xml": b"<testsuite>" + b" " * JUNIT_BYTES + b"</testsuite>",
    }
    outcome = checked(tmp_path, files, "--junit", "out.xml")
    assert outcome.status == 2
    assert "the test results cannot be read (too-large)" in outcome.stderr


def test_X1_what_a_case_contains_is_not_kept() -> None:
    """In a process of its own, for its memory: 50,000 cases with 500,000 elements in them."""
    program = (
        "import sys, tracemalloc; sys.path.insert(0, sys.argv[1])\n"
        "from ml_readiness.reading.junit import read_results\n"
        "case = b'<testcase name=\"t\">' + b'<failure/>' * 10 + b'</testcase>'\n"
        "content = b'<testsuite>' + case * 50_000 + b'</testsuite>'\n"
        "tracemalloc.start()\n"
        "assert len(read_results([('out.xml', content)])['t']) == 50_000\n"
        "print(tracemalloc.get_traced_memory()[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(SOURCE)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert int(done.stdout) < 20_000_000


def test_X1_cases_have_a_most() -> None:
    many = b"<testsuite>" + b"<testcase name='t'/>" * 50 + b"</testsuite>"
    with pytest.raises(InputError, match="there are too many test results"):
        read_results([("out.xml", many)], Limits(junit_cases=49))


def test_X1_an_entity_without_a_document_type_is_no_xml() -> None:
    with pytest.raises(InputError, match="this is not valid XML"):
        read_results([("out.xml", b"<testsuite>&boom;</testsuite>")])


LONG = 48_000_000
# What is in one file, and what is said of it.
HEAVY: dict[str, tuple[Callable[[], bytes], str]] = {
    "children": (
        lambda: b"<testcase name='a'>" + b"<b/>" * (LONG // 4) + b"</testcase>",
        "elements",
    ),
    "failures": (
        lambda: b"<testcase name='a'>" + b"<failure/>" * (LONG // 10) + b"</testcase>",
        "elements",
    ),
    "attributes": (
        lambda: b"<testcase %s/>" % b" ".join(b"a%d='1'" % n for n in range(LONG // 13)),
        "a tag of it is too long",
    ),
    "comment": (lambda: b"<!--" + b"-a" * (LONG // 2) + b"-->", "a tag of it is too long"),
    "suites": (lambda: b"<testsuite/>" * 3_900_000, ""),
    "text": (
        lambda: b"<testcase name='a'><system-out>%s</system-out></testcase>" % (b"x" * LONG),
        "",
    ),
    "cases": (
        lambda: b"".join(b"<testcase classname='m' name='t%d'/>" % n for n in range(900_000)),
        "",
    ),
}
MEASURED = """\
import sys
from ml_readiness.__main__ import exit_status
sys.argv = ["ml-readiness", "check", "--junit", "out.xml", "--quiet"]
print(exit_status())
print(*(each for each in open("/proc/self/status") if each.startswith("VmHWM:")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process is in /proc")
@pytest.mark.parametrize("name", HEAVY)
def test_X2_a_file_of_48_megabytes_has_a_bounded_cost(tmp_path: Path, name: str) -> None:
    make, said = HEAVY[name]
    files: dict[str, str | bytes] = {
        "ml-readiness.yml": MANIFEST,
        "test_a.py": "def test_a():\n    assert f()\n",
        "out.xml": b"<testsuite>" + make() + b"</testsuite>",
    }
    write(tmp_path, files)
    track(tmp_path, "ml-readiness.yml", "test_a.py")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        cwd=tmp_path,
        env={**environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    status, _, kilobytes, _ = done.stdout.split()
    assert (status, said in done.stderr) == ("2" if said else "0", True), done.stderr
    assert int(kilobytes) < 300_000
