import contextlib
import sys
import typing
from typing import TYPE_CHECKING

import pytest

from helpers import test_from_elsewhere


def test_plain():
    assert sys

    def test_inner():
        assert sys


def testing_without_a_line():
    assert sys


def test():
    assert sys


async def test_async():
    assert sys


@pytest.mark.parametrize("value", [1, 2])
def test_parametrized(value):
    assert value


if sys.version_info >= (3,):
    def test_under_if():
        assert sys

    class TestUnderIf:
        def test_inside(self):
            assert sys
elif sys.version_info >= (2,):
    def test_under_elif():
        assert sys
else:
    def test_under_else():
        assert sys


if True:
    def test_under_if_true():
        assert sys
else:
    def test_under_else_of_true():
        assert sys

if False:
    def test_under_false():
        assert sys
else:
    def test_under_else_of_false():
        assert sys

if 0:
    def test_under_zero():
        assert sys

if TYPE_CHECKING:
    def test_while_types_are_checked():
        assert sys

if typing.TYPE_CHECKING:
    def test_while_types_are_checked_by_module():
        assert sys

if __name__ == "__main__":
    def test_as_a_program():
        assert sys

try:
    def test_in_try():
        assert sys
except ValueError:
    def test_in_except():
        assert sys
else:
    def test_in_else_of_try():
        assert sys
finally:
    def test_in_finally():
        assert sys

try:
    def test_in_try_star():
        assert sys
except* ValueError:
    def test_in_except_star():
        assert sys


class TestWithConditions:
    if sys.version_info >= (3,):
        def test_under_if(self):
            assert sys


def test_first_hollow():
    pass


def test_first_hollow():
    assert sys


def test_last_hollow():
    assert sys


def test_last_hollow():
    pass


def test_maybe_replaced():
    pass


if sys.version_info >= (3,):
    def test_maybe_replaced():
        assert sys


def test_maybe_hollow():
    assert sys


if sys.version_info < (3,):
    def test_maybe_hollow():
        pass


def test_surely_replaced():
    assert sys


if True:
    def test_surely_replaced():
        pass


def test_surely_kept():
    assert sys


if False:
    def test_surely_kept():
        pass


def test_deleted():
    assert sys


del test_deleted


class TestDeleted:
    def test_deleted(self):
        assert sys


del TestDeleted


def test_cleared():
    assert sys


test_cleared = None


def test_cleared_with_a_type():
    assert sys


test_cleared_with_a_type: None = None


class TestCleared:
    def test_cleared(self):
        assert sys

    test_cleared = None


class TestTwice:
    def test_first(self):
        assert sys


class TestTwice:
    def test_second(self):
        assert sys


def check_plain():
    assert sys


test_another_name = check_plain
check_another_name = test_plain


class Checks:
    def test_one(self):
        assert sys


TestAnotherName = Checks


def check_of_a_class(self):
    assert self


class TestWithAnotherName:
    def check(self):
        assert sys

    test_another_name = check
    test_from_module = check_of_a_class


def Test_plain():
    assert sys


def _test_plain():
    assert sys


with contextlib.suppress(ValueError):
    def test_under_with():
        assert sys
