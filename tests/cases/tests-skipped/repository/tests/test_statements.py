import sys
import unittest
import unittest.case
from unittest import SkipTest

import pytest
from pytest import skip

import others


def test_skip():
    pytest.skip("slow")
    assert sys


def test_skip_after_docstring():
    """Slow."""
    pytest.skip("slow")


def test_imported_skip():
    skip("slow")


def test_returned_skip():
    return pytest.skip("slow")


def test_raised():
    raise unittest.SkipTest("slow")


def test_raised_without_call():
    raise unittest.SkipTest


def test_raised_imported():
    raise SkipTest("slow")


def test_raised_of_case():
    raise unittest.case.SkipTest("slow")


def test_raised_exception():
    raise pytest.skip.Exception("slow")


def test_second_statement():
    assert sys
    pytest.skip("slow")


def test_under_if():
    if sys:
        pytest.skip("slow")
    assert sys


def test_import_or_skip():
    pytest.importorskip("a_module_that_is_not_there")
    assert sys


def test_called_skip_of_others():
    others.skip("slow")
    assert sys


def test_raised_and_caught():
    with pytest.raises(ValueError):
        raise ValueError


