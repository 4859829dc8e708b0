import unittest

import pytest


class TestOff:
    __test__ = False

    def test_one(self):
        assert unittest

    @pytest.mark.skip
    def test_skipped(self):
        assert unittest

    class TestInner:
        def test_one(self):
            assert unittest


class TestOffByZero:
    __test__ = 0

    def test_one(self):
        assert unittest


class CaseOff(unittest.TestCase):
    __test__ = False

    def test_one(self):
        assert unittest


class TestOn:
    __test__ = True

    def test_one(self):
        assert unittest

    def test_off(self):
        assert unittest

    test_off.__test__ = False


class TestOffLater:
    def test_one(self):
        assert unittest


TestOffLater.__test__ = False


class TestOnLater:
    __test__ = False

    def test_one(self):
        assert unittest


TestOnLater.__test__ = True


def test_off():
    assert unittest


test_off.__test__ = False


def test_on():
    assert unittest


test_on.__test__ = True
test_on.slow = False


class TestComputed:
    __test__ = unittest.__name__ == "unittest"

    def test_one(self):
        assert unittest


class Ranges:
    __test__ = True

    def test_one(self):
        assert unittest
