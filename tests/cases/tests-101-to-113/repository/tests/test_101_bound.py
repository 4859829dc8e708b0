import os

import pytest


@property
def test_property():
    assert os


def test_imported():
    assert os


def test_looped():
    assert os


def test_walrus():
    assert os


def test_replaced():
    assert os


def test_marked():
    assert os


def test_marked_from_outside():
    assert os


def test_wrapped():
    assert os


if os.sep == "/":

    def test_in_one_arm():
        assert os

else:
    test_in_one_arm = None


def wrapper(function):
    return function


import sys as test_imported

for test_looped in (1, 2):
    pass

print(test_walrus := 1)
test_replaced = object()
test_marked = pytest.mark.skip(test_marked)
test_marked_from_outside.pytestmark = [pytest.mark.skip]
test_wrapped = wrapper(test_wrapped)
