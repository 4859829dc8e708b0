import sys

import pytest
import pytest as pt
from pytest import mark
from pytest import mark as m

import others

slow = pytest.mark.skip(reason="slow")
slower = slow
marks = pytest.mark


@pytest.mark.skip
def test_mark():
    assert sys


@pytest.mark.skip()
def test_mark_called():
    assert sys


@pytest.mark.skip(reason="slow")
def test_mark_with_reason():
    assert sys


@mark.skip
def test_imported_mark():
    assert sys


@m.skip
def test_renamed_mark():
    assert sys


@pt.mark.skip
def test_renamed_pytest():
    assert sys


@slow
def test_named_mark():
    assert sys


@slower
def test_named_twice():
    assert sys


@marks.skip
def test_named_namespace():
    assert sys


@others.mark.skip
def test_of_others():
    assert sys


@pytest.mark.parametrize("value", [1])
@pytest.mark.skip
def test_below_another_mark(value):
    assert sys


@pytest.mark.skipif(True, reason="always")
def test_if_true():
    assert sys


@pytest.mark.skipif(condition=True, reason="always")
def test_if_named_true():
    assert sys


@pytest.mark.skipif("True")
def test_if_true_in_quotes():
    assert sys


@pytest.mark.skipif(1, reason="always")
def test_if_one():
    assert sys


@pytest.mark.skipif(False, reason="never")
def test_if_false():
    assert sys


@pytest.mark.skipif(condition=False, reason="never")
def test_if_named_false():
    assert sys


@pytest.mark.skipif("False")
def test_if_false_in_quotes():
    assert sys


@pytest.mark.skipif(sys.platform == "none", reason="some")
def test_if_expression():
    assert sys


@pytest.mark.skipif("sys.platform == 'none'")
def test_if_expression_in_quotes():
    assert sys


@pytest.mark.skipif(1 + 1 == 2, reason="always")
def test_if_true_by_computing():
    assert sys


@pytest.mark.skip
class TestSkipped:
    def test_one(self):
        assert sys

    class TestInner:
        def test_one(self):
            assert sys


class TestMarked:
    pytestmark = pytest.mark.skip

    def test_one(self):
        assert sys


class TestMarkedInList:
    pytestmark = [pytest.mark.usefixtures("tmp_path"), pytest.mark.skip]

    def test_one(self):
        assert sys


class TestMarkedOtherwise:
    pytestmark = [pytest.mark.usefixtures("tmp_path")]

    def test_one(self):
        assert sys


class TestMarkedAnew:
    pytestmark = pytest.mark.skip
    pytestmark = []

    def test_one(self):
        assert sys

    class TestInner:
        def test_one(self):
            assert sys


class TestWithOneSkipped:
    @pytest.mark.skip
    def test_one(self):
        assert sys

    def test_two(self):
        assert sys


class TestOuter:
    @pytest.mark.skip
    class TestInner:
        def test_one(self):
            assert sys

    def test_one(self):
        assert sys


@pytest.mark.parametrize("value", [pytest.param(1, marks=pytest.mark.skip)])
def test_each_value_skipped(value):
    assert value


@pytest.mark.xfail
@pytest.mark.skip
def test_skipped_and_failing():
    assert not sys
