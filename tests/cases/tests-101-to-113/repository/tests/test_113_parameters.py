import pytest


def test_plain():
    assert pytest


@pytest.mark.parametrize("value", [1, 2])
def test_with(value):
    assert value
