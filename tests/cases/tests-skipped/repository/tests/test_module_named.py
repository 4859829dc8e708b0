import pytest

slow = pytest.mark.skip
pytestmark = slow


def test_one():
    assert pytest
