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


class TestComputed:
    __test__ = unittest.__name__ == "unittest"

    def test_one(self):
        assert unittest


class Ranges:
    __test__ = True

    def test_one(self):
        assert unittest
