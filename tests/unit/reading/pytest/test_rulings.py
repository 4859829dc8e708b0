"""Tests that a glance takes for running ones, and tests that it takes for idle ones."""

import pytest

from ml_readiness.reading.pytest.collect import Absent, Around, Ruling, read_tests
from ml_readiness.reading.pytest.marks import Idle

Reason = Idle | Absent | None
HEAD = """\
import contextlib, logging, sys, typing, unittest
import dataclasses, enum
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
import pytest
import library
from library import f, model, E
"""
TEST = "def test_x():\n    assert f()\n"
METHOD = "    def test_x(self):\n        assert f()\n"


def ruled(source: str, reference: str = "test_x", *, parameter: bool = False) -> Ruling:
    module = read_tests((HEAD + source).encode())
    assert module.error is None
    return module.judge(tuple(reference.split("::")), parameter=parameter)


def judge(source: str, reference: str = "test_x") -> Reason:
    return ruled(source, reference).idle


def of(body: str, before: str = "") -> Reason:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return judge(f"{before}def test_x(x=1):\n{lines}")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def test_x():\n    yield f()\n", "generator"),
        ("def test_x():\n    yield from f()\n", "generator"),
        ("async def test_x():\n    yield f()\n", "generator"),
        (f"@property\n{TEST}", "property"),
        (f"{TEST}import numpy as test_x\n", "no-such-test"),
        (f"{TEST}from numpy import test_x\n", "no-such-test"),
        (f"{TEST}from numpy import y as test_x\n", "no-such-test"),
        (f"{TEST}for test_x in (1, 2):\n    pass\n", "no-such-test"),
        (f"{TEST}for (a, test_x) in f():\n    pass\n", "no-such-test"),
        (f"{TEST}print(test_x := 3)\n", "no-such-test"),
        (f"{TEST}if (test_x := f()):\n    pass\n", "no-such-test"),
        (f"{TEST}y = (test_x := 3)\n", "no-such-test"),
        (f"{TEST}test_x = object()\n", "no-such-test"),
        (f"{TEST}test_x, y = f()\n", "no-such-test"),
        (f"{TEST}test_x += 1\n", "no-such-test"),
        (f"{TEST}with f() as test_x:\n    pass\n", "no-such-test"),
        (f"{TEST}class test_x:\n    pass\n", "class-alone"),
        (f"{TEST}test_x = pytest.mark.skip(test_x)\n", "skipped"),
        (f"{TEST}test_x = pytest.mark.skip(reason='r')(test_x)\n", "skipped"),
        (f"{TEST}test_x = pytest.mark.skipif(True, reason='r')(test_x)\n", "skipped"),
        (f"{TEST}test_x = pytest.mark.xfail(test_x)\n", "xfail"),
        (f"{TEST}test_x.pytestmark = [pytest.mark.skip]\n", "skipped"),
        (f"{TEST}test_x.pytestmark = pytest.mark.skip\n", "skipped"),
        # These still run.
        (f"{TEST}test_x = f(test_x)\n", None),
        (f"{TEST}test_x = f(1)(test_x)\n", None),
        (f"if f():\n    {TEST.replace('    ', '        ')}else:\n    test_x = None\n", None),
        (f"{TEST}if f():\n    test_x = None\n", None),
        (f"try:\n    {TEST.replace('    ', '        ')}except E:\n    test_x = None\n", None),
        (f"try:\n    import y as test_x\nexcept E:\n    {TEST.replace('    ', '        ')}", None),
        (f"import numpy as test_x\n{TEST}", None),
        (f"{TEST}for test_x in []:\n    pass\n", None),
        (f"{TEST}def g():\n    test_x = 1\n", None),
        ("def test_x():\n    def g():\n        yield 1\n    assert f(g)\n", None),
        ("@library.gen_test\ndef test_x():\n    yield f()\n", None),
        ("@pytest.mark.slow\ndef test_x():\n    yield f()\n", "generator"),
    ],
)  # fmt: skip
def test_101_what_a_name_stands_for_in_the_end(source: str, reason: Reason) -> None:
    assert judge(source) == reason


@pytest.mark.parametrize(
    "class_",
    [
        "class TestA:\n    def __new__(cls): return object.__new__(cls)\n",
        "class TestA:\n    def __init__(self): self.x = 0\n",
        "@dataclass\nclass TestA:\n    x: int = 0\n",
        "@dataclasses.dataclass(frozen=True)\nclass TestA:\n    x: int = 0\n",
        "import attr\n@attr.s\nclass TestA:\n    x = 0\n",
        "from attrs import define\n@define\nclass TestA:\n    x = 0\n",
        "class TestA(NamedTuple):\n    x: int = 0\n",
        "class TestA(typing.NamedTuple('A', [])):\n    x = 0\n",
        "import collections\nclass TestA(collections.namedtuple('A', 'x')):\n    y = 0\n",
        "class TestA(Enum):\n    x = 0\n",
        "class TestA(enum.IntFlag):\n    x = 0\n",
        "class TestA(dict):\n    x = 0\n",
        "class TestA(Exception):\n    x = 0\n",
        "class Base(str):\n    x = 0\nclass TestA(Base):\n    x = 0\n",
    ],
)
def test_102_a_class_with_a_constructor_is_not_collected(class_: str) -> None:
    assert judge(f"{class_}{METHOD}", "TestA::test_x") == "not-collected"


@pytest.mark.parametrize(
    "class_",
    [
        "@dataclass(init=False)\nclass TestA:\n    x: int = 0\n",
        "class TestA(object):\n    x = 0\n",
        "class TestA(typing.Generic[T]):\n    x = 0\n",
    ],
)
def test_102_a_class_without_one_is(class_: str) -> None:
    assert judge(f"{class_}{METHOD}", "TestA::test_x") is None


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("@pytest.skip('x')\ndef test_y(): f()\n", "skipped"),
        ("@pytest.skip('x')\nclass TestY: pass\n", "skipped"),
        ("raise RuntimeError('later')\n", "stopped"),
        ("sys.exit()\n", "stopped"),
        ("sys.exit(0)\n", "stopped"),
        ("raise SystemExit\n", "stopped"),
        ("exit()\n", "stopped"),
        ("assert False\n", "stopped"),
        ("if True:\n    raise RuntimeError\n", "stopped"),
        ("class A:\n    raise RuntimeError\n", "stopped"),
        ("try:\n    f()\nfinally:\n    raise RuntimeError\n", "stopped"),
        ("pytest.exit('x')\n", "stopped"),
        ("if f():\n    raise RuntimeError\n", None),
        ("if __name__ == '__main__':\n    sys.exit()\n", None),
        ("try:\n    raise RuntimeError\nexcept RuntimeError:\n    pass\n", None),
        ("try:\n    import y\nexcept ImportError:\n    raise\n", None),
        ("with contextlib.suppress(E):\n    raise RuntimeError\n", None),
        ("try:\n    f()\nexcept E:\n    pass\nelse:\n    raise RuntimeError\n", None),
        # What stands before may raise another error, which a handler takes.
        ("try:\n    import y\n    pytest.skip('x')\nexcept ImportError:\n    pass\n", None),
        ("try:\n    import y\n    pytest.skip('x')\nexcept ImportError:\n    raise\n", "skipped"),
        ("try:\n    f()\n    raise RuntimeError\nexcept ConnectionError:\n    pass\n", None),
        ("try:\n    y = 1\n    raise RuntimeError\nexcept ConnectionError:\n    pass\n", "stopped"),
        ("try:\n    y = f.x\n    raise RuntimeError\nexcept AttributeError:\n    pass\n", None),
        ("try:\n    f()\n    sys.exit()\nexcept E:\n    sys.exit()\n", "stopped"),
        ("try:\n    f()\n    raise RuntimeError\nfinally:\n    pass\n", "stopped"),
        ("import os\ntry:\n    f()\n    os._exit(0)\nexcept E:\n    pass\n", None),
        ("with contextlib.suppress(ImportError):\n    import y\n    pytest.skip('x')\n", None),
        ("with contextlib.suppress(ImportError):\n    pytest.skip('x')\n    import y\n", "skipped"),
        ("import os\nwith contextlib.suppress(E):\n    f()\n    os._exit(0)\n", None),
        ("import os\nwith contextlib.suppress(E):\n    os._exit(0)\n", "stopped"),
        ("try:\n    pytest.skip('x')\nexcept ValueError:\n    pass\n", "skipped"),
        ("try:\n    pytest.skip('x')\nexcept (E, BaseException):\n    pass\n", None),
        ("try:\n    pytest.skip('x')\nexcept unittest.SkipTest:\n    pass\n", "skipped"),
        ("try:\n    pytest.skip('x')\nexcept:\n    pass\n", None),
        ("for y in f():\n    raise RuntimeError\n", None),
        ("def g():\n    raise RuntimeError\n", None),
        ("def g():\n    raise RuntimeError\ng()\n", "stopped"),
        ("def g(a):\n    y = f()\n    return sys.exit()\ny = g(1)\n", "stopped"),
        ("def g():\n    if f():\n        return\n    raise E\ng()\n", None),
        ("def g():\n    yield\n    raise E\ng()\n", None),
        ("def g():\n    raise E\n    yield\ng()\n", None),
        ("def g():\n    g()\ng()\n", None),
        ("import os\nwith contextlib.suppress(BaseException):\n    os._exit(0)\n", "stopped"),
        ("def quit():\n    f()\nquit()\n", None),
        ("def g(h):\n    raise E\n@g\ndef h(): pass\n", "stopped"),
        ("import os\ntry:\n    os._exit(0)\nexcept:\n    pass\n", "stopped"),
        ("try:\n    sys.exit()\nexcept Exception:\n    pass\n", "stopped"),
        ("try:\n    pytest.skip('x')\nexcept Exception:\n    pass\n", "skipped"),
        ("try:\n    raise unittest.SkipTest\nexcept Exception:\n    pass\n", None),
        ("try:\n    raise KeyError\nexcept ValueError:\n    pass\n", "stopped"),
        ("try:\n    raise KeyError\nexcept BaseException:\n    pytest.skip('x')\n", "skipped"),
        ("try:\n    raise KeyError\nexcept:\n    pytest.skip('x')\n", "skipped"),
        ("try:\n    raise KeyError\nexcept LookupError:\n    pass\n", None),
        ("try:\n    raise KeyError\nexcept E:\n    pass\n", None),
        ("try:\n    raise KeyError\nexcept KeyError:\n    sys.exit()\n", "stopped"),
        ("class A(Exception): pass\ntry:\n    raise A\nexcept ValueError:\n    pass\n", "stopped"),
        ("class A(KeyError): pass\ntry:\n    raise A\nexcept LookupError:\n    pass\n", None),
        ("try:\n    raise ExceptionGroup('x', [KeyError()])\nexcept* KeyError:\n    pass\n", None),
        (
            "try:\n    raise ExceptionGroup('x', [KeyError()])\nexcept KeyError:\n    pass\n",
            "stopped",
        ),
        ("if f():\n    sys.exit()\nelse:\n    raise E\n", "stopped"),
        ("with contextlib.nullcontext():\n    sys.exit()\n", "stopped"),
        ("with contextlib.suppress(KeyError):\n    sys.exit()\n", "stopped"),
        ("with f():\n    sys.exit()\n", None),
        ("with pytest.raises(SystemExit):\n    sys.exit()\n", None),
        ("for y in (1,):\n    if f():\n        break\n    raise E\n", None),
        ("for y in (1,):\n    raise E\n", "stopped"),
        ("nowhere()\n", "stopped"),
        ("def g(a, *b, **c):\n    d = 1\n    a.x()\n    b.x()\n    c.x()\n    d.x()\ng()\n", None),
        ("def g():\n    nowhere()\ng()\n", "stopped"),
        ("y = nowhere.at_all\n", "stopped"),
        ("@nowhere\ndef g(): pass\n", "stopped"),
        ("from library import *\nsomewhere()\n", None),
        ("exec('somewhere = 1')\nsomewhere\n", None),
        ("try:\n    f()\nexcept E as e:\n    e.args\n", None),
        ("raise f.errors[0]\n", "stopped"),
        ("assert f()\n", None),
    ],
)
def test_103_a_module_that_stops(statement: str, reason: Reason) -> None:
    assert judge(f"{statement}{TEST}") == reason
    assert judge(f"{TEST}{statement}") == reason


@pytest.mark.parametrize("doc", ["", "    'doc'\n"])
def test_103_a_decorator_of_the_module_puts_its_mark(doc: str) -> None:
    later = f"def later(f):\n{doc}    return pytest.mark.skip(f)\n@later\n"
    assert judge(f"{later}{TEST}") == "skipped"
    assert judge(f"{later.replace('pytest.mark.skip', 'f')}{TEST}") is None


MARKS = [
    ("pytest.mark.skipif(1 == 1, reason='r')", "skipped"),
    ("pytest.mark.skipif('1 == 1')", "skipped"),
    ("pytest.mark.skipif(not False, reason='r')", "skipped"),
    ("pytest.mark.skipif(ON, reason='r')", "skipped"),
    ("pytest.mark.skipif(ON and not OFF, reason='r')", "skipped"),
    ("pytest.mark.skipif('ON')", "skipped"),
    ("pytest.mark.skipif(f() or True, reason='r')", "skipped"),
    ("pytest.mark.skipif(False, 1 < 2, reason='r')", "skipped"),
    ("pytest.mark.skip.with_args('x')", "skipped"),
    ("pytest.mark.skip.with_args()('x')", "skipped"),
    ("unittest.skipIf(2 > 1, 'r')", "skipped"),
    ("unittest.skipUnless(OFF, 'r')", "skipped"),
    ("pytest.mark.xfail(True, reason='r')", "xfail"),
    ("pytest.mark.xfail(ON, reason='r')", "xfail"),
    ("pytest.mark.xfail(raises=E)", "xfail"),
    ("pytest.mark.skipif(ON and f(), reason='r')", None),
    ("pytest.mark.skipif(OFF, reason='r')", None),
    ("pytest.mark.skipif(TWICE, reason='r')", None),
    ("pytest.mark.skipif(sys.version_info < (3, 8), reason='r')", None),
    ("pytest.mark.skipif('sys.platform == \"win32\"')", None),
    ("pytest.mark.xfail(sys.platform == 'win32', reason='r')", None),
    ("pytest.mark.xfail(False, reason='r')", None),
    ("pytest.mark.xfail(condition=f(), reason='r')", None),
]
FLAGS = "ON = True\nOFF: bool = False\nTWICE = True\nTWICE = f()\n"


@pytest.mark.parametrize(("mark", "reason"), MARKS)
def test_104_conditions_are_folded(mark: str, reason: Reason) -> None:
    assert judge(f"{FLAGS}@{mark}\n{TEST}") == reason
    assert judge(f"{FLAGS}pytestmark = {mark}\n{TEST}") == reason
    assert judge(f"{FLAGS}pytestmark = []\npytestmark += [{mark}]\n{TEST}") == reason
    assert judge(f"{FLAGS}pytestmark = [] + [{mark}]\n{TEST}") == reason
    assert judge(f"{FLAGS}pytestmark = []\npytestmark.append({mark})\n{TEST}") == reason
    assert judge(f"{FLAGS}def own(g):\n    return {mark}(g)\n@own\n{TEST}") == reason
    assert judge(f"{FLAGS}def own(why):\n    return {mark}\n@own('x')\n{TEST}") == reason
    assert (
        judge(f"{FLAGS}class TestA:\n    pytestmark = [{mark}]\n{METHOD}", "TestA::test_x")
        == reason
    )
    assert (
        judge(f"{FLAGS}class TestA:\n{METHOD}TestA.pytestmark = {mark}\n", "TestA::test_x")
        == reason
    )
    assert judge(f"{FLAGS}if f():\n    pytestmark = {mark}\n{TEST}") is None


@pytest.mark.parametrize(
    ("source", "reference", "reason"),
    [
        ("def test_x():\n    pytest.xfail('later')\n    assert f()\n", "test_x", "xfail"),
        ("def test_x():\n    import numpy\n    pytest.skip('later')\n", "test_x", "skipped"),
        ("def test_x():\n    if True:\n        pytest.skip('later')\n    f()\n", "test_x", "skipped"),
        (f"@pytest.fixture(autouse=True)\ndef g():\n    pytest.skip('x')\n{TEST}", "test_x", "skipped"),
        (f"@pytest.fixture\ndef g():\n    pytest.skip('x')\n{TEST}", "test_x", None),
        (f"def setup_module():\n    pytest.skip('x')\n{TEST}", "test_x", "skipped"),
        (f"def setUpModule():\n    raise unittest.SkipTest\n{TEST}", "test_x", "skipped"),
        (f"def setup_function(function):\n    pytest.skip('x')\n{TEST}", "test_x", "skipped"),
        (f"def setup_function(function):\n    pytest.skip('x')\nclass TestA:\n{METHOD}", "TestA::test_x", None),
        (f"class TestA:\n    def setup_method(self): pytest.skip('x')\n{METHOD}", "TestA::test_x", "skipped"),
        (f"class TestA:\n    def setUp(self): pytest.skip('x')\n{METHOD}", "TestA::test_x", None),
        (f"class TestA(unittest.TestCase):\n    def setUp(self): self.skipTest('x')\n{METHOD}", "TestA::test_x", "skipped"),
        (f"class TestA(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls): raise unittest.SkipTest('x')\n{METHOD}", "TestA::test_x", "skipped"),
        (f"class B:\n    @pytest.fixture(autouse=True)\n    def g(self): pytest.skip('x')\nclass TestA(B):\n{METHOD}", "TestA::test_x", "skipped"),
        (f"def setup_module():\n    if f():\n        pytest.skip('x')\n{TEST}", "test_x", None),
        ("def own(g):\n    def inner():\n        pytest.skip('x')\n    return inner\n@own\n" + TEST, "test_x", "skipped"),
        ("def own(g):\n    def inner():\n        g()\n    return inner\n@own\n" + TEST, "test_x", None),
        ("class A:\n    always = pytest.mark.skip\n@always\n" + TEST, "test_x", None),
        ("def own(g):\n    return pytest.mark.slow(g)\n@own\n" + TEST, "test_x", None),
        ("try:\n    from y import own\nexcept ImportError:\n    def own(g):\n        return pytest.mark.skip(g)\n@own\n" + TEST, "test_x", None),
    ],
)  # fmt: skip
def test_104_first_statements(source: str, reference: str, reason: Reason) -> None:
    assert judge(source, reference) == reason


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("range(0)", "empty-parametrize"),
        ("range(3, 3)", "empty-parametrize"),
        ("list()", "empty-parametrize"),
        ("tuple([])", "empty-parametrize"),
        ("''", "empty-parametrize"),
        ("{}", "empty-parametrize"),
        ("NONE", "empty-parametrize"),
        ("[pytest.param(1, marks=pytest.mark.skip)]", "empty-parametrize"),
        ("[pytest.param(1, marks=[pytest.mark.slow, pytest.mark.skip('r')])]", "empty-parametrize"),
        ("[pytest.param(1, marks=pytest.mark.skipif(True, reason='r'))]", "empty-parametrize"),
        ("[pytest.param(1, marks=pytest.mark.skip), 2]", None),
        ("[pytest.param(1, marks=pytest.mark.xfail)]", None),
        ("FILLED", None),
        ("LATER", None),
        ("range(2)", None),
        ("range(n)", None),
        ("sorted(f())", None),
    ],
)  # fmt: skip
def test_105_parametrized_with_nothing(values: str, reason: Reason) -> None:
    before = "NONE = []\nFILLED = [1]\nLATER = []\nLATER.append(1)\n"
    mark = f"pytest.mark.parametrize('x', {values})"
    assert judge(f"{before}@{mark}\ndef test_x(x):\n    assert f(x)\n") == reason
    assert judge(f"{before}pytestmark = {mark}\ndef test_x(x):\n    assert f(x)\n") == reason


@pytest.mark.parametrize(
    "body",
    [
        "assert 1", "assert 'text'", "assert (f.x, 'm')", "assert not False", "assert 1 == 1",
        "assert x == x", "assert x is x", "assert True or f()", "assert 1 + 1 == 2",
        "assert x == x and x is x", "assert [1]", "assert lambda: 0",
        "print('a')", "print(x)", "import os", "import os.path, sys", "from json import loads",
        "x = 1", "x: int = 1", "x = y = 'a'", "return", "return\nassert f()",
        "if False:\n    assert f()", "while False:\n    assert f()", "if not True:\n    f()",
        "if True:\n    pass\nelse:\n    f()", "for y in []:\n    f()",
        "def inner():\n    assert f()", "g = lambda: f()", "class A:\n    def g(self): f()",
        "y = [lambda: f()]", "def inner():\n    pass\ninner()", "pass", "...", "'doc'", "logging.info('a')",
        "logger = logging.getLogger('a')\nlogger.info('a')", "y = x", "y = [x]", "del x",
        "logger = logging.getLogger('a')\nlogger.log(1, 'a')\nlogger.warning('b')",
        "if x:\n    return\nelse:\n    return\nassert f()", "assert False if False else True",
        "raise NotImplementedError", "global y", "True or f()", "1 if True else f()",
    ],
)  # fmt: skip
def test_106_what_says_nothing(body: str) -> None:
    assert of(body) == "hollow"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("y = 1\nassert y == 1", "hollow"),
        ("y = True\nassert y", "hollow"),
        ("y = False\nif y:\n    assert x", "hollow"),
        ("y = 1\nwhile x:\n    assert y == 1\n    y = 2", None),
        ("y = 1\nif x:\n    y = 2\nassert y == 1", None),
        ("y = 1\ny += x\nassert y == 1", None),
        ("y = 1\nfor y in x:\n    pass\nassert y == 1", None),
        ("y = 1\ny = x\nassert y == 1", None),
        ("y = 1\nif x:\n    y = 2\nelse:\n    assert y == 1", "hollow"),
        ("y = 1\nif x:\n    y = 2\nelse:\n    assert y == 2", None),
        ("assert f'y'", "hollow"),
        ("assert f'{x}'", None),
        ("for y in range(0):\n    assert x", "hollow"),
        ("for y in range(x):\n    assert x", None),
    ],
)
def test_106_what_was_bound_just_before(body: str, reason: Reason) -> None:
    assert of(body) == reason


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("log = logging.getLogger('a')\n", "hollow"),
        ("from logging import getLogger\nlog = getLogger('a')\n", "hollow"),
        ("import structlog\nlog = structlog.get_logger()\n", "hollow"),
        ("from loguru import logger as log\n", "hollow"),
        ("log = f()\n", None),
        ("log = getLogger()\ngetLogger = log()\n", None),
    ],
)
def test_106_a_logger_of_the_module_only_logs(before: str, reason: Reason) -> None:
    assert of("log.info('a')", before) == reason


@pytest.mark.parametrize(
    "body",
    [
        "if x:\n    return\nassert f", "if x:\n    pass\nelse:\n    return\nassert f",
        "logger = f.x\nlogger.info('a')", "logger = logging.getLogger('a')\nlogger.check('a')",
        "f()", "assert f", "assert x", "assert f()", "assert f() == f()", "assert x == y",
        "assert x != x", "assert False", "assert x and True", "assert ON", "import numpy",
        "from . import y", "from numpy import y", "raise E", "print(f())", "y = f()",
        "return f()", "with f():\n    pass", "for y in f():\n    pass", "await f.x",
        "if x:\n    assert f()", "while x:\n    f()", "def inner():\n    f()\ninner()",
        "g = lambda: f()\ng()", "if False:\n    pass\nelse:\n    f()", "f.x.y()", "f()()",
        "try:\n    f()\nexcept E:\n    pass", "False or f()", "[f(y) for y in x]",
        "class A(f.B):\n    pass", "match x:\n    case 1:\n        f()", "super().g()", "len(x)", "@f()\ndef inner(): pass",
    ],
)  # fmt: skip
def test_106_what_says_something(body: str) -> None:
    awaited = body.startswith("await")
    before = "ON = True\nON = f()\n"
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    assert judge(f"{before}{'async ' * awaited}def test_x(x=1):\n{lines}") is None


@pytest.mark.parametrize(
    ("body", "swallowed"),
    [
        ("try:\n    assert f()\nexcept:\n    pass", True),
        ("try:\n    assert f()\nexcept BaseException:\n    pass", True),
        ("try:\n    assert f()\nexcept Exception:\n    print('a')", True),
        ("try:\n    assert f()\nexcept AssertionError:\n    pass", True),
        ("try:\n    assert f()\nexcept (E, AssertionError) as error:\n    print(error)", True),
        ("try:\n    self.assertEqual(f(), 1)\nexcept AssertionError:\n    pass", True),
        ("with contextlib.suppress(AssertionError):\n    assert f()", True),
        ("try:\n    assert f()\nfinally:\n    return", True),
        ("for y in f():\n    try:\n        assert y\n    finally:\n        continue", True),
        ("try:\n    assert f()\nfinally:\n    g()", False),
        ("with pytest.raises(AssertionError):\n    assert f()", True),
        ("with f(), pytest.raises(AssertionError):\n    assert f()", True),
        (
            "for y in f():\n    try:\n        assert y\n    except Exception:\n        continue",
            True,
        ),
        ("try:\n    assert f()\nexcept E:\n    pass", False),
        ("try:\n    assert f()\nexcept AssertionError:\n    raise", False),
        ("try:\n    assert f()\nexcept AssertionError:\n    pytest.fail('a')", False),
        ("try:\n    assert f()\nexcept Exception as e:\n    assert e", False),
        ("try:\n    assert f()\nexcept:\n    pass\nassert g()", False),
        ("try:\n    f()\nexcept:\n    pass", False),
        ("try:\n    pass\nexcept:\n    pass\nelse:\n    assert f()", False),
        ("with pytest.raises(ValueError):\n    assert f()", False),
        ("with pytest.raises(AssertionError):\n    assert_close(f(), 1)", False),
        ("assert f()", False),
        ("f()", False),
    ],
)
def test_107_asserts_whose_failure_is_caught(body: str, swallowed: bool) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    ruling = ruled(f"def test_x(self=1):\n{lines}")
    assert (ruling.idle, ruling.swallowed) == (None, swallowed)


FIXTURES = """\
@pytest.fixture
def checking(request):
    assert request.param
@pytest.fixture(name='renamed')
def other():
    raise E
@pytest.fixture
def through(checking): return 1
@pytest.fixture
def idle(): return f()
@pytest.fixture
def first(second): return 1
@pytest.fixture
def second(first): return 2
@pytest.fixture
def expected(): pytest.xfail('x')
"""


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("@pytest.mark.parametrize('checking', [1], indirect=True)\ndef test_x(checking): pass", None),
        ("@pytest.mark.parametrize('a, checking', [1], indirect=['checking'])\ndef test_x(a, checking): pass", None),
        ("@pytest.mark.parametrize('checking', [1])\ndef test_x(checking): pass", "hollow"),
        ("def test_x(checking): pass", None),
        ("def test_x(renamed): pass", None),
        ("def test_x(other): pass", "hollow"),
        ("def test_x(through): pass", None),
        ("def test_x(idle): pass", "hollow"),
        ("def test_x(tmp_path): pass", "hollow"),
        ("def test_x(*, checking): pass", None),
        ("def test_x(checking=1): pass", "hollow"),
        ("@pytest.mark.usefixtures('checking')\ndef test_x(): pass", None),
        ("pytestmark = pytest.mark.usefixtures('idle', 'checking')\ndef test_x(): pass", None),
        ("def test_x(first): pass", "hollow"),
        ("def test_x(expected): assert f()", "xfail"),
        ("def setup_function(): pytest.xfail('x')\ndef test_x(): assert f()", "xfail"),
        ("class setup_module: pass\ndef test_x(): assert f()", None),
    ],
)  # fmt: skip
def test_108_a_fixture_that_checks_counts_for_the_test(test: str, reason: Reason) -> None:
    assert judge(f"{FIXTURES}{test}\n") == reason


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("def test_x(self, checking): pass", None),
        ("def test_x(checking): pass", "hollow"),  # it is the object
        ("@staticmethod\n    def test_x(checking): pass", None),
        ("@staticmethod\n    def test_x(idle): pass", "hollow"),
    ],
)
def test_108_the_object_of_a_method_is_no_fixture(method: str, reason: Reason) -> None:
    assert judge(f"{FIXTURES}class TestA:\n    {method}\n", "TestA::test_x") == reason


def test_108_a_fixture_of_a_class_or_of_a_conftest() -> None:
    inner = "class TestA:\n    @pytest.fixture\n    def fit(self): assert f()\n    def test_x(self, fit): pass\n"
    assert judge(inner, "TestA::test_x") is None
    conftest = read_tests(f"{HEAD}{FIXTURES}".encode())
    module = read_tests(b"def test_x(checking): pass\ndef test_y(tmp_path): pass\n")
    around = Around(conftests=(conftest,))
    assert module.judge(("test_x",)).idle == "hollow"
    assert module.judge(("test_x",), around).idle is None
    assert module.judge(("test_y",), around).idle == "hollow"
    nearer = read_tests(f"{HEAD}@pytest.fixture\ndef checking(): pass\n".encode())
    assert module.judge(("test_x",), Around(conftests=(nearer, conftest))).idle == "hollow"


FIXTURE = "@pytest.fixture\ndef fit():\n    pytest.skip('no')\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"{FIXTURE}def test_x(fit):\n    assert f()\n", "skipped"),
        (f"{FIXTURE}@pytest.mark.usefixtures('fit')\n{TEST}", "skipped"),
        (f"{FIXTURE}@pytest.fixture\ndef a(fit): pass\ndef test_x(a):\n    f()\n", "skipped"),
        (f"{FIXTURE}{TEST}", None),
        (f"{FIXTURE}{FIXTURE.replace('pytest.skip', 'f')}def test_x(fit):\n    f()\n", None),
        (
            f"{FIXTURE}@pytest.mark.parametrize('fit', [1])\ndef test_x(fit):\n    assert f()\n",
            None,
        ),
        (
            """\
try:
    import torch
    @pytest.fixture
    def fit(): return f()
except ImportError:
    @pytest.fixture
    def fit(): pytest.skip('no')
def test_x(fit):
    f()
""",
            None,
        ),
        (
            f"if f.old:\n    @pytest.fixture(autouse=True)\n    def no(): pytest.skip()\n{TEST}",
            None,
        ),
    ],
)
def test_104_a_fixture_that_skips_does_so_for_those_that_take_it(
    source: str, reason: Reason
) -> None:
    assert judge(source) == reason


@pytest.mark.parametrize(
    ("prepares", "reason"),
    [
        ("def setup_module():\n    y = f()\n    pytest.skip('x')\n", "skipped"),
        ("def setup_module():\n    if f():\n        return\n    pytest.skip('x')\n", None),
        ("def setup_module():\n    pytest.exit('x')\n", "stopped"),
        ("def setup_module():\n    import os\n    os._exit(0)\n", "stopped"),
        ("def setup_module():\n    raise E\n", None),
        ("@pytest.fixture(autouse=True)\ndef g():\n    f()\n    yield\n    pytest.skip('x')\n", None),
        ("@pytest.fixture(autouse=True)\ndef g():\n    f()\n    pytest.skip('x')\n    yield\n", "skipped"),
        ("@pytest.fixture\ndef g():\n    pytest.skip('x')\n@pytest.fixture(autouse=True)\ndef h(g): pass\n", "skipped"),
    ],
)  # fmt: skip
def test_104_what_certainly_leaves_a_set_up(prepares: str, reason: Reason) -> None:
    assert judge(f"{prepares}{TEST}") == reason


def test_104_a_test_that_ends_the_run() -> None:
    assert of("pytest.exit('x')") == "stopped"
    assert of("f()\npytest.exit('x')") is None


def test_103_a_conftest_that_stops() -> None:
    conftest = read_tests(f"{HEAD}raise RuntimeError\n".encode())
    module = read_tests(f"{HEAD}{TEST}".encode())
    assert module.judge(("test_x",), Around(conftests=(conftest,))).idle == "stopped"


def test_103_only_so_many_blocks_are_followed() -> None:
    deep = "".join(f"{' ' * depth}if True:\n" for depth in range(40))
    assert judge(f"{deep}{' ' * 40}raise RuntimeError\n{TEST}") is None


def test_an_autouse_fixture_of_a_conftest_that_skips() -> None:
    skipping = read_tests(
        f"{HEAD}@pytest.fixture(autouse=True)\ndef g(): pytest.skip('x')\n".encode()
    )
    module = read_tests(f"{HEAD}{TEST}".encode())
    assert module.judge(("test_x",), Around(conftests=(skipping,))).idle == "skipped"


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        (f"for y in f():\n    {TEST.replace('    ', '        ')}", "test_x"),
        (f"with f():\n    {TEST.replace('    ', '        ')}", "test_x"),
        (f"while f():\n    {TEST.replace('    ', '        ')}    break\n", "test_x"),
        ("class TestA:\n    test_x = lambda self: f()\n", "TestA::test_x"),
        ("test_x = lambda: f()\n", "test_x"),
    ],
)
def test_109_tests_in_blocks_and_lambdas(source: str, reference: str) -> None:
    assert judge(source, reference) is None


def test_109_a_lambda_can_be_hollow_too() -> None:
    assert judge("test_x = lambda: 1\n") == "hollow"


@pytest.mark.parametrize(
    ("source", "reference", "ruling"),
    [
        ("from common import ModelTest\nclass Slices(ModelTest):\n" + METHOD, "Slices::test_x", Ruling("not-collected", guessed=True)),
        ("from common import ModelTest\nclass B(ModelTest): pass\nclass Slices(B):\n" + METHOD, "Slices::test_x", Ruling("not-collected", guessed=True)),
        ("from common import Base\nclass TestA(Base): pass\n", "TestA::test_x", Ruling("no-such-test", guessed=True)),
        ("class Slices:\n" + METHOD, "Slices::test_x", Ruling("not-collected")),
        ("class Slices(object):\n" + METHOD, "Slices::test_x", Ruling("not-collected")),
        ("from enum import Enum\nclass Slices(Enum):\n" + METHOD, "Slices::test_x", Ruling("not-collected")),
        ("class TestA: pass\n", "TestA::test_x", Ruling("no-such-test")),
        ("from common import Base\nclass TestA(Base):\n    def test_x(self): pass\n", "TestA::test_x", Ruling("hollow")),
    ],
)  # fmt: skip
def test_110_a_base_in_another_file_leaves_a_guess(
    source: str, reference: str, ruling: Ruling
) -> None:
    assert ruled(source, reference) == ruling


@pytest.mark.parametrize(
    ("source", "reference", "reason"),
    [
        ("def test_x(): f()\n", "test_x", "no-such-test"),
        ("def test_x(tmp_path): f()\n", "test_x", "no-such-test"),
        ("@pytest.mark.slow\n@unittest.mock.patch('y')\ndef test_x(y=1): f()\n", "test_x", "no-such-test"),
        (f"class TestA:\n{METHOD}", "TestA::test_x", "no-such-test"),
        ("@pytest.fixture\ndef g(): f()\ndef test_x(g): f()\n", "test_x", "no-such-test"),
        ("@pytest.mark.parametrize('y', [1])\ndef test_x(y): f()\n", "test_x", None),
        ("pytestmark = pytest.mark.parametrize('y', [1])\ndef test_x(y): f()\n", "test_x", None),
        (f"@pytest.mark.parametrize('y', [1])\nclass TestA:\n{METHOD}", "TestA::test_x", None),
        ("@pytest.fixture(params=[1])\ndef g(): f()\ndef test_x(g): f()\n", "test_x", None),
        ("def pytest_generate_tests(metafunc): f()\ndef test_x(): f()\n", "test_x", None),
        ("def test_x(of_a_plugin): f()\n", "test_x", None),
        ("@f('y')\ndef test_x(): f()\n", "test_x", None),
    ],
)  # fmt: skip
def test_113_only_a_test_with_parameters_has_one(
    source: str, reference: str, reason: Reason
) -> None:
    assert ruled(source, reference, parameter=True).idle == reason
    assert ruled(source, reference).idle is None


@pytest.mark.parametrize(
    ("around", "reference", "reason"),
    [
        (Around(functions=("check_",)), "test_x", "not-collected"),
        (Around(functions=("check_",)), "check_x", None),
        (Around(functions=("check_*",)), "check_x", None),
        (Around(functions=("*_check",)), "x_check", None),
        (Around(functions=("test", "check")), "test_x", None),
        (Around(classes=("Check",)), "TestA::test_x", "not-collected"),
        (Around(classes=("Check",)), "CheckA::test_x", None),
        (Around(classes=("*Suite",)), "ASuite::test_x", None),
        (Around(functions=("check_",)), "Case::test_x", None),
    ],
)
def test_112_the_names_that_the_settings_give(
    around: Around, reference: str, reason: Reason
) -> None:
    source = "".join(f"def {name}(): f()\n" for name in ("test_x", "check_x", "x_check"))
    classes = "".join(f"class {name}:\n{METHOD}" for name in ("TestA", "CheckA", "ASuite"))
    module = read_tests(f"{HEAD}{source}{classes}class Case(unittest.TestCase):\n{METHOD}".encode())
    assert module.judge(tuple(reference.split("::")), around).idle == reason
