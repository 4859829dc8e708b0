import unittest
import unittest.case
from unittest import expectedFailure

import pytest
from pytest import mark

import others

known = pytest.mark.xfail(reason="known")


@pytest.mark.xfail
def test_mark():
    assert not unittest


@pytest.mark.xfail()
def test_called():
    assert not unittest


@pytest.mark.xfail(strict=True, reason="known")
def test_strict():
    assert not unittest


@mark.xfail
def test_imported():
    assert not unittest


@known
def test_named():
    assert not unittest


class Case(unittest.TestCase):
    @unittest.expectedFailure
    def test_expected(self):
        assert not unittest

    @expectedFailure
    def test_expected_imported(self):
        assert not unittest

    @unittest.case.expectedFailure
    def test_expected_of_case(self):
        assert not unittest



@pytest.mark.xfail
class TestFailing:
    def test_one(self):
        assert not unittest


class TestMarked:
    pytestmark = pytest.mark.xfail

    def test_one(self):
        assert not unittest


@others.xfail
def test_of_others():
    assert unittest


@pytest.mark.xfail(False, reason="never")
def test_under_a_condition():
    assert unittest


def test_that_says_so_itself():
    pytest.xfail("known")
