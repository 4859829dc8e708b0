import pytest


@pytest.skip("x")
def test_one():
    assert pytest


def test_two():
    assert pytest
