import unittest

import pytest

from helpers import Shared


class Base:
    def test_one(self):
        assert unittest


class Hollow:
    def test_one(self):
        pass


class TestChild(Base):
    pass


class TestGrandchild(TestChild):
    pass


Parent = Base


class TestByAlias(Parent):
    pass


class Outer:
    class Inner:
        def test_one(self):
            assert unittest


class TestOfInner(Outer.Inner):
    pass


class TestShadow:
    class Base:
        def test_one(self):
            pass

    class TestUser(Base):
        pass


class TestOuterOfChild:
    class TestChild(Base):
        pass


class Nested:
    class TestInner:
        def test_one(self):
            assert unittest


class TestChildOfNested(Nested):
    pass


class TestOverride(Base):
    def test_one(self):
        pass


class TestLeftFirst(Base, Hollow):
    pass


class TestRightFirst(Hollow, Base):
    pass


class Left(Hollow):
    pass


class Right(Hollow):
    def test_one(self):
        assert unittest


class TestDiamond(Left, Right):
    pass


class WithInit:
    def __init__(self):
        self.value = 1

    def test_one(self):
        assert unittest


class TestChildOfInit(WithInit):
    pass


class BaseCase(unittest.TestCase):
    def test_one(self):
        assert unittest


class ChildOfCase(BaseCase):
    def test_two(self):
        assert unittest


class GrandchildOfCase(ChildOfCase):
    pass


@pytest.mark.skip
class Skipped:
    def test_one(self):
        assert unittest


class TestChildOfSkipped(Skipped):
    pass


class Marked:
    pytestmark = pytest.mark.skip

    def test_one(self):
        assert unittest


class TestChildOfMarked(Marked):
    pass


@pytest.mark.xfail
class Failing:
    def test_one(self):
        assert not unittest


class TestChildOfFailing(Failing):
    pass


class BaseOfDisabled:
    __test__ = False

    def test_one(self):
        assert unittest


class TestChildOfDisabled(BaseOfDisabled):
    pass


class Enabled:
    __test__ = True

    def test_one(self):
        assert unittest


class TestDisabledAgain(Enabled):
    __test__ = False


class TestStillEnabled(Enabled):
    pass


class TestEnabled(BaseOfDisabled):
    __test__ = True


class TestCleared(Base):
    test_one = None


class TestShared(Shared):
    def test_own(self):
        assert unittest
