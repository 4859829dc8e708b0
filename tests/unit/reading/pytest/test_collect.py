"""A Python file is read for the tests that pytest would collect and run: as pytest itself does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from unittest import SkipTest

import pytest

from ml_readiness.reading.pytest.collect import Absent, read_tests
from ml_readiness.reading.pytest.marks import Idle

Reason = Idle | Absent | None


# The sources are short, and use names that a whole file would have from somewhere.
BOUND = "\ndef _(E, f, g, mock, other, pytest, skip): pass\n"


def judge(source: str, reference: str = "test_a") -> Reason:
    read = read_tests((source + BOUND).encode())
    assert read.error is None
    return read.judge(tuple(reference.split("::"))).idle


def of_function(decorators: str, body: str = "assert f()") -> Reason:
    return judge(f"{IMPORTS}\n{decorators}\ndef test_a(x=1):\n    {body}\n")


IMPORTS = """\
import contextlib
import pytest
import pytest as pt
import unittest
import unittest as ut
from pytest import fixture, mark, skip as jump
from pytest import mark as m
from unittest import SkipTest, TestCase, expectedFailure, skip as leave, skipIf
skipped = pytest.mark.skip
always = pytest.mark.skipif(True, reason="always")
again = skipped
"""

FUNCTION = "def test_a():\n    assert f()\n"
METHOD = "    def test_a(self):\n        assert f()\n"


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        (FUNCTION, "test_a"),
        ("async def test_a():\n    assert await f()\n", "test_a"),
        ("def test():\n    assert f()\n", "test"),
        ("def testing_it():\n    assert f()\n", "testing_it"),
        (f"class TestA:\n{METHOD}", "TestA::test_a"),
        (f"class Test:\n{METHOD}", "Test::test_a"),
        (f"class TestA:\n  class TestB:\n    {METHOD.replace('    d', 'd')}", "TestA::TestB::test_a"),
        (f"from unittest import TestCase\nclass A(TestCase):\n{METHOD}", "A::test_a"),
        (f"import unittest\nclass A(unittest.TestCase):\n{METHOD}", "A::test_a"),
        (f"import unittest as u\nclass A(u.IsolatedAsyncioTestCase):\n{METHOD}", "A::test_a"),
        (f"from django.test import TestCase as T\nclass A(T):\n{METHOD}", "A::test_a"),
        (f"from own import MyTestCase\nclass A(MyTestCase):\n{METHOD}", "A::test_a"),
        (f"import unittest\nT = unittest.TestCase\nclass A(T):\n{METHOD}", "A::test_a"),
        (
            f"class Base:\n{METHOD}class TestA(Base):\n    pass\n",
            "TestA::test_a",
        ),
        (
            f"import unittest\nclass B(unittest.TestCase):\n    def __init__(self): ...\nclass A(B):\n{METHOD}",
            "A::test_a",
        ),
        (
            f"class Outer:\n  class TestIn:\n    {METHOD[4:]}class TestA(Outer):\n    pass\n",
            "TestA::TestIn::test_a",
        ),
        (f"if True:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"if f():\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"if f():\n    pass\nelse:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"if False:\n    pass\nelse:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"try:\n    {FUNCTION.replace('    ', '        ')}except E:\n    pass\n", "test_a"),
        (f"try:\n    f()\nexcept E:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"try:\n    f()\nfinally:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (
            f"try:\n    f()\nexcept E:\n    pass\nelse:\n    {FUNCTION.replace('    ', '        ')}",
            "test_a",
        ),
        (f"try:\n    f()\nexcept* E:\n    {FUNCTION.replace('    ', '        ')}", "test_a"),
        (f"class TestA:\n    if True:\n    {METHOD.replace('        ', '            ')}", "TestA::test_a"),
        (f"# -*- coding: latin-1 -*-\n{FUNCTION}", "test_a"),
        (f"__test__ = True\n{FUNCTION}", "test_a"),
        (f"x = '\\d'\n{FUNCTION}", "test_a"),
    ],
)  # fmt: skip
def test_what_runs(source: str, reference: str) -> None:
    assert judge(source, reference) is None


@pytest.mark.parametrize(
    ("source", "reference", "reason"),
    [
        ("", "test_a", "no-such-test"),
        ("def test_b(): f()\n", "test_a", "no-such-test"),
        ("test_a = f()\n", "test_a", "no-such-test"),
        ("from x import test_a\n", "test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}", "test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}", "TestB::test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}", "TestA::test_b", "no-such-test"),
        (f"{FUNCTION}", "test_a::test_a", "no-such-test"),
        (f"def outer():\n    {FUNCTION.replace('    ', '        ')}", "test_a", "no-such-test"),
        (f"{FUNCTION}test_a = None\n", "test_a", "no-such-test"),
        (f"{FUNCTION}del test_a\n", "test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}    del test_a\n", "TestA::test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}del TestA, x.y\n", "TestA::test_a", "no-such-test"),
        (f"class TestA:\n{METHOD}", "TestA", "class-alone"),
        (f"class TestA:\n  class TestB:\n    {METHOD[4:]}", "TestA::TestB", "class-alone"),
        (f"class A:\n{METHOD}", "A", "class-alone"),
        ("def check_a(): f()\n", "check_a", "not-collected"),
        ("def a_test(): f()\n", "a_test", "not-collected"),
        (f"class A:\n{METHOD}", "A::test_a", "not-collected"),
        (f"class tests:\n{METHOD}", "tests::test_a", "not-collected"),
        ("class TestA:\n    def check(self): f()\n", "TestA::check", "not-collected"),
        (f"class A:\n  class TestB:\n    {METHOD[4:]}", "A::TestB::test_a", "not-collected"),
        (f"class TestA:\n  class B:\n    {METHOD[4:]}", "TestA::B::test_a", "not-collected"),
        (
            f"class TestA:\n    def __init__(self): f()\n{METHOD}",
            "TestA::test_a",
            "not-collected",
        ),
        (
            f"class B:\n    def __init__(self): f()\nclass TestA(B):\n{METHOD}",
            "TestA::test_a",
            "not-collected",
        ),
        (
            f"import unittest\nclass A(unittest.TestCase):\n  class TestB:\n    {METHOD[4:]}",
            "A::TestB::test_a",
            "not-collected",
        ),
        (f"if False:\n    {FUNCTION.replace('    ', '        ')}", "test_a", "no-such-test"),
        (f"if 0:\n    {FUNCTION.replace('    ', '        ')}", "test_a", "no-such-test"),
        (f"if TYPE_CHECKING:\n    {FUNCTION.replace('    ', '        ')}", "test_a", "no-such-test"),
        (
            f"if typing.TYPE_CHECKING:\n    {FUNCTION.replace('    ', '        ')}",
            "test_a",
            "no-such-test",
        ),
        (
            f"if __name__ == '__main__':\n    {FUNCTION.replace('    ', '        ')}",
            "test_a",
            "no-such-test",
        ),
        (
            f"if True:\n    pass\nelse:\n    {FUNCTION.replace('    ', '        ')}",
            "test_a",
            "no-such-test",
        ),
        (f"__test__ = False\n{FUNCTION}", "test_a", "test-disabled"),
        (f"__test__: bool = False\n{FUNCTION}", "test_a", "test-disabled"),
        (f"__test__ = 0\n{FUNCTION}", "test_a", "test-disabled"),
        (f"class TestA:\n    __test__ = False\n{METHOD}", "TestA::test_a", "test-disabled"),
        (
            f"class B:\n    __test__ = False\nclass TestA(B):\n{METHOD}",
            "TestA::test_a",
            "test-disabled",
        ),
        (
            f"class TestA:\n  __test__ = False\n  class TestB:\n    {METHOD[4:]}",
            "TestA::TestB::test_a",
            "test-disabled",
        ),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_collected(source: str, reference: str, reason: Reason) -> None:
    assert judge(source, reference) == reason


@pytest.mark.parametrize(
    "decorator",
    ["@pytest.fixture", "@pytest.fixture(scope='module')", "@fixture", "@fixture()", "@pt.fixture",
     "@pytest_asyncio.fixture", "@pytest.yield_fixture"],
)  # fmt: skip
def test_a_fixture_is_no_test(decorator: str) -> None:
    assert of_function(decorator) == "fixture"


SKIPS = [
    "pytest.mark.skip",
    "pytest.mark.skip()",
    "pytest.mark.skip(reason='r')",
    "pytest.mark.skip('r')",
    "pt.mark.skip",
    "mark.skip",
    "m.skip('r')",
    "skipped",
    "skipped(reason='r')",
    "again",
    "always",
    "pytest.mark.skipif(True, reason='r')",
    "pytest.mark.skipif('True')",
    "pytest.mark.skipif(1, reason='r')",
    "pytest.mark.skipif(condition=True, reason='r')",
    "mark.skipif(reason='r', condition='True')",
    "unittest.skip('r')",
    "ut.skip('r')",
    "leave('r')",
    "unittest.case.skip('r')",
    "unittest.skipIf(True, 'r')",
    "skipIf(True, 'r')",
    "unittest.skipUnless(False, 'r')",
]


@pytest.mark.parametrize("mark", SKIPS)
def test_skipped_by_a_mark_wherever_it_stands(mark: str) -> None:
    assert of_function(f"@{mark}") == "skipped"
    assert of_function(f"@other\n@{mark}\n@pytest.mark.slow") == "skipped"
    assert judge(f"{IMPORTS}pytestmark = {mark}\n{FUNCTION}") == "skipped"
    assert judge(f"{IMPORTS}pytestmark = [pytest.mark.slow, {mark}]\n{FUNCTION}") == "skipped"
    assert judge(f"{IMPORTS}pytestmark: list[object] = [{mark}]\n{FUNCTION}") == "skipped"
    for text in (
        f"@{mark}\nclass TestA:\n{METHOD}",
        f"class TestA:\n    pytestmark = ({mark},)\n{METHOD}",
        f"@{mark}\nclass Base:\n    pass\nclass TestA(Base):\n{METHOD}",
    ):
        assert judge(f"{IMPORTS}{text}", "TestA::test_a") == "skipped"
    nested = f"{IMPORTS}@{mark}\nclass TestA:\n  class TestB:\n    {METHOD[4:]}"
    assert judge(nested, "TestA::TestB::test_a") == "skipped"


@pytest.mark.parametrize(
    "mark",
    [
        "pytest.mark.skipif(False, reason='r')",
        "pytest.mark.skipif('False')",
        "pytest.mark.skipif(0, reason='r')",
        "pytest.mark.skipif(sys.platform == 'win32', reason='r')",
        "unittest.skipIf(False, 'r')",
        "unittest.skipUnless(True, 'r')",
        "unittest.skipUnless(f(), 'r')",
        "pytest.mark.slow",
        "pytest.mark.parametrize('x', [1])",
        "pytest.mark.parametrize('x', f())",
        "mock.patch('a.skip')",
        "other.skip",
        "skip",
        "f().skip",
        "f()[0]",
    ],
)
def test_what_skips_sometimes_or_never(mark: str) -> None:
    assert of_function(f"@{mark}") is None
    assert judge(f"{IMPORTS}pytestmark = [{mark}]\n{FUNCTION}") is None


@pytest.mark.parametrize(
    "statement",
    [
        "pytest.skip('r')",
        "pt.skip()",
        "jump('r')",
        "self.skipTest('r')",
        "return pytest.skip('r')",
        "raise unittest.SkipTest('r')",
        "raise unittest.SkipTest",
        "raise SkipTest('r')",
        "raise pytest.skip.Exception('r')",
    ],
)
def test_skipped_by_its_first_statement(statement: str) -> None:
    assert of_function("", f"{statement}\n    assert f()") == "skipped"
    assert of_function("", f"'What it is for.'\n    {statement}\n    assert f()") == "skipped"
    assert of_function("", f"g()\n    {statement}\n    assert f()") is None
    assert of_function("", f"if g():\n        {statement}\n    assert f()") is None


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("pytest.skip('r', allow_module_level=True)", "skipped"),
        ("raise unittest.SkipTest('r')", "skipped"),
        ("if True:\n    pytest.skip('r', allow_module_level=True)", "skipped"),
        ("if False:\n    pass\nelse:\n    raise SkipTest", "skipped"),
        ("if f():\n    pytest.skip('r', allow_module_level=True)", None),
        ("if False:\n    pytest.skip('r', allow_module_level=True)", None),
        ("try:\n    import x\nexcept ImportError:\n    pytest.skip('r')", None),
        ("x = pytest.importorskip('x')", None),
    ],
)
def test_skipped_with_its_module(statement: str, reason: Reason) -> None:
    assert judge(f"{IMPORTS}{statement}\n{FUNCTION}") == reason


@pytest.mark.parametrize(
    "mark",
    [
        "pytest.mark.xfail",
        "pytest.mark.xfail(reason='r', strict=True)",
        "mark.xfail",
        "unittest.expectedFailure",
        "ut.case.expectedFailure",
        "expectedFailure",
    ],
)
def test_expected_to_fail(mark: str) -> None:
    assert of_function(f"@{mark}") == "xfail"
    assert judge(f"{IMPORTS}pytestmark = {mark}\n{FUNCTION}") == "xfail"
    assert judge(f"{IMPORTS}@{mark}\nclass TestA:\n{METHOD}", "TestA::test_a") == "xfail"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("'x', []", "empty-parametrize"),
        ("'x', ()", "empty-parametrize"),
        ("argnames='x', argvalues=[]", "empty-parametrize"),
        ("'x', [], ids=[]", "empty-parametrize"),
        ("'x', [1]", None),
        ("'x', [1], ids=[]", None),
        ("'x', VALUES", None),
        ("[], [1]", None),
    ],
)
def test_parametrized_with_nothing(values: str, reason: Reason) -> None:
    assert of_function(f"@pytest.mark.parametrize({values})") == reason
    assert of_function(f"@m.parametrize('y', [1])\n@m.parametrize({values})") == reason
    assert of_function(f"@other.parametrize({values})") is None


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "'What it will test.'",
        "'What it will test.'\n    pass",
        "42",
        "None",
        "assert True",
        "assert True, 'fine'",
        "raise NotImplementedError",
        "raise NotImplementedError('soon')",
        "pass\n    assert True\n    ...",
    ],
)
def test_hollow(body: str) -> None:
    assert of_function("", body) == "hollow"


@pytest.mark.parametrize(
    "body",
    ["f()", "assert f()", "pass\n    f()", "assert False", "raise E",
     "raise NotImplementedError.x", "'a'.join([])"],
)  # fmt: skip
def test_what_is_not_hollow(body: str) -> None:
    assert of_function("", body) is None


def test_the_plainest_reason_comes_first() -> None:
    everything = "@pytest.mark.skip\n@pytest.mark.xfail\n@pytest.mark.parametrize('x', [])"
    assert of_function(f"@pytest.fixture\n{everything}", "pass") == "fixture"
    assert of_function(everything, "pass") == "skipped"
    assert of_function(everything.partition("\n")[2], "pass") == "xfail"
    assert of_function("@pytest.mark.parametrize('x', [])", "pass") == "empty-parametrize"
    disabled = f"{IMPORTS}__test__ = False\n@pytest.mark.skip\n{FUNCTION}"
    assert judge(disabled) == "test-disabled"


def test_the_last_definition_counts_and_all_that_may_be_it() -> None:
    idle, running = "def test_a():\n    pass\n", FUNCTION
    maybe = "if f():\n    {}"
    indented = running.replace("    ", "        ")
    assert judge(idle + running) is None
    assert judge(running + idle) == "hollow"
    assert judge(idle + maybe.format(indented)) is None
    assert judge(running + maybe.format(idle.replace("    ", "        "))) is None
    assert judge(idle + maybe.format(idle.replace("    ", "        "))) == "hollow"
    deeper = idle.replace("    ", "        ")
    assert judge(f"{running}while f():\n    {deeper}") is None
    assert judge(f"{running}for x in f():\n    {deeper}") is None
    assert judge(f"match f():\n  case 1:\n    {indented}") is None
    assert judge(f"if True:\n    {indented}" + idle) == "hollow"
    assert judge(idle + f"if True:\n    {indented}") is None
    assert (
        judge(f"class TestA:\n{METHOD}class TestA:\n    pass\n", "TestA::test_a") == "no-such-test"
    )


def test_methods_are_looked_up_as_python_does() -> None:
    diamond = """\
class A:
    def test_a(self): assert f()
    def test_b(self): assert f()
class B(A):
    pass
class C(A):
    def test_a(self): pass
class TestD(B, C):
    pass
class TestE(B):
    def test_b(self): pass
"""
    assert judge(diamond, "TestD::test_a") == "hollow"
    assert judge(diamond, "TestD::test_b") is None
    assert judge(diamond, "TestE::test_a") is None
    assert judge(diamond, "TestE::test_b") == "hollow"


def test_bases_by_their_dotted_names() -> None:
    text = f"class Outer:\n  class Base:\n    {METHOD[4:]}class TestA(Outer.Base):\n    pass\n"
    assert judge(text, "TestA::test_a") is None
    inner = f"class TestA:\n  class Base:\n    {METHOD[4:]}  class TestB(Base):\n    pass\n"
    assert judge(inner, "TestA::TestB::test_a") is None
    assert (
        judge("class TestA(f(), Outer.Gone, x[0]):\n    pass\n", "TestA::test_a") == "no-such-test"
    )


@pytest.mark.parametrize(
    ("source", "reference", "unread"),
    [
        ("from x import Base\nclass TestA(Base): pass\n", "TestA::test_a", True),
        ("class B(Far): pass\nclass TestA(B): pass\n", "TestA::test_a", True),
        ("class TestA:\n    class TestB(Far): pass\n", "TestA::TestB::test_a", True),
        ("class TestA(Far):\n    class TestB: pass\n", "TestA::TestB::test_a", True),
        ("class TestA(object): pass\n", "TestA::test_a", False),
        ("class B: pass\nclass TestA(B): pass\n", "TestA::test_a", False),
        ("class TestA: pass\nclass TestB(Far): pass\n", "TestA::test_a", False),
        ("class TestB(Far): pass\n", "TestA::test_a", False),
        ("class TestB(Far): pass\n", "test_a", False),
    ],
)
def test_whether_a_base_stands_in_another_file(source: str, reference: str, unread: bool) -> None:
    read = read_tests(source.encode())
    assert read.inherits_unread(tuple(reference.split("::"))) is unread


def test_another_name_for_a_test_or_a_class() -> None:
    text = f"{FUNCTION}test_b = test_a\nclass TestA:\n{METHOD}    test_b = test_a\nTestB = TestA\n"
    for reference in ("test_a", "test_b", "TestA::test_b", "TestB::test_a", "TestB::test_b"):
        assert judge(text, reference) is None
    assert judge(f"{FUNCTION}check = test_a\n", "check") == "not-collected"
    assert judge("def check(): f()\ntest_a = check\n") is None


@pytest.mark.parametrize("mark", ["skip", "skip(reason='x')", "skip('x')"])
def test_a_mark_on_a_name_of_its_own(mark: str) -> None:
    class_ = f"class TestA:\n{METHOD}"
    assert judge(f"{FUNCTION}test_a = pytest.mark.{mark}(test_a)\n") == "skipped"
    assert judge(f"{class_}TestA = pytest.mark.{mark}(TestA)\n", "TestA::test_a") == "skipped"
    both = f"{class_}TestB = TestA\nTestA = pytest.mark.{mark}(TestA)\n"
    assert judge(both, "TestB::test_a") == "skipped"  # it is one class
    for marked in (f"if f():\n    TestA = pytest.mark.{mark}(TestA)\n", "TestA = f(TestA)\n"):
        assert judge(class_ + marked, "TestA::test_a") is None


def test_switched_off_from_outside() -> None:
    assert judge(f"{FUNCTION}test_a.__test__ = False\n") == "test-disabled"
    text = f"class TestA:\n{METHOD}TestA.__test__ = False\n"
    assert judge(text, "TestA::test_a") == "test-disabled"
    assert judge(f"{FUNCTION}test_a.__test__ = True\n") is None
    assert judge(f"{FUNCTION}test_a.other = False\n") is None


def test_classes_in_classes_have_an_end() -> None:
    deep = "".join(f"{' ' * depth}class TestA:\n" for depth in range(8))
    source = f"{deep}{' ' * 8}def test_a(self): assert f()\n"
    assert judge(source, "::".join(["TestA"] * 8 + ["test_a"])) == "no-such-test"
    shallow = source.replace("class TestA:\n", "", 1)
    assert judge(f"if True:\n{shallow}", "::".join(["TestA"] * 7 + ["test_a"])) is None


def test_only_tests_that_run_are_named() -> None:
    read = read_tests(
        f"{FUNCTION}def test_b(): pass\ndef help(): f()\n"
        f"class TestA:\n{METHOD}    class TestB:\n        def test_c(self): f()\n"
        "class Base:\n    def test_d(self): f()\n".encode()
    )
    assert set(read.names()) == {
        ("test_a",),
        ("TestA", "test_a"),
        ("TestA", "TestB", "test_c"),
    }


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"def test_a(:\n", "(line 1)"),
        (b"x = 1\n  y = 2\n", "(line 2)"),
        (b"def test_a():\n\tpass\n        pass\n", "(line 3)"),
        (b"# \xe9\ndef test_a(): f()\n", "it is not UTF-8 text"),
        (b"# coding: utf-7\n# \xe9\n", "it is not UTF-8 text"),
        (b"\n\n# coding: latin-1\n# \xe9\n", "it is not UTF-8 text"),
        (b"def test_a(): f()\n\0", "null bytes"),
    ],
)
def test_what_cannot_be_parsed_says_why_and_has_no_tests(content: bytes, error: str) -> None:
    read = read_tests(content)
    assert read.error
    assert error in read.error
    assert list(read.names()) == []
    assert read.judge(("test_a",)).idle == "no-such-test"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfdef test_a(): assert f()\n",
        b"# coding: latin-1\n# \xe9\ndef test_a(): assert f()\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\n# \xe9\ndef test_a(): assert f()\n",
        b"def test_a():\r\n    assert f()\r\n",
    ],
)
def test_encodings_and_line_ends(content: bytes) -> None:
    read = read_tests(content)
    assert read.error is None
    assert read.judge(("test_a",)).idle is None


# From here on: generated files, judged by pytest itself.
#
# Known differences, kept out of what is generated, because our lists are closed:
# * a class made ready by its metaclass or decorator, an imported base that has `__init__`
# * conditions that only running can decide: all branches count
# * `unittest` marks on what is no TestCase: pytest ignores some of them, we do not
# * `async def` without a plugin that runs it
# * an import of a test from another file, which pytest runs here and we read there

CONFTEST = """\
import json, pathlib
import pytest
found = {}
def pytest_itemcollected(item):
    found[item.nodeid] = "not run"
def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfail"
        found[report.nodeid] = outcome
def pytest_sessionfinish(session):
    pathlib.Path(__file__).with_name("found.json").write_text(json.dumps(found))
"""

FUNCTIONS = ("test_a", "test_b", "test", "check", "test_fix")
CLASSES = ("TestA", "TestB", "Base", "Case", "TestIn", "Plain")
NEVER = (
    "pytest.mark.skipif(False, reason='r')",
    "pytest.mark.skipif('1 == 2')",
    "pytest.mark.skipif(not ON, reason='r')",
    "pytest.mark.skipif('OFF and ON')",
    "pytest.mark.filterwarnings('ignore')",
    "m.usefixtures()",
)
OF_UNITTEST = tuple(
    mark for mark in SKIPS if mark.startswith(("unittest", "ut", "leave", "skipIf"))
)
OF_PYTEST = tuple(mark for mark in SKIPS if mark not in OF_UNITTEST)
RUNNING = (
    "assert len('x') == 1",
    "assert ON",
    "OFF or len('x')",
    "import pytest; assert pytest",
    "x = 1; assert x",
    "'Why.'; assert str(1)",
    "self = 1; pass",
)
HOLLOW = (
    "assert 1 == 1",
    "print('x')",
    "x = 1; assert x == x",
    "return",
    "assert 1",
    "import os",
    "pass",
    "'Why.'",
    "...; pass",
    "assert True",
    "raise NotImplementedError('x')",
)
MORE_SKIPS = (
    "pytest.mark.skipif(1 == 1, reason='r')",
    "pytest.mark.skipif('1 == 1')",
    "pytest.mark.skipif(not OFF, reason='r')",
    "pytest.mark.skipif(ON, reason='r')",
    "pytest.mark.skipif(ON and not OFF, reason='r')",
    "pytest.mark.skipif(2 > 1 > 0, reason='r')",
    "pytest.mark.skip.with_args('r')",
    "own_skip",
    "late_skip('r')",
)
CONSTANTS = """\
ON = True
OFF = not ON
NONE = []
SOME = [1]
def own_skip(f):
    return pytest.mark.skip(f)
def late_skip(why):
    return pytest.mark.skip(reason=why)
def wrapper(f):
    return f
"""
# Sets of values, and whether there is one that is not skipped.
VALUES = {
    "[]": False, "range(0)": False, "NONE": False, "''": False, "list()": False, "{}": False,
    "[pytest.param(1, marks=pytest.mark.skip)]": False,
    "[1]": True, "SOME": True, "range(1)": True,
    "[pytest.param(1, marks=pytest.mark.skip), 2]": True,
}  # fmt: skip
# What binds a name again, and what becomes of the test.
REBINDING = (
    "{} = object()", "{} = None", "import os as {}", "for {} in (1, 2): pass", "len([{} := 1])",
    "{}, other = 1, 2", "{} = pytest.mark.skip({})", "{} = wrapper({})", "{} = lambda *a: len('x')",
    "{}.pytestmark = [pytest.mark.skip]", "for {} in (): pass", "{} = pytest.mark.xfail({})",
    "with contextlib.nullcontext() as {}: pass", "{} = pytest.mark.skipif(ON, reason='r')({})",
)  # fmt: skip
SKIPPING = ("pytest.skip('r')", "'Why.'; jump('r')", "raise SkipTest('r')", "return pt.skip()")
# What the results of a test may be, by our judgement.
OUTCOMES: dict[Reason, set[str]] = {
    None: {"passed"},
    "skipped": {"skipped"},
    "xfail": {
        "xfail",
        "failed",
        "skipped",
    },  # failed: a TestCase that succeeds without being expected to
    "empty-parametrize": {"skipped"},
    "hollow": {"passed", "failed"},
    "fixture": {"absent", "skipped", "failed"},  # a TestCase takes it for a test, and fails
    "no-such-test": {"absent"},
    "not-collected": {"absent"},
    "test-disabled": {"absent"},
    "property": {"absent"},
    "generator": {"absent", "xfail", "failed"},
    "stopped": {"absent"},
    "class-alone": {"absent"},
}


@dataclass
class Writer:
    """Writes one Python file; what it chooses depends on the seed alone."""

    random: Random
    lines: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    def sometimes(self, chance: float) -> bool:
        return self.random.random() < chance

    def say(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def module(self) -> str:
        choose = self.random.choice
        self.lines += [*IMPORTS.splitlines(), "TYPE_CHECKING = False", *CONSTANTS.splitlines()]
        if self.sometimes(0.06):
            self.say(0, f"pytestmark = [{choose(OF_PYTEST + NEVER)}]")
        if self.sometimes(0.04):
            self.say(0, "__test__ = False")
        if self.sometimes(0.04):
            self.say(0, choose(["pytest.skip('r', allow_module_level=True)", "raise SkipTest"]))
        if self.sometimes(0.05):
            self.say(0, f"pytestmark = [] + [{choose(MORE_SKIPS[:-2] + NEVER)}]")
        if self.sometimes(0.04):
            self.say(0, "@pytest.fixture(autouse=True)")
            self.say(0, f"def prepare(): {choose(['pytest.skip()', 'len([])'])}")
        if self.sometimes(0.04):
            self.say(0, f"def setup_module(): {choose(['pytest.skip()', 'len([])'])}")
        if self.sometimes(0.03):
            self.say(0, f"def setup_function(): {choose(['pytest.skip()', 'len([])'])}")
        for _ in range(self.random.randint(3, 8)):
            self.item(0, case=False)
            defined = [
                each
                for each in FUNCTIONS
                if f"def {each}("
                in "\n".join(line for line in self.lines if not line.startswith(" "))
            ]
            defined = [each for each in defined if each != "test_fix"]
            if defined and self.sometimes(0.2):
                name = choose(defined)
                self.say(0, choose(REBINDING).replace("{}", name))
        return "\n".join(self.lines) + "\n"

    def item(self, depth: int, *, case: bool) -> None:
        kind = self.random.random()
        if kind < 0.45:
            self.function(depth, case=case)
        elif kind < 0.8:
            self.klass(depth)
        else:
            tests = (
                "True",
                "False",
                "1",
                "''",
                "TYPE_CHECKING",
                "__name__ == '__main__'",
                "ON",
                "1 > 2",
            )
            opening, closing = self.random.choice(
                [
                    (f"if {self.random.choice(tests)}:", "else:"),
                    ("try:", "finally:"),
                    ("for _ in (1,):", "else:"),
                    ("with contextlib.nullcontext():", "if True:"),
                ]
            )
            self.say(depth, opening)
            self.function(depth + 1, case=case)
            self.say(depth, closing)
            self.function(depth + 1, case=case)

    def function(self, depth: int, *, case: bool) -> None:
        choose = self.random.choice
        name = choose(FUNCTIONS)
        if name == "test_fix":
            self.say(depth, choose(["@pytest.fixture", "@fixture()", "@pt.fixture(name='x')"]))
        elif self.sometimes(0.15):
            self.say(depth, f"@{choose(SKIPS)}")
        elif self.sometimes(0.12) and depth == 0:
            self.say(depth, f"@{choose(MORE_SKIPS)}")
        elif self.sometimes(0.15):
            self.say(depth, f"@{choose(NEVER)}")
        elif self.sometimes(0.1) and depth == 0:
            self.say(depth, f"@mark.parametrize('x', {choose([*VALUES])})")
            self.say(depth, f"def {name}(x, *args): assert str(1)")
            return
        elif self.sometimes(0.03):
            self.say(depth, "@property")
        elif self.sometimes(0.1):
            self.say(depth, choose(["@pytest.mark.xfail", "@mark.xfail(reason='r')"]))
        elif self.sometimes(0.3 if case else 0.1) and (case or depth == 0):
            self.say(depth, "@expectedFailure" if case else "@mark.parametrize('x', [])")
            self.say(depth, f"def {name}(*args{'' if case else ', x'}): assert str(1)")
            return
        bodies = choose([RUNNING, RUNNING, RUNNING, RUNNING, HOLLOW, SKIPPING])
        self.say(depth, f"def {name}(self{'' if case else '=1'}, *args): {choose(bodies)}")

    def klass(self, depth: int) -> None:
        choose = self.random.choice
        name, case = choose(CLASSES), self.sometimes(0.2)
        bases = [choose(self.known) for _ in range(2) if self.known and self.sometimes(0.35)]
        bases += [choose(["unittest.TestCase", "TestCase", "ut.TestCase"])] if case else []
        marks = OF_PYTEST + NEVER + (OF_UNITTEST if case else ())
        if self.sometimes(0.12):
            self.say(depth, f"@{choose(marks)}")
        self.say(depth, f"class {name}({', '.join(bases)}):")
        self.say(depth + 1, "'A class.'")
        if self.sometimes(0.1):
            self.say(depth + 1, f"pytestmark = [{choose(OF_PYTEST + NEVER)}]")
        if self.sometimes(0.08):
            self.say(depth + 1, "__test__ = False")
        if self.sometimes(0.1):
            self.say(depth + 1, "def __init__(self, *args): super().__init__(*args)")
        if self.sometimes(0.04):
            self.say(depth + 1, "def __new__(cls, *args): return super().__new__(cls)")
        if self.sometimes(0.06) and not bases:
            self.say(depth + 1, f"def setup_method(self): {choose(['pytest.skip()', 'len([])'])}")
        if self.sometimes(0.06) and case:
            self.say(depth + 1, f"def setUp(self): {choose(['self.skipTest(1)', 'len([])'])}")
        if self.sometimes(0.05):
            self.say(depth + 1, "test_b = lambda self, *args: len('x')")
        for _ in range(self.random.randint(0, 3)):
            if depth < 2:
                self.item(depth + 1, case=case)
            else:
                self.function(depth + 1, case=case)
        if depth == 0:
            self.known.append(name)


def importable(source: str) -> bool | None:
    """Whether Python takes a file (bases can contradict each other); None when it skips itself."""
    try:
        exec(compile(source, "generated", "exec"), {"__name__": "generated"})
    except (TypeError, AttributeError):
        return False
    except (SkipTest, pytest.skip.Exception):
        return None
    return True


def generated(count: int) -> Iterator[tuple[str, bool]]:
    """Files, each with whether it skips itself."""
    for seed in range(count):
        source = Writer(Random(seed)).module()
        ready = importable(source)
        if ready is not False:
            yield source, ready is None


def references(source: str) -> list[tuple[str, ...]]:
    """Every way to name a function of a file, sensible or not."""
    classes = [name for name in CLASSES if f"class {name}" in source]
    depths = (product(*[classes] * depth, FUNCTIONS) for depth in range(4))
    return [names for depth in depths for names in depth]


def run_pytest(folder: Path) -> dict[str, str]:
    """What pytest finds in a folder, by node id, and what becomes of it."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts =\n", "utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
        timeout=300,
    )
    found: dict[str, Any] = json.loads((folder / "found.json").read_text("utf-8"))
    return found


def outcome_of(node: str, found: dict[str, str]) -> str:
    """What became of a test, of the best of its sets of values if it has several."""
    sets = [each for each in found if each == node or each.startswith(f"{node}[")]
    outcomes = [found.pop(each) for each in sets] or ["absent"]
    return "passed" if "passed" in outcomes else outcomes[0]


def test_generated_files_are_judged_as_pytest_judges_them(tmp_path: Path) -> None:
    files = {f"test_{number}.py": file for number, file in enumerate(generated(200))}
    for name, (source, _) in files.items():
        (tmp_path / name).write_text(source, "utf-8")
    found = run_pytest(tmp_path)
    differences: list[tuple[str, str, Reason, str]] = []
    seen: set[tuple[Reason, str]] = set()
    for name, (source, skips_itself) in files.items():
        read = read_tests(source.encode())
        assert read.error is None
        for names in references(source):
            reason = read.judge(names).idle
            node = "::".join((name, *names))
            happened = outcome_of(node, found)
            wanted = OUTCOMES[reason] | ({"absent"} if skips_itself and reason else set())
            if happened not in wanted:
                differences.append((name, node, reason, happened))
            seen.add((reason, happened))
    assert differences == []
    assert found == {}  # nothing that pytest found was left unasked
    assert len(files) > 100
    assert seen >= {
        (None, "passed"),
        ("skipped", "skipped"),
        ("xfail", "xfail"),
        ("xfail", "failed"),
        ("empty-parametrize", "skipped"),
        ("hollow", "passed"),
        *((reason, "absent") for reason in ("no-such-test", "not-collected", "fixture")),
        ("test-disabled", "absent"),
    }


def test_a_class_switches_on_what_its_base_switched_off() -> None:
    base = "class Base:\n    __test__ = False\n    def test_a(self): assert f()\n"
    assert judge(f"{base}class TestA(Base):\n    __test__ = True\n", "TestA::test_a") is None


def test_a_class_ends_a_test_of_its_base() -> None:
    base = "class TestA:\n    def test_a(self): assert f()\n"
    source = f"{base}class TestB(TestA):\n    test_a = None\n"
    assert judge(source, "TestB::test_a") == "no-such-test"
    assert judge(source, "TestA::test_a") is None


@pytest.mark.parametrize("mark", ["skipif", "skipif()", "skipif(reason='r')"])
def test_a_skipif_without_a_condition_always_skips(mark: str) -> None:
    assert of_function(f"@pytest.mark.{mark}") == "skipped"


def test_a_base_is_looked_up_where_python_looks_not_among_inherited_names() -> None:
    source = (
        "class TestIn:\n    def test_a(self): assert f()\n"
        "class TestA:\n    class TestIn:\n        def test_b(self): assert f()\n"
        "class TestB(TestA):\n    class TestC(TestIn):\n        pass\n"
    )
    assert judge(source, "TestB::TestC::test_a") is None
    assert judge(source, "TestB::TestC::test_b") == "no-such-test"


def test_only_so_many_bases_are_followed() -> None:
    """Or a source of a megabyte could cost minutes."""
    bases = "".join(
        f"class C{number}:\n    def test_{number}(self): assert f()\n" for number in range(40)
    )
    source = (
        f"{bases}class TestAll({', '.join(f'C{number}' for number in range(40))}):\n    x = 1\n"
    )
    assert judge(source, "TestAll::test_0") is None
    assert judge(source, "TestAll::test_39") == "no-such-test"
