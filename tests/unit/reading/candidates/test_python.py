"""Tests of a source, and what each of them calls through its file."""

from collections.abc import Mapping

import pytest

from ml_readiness.reading.candidates import python
from ml_readiness.reading.candidates.python import read_source

SOURCE = """\
import numpy
import pandas as pd
import fairlearn.metrics
import deepchecks.tabular as tabular
from great_expectations import from_pandas as checked, data
from . import near
from .beside import helper

frame = pd.DataFrame()
local = made()
known.it = pd.Series()


@checked.again
def test_all(loaded, other=pd.NA):
    inner = tabular.Dataset(frame)
    inner.run()
    unknown.thing()
    frame.groupby(1).agg()
    made_up()
    local.call()
    plain = made_up()
    plain.used()
    near.call()
    helper()
    (lambda: 1)()


@pytest.fixture
def loaded():
    return prepared()


def prepared():
    return fairlearn.metrics.MetricFrame()


class TestGroup(data.Case):
    def test_one(self):
        self._two()

    def _two(self):
        self._three()

    def _three(self):
        self._four()

    def _four(self):
        self._five()

    def _five(self):
        numpy.too_far()

    class Inner:
        async def test_deep(self):
            numpy.deep()
"""


def reached(text: str) -> Mapping[str, frozenset[str]]:
    read = read_source(text.encode(), with_tests=True)
    assert read
    return read.tests


def test_a_call_has_its_whole_name_as_imports_make_it() -> None:
    assert reached(SOURCE)["test_all"] == {
        "deepchecks.tabular.Dataset",
        "deepchecks.tabular.Dataset.run",
        ".thing",
        "pandas.DataFrame.groupby",
        "pandas.DataFrame.groupby.agg",
        "made_up",
        ".call",
        ".used",
        "helper",
        "great_expectations.from_pandas.again",
        # through a fixture, and what that calls
        ".fixture",
        "prepared",
        "fairlearn.metrics.MetricFrame",
    }


def test_a_few_steps_are_followed_and_no_other_test() -> None:
    assert reached(SOURCE)["TestGroup::test_one"] == {"._two", "._three", "._four", "._five"}
    chain = "def test_a():\n    test_b()\n\ndef test_b():\n    numpy.b()\n\nimport numpy\n"
    assert reached(chain) == {"test_a": {"test_b"}, "test_b": {"numpy.b"}}


def test_functions_that_call_each_other_end() -> None:
    circle = "def test_a():\n    b()\n\ndef b():\n    c()\n\ndef c():\n    b()\n    d.e()\n"
    assert reached(circle)["test_a"] == {"b", "c", ".e"}


def test_the_whole_file_calls_what_all_of_it_calls() -> None:
    read = read_source(SOURCE.encode(), with_tests=True)
    assert read
    assert {*read.tests} == {"test_all", "TestGroup::test_one", "TestGroup::Inner::test_deep"}
    assert {"numpy.too_far", "numpy.deep", "great_expectations.data.Case", "made"} <= read.calls
    alone = read_source(SOURCE.encode())
    assert alone
    assert (alone.tests, alone.calls) == ({}, read.calls)


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        ("import a.b\na.b.c()\n", {"a.b.c"}),
        ("import a.b as d\nd.c()\n", {"a.b.c"}),
        ("from a import b\nb()\n", {"a.b"}),
        ("from a import b as c\nb()\nc()\n", {"b", "a.b"}),
        ("from .a import b\nb()\n", {"b"}),
        ("x = a()\nx.b()\n", {"a", ".b"}),
        ("import a\nx = y = a.b()\nx.c()\ny.d()\n", {"a.b", "a.b.c", "a.b.d"}),
        ("import a\nx.y = a.b()\ny.c()\n", {"a.b", ".c"}),
        ("import a\nx = a.b\nx.c()\n", {".c"}),
        ("import a\na.b().c()\n", {"a.b", "a.b.c"}),
        ("a.b().c()\n", {".b", ".c"}),
        ("[].a()\n", {".a"}),
        ("a()()\n", {"a"}),
        ("import a\n@a.b\nclass C(a.D, E): pass\n", {"a.b", "a.D", "E"}),
        ("import a\n@a.b\nasync def c(): pass\n", {"a.b"}),
        ("@a\ndef b(): pass\n", {"a"}),
    ],
)
def test_names_are_followed_to_their_import(source: str, calls: set[str]) -> None:
    read = read_source(source.encode())
    assert read
    assert read.calls == calls


@pytest.mark.parametrize("content", [b"def f(:\n", b"\x00", b"# coding: none\n", b"(" * 10_000])
def test_what_is_no_python_is_none(content: bytes) -> None:
    assert read_source(content) is None


def test_tests_are_found_by_indentation_alone() -> None:
    content = (
        "def test_a():\n    def test_inside():\n        pass\n"
        "class TestB:\n    def helper(self): pass\n    async def test_c(self):\n"
        "        def test_d(): pass\n"
        "    class TestE:\n        def test_f(self): pass\n    def test_g(self): pass\n"
        "class Test\u00e4: pass\ndef test_i(): pass\n\tdef test_j(): pass\n"
        "deftest_k(): broken\n"
    )
    assert [*python.test_names(content.encode())] == [
        "test_a",
        "TestB::test_c",
        "TestB::test_d",
        "TestB::TestE::test_f",
        "TestB::test_g",
        "test_i",
    ]


@pytest.mark.parametrize(("depth", "found"), [(4, ["C0::C1::C2::C3::test_a"]), (5, [])])
def test_classes_in_classes_are_followed_four_deep(depth: int, found: list[str]) -> None:
    classes = "".join(f"{' ' * n}class C{n}:\n" for n in range(depth))
    assert [*reached(f"{classes}{' ' * depth}def test_a(self): f()\n")] == found


@pytest.mark.parametrize(
    ("body", "asserts"),
    [
        ("assert f()", True),
        ("assert f() is None", True),
        ("assert f() is not None", False),
        ("assert f() is not None and g()", True),
        ("self.assertTrue(f())", True),
        ("testing.assert_frame_equal(f(), g())", True),
        ("with pytest.raises(E):\n        f()", True),
        ("schema.validate(f())", True),
        ("schema.validation(f())", False),
        ("f()", False),
        ("helper()", True),
    ],
)
def test_a_test_asserts_something(body: str, asserts: bool) -> None:
    source = f"import pytest\n\ndef test_a(self):\n    {body}\n\ndef helper():\n    assert x\n"
    read = read_source(source.encode(), with_tests=True)
    assert read
    assert read.asserting == ({"test_a"} if asserts else set())
    assert "assert" not in read.tests["test_a"]


@pytest.mark.parametrize(
    ("expected", "calls"),
    [
        ("pa.errors.SchemaError", {"pandera.errors.SchemaError"}),
        ("(pa.errors.SchemaError, ValueError)", {"pandera.errors.SchemaError", "ValueError"}),
        ("expected_exception=pa.errors.SchemaError", set()),
        ("", set()),
    ],
)
def test_an_error_that_is_expected_is_called_too(expected: str, calls: set[str]) -> None:
    body = f"    with pytest.raises({expected}):\n        pass\n"
    found = reached(f"import pytest\nimport pandera as pa\n\ndef test_a():\n{body}")
    assert found == {"test_a": {"pytest.raises", *calls}}
