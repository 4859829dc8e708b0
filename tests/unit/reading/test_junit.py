"""Results are read as pytest writes them, and as other runners do; the worst of a case counts."""

import subprocess
import sys
from os import environ

import pytest

from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import Limits
from ml_readiness.model.results import Case, Results
from ml_readiness.reading.junit import read_results

TESTS = """\
import unittest
import pytest

@pytest.fixture
def broken(): raise OSError("no database")
@pytest.fixture
def fragile():
    yield
    raise OSError("cannot tidy up")

def test_passes(): assert 1 < 2
def test_fails(): assert 1 > 2
def test_cannot_start(broken): pass
def test_cannot_end(fragile): pass
def test_fails_and_cannot_end(fragile): assert False
@pytest.mark.skip(reason="not yet")
def test_skipped(): pass
def test_skips_itself(): pytest.skip("not today")
@pytest.mark.xfail(reason="known")
def test_xfails(): assert False
@pytest.mark.xfail(reason="known")
def test_xpasses(): pass
@pytest.mark.xfail(reason="known", strict=True)
def test_xpasses_strictly(): pass
@pytest.mark.parametrize("x", [1, "a[b]", "\\x1b", "é"])
def test_many(x): assert x != 1
class TestOuter:
    def test_in(self): pass
    class TestInner:
        def test_in(self): assert False
class Old(unittest.TestCase):
    def test_old(self): print("<testcase/>")
    @unittest.expectedFailure
    def test_wrong(self): assert False
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The results of a real run of pytest."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "tests").mkdir()
    (folder / "tests/test_all.py").write_text(TESTS, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\njunit_logging = all\n", "utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=out.xml"],
        cwd=folder,
        env={"PATH": environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return (folder / "out.xml").read_bytes()


def test_what_pytest_writes(written: bytes) -> None:
    module = "tests.test_all"
    results = read_results([("out.xml", written)])
    assert {name: set(cases) for name, cases in results.items()} == {
        "test_passes": {Case(module, "test_passes", "passed")},
        "test_fails": {Case(module, "test_fails", "failed")},
        "test_cannot_start": {Case(module, "test_cannot_start", "errored")},
        "test_cannot_end": {Case(module, "test_cannot_end", "errored")},
        "test_fails_and_cannot_end": {
            Case(module, "test_fails_and_cannot_end", "failed"),
            Case(module, "test_fails_and_cannot_end", "errored"),
        },
        "test_skipped": {Case(module, "test_skipped", "skipped")},
        "test_skips_itself": {Case(module, "test_skips_itself", "skipped")},
        "test_xfails": {Case(module, "test_xfails", "xfailed")},
        "test_xpasses": {Case(module, "test_xpasses", "passed")},
        "test_xpasses_strictly": {Case(module, "test_xpasses_strictly", "failed")},
        "test_many": {
            Case(module, "test_many[1]", "failed"),
            Case(module, "test_many[a[b]]", "passed"),
            Case(module, "test_many[\\x1b]", "passed"),
            Case(module, "test_many[\\xe9]", "passed"),
        },
        "test_in": {
            Case(f"{module}.TestOuter", "test_in", "passed"),
            Case(f"{module}.TestOuter.TestInner", "test_in", "failed"),
        },
        "test_old": {Case(f"{module}.Old", "test_old", "passed")},
        "test_wrong": {Case(f"{module}.Old", "test_wrong", "xfailed")},
    }


def read(text: str) -> Results:
    return read_results([("r.xml", text.encode())])


def cases(*children: str) -> Results:
    return read(
        f"<testsuite><testcase classname='m' name='t'>{''.join(children)}</testcase></testsuite>"
    )


@pytest.mark.parametrize(
    ("children", "result"),
    [
        ((), "passed"),
        (("<system-out>error</system-out>", "<properties/>"), "passed"),
        (("<failure/>",), "failed"),
        (("<error/>",), "errored"),
        (("<skipped/>",), "skipped"),
        (("<skipped type='pytest.skip'/>",), "skipped"),
        (("<skipped type='pytest.xfail'/>",), "xfailed"),
        (("<failure/>", "<error/>"), "errored"),
        (("<skipped/>", "<failure/>"), "failed"),
        (("<skipped/>", "<skipped type='pytest.xfail'/>"), "xfailed"),
        (("<skipped type='pytest.xfail'/>", "<error/>"), "errored"),
    ],
)
def test_the_worst_of_a_case_counts(children: tuple[str, ...], result: str) -> None:
    assert cases(*children) == {"t": (("m", "t", result),)}


def test_suites_in_suites_and_several_files() -> None:
    one = "<testsuites><testsuite><testsuite><testcase classname='a' name='t[1]'/></testsuite>"
    one += "<testcase name='u'/></testsuite></testsuites>"
    two = "<testsuite><testcase classname='b' name='t[2]'><failure/></testcase><testcase/></testsuite>"
    assert read_results([("1.xml", one.encode()), ("2.xml", two.encode())]) == {
        "t": [Case("a", "t[1]", "passed"), Case("b", "t[2]", "failed")],
        "u": (Case("", "u", "passed"),),
        "": (Case("", "", "passed"),),
    }
    assert read_results([]) == {}
    assert read("<testsuites/>") == {}


def test_only_cases_are_cases() -> None:
    assert read("<testsuite><failure/><case name='t'/></testsuite>") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_declared_encodings(encoding: str) -> None:
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?><testsuite><testcase name='té'/></testsuite>"
    )
    assert read_results([("r.xml", text.encode(encoding))]) == {"té": (Case("", "té", "passed"),)}


def refusal(content: str | bytes, limits: Limits | None = None) -> Problem:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(InputError) as caught:
        read_results([("r.xml", data)], limits or Limits())
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("", 1, 1),
        ("not xml", 1, 1),
        ("<testsuite>\n  <testcase name='t'>\n</testsuite>", 3, 3),
        ("<testsuite/><testsuite/>", 1, 13),
        (b"<testsuite name='\xff'/>", 1, 18),
    ],
)
def test_what_is_not_xml(content: str | bytes, line: int, column: int) -> None:
    assert refusal(content) == Problem(
        message="this is not valid XML", path="r.xml", line=line, column=column
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<html><testcase name='t'/></html>", "it starts with <html>"),
        ("<testcase name='t'/>", "it starts with <testcase>"),
        (f"<{'x' * 100}/>", f"it starts with <{'x' * 40}>"),
        ("<!DOCTYPE testsuite><testsuite/>", "it has a document type, which no test runner writes"),
        ("<?xml version='1.0' encoding='klingon'?><testsuite/>", "its encoding cannot be read"),
    ],
)
def test_what_are_no_results(content: str, why: str) -> None:
    assert refusal(content) == Problem(
        message=f"these are not JUnit results: {why}",
        hint="give the XML that `pytest --junitxml` or another test runner writes",
        path="r.xml",
    )


def test_limits() -> None:
    deep = "<testsuite><a><b></b></a></testsuite>"
    assert read_results([("r.xml", deep.encode())], Limits(junit_depth=3)) == {}
    assert refusal(deep, Limits(junit_depth=2)).message.endswith("it is nested too deeply")
    two = "<testsuite><testcase name='t'/><testcase name='u'/></testsuite>"
    assert len(read_results([("r.xml", two.encode())], Limits(junit_cases=2))) == 2
    assert refusal(two, Limits(junit_cases=1)) == Problem(
        message="there are too many test results", path="r.xml"
    )
