import pytest


@pytest.mark.parametrize("value", ["", "a::b", "a[b]"])
def test_one(value):
    assert __file__


def test_größe():
    assert __file__
