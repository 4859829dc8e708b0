import pytest
from typing import Generic, TypeVar

T = TypeVar("T")

class Base:
    __test__ = False

    def test_one(self):
        assert __file__


class TestEnabled(Base):
    __test__ = True


class Plain:
    def test_one(self):
        assert __file__


class TestNone(Plain):
    test_one = None


def test_own_mark():
    assert __file__


class Gen(Generic[T]):
    def test_one(self):
        assert __file__


class TestGeneric(Gen[int]):
    pass


class TestInnerOn:
    __test__ = False

    class TestOn:
        __test__ = True

        def test_one(self):
            assert __file__


class TestA:
    def test_one(self):
        assert __file__
