import enum
from dataclasses import dataclass
from typing import NamedTuple


class TestNew:
    def __new__(cls):
        return super().__new__(cls)

    def test_one(self):
        assert self


@dataclass
class TestData:
    value: int = 1

    def test_one(self):
        assert self


class TestTuple(NamedTuple):
    value: int = 1

    def test_one(self):
        assert self


class TestEnum(enum.Enum):
    VALUE = 1

    def test_one(self):
        assert self


class TestError(Exception):
    def test_one(self):
        assert self


class TestPlain:
    def test_one(self):
        assert self
