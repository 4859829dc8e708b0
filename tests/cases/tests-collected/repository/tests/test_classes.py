import unittest
import unittest as u
from unittest import IsolatedAsyncioTestCase, TestCase

import helpers
from helpers import ModelTestCase


class TestPlain:
    def test_one(self):
        assert unittest

    @staticmethod
    def test_static():
        assert unittest

    @classmethod
    def test_of_class(cls):
        assert unittest

    def helper(self):
        assert unittest


class Test:
    def test_one(self):
        assert unittest


class Testing:
    def test_one(self):
        assert unittest


class Ranges:
    def test_one(self):
        assert unittest


class testRanges:
    def test_one(self):
        assert unittest


class RangesTestCase:
    def test_one(self):
        assert unittest


class TestWithInit:
    def __init__(self):
        self.value = 1

    def test_one(self):
        assert unittest

    class TestInner:
        def test_one(self):
            assert unittest


class TestWithNew:
    def __new__(cls):
        return super().__new__(cls)

    def test_one(self):
        assert unittest


class Case(unittest.TestCase):
    def test_one(self):
        assert unittest

    def helper(self):
        assert unittest


class CaseByName(TestCase):
    def test_one(self):
        assert unittest


class CaseByAlias(u.TestCase):
    def test_one(self):
        assert unittest


class CaseWithInit(TestCase):
    def __init__(self, *args):
        super().__init__(*args)

    def test_one(self):
        assert unittest


class CaseFromElsewhere(ModelTestCase):
    def test_one(self):
        assert unittest


class CaseFromModule(helpers.ModelTestCase):
    def test_one(self):
        assert unittest


class AsyncCase(IsolatedAsyncioTestCase):
    async def test_one(self):
        assert unittest


class TestOuter:
    class TestInner:
        def test_one(self):
            assert unittest

        class TestInmost:
            def test_one(self):
                assert unittest

    class InnerCase(TestCase):
        def test_one(self):
            assert unittest

    class Inner:
        def test_one(self):
            assert unittest


class Outer:
    class TestInner:
        def test_one(self):
            assert unittest


class CaseWithInner(TestCase):
    class TestInner:
        def test_one(self):
            assert unittest
